"""Cases: who may do what with them, and what is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.audit.models import Entry
from tayanch.desk.actions import cases as actions
from tayanch.desk.actions.consultations import do_start_consultation
from tayanch.desk.actions.guard import RecoverySheetMissing
from tayanch.desk.actions.people import do_add_person
from tayanch.desk.actions.promises import do_keep_promise, do_promise
from tayanch.desk.cases import caselist
from tayanch.desk.models import Case, CasePerson, Consultation, Employer, Episode, Promise, Violation
from tayanch.vault.keys import load_keys

TODAY = date(2026, 11, 22)


@pytest.fixture
def case(here: SimpleNamespace) -> Case:
    return actions.do_open_case(by=here.owner, topic="unpaid-wages", country="ru", place="moscow")


@pytest.fixture
def as_user() -> Callable[[User], Client]:
    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in


def url(name: str, *parts: Any) -> str:
    return reverse(f"desk:{name}", args=parts)


# (view, what is sent): every small form of the page that anybody of the team may use.
TEAM_WRITES: list[tuple[str, dict[str, str]]] = [
    ("case-facts", {"topic": "unpaid-wages", "place": "place/kazan"}),
    ("case-plan", {"plan": "First the letter"}),
    ("case-note", {"text": "She called"}),
    ("case-employer", {"name": "ООО Ромашка (invented)", "papers": "none"}),
    ("case-episode", {"place": "country/ru"}),
    ("case-violation", {"violation": "unpaid-wages", "perpetrator": "employer"}),
    ("case-promise", {"what": "Call her", "due": "2026-11-30", "is_call": "on"}),
    ("person-add", {"name": "Айгүл (invented)", "relation": "client"}),
    ("document-keep", {}),
]
OWN_WRITES: list[tuple[str, dict[str, str]]] = [
    ("case-hand-over", {}),
    ("case-close", {"outcome": "paid-in-full"}),
    ("case-reopen", {"why": "New facts"}),
]
ALL_WRITES = TEAM_WRITES + OWN_WRITES


@pytest.mark.parametrize(("actor", "status"), [("owner", 200), ("teammate", 200), ("supervisor", 200)])
def test_the_team_opens_the_case(here: Any, case: Case, as_user: Any, actor: str, status: int) -> None:
    assert as_user(getattr(here, actor)).get(url("case", case.reference)).status_code == status


@pytest.mark.parametrize("actor", ["other_team", "stranger", "administrator", "analyst"])
def test_for_anybody_else_the_case_does_not_exist(here: Any, case: Case, as_user: Any, actor: str) -> None:
    client = as_user(getattr(here, actor))
    assert client.get(url("case", case.reference)).status_code == 404
    for name, sent in ALL_WRITES:
        assert client.post(url(name, case.reference), sent).status_code == 404, name


@pytest.mark.parametrize(("name", "sent"), [write for write in TEAM_WRITES if write[1]])
@pytest.mark.parametrize("actor", ["owner", "teammate"])
def test_owner_and_teammate_write(
    here: Any, case: Case, as_user: Any, actor: str, name: str, sent: dict[str, str]
) -> None:
    assert as_user(getattr(here, actor)).post(url(name, case.reference), sent).status_code == 302


@pytest.mark.parametrize(("name", "sent"), [*TEAM_WRITES, OWN_WRITES[0], OWN_WRITES[1]])
def test_a_closed_case_can_only_be_read(here: Any, case: Case, as_user: Any, name: str, sent: dict[str, str]) -> None:
    actions.do_close_case(case, by=here.owner, outcome="advice-given", closing_words="")
    client = as_user(here.owner)
    assert client.get(url("case", case.reference)).status_code == 200
    sent = sent | ({"to": str(here.teammate.id)} if name == "case-hand-over" else {})
    assert client.post(url(name, case.reference), sent).status_code == 403


@pytest.mark.parametrize(("name", "sent"), OWN_WRITES)
def test_a_teammate_does_not_hand_over_close_or_reopen(
    here: Any, case: Case, as_user: Any, name: str, sent: Any
) -> None:
    assert as_user(here.teammate).post(url(name, case.reference), sent).status_code == 403


@pytest.mark.parametrize("actor", ["administrator", "analyst"])
def test_administrator_and_analyst_have_no_cases(here: Any, as_user: Any, actor: str) -> None:
    client = as_user(getattr(here, actor))
    assert client.get(url("cases")).status_code == 403
    assert client.post(url("case-start")).status_code == 403
    assert client.post(url("search"), {"typed": "Айгүл"}).status_code == 403


def test_the_list_shows_own_and_team_cases_only_and_open_ones_first(here: Any, case: Case, as_user: Any) -> None:
    closed = actions.do_open_case(by=here.teammate, topic="unpaid-wages")
    actions.do_close_case(closed, by=here.teammate, outcome="advice-given", closing_words="")
    hidden = actions.do_open_case(by=here.other_team, topic="unpaid-wages")
    page = as_user(here.owner).get(url("cases")).content.decode()
    assert page.index(case.reference) < page.index(closed.reference)
    assert hidden.reference not in page


def test_the_list_is_narrowed_by_state_topic_and_owner(here: Any, case: Case, as_user: Any) -> None:
    other = actions.do_open_case(by=here.teammate)
    client = as_user(here.owner)
    for query in ("topic=unpaid-wages", f"owner={here.owner.id}"):
        page = client.get(f"{url('cases')}?{query}").content.decode()
        assert case.reference in page
        assert other.reference not in page
    assert case.reference not in client.get(f"{url('cases')}?state=closed").content.decode()


def test_the_list_is_read_page_by_page_and_every_case_is_on_one(
    here: Any, as_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caselist, "ON_A_PAGE", 3)
    made = {actions.do_open_case(by=by).reference for by in (here.owner, here.teammate) for _ in range(4)}
    client = as_user(here.owner)
    pages = [client.get(f"{url('cases')}?page={number}").content.decode() for number in (1, 2, 3)]
    shown = [{reference for reference in made if reference in page} for page in pages]
    assert [len(each) for each in shown] == [3, 3, 2]
    assert set.union(*shown) == made
    assert ["Newer" in page for page in pages] == [False, True, True]
    assert ["Older" in page for page in pages] == [True, True, False]


@pytest.mark.parametrize("number", ["0", "-1", "99", "9999999999", "x", "٣"])
def test_a_page_that_is_not_there_is_the_first(here: Any, case: Case, as_user: Any, number: str) -> None:
    assert case.reference in as_user(here.owner).get(f"{url('cases')}?page={number}").content.decode()


def test_the_list_needs_few_queries(here: Any, as_user: Any, django_assert_max_num_queries: Any) -> None:
    for _ in range(12):
        actions.do_open_case(by=here.owner, topic="unpaid-wages")
    client = as_user(here.owner)
    with django_assert_max_num_queries(14):
        client.get(url("cases"))


def test_an_empty_list_says_how_a_case_begins(here: Any, as_user: Any) -> None:
    assert "begins with a consultation" in as_user(here.owner).get(url("cases")).content.decode()


def test_a_case_takes_over_what_the_consultation_knows(here: Any, as_user: Any) -> None:
    talk = do_start_consultation(by=here.owner)
    Consultation.objects.filter(id=talk.id).update(topic="unpaid-wages", country="ru", place="moscow")
    client = as_user(here.teammate)
    client.post(url("case-start"), {"consultation": talk.reference})
    client.post(url("case-start"), {"consultation": talk.reference})  # pressed twice
    case = Case.objects.get()
    assert (case.topic, case.country, case.place, case.owner) == ("unpaid-wages", "ru", "moscow", here.teammate)
    assert Consultation.objects.get().case == case


def test_a_case_takes_over_the_woman(here: Any, case: Case) -> None:
    person = do_add_person(case, by=here.owner, name="Айгүл (invented)", relation="client").person
    talk = do_start_consultation(by=here.owner)
    Consultation.objects.filter(id=talk.id).update(person=person)
    opened = actions.do_open_case(by=here.owner, consultation=talk)
    assert opened.people.get().person == person


def test_a_stranger_cannot_make_a_case_of_a_consultation(here: Any, as_user: Any) -> None:
    talk = do_start_consultation(by=here.owner)
    assert as_user(here.other_team).post(url("case-start"), {"consultation": talk.reference}).status_code == 404


def test_there_is_no_case_before_the_recovery_sheet(here: Any, as_user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tayanch.store.keyring.Keyring.recovery_confirmed", False)
    with pytest.raises(RecoverySheetMissing):
        actions.do_open_case(by=here.owner)
    answer = as_user(here.owner).post(url("case-start"), follow=True)
    assert "recovery sheet" in answer.content.decode()
    here.organisation.is_demo = True
    here.organisation.save()
    here.owner.refresh_from_db()
    assert actions.do_open_case(by=User.objects.get(id=here.owner.id)).pk


def test_words_are_sealed_and_come_back(here: Any, case: Case, as_user: Any) -> None:
    client = as_user(here.owner)
    client.post(url("case-plan", case.reference), {"plan": "сначала письмо"})
    client.post(url("case-note", case.reference), {"text": "она звонила"})
    case.refresh_from_db()
    assert "письмо".encode() not in bytes(case.plan)
    page = client.get(url("case", case.reference)).content.decode()
    assert "сначала письмо" in page
    assert "она звонила" in page


def test_the_title_of_the_page_is_the_reference(here: Any, case: Case, as_user: Any) -> None:
    do_add_person(case, by=here.owner, name="Айгүл", relation="client")
    page = as_user(here.owner).get(url("case", case.reference)).content.decode()
    assert f"<title>{case.reference}</title>" in page


def test_a_refused_form_keeps_what_was_typed(here: Any, case: Case, as_user: Any) -> None:
    sent = {"violation": "", "detail": "He kept my pay"}
    answer = as_user(here.owner).post(url("case-violation", case.reference), sent)
    assert answer.status_code == 422
    assert "He kept my pay" in answer.content.decode()


def test_a_status_needs_the_day_it_is_forgotten(here: Any, case: Case, as_user: Any) -> None:
    answer = as_user(here.owner).post(url("case-episode", case.reference), {"status": "patent"})
    assert answer.status_code == 422
    assert not Episode.objects.exists()


def test_a_status_is_forgotten_on_its_day(here: Any, case: Case) -> None:
    facts = {"country": "ru", "status_expires": TODAY}
    episode = actions.do_set_episode(case, by=here.owner, status="patent", **facts)
    assert actions.do_forget_statuses(TODAY - timedelta(days=1)) == 0
    assert actions.do_forget_statuses(TODAY) == 1
    episode.refresh_from_db()
    assert bytes(episode.status) == b""
    assert episode.country == "ru"


def test_a_violation_is_corrected_and_taken_back(here: Any, case: Case, as_user: Any) -> None:
    violation = actions.do_add_violation(case, by=here.owner, detail="x", violation="unpaid-wages")
    client, where = as_user(here.owner), url("case-violation-change", case.reference, violation.id)
    client.post(where, {"violation": "late-wages", "perpetrator": "employer", "detail": "y"})
    assert Violation.objects.get().violation == "late-wages"
    client.post(where, {"remove": "1"})
    assert not Violation.objects.exists()


def test_a_violation_of_another_case_cannot_be_changed_through_ones_own(here: Any, case: Case, as_user: Any) -> None:
    theirs = actions.do_open_case(by=here.other_team)
    violation = actions.do_add_violation(theirs, by=here.other_team, detail="x", violation="unpaid-wages")
    where = url("case-violation-change", case.reference, violation.id)
    assert as_user(here.owner).post(where, {"remove": "1"}).status_code == 404
    assert Violation.objects.exists()


def test_an_employer_gets_one_blind_token_for_each_word(here: Any, case: Case) -> None:
    rest = {"tax_number": "", "address": "", "contact": ""}
    for name, words in (("ООО «Белая Ромашка»", 2), ("ИП Ромашка", 1)):
        actions.do_set_employer(case, by=here.owner, is_household=False, papers="none", name=name, **rest)
        assert Employer.objects.get().tokens.count() == words


def test_handing_over_takes_the_owners_open_promises_along(here: Any, case: Case, as_user: Any) -> None:
    promise = do_promise(case, by=here.owner, what="Call", due=TODAY, owner=here.owner)
    sent = {"to": str(here.teammate.id)}
    assert as_user(here.owner).post(url("case-hand-over", case.reference), sent).status_code == 302
    case.refresh_from_db()
    promise.refresh_from_db()
    assert case.owner == promise.owner == here.teammate


@pytest.mark.parametrize("actor", ["other_team", "stranger", "analyst", "administrator"])
def test_a_case_is_not_handed_to_anybody_outside_the_team(here: Any, case: Case, as_user: Any, actor: str) -> None:
    sent = {"to": str(getattr(here, actor).id)}
    assert as_user(here.owner).post(url("case-hand-over", case.reference), sent).status_code == 422
    case.refresh_from_db()
    assert case.owner == here.owner


def test_a_case_with_an_open_promise_cannot_be_closed(here: Any, case: Case, as_user: Any) -> None:
    promise = do_promise(case, by=here.owner, what="Call", due=TODAY)
    client, sent = as_user(here.owner), {"outcome": "paid-in-full", "closing_words": "Well done"}
    answer = client.post(url("case-close", case.reference), sent)
    assert answer.status_code == 422
    assert "Promises are still open" in answer.content.decode()
    do_keep_promise(promise, by=here.owner)
    assert client.post(url("case-close", case.reference), sent).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "paid-in-full")
    assert case.unseal("closing_words") == "Well done"


def test_reopening_keeps_the_reason_as_a_sealed_note(here: Any, case: Case, as_user: Any) -> None:
    actions.do_close_case(case, by=here.owner, outcome="lost-contact", closing_words="")
    as_user(here.supervisor).post(url("case-reopen", case.reference), {"why": "She wrote again"})
    case.refresh_from_db()
    assert (case.state, case.outcome, case.closed_at) == ("open", "", None)
    assert case.notes.get().unseal("text") == "She wrote again"
    assert not Entry.objects.filter(reason__contains="wrote").exists()


def test_the_owner_sees_who_looked_and_a_teammate_does_not(here: Any, case: Case, as_user: Any) -> None:
    teammate, owner = as_user(here.teammate), as_user(here.owner)
    for _ in range(2):
        page = teammate.get(url("case", case.reference)).content.decode()
    assert "Who looked" not in page
    page = owner.get(url("case", case.reference)).content.decode()
    looked = page[page.index('id="looked"') :]
    assert "Teammate" in looked
    assert "2 times" in looked


def test_the_history_says_who_did_what_and_no_value(here: Any, case: Case, as_user: Any) -> None:
    client = as_user(here.teammate)
    client.post(url("case-note", case.reference), {"text": "secret words"})
    page = client.get(url("case", case.reference)).content.decode()
    told = page[page.index('id="history"') :]
    assert "Note added" in told
    assert "Teammate" in told
    assert "secret words" not in told


def test_every_write_to_a_case_is_in_the_log(here: Any, case: Case, as_user: Any) -> None:
    client = as_user(here.owner)
    for name, sent in (write for write in TEAM_WRITES if write[1]):
        before = Entry.objects.exclude(action__endswith=".read").count()
        client.post(url(name, case.reference), sent)
        assert Entry.objects.exclude(action__endswith=".read").count() > before, name


def test_the_page_of_a_full_case_needs_a_bounded_number_of_queries(
    here: Any, case: Case, as_user: Any, django_assert_max_num_queries: Any
) -> None:
    for n in range(6):
        do_add_person(case, by=here.owner, name=f"Name {n}", relation="witness")
        actions.do_add_note(case, "x", by=here.owner)
        do_promise(case, by=here.owner, what="x", due=TODAY)
    client = as_user(here.owner)
    with django_assert_max_num_queries(76):
        client.get(url("case", case.reference))


def test_a_promise_made_here_belongs_to_the_case(here: Any, case: Case, as_user: Any) -> None:
    sent = {"what": "Call her", "due": str(timezone.localdate()), "due_from": "20:00", "is_call": "on"}
    as_user(here.teammate).post(url("case-promise", case.reference), sent)
    promise = Promise.objects.get()
    load_keys([promise])
    assert (promise.case, promise.owner, promise.unseal("what")) == (case, here.teammate, "Call her")
    assert CasePerson.objects.count() == 0


def test_the_owner_strikes_out_a_note_and_a_teammate_may_not(here: Any, case: Case, as_user: Any) -> None:
    note = actions.do_add_note(case, "about somebody else", by=here.owner)
    where = url("case-note-strike", case.reference, note.id)
    assert as_user(here.teammate).post(where).status_code == 403
    assert as_user(here.other_team).post(where).status_code == 404
    assert as_user(here.owner).post(where).status_code == 302
    note.refresh_from_db()
    assert bytes(note.text) == b""


def test_a_new_case_never_takes_a_reference_in_use(here: Any, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    offered = iter(["BCD-234"])
    monkeypatch.setattr("tayanch.desk.models.base.new_reference", lambda: next(offered))
    other = Case(organisation=here.organisation, team=here.night, owner=here.owner, reference=case.reference)
    other.save()
    assert other.reference == "BCD-234"
