"""Papers to write."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tests.house.matrix.rows import TEAM

MATRIX: dict[str, tuple[str, dict[str, object]]] = {
    "desk:papers": ("GET", TEAM),
    "desk:paper": ("GET", TEAM),
    "desk:paper-sent": ("POST", TEAM),
}


def records(here: SimpleNamespace, made: dict[str, Any]) -> dict[str, Any]:
    """The letter that the addresses name; the case is the owner's."""
    return {"country": "ru", "letter_kind": "passport_demand"}
