"""Sums that are added up while rows stream by are those of a ``GROUP BY``, for any keys, answers and gaps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tayanch.survey import summing
from tayanch.survey.data import Data
from tayanch.survey.design import Design
from tayanch.survey.engines import DuckDB
from tayanch.survey.estimating import estimate

ENGINE = DuckDB()
LEVELS = {
    "in a row": (pa.int8(), [1, 2, 3]),
    "below nothing": (pa.int8(), [-2, -1, 0, 1]),
    "with gaps": (pa.int8(), [1, 5, 99]),
    "wide": (pa.int32(), [1, 70_000]),
    "numbers": (pa.float64(), [1.0, 2.5]),
    "words": (pa.string(), ["yes", "no", "не знаю"]),
    "truths": (pa.bool_(), [True, False]),
}
KEYS = {
    "small": (pa.int16(), [1, 2, 3]),
    "far apart": (pa.int64(), [1, 10**12]),
    "words": (pa.string(), ["Osh", "Naryn", ""]),
    "days": (pa.date32(), [date(2019, 6, 30), date(2020, 1, 1)]),
}


def by_sql(table: Any, keys: Any, wanted: Any) -> pa.Table:
    named = [summing.reduction(value).name(name) for name, value in wanted.items()]
    if not keys:
        return ENGINE.run(table.aggregate(named))
    return ENGINE.run(table.group_by([value.name(name) for name, value in keys.items()]).aggregate(named))


def in_order(table: pa.Table, keys: Any) -> list[dict[str, Any]]:
    return sorted(table.to_pylist(), key=lambda row: repr([row[name] for name in keys]))


def assert_the_same(rows: pa.Table, keys: list[str], levels: list[Any]) -> None:
    table = ENGINE.open(rows)
    weight, answer = table["w"], table["a"]
    named = {name: table[name] for name in keys}
    wanted = {
        "rows": table.count(),
        "weighted": weight.count(),
        "weight": weight.sum(),
        "least": weight.min(),
        "greatest": weight.max(),
        "n": answer.count(),
        "some": ibis.ifelse(weight > 1.0, 1, 0).sum(),
        "k": ibis.ifelse(answer.notnull(), weight, 0.0).sum(),
    }
    wanted |= {f"l{at}": summing.OfLevel(answer, level, weight) for at, level in enumerate(levels)}
    made = summing.grouped(ENGINE.stream, table, named, wanted)
    assert made is not None
    for row, expected in zip(in_order(made, keys), in_order(by_sql(table, named, wanted), keys), strict=True):
        for name in (*keys, *wanted):
            told = expected[name]
            if told is None and name.startswith("l") and name[1:].isdigit():
                told = 0.0  # all rows of the group are without a weight
            assert row[name] == (pytest.approx(told, rel=1e-12) if isinstance(told, float) else told), name


def random_rows(keys: list[str], levels: str, count: int, seed: int) -> pa.Table:
    random = np.random.default_rng(seed)
    type_, values = LEVELS[levels]
    extra = [*values, None, *([7] if type_ == pa.int8() else [])]
    made = {
        "w": pa.array(random.uniform(0, 3, count), mask=random.random(count) < 0.05),
        "a": pa.array([extra[at] for at in random.integers(0, len(extra), count)], type_),
    }
    for name in keys:
        key_type, options = KEYS[name]
        choices = [*options, None]
        made[name] = pa.array([choices[at] for at in random.integers(0, len(choices), count)], key_type)
    return pa.table(made)


@pytest.mark.parametrize("levels", LEVELS)
@pytest.mark.parametrize("keys", [[], ["small"], ["words", "days"], ["far apart", "small", "words"]], ids=", ".join)
def test_sums_of_a_stream_are_those_of_a_group_by(levels: str, keys: list[str]) -> None:
    assert_the_same(random_rows(keys, levels, 500, seed=3), keys, LEVELS[levels][1])


def test_groups_that_are_too_many_for_a_table_are_searched_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summing, "TABLE", 1)
    keys = ["small", "words", "days"]
    assert_the_same(random_rows(keys, "in a row", 2_000, seed=4), keys, [1, 2, 3])


def test_a_file_without_rows_has_no_groups() -> None:
    assert_the_same(random_rows(["small"], "words", 0, seed=5), ["small"], ["yes"])


def test_what_is_no_plain_sum_is_left_to_the_engine() -> None:
    table = ENGINE.open(pa.table({"w": [1.0, 2.0]}))
    assert summing.grouped(ENGINE.stream, table, {}, {"m": table["w"].median()}) is None
    assert summing.grouped(ENGINE.stream, table, {}, {"m": table["w"].sum(where=table["w"] > 1)}) is None


def batches_of(sizes: list[int], columns: dict[str, pa.Array]) -> Iterator[dict[str, pa.Array]]:
    start = 0
    for size in sizes:
        yield {name: column[start : start + size] for name, column in columns.items()}
        start += size


@settings(max_examples=40)
@given(
    codes=st.lists(st.tuples(st.one_of(st.none(), st.integers(-5, 300)), st.integers(0, 3)), min_size=1, max_size=60),
    cuts=st.lists(st.integers(1, 20), min_size=60, max_size=60),
)
def test_groups_keep_their_numbers_however_the_rows_are_cut(codes: list[Any], cuts: list[int]) -> None:
    first = pa.array([code for code, _ in codes], pa.int32())
    second = pa.array([code for _, code in codes], pa.int8())
    groups = summing.Groups([first.type, second.type])
    found = [groups.of([part["a"], part["b"]], len(part["a"])) for part in batches_of(cuts, {"a": first, "b": second})]
    ids = np.concatenate(found)
    assert groups.count == len(set(codes)) == len(set(ids.tolist()))
    assert [groups.values(0)[at].as_py() for at in ids] == first.to_pylist()
    assert [groups.values(1)[at].as_py() for at in ids] == second.to_pylist()


def test_many_cores_and_few_give_the_same_estimates() -> None:
    random = np.random.default_rng(1)
    n = 4_000
    rows = pa.table(
        {
            "w": random.uniform(1, 9, n),
            "h": pa.array(random.integers(1, 4, n), pa.int8()),
            "u": pa.array(random.integers(1, 30, n), pa.int16()),
            "sex": pa.array(random.integers(1, 3, n), pa.int8()),
            "q": pa.array(random.integers(1, 5, n), pa.int8(), mask=random.random(n) < 0.1),
        }
    )
    design = Design(weight="w", strata=("h",), clusters=("u",))
    few, many = (
        estimate(Data(rows), design, ("q",), "proportion", by=("sex",), where="q != 4", engine=DuckDB(threads=threads))
        for threads in (1, 16)
    )
    assert DuckDB(threads=1).streams
    assert not DuckDB(threads=16).streams
    for one, other in zip(few, many, strict=True):
        assert (one.level, one.by, one.n, one.df, one.flags) == (other.level, other.by, other.n, other.df, other.flags)
        assert [one.estimate, one.se, one.lower] == pytest.approx([other.estimate, other.se, other.lower], rel=1e-12)
