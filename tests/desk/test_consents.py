"""A consent is a document: to whom, which facts, what for, until when; read to her, withdrawable, limited in time."""

from __future__ import annotations

import re
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tayanch.audit.models import Entry
from tayanch.desk.actions.cases import do_add_note, do_open_case, do_strike_note
from tayanch.desk.actions.consents import ConsentRefused, do_give_consent, do_withdraw_consent
from tayanch.desk.actions.people import do_add_person
from tayanch.desk.letters.pdf import to_pdf
from tayanch.desk.models import Case, Consent
from tayanch.desk.privacy import consents
from tayanch.desk.privacy.consent_paper import to_document
from tayanch.vault import erasure
from tests.desk import exchange_helpers as helpers

TODAY = date(2026, 11, 21)
SAID = {"purpose": "referral", "language": "ky", "how": "spoken", "facts": ("name", "topic"), "recipient": "partner-id"}


@pytest.fixture
def case(here: SimpleNamespace) -> Case:
    case = do_open_case(by=here.owner, topic="unpaid-wages")
    do_add_person(case, by=here.owner, name=helpers.NAME, relation="client")
    return case


def woman_of(case: Case) -> Any:
    tie = case.people.order_by("id").first()
    return tie and tie.person


def give(case: Case, by: Any, **more: Any) -> Consent:
    options: dict[str, Any] = {"person": woman_of(case), "until": TODAY + timedelta(days=180), "on": TODAY, **SAID}
    return do_give_consent(case, by=by, **options | more)


# --- what it says and when it holds -----------------------------------------------------------------------


def test_a_consent_holds_from_its_day_to_its_last_day(case: Case, here: SimpleNamespace) -> None:
    given = give(case, here.owner)
    held = [
        consents.in_force(case, woman_of(case), "referral", TODAY + timedelta(days=days)) for days in (-1, 0, 180, 181)
    ]
    assert held == [None, given, given, None]


def test_a_consent_that_was_taken_back_holds_no_more(case: Case, here: SimpleNamespace) -> None:
    given = give(case, here.owner)
    do_withdraw_consent(given, by=here.teammate, on=TODAY)
    assert consents.in_force(case, woman_of(case), "referral", TODAY) is None
    do_withdraw_consent(given, by=here.owner, on=TODAY + timedelta(days=1))
    given.refresh_from_db()
    assert (given.withdrawn_on, given.withdrawn_by) == (TODAY, here.teammate)


def test_a_consent_is_for_one_woman_one_purpose_and_one_recipient(case: Case, here: SimpleNamespace) -> None:
    given = give(case, here.owner)
    other = do_add_person(case, by=here.owner, name="Other (invented)", relation="client").person
    assert consents.in_force(case, other, "referral", TODAY) is None
    assert consents.in_force(case, None, "referral", TODAY) is None
    assert consents.in_force(case, given.person, "message", TODAY) is None
    assert consents.in_force(case, given.person, "referral", TODAY, recipient="somebody else") is None
    assert consents.in_force(case, given.person, "referral", TODAY, recipient="partner-id") == given


def test_of_two_consents_the_one_that_holds_longer_counts(case: Case, here: SimpleNamespace) -> None:
    longer = give(case, here.owner, until=TODAY + timedelta(days=200))
    give(case, here.owner, until=TODAY + timedelta(days=20))
    assert consents.in_force(case, longer.person, "referral", TODAY) == longer


def test_a_woman_without_a_name_can_agree_too(here: SimpleNamespace) -> None:
    case = do_open_case(by=here.owner, topic="unpaid-wages")
    given = give(case, here.owner, person=None)
    assert consents.in_force(case, None, "referral", TODAY) == given


@pytest.mark.parametrize(
    "wrong",
    [
        {"until": TODAY},
        {"until": TODAY + timedelta(days=800)},
        {"facts": ()},
        {"facts": ("everything",)},
        {"facts": ("note:not-an-id",)},
        {"purpose": "song"},
    ],
    ids=str,
)
def test_a_consent_that_is_not_clear_is_refused(case: Case, here: SimpleNamespace, wrong: dict[str, Any]) -> None:
    with pytest.raises(ConsentRefused):
        give(case, here.owner, **wrong)
    assert not case.consents.exists()


