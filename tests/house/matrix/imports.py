"""Lists that are brought in, and records that may be doubles."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tayanch.desk.actions import cases, doubles, imports
from tayanch.desk.actions.people import do_add_person
from tayanch.vault.people import do_update_person
from tests.house.matrix.rows import DESK, GONE, NO, OK, row

IMPORTER = row(NO, supervisor=OK)
BOTH_SEEN = row(OK, other_team=GONE, stranger=GONE, administrator=GONE, analyst=GONE, reviewer=GONE, director=GONE)

MATRIX: dict[str, tuple[str, dict[str, object]]] = {
    "desk:imports": ("GET", IMPORTER),
    "desk:import": ("GET", IMPORTER),
    "desk:import-sheet": ("POST", IMPORTER),
    "desk:import-columns": ("POST", IMPORTER),
    "desk:import-words": ("POST", IMPORTER),
    "desk:import-keep": ("POST", IMPORTER),
    "desk:import-check": ("POST", IMPORTER),
    "desk:import-take": ("POST", IMPORTER),
    "desk:import-undo": ("POST", IMPORTER),
    "desk:import-progress": ("GET", IMPORTER),
    "desk:import-doubles": ("POST", IMPORTER),
    "desk:import-report": ("GET", IMPORTER),
    "desk:import-back": ("POST", IMPORTER),
    "desk:import-drop": ("POST", IMPORTER),
    "desk:doubles": ("GET", DESK),
    "desk:double": ("GET", BOTH_SEEN),
    "desk:double-join": ("POST", BOTH_SEEN),
    "desk:double-decide": ("POST", BOTH_SEEN),
    "desk:double-part": ("POST", BOTH_SEEN),
}
LIST = "Дата;Имя;Телефон;Проблема\n01.02.2025;Асель (придумана);0555 000 111;з/п\n02.02.2025;;;жоопсуз\n"


def records(here: SimpleNamespace, made: dict[str, Any]) -> dict[str, Any]:
    """A list that a supervisor brings, two records that are alike, and two that were joined."""
    run = imports.do_bring("list.csv", LIST.encode(), by=here.supervisor)
    case = cases.do_open_case(by=here.owner, topic="unpaid-wages")
    women = [do_add_person(case, by=here.owner, name=f"Нургуль Алике{n}", relation="client").person for n in range(4)]
    for woman in women[:2]:
        do_update_person(woman, by=here.owner, birth_date="1991-02-03", document="AN7778889")
    merge = doubles.do_merge_people(women[2], women[3], by=here.owner)
    return {"run_id": run.id, "first": women[0].id, "second": women[1].id, "merge_id": merge.id}
