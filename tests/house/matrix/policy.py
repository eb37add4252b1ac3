"""The policy monitor: analysts and supervisors write, directors read, each what her own organisation holds."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from tayanch.evidence.policy import actions
from tayanch.evidence.policy.models import Body, Clause, Commitment, Judgement, OwnRecommendation, Sheet, Talk
from tests.house.matrix.rows import NO, OK, row

WRITING = row(NO, analyst=OK, supervisor=OK)
READING = WRITING | {"director": OK}
READ = ("overview", "calendar", "recommendations", "recommendation", "instruments", "instrument", "areas", "area")
READ += ("sheets", "sheet", "talks", "talk", "offices")
WRITTEN = ("recommendation-new", "recommendation-change", "sheet-new", "sheet-change", "clause", "talk-new")
WRITTEN += ("talk-change", "commitment", "office-new", "office")
PRESSED = ("recommendation-delete", "take-back", "level-take-back", "sheet-delete", "clause-delete", "talk-delete")
PRESSED += ("commitment-delete", "office-delete")
MATRIX: dict[str, tuple[str, dict[str, object]]] = {
    **{f"policy:{name}": ("GET", READING) for name in READ},
    "policy:recommendations-file": ("POST", READING),
    **{f"policy:{name}": ("GET", WRITING) for name in WRITTEN},
    **{f"policy:{name}": ("POST", WRITING) for name in PRESSED},
}
OWN = {"text": "Say by when", "addressee": "government", "source": "A report", "since": "2025"}
SAID = {"state": "begun", "day": date(2026, 3, 1), "note": "A draft is on its way"}
OFFICE = {"name": "An office", "country": "KG", "year": 2026, "source": "Its statute"}


def records(here: SimpleNamespace, made: dict[str, Any]) -> dict[str, Any]:
    """One of everything, written by the analyst."""
    by = here.analyst
    own = actions.do_add(OwnRecommendation, OWN, by=by)
    said = actions.do_assess(own.key, SAID, seen=0, by=by)
    level = actions.do_set_level("income-of-wives", year=2026, level="average", reasons="Two courses", by=by)
    sheet = actions.do_add(Sheet, {"title": "A programme", "day": date(2026, 3, 1)}, by=by)
    clause = actions.do_add(Clause, {"sheet": sheet, "finding": "absent", "says": "Nothing on care"}, by=by)
    told = {"day": date(2026, 3, 1), "kind": "meeting", "title": "A meeting", "parties": "Two offices"}
    talk = actions.do_add(Talk, told, by=by)
    promise = actions.do_add(Commitment, {"talk": talk, "text": "An answer", "who": "The office"}, by=by)
    office = actions.do_add(Body, OFFICE, by=by)
    assert Judgement.objects.filter(key=own.key).count() == 1
    ids = {"recommendation_key": own.key, "judgement_id": said.id, "instrument_key": "icrmw"}
    ids |= {"area_key": "income-of-wives", "level_id": level.id, "sheet_id": sheet.id, "clause_id": clause.id}
    return ids | {"talk_id": talk.id, "commitment_id": promise.id, "body_id": office.id}
