"""Hide what is rare in a file of rows, so that nobody in it stands alone.

Local suppression until every combination of values is shared by *smallest* rows (k-anonymity: Samarati and Sweeney,
1998; local suppression: Hundepool et al., "Statistical Disclosure Control", 2012, chapter 3). Every column counts as
one by which she could be known, so that no value follows from the others of a single woman.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tayanch.disclosure.rules import SMALLEST

HIDDEN = "*"
Row = tuple[str, ...]


@dataclass(frozen=True)
class ProtectedRows:
    """*rows*: dictionaries of the given columns, in an order that tells nothing. *hidden*: how many values are hidden
    in each column. *left_out*: rows that could not be told even with everything hidden."""

    rows: list[dict[str, str]]
    hidden: dict[str, int]
    left_out: int


def protect_rows(rows: Sequence[Mapping[str, str]], columns: Sequence[str], smallest: int = SMALLEST) -> ProtectedRows:
    """The rows, rare values hidden.

    *columns*: what is told of each row, the most useful first: the last is hidden first. Raises ``ValueError`` when a
    value is the mark of a hidden one, ``KeyError`` when a row lacks a column.
    """
    told = [tuple(row[column] for column in columns) for row in rows]
    if any(HIDDEN in row for row in told):
        raise ValueError(f"A value is {HIDDEN!r}, which means hidden.")
    for place in reversed(range(len(columns))):
        told = _hide(told, place, smallest)
    kept = sorted(row for row, alike in _counted(told) if alike >= smallest)
    hidden = {column: sum(row[place] == HIDDEN for row in kept) for place, column in enumerate(columns)}
    return ProtectedRows([dict(zip(columns, row, strict=True)) for row in kept], hidden, len(told) - len(kept))


def _hide(rows: list[Row], place: int, smallest: int) -> list[Row]:
    """Hide one column in the rows that too few others are like."""
    return [(*row[:place], HIDDEN, *row[place + 1 :]) if alike < smallest else row for row, alike in _counted(rows)]


def _counted(rows: list[Row]) -> list[tuple[Row, int]]:
    counts = Counter(rows)
    return [(row, counts[row]) for row in rows]
