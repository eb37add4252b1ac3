"""The table of counts by two breakdowns: no small count can be told, by any reader, and it takes a millisecond."""

from __future__ import annotations

import random
from itertools import product
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from tayanch.disclosure import SMALLEST, Cell, protect

GRIDS = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 12), min_size=width, max_size=width), min_size=1, max_size=4)
)


def told(table: list[list[Cell]], place: tuple[int, int]) -> tuple[float, float]:
    """Between what a single cell lies for one who knows all that is shown, zeros, and what is marked as small."""
    height, width = len(table) - 1, len(table[0]) - 1
    single = list(product(range(height), range(width)))
    rows, low, high = [], [], []
    for r, c in product(range(height + 1), range(width + 1)):
        cell = table[r][c]
        rows.append([1.0 if r in (row, height) and c in (column, width) else 0.0 for row, column in single])
        if cell.count is not None:
            limits = cell.count, cell.count
        elif (r, c) in single:
            limits = (1, SMALLEST - 1) if cell.is_small else (SMALLEST, 10_000)
        else:
            limits = (1, SMALLEST - 1) if cell.is_small else (1, 10_000)
        low.append(limits[0])
        high.append(limits[1])
    both = np.vstack([rows, -np.array(rows)])
    cost = np.array([float(one == place) for one in single])
    found = [linprog(way * cost, A_ub=both, b_ub=np.array([*high, *(-one for one in low)])) for way in (1, -1)]
    return round(found[0].fun, 6), round(-found[1].fun, 6)


@settings(deadline=None, max_examples=60)
@given(GRIDS)
def test_no_small_count_can_be_told_more_closely_than_1_to_4_by_linear_programming(rows: list[list[int]]) -> None:
    table = protect(rows)
    for r, c in product(range(len(rows)), range(len(rows[0]))):
        if 0 < rows[r][c] < SMALLEST:
            low, high = told(table, (r, c))
            assert low <= 1
            assert high >= SMALLEST - 1


@pytest.mark.parametrize(
    "rows",
    [
        [[4, 4], [4, 4]],  # four marked "fewer than five" that add up to eight by twos: each is four
        [[1, 5], [20, 30]],  # one marked and one not, together six: one and five
        [[3, 0, 9], [0, 2, 8], [7, 9, 0]],  # a ring of six around zeros
    ],
)
def test_a_pattern_that_the_rule_of_rows_and_columns_leaves_open_is_closed(rows: list[list[int]]) -> None:
    table = protect(rows)
    small = [(r, c) for r, row in enumerate(rows) for c, count in enumerate(row) if 0 < count < SMALLEST]
    assert [told(table, place)[0] for place in small] == [1.0] * len(small)
    assert all(told(table, place)[1] >= SMALLEST - 1 for place in small)


@given(GRIDS)
def test_single_cells_are_marked_small_when_they_are_and_totals_only_when_they_repeat_one(
    rows: list[list[int]],
) -> None:
    table = protect(rows)
    for r, c in product(range(len(rows)), range(len(rows[0]))):
        assert table[r][c].is_small == (0 < rows[r][c] < SMALLEST)
    for r, row in enumerate(rows):
        if table[r][-1].is_small:
            assert sum(count > 0 for count in row) == 1


def test_a_table_of_ten_by_five_takes_less_than_five_milliseconds() -> None:
    chance = random.Random(1)
    taken = []
    for _ in range(20):
        rows = [[int(chance.expovariate(1 / 8)) for _ in range(5)] for _ in range(10)]
        begun = perf_counter()
        protect(rows)
        taken.append(perf_counter() - begun)
    assert sorted(taken)[10] < 0.005
