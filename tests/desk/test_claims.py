"""The claim: from what was typed to what she is owed, and who may see and change it."""

from __future__ import annotations

import html
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tayanch.audit.models import Entry
from tayanch.desk.actions import claims
from tayanch.desk.forms.sums import SumField, plain
from tayanch.desk.legal import claim_calculation
from tayanch.desk.models import Case, Claim
from tayanch.site.templatetags.tayanch import law_articles
from tests.desk.claim_helpers import EXAMPLE, NBSP, PARTS, TODAY, a_case, a_claim, day, row

# Due days come from the law: 20 June and 5 July 2026 are days off, and on her last day everything is due.
NANNY = (
    row("2026-06-01", "2026-06-15", "30450"),
    row("2026-06-16", "2026-06-30", "30450"),
    row("2026-07-01", "2026-07-20", "20000"),
)


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


def address(claim: Claim, more: str = "", language: str = "en") -> str:
    return f"/{language}/desk/cases/{claim.case.reference}/claims/{claim.number}/{more}"


def read(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def grid(claim: Claim, *rows: dict[str, str], kept: int = 0) -> dict[str, str]:
    """The grid as a browser posts it."""
    posted = {"p-TOTAL_FORMS": str(len(rows)), "p-INITIAL_FORMS": str(kept)}
    return posted | {f"p-{place}-{name}": value for place, row in enumerate(rows) for name, value in row.items()}


def typed(**changes: str) -> dict[str, str]:
    usual = {"first": "2026-04-01", "last": "2026-04-15", "due": "", "agreed": "30 000,00"}
    return usual | changes


def a_nanny(here: SimpleNamespace, case: Case) -> Claim:
    """Paid on the 20th and the 5th, left on 20 July."""
    claim = claims.do_start_claim(case, by=here.owner)
    terms = {"work": "nanny", "pay_days": [20, 5], "last_day_worked": day("2026-07-20")}
    claims.do_update_terms(claim, by=here.owner, **terms)
    claims.do_save_periods(claim, NANNY, by=here.owner, today=TODAY)
    return claim


def computed(claim: Claim, as_of: str, language: str = "en") -> claim_calculation.Result:
    result = claim_calculation.calculate(
        claim.law, claims.periods_of(claim), day(as_of), today=TODAY, language=language
    )
    assert result is not None
    return result


# --- figures ---------------------------------------------------------------------------------------


def test_the_worked_example_is_on_the_page(here: SimpleNamespace, case: Case, owner: Client) -> None:
    claim = a_claim(case, here.owner, EXAMPLE)
    page = read(owner, address(claim, "?as_of=2025-09-30"))
    for shown in ("9,911.04", "2,484.72", "3,410.40", "3,069.36", "946.56"):
        assert shown.replace(",", NBSP) in page
    assert "Labour Code of Russia, art. 236" in page
    assert "rule not yet reviewed by a lawyer" in page


def test_the_same_figures_are_written_with_a_comma_in_russian_and_kyrgyz(
    here: SimpleNamespace, case: Case, owner: Client
) -> None:
    claim = a_claim(case, here.owner, EXAMPLE)
    for language, article in (("ru", "Трудовой кодекс РФ, ст. 236"), ("ky", "РФ Эмгек кодекси, 236-берене")):
        page = read(owner, address(claim, "?as_of=2025-09-30", language))
        assert f"9{NBSP}911,04" in page
        assert article in page


def test_part_payments_lower_the_base_from_the_next_day(here: SimpleNamespace, case: Case) -> None:
    result = computed(a_claim(case, here.owner, PARTS), "2026-02-28")
    assert result.compensation == Decimal("3165.00")
    assert [(step.base, step.days) for step in result.steps] == [(50000, 6), (50000, 30), (30000, 26), (30000, 13)]


def test_three_debts_of_a_nanny_add_up(here: SimpleNamespace, case: Case, owner: Client) -> None:
    claim = a_nanny(here, case)
    result = computed(claim, "2026-09-13")
    assert [str(line.compensation) for line in result.debts] == ["2463.91", "2057.91", "1028.67"]
    assert (result.compensation, result.together) == (Decimal("5550.49"), Decimal("86450.49"))
    page = read(owner, address(claim, "?as_of=2026-09-13"))
    for shown in ("80,900.00", "5,550.49", "86,450.49"):
        assert shown.replace(",", NBSP) in page
    assert "2027-06-19" in page
    assert "272 days left" in page
    assert "a day off: file by 2027-06-18" in page


def test_pay_that_is_not_due_yet_is_not_counted(here: SimpleNamespace, case: Case, owner: Client) -> None:
    claim = a_nanny(here, case)
    assert computed(claim, "2026-07-10").wages == Decimal("60900.00")
    assert "Not due yet on this day" in read(owner, address(claim, "?as_of=2026-07-10"))
    assert "Nothing was due by this day" in read(owner, address(claim, "?as_of=2026-06-18"))


def test_a_day_beyond_the_rate_table_is_refused_with_a_way_on(here: SimpleNamespace, case: Case, owner: Client) -> None:
    claim = a_nanny(here, case)
    page = read(owner, address(claim, "?as_of=2026-11-01"))
    assert "known through 14 September 2026" in page
    assert 'href="?as_of=2026-09-14"' in page


def test_without_a_day_it_counts_to_the_last_known_day_and_says_so(
    here: SimpleNamespace, case: Case, owner: Client
) -> None:
    page = read(owner, address(a_nanny(here, case)))
    assert "Rates after 2026-09-14 are not in the table yet" in page
    assert "By today it is more" in page


def test_a_day_before_the_rate_table_names_the_period(here: SimpleNamespace, case: Case, owner: Client) -> None:
    claim = a_claim(case, here.owner, row("2011-05-01", "2011-05-31", "1000", "2011-06-10"))
    page = read(owner, address(claim))
    assert "2011-05-01 – 2011-05-31:" in page
    assert "begins on" in page


def test_a_day_that_is_no_day_is_said_to_be_none(here: SimpleNamespace, case: Case, owner: Client) -> None:
    assert "That was not a day" in read(owner, address(a_nanny(here, case), "?as_of=2026-02-31"))


def test_a_last_day_to_sue_that_is_over_sends_to_the_lawyer(here: SimpleNamespace, case: Case, owner: Client) -> None:
    page = read(owner, address(a_claim(case, here.owner, EXAMPLE, NANNY[0])))
    assert "the last day to sue was 2026-05-05" in page
    assert "ask the lawyer" in page
    assert "2027-06-30" in page  # the nearest that is not over


def test_the_right_to_stop_work_comes_with_its_risk(here: SimpleNamespace, case: Case, owner: Client) -> None:
    claim = a_claim(case, here.owner, row("2026-06-16", "2026-06-30", "9000", "2026-07-03"))
    page = read(owner, address(claim, "?as_of=2026-07-19"))
    assert "She may stop work until she is paid" in page
    assert "your lawful stay in Russia may change" in page
    assert "From 2026-07-19 she may stop work" in read(owner, address(claim, "?as_of=2026-07-18"))
    claims.do_update_terms(claim, by=here.owner, work="", pay_days=[], last_day_worked=day("2026-06-30"))
    assert "may stop work" not in read(owner, address(claim, "?as_of=2026-07-19"))


# --- periods and payments ----------------------------------------------------------------------------


def test_half_months_get_their_due_days_from_the_law(here: SimpleNamespace, case: Case, owner: Client) -> None:
    claim = claims.do_start_claim(case, by=here.owner)
    terms = {"work": "childcare", "first_pay_day": "5", "second_pay_day": "20", "last_day_worked": "2026-07-20"}
    assert owner.post(address(claim, "terms/"), terms).status_code == 302
    maker = {"first": "2026-06-01", "last": "2026-07-31", "rhythm": "half-monthly", "agreed": "17500"}
    assert owner.post(address(claim, "periods/make/"), maker).status_code == 302
    dues = [period.due.isoformat() for period in claim.periods.all()]
    assert dues == ["2026-06-19", "2026-07-03", "2026-07-20", "2026-07-20"]
    claim.refresh_from_db()
    assert claim.unseal("work") == "childcare"
    assert b"childcare" not in bytes(claim.work)


def test_a_month_counts_from_its_later_due_day(here: SimpleNamespace, case: Case) -> None:
    claim = claims.do_start_claim(case, by=here.owner)
    made = claims.do_make_periods(
        claim, by=here.owner, first=day("2026-06-01"), last=day("2026-07-31"), rhythm="monthly", agreed=Decimal(35000)
    )
    assert [(str(period.first), str(period.due)) for period in made] == [
        ("2026-06-01", "2026-07-15"),
        ("2026-07-01", "2026-08-14"),
    ]


def test_more_periods_than_one_form_holds_are_refused(here: SimpleNamespace, case: Case, owner: Client) -> None:
    claim = claims.do_start_claim(case, by=here.owner)
    maker = {"first": "2017-01-01", "last": "2026-07-31", "rhythm": "half-monthly", "agreed": "17500"}
    page = owner.post(address(claim, "periods/make/"), maker).content.decode()
    assert "at most 110 pay periods" in page
    assert not claim.periods.exists()


def test_the_largest_grid_can_be_posted(here: SimpleNamespace, case: Case, owner: Client) -> None:
    claim = claims.do_start_claim(case, by=here.owner)
    maker = {"first": "2020-01-01", "last": "2024-07-31", "rhythm": "half-monthly", "agreed": "17500"}
    assert owner.post(address(claim, "periods/make/"), maker).status_code == 302
    periods = list(claim.periods.all())
    assert len(periods) == claims.MOST_PERIODS
    fields = ("id", "first", "last", "due", "agreed")
    rows = [{field: str(getattr(period, field)) for field in fields} for period in periods]
    rows = [kept | {"hours": "", "paid_on": "", "paid": ""} for kept in rows]
    rows[-1]["paid_on"], rows[-1]["paid"] = "2024-09-01", "500"
    assert owner.post(address(claim, "periods/"), grid(claim, *rows, kept=len(rows))).status_code == 302
    assert periods[-1].payments.get().amount == 500


def test_her_last_day_of_work_moves_due_days_but_not_those_typed(here: SimpleNamespace, case: Case) -> None:
    claim = a_claim(
        case, here.owner, row("2026-06-01", "2026-06-15", "1000"), row("2026-06-16", "2026-06-30", "1000", "2026-07-10")
    )
    claims.do_update_terms(claim, by=here.owner, work="", pay_days=[], last_day_worked=day("2026-06-25"))
    assert [str(period.due) for period in claim.periods.all()] == ["2026-06-25", "2026-07-10"]


@pytest.mark.parametrize("written", ["52 200,00", "52200.00", "52 200", f"52{NBSP}200,00", "52,200.00", "52.200,00"])
def test_sums_are_read_as_people_type_them(written: str) -> None:
    assert SumField().clean(written) == Decimal("52200.00")


@given(st.decimals(min_value=Decimal("0.01"), max_value=Decimal("1000000000"), places=2))
def test_every_sum_is_read_back_from_both_ways_of_writing_it(amount: Decimal) -> None:
    english = f"{amount:,.2f}"
    russian = english.replace(",", NBSP).replace(".", ",")
    assert Decimal(plain(english)) == Decimal(plain(russian)) == amount


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"agreed": "a lot"}, "This is not a sum"),
        ({"agreed": "0"}, "more than zero"),
        ({"agreed": "52,200"}, "This is not a sum"),
        ({"last": "2026-03-01"}, "ends before it begins"),
        ({"paid": "100"}, "needs both its day and its sum"),
        ({"paid": "100", "paid_on": "2026-12-01"}, "cannot be in the future"),
        (
            {"paid": "30000.01", "paid_on": "2026-05-01"},
            "For 1 April 2026 – 15 April 2026 more is paid than was agreed",
        ),
        ({"due": "1995-01-01"}, "begins on"),
        ({"first": "2010-01-01", "last": "2010-01-15"}, "begins on"),
    ],
)
def test_a_wrong_row_is_refused_and_keeps_what_was_typed(
    here: SimpleNamespace, case: Case, owner: Client, wrong: dict[str, str], said: str
) -> None:
    claim = claims.do_start_claim(case, by=here.owner)
    response = owner.post(address(claim, "periods/"), grid(claim, typed(**wrong)))
    page = html.unescape(response.content.decode())
    assert said in page
    assert "Nothing was kept yet" in page
    for value in (wrong | {"first": wrong.get("first", "2026-04-01")}).values():
        assert f'value="{value}"' in page
    assert not claim.periods.exists()


