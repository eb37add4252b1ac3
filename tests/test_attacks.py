"""What somebody would try who means harm, is curious, or is tired: each attempt that once worked, and must not."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tayanch.accounts.models import User
from tayanch.desk.actions import cases, claims, consultations
from tayanch.desk.actions.people import do_add_person
from tayanch.desk.actions.promises import do_drop_promise, do_promise
from tayanch.desk.documents import letter_facts
from tayanch.desk.models import Case, CasePerson, Consultation, Document, Promise
from tayanch.vault import erasure, search

DAY = date(2026, 12, 1)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def close(case: Case, by: User) -> None:
    cases.do_close_case(case, by=by, outcome="advice-given", closing_words="")


def url(name: str, *parts: Any) -> str:
    return reverse(f"desk:{name}", args=parts)


def save(client: Client, talk: Consultation, body: str) -> Any:
    headers = {"X-Requested-With": "fetch"}
    return client.post(url("consultation-save", talk.reference), body, "application/json", headers=headers)


# --- a closed case is only read ----------------------------------------------------------------------------


def test_a_dropped_promise_of_a_closed_case_cannot_be_opened_again(here: SimpleNamespace) -> None:
    case = cases.do_open_case(by=here.owner, topic="unpaid-wages")
    promise = do_drop_promise(do_promise(case, by=here.owner, what="Call her", due=DAY), by=here.owner)
    close(case, here.owner)
    assert signed_in(here.owner).post(url("promise-act", promise.id, "reopen")).status_code == 403
    assert not Promise.objects.filter(state=Promise.State.OPEN).exists()


@pytest.fixture
def talk_of_a_closed_case(here: SimpleNamespace) -> Consultation:
    talk = consultations.do_start_consultation(by=here.owner)
    consultations.do_save_fields(talk, {"topics": "unpaid-wages"}, by=here.owner)
    consultations.do_finish_consultation(talk, by=here.owner)
    close(cases.do_open_case(by=here.owner, consultation=talk), here.owner)
    return talk


TALK_WRITES: list[tuple[str, dict[str, str]]] = [
    ("consultation-reopen", {}),
    ("consultation-finish", {}),
    ("consultation-save", {"promise_what": "Call her", "promise_due": "2026-12-01"}),
    ("consultation-name", {"name": "Айгүл (invented)", "agrees": "on"}),
    ("consultation-join", {}),
    ("consultation-safety", {"remarks": "x"}),
    ("consultation-safety-confirm", {}),
    ("case-start", {}),
]


@pytest.mark.parametrize(("name", "sent"), TALK_WRITES)
def test_nothing_enters_a_closed_case_by_way_of_its_conversation(
    here: SimpleNamespace, talk_of_a_closed_case: Consultation, name: str, sent: dict[str, str]
) -> None:
    client, reference = signed_in(here.owner), talk_of_a_closed_case.reference
    parts = () if name == "case-start" else (reference,)
    assert client.post(url(name, *parts), sent | {"consultation": reference}).status_code == 403
    assert not CasePerson.objects.exists()
    assert not Promise.objects.exists()


def test_the_conversation_of_a_closed_case_can_still_be_read(
    here: SimpleNamespace, talk_of_a_closed_case: Consultation
) -> None:
    page = signed_in(here.owner).get(url("consultation", talk_of_a_closed_case.reference))
    assert page.status_code == 200
    assert url("consultation-reopen", talk_of_a_closed_case.reference) not in page.content.decode()


def test_a_case_is_not_closed_while_somebody_still_writes_in_its_conversation(here: SimpleNamespace) -> None:
    talk = consultations.do_start_consultation(by=here.teammate)
    case = cases.do_open_case(by=here.owner, consultation=talk)
    answer = signed_in(here.owner).post(url("case-close", case.reference), {"outcome": "advice-given"})
    assert answer.status_code == 422
    assert Case.objects.get().state == Case.State.OPEN


# --- strange signs --------------------------------------------------------------------------------------------


@pytest.fixture
def talk(here: SimpleNamespace) -> Consultation:
    return consultations.do_start_consultation(by=here.owner)


@pytest.mark.parametrize(
    ("field", "text", "status"),
    [
        ("said", "\ud83d", 422),  # half an emoji
        ("promise_what", "\ud83d", 422),
        ("phone", "\ud83d", 422),
        ("promise_from", "10:00+05:00", 422),  # an hour of somebody else's clock
        ("said", "a\x00b", 200),
        ("phone", "+996555\x00123456", 200),
        ("promise_what", "\u202eРТЛ 😀 \x00", 200),
        ("topics", "unpaid-wages\x00", 422),
        ("place", "place/\x00", 422),
    ],
)
def test_a_strange_sign_is_kept_or_refused_in_words(
    here: SimpleNamespace, talk: Consultation, field: str, text: str, status: int
) -> None:
    client = signed_in(here.owner)
    assert save(client, talk, json.dumps({"fields": {field: text}})).status_code == status
    assert client.get(url("consultation", talk.reference)).status_code == 200
    assert client.get(url("tonight")).status_code == 200


def test_a_body_nested_without_end_is_refused(here: SimpleNamespace, talk: Consultation) -> None:
    assert save(signed_in(here.owner), talk, "[" * 200_000).status_code == 400


@pytest.mark.parametrize("name", ["consultation", "consultation-save", "ledger", "claim-start"])
def test_a_nul_in_an_address_is_not_found(here: SimpleNamespace, name: str) -> None:
    address = url(name, "AAA-AAA").replace("AAA-AAA", "%00")
    client = signed_in(here.owner)
    assert {client.get(address).status_code, client.post(address).status_code} <= {404, 405}


@pytest.mark.parametrize(("name", "field"), [("case-start", "consultation"), ("consultation-join", "case")])
def test_a_nul_in_a_reference_that_is_sent_is_not_found(
    here: SimpleNamespace, talk: Consultation, name: str, field: str
) -> None:
    parts = (talk.reference,) if name == "consultation-join" else ()
    assert signed_in(here.owner).post(url(name, *parts), {field: "\x00"}).status_code == 404


def test_words_that_cannot_be_kept_are_not_lost_in_silence_when_a_talk_is_finished(
    here: SimpleNamespace, talk: Consultation
) -> None:
    sent = {"topics": "unpaid-wages", "said": "x" * 20_001}
    page = signed_in(here.owner).post(url("consultation-finish", talk.reference), sent, follow=True)
    assert "too long" in page.content.decode()
    assert Consultation.objects.get().state == Consultation.State.OPEN


# --- after an erasure -------------------------------------------------------------------------------------------


def test_her_name_leaves_the_memory_when_she_is_erased(
    here: SimpleNamespace, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasure, "scrub", lambda: None)  # the log cannot be emptied within the test's transaction
    case = cases.do_open_case(by=here.owner, topic="unpaid-wages")
    person = do_add_person(case, by=here.owner, name="Сезим Уникаева (invented)", relation="client").person
    witness = do_add_person(case, by=here.owner, name="Бермет Неповторова (invented)", relation="witness").person
    assert search.find_by_name(here.organisation.id, "Sezim") == {person.id}
    assert search.find_by_name(here.organisation.id, "Бермет") == {witness.id}
    with django_capture_on_commit_callbacks(execute=True):
        erasure.do_erase_person(person, by=here.owner, reason="her-wish")
    assert search.find_by_name(here.organisation.id, "Sezim") == set()
    assert search.find_by_name(here.organisation.id, "Бермет") == set()


# --- what is shown ------------------------------------------------------------------------------------------------


HOSTILE = """"><script>alert(1)</script>' onmouseover='x"""
MONEY = {"stage": "claimed", "amount": "1", "currency": "RUB", "on": "2026-01-01"}


