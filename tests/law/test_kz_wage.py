"""Wages in Kazakhstan: the arithmetic must not depend on how the same facts are cut."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tayanch.law import BadInput, LawError, OutsideKnownDates, compute
from tayanch.law.given import Given
from tayanch.law.kz import (
    PACK,
    RULES,
    DayHours,
    Debt,
    MonthPay,
    Pay,
    Payment,
    delay,
    household_tax,
    leave,
    limitation,
    night,
    overtime,
    pay_periods,
    rest_day,
    shortfall,
)
from tayanch.law.money import round_half_up_kopecks

FIRST, LAST = date(2016, 1, 1), date(2026, 3, 8)
days = st.dates(FIRST, LAST)
any_day = st.dates(date(1990, 1, 1), date(2100, 12, 31))
tiyn = st.integers(1, 10_000_000)
RATES = PACK.tables["late_pay.yearly_rate"]
COEFFICIENTS = PACK.tables["late_pay.coefficient"]


def tenge(amount: int) -> Decimal:
    return Decimal(amount).scaleb(-2)


@st.composite
def stories(draw):
    """A debt with up to four payments, and a day to count to; never paid more than owed."""
    due, as_of = sorted([draw(days), draw(days)])
    parts = draw(st.lists(tiyn, min_size=1, max_size=5))
    paid_on = draw(st.lists(st.dates(FIRST, as_of), min_size=len(parts) - 1, max_size=len(parts) - 1))
    payments = tuple(Payment(day, tenge(part)) for day, part in zip(paid_on, parts, strict=False))
    return Debt(tenge(sum(parts)), due, payments), as_of


def by_hand(debt, as_of):
    """Art. 113 word for word: each part paid, and the rest on the last day, with the rate of that day."""
    rest = debt.amount - sum(payment.amount for payment in debt.payments)
    parts = [(payment.amount, payment.on) for payment in debt.payments] + [(rest, as_of)]
    total = Fraction(0)
    for amount, day in parts:
        if day > debt.due:
            yearly = Fraction(RATES.at(day).value) / 100 * Fraction(COEFFICIENTS.at(day).value)
            total += Fraction(amount) * yearly * (day - debt.due).days / 365
    return total


def day_by_day(debt, as_of):
    total, day = Fraction(0), debt.due + timedelta(days=1)
    while day <= as_of:
        unpaid = debt.amount - sum(payment.amount for payment in debt.payments if payment.on < day)
        total += Fraction(unpaid) * Fraction(RATES.at(day).value) / 36500 * Fraction(COEFFICIENTS.at(day).value)
        day += timedelta(days=1)
    return total


@given(stories())
def test_each_part_counts_with_the_rate_of_the_day_it_was_paid(story):
    debt, as_of = story
    answer = delay([debt], as_of)
    assert answer.exact == by_hand(debt, as_of)
    assert answer.value == round_half_up_kopecks(answer.exact)


@given(stories())
def test_the_stepwise_reading_is_the_sum_of_every_day(story):
    debt, as_of = story
    answer = delay([debt], as_of, "stepwise")
    assert answer.exact == day_by_day(debt, as_of)
    assert answer.details["other_readings"] == {"payment_day": delay([debt], as_of).value}


@given(stories(), st.randoms())
def test_the_order_of_payments_does_not_matter(story, random):
    debt, as_of = story
    shuffled = Debt(debt.amount, debt.due, tuple(random.sample(debt.payments, len(debt.payments))))
    assert delay([shuffled], as_of).exact == delay([debt], as_of).exact


@given(days, days, st.lists(tiyn, min_size=1, max_size=6))
def test_splitting_a_debt_changes_nothing(one, other, parts):
    due, as_of = sorted([one, other])
    whole = delay([Debt(tenge(sum(parts)), due)], as_of)
    split = delay([Debt(tenge(part), due) for part in parts], as_of)
    assert (split.exact, split.value) == (whole.exact, whole.value)


@given(stories(), st.integers(2, 50))
def test_the_penalty_scales_with_the_debt(story, times):
    debt, as_of = story
    larger = Debt(debt.amount * times, debt.due, tuple(Payment(p.on, p.amount * times) for p in debt.payments))
    assert delay([larger], as_of).exact == times * delay([debt], as_of).exact


@given(stories())
def test_under_one_rate_both_readings_agree(story):
    debt, as_of = story
    touched = {(row.value, c.value) for _, _, row in RATES.spans(debt.due, as_of) for c in [COEFFICIENTS.at(as_of)]}
    if len(touched) == 1 and COEFFICIENTS.at(debt.due).value == COEFFICIENTS.at(as_of).value:
        assert delay([debt], as_of).exact == delay([debt], as_of, "stepwise").exact


def test_what_is_unpaid_after_the_last_known_rate_is_refused_with_its_field():
    with pytest.raises(OutsideKnownDates) as refused:
        delay([Debt(Decimal(1000), date(2026, 1, 9))], date(2026, 3, 9))
    assert (refused.value.code, refused.value.field) == ("after_known_dates", "as_of")


def test_a_payment_after_the_last_known_rate_is_refused_with_its_field():
    debt = Debt(Decimal(1000), date(2026, 1, 9), (Payment(date(2026, 3, 9), Decimal(1000)),))
    with pytest.raises(OutsideKnownDates) as refused:
        delay([debt], date(2026, 11, 21))
    assert refused.value.field == "debts[0].payments[0].date"


def test_a_debt_from_before_2016_has_no_stepwise_reading():
    debt = Debt(Decimal(1000), date(2015, 12, 10), (Payment(date(2016, 2, 10), Decimal(1000)),))
    assert delay([debt], date(2016, 2, 10)).details["other_readings"] == {}
    with pytest.raises(OutsideKnownDates):
        delay([debt], date(2016, 2, 10), "stepwise")


def test_more_paid_than_owed_is_refused():
    with pytest.raises(BadInput):
        delay([Debt(Decimal(10), date(2025, 1, 10), (Payment(date(2025, 1, 11), Decimal(11)),))], date(2025, 2, 1))


@settings(deadline=None)  # the calendar of a year is built once
@given(st.dates(FIRST, date(2030, 1, 1)), st.integers(0, 500), st.none() | st.lists(st.integers(1, 31), max_size=2))
def test_pay_periods_cover_every_day_once_and_are_due_by_the_tenth(first, length, pay_days):
    last = first + timedelta(days=length)
    periods = pay_periods(first, last, pay_days)
    assert (periods[0].first, periods[-1].last) == (first, last)
    assert all(a.last + timedelta(days=1) == b.first for a, b in pairwise(periods))
    for period in periods:
        assert period.due <= period.planned
        assert period.planned.day <= 10
        assert not PACK.working_days.is_day_off(period.due)


@settings(deadline=None)  # the calendar of a year is built once
@given(st.dates(FIRST, date(2030, 1, 1)), st.integers(0, 500))
def test_on_leaving_nothing_is_due_later_than_the_third_working_day(first, length):
    end = first + timedelta(days=length)
    limit = PACK.working_days.after(end, 3)
    assert (limit - end).days >= 3
    assert all(period.due <= limit for period in pay_periods(first, end, last_day=end))


@settings(deadline=None)  # the calendar of a year is built once
@given(st.sampled_from(["wages", "dismissal", "commission", "other"]), st.dates(FIRST, date(2090, 1, 1)))
def test_the_safe_day_is_a_working_day_before_the_last_one(kind, start):
    details = limitation(kind, start).details
    assert start < details["last_day"]
    assert details["last_safe_day"] < details["last_day"]
    assert not PACK.working_days.is_day_off(details["last_safe_day"])


hours = st.lists(st.tuples(days, st.integers(0, 8)), min_size=1, max_size=8).map(
    lambda each: [DayHours(day, Decimal(count)) for day, count in dict(each).items()]
)
pays = st.tuples(tiyn, st.integers(1, 744)).map(lambda each: Pay(tenge(each[0]), Decimal(each[1])))


@given(pays, hours, hours)
def test_hours_add_up(pay, one, other):
    apart = [each for each in other if each.on not in {day.on for day in one}]
    if apart:
        together = overtime(pay, one + apart).exact
        assert together == overtime(pay, one).exact + overtime(pay, apart).exact


@given(pays, hours)
def test_a_day_off_beyond_the_norm_pays_the_whole_hour_and_inside_it_only_the_extra(pay, worked):
    count = sum((each.hours for each in worked), Decimal(0))
    plain = Fraction(pay.salary) / Fraction(pay.norm_hours) * Fraction(count)
    assert rest_day(pay, worked, beyond_norm=True).exact == overtime(pay, worked).exact
    assert rest_day(pay, worked, beyond_norm=False).exact + plain == overtime(pay, worked).exact
    assert night(pay, worked).exact == rest_day(pay, worked, beyond_norm=False).exact


@given(st.dates(date(2015, 1, 1), date(2026, 12, 31)), tiyn)
def test_what_is_earned_and_what_is_missing_reach_the_minimum_wage(month, earned):
    answer = shortfall([MonthPay(month, tenge(earned))])
    least = Decimal(PACK.tables["minimum_wage.kzt_per_month"].at(month).value)
    assert answer.value == max(Decimal(0), least - tenge(earned))


def test_a_month_that_is_there_twice_is_refused():
    with pytest.raises(BadInput):
        shortfall([MonthPay(date(2026, 3, 1)), MonthPay(date(2026, 3, 31))])


@settings(deadline=None)  # the calendar of a year is built once
@given(days, st.integers(0, 2000), st.integers(0, 60))
def test_leave_taken_and_leave_left_add_up(start, length, taken):
    end = start + timedelta(days=length)
    details = leave(start, end, Decimal(1000), taken).details
    assert details["days_earned"] == 2 * details["full_months"]
    assert details["days"] == max(0, details["days_earned"] - taken)
    assert details["paid_days"] <= details["days"]


@given(st.dates(date(2014, 2, 1), date(2025, 12, 31)), st.integers(1, 12))
def test_months_of_tax_add_up(start, count):
    whole = household_tax(start, count).details["months"]
    assert household_tax(start, count).value == sum(each["advance"] for each in whole)


def test_a_higher_income_never_lowers_the_tax():
    sums = [household_tax(date(2026, 1, 1), 3, Decimal(income)).value for income in range(1, 600_000, 9_999)]
    assert sums == sorted(sums)


money = st.integers(-5, 10**12).map(lambda each: f"{each}.50") | st.sampled_from(["", "x", "0", "1e5"])
dates = (any_day | st.sampled_from([FIRST, LAST, date(2026, 12, 31)])).map(str)
numbers = st.integers(-1, 800) | st.decimals(0, 800, places=2).map(str)
WORKED = st.lists(st.fixed_dictionaries({"date": dates, "hours": numbers}), max_size=3)
PAY = {"monthly_salary": money, "norm_hours": numbers}
MONTHS = st.lists(st.fixed_dictionaries({"month": dates}, optional={"earned": money, "share": numbers}), max_size=3)
PAID = st.lists(st.fixed_dictionaries({"date": dates, "amount": money}), max_size=3)
DEBTS = st.lists(st.fixed_dictionaries({"amount": money, "due": dates}, optional={"payments": PAID}), max_size=3)
READING = st.sampled_from(["payment_day", "stepwise", "salary", "with_bonus", "working_days", "calendar_days", ""])
QUESTIONS = {
    "wage.delay": st.fixed_dictionaries({"debts": DEBTS, "as_of": dates}, optional={"reading": READING}),
    "wage.pay_dates": st.fixed_dictionaries({"from": dates, "to": dates}, optional={"last_day": dates}).filter(
        lambda asked: int(asked["to"][:4]) - int(asked["from"][:4]) < 5
    ),
    "wage.limitation": st.one_of(
        st.fixed_dictionaries({"kind": st.just(kind), field: dates})
        for kind, field in [("wages", "due"), ("dismissal", "order_received"), ("commission", "decision_received")]
    ),
    "wage.overtime": st.fixed_dictionaries({**PAY, "overtime": WORKED}, optional={"bonus": money, "reading": READING}),
    "wage.rest_day": st.fixed_dictionaries({**PAY, "worked": WORKED, "beyond_norm": st.booleans()}),
    "wage.night": st.fixed_dictionaries({**PAY, "night": WORKED}),
    "wage.minimum": st.fixed_dictionaries({"month": dates}, optional={"share": numbers}),
    "wage.shortfall": st.fixed_dictionaries({"months": MONTHS}),
    "wage.leave": st.fixed_dictionaries(
        {"start": dates, "end": dates, "average_daily": money}, optional={"days_taken": numbers, "reading": READING}
    ),
    "wage.employer_fine": st.fixed_dictionaries({"date": dates}, optional={"repeated": st.booleans()}),
    "permit.household_tax": st.fixed_dictionaries({"from": dates, "months": numbers}, optional={"income": money}),
    "pension.contributions": st.fixed_dictionaries({"wage": money, "paid_on": dates}),
}
BY_NAME = {rule.name: rule for rule in RULES}


@pytest.mark.parametrize("name", QUESTIONS)
@settings(deadline=None)  # the calendar of a year is built once
@given(data=st.data())
def test_no_question_about_work_crashes_a_rule(name, data):
    asked = data.draw(QUESTIONS[name])
    try:
        said = BY_NAME[name].ask(Given(asked)).text("ky")
    except LawError as refusal:
        said = refusal.text("ky")
    assert said


def test_the_answer_is_written_in_kyrgyz():
    question = {"debts": [{"amount": "1000.00", "due": "2026-01-09"}], "as_of": "2026-02-09", "language": "ky"}
    assert "теңге" in compute("kz.wage.delay", question)["steps"][0]["text"]
