"""Nobody stands alone in a file of rows, and no more is hidden than the method needs."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tayanch.disclosure import HIDDEN, SMALLEST, protect_rows

COLUMNS = ("topic", "country", "outcome")
ROWS = st.lists(st.fixed_dictionaries({column: st.sampled_from("abc") for column in COLUMNS}), max_size=60)


@given(ROWS)
def test_every_combination_is_shared_by_enough_rows(rows: list[dict[str, str]]) -> None:
    found = protect_rows(rows, COLUMNS)
    assert all(count >= SMALLEST for count in Counter(tuple(row.values()) for row in found.rows).values())
    assert len(found.rows) + found.left_out == len(rows)


@given(ROWS)
def test_what_is_shown_was_there(rows: list[dict[str, str]]) -> None:
    """Taking the protected rows for patterns, each finds an own original row."""
    found = protect_rows(rows, COLUMNS).rows
    for column in COLUMNS:
        shown = Counter(row[column] for row in found if row[column] != HIDDEN)
        assert all(count <= Counter(row[column] for row in rows)[value] for value, count in shown.items())


@given(ROWS, st.randoms())
def test_the_order_of_the_rows_tells_nothing(rows: list[dict[str, str]], chance: object) -> None:
    mixed = list(rows)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert protect_rows(mixed, COLUMNS) == protect_rows(rows, COLUMNS)


def test_rows_that_are_common_stay_as_they_are() -> None:
    rows = [{"topic": "wages", "country": "ru", "outcome": "paid"}] * SMALLEST
    found = protect_rows(rows, COLUMNS)
    assert found.rows == rows
    assert found.left_out == 0


def test_the_least_useful_column_is_hidden_first() -> None:
    rows = [{"topic": "wages", "country": "ru", "outcome": str(n)} for n in range(SMALLEST)]
    found = protect_rows(rows, COLUMNS)
    assert found.rows == [{"topic": "wages", "country": "ru", "outcome": HIDDEN}] * SMALLEST
    assert found.hidden == {"topic": 0, "country": 0, "outcome": SMALLEST}


def test_one_woman_alone_is_left_out() -> None:
    found = protect_rows([{"topic": "violence", "country": "kr", "outcome": "open"}], COLUMNS)
    assert found.rows == []
    assert found.left_out == 1


def test_a_value_that_looks_hidden_is_refused() -> None:
    with pytest.raises(ValueError, match="means hidden"):
        protect_rows([{"topic": HIDDEN, "country": "ru", "outcome": "x"}], COLUMNS)
