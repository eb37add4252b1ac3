"""The list of cases: kept views, many cases at once."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tayanch.desk.actions.filters import do_keep_view
from tests.house.matrix.rows import DESK, GONE, NO, OK, row

MATRIX: dict[str, tuple[str, dict[str, object]]] = {
    "desk:view-keep": ("POST", DESK),
    "desk:view-drop": ("POST", row(GONE, owner=OK)),
    "desk:cases-hand-over": ("POST", DESK | {"teammate": NO, "lawyer": NO, "other_team": GONE, "stranger": GONE}),
}


def records(here: SimpleNamespace, made: dict[str, Any]) -> dict[str, Any]:
    return {"view_id": do_keep_view(by=here.owner, topic="unpaid-wages").id}
