"""What indicators take their values from: analysts and supervisors choose it, whoever reads indicators sees it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tests.evidence.indicators.made import brought
from tests.house.matrix.rows import GONE, NO, OK, row

CHOOSING = row(NO, analyst=OK, supervisor=OK)
MATRIX: dict[str, tuple[str, dict[str, object]]] = {
    "indicators:link": ("POST", CHOOSING),
    "indicators:unlink": ("POST", row(NO, analyst=GONE, supervisor=GONE)),  # no source is named: nothing to take away
    "indicators:series": ("GET", CHOOSING),
    "indicators:series-file": ("GET", CHOOSING),
    "indicators:series-act": ("POST", CHOOSING),
}


def records(here: SimpleNamespace, made: dict[str, Any]) -> dict[str, Any]:
    """A survey's indicator, an official one, and a file that somebody kept."""
    kept = brought(here.analyst, keep=True)
    return {"linked_id": "survey-no-contract", "official_id": kept.indicator, "series_id": kept.id}
