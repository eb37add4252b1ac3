"""CSV, and the same with a row of HXL tags.

CSV is RFC 4180 in UTF-8 without a mark; HXL 1.1 (hxlstandard.org) has its tags in the second row.
"""

from __future__ import annotations

import csv
import io
import re
from calendar import monthrange
from collections.abc import Iterable, Sequence

from tayanch.releases.model import Column, Dataset, Value
from tayanch.vocabulary.export import guard


def to_csv(dataset: Dataset) -> bytes:
    """One heading, one row a value. What is hidden is an empty cell; no cell is ever a formula."""
    return lines([[one.name for one in dataset.columns], *_cells(dataset)])


def to_hxl(dataset: Dataset) -> bytes:
    """The CSV with tags under its heading. A period is told by its first and its last day too, as HXL wants dates."""
    names, tags = [one.name for one in dataset.columns], [one.hxl for one in dataset.columns]
    place = next((at for at, one in enumerate(dataset.columns) if one.kind == "period"), None)
    if place is None:
        return lines([names, tags, *_cells(dataset)])
    head = [[*names, "start", "end"], [*tags, "#date+start", "#date+end"]]
    return lines([*head, *([*row, *days(str(row[place]))] for row in _cells(dataset))])


def days(period: str) -> tuple[str, str]:
    """First and last day of ``2026``, ``2026-Q3`` or ``2026-10``; nothing for anything else."""
    found = re.fullmatch(r"(\d{4})(?:-Q([1-4])|-(\d\d))?", period)
    if found is None:
        return "", ""
    year, quarter, month = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    first = quarter * 3 - 2 if quarter else month or 1
    last = first + 2 if quarter else month or 12
    return f"{year}-{first:02}-01", f"{year}-{last:02}-{monthrange(year, last)[1]}"


def lines(rows: Iterable[Sequence[Value]]) -> bytes:
    """Rows as CSV."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([cell(value) for value in row] for row in rows)
    return out.getvalue().encode()


def cell(value: Value) -> str:
    """A value as text: numbers without a trailing ``.0`` and with all their digits, nothing for none."""
    if value is None:
        return ""
    if isinstance(value, str):
        return guard(value)
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def _cells(dataset: Dataset) -> Iterable[Sequence[Value]]:
    return ([_typed(column, value) for column, value in zip(dataset.columns, row, strict=True)] for row in dataset.rows)


def _typed(column: Column, value: Value) -> Value:
    return value if column.kind in ("number", "integer") else str(value or "")
