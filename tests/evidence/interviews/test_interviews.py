"""One interview: consent and its end, who speaks, who codes, who releases; the plan and the supervisor's log."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from tayanch.audit.models import Entry
from tayanch.evidence.interviews import planning
from tayanch.evidence.interviews.actions import interviews as actions
from tayanch.evidence.interviews.actions import studies
from tayanch.evidence.interviews.models import (
    Adjudication,
    Case,
    Coding,
    FieldNote,
    Interview,
    Quote,
    Speaker,
    Study,
    TextVersion,
    Withdrawal,
)
from tayanch.evidence.interviews.texts import text_of
from tayanch.evidence.interviews.troubles import Refused
from tayanch.store.files import append_line
from tayanch.vault import erasure
from tayanch.vault.models import DataKey
from tests.evidence.interviews.made import interview_named, kept, signed_in

pytestmark = pytest.mark.django_db
ROOT = "/en/evidence/interviews/"
CHECKED = {"checked": ["names", "places", "numbers", "story", "others"]}


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


def page(interview: Interview, name: str = "") -> str:
    return f"{ROOT}interview/{interview.id}/{name}"


def speaker(study: Study, label: str) -> Speaker:
    return next(one for one in study.speakers.all() if one.unseal("label") == label)


def test_an_interview_given_to_another_coder_is_not_found(here: SimpleNamespace) -> None:
    study = kept(here)
    group, other = interview_named(study, "Group 1"), interview_named(study, "Family 1 (ru)")
    client = signed_in(here.teammate)
    assert client.get(page(group)).status_code == 200
    assert client.get(page(other)).status_code == 404
    assert client.get(page(group, "consent/")).status_code == 403
    assert signed_in(here.stranger).get(page(group)).status_code == 404
    assert signed_in(here.administrator).get(page(group)).status_code == 403


def test_how_it_was_held_is_changed_and_the_log_names_the_fields(here: SimpleNamespace) -> None:
    study = kept(here)
    group = interview_named(study, "Group 1")
    told = {"name": "Group 1, women", "method": "focus-group", "language": "ky", "area": "osh", "case": "Family 1"}
    signed_in(here.analyst).post(page(group, "about/"), told)
    group.refresh_from_db()
    assert (group.unseal("name"), group.area, group.case.unseal("name")) == ("Group 1, women", "osh", "Family 1")
    assert study.cases.count() == 1
    (entry,) = Entry.objects.filter(action="interview.describe")
    assert entry.fields == ["area", "case", "name"]


def test_interviews_of_a_family_stand_together(here: SimpleNamespace) -> None:
    study = kept(here)
    case = Case.objects.get()
    told = words(signed_in(here.analyst).get(f"{ROOT}family/{case.id}/"))
    assert "Family 1 (ky)" in told
    assert "Family 1 (ru)" in told
    assert "Group 1" not in told
    assert signed_in(here.owner).get(f"{ROOT}family/{case.id}/").status_code == 403
    assert signed_in(here.supervisor).get(f"{ROOT}family/{study.id}/").status_code == 404


# --- consent ---------------------------------------------------------------------------------------------------------


def test_without_her_word_nothing_is_quoted(here: SimpleNamespace) -> None:
    study = kept(here)
    group = interview_named(study, "Group 1")
    client = signed_in(here.analyst)
    refused = client.post(page(group, "consent/"), {"consent": "unknown", "may_quote": "on"})
    assert refused.status_code == 422
    client.post(page(group, "consent/"), {"consent": "written", "may_quote": "on", "note": "Folder 3"})
    group.refresh_from_db()
    assert (group.consent, group.may_quote, group.may_share) == ("written", True, False)
    assert group.unseal("consent_note") == "Folder 3"
    version = group.versions.get(number=2)
    quote = Quote(study=study, version=version, start=0, end=5, by=here.analyst, state="released")
    quote._data_key = study._data_key
    quote.save()
    client.post(page(group, "consent/"), {"consent": "written"})
    quote.refresh_from_db()
    assert quote.state == "taken-back"


def test_whoever_takes_her_interview_back_leaves_a_line_and_nothing_else(here: SimpleNamespace) -> None:
    study = kept(here)
    group = interview_named(study, "Group 1")
    client = signed_in(here.analyst)
    client.post(page(group, "withdraw/"))
    assert Interview.objects.count() == 3
    client.post(page(group, "withdraw/"), {"sure": "on"})
    assert Interview.objects.count() == 2
    assert not TextVersion.objects.filter(number=2).exists()
    assert not Coding.objects.exists()
    assert not Adjudication.objects.exists()
    labels = {one.unseal("label") for one in study.speakers.all()}
    assert labels == {"Бактыгүл"}  # she speaks with her family as well
    line = Withdrawal.objects.get()
    assert (line.method, line.area) == ("focus-group", "batken")
    told = words(client.get(f"{ROOT}{study.id}/"))
    assert "An interview was taken back" in told
    assert "Group 1" not in told


def test_what_was_taken_back_or_deleted_does_not_return_with_an_older_backup(
    here: SimpleNamespace,
) -> None:
    study = kept(here)
    group = interview_named(study, "Group 1")
    append_line(erasure.ledger_path(), erasure._ledger_line(group.id))  # as if this were the backup of yesterday
    assert erasure.replay() >= 1
    assert not Interview.objects.filter(id=group.id).exists()
    assert Withdrawal.objects.count() == 1
    append_line(erasure.ledger_path(), erasure._ledger_line(study.id))
    erasure.replay()
    assert not Study.objects.exists()
    assert not DataKey.objects.filter(subject=study.id).exists()


def test_the_last_interview_of_a_family_takes_the_family_along(here: SimpleNamespace) -> None:
    study = kept(here)
    for name in ("Family 1 (ky)", "Family 1 (ru)"):
        actions.do_withdraw(interview_named(study, name), by=here.analyst)
    assert not Case.objects.exists()


# --- who speaks ------------------------------------------------------------------------------------------------------


def test_who_speaks_is_told_in_a_table_and_strange_ages_are_asked_again(here: SimpleNamespace) -> None:
    study = kept(here)
    group = interview_named(study, "Group 1")
    client = signed_in(here.analyst)
    lines = client.get(page(group, "speakers/")).context["lines"]
    assert [line.label for line in lines] == ["Модератор", "[Аял-01]", "Бактыгүл"]
    fields = {cell.column.name: cell.field for cell in lines[1].cells}
    wrong = client.post(page(group, "speakers/"), {fields["age"]: "young"})
    assert wrong.status_code == 422
    assert "write the age in years" in words(wrong)
    told = {fields["age"]: "37", fields["sex"]: "woman", f"asks-{lines[0].id}": "on", fields["returned"]: "yes"}
    client.post(page(group, "speakers/"), told)
    now = json.loads(speaker(study, "Айнура").unseal("attributes"))
    assert now == {"age": "37", "sex": "woman", "returned": "yes"}
    assert speaker(study, "Модератор").asks


def test_two_speakers_become_one_person_with_what_is_known_of_both(here: SimpleNamespace) -> None:
    study = kept(here)
    kept_one, gone = speaker(study, "Бактыгүл"), speaker(study, "Айнура")
    actions.do_join(kept_one, gone, by=here.analyst)
    assert json.loads(speaker(study, "Бактыгүл").unseal("attributes"))["oblast"] == "osh"
    heard = {turn.speaker for turn in text_of(interview_named(study, "Group 1").versions.get(number=2)).turns}
    assert str(gone.id) not in heard
    assert set(Coding.objects.values_list("speaker", flat=True)) == {kept_one.id}
    with pytest.raises(Refused):
        actions.do_join(kept_one, kept_one, by=here.analyst)


# --- who codes, who releases -----------------------------------------------------------------------------------------


def test_an_interview_is_given_to_members_and_taken_back_only_before_they_code(here: SimpleNamespace) -> None:
    study = kept(here)
    group, other = interview_named(study, "Group 1"), interview_named(study, "Family 1 (ru)")
    client = signed_in(here.analyst)
    client.post(page(other, "give/"), {"coder": [str(here.owner.id), str(here.teammate.id)], "round": "1"})
    assert other.assignments.count() == 2
    assert client.post(page(other, "give/"), {"coder": [str(here.lawyer.id)]}).status_code == 404
    client.post(page(other, "take-back/"), {"given": str(other.assignments.get(coder=here.owner).id)})
    assert other.assignments.count() == 1
    told = {"given": str(group.assignments.get(coder=here.owner).id)}
    assert "She has coded in it already" in words(client.post(page(group, "take-back/"), told, follow=True))
    assert group.assignments.count() == 2


def test_only_a_second_person_releases_and_only_a_text_without_names(here: SimpleNamespace) -> None:
    study = kept(here)
    studies.do_add_member(study, here.supervisor, "lead", by=here.analyst)
    group, other = interview_named(study, "Group 1"), interview_named(study, "Family 1 (ru)")
    for row, said in ((group, "A second person"), (other, "First names are taken out")):
        assert said in words(signed_in(here.analyst).post(page(row, "release/"), CHECKED, follow=True))
    second = signed_in(here.supervisor)
    assert "Tick every point" in words(second.post(page(group, "release/"), {"checked": ["names"]}, follow=True))
    second.post(page(group, "release/"), CHECKED)
    group.refresh_from_db()
    assert group.released_by == here.supervisor
    assert Entry.objects.filter(action="interview.release", actor_id=here.supervisor.id).count() == 1
    second.post(page(group, "hold/"))
    group.refresh_from_db()
    assert group.released_at is None


# --- fieldwork -------------------------------------------------------------------------------------------------------


def test_totals_that_do_not_add_up_are_told(here: SimpleNamespace) -> None:
    study, client = kept(here), signed_in(here.analyst)
    told = {"n-0-focus-group": "3", "n-1-focus-group": "2", "n-1-case-study": "1", "area-1": "4", "all": "6"}
    client.post(f"{ROOT}{study.id}/plan/", told | {"method-focus-group": "27", "new_area": "Алай өрөөнү"})
    study = Study.objects.get()
    assert study.plan["areas"] == ["batken", "osh", "Алай өрөөнү"]
    assert planning.wrong_totals(study.plan) == [
        "Osh oblast: stated 4, but the numbers add up to 3.",
        "focus group: stated 27, but the numbers add up to 5.",
    ]
    shown = words(client.get(f"{ROOT}{study.id}/plan/"))
    assert "Osh oblast: stated 4, but the numbers add up to 3." in shown
    assert "1 of 3" in shown
    client.post(f"{ROOT}{study.id}/plan/", {"without": "Алай өрөөнү", "n-0-focus-group": "3"})
    assert Study.objects.get().plan["areas"] == ["batken", "osh"]


def test_the_log_shows_what_is_open_first_and_tells_its_words_to_leads_only(here: SimpleNamespace) -> None:
    study, client = kept(here), signed_in(here.analyst)
    group = interview_named(study, "Group 1")
    entry = {"kind": "call", "day": "2026-03-05", "found": "Two were not asked", "to_do": "Call again"}
    client.post(f"{ROOT}{study.id}/log/", entry | {"interview": str(group.id), "area": "batken"})
    client.post(f"{ROOT}{study.id}/log/", entry | {"found": "All is well", "to_do": "", "kind": "visit"})
    told = client.get(f"{ROOT}{study.id}/log/")
    assert [one["found"] for one in told.context["open_ones"]] == ["Two were not asked"]
    note = FieldNote.objects.get(kind="call")
    assert b"Two were" not in bytes(note.found)
    client.post(f"{ROOT}note/{note.id}/done/")
    assert client.get(f"{ROOT}{study.id}/log/").context["open_ones"] == []
    client.post(f"{ROOT}note/{note.id}/done/", {"open": "1"})
    client.post(f"{ROOT}note/{note.id}/", entry | {"found": "One was not asked"})
    note.refresh_from_db()
    assert (note.done_at, note.unseal("found")) == (None, "One was not asked")
    assert signed_in(here.owner).get(f"{ROOT}{study.id}/log/").status_code == 403
    assert signed_in(here.supervisor).get(f"{ROOT}note/{note.id}/").status_code == 404
    client.post(f"{ROOT}note/{note.id}/delete/")
    assert FieldNote.objects.count() == 1
