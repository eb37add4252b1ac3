"""Reports: analysts and supervisors write those of their own organisation, a director reads them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tayanch.evidence.reports.actions import do_begin
from tests.house.matrix.rows import NO, OK, row

WRITING = row(NO, analyst=OK, supervisor=OK)
READING = WRITING | {"director": OK}
MATRIX: dict[str, tuple[str, dict[str, object]]] = {
    **{f"reports:{name}": ("GET", READING) for name in ("reports", "report", "read")},
    **{f"reports:{name}": ("GET", WRITING) for name in ("new", "find", "changes", "finish", "section", "versions")},
    **{f"reports:{name}": ("POST", WRITING) for name in ("accept", "delete", "save", "leave-out", "restore")},
    "reports:file": ("POST", READING),
}


def records(here: SimpleNamespace, made: dict[str, Any]) -> dict[str, Any]:
    """A shadow report that the analyst began."""
    report = do_begin("cedaw-shadow", language="ru", period="2026", by=here.analyst)
    return {"report_id": report.id, "section_key": "article-11"}