def test_overlapping_periods_are_refused_by_name(here: SimpleNamespace, case: Case, owner: Client) -> None:
    claim = a_claim(case, here.owner, row("2026-04-01", "2026-04-15", "30000"))
    period = claim.periods.get()
    kept = typed(id=str(period.id), due=str(period.due), agreed="30000.00")
    posted = grid(claim, kept, typed(first="2026-04-15", last="2026-04-30"), kept=1)
    page = html.unescape(owner.post(address(claim, "periods/"), posted).content.decode())
    assert "The periods 1 April 2026 – 15 April 2026 and 15 April 2026 – 30 April 2026 overlap" in page
    assert claim.periods.count() == 1


def test_rows_and_payments_are_saved_together_and_can_be_removed(
    here: SimpleNamespace, case: Case, owner: Client
) -> None:
    claim = claims.do_start_claim(case, by=here.owner)
    first = typed(paid="10 000,50", paid_on="2026-05-02", hours="88.5")
    second = typed(first="2026-04-16", last="2026-04-30", due="2026-05-20")
    assert owner.post(address(claim, "periods/"), grid(claim, first, second)).status_code == 302
    one, two = claim.periods.all()
    assert (one.due, one.due_is_own, two.due, two.due_is_own) == (day("2026-04-30"), False, day("2026-05-20"), True)
    payment = one.payments.get()
    assert payment.amount == Decimal("10000.50")
    assert owner.post(address(claim, f"periods/{two.id}/payments/{payment.id}/remove/")).status_code == 404
    assert owner.post(address(claim, f"periods/{one.id}/payments/{payment.id}/remove/")).status_code == 302
    assert owner.post(address(claim, f"periods/{two.id}/remove/")).status_code == 302
    assert (claim.periods.count(), one.payments.count()) == (1, 0)


