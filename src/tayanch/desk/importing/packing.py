"""Sheets, records and reports as bytes, small enough to lie sealed between two pages."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from typing import Any

from tayanch.desk.importing.checking import Period, Problem, Record
from tayanch.desk.importing.reading import Sheet, Span


def packed(told: Any) -> bytes:
    """JSON, compressed; days and sums as text."""
    return gzip.compress(json.dumps(told, ensure_ascii=False, default=str, separators=(",", ":")).encode(), 5)


def unpacked(data: bytes) -> Any:
    """What :func:`packed` was given."""
    return json.loads(gzip.decompress(data))


def pack_sheets(sheets: Iterable[Sheet]) -> bytes:
    """All sheets of a file."""
    return packed([asdict(sheet) for sheet in sheets])


def unpack_sheets(data: bytes) -> list[Sheet]:
    """The sheets of :func:`pack_sheets`."""
    return [
        Sheet(**{**told, "rows": tuple(map(tuple, told["rows"])), "spans": tuple(Span(**s) for s in told["spans"])})
        for told in unpacked(data)
    ]


def pack_records(records: Iterable[Record]) -> bytes:
    """The records of a list."""
    return packed([asdict(one) for one in records])


def unpack_records(data: bytes) -> list[Record]:
    """The records of :func:`pack_records`."""
    return [_record(told) for told in unpacked(data)]


def _record(told: dict[str, Any]) -> Record:
    made = Record(**told)
    return replace(
        made,
        day=_day(told["day"]),
        periods=[_period(period) for period in told["periods"]],
        problems=[Problem(**problem) for problem in told["problems"]],
    )


def _period(told: dict[str, Any]) -> Period:
    days = {name: _day(told[name]) for name in ("first", "last", "paid_on")}
    return Period(**{**told, **days, "agreed": Decimal(told["agreed"]), "paid": Decimal(told["paid"])})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
