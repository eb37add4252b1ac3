"""Papers to write: found, asked for with care, made, remembered, sent."""

from __future__ import annotations

import html
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from tayanch.audit.models import Entry
from tayanch.desk import letters
from tayanch.desk.actions import cases, claims, people
from tayanch.desk.documents.letter_facts import FACTS, facts_of
from tayanch.desk.models import Case, Document, Episode, LetterAnswers, WorkEntry
from tayanch.vault import files
from tayanch.vault.erasure import do_erase_person
from tayanch.vault.people import do_add_contact
from tests.desk.claim_helpers import EXAMPLE, TODAY, a_case, a_claim, row
from tests.desk.letter_helpers import KINDS, full
from tests.desk.test_letter_pages import words

PASSPORT = {
    "letter_date": "2026-09-20",
    "holder_name": "ООО «Пример»",
    "holder_address": "г. Москва, ул. Примерная, д. 1",
    "worker_name": "Асанова Айгүл",
    "worker_address": "101000, г. Москва, а/я 1",
    "kept_document": "паспорт ID0000000",
    "kept_since": "2026-03-10",
    "kept_how": "Забрали для оформления и не вернули.",
    "return_days": "3",
    "return_where": "в офисе организации",
    "no_freedom": "no",
}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)


@pytest.fixture
def case(here: SimpleNamespace) -> Case:
    made = a_case(here)
    Case.objects.filter(id=made.id).update(country="ru", topic="withheld-passport")
    made.refresh_from_db()
    return made


@pytest.fixture
def owner(here: SimpleNamespace, client: Client) -> Client:
    client.force_login(here.owner)
    return client


def url(case: Case, more: str = "", language: str = "en") -> str:
    return f"/{language}/desk/cases/{case.reference}/papers-to-write/{more}"


def page(client: Client, address: str, **posted: str) -> str:
    response = client.post(address, posted) if posted else client.get(address)
    return html.unescape(response.content.decode())


def as_posted(facts: dict[str, object]) -> dict[str, str]:
    """Facts as a browser sends them."""
    shown = {True: "yes", False: "no"}
    return {key: shown[value] if isinstance(value, bool) else str(value) for key, value in facts.items()}


def settle(case: Case, status: str) -> None:
    episode = Episode(case=case, country="ru", status_expires=date(2027, 1, 1))
    episode.seal(status=status)
    episode.save()


def test_letters_stand_by_country_and_addressee_with_what_is_still_to_ask(case: Case, owner: Client) -> None:
    shown = page(owner, url(case))
    assert shown.index("Demand to give back the passport") < shown.index("Claim in court: wages")
    for part in (
        "fits this case",
        "things still to ask",
        "Migration service",
        "Social fund",
        "Kyrgyzstan",
        "Kazakhstan",
    ):
        assert part in shown
    assert "Start a wage claim first" in shown
    assert "How many days to answer?" not in shown  # seven days are usual


@pytest.mark.parametrize(
    ("language", "title"), [("ky", "Паспортту кайтаруу талабы"), ("ru", "Требование вернуть паспорт")]
)
def test_the_list_is_in_the_language_of_the_page(case: Case, owner: Client, language: str, title: str) -> None:
    assert title in page(owner, url(case, language=language))


def test_every_kind_on_the_list_opens(here: SimpleNamespace, case: Case, owner: Client) -> None:
    a_claim(case, here.owner, EXAMPLE)
    listed = page(owner, url(case))
    for kind in KINDS:
        address = url(case, f"{kind.path}/")
        if kind.needs_claim:
            assert owner.get(address).status_code == 404
        else:
            assert f'href="{address}"' in listed
            shown = page(owner, address)
            assert kind.title["en"] in shown
            assert all(fact.question["en"] in shown for fact in kind.facts if not fact.allowed_if)
    for id_ in ("demand", "inspectorate", "prosecutor", "lawsuit"):
        assert f"/claims/1/letters/{id_}/" in listed


def test_a_letter_of_a_case_is_not_a_letter_of_its_claim(here: SimpleNamespace, case: Case, owner: Client) -> None:
    a_claim(case, here.owner, EXAMPLE)
    assert owner.get(f"/en/desk/cases/{case.reference}/claims/1/letters/passport_demand/").status_code == 404
    assert owner.get(url(case, "ru/love/")).status_code == 404
    assert owner.get(url(case, "fr/demand/")).status_code == 404


