"""Interviews: members of a study, each in her part. The analyst leads, the owner and her teammate code."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tayanch.evidence.interviews.actions.bringing import do_wait
from tayanch.evidence.interviews.actions.fieldwork import do_note
from tayanch.evidence.interviews.actions.interviews import do_note_consent
from tayanch.evidence.interviews.models import LookUp, NameTable, Quote, StandIn, Study, TextVersion
from tayanch.interviews.reading import read
from tayanch.vault.keys import new_data_key
from tests.evidence.interviews.made import GROUP, interview_named, kept
from tests.house.matrix.rows import GONE, NO, OK, row

WORKERS = row(OK, administrator=NO, reviewer=NO, director=NO)
MEMBERS = WORKERS | dict.fromkeys(("supervisor", "other_team", "stranger", "lawyer"), GONE)
LEADS = row(NO, analyst=OK, supervisor=GONE)
PAGES = ("study-about", "people", "bring", "attributes", "waiting", "interview-about", "consent", "speakers", "correct")
PAGES += ("family", "plan", "log", "note")
PRESSED = ("study-delete", "people-part", "people-look-up", "people-leave", "bring-keep", "waiting-drop", "withdraw")
PRESSED += ("speakers-join", "give", "take-back", "release", "hold", "note-done", "note-delete")
MATRIX: dict[str, tuple[str, dict[str, object]]] = {
    "interviews:studies": ("GET", WORKERS),
    "interviews:study": ("GET", MEMBERS),
    "interviews:interview": ("GET", MEMBERS),
    **{f"interviews:{name}": ("GET", LEADS) for name in PAGES},
    **{f"interviews:{name}": ("POST", LEADS) for name in PRESSED},
}


def records(here: SimpleNamespace, made: dict[str, Any]) -> dict[str, Any]:
    """A study of the analyst with an interview that two code, a family, a transcript that waits, a note of the log."""
    study = kept(here)
    group = interview_named(study, "Group 1")
    (found,) = read("group.txt", GROUP.encode())
    waiting = do_wait(study, "Group 2", found, {"method": "focus-group", "language": "ky", "area": ""}, by=here.analyst)
    do_note_consent(group, "written", may_quote=True, may_share=False, note="Папка үчүнчү текчеде", by=here.analyst)
    _more(study, group.versions.get(number=2), here)
    told = {"kind": "call", "day": "2026-03-05", "area": "", "interview": group, "found": "Well", "to_do": "Call again"}
    note = do_note(study, told, by=here.analyst)
    ids = {"study_id": study.id, "interview_id": group.id, "waiting_id": waiting.id, "fieldnote_id": note.id}
    return ids | {"family_id": study.cases.get().id}


def _more(study: Study, version: TextVersion, here: SimpleNamespace) -> None:
    """A quote, a real name behind a stand-in, and a look at it."""
    quote = Quote(study=study, version=version, start=0, end=9, by=here.analyst)
    quote.seal(text="Айлыгымды беришкен жок", translations='{"ru": "Зарплату не отдали"}')
    table = NameTable(study=study)
    table._data_key = new_data_key(table.id, study.organisation_id)
    table.save()
    name = StandIn(table=table, kind="person", stand_in="[Woman-01]", by=here.analyst)
    name.seal(forms='{"forms": ["Айнура Сапарбекова"]}')
    look = LookUp(study=study, stand_in="[Woman-01]", by=here.analyst)
    look.seal(why="Кайра чалып тактоо үчүн")
    for made in (quote, name, look):
        made.save()
