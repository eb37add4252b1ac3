"""Tables of facts that tell of nobody, made by chance and the same every time."""

from __future__ import annotations

import random
from typing import Any

import pyarrow as pa

from tayanch.indicators.queries import TABLES

WORDS: dict[str, tuple[str, ...]] = {
    "sex": ("female", "female", "male", ""),
    "topic": ("unpaid-wages", "violence", "contract", ""),
    "country": ("ru", "kz", ""),
    "sector": ("housework", "trade", ""),
    "stage": ("crisis", "return", ""),
    "state": ("open", "closed"),
    "outcome": ("paid-in-full", "lost-contact", ""),
    "violation": ("unpaid-wages", "documents-taken"),
    "currency": ("RUB", "KGS"),
    "papers": ("none", "contract", "unknown"),
}


def made(rows: int, seed: int = 5) -> dict[str, pa.Table]:
    """Each table with so many consultations, a tenth as many of the others; a few months are quarters of the erased."""
    chance = random.Random(seed)
    months = [f"{year}-{month:02d}" for year in (2025, 2026) for month in range(1, 13)] + ["2025-Q2", "2026-Q1"]
    return {name: _table(name, rows if name == "consultations" else rows // 10, months, chance) for name in TABLES}


def _table(name: str, rows: int, months: list[str], chance: random.Random) -> pa.Table:
    columns: dict[str, Any] = {}
    for column, kind in TABLES[name].items():
        if column in ("row", "case") and kind.kind == "text":
            columns[column] = [str(number if column == "row" else chance.randrange(rows)) for number in range(rows)]
        elif kind.kind == "month":
            empty = [""] if column == "closed_month" else []
            columns[column] = [chance.choice(months + empty) for _ in range(rows)]
        elif kind.kind == "yes-no":
            columns[column] = [chance.choice((True, False, None)) for _ in range(rows)]
        elif kind.kind == "number":
            columns[column] = [chance.choice((None, chance.randrange(1, 10**6))) for _ in range(rows)]
        elif kind.kind == "list":
            columns[column] = [
                chance.sample(("unpaid-wages", "violence", "late-wages"), chance.randrange(3)) for _ in range(rows)
            ]
        else:
            words = kind.codes if column == "stage" and kind.codes else WORDS.get(column, ("",))
            if name == "money" and column == "stage":
                words = ("claimed", "received")
            columns[column] = [chance.choice(words) for _ in range(rows)]
    types = {"list": pa.list_(pa.string()), "yes-no": pa.bool_(), "number": pa.int64()}
    return pa.table(
        {
            column: pa.array(values, types.get(TABLES[name][column].kind, pa.string()))
            for column, values in columns.items()
        }
    )
