"""The money ledger: only ever added to, counted by stage and currency."""

from __future__ import annotations

import html
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tayanch.desk.actions import ledger
from tayanch.desk.models import Case, LedgerEntry
from tests.desk.claim_helpers import NBSP, TODAY, a_case, day

Stage = LedgerEntry.Stage


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)


@pytest.fixture
def case(here: SimpleNamespace) -> Case:
    return a_case(here)


@pytest.fixture
def owner(here: SimpleNamespace, client: Client) -> Client:
    client.force_login(here.owner)
    return client


def address(case: Case, more: str = "") -> str:
    return f"/en/desk/cases/{case.reference}/ledger/{more}"


def enter(here: SimpleNamespace, case: Case, stage: str, amount: str, on: date = TODAY, **more: str) -> LedgerEntry:
    said = {"currency": "RUB", "evidence": "receipt", **more}
    return ledger.do_enter_money(case, by=here.owner, today=TODAY, stage=stage, on=on, amount=Decimal(amount), **said)


def typed(**changes: str) -> dict[str, str]:
    usual = {"stage": "recovered", "amount": "15 000,00", "currency": "RUB", "on": "2026-09-01", "evidence": "transfer"}
    return usual | changes


def test_money_is_counted_by_stage_and_currency(here: SimpleNamespace, case: Case) -> None:
    enter(here, case, "claimed", "62111.04")
    enter(here, case, "received", "10000")
    enter(here, case, "received", "5000.50")
    enter(here, case, "received", "7", currency="KGS")
    sums = ledger.totals(case)
    assert sums["RUB"] == {
        "claimed": Decimal("62111.04"),
        "acknowledged": 0,
        "awarded": 0,
        "recovered": 0,
        "received": Decimal("15000.50"),
    }
    assert sums["KGS"]["received"] == 7


def test_an_entry_is_taken_back_by_its_opposite_once(here: SimpleNamespace, case: Case) -> None:
    entry = enter(here, case, "received", "500")
    opposite = ledger.do_reverse_entry(entry, by=here.owner)
    assert (opposite.amount, opposite.date, opposite.reverses_id) == (Decimal("-500.00"), entry.date, entry.id)
    assert ledger.totals(case)["RUB"]["received"] == 0
    for again in (entry, opposite):
        with pytest.raises(ledger.EntryRefused):
            ledger.do_reverse_entry(again, by=here.owner)
    assert case.ledger.count() == 2


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.decimals(min_value=Decimal("0.01"), max_value=Decimal(10**6), places=2), max_size=5))
def test_totals_are_the_exact_sum_whatever_is_taken_back(
    here: SimpleNamespace, case: Case, amounts: list[Decimal]
) -> None:
    LedgerEntry.objects.filter(case=case, reverses__isnull=False).delete()
    LedgerEntry.objects.filter(case=case).delete()
    entries = [enter(here, case, "awarded", str(amount)) for amount in amounts]
    for entry in entries[::2]:
        ledger.do_reverse_entry(entry, by=here.owner)
    left = sum(amounts[1::2], Decimal(0))
    assert sum((sums["awarded"] for sums in ledger.totals(case).values()), Decimal(0)) == left


def test_an_organisation_counts_its_own_cases_from_a_day_on(here: SimpleNamespace, case: Case) -> None:
    enter(here, case, "received", "100", day("2025-12-31"))
    enter(here, case, "received", "200", day("2026-01-01"))
    sums = ledger.organisation_totals(here.organisation, day("2026-01-01"))
    assert sums["RUB"]["received"] == 200
    assert ledger.organisation_totals(here.partner.id, day("2020-01-01")) == {}


def test_the_page_shows_the_steps_and_the_evidence(here: SimpleNamespace, case: Case, owner: Client) -> None:
    assert owner.post(address(case, "enter/"), typed(stage="received")).status_code == 302
    page = html.unescape(owner.get(address(case)).content.decode())
    assert f"15{NBSP}000.00{NBSP}₽" in page
    assert "transfer" in page
    assert "she received more than was recovered" in page
    assert b"transfer" not in bytes(case.ledger.get().evidence)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"amount": "0"}, "more than zero"),
        ({"amount": "-5"}, "This is not a sum"),
        ({"amount": "1e3"}, "This is not a sum"),
        ({"on": "2026-09-21"}, "The day is in the future"),
        ({"on": "soon"}, "Enter a valid date"),
        ({"evidence": ""}, "Say what shows it"),
        ({"currency": "XXX"}, "Select a valid choice"),
    ],
)
def test_a_wrong_entry_is_refused_and_keeps_what_was_typed(
    case: Case, owner: Client, wrong: dict[str, str], said: str
) -> None:
    page = html.unescape(owner.post(address(case, "enter/"), typed(**wrong)).content.decode())
    assert said in page
    assert wrong.get("amount", "15 000,00") in page
    assert not case.ledger.exists()


def test_a_paper_of_another_case_is_no_evidence(here: SimpleNamespace, case: Case) -> None:
    from tayanch.desk.models import Document

    other = a_case(here)
    paper = Document.objects.create(case=other, kind="evidence", media_type="text/plain", made_by=here.owner)
    with pytest.raises(ledger.EntryRefused):
        ledger.do_enter_money(
            case,
            by=here.owner,
            today=TODAY,
            stage="claimed",
            on=TODAY,
            amount=Decimal(1),
            currency="RUB",
            document=paper,
        )


def test_taking_back_through_the_page(here: SimpleNamespace, case: Case, owner: Client) -> None:
    entry = enter(here, case, "recovered", "100")
    url = address(case, f"{entry.id}/reverse/")
    assert owner.post(url).status_code == 302
    assert owner.post(url).status_code == 302
    page = html.unescape(owner.get(address(case)).content.decode())
    assert "taken back" in page
    assert "taken back already" in page
    assert case.ledger.count() == 2
    elsewhere = a_case(here)
    assert owner.post(address(elsewhere, f"{entry.id}/reverse/")).status_code == 404


@pytest.mark.parametrize("actor", ["other_team", "stranger", "administrator", "analyst"])
def test_for_everybody_else_there_is_no_such_ledger(
    here: SimpleNamespace, case: Case, client: Client, actor: str
) -> None:
    entry = enter(here, case, "recovered", "100")
    client.force_login(getattr(here, actor))
    assert client.get(address(case)).status_code == 404
    assert client.post(address(case, "enter/"), typed()).status_code == 404
    assert client.post(address(case, f"{entry.id}/reverse/")).status_code == 404


def test_a_teammate_may_enter_money_and_a_closed_case_refuses(
    here: SimpleNamespace, case: Case, client: Client
) -> None:
    client.force_login(here.teammate)
    assert client.post(address(case, "enter/"), typed()).status_code == 302
    Case.objects.filter(id=case.id).update(state=Case.State.CLOSED)
    assert client.get(address(case)).status_code == 200
    assert client.post(address(case, "enter/"), typed()).status_code == 403
    assert client.post(address(case, f"{case.ledger.get().id}/reverse/")).status_code == 403