def test_an_untouched_grid_changes_nothing(here: SimpleNamespace, case: Case, owner: Client) -> None:
    claim = a_claim(case, here.owner, row("2026-04-01", "2026-04-15", "30000"))
    period = claim.periods.get()
    kept = typed(id=str(period.id), due=str(period.due), agreed="30000.00")
    empty = typed(first="", last="", agreed="")
    assert owner.post(address(claim, "periods/"), grid(claim, kept, empty, kept=1)).status_code == 302
    assert claim.periods.count() == 1


def test_a_moved_period_takes_its_due_day_along(here: SimpleNamespace, case: Case, owner: Client) -> None:
    claim = a_claim(case, here.owner, row("2026-04-01", "2026-04-15", "30000"))
    period = claim.periods.get()
    moved = typed(id=str(period.id), due=str(period.due), first="2026-04-16", last="2026-04-30")
    assert owner.post(address(claim, "periods/"), grid(claim, moved, kept=1)).status_code == 302
    period.refresh_from_db()
    assert (period.due, period.due_is_own) == (day("2026-05-15"), False)


# --- last days -------------------------------------------------------------------------------------


def test_last_days_follow_every_change(here: SimpleNamespace, case: Case) -> None:
    claim = a_nanny(here, case)
    limits = claim.deadlines.filter(is_start=False)
    assert [(str(d.since), str(d.last_day)) for d in limits] == [
        ("2026-06-19", "2027-06-19"),
        ("2026-07-03", "2027-07-03"),
        ("2026-07-20", "2027-07-20"),
    ]
    first = limits[0]
    assert (str(first.last_safe_day), first.rule) == ("2027-06-18", "ru.wage.limitation")
    assert law_articles(first.rule) == "Labour Code of Russia, art. 392"
    claims.do_remove_period(claim.periods.get(due=day("2026-07-03")), by=here.owner)
    assert limits.all().count() == 2