def test_what_is_known_is_filled_in_and_what_is_missing_is_asked(case: Case, owner: Client) -> None:
    shown = page(owner, url(case, "ru/passport_demand/"))
    for known in ("Асанова Айгүл", "ООО «Пример»", "г. Москва, ул. Примерная, д. 1"):
        assert known in shown
    response = owner.post(url(case, "ru/passport_demand/"), PASSPORT | {"kept_how": " ", "return_where": ""})
    assert html.unescape(response.content.decode()).count("The letter needs this.") == 2
    assert not case.documents.exists()


def test_four_papers_are_made_and_sealed(case: Case, owner: Client) -> None:
    assert owner.post(url(case, "ru/passport_demand/"), PASSPORT).status_code == 302
    papers = list(case.documents.all())
    assert {paper.unseal("name") for paper in papers} == {
        f"passport_demand-2026-09-20-{language}.{ending}" for language in ("ru", "ky") for ending in ("docx", "pdf")
    }
    for paper in papers:
        assert paper.letter == "ru/passport_demand"
        assert paper.person == case.people.get().person
        assert "ID0000000" in words(paper)
        assert b"ID0000000" not in files.path_of(paper.id).read_bytes()
    assert Entry.objects.filter(action="letter.make").latest("seq").fields == ["documents"]


def test_what_was_typed_once_is_offered_to_the_next_letter(case: Case, owner: Client) -> None:
    before = page(owner, url(case))
    owner.post(url(case, "ru/passport_demand/"), PASSPORT)
    after = page(owner, url(case, "ru/passport_police/"))
    assert "Забрали для оформления и не вернули" in after
    assert 'value="2026-03-10"' in after
    assert "в офисе организации" not in after  # where to hand it over is about that letter alone
    assert "в офисе организации" in page(owner, url(case, "ru/passport_demand/"))
    assert before.count("still to ask") >= page(owner, url(case)).count("still to ask")
    row_ = LetterAnswers.objects.get(case=case)
    assert "employer_name" not in row_.for_letter("ru/passport_demand")  # the case tells it
    assert "Забрали".encode() not in bytes(row_.told)


def test_an_address_she_chose_for_letters_is_kept_before_the_one_written_down(case: Case, owner: Client) -> None:
    owner.post(url(case, "ru/passport_demand/"), PASSPORT | {"worker_address": "720000, г. Бишкек, а/я 9"})
    assert "720000, г. Бишкек, а/я 9" in page(owner, url(case, "kg/consulate_document/"))


def test_a_fact_that_the_case_tells_follows_the_case(here: SimpleNamespace, case: Case, owner: Client) -> None:
    owner.post(url(case, "ru/passport_demand/"), PASSPORT)
    said = {"name": "ООО «Другое»", "tax_number": "", "address": "", "contact": ""}
    cases.do_set_employer(case, by=here.owner, is_household=False, papers="none", **said)
    assert "ООО «Другое»" in page(owner, url(case, "ru/passport_demand/"))


def test_a_sign_that_cannot_be_printed_is_said(case: Case, owner: Client) -> None:
    shown = page(owner, url(case, "ru/passport_demand/"), **PASSPORT | {"return_where": "в офисе 😀"})
    assert "cannot be printed" in shown
    assert not case.documents.exists()


@pytest.mark.parametrize(
    ("status", "warning"),
    [
        ("", "This office may look at the basis of her stay."),
        ("not-asked", "This office may look at the basis of her stay."),
        ("overstayed", "Her papers are not in order yet"),
        ("works-without-permit", "Her papers are not in order yet"),
        ("regular", ""),
    ],
)
def test_she_is_asked_before_a_letter_to_an_office_that_may_check_her(
    case: Case, owner: Client, status: str, warning: str
) -> None:
    if status:
        settle(case, status)
    shown = page(owner, url(case, "ru/ban_check/"))
    assert (warning in shown) if warning else ('name="agreed"' not in shown and "basis of her stay" not in shown)
    answers = {
        "letter_date": "2026-09-20",
        "migration_name": "Управление",
        "worker_name": "Асанова Айгүл",
        "worker_birth_date": "1990-03-14",
        "worker_citizenship": "Кыргызская Республика",
        "worker_document": "паспорт ID0000000",
        "worker_address": "а/я 1",
    }
    first = owner.post(url(case, "ru/ban_check/"), answers)
    assert first.status_code == (200 if warning else 302)
    if warning:
        assert "Ask her first." in first.content.decode()
        assert not case.documents.exists()
        assert owner.post(url(case, "ru/ban_check/"), answers | {"agreed": "on"}).status_code == 302
        assert Entry.objects.filter(action="letter.make").latest("seq").fields == ["agreed", "documents"]
    assert case.documents.count() == 4


