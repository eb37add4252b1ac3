"""Hide small numbers in a table with totals, so that no woman can be found in it.

Primary suppression hides every count from 1 to 4; secondary suppression hides the next smallest of the same row or
column until no hidden count can be had by subtraction from a total, nor guessed because the hidden ones add up to
less than five. See Hundepool et al., "Statistical Disclosure Control" (2012), chapter 4.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SMALLEST = 5


@dataclass(frozen=True)
class Cell:
    """One count as it may be shown. *count* is none when it is hidden; *is_small* says that it is from 1 to 4."""

    count: int | None
    is_small: bool = False


def protect(rows: Sequence[Sequence[int]]) -> list[list[Cell]]:
    """The table with a total at the end of every row and a row of totals at the end, small counts hidden.

    *rows* must be of one length and not negative. A single column or row is protected like any table.
    """
    grid = _with_totals(rows)
    hidden = {(r, c) for r, row in enumerate(grid) for c, count in enumerate(row) if 0 < count < SMALLEST}
    while places := next((more for line in _lines(grid) if (more := _next_to_hide(grid, line, hidden))), None):
        hidden.add(places)
    return [
        [Cell(None, 0 < count < SMALLEST) if (r, c) in hidden else Cell(count) for c, count in enumerate(row)]
        for r, row in enumerate(grid)
    ]


Place = tuple[int, int]


def _with_totals(rows: Sequence[Sequence[int]]) -> list[list[int]]:
    grid = [[*row, sum(row)] for row in rows]
    return [*grid, [sum(column) for column in zip(*grid, strict=True)]] if grid else []


def _lines(grid: list[list[int]]) -> Iterator[list[Place]]:
    """Every row and column, its total last."""
    yield from ([(r, c) for c in range(len(row))] for r, row in enumerate(grid))
    yield from ([(r, c) for r in range(len(grid))] for c in range(len(grid[0]) if grid else 0))


def _next_to_hide(grid: list[list[int]], line: list[Place], hidden: set[Place]) -> Place | None:
    """What else must be hidden in *line*, if its hidden counts could be found out: the smallest that is not zero."""
    *parts, total = line
    covered = [place for place in parts if place in hidden]
    if total in hidden:
        is_safe = bool(covered) or not _count(grid, total)
    else:
        is_safe = not covered or (len(covered) > 1 and sum(_count(grid, place) for place in covered) >= SMALLEST)
    if is_safe:
        return None
    open_parts = [place for place in parts if place not in hidden and _count(grid, place)]
    return min(open_parts, key=lambda place: _count(grid, place), default=total if total not in hidden else None)


def _count(grid: list[list[int]], place: Place) -> int:
    return grid[place[0]][place[1]]