def test_a_note_or_a_woman_of_another_case_is_refused(case: Case, here: SimpleNamespace) -> None:
    other = do_open_case(by=here.owner, topic="unpaid-wages")
    note = do_add_note(other, "elsewhere", by=here.owner)
    stranger = do_add_person(other, by=here.owner, name="Elsewhere (invented)", relation="client").person
    for wrong in ({"facts": (f"note:{note.id}",)}, {"person": stranger}):
        with pytest.raises(ConsentRefused):
            give(case, here.owner, **wrong)


def test_why_a_consent_does_not_allow_something_is_said(case: Case, here: SimpleNamespace) -> None:
    given = give(case, here.owner)

    def why(on: date = TODAY, **more: Any) -> str:
        options = {"purpose": "referral", "recipient": "partner-id", "facts": ("name",)} | more
        return consents.why_not(given, on, **options)

    assert why() == ""
    assert "ended" in why(TODAY + timedelta(days=200))
    assert "somebody else" in why(recipient="another")
    assert "all of these facts" in why(facts=("name", "phone"))
    do_withdraw_consent(given, by=here.owner, on=TODAY)
    assert "took" in why()


# --- the words --------------------------------------------------------------------------------------------


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"[.?!:]+\s*|\n", text) if re.search(r"\w", part)]


@pytest.mark.parametrize("language", consents.LANGUAGES)
@pytest.mark.parametrize("purpose", consents.PURPOSES)
def test_the_words_are_plain_in_each_language(case: Case, purpose: str, language: str) -> None:
    reading = consents.reading(
        case,
        purpose=purpose,
        recipient_name="Өнөктөш",
        facts=(),
        until=date(2027, 5, 21),
        language=language,
        organisation="x",
    )
    lines = sentences(re.sub(r"\d\d\.\d\d\.\d{4}", "DAY", "\n".join([*reading.opening, *reading.closing])))
    lengths = [len(line.split()) for line in lines]
    assert sum(lengths) / len(lengths) <= 10
    assert max(lengths) <= 15
    assert "{" not in str(reading)


@pytest.mark.parametrize(
    ("language", "free", "back"),
    [
        ("ky", "Биз баары бир жардам беребиз", "кайра алсаңыз болот"),
        ("ru", "Мы всё равно вам поможем", "забрать согласие в любой день"),
        ("en", "We help you all the same", "take it back on any day"),
    ],
)
def test_the_words_say_that_help_does_not_depend_on_it_and_that_it_can_be_taken_back(
    case: Case, here: SimpleNamespace, language: str, free: str, back: str
) -> None:
    text = give(case, here.owner, language=language, recipient_name="Moscow (invented)").unseal("text")
    assert free in text
    assert back in text
    assert "Moscow (invented)" in text
    assert (TODAY + timedelta(days=180)).strftime("%d.%m.%Y") in text


def test_every_fact_has_its_words_in_each_language(case: Case, here: SimpleNamespace) -> None:
    note = do_add_note(case, "words", by=here.owner)
    for language in consents.LANGUAGES:
        labels = [consents.fact_label(case, fact, language) for fact in (*consents.FACTS, f"note:{note.id}")]
        assert len(set(labels)) == len(labels)


def test_a_consent_keeps_the_words_she_heard_when_a_note_is_gone(case: Case, here: SimpleNamespace) -> None:
    note = do_add_note(case, "words", by=here.owner)
    given = give(case, here.owner, facts=(f"note:{note.id}",))
    text = given.unseal("text")
    do_strike_note(note, by=here.owner)
    assert given.unseal("text") == text


@pytest.mark.parametrize("language", consents.LANGUAGES)
def test_the_consent_becomes_a_paper_to_sign(case: Case, here: SimpleNamespace, language: str) -> None:
    given = give(case, here.owner, language=language)
    assert to_pdf(to_document(given)).startswith(b"%PDF-")


# --- what is kept -----------------------------------------------------------------------------------------


