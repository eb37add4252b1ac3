"""Surveys: analysts and supervisors work with those of their own organisation."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tests.evidence.made import asked, designed
from tests.house.matrix.rows import NO, OK, row

COUNTING = row(NO, analyst=OK, supervisor=OK)
PAGES = ("surveys", "survey", "survey-progress", "survey-describe", "survey-design", "table-new")
PAGES += ("table", "table-progress", "table-chart", "table-compare")
PRESSED = ("survey-stop", "survey-again", "survey-leave-out", "survey-delete")
PRESSED += ("table-stop", "table-again", "table-lonely", "table-keep", "table-forget", "table-file")
MATRIX: dict[str, tuple[str, dict[str, object]]] = {
    **{f"evidence:{name}": ("GET", COUNTING) for name in PAGES},
    **{f"evidence:{name}": ("POST", COUNTING) for name in PRESSED},
}


def records(here: SimpleNamespace, made: dict[str, Any]) -> dict[str, Any]:
    """A survey of the analyst, and a table of it."""
    survey = designed(here.analyst)
    return {"survey_id": survey.id, "tabulation_id": asked(survey, here.analyst).id, "nth": 0}
