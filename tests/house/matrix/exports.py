"""What leaves the desk as a file."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tayanch.desk.actions.exports import do_ask_for_export
from tests.house.matrix.rows import NO, OK, row

MATRIX: dict[str, tuple[str, dict[str, object]]] = {
    "desk:open-rows": ("POST", row(NO, supervisor=OK, analyst=OK, director=OK)),
    "desk:exports": ("GET", row(NO, supervisor=OK, director=OK)),
    "desk:export-decide": ("POST", row(NO, director=OK)),
    "desk:export-take": ("POST", row(NO, supervisor=OK)),
}


def records(here: SimpleNamespace, made: dict[str, Any]) -> dict[str, Any]:
    asked = do_ask_for_export(by=here.supervisor, columns=["reference"], purpose="audit", recipient="An auditor")
    return {"export_id": asked.id}
