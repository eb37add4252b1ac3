"""Studies, their board and their members: who sees what, and what the log says of it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tayanch.accounts.models import User
from tayanch.audit.models import Entry
from tayanch.evidence.interviews import board, planning
from tayanch.evidence.interviews.actions import interviews as interview_actions
from tayanch.evidence.interviews.actions import studies as actions
from tayanch.evidence.interviews.actions.whole import do_keep_study
from tayanch.evidence.interviews.models import Assignment, Interview, Member, Study, TextVersion
from tayanch.evidence.interviews.troubles import Refused
from tayanch.vault.models import DataKey
from tests.evidence.interviews.made import interview_named, kept, signed_in
from tests.evidence.interviews.test_whole import large

pytestmark = pytest.mark.django_db
ROOT = "/en/evidence/interviews/"


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_whoever_begins_a_study_leads_it_and_nobody_else_finds_it(here: SimpleNamespace) -> None:
    client = signed_in(here.analyst)
    answer = client.post(ROOT, {"title": "Women who came back", "question": "What helps?"})
    study = Study.objects.get()
    assert answer["Location"].endswith(f"/{study.id}/")
    assert (study.members.get().user, study.members.get().part) == (here.analyst, "lead")
    assert "Bring transcripts" in words(client.get(answer["Location"]))
    assert signed_in(here.supervisor).get(answer["Location"]).status_code == 404
    assert signed_in(here.stranger).get(answer["Location"]).status_code == 404
    assert "Women who came back" not in words(signed_in(here.supervisor).get(ROOT))


def test_a_caseworker_begins_no_study(here: SimpleNamespace) -> None:
    client = signed_in(here.owner)
    assert "Begin a study" not in words(client.get(ROOT))
    client.post(ROOT, {"title": "Mine"})
    assert not Study.objects.exists()


def test_an_administrator_sees_no_interviews(here: SimpleNamespace) -> None:
    study = kept(here)
    client = signed_in(here.administrator)
    assert client.get(ROOT).status_code == 403
    assert client.get(f"{ROOT}{study.id}/").status_code == 403


def test_a_colleague_is_added_by_a_lead_and_only_one_of_the_same_organisation(here: SimpleNamespace) -> None:
    study, client = kept(here), signed_in(here.analyst)
    client.post(f"{ROOT}{study.id}/people/", {"user": str(here.supervisor.id), "part": "lead"})
    assert study.members.get(user=here.supervisor).part == "lead"
    answer = client.post(f"{ROOT}{study.id}/people/", {"user": str(here.stranger.id), "part": "coder"})
    assert answer.status_code == 422
    assert not study.members.filter(user=here.stranger).exists()
    assert Entry.objects.filter(action="study.member-add", object_id=here.supervisor.id).count() == 1


def test_a_caseworker_codes_and_does_not_lead(here: SimpleNamespace) -> None:
    study = kept(here)
    with pytest.raises(Refused):
        actions.do_add_member(study, here.lawyer, "lead", by=here.analyst)
    with pytest.raises(Refused):
        actions.do_change_part(study.members.get(user=here.owner), "lead", by=here.analyst)
    assert signed_in(here.owner).get(f"{ROOT}{study.id}/people/").status_code == 403


def test_the_last_who_leads_cannot_leave_nor_only_code(here: SimpleNamespace) -> None:
    study, client = kept(here), signed_in(here.analyst)
    for page, more in (("leave", {}), ("part", {"part": "coder"})):
        told = client.post(f"{ROOT}{study.id}/people/{page}/", {"user": str(here.analyst.id), **more}, follow=True)
        assert "Nobody else leads this study" in words(told)
    actions.do_add_member(study, here.supervisor, "lead", by=here.analyst)
    client.post(f"{ROOT}{study.id}/people/leave/", {"user": str(here.analyst.id)})
    assert not study.members.filter(user=here.analyst).exists()
    assert client.get(f"{ROOT}{study.id}/").status_code == 404


def test_seeing_real_names_is_given_apart_and_written_down(here: SimpleNamespace) -> None:
    study, client = kept(here), signed_in(here.analyst)
    assert not study.members.filter(may_look_up=True).exists()
    client.post(f"{ROOT}{study.id}/people/look-up/", {"user": str(here.teammate.id), "may": "1"})
    assert study.members.get(user=here.teammate).may_look_up
    client.post(f"{ROOT}{study.id}/people/look-up/", {"user": str(here.teammate.id)})
    assert not study.members.get(user=here.teammate).may_look_up
    told = Entry.objects.filter(object_id=here.teammate.id).order_by("seq").values_list("action", flat=True)
    assert list(told) == ["study.look-up-allow", "study.look-up-end"]


def test_work_that_is_done_stays_when_a_coder_leaves_and_what_is_not_done_is_free(here: SimpleNamespace) -> None:
    study = kept(here)
    other = interview_named(study, "Family 1 (ru)")
    interview_actions.do_give(other, here.owner, 1, by=here.analyst)
    actions.do_remove_member(study.members.get(user=here.owner), by=here.analyst)
    left = Assignment.objects.filter(interview__study=study, coder=here.owner)
    assert [one.interview.method for one in left] == ["focus-group"]


def test_the_board_tells_each_stage_and_a_coder_sees_what_was_given_to_her(here: SimpleNamespace) -> None:
    study = kept(here)
    told = words(signed_in(here.analyst).get(f"{ROOT}{study.id}/"))
    assert all(name in told for name in ("Group 1", "Family 1 (ky)", "Family 1 (ru)"))
    rows = {row.name: row for row in board.board(study, here.analyst)}
    assert rows["Group 1"].stages == {"transcribed", "anonymised", "once", "twice", "settled"}
    assert rows["Family 1 (ky)"].stages == {"transcribed"}
    hers = words(signed_in(here.teammate).get(f"{ROOT}{study.id}/"))
    assert "Group 1" in hers
    assert "Family 1" not in hers


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"method": "case-study"}, {"Family 1 (ky)", "Family 1 (ru)"}),
        ({"area": "batken"}, {"Group 1"}),
        ({"language": "ru"}, {"Family 1 (ru)"}),
        ({"stage": "anonymised"}, {"Group 1"}),
        ({"stage": "-once", "language": "ky"}, {"Family 1 (ky)"}),
        ({"coder": "Owner"}, {"Group 1"}),
    ],
)
def test_the_board_is_filtered(here: SimpleNamespace, asked: dict[str, str], shown: set[str]) -> None:
    study = kept(here)
    answer = signed_in(here.analyst).get(f"{ROOT}{study.id}/", asked)
    assert {row.name for row in answer.context["rows"]} == shown


def test_a_board_of_a_hundred_and_fifty_interviews_asks_eight_questions(here: SimpleNamespace) -> None:
    made = do_keep_study(large(150, 600), by=here.analyst, coders={"c1": here.owner, "c2": here.teammate})
    study = Study.objects.get(id=made.id)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        rows = board.board(study, here.analyst)
        planning.grid(study.plan, ((row.interview.area, row.interview.method) for row in rows))
    assert len(rows) == 150
    assert len(asked) <= 8
    assert not any('"text"' in one["sql"] for one in asked)


def test_the_plan_is_held_against_what_is_there(here: SimpleNamespace) -> None:
    plan = {"areas": ["batken", "osh"], "targets": {"batken": {"focus-group": 2}, "osh": {"case-study": 2}}}
    held = [("batken", "focus-group"), ("osh", "case-study"), ("osh", "case-study"), ("naryn", "interview")]
    grid = planning.grid(plan, held)
    assert [(line.area, line.done, line.planned) for line in grid.lines] == [
        ("batken", 1, 2),
        ("osh", 2, 2),
        ("naryn", 1, 0),
    ]
    assert (grid.sums.done, grid.sums.planned) == (4, 4)


def test_a_study_is_deleted_when_its_title_was_typed_and_its_key_first(here: SimpleNamespace) -> None:
    study, client = kept(here), signed_in(here.analyst)
    client.post(f"{ROOT}{study.id}/delete/", {"title": "women"})
    assert Study.objects.exists()
    client.post(f"{ROOT}{study.id}/delete/", {"title": "Women"})
    assert not Study.objects.exists()
    assert not TextVersion.objects.exists()
    assert not DataKey.objects.filter(subject=study.id).exists()


def test_what_is_asked_of_speakers_beside_the_usual_is_kept_once(here: SimpleNamespace) -> None:
    study, client = kept(here), signed_in(here.analyst)
    told = {"title": "Women", "attributes": "village\nchildren\n children \nsex\n", "may_see_others": "on"}
    client.post(f"{ROOT}{study.id}/about/", told)
    study = Study.objects.get()
    assert (study.attributes, study.may_see_others) == (["village", "children"], True)
    (entry,) = Entry.objects.filter(action="study.describe")
    assert entry.fields == ["attributes", "may_see_others"]


def test_users_and_rows_meet_only_in_studies(here: SimpleNamespace) -> None:
    kept(here)
    assert {one.user.organisation_id for one in Member.objects.select_related("user")} == {here.organisation.id}
    assert User.objects.filter(organisation=here.partner).exists()
    assert Interview.objects.count() == 3
