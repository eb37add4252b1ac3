"""Who saw what."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tayanch.desk.models import Alert
from tests.house.matrix.rows import DESK, NO, OK, row

DIRECTOR = row(NO, director=OK)
MATRIX: dict[str, tuple[str, dict[str, object]]] = {
    "desk:watch": ("GET", DIRECTOR),
    "desk:watch-why": ("GET", DESK),
    "desk:watch-canary": ("POST", DIRECTOR),
    "desk:watch-seen": ("POST", DIRECTOR),
    "desk:watch-worker": ("GET", DIRECTOR),
}


def records(here: SimpleNamespace, made: dict[str, Any]) -> dict[str, Any]:
    return {"alert_id": Alert.objects.create(organisation=here.organisation, kind="many", user=here.owner).id}