def test_a_sum_paid_in_time_has_no_last_day(here: SimpleNamespace, case: Case) -> None:
    claim = a_claim(case, here.owner, row("2026-05-01", "2026-05-15", "100", "2026-05-29", ("2026-05-29", "100")))
    assert not claim.deadlines.exists()
    assert computed(claim, "2026-09-14").together == 0


def test_one_day_with_two_sums_has_one_last_day(here: SimpleNamespace, case: Case) -> None:
    two = (row("2026-05-01", "2026-05-15", "1", "2026-05-29"), row("2026-05-16", "2026-05-29", "1", "2026-05-29"))
    assert a_claim(case, here.owner, *two).deadlines.filter(is_start=False).count() == 1


# --- who ---------------------------------------------------------------------------------------------


def test_claims_are_numbered_within_the_case_and_know_its_one_client(
    here: SimpleNamespace, case: Case, owner: Client
) -> None:
    url = f"/en/desk/cases/{case.reference}/claims/"
    assert owner.post(url)["Location"].endswith("/claims/1/")
    assert owner.post(url)["Location"].endswith("/claims/2/")
    assert {claim.person_id for claim in case.claims.all()} == {case.people.get().person_id}


WRITES: list[tuple[str, dict[str, Any]]] = [
    ("terms/", {"work": "x"}),
    ("periods/make/", {}),
    ("periods/", {"p-TOTAL_FORMS": "0", "p-INITIAL_FORMS": "0"}),
    ("periods/1/remove/", {}),
    ("periods/1/payments/1/remove/", {}),
    ("letters/demand/", {}),
    ("letters/demand/sent/", {}),
]


