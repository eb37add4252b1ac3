"""The invented interviews on a desk: every stage is there, and no name stands in a text without names."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tayanch.demo.interviews import names
from tayanch.demo.staff import make_staff
from tayanch.demo.studies import bring_interviews
from tayanch.evidence.interviews import planning
from tayanch.evidence.interviews.board import board
from tayanch.evidence.interviews.gathering import study_of
from tayanch.evidence.interviews.models import Study

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded() -> SimpleNamespace:
    staff = make_staff()
    bring_interviews(staff)
    return SimpleNamespace(study=Study.objects.get(), staff=staff)


def test_every_stage_can_be_seen(loaded: SimpleNamespace) -> None:
    rows = board(loaded.study, loaded.study.by)
    reached = {stage for row in rows for stage in row.stages}
    assert len(rows) == 12
    assert reached == {"transcribed", "anonymised", "once", "twice", "settled", "released"}
    assert planning.grid(loaded.study.plan, []).sums.planned >= 12


def test_no_confirmed_name_is_left_where_names_were_taken_out(loaded: SimpleNamespace) -> None:
    found = study_of(loaded.study, user=loaded.study.by)
    known = {form for told in names().values() for name in told for form in name.forms}
    for one in found.documents:
        if one.newest.kind == "anonymised":
            words = set(one.newest.text.replace(":", " ").split())
            assert not {form for form in known if form in words}, one.name
    assert all(one.newest.text[turn.start : turn.end].strip() for one in found.documents for turn in one.newest.turns)


def test_codings_and_the_table_of_names_are_there(loaded: SimpleNamespace) -> None:
    found = study_of(loaded.study, user=loaded.study.by)
    texts = {one.id: one.newest.text for one in found.documents}
    assert len(found.codings) > 400
    assert all(texts[one.document][one.start : one.end].strip() for one in found.codings)
    assert loaded.study.names.stand_ins.count() > 50
    assert loaded.study.field_notes.filter(done_at=None).exists()
