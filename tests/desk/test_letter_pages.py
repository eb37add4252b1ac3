"""Letters of a claim: asked for, made, sealed, marked as sent."""

from __future__ import annotations

import html
import io
from decimal import Decimal
from types import SimpleNamespace

import docx
import pypdf
import pytest
from django.test import Client
from django.utils import timezone

from tayanch.desk import letters
from tayanch.desk.actions import claims, ledger
from tayanch.desk.actions import letters as actions
from tayanch.desk.models import Case, Claim, Document
from tayanch.store.state import data_folder
from tayanch.vault import files
from tests.desk.claim_helpers import EXAMPLE, NBSP, TODAY, a_case, a_claim, day

ANSWERS = {
    "as_of": "2025-09-30",
    "letter_date": "2026-09-20",
    "employer_name": "ООО «Пример»",
    "employer_address": "г. Москва, ул. Примерная, д. 1",
    "worker_name": "Асанова Айгүл",
    "worker_address": "101000, г. Москва, а/я 1",
    "worker_phone": "",
    "work": "уборка помещений",
    "worked_from": "2025-04-01",
    "employment_ended": "yes",
    "worked_to": "2025-04-30",
    "agreed_pay": "52 200 рублей в месяц на руки",
    "written_contract": "no",
    "payment_way": "на мой счёт",
    "answer_days": "7",
}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)


@pytest.fixture
def claim(here: SimpleNamespace) -> Claim:
    made = a_claim(a_case(here), here.owner, EXAMPLE)
    claims.do_update_terms(made, by=here.owner, work="уборка помещений", pay_days=[], last_day_worked=day("2025-04-30"))
    return made


@pytest.fixture
def owner(here: SimpleNamespace, client: Client) -> Client:
    client.force_login(here.owner)
    return client


def address(claim: Claim, more: str = "demand/", language: str = "en") -> str:
    return f"/{language}/desk/cases/{claim.case.reference}/claims/{claim.number}/letters/{more}"


def words(document: Document) -> str:
    """All text of a made paper."""
    data = files.read(document)
    if document.media_type == actions.PDF:
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    paper = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


def made(owner: Client, claim: Claim, **changes: str) -> list[Document]:
    response = owner.post(address(claim), ANSWERS | changes)
    assert response.status_code == 302, html.unescape(response.content.decode())
    return list(claim.case.documents.all())


def test_what_the_case_knows_is_filled_in(claim: Claim, owner: Client) -> None:
    page = html.unescape(owner.get(address(claim, "demand/?as_of=2025-09-30")).content.decode())
    for known in ("Асанова Айгүл", "а/я 1", "ООО «Пример»", "уборка помещений", "2025-04-01", "2025-04-30"):
        assert known in page
    assert f"9{NBSP}911.04" in page
    assert "not yet reviewed by a lawyer" in page


def test_the_questions_are_in_the_language_of_the_page(claim: Claim, owner: Client) -> None:
    assert "Акчаны кантип берсин?" in owner.get(address(claim, language="ky")).content.decode()
    assert "Как вам выплатить деньги?" in owner.get(address(claim, language="ru")).content.decode()


def test_four_sealed_papers_are_made_with_the_sums(claim: Claim, owner: Client) -> None:
    papers = made(owner, claim)
    assert sorted(paper.unseal("name") for paper in papers) == [
        "demand-1-2026-09-20-ky.docx",
        "demand-1-2026-09-20-ky.pdf",
        "demand-1-2026-09-20-ru.docx",
        "demand-1-2026-09-20-ru.pdf",
    ]
    for paper in papers:
        assert paper.letter == "ru/demand"
        text = words(paper).replace(NBSP, " ")
        for sum_ in ("9 911,04", "2 484,72", "946,56"):
            assert sum_ in text
        sealed = files.path_of(paper.id).read_bytes()
        assert b"PDF" not in sealed[:200]
        assert "Асанова".encode() not in sealed


def test_nothing_is_written_in_clear(claim: Claim, owner: Client) -> None:
    before = {path for path in data_folder().rglob("*") if path.is_file()}
    papers = made(owner, claim)
    after = {path for path in data_folder().rglob("*") if path.is_file() and "test.db" not in path.name}
    assert after - before == {files.path_of(paper.id) for paper in papers}


def test_nothing_stays_blank(claim: Claim, owner: Client) -> None:
    response = owner.post(address(claim), ANSWERS | {"payment_way": " ", "written_contract": "", "work": ""})
    page = html.unescape(response.content.decode())
    assert response.status_code == 200
    assert page.count("The letter needs this.") == 3
    assert "52 200 рублей в месяц на руки" in page
    assert not claim.case.documents.exists()


def test_a_sign_that_cannot_be_printed_is_said_and_leaves_nothing(claim: Claim, owner: Client) -> None:
    page = html.unescape(owner.post(address(claim), ANSWERS | {"payment_way": "на карту 😀"}).content.decode())
    assert "cannot be printed" in page
    assert not claim.case.documents.exists()