@pytest.mark.parametrize("actor", ["owner", "teammate", "supervisor"])
def test_owner_teammate_and_supervisor_may_open_the_claim(
    here: SimpleNamespace, case: Case, client: Client, actor: str
) -> None:
    claim = a_claim(case, here.owner, EXAMPLE)
    client.force_login(getattr(here, actor))
    assert client.get(address(claim)).status_code == 200
    assert client.post(address(claim, "terms/"), {"work": "cleaning"}).status_code == 302


@pytest.mark.parametrize("actor", ["other_team", "stranger", "administrator", "analyst"])
def test_for_everybody_else_there_is_no_such_claim(
    here: SimpleNamespace, case: Case, client: Client, actor: str
) -> None:
    claim = a_claim(case, here.owner, EXAMPLE)
    client.force_login(getattr(here, actor))
    assert client.get(address(claim)).status_code == 404
    assert client.get(address(claim, "letters/demand/")).status_code == 404
    assert client.post(f"/en/desk/cases/{case.reference}/claims/").status_code == 404
    for more, data in WRITES:
        assert client.post(address(claim, more), data).status_code == 404


def test_a_closed_case_is_read_and_not_written(here: SimpleNamespace, case: Case, owner: Client) -> None:
    claim = a_claim(case, here.owner, EXAMPLE)
    Case.objects.filter(id=case.id).update(state=Case.State.CLOSED)
    assert "This case is closed" in read(owner, address(claim))
    assert owner.post(f"/en/desk/cases/{case.reference}/claims/").status_code == 403
    for more, data in WRITES:
        assert owner.post(address(claim, more), data).status_code == 403


def test_writes_are_in_the_audit_log_without_values(here: SimpleNamespace, case: Case, owner: Client) -> None:
    claim = a_nanny(here, case)
    claims.do_update_terms(claim, by=here.owner, work="nursemaid", pay_days=[], last_day_worked=None)
    told = list(Entry.objects.filter(kind="claim", object_id=claim.id).values_list("action", "fields", "reason"))
    assert {action for action, _fields, _reason in told} == {
        "claim.start",
        "claim.periods",
        "claim.deadlines",
        "claim.terms",
    }
    assert "nursemaid" not in str(told)


# --- hours, leave, money kept back, and other countries ---------------------------------------------


PAY = {"salary": "70 000,00", "norm_hours": "160", "tax_status": "eaeu"}


def test_overtime_is_counted_from_the_pay_of_a_month_and_says_how(
    here: SimpleNamespace, case: Case, owner: Client
) -> None:
    """70,000 for 160 hours: three hours beyond them are 437.50 × (2 × 1.5 + 2) = 2,187.50; 1,903.50 in hand."""
    claim = a_nanny(here, case)
    assert owner.post(address(claim, "pay/"), PAY).status_code == 302
    assert (
        owner.post(address(claim, "entries/"), {"kind": "overtime", "date": "2026-06-10", "hours": "3"}).status_code
        == 302
    )
    page = read(owner, address(claim, "?as_of=2026-09-13"))
    assert f"1{NBSP}903.50" in page
    assert "overtime" in page
    line = next(line for line in actions_result(claim).debts if line.what == "overtime")
    assert (line.gross, line.agreed, str(line.due)) == (Decimal("2187.50"), Decimal("1903.50"), "2026-06-19")


def actions_result(claim: Claim) -> claim_calculation.Result:
    claim.refresh_from_db()
    result = claims.result_of(claim, day("2026-09-13"), today=TODAY, language="en")
    assert result is not None
    return result


def test_a_letter_says_which_sum_is_for_overtime(here: SimpleNamespace, case: Case, owner: Client) -> None:
    claim = a_nanny(here, case)
    owner.post(address(claim, "pay/"), PAY)
    owner.post(address(claim, "entries/"), {"kind": "overtime", "date": "2026-06-10", "hours": "3"})
    letter = claim_calculation.for_letter(actions_result(claim))
    assert [debt.name for debt in letter.debts] == ["", "overtime", "", ""]


def test_an_entry_can_be_taken_back(here: SimpleNamespace, case: Case, owner: Client) -> None:
    claim = a_nanny(here, case)
    owner.post(address(claim, "pay/"), PAY)
    owner.post(address(claim, "entries/"), {"kind": "night", "date": "2026-06-10", "hours": "3"})
    entry = claim.entries.get()
    assert owner.post(address(claim, f"entries/{entry.id}/remove/")).status_code == 302
    assert not claim.entries.exists()
    assert owner.post(address(claim, f"entries/{entry.id}/remove/")).status_code == 404


