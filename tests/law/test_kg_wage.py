"""Kyrgyzstan: late wages, the time limit and the minimum wage."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tayanch.law import OutsideKnownDates, compute
from tayanch.law.days import EARLIEST, LATEST
from tayanch.law.kg import PACK, Debt, Payment, delay, limitation, minimum
from tests.law.asking import answer_or_refusal, speaks

NEW_CODE = date(2025, 1, 23)
days = st.dates(NEW_CODE, date(2040, 12, 31))
any_days = st.dates(EARLIEST, LATEST)
tyiyn = st.integers(1, 10_000_000)


def som(amount: int) -> Decimal:
    return Decimal(amount).scaleb(-2)


@st.composite
def stories(draw):
    """A debt with up to four payments, and a day to count to; never paid more than owed."""
    due, as_of = sorted([draw(days), draw(days)])
    parts = draw(st.lists(tyiyn, min_size=1, max_size=5))
    paid_on = draw(st.lists(st.dates(NEW_CODE, as_of), min_size=len(parts) - 1, max_size=len(parts) - 1))
    payments = tuple(Payment(day, som(part)) for day, part in zip(paid_on, parts, strict=False))
    return Debt(som(sum(parts)), due, payments), as_of


def by_part(debt, as_of):
    """Each sum on its own: a quarter of a per cent for every day until it was paid, or until the end."""
    unpaid = debt.amount - sum(payment.amount for payment in debt.payments)
    sums = [(payment.amount, payment.on) for payment in debt.payments] + [(unpaid, as_of)]
    return sum(Fraction(amount) * max(0, (last - debt.due).days) * Fraction(1, 400) for amount, last in sums)


@given(stories())
def test_stretches_give_the_same_as_counting_every_sum_to_the_day_it_was_paid(story):
    debt, as_of = story
    assert delay([debt], as_of).exact == by_part(debt, as_of)


@given(days, days, st.lists(tyiyn, min_size=1, max_size=6), st.randoms())
def test_splitting_a_debt_or_changing_the_order_changes_nothing(one, other, parts, random):
    due, as_of = sorted([one, other])
    whole = delay([Debt(som(sum(parts)), due)], as_of)
    split = [Debt(som(part), due) for part in parts]
    random.shuffle(split)
    assert delay(split, as_of).exact == whole.exact


@given(stories(), st.integers(1, 400))
def test_a_later_day_never_makes_the_penalty_smaller(story, more):
    debt, as_of = story
    assert delay([debt], as_of + timedelta(days=more)).exact >= delay([debt], as_of).exact


@given(st.dates(EARLIEST, date(2025, 1, 21)), any_days)
def test_days_of_the_former_code_are_refused_and_the_refusal_says_why(due, as_of):
    if as_of <= due:
        return
    with pytest.raises(OutsideKnownDates) as refused:
        delay([Debt(Decimal("100.00"), due)], as_of)
    assert refused.value.field == "debts[0].due"
    assert "the former code" in refused.value.text("en")
    assert "прежний кодекс" in refused.value.text("ru")
    assert "эски кодекс" in refused.value.text("ky")


def test_a_payment_after_the_day_has_not_happened_yet():
    late = Payment(date(2026, 2, 1), Decimal("100.00"))
    answer = delay([Debt(Decimal("100.00"), date(2026, 1, 1), (late,))], date(2026, 1, 11))
    assert answer.value == Decimal("2.50")
    assert "later_payments" in {warning.code for warning in answer.warnings}


def test_rounded_lines_that_do_not_add_up_are_explained():
    debts = [Debt(Decimal("2.00"), date(2026, 1, 1)), Debt(Decimal("2.00"), date(2026, 1, 1))]
    answer = delay(debts, date(2026, 1, 2))
    assert answer.value == Decimal("0.01")
    assert "rounded_once" in {warning.code for warning in answer.warnings}


def test_the_answer_has_the_shape_of_the_russian_one():
    question = {"debts": [{"amount": "100.00", "due": "2025-05-05"}], "as_of": "2025-05-10"}
    kyrgyz, russian = compute("kg.wage.delay", question), compute("ru.wage.delay", question)
    assert kyrgyz.keys() == russian.keys()
    assert kyrgyz["steps"][0].keys() == russian["steps"][0].keys()
    assert kyrgyz["debts"][0].keys() == russian["debts"][0].keys()


@given(days)
@settings(deadline=None)  # the first look into the calendar of holidays takes its time
def test_the_limit_is_the_same_day_three_years_later_and_the_safe_day_is_worked(due):
    answer = limitation(due)
    last, safe = answer.details["last_day"], answer.details["last_safe_day"]
    assert last.year == due.year + 3
    assert (last.month, last.day) == (due.month, due.day) or (due.month, due.day, last.day) == (2, 29, 28)
    assert safe <= last
    assert not PACK.working_days.is_day_off(safe)


def test_older_debts_have_no_limit_here_because_the_transition_was_not_read():
    with pytest.raises(OutsideKnownDates) as refused:
        limitation(date(2025, 1, 22))
    assert refused.value.field == "due"


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2027, 1, 1)])
def test_the_minimum_wage_is_known_only_for_2026(day):
    with pytest.raises(OutsideKnownDates):
        minimum(day)


def test_numbers_of_the_repealed_code_are_never_shown_as_current():
    with pytest.raises(OutsideKnownDates):
        compute("kg.pay.premiums_former", {})
    with pytest.raises(OutsideKnownDates):
        compute("kg.pay.premiums_former", {"as_of": "2025-01-23"})
    assert compute("kg.pay.premiums_former", {"as_of": "2025-01-22"})["value"] is True
    current = compute("kg.pay.premiums", {"as_of": "2026-05-01"})
    assert not any(char.isdigit() for step in current["steps"] for char in step["text"])


@given(any_days, any_days, tyiyn)
@settings(deadline=None)
def test_no_day_crashes_a_rule_about_wages(one, other, amount):
    for ask in (lambda: delay([Debt(som(amount), one)], other), lambda: limitation(one), lambda: minimum(one)):
        assert speaks(answer_or_refusal(ask))