def test_the_letter_of_a_claim_to_an_office_asks_her_too(here: SimpleNamespace, case: Case, owner: Client) -> None:
    a_claim(case, here.owner, EXAMPLE)
    settle(case, "overstayed")
    address = f"/en/desk/cases/{case.reference}/claims/1/letters/inspectorate/?as_of=2025-09-30"
    assert "Her papers are not in order yet" in page(owner, address)
    assert "Her papers are not in order yet" not in page(owner, address.replace("inspectorate", "demand"))


def test_the_last_day_is_counted_by_the_law_before_anything_is_made(case: Case, owner: Client) -> None:
    address = url(case, "ru/expulsion_appeal/")
    assert "There is a time limit." in page(owner, address)
    shown = page(owner, address, count="1", decision_received="2026-09-15", case_number="5-1/2026")
    assert "2026-09-25" in shown
    assert "5 days left" in shown
    assert 'value="5-1/2026"' in shown
    assert "The letter needs this." not in shown
    assert not case.documents.exists()
    assert "Ask in the letter to restore the time" in page(owner, address, count="1", decision_received="2026-08-01")
    assert "There is a time limit." in page(owner, address, count="1", decision_received="yesterday")


def test_a_letter_is_written_for_the_woman_who_was_chosen(here: SimpleNamespace, case: Case, owner: Client) -> None:
    other = people.do_add_person(case, by=here.owner, name="Бурул Ойдон", relation="client").person
    address = url(case, "ru/passport_demand/")
    assert "For whom" in page(owner, address)
    assert 'value="Асанова Айгүл"' not in page(owner, address)
    chosen = page(owner, address, choose="1", person=str(other.id))
    assert 'value="Бурул Ойдон"' in chosen
    owner.post(address, PASSPORT | {"worker_name": "Бурул Ойдон", "person": str(other.id)})
    assert {paper.person for paper in case.documents.all()} == {other}
    stranger = people.do_add_person(
        cases.do_open_case(by=here.owner, topic="work"), by=here.owner, name="Чоочун", relation="client"
    ).person
    assert "Чоочун" not in page(owner, address, choose="1", person=str(stranger.id))


def test_a_case_in_which_nobody_is_named_can_have_a_letter(here: SimpleNamespace, owner: Client) -> None:
    nameless = cases.do_open_case(by=here.owner, topic="withheld-passport")
    assert owner.post(url(nameless, "ru/passport_demand/"), PASSPORT).status_code == 302
    assert nameless.documents.count() == 4
    assert "паспорт ID0000000" in page(owner, url(nameless, "ru/passport_demand/"))


def test_a_sent_letter_makes_a_promise_and_no_money(case: Case, owner: Client) -> None:
    owner.post(url(case, "ru/passport_demand/"), PASSPORT)
    paper = next(one for one in case.documents.all() if one.unseal("name").endswith("-ru.pdf"))
    copy = next(one for one in case.documents.all() if one.unseal("name").endswith("-ky.pdf"))
    address = url(case, "ru/passport_demand/sent/")
    assert "Select a valid choice" in page(owner, address, document=str(copy.id), sent_on="2026-09-20")
    assert "The day is in the future" in page(owner, address, document=str(paper.id), sent_on="2026-09-21")
    assert (
        owner.post(address, {"document": paper.id, "sent_on": "2026-09-18", "ask_on": "2026-10-20"}).status_code == 302
    )
    paper.refresh_from_db()
    assert paper.sent_on == date(2026, 9, 18)
    assert case.promises.get().unseal("what") == "Ask whether the letter was answered"
    assert not case.ledger.exists()
    assert "sent 2026-09-18" in page(owner, url(case))


def test_a_letter_to_an_office_at_home_may_go_in_either_language(case: Case, owner: Client) -> None:
    kind = letters.load("kg", "social_fund")
    posted = as_posted(full(kind))
    assert owner.post(url(case, "kg/social_fund/"), posted).status_code == 302
    shown = page(owner, url(case, "kg/social_fund/"))
    for name in ("social_fund-2025-09-30-ky.pdf</option>", "social_fund-2025-09-30-ru.docx</option>"):
        assert name in shown


@pytest.mark.parametrize(("country", "sum_"), [("kg", "47 100,00 сом"), ("kz", "41 750,68 ₸")])
def test_a_claim_at_home_or_in_kazakhstan_flows_into_its_letter(
    here: SimpleNamespace, case: Case, owner: Client, country: str, sum_: str
) -> None:
    Case.objects.filter(id=case.id).update(country=country)
    case.refresh_from_db()
    claim = a_claim(case, here.owner, row("2025-10-01", "2025-10-31", "40000.00", "2025-11-10"))
    kind = letters.load(country, "demand")
    assert claim.law == country
    posted = as_posted(full(kind, worked_to=date(2025, 10, 31)))
    address = f"/en/desk/cases/{case.reference}/claims/1/letters/demand/?as_of=2026-01-20"
    assert owner.post(address, posted | {"as_of": "2026-01-20"}).status_code == 302, page(owner, address)
    papers = [paper for paper in case.documents.all() if paper.media_type.endswith("document")]
    assert len(papers) == 2
    for paper in papers:
        assert sum_ in words(paper).replace("\u00a0", " ")
        assert "₽" not in words(paper)


