"""Intervals by drawing documents."""

from __future__ import annotations

import numpy as np
import pytest

from tayanch.interviews.agreement import Codings
from tayanch.interviews.agreement.intervals import drawn, limits
from tests.interviews.agreement.invented import codings, measured

LENGTHS = [int(each) for each in np.random.default_rng(3).integers(150, 400, size=20)]


def test_limits_are_the_percentiles_of_what_is_defined() -> None:
    values = np.array([[3.0, np.nan], [1.0, 5.0], [2.0, np.nan], [4.0, 6.0], [np.nan, np.nan]])
    low, high = limits(values)
    expected = np.percentile([1, 2, 3, 4], [2.5, 97.5])
    assert (low[0], high[0]) == pytest.approx(tuple(expected))
    assert np.isnan(low[1])  # two of five draws only


def test_a_draw_has_as_many_shared_documents_as_the_study_and_keeps_the_others_once() -> None:
    shared = np.array([1.0, 0.0, 1.0, 1.0])
    weights = drawn(shared, 50, np.random.default_rng(1))
    assert set(weights[:, shared == 1].sum(axis=1)) == {3.0}
    assert set(weights[:, 1]) == {1.0}


def test_the_interval_is_that_of_drawing_documents_one_by_one() -> None:
    """The same draws, with the drawn documents laid behind one another and measured anew."""
    told = codings(np.random.default_rng(8), LENGTHS, 2, 2, 6)
    found = measured(told, LENGTHS, 2, 2, intervals=60, seed=4)
    weights = drawn(np.ones(len(LENGTHS)), 60, np.random.default_rng(4)).astype(int)
    alphas = []
    for draw in weights:
        chosen = np.repeat(np.arange(len(LENGTHS)), draw)
        parts = [told.take(told.document == each) for each in chosen]
        rows = [
            (place, *row[1:])
            for place, part in enumerate(parts)
            for row in zip(*(column.tolist() for column in part._columns()), strict=True)
        ]
        again = measured(Codings.of(rows), [LENGTHS[each] for each in chosen], 2, 2)
        alphas.append([*(each["alpha"].value for each in again.codes), again.together["u_alpha"].value])
    low, high = np.percentile(np.array(alphas, dtype=float), [2.5, 97.5], axis=0)
    figures = [*(each["alpha"] for each in found.codes), found.together["u_alpha"]]
    assert [figure.low for figure in figures] == pytest.approx(low.tolist(), abs=1e-9)
    assert [figure.high for figure in figures] == pytest.approx(high.tolist(), abs=1e-9)


def test_the_same_seed_gives_the_same_interval_and_a_generator_is_taken_as_well() -> None:
    told = codings(np.random.default_rng(8), LENGTHS, 2, 2, 6)
    first = measured(told, LENGTHS, 2, 2, intervals=100, seed=1)
    assert first == measured(told, LENGTHS, 2, 2, intervals=100, seed=np.random.default_rng(1))
    assert first != measured(told, LENGTHS, 2, 2, intervals=100, seed=2)
    figure = first.codes[0]["alpha"]
    assert figure.low < figure.value < figure.high


def test_one_document_has_no_interval_and_says_why() -> None:
    told = codings(np.random.default_rng(8), [200], 2, 1, 6)
    figure = measured(told, [200], 2, 1, intervals=100).codes[0]["alpha"]
    assert figure.value is not None
    assert figure.low is None
    assert figure.unsure == "An interval needs two documents that two coders read."


def test_a_code_that_stands_in_too_few_draws_has_no_interval_and_says_why() -> None:
    rows = [(document, 0, 5, 1, coder) for document in range(3) for coder in range(2)]
    told = Codings.of([*rows, (0, 20, 30, 0, 0), (0, 22, 30, 0, 1)])
    figure = measured(told, [100] * 3, 2, 2, intervals=400, seed=3).codes[0]["alpha"]
    assert figure.low is not None  # in 70 % of the draws
    lonely = Codings.of([(0, 0, 40, 0, 0), (0, 0, 40, 0, 1), (1, 0, 40, 0, 0), (1, 0, 40, 0, 1)])
    found = measured(lonely, [40, 40], 2, 1, intervals=50).codes[0]["alpha"]
    assert found.value is None
    assert not found.unsure