def test_a_fine_kept_from_her_wages_is_owed_back(here: SimpleNamespace, case: Case, owner: Client) -> None:
    claim = a_nanny(here, case)
    owner.post(address(claim, "pay/"), PAY)
    kept = {"kind": "deduction", "date": "2026-06-19", "amount": "3000", "reason": "fine"}
    assert owner.post(address(claim, "entries/"), kept).status_code == 302
    line = next(line for line in actions_result(claim).debts if line.what == "deduction")
    assert line.agreed == Decimal("3000.00")


def test_unused_leave_is_counted_when_she_left(here: SimpleNamespace, case: Case, owner: Client) -> None:
    claim = a_nanny(here, case)
    owner.post(address(claim, "pay/"), {**PAY, "leave_taken": "0"})
    line = next(line for line in actions_result(claim).debts if line.what == "leave")
    assert str(line.due) == "2026-07-20"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "overtime", "date": "2026-06-10"}, "hours"),
        ({"kind": "deduction", "date": "2026-06-10", "hours": "3"}, "amount"),
        ({"kind": "overtime", "date": "soon", "hours": "3"}, "date"),
        ({"kind": "overtime", "date": "2026-06-10", "hours": "25"}, "hours"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_reason(
    here: SimpleNamespace, case: Case, owner: Client, wrong: dict[str, str], field: str
) -> None:
    claim = a_nanny(here, case)
    owner.post(address(claim, "pay/"), PAY)
    page = owner.post(address(claim, "entries/"), wrong)
    assert page.status_code == 200
    assert page.context["entry"].errors[field]
    assert not claim.entries.exists()


def test_hours_without_the_hours_of_a_month_are_refused_and_not_kept(
    here: SimpleNamespace, case: Case, owner: Client
) -> None:
    claim = a_nanny(here, case)
    owner.post(address(claim, "pay/"), {"salary": "70000"})
    page = owner.post(address(claim, "entries/"), {"kind": "overtime", "date": "2026-06-10", "hours": "3"})
    assert page.context["entry"].non_field_errors()
    assert not claim.entries.exists()


def test_a_claim_under_the_law_of_kazakhstan_is_in_tenge(here: SimpleNamespace, case: Case, owner: Client) -> None:
    """250,000 tenge due on 10 October 2025 and paid on 9 January 2026: 91 days at 18 % × 1.25 / 365."""
    claim = claims.do_start_claim(case, by=here.owner)
    assert owner.post(address(claim, "terms/"), {"law": "kz", "work": "sewing"}).status_code == 302
    claim.refresh_from_db()
    assert (claim.law, claim.currency) == ("kz", "KZT")
    paid = row("2025-09-01", "2025-09-30", "250000", "2025-10-10", ("2026-01-09", "250000"))
    claims.do_save_periods(claim, [paid], by=here.owner, today=TODAY)
    page = read(owner, address(claim, "?as_of=2026-01-09"))
    assert f"14{NBSP}023.97{NBSP}₸" in page
    assert claim.deadlines.get().rule == "kz.wage.limitation"


def test_a_claim_under_the_law_of_kyrgyzstan_is_in_som(here: SimpleNamespace, case: Case, owner: Client) -> None:
    """35,000 som due on 31 December 2025 and paid on 1 March 2026: 60 days at 0.25 %."""
    claim = claims.do_start_claim(case, by=here.owner)
    owner.post(address(claim, "terms/"), {"law": "kg", "work": "sewing"})
    claim.refresh_from_db()
    paid = row("2025-12-01", "2025-12-31", "35000", "2025-12-31", ("2026-03-01", "35000"))
    claims.do_save_periods(claim, [paid], by=here.owner, today=TODAY)
    assert f"5{NBSP}250.00{NBSP}с" in read(owner, address(claim, "?as_of=2026-03-01"))


def test_pay_days_that_a_law_does_not_set_are_asked_for(here: SimpleNamespace, case: Case, owner: Client) -> None:
    claim = claims.do_start_claim(case, by=here.owner)
    owner.post(address(claim, "terms/"), {"law": "kg", "work": ""})
    made = {"first": "2026-01-01", "last": "2026-02-28", "rhythm": "monthly", "agreed": "30000"}
    page = owner.post(address(claim, "periods/make/"), made)
    assert "type the day" in html.unescape(page.content.decode())
