"""Indicators: protected values for analysts, supervisors and directors; records behind them for supervisors only."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tests.house.matrix.rows import GONE, NO, OK, row

READERS = row(NO, analyst=OK, supervisor=OK, director=OK)
COUNTING = row(NO, analyst=OK, supervisor=OK)
MATRIX: dict[str, tuple[str, dict[str, object]]] = {
    **{f"indicators:{name}": ("GET", READERS) for name in ("indicators", "indicator", "way")},
    "indicators:progress": ("GET", COUNTING),
    "indicators:compute": ("POST", COUNTING),
    "indicators:records": ("GET", row(NO, supervisor=GONE)),  # without a value there is nothing behind it
}


def records(here: SimpleNamespace, made: dict[str, Any]) -> dict[str, Any]:
    return {"indicator_id": "desk-consultations"}
