"""Who opens a sealed case: its page, and a worker's own key. The case of the matrix is open to its team."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tayanch.desk.models import Case, Reveal
from tests.house.matrix.rows import EVERYBODY, OWN, TEAM

MATRIX: dict[str, tuple[str, dict[str, object]]] = {
    "accounts:key": ("GET", EVERYBODY),
    "desk:sealed": ("GET", TEAM),
    "desk:sealed-seal": ("POST", OWN),
    "desk:sealed-name": ("POST", TEAM),
    "desk:sealed-remove": ("POST", OWN),
    "desk:sealed-unseal": ("POST", OWN),
    "desk:sealed-two": ("POST", OWN),
    "desk:sealed-escrow": ("POST", OWN),
    "desk:sealed-ask": ("POST", TEAM),
    "desk:sealed-answer": ("POST", TEAM),
}


def records(here: SimpleNamespace, made: dict[str, Any]) -> dict[str, Any]:
    """A question of a colleague who is somebody."""
    case = Case.objects.get(reference=made["case"])
    asked = Reveal(case=case, person_id=made["person_id"], asker=here.teammate)
    asked.seal(reason="invented")
    asked.save()
    return {"reveal_id": asked.id}