def test_what_was_typed_is_never_markup(here: SimpleNamespace, talk: Consultation) -> None:
    client = signed_in(here.owner)
    User.objects.filter(id=here.owner.id).update(name=HOSTILE)
    consultations.do_save_fields(talk, {"said": HOSTILE, "promise_what": HOSTILE, "phone": HOSTILE}, by=here.owner)
    case = cases.do_open_case(by=here.owner, topic="unpaid-wages")
    person = do_add_person(case, by=here.owner, name=HOSTILE, relation="client").person
    for name, parts, sent in (
        ("case-note", (), {"text": HOSTILE}),
        ("case-plan", (), {"plan": HOSTILE}),
        ("case-employer", (), {"name": HOSTILE, "papers": "none", "address": HOSTILE}),
        ("case-violation", (), {"violation": "unpaid-wages", "detail": HOSTILE}),
        ("case-promise", (), {"what": HOSTILE, "due": "2026-01-01"}),
        ("claim-start", (), {}),
        ("claim-terms", (1,), {"work": HOSTILE}),
        ("ledger-enter", (), MONEY | {"evidence": HOSTILE}),
        ("person-safety", (person.id,), {"remarks": HOSTILE, "code_word": HOSTILE, "name_to_use": HOSTILE}),
    ):
        assert client.post(url(name, case.reference, *parts), sent).status_code == 302, name
    addresses = [url("case", case.reference), url("person", case.reference, person.id), url("ledger", case.reference)]
    addresses += [url("claim", case.reference, 1), url("letter", case.reference, 1, "demand"), url("tonight")]
    addresses += [url("person-safety", case.reference, person.id), url("consultation", talk.reference)]
    pages = [client.get(address) for address in addresses] + [client.post(url("search"), {"typed": HOSTILE})]
    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200
        assert "alert(1)" in text or page is pages[-1] or "letter" in str(page.request["PATH_INFO"])
        assert "<script>alert" not in text
        assert "' onmouseover='x" not in text


