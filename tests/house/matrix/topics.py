"""Evidence by topic: analysts, supervisors and directors read what their organisation knows."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tests.house.matrix.rows import NO, OK, row

READING = row(NO, analyst=OK, supervisor=OK, director=OK)
MATRIX: dict[str, tuple[str, dict[str, object]]] = {
    "topics:evidence": ("GET", READING),
    "topics:topic": ("GET", READING),
}


def records(here: SimpleNamespace, made: dict[str, Any]) -> dict[str, Any]:
    """A topic that the product ships."""
    return {"topic_id": "unpaid-wages"}