def test_a_closed_case_shows_its_letters_and_makes_none(case: Case, owner: Client) -> None:
    owner.post(url(case, "ru/passport_demand/"), PASSPORT)
    Case.objects.filter(id=case.id).update(state=Case.State.CLOSED)
    shown = page(owner, url(case, "ru/passport_demand/"))
    assert "passport_demand-2026-09-20-ru.pdf" in shown
    assert "reopen the case first" in shown
    assert owner.post(url(case, "ru/passport_demand/"), PASSPORT).status_code == 403


def test_the_facts_of_a_case_have_the_documented_names_and_never_her_phone(here: SimpleNamespace, case: Case) -> None:
    person = case.people.get().person
    do_add_contact(person, "+996555000111", "own", by=here.owner)
    people.do_add_person(case, by=here.owner, name="Асанов Нур", relation="child")
    people.do_add_person(case, by=here.owner, name="Асанов Бектур", relation="husband")
    settle(case, "regular")
    claim = a_claim(case, here.owner, row("2025-04-01", "2025-04-30", "52200.00", "2025-05-05"))
    claims.do_update_terms(claim, by=here.owner, work="уборка", pay_days=[], last_day_worked=date(2025, 4, 30))
    known = facts_of(case, here.owner, today=TODAY)
    assert set(known) <= set(FACTS)
    assert {"worker_name", "employer_name", "wages", "debts", "child_name", "father_name", "worked_to"} <= set(known)
    types = {"text": str, "date": date, "number": int, "yes": bool, "list": list}
    assert all(isinstance(value, types[FACTS[name].type]) for name, value in known.items())
    assert "555" not in str(known)
    assert known["written_contract"] is False
    assert known["debts"][0]["unpaid"].startswith("52")


def test_facts_of_two_women_are_not_mixed(here: SimpleNamespace, case: Case) -> None:
    first = case.people.get().person
    other = people.do_add_person(case, by=here.owner, name="Бурул Ойдон", relation="client").person
    assert "worker_name" not in facts_of(case, here.owner, today=TODAY)
    assert facts_of(case, here.owner, person=other, today=TODAY)["worker_name"] == "Бурул Ойдон"
    assert facts_of(case, here.owner, person=first, today=TODAY)["worker_name"] == "Асанова Айгүл"


def test_typed_answers_go_with_whoever_is_erased(here: SimpleNamespace, case: Case, owner: Client) -> None:
    other = people.do_add_person(case, by=here.owner, name="Бурул Ойдон", relation="client").person
    owner.post(url(case, "ru/passport_demand/"), PASSPORT | {"person": str(other.id)})
    owner.post(url(case, "kg/consulate_document/"), {"person": str(other.id)})
    assert LetterAnswers.objects.filter(case=case).exists()
    do_erase_person(other, by=here.owner, reason="her-wish")
    assert not LetterAnswers.objects.filter(case=case).exists()
    assert not Document.objects.filter(case=case).exists()


def test_the_annex_shows_how_overtime_was_counted(here: SimpleNamespace, case: Case, owner: Client) -> None:
    claim = a_claim(case, here.owner, row("2025-10-01", "2025-10-31", "40000.00", "2025-11-14"))
    pay = {"salary": Decimal(50000), "norm_hours": Decimal(164), "tax_status": "eaeu"}
    claims.do_update_pay(claim, by=here.owner, today=TODAY, **pay)
    entry = WorkEntry(kind="overtime", date=date(2025, 10, 10), hours=Decimal(3))
    claims.do_add_entry(claim, entry, by=here.owner, today=TODAY)
    facts = full(letters.load("ru", "demand"), worked_to=date(2025, 10, 31))
    address = f"/en/desk/cases/{case.reference}/claims/1/letters/demand/?as_of=2026-01-20"
    assert owner.post(address, as_posted(facts) | {"as_of": "2026-01-20"}).status_code == 302
    paper = next(one for one in case.documents.all() if one.unseal("name").endswith("-ru.docx"))
    text = words(paper).replace("\u00a0", " ")
    assert "Как посчитаны другие суммы" in text
    assert "2 × 1,5 и 1 × 2" in text
    assert "ст. 152" in text