def fields_a_browser_would_remember(page: str) -> list[str]:
    """Names of fields in which one types, of forms that do not switch the browser's memory off."""
    found = []
    for form in re.findall(r"<form\b.*?</form>", page, re.DOTALL):
        if 'autocomplete="off"' in form.partition(">")[0] or 'method="get"' in form.partition(">")[0]:
            continue
        for tag in re.findall(r"<(?:input|textarea)\b[^>]*>", form):
            typed = not re.search(r'type="(hidden|checkbox|radio|submit|file)"', tag)
            if typed and 'autocomplete="off"' not in tag:
                found.append(tag)
    return found


def test_no_browser_is_asked_to_remember_what_is_typed_about_her(here: SimpleNamespace, talk: Consultation) -> None:
    case = cases.do_open_case(by=here.owner, topic="unpaid-wages")
    person = do_add_person(case, by=here.owner, name="Айгүл (invented)", relation="client").person
    do_promise(case, by=here.owner, what="x", due=date(2026, 1, 1), owner=here.owner)
    claim = claims.do_start_claim(case, by=here.owner)
    claims.do_make_periods(
        claim, by=here.owner, first=date(2025, 4, 1), last=date(2025, 4, 30), rhythm="monthly", agreed=Decimal(50000)
    )
    client = signed_in(here.owner)
    addresses = [url("case", case.reference), url("person", case.reference, person.id), url("ledger", case.reference)]
    addresses += [url("claim", case.reference, 1), url("letter", case.reference, 1, "demand"), url("tonight")]
    addresses += [url("person-safety", case.reference, person.id), url("consultation", talk.reference), url("search")]
    addresses += [url("person-erase", case.reference, person.id)]
    remembered = {where: fields_a_browser_would_remember(client.get(where).content.decode()) for where in addresses}
    assert {where: found for where, found in remembered.items() if found} == {}


# --- two women in one case ------------------------------------------------------------------------------------


def test_a_claim_never_shows_or_sends_the_letter_of_another_claim(here: SimpleNamespace) -> None:
    case = cases.do_open_case(by=here.owner, topic="unpaid-wages")
    first, second = (claims.do_start_claim(case, by=here.owner) for _ in range(2))
    paper = Document(case=case, kind=Document.Kind.LETTER, letter="ru/demand", media_type="application/pdf")
    paper.made_by, paper.sent_on = here.owner, date(2026, 1, 1)
    paper.seal(name="demand-1-2026-01-01-ru.pdf")
    paper.save()
    client = signed_in(here.owner)
    assert str(paper.id) in client.get(url("letter", case.reference, 1, "demand")).content.decode()
    assert str(paper.id) not in client.get(url("letter", case.reference, 2, "demand")).content.decode()
    assert "demand_sent_on" in letter_facts.facts_of(case, here.owner, first, today=DAY)
    assert "demand_sent_on" not in letter_facts.facts_of(case, here.owner, second, today=DAY)