def test_a_failure_half_way_leaves_no_file(
    here: SimpleNamespace, claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = set((data_folder() / "files").rglob("*"))
    store, calls = files.store, []

    def failing(row: Document, data: bytes) -> None:
        calls.append(row)
        if len(calls) == 3:
            raise OSError("disk full")
        store(row, data)

    monkeypatch.setattr(files, "store", failing)
    facts = {"letter_date": TODAY, "worked_from": TODAY, "worked_to": TODAY, "answer_days": 7}
    facts |= {key: value for key, value in ANSWERS.items() if key not in facts and value}
    facts |= {"employment_ended": True, "written_contract": False}
    with pytest.raises(OSError, match="disk full"):
        actions.do_make_letter(
            claim, letters.load("ru", "demand"), facts, by=here.owner, as_of=day("2025-09-30"), today=TODAY
        )
    left = {path for path in (data_folder() / "files").rglob("*") if path.is_file()}
    assert left <= before
    assert not claim.case.documents.exists()


def test_statements_the_figures_do_not_bear_out_are_not_offered(
    here: SimpleNamespace, claim: Claim, owner: Client
) -> None:
    page = owner.get(address(claim, "demand/?as_of=2025-09-30")).content.decode()
    assert 'name="warn_criminal"' not in page  # all of it was paid by that day
    assert 'name="warn_criminal"' in owner.get(address(claim, "demand/?as_of=2025-09-29")).content.decode()


def test_a_sent_letter_makes_a_promise_and_a_claimed_entry(claim: Claim, owner: Client) -> None:
    papers = made(owner, claim)
    paper = next(paper for paper in papers if paper.unseal("name").endswith("ru.pdf"))
    sent = {"document": str(paper.id), "sent_on": "2026-09-14", "ask_on": "2026-09-27", "claimed": "9 911,04"}
    assert 'value="9911.04"' in owner.get(address(claim, "demand/?as_of=2025-09-30")).content.decode()
    assert owner.post(address(claim, "demand/sent/"), sent).status_code == 302
    paper.refresh_from_db()
    assert paper.sent_on == day("2026-09-14")
    assert ledger.totals(claim.case)["RUB"]["claimed"] == Decimal("9911.04")
    promise = claim.case.promises.get()
    assert promise.due == day("2026-09-27")
    assert promise.unseal("what") == "Ask whether the employer answered the letter"
    assert "2026-09-14" in owner.get(address(claim)).content.decode()


def test_a_sent_letter_without_more_only_keeps_the_day(claim: Claim, owner: Client) -> None:
    paper = next(paper for paper in made(owner, claim) if "-ru." in paper.unseal("name"))
    assert (
        owner.post(address(claim, "demand/sent/"), {"document": paper.id, "sent_on": "2026-09-20"}).status_code == 302
    )
    assert not claim.case.promises.exists()
    assert not claim.case.ledger.exists()


def test_a_copy_to_read_and_a_future_day_cannot_be_sent(claim: Claim, owner: Client) -> None:
    papers = made(owner, claim)
    copy = next(paper for paper in papers if "-ky." in paper.unseal("name"))
    letter = next(paper for paper in papers if "-ru." in paper.unseal("name"))
    assert (
        "Select a valid choice"
        in owner.post(address(claim, "demand/sent/"), {"document": copy.id, "sent_on": "2026-09-20"}).content.decode()
    )
    page = owner.post(address(claim, "demand/sent/"), {"document": letter.id, "sent_on": "2026-09-21"})
    assert "The day is in the future" in page.content.decode()
    assert not claim.case.documents.filter(sent_on__isnull=False).exists()


def test_a_letter_about_nothing_says_what_to_do_first(here: SimpleNamespace, claim: Claim, owner: Client) -> None:
    empty = claims.do_start_claim(claim.case, by=here.owner)
    assert "Enter the pay periods first" in owner.get(address(empty)).content.decode()
    assert owner.post(address(empty), ANSWERS).status_code == 200
    assert not claim.case.documents.exists()


def test_there_is_no_letter_of_another_kind(claim: Claim, owner: Client) -> None:
    assert owner.get(address(claim, "love/")).status_code == 404


def test_a_teammate_may_make_letters(here: SimpleNamespace, claim: Claim, client: Client) -> None:
    client.force_login(here.teammate)
    assert len(made(client, claim)) == 4


def test_a_closed_case_shows_its_letters_and_makes_none(claim: Claim, owner: Client) -> None:
    made(owner, claim)
    Case.objects.filter(id=claim.case_id).update(state=Case.State.CLOSED)
    page = owner.get(address(claim)).content.decode()
    assert "demand-1-2026-09-20-ru.pdf" in page
    assert "reopen the case first" in page
    assert owner.post(address(claim), ANSWERS).status_code == 403