def test_neither_the_row_nor_the_log_holds_what_she_agreed_to(case: Case, here: SimpleNamespace) -> None:
    given = give(case, here.owner, recipient_name="Moscow (invented)")
    row = Consent.objects.filter(id=given.id).values().get()
    assert b"Moscow" not in bytes(row["scope"]) + bytes(row["text"])
    entry = Entry.objects.get(action="consent.give")
    assert (entry.object_id, entry.fields, entry.reason) == (case.id, ["scope", "text", "until"], "")


def test_her_consents_go_when_she_is_erased(case: Case, here: SimpleNamespace) -> None:
    given = give(case, here.owner)
    other = do_add_person(case, by=here.owner, name="Other (invented)", relation="client").person
    kept = give(case, here.owner, person=other)
    erasure.do_erase_person(given.person, by=here.owner, reason="her-wish")
    assert list(case.consents.all()) == [kept]


# --- the pages --------------------------------------------------------------------------------------------


@pytest.fixture
def client(here: SimpleNamespace) -> Client:
    client = Client()
    client.force_login(here.owner)
    return client


def page(name: str, case: Case, **more: Any) -> str:
    return reverse(f"desk:{name}", kwargs={"reference": case.reference, **more})


def test_she_is_asked_the_words_are_read_and_her_yes_is_written_down(
    here: SimpleNamespace, client: Client, case: Case
) -> None:
    partner = helpers.partner_of(here.owner, here.partner)
    until = timezone.localdate() + timedelta(days=100)
    asked = {"woman": str(woman_of(case).id), "purpose": "referral", "partner": str(partner.id), "recipient": ""}
    asked |= {"facts": ["name", "topic"], "until": until.isoformat(), "language": "ru"}
    read = client.post(page("consent-read", case), asked)
    assert "Мы всё равно вам поможем" in read.content.decode()
    assert not case.consents.exists()
    refused = client.post(page("consent-give", case), asked)
    assert refused.status_code == 422
    assert "Мы всё равно вам поможем" in refused.content.decode()
    assert client.post(page("consent-give", case), asked | {"how": "signed"}).status_code == 302
    given = case.consents.get()
    assert (given.recipient, given.recipient_name, given.facts) == (str(partner.id), partner.name, ["name", "topic"])
    assert (given.how, given.until, given.language, given.by) == ("signed", until, "ru", here.owner)


@pytest.mark.parametrize("left_out", ["partner", "facts", "until"])
def test_a_question_with_something_left_out_is_asked_again(client: Client, case: Case, left_out: str) -> None:
    asked = {"woman": str(woman_of(case).id), "purpose": "referral", "partner": "", "facts": ["name"]}
    asked |= {"until": "2027-01-01", "language": "ru"}
    answer = client.post(page("consent-read", case), asked | {left_out: ""})
    assert answer.status_code == 422
    assert not case.consents.exists()


def test_a_consent_is_shown_printed_and_taken_back(here: SimpleNamespace, client: Client, case: Case) -> None:
    given = give(case, here.owner, on=timezone.localdate(), until=timezone.localdate() + timedelta(days=30))
    shown = client.get(page("consent", case, consent_id=given.id)).content.decode()
    assert "Биз баары бир жардам беребиз" in shown
    paper = client.get(page("consent-pdf", case, consent_id=given.id))
    assert paper.content.startswith(b"%PDF-")
    assert re.search(r'filename="paper-\w{6}\.pdf"', paper["Content-Disposition"])
    assert client.post(page("consent-withdraw", case, consent_id=given.id)).status_code == 302
    given.refresh_from_db()
    assert given.withdrawn_by == here.owner
    assert "She took this back" in client.get(page("consent", case, consent_id=given.id)).content.decode()


def test_the_title_of_her_consent_tells_nothing(here: SimpleNamespace, client: Client, case: Case) -> None:
    given = give(case, here.owner)
    for address in (page("consents", case), page("consent", case, consent_id=given.id)):
        title = re.search("<title>(.*?)</title>", client.get(address).content.decode(), re.DOTALL)
        assert title
        assert "Асель" not in title[1]
