"""The tracker: states with their history, of one organisation, that nobody loses by writing at the same time."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO
from types import SimpleNamespace

import pytest
from django.http import Http404

from tayanch.audit.models import Entry
from tayanch.evidence.policy import actions, states
from tayanch.evidence.policy.models import AreaLevel, Judgement, OwnRecommendation, Sheet, Talk
from tests.evidence.made import signed_in

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
KEY = "s002-defend-1"
OWN = {"text": "Say by when", "addressee": "government", "source": "A report", "since": "2021-11-29"}


def said(here: SimpleNamespace, state: str, day: date, key: str = KEY, **more: object) -> Judgement:
    seen = Judgement.objects.filter(organisation_id=here.analyst.organisation_id, key=key).count()
    return actions.do_assess(key, {"state": state, "day": day, **more}, seen=seen, by=here.analyst)


def test_before_anybody_looked_the_state_is_not_known_and_the_years_run(here: SimpleNamespace) -> None:
    stand = states.state_of(here.analyst.organisation, KEY, today=TODAY)
    assert (stand.state, stand.latest, stand.years, stand.late) == ("unknown", None, 9, False)


def test_the_newest_day_counts_and_what_was_taken_back_does_not(here: SimpleNamespace) -> None:
    said(here, "begun", date(2025, 1, 1))
    last = said(here, "done", date(2026, 1, 1))
    said(here, "not-started", date(2024, 1, 1))  # written later, of an earlier day
    assert states.state_of(here.analyst.organisation_id, KEY).state == "done"
    actions.do_take_back(last, by=here.supervisor)
    assert states.state_of(here.analyst.organisation_id, KEY).state == "begun"
    assert Judgement.objects.filter(key=KEY).count() == 3
    assert Entry.objects.filter(action="policy.judgement.take-back").count() == 1


def test_a_promised_day_that_passed_is_late_until_it_is_done(here: SimpleNamespace) -> None:
    said(here, "begun", date(2026, 1, 1), due=date(2026, 11, 22))
    found = states.overview(here.supervisor, today=TODAY)
    assert [one.asked.key for one in found.late] == [KEY]
    assert states.overview(here.supervisor, today=date(2026, 11, 22)).late == ()
    said(here, "done", date(2026, 11, 20), due=date(2026, 11, 22))
    assert states.overview(here.supervisor, today=TODAY).late == ()


def test_counts_are_of_all_recommendations_and_of_this_organisation_only(here: SimpleNamespace) -> None:
    said(here, "partly-done", date(2026, 1, 1))
    found, others = states.overview(here.analyst, today=TODAY), states.overview(here.stranger, today=TODAY)
    assert (found.total, found.assessed, found.by_state["partly-done"], found.by_state["unknown"]) == (75, 1, 1, 74)
    assert (others.assessed, others.by_state["unknown"]) == (0, 75)
    assert sum(sum(counts.values()) for counts in found.by_addressee.values()) == found.total


def test_an_own_recommendation_has_its_state_and_topic_and_is_nobody_elses(here: SimpleNamespace) -> None:
    row = actions.do_add(OwnRecommendation, {**OWN, "topics": ["need:alimony"]}, by=here.analyst)
    said(here, "begun", date(2026, 1, 1), key=row.key)
    assert [one.asked.key for one in states.for_topic(here.analyst, "need:alimony")] == [row.key, "s002-home-1"]
    assert [one.asked.key for one in states.for_topic(here.stranger, "need/alimony")] == ["s002-home-1"]
    with pytest.raises(Http404):
        states.state_of(here.stranger.organisation_id, row.key)
    actions.do_delete(row, by=here.analyst)
    assert not Judgement.objects.filter(key=row.key).exists()


def test_two_who_write_at_the_same_time_do_not_overwrite_each_other(here: SimpleNamespace) -> None:
    actions.do_assess(KEY, {"state": "begun", "day": TODAY}, seen=0, by=here.analyst)
    with pytest.raises(actions.Changed):
        actions.do_assess(KEY, {"state": "done", "day": TODAY}, seen=0, by=here.supervisor)
    told = {"day": TODAY, "kind": "meeting", "title": "A", "parties": "B"}
    talk = actions.do_add(Talk, told, by=here.analyst)
    actions.do_change(talk, {"title": "Mine"}, seen=1, by=here.analyst)
    with pytest.raises(actions.Changed):
        actions.do_change(talk, {"title": "Theirs"}, seen=1, by=here.supervisor)
    talk.refresh_from_db()
    assert (talk.title, talk.version) == ("Mine", 2)


def test_a_page_that_came_too_late_keeps_what_was_typed_and_shows_what_stands(here: SimpleNamespace) -> None:
    sheet = actions.do_add(Sheet, {"title": "First", "day": TODAY}, by=here.analyst)
    actions.do_change(sheet, {"title": "Second"}, seen=1, by=here.analyst)
    sent = {"title": "Third", "day": "2026-11-23", "version": "1"}
    answer = signed_in(here.supervisor).post(f"/en/evidence/policy/sheets/{sheet.id}/change/", sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert all(word in text for word in ("Somebody changed this meanwhile", "Third", "Second", 'value="2"'))
    sheet.refresh_from_db()
    assert sheet.title == "Second"


def test_a_state_is_written_on_its_page_and_can_be_undone_on_the_next(here: SimpleNamespace) -> None:
    client, page = signed_in(here.analyst), f"/en/evidence/policy/recommendations/{KEY}/"
    sent = {"state": "begun", "day": "2026-11-01", "note": "Two lawyers", "seen": "0"}
    text = client.post(page, sent, follow=True).content.decode()
    row = Judgement.objects.get()
    assert "Two lawyers" in text
    assert f"/judgements/{row.id}/take-back/" in text
    client.post(f"/en/evidence/policy/judgements/{row.id}/take-back/")
    assert Judgement.objects.get().taken_back
    assert "struck out" in client.get(page).content.decode() or "taken back" in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("sent", "said_then"),
    [
        ({"link_kind": "figure"}, "Write which one."),
        ({"link_kind": "web", "link": "javascript:alert(1)"}, "A web address begins with https://"),
    ],
)
def test_what_a_state_rests_on_is_checked(here: SimpleNamespace, sent: dict[str, str], said_then: str) -> None:
    page, whole = f"/en/evidence/policy/recommendations/{KEY}/", {"state": "begun", "day": "2026-11-01", "seen": "0"}
    answer = signed_in(here.analyst).post(page, whole | sent)
    assert answer.status_code == 422
    assert said_then in answer.content.decode()
    assert not Judgement.objects.exists()


def test_the_director_reads_and_does_not_write(here: SimpleNamespace) -> None:
    client, page = signed_in(here.director), f"/en/evidence/policy/recommendations/{KEY}/"
    assert "<textarea" not in client.get(page).content.decode()
    assert client.post(page, {"state": "done", "day": "2026-11-01", "seen": "0"}).status_code == 403
    area = "/en/evidence/policy/areas/income-of-wives/"
    assert client.post(area, {"year": "2026", "level": "high", "reasons": "x"}).status_code == 403
    assert not AreaLevel.objects.exists()


def test_the_list_is_narrowed_and_leaves_as_it_is_shown(here: SimpleNamespace) -> None:
    said(here, "begun", date(2026, 1, 1), note="=HYPERLINK(1)")
    client, wanted = signed_in(here.analyst), {"addressee": "civil-society", "state": "begun"}
    text = client.get("/en/evidence/policy/recommendations/", wanted).content.decode()
    assert "1 of 75 recommendations" in text
    answer = client.post("/en/evidence/policy/recommendations.csv", wanted)
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["Id", KEY]
    assert rows[1][12] == "'=HYPERLINK(1)"
    assert Entry.objects.filter(action="policy.file").count() == 1


def test_the_pages_say_what_is_from_memory_and_where_sources_disagree(here: SimpleNamespace) -> None:
    client = signed_in(here.director)
    agreement = client.get("/en/evidence/policy/instruments/kg-ru-labour/").content.decode()
    assert "The sources do not agree." in agreement
    assert "22 September 2003 in S003, 1996 in S000" in agreement
    forced = client.get("/en/evidence/policy/instruments/ilo-c029/").content.decode()
    assert "8 facts on this page are from memory" in forced
    assert "from memory, not verified" in forced
    calendar = client.get("/en/evidence/policy/calendar/").content.decode()
    assert "computed" in calendar
    assert "does not agree" in client.get("/en/evidence/policy/instruments/").content.decode()


def test_the_matrix_shows_each_year_beside_what_was_published(here: SimpleNamespace) -> None:
    for year, level in ((2024, "low"), (2026, "average"), (2026, "high")):
        actions.do_set_level("income-of-wives", year=year, level=level, reasons="Seen", by=here.analyst)
    text = signed_in(here.analyst).get("/en/evidence/policy/areas/").content.decode()
    assert all(f"<th>{year}</th>" in text for year in (2024, 2026))
    assert "further than published" in text
    assert text.count("high level") == 2  # the newest of 2026, and what the level means


def test_an_own_recommendation_a_talk_and_an_office_are_written_by_their_forms(here: SimpleNamespace) -> None:
    client, root = signed_in(here.analyst), "/en/evidence/policy"
    sent = {**OWN, "topic_1": "need:alimony", "topic_2": "need:alimony", "cedaw": "16, 2 2"}
    client.post(f"{root}/recommendations/new/", sent)
    row = OwnRecommendation.objects.get()
    assert (row.topics, row.cedaw) == (["need:alimony"], ["2", "16"])
    wrong = client.post(f"{root}/recommendations/new/", sent | {"cedaw": "17"})
    assert "17 is none" in wrong.content.decode()
    talk = {"day": "2026-11-01", "kind": "bilateral", "title": "T", "parties": "Two ministries"}
    client.post(f"{root}/talks/new/", talk)
    client.post(
        f"{root}/talks/{Talk.objects.get().id}/", {"text": "P", "who": "O", "state": "open", "due": "2026-01-01"}
    )
    assert "late" in client.get(f"{root}/talks/").content.decode()
    office = {"name": "A", "country": "KG", "year": "2026", "source": "S", "stages": ["preparation"], "budget": "5"}
    assert client.post(f"{root}/offices/new/", office).status_code == 422
    client.post(f"{root}/offices/new/", office | {"currency": "KGS", "posts": "2", "posts_for_women": "1"})
    assert "No office that you wrote down may protect women at" in client.get(f"{root}/offices/").content.decode()
