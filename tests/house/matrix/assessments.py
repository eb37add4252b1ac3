"""Short forms, lists of papers and plans of return, the household."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from tayanch.desk import assessments
from tayanch.desk.access import access_case
from tayanch.desk.actions import assessments as actions
from tayanch.desk.actions import checklists
from tayanch.desk.actions.household import do_add_to_household, do_describe
from tayanch.desk.actions.people import do_add_person
from tayanch.desk.cases import returns
from tests.house.matrix.rows import OWN, TEAM

MATRIX: dict[str, tuple[str, dict[str, object]]] = {
    "desk:assessments": ("GET", TEAM),
    "desk:assessment-start": ("POST", TEAM),
    "desk:assessment": ("GET", TEAM),
    "desk:assessment-save": ("POST", TEAM),
    "desk:assessment-finish": ("POST", TEAM),
    "desk:assessment-reopen": ("POST", TEAM),
    "desk:assessment-remove": ("POST", OWN),
    "desk:assessment-promise": ("POST", TEAM),
    "desk:assessment-handled": ("POST", TEAM),
    "desk:assessment-papers": ("POST", TEAM),
    "desk:assessment-compare": ("GET", TEAM),
    "desk:household": ("GET", TEAM),
    "desk:household-add": ("POST", TEAM),
    "desk:household-change": ("POST", TEAM),
}
for kind in ("papers", "return"):
    MATRIX |= {f"desk:{kind}-list{end}": ("POST", TEAM) for end in ("-begin", "-add", "-change", "-settle", "-promise")}
    MATRIX |= {f"desk:{kind}-list{end}": ("GET", TEAM) for end in ("", "-print")}
    MATRIX |= {f"desk:{kind}-list-remove": ("POST", OWN)}


def records(here: SimpleNamespace, made: dict[str, Any]) -> dict[str, Any]:
    """A finished form, a list of papers, a plan of return, and a household, all of the owner's case."""
    by, case = here.owner, access_case(here.owner, made["case"])
    row = actions.do_start_assessment(case, assessments.load("papers"), by=by)
    actions.do_save_answers(row, {"country": "kg", "birth": "missing", "passport": "kept"}, by=by)
    row.refresh_from_db()
    tasks = assessments.evaluate(actions.form_of(row), actions.answers_of(row)).tasks
    papers = checklists.do_list_papers(case, tasks, by=by, country="kg", person=row.person)
    kind = returns.kind("with-child")
    assert kind is not None
    checklists.do_begin_return(case, kind, by=by, home_on=date(2026, 12, 1), person=row.person)
    mother = do_add_person(case, by=by, name="Бурма Ойдон", relation="mother")
    do_describe(mother, by=by, where="home", place="Өзгөн")
    child = {"birth_year": "2017", "where": "home", "carer": str(mother.person_id), "school": "no-papers"}
    do_add_to_household(case, by=by, name="кичүү кызы", relation="child", **child, papers=["birth"])
    return {
        "assessment_id": row.id,
        "todo_id": checklists.steps_of(papers)[0].id,
    }
