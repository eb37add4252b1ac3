"""Compensation for late wages: the arithmetic must not depend on how the same facts are cut."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tayanch.law import BadInput, OutsideKnownDates
from tayanch.law.money import round_half_up_kopecks
from tayanch.law.ru import PACK, Debt, Payment, delay

FIRST, LAST = date(2012, 9, 14), date(2026, 9, 14)
days = st.dates(FIRST, LAST)
kopecks = st.integers(1, 10_000_000)


def rubles(amount: int) -> Decimal:
    return Decimal(amount).scaleb(-2)


@st.composite
def stories(draw):
    """A debt with up to four payments, and a day to count to; never paid more than owed."""
    due, as_of = sorted([draw(days), draw(days)])
    parts = draw(st.lists(kopecks, min_size=1, max_size=5))
    paid_on = draw(st.lists(st.dates(FIRST, as_of), min_size=len(parts) - 1, max_size=len(parts) - 1))
    payments = tuple(Payment(day, rubles(part)) for day, part in zip(paid_on, parts, strict=False))
    return Debt(rubles(sum(parts)), due, payments), as_of


def day_by_day(debt, as_of):
    """The law read word for word, one day at a time."""
    total, day = Fraction(0), debt.due + timedelta(days=1)
    while day <= as_of:
        unpaid = debt.amount - sum(payment.amount for payment in debt.payments if payment.on < day)
        rate = Fraction(PACK.tables["key_rate.percent_per_year"].at(day).value)
        if day < date(2016, 1, 1):
            rate = Fraction("8.25")
        share = Fraction(1, 150) if day >= date(2016, 10, 3) else Fraction(1, 300)
        total += Fraction(unpaid) * rate / 100 * share
        day += timedelta(days=1)
    return total


@given(stories())
def test_stretches_give_the_same_as_counting_every_day(story):
    debt, as_of = story
    if debt.due >= date(2013, 9, 13):
        assert delay([debt], as_of).exact == day_by_day(debt, as_of)


@given(days, days, st.lists(kopecks, min_size=1, max_size=6))
def test_splitting_a_debt_changes_nothing(one, other, parts):
    due, as_of = sorted([one, other])
    whole = delay([Debt(rubles(sum(parts)), due)], as_of)
    split = delay([Debt(rubles(part), due) for part in parts], as_of)
    assert (split.exact, split.value) == (whole.exact, whole.value)


@given(days, days, days, kopecks)
def test_splitting_a_period_changes_nothing(one, two, three, amount):
    due, middle, as_of = sorted([one, two, three])
    whole = delay([Debt(rubles(amount), due)], as_of).exact
    before = delay([Debt(rubles(amount), due)], middle).exact
    after = delay([Debt(rubles(amount), middle)], as_of).exact
    assert before + after == whole


@given(stories(), st.integers(0, 400), st.data())
def test_paying_earlier_never_costs_more(story, sooner, data):
    debt, as_of = story
    if not debt.payments:
        return
    index = data.draw(st.integers(0, len(debt.payments) - 1))
    moved = list(debt.payments)
    moved[index] = Payment(moved[index].on - timedelta(days=sooner), moved[index].amount)
    earlier = Debt(debt.amount, debt.due, tuple(moved))
    assert delay([earlier], as_of).exact <= delay([debt], as_of).exact


@given(stories(), st.integers(2, 50))
def test_the_sum_scales_with_the_debt(story, times):
    debt, as_of = story
    larger = Debt(debt.amount * times, debt.due, tuple(Payment(p.on, p.amount * times) for p in debt.payments))
    assert delay([larger], as_of).exact == times * delay([debt], as_of).exact


@given(st.lists(stories(), min_size=1, max_size=4), st.randoms())
def test_the_order_of_debts_and_payments_does_not_matter(given_stories, random):
    as_of = max(day for _, day in given_stories)
    debts = [debt for debt, _ in given_stories]
    shuffled = [Debt(d.amount, d.due, tuple(random.sample(d.payments, len(d.payments)))) for d in debts]
    random.shuffle(shuffled)
    assert delay(shuffled, as_of).exact == delay(debts, as_of).exact


@given(stories())
def test_waiting_one_more_day_never_lowers_the_sum(story):
    debt, as_of = story
    later = min(as_of + timedelta(days=1), LAST)
    assert delay([debt], later).exact >= delay([debt], as_of).exact


@given(stories())
def test_the_total_is_the_exact_sum_rounded_once(story):
    debt, as_of = story
    answer = delay([debt], as_of)
    assert answer.value == round_half_up_kopecks(answer.exact)


@given(stories())
def test_lines_follow_each_other_and_their_days_add_up(story):
    debt, as_of = story
    lines = [step.facts for step in delay([debt], as_of).steps]
    for line in lines:
        assert line["days"] == (line["to"] - line["from"]).days + 1 > 0
    for line, following in pairwise(lines):
        assert following["from"] == line["to"] + timedelta(days=1)
        assert following["base"] <= line["base"]


def codes(answer):
    return [warning.code for warning in answer.warnings]


def test_a_payment_on_the_due_date_lowers_the_sum_from_the_start():
    paid = Debt(Decimal("100.00"), date(2025, 5, 5), (Payment(date(2025, 5, 5), Decimal("40.00")),))
    rest = Debt(Decimal("60.00"), date(2025, 5, 5))
    assert delay([paid], date(2025, 6, 1)).exact == delay([rest], date(2025, 6, 1)).exact


def test_the_day_of_payment_still_bears_interest_on_the_whole_debt():
    debt = Debt(Decimal("15000.00"), date(2025, 1, 1), (Payment(date(2025, 1, 2), Decimal("15000.00")),))
    assert delay([debt], date(2025, 3, 1)).value == Decimal("21.00")


def test_payments_after_the_day_counted_to_are_left_out_with_a_warning():
    later = Debt(Decimal("100.00"), date(2025, 5, 5), (Payment(date(2025, 7, 1), Decimal("40.00")),))
    answer = delay([later], date(2025, 6, 1))
    assert answer.exact == delay([Debt(Decimal("100.00"), date(2025, 5, 5))], date(2025, 6, 1)).exact
    assert answer.details["total_unpaid"] == Decimal("100.00")
    assert "later_payments" in codes(answer)


@pytest.mark.parametrize(
    ("due", "as_of", "warned"),
    [
        (date(2022, 3, 1), date(2022, 3, 31), False),
        (date(2022, 3, 1), date(2022, 4, 1), True),
        (date(2022, 9, 30), date(2022, 12, 1), True),
        (date(2022, 10, 1), date(2022, 12, 1), False),
    ],
)
def test_the_moratorium_is_named_only_when_a_day_of_it_counts(due, as_of, warned):
    assert ("moratorium_disputed" in codes(delay([Debt(Decimal("100"), due)], as_of))) is warned


def test_the_refinancing_rate_is_shown_as_weakly_confirmed():
    assert "weak_source" in codes(delay([Debt(Decimal("100"), date(2014, 1, 1))], date(2014, 2, 1)))
    assert "weak_source" not in codes(delay([Debt(Decimal("100"), date(2024, 1, 1))], date(2024, 2, 1)))


def test_the_day_after_the_last_verified_rate_is_refused_and_names_it():
    with pytest.raises(OutsideKnownDates) as refusal:
        delay([Debt(Decimal("100"), date(2026, 9, 1))], date(2026, 9, 15))
    assert (refusal.value.code, refusal.value.field) == ("after_known_dates", "as_of")
    assert "14 September 2026" in refusal.value.message
    assert delay([Debt(Decimal("100"), date(2026, 9, 1))], date(2026, 9, 14)).value > 0


def test_the_first_day_with_a_rate_is_14_september_2012():
    assert delay([Debt(Decimal("100"), date(2012, 9, 13))], date(2012, 9, 14)).value == Decimal("0.03")
    with pytest.raises(OutsideKnownDates) as refusal:
        delay([Debt(Decimal("1"), date(2020, 1, 1)), Debt(Decimal("1"), date(2012, 9, 12))], date(2020, 1, 2))
    assert (refusal.value.code, refusal.value.field) == ("before_known_dates", "debts[1].due")


def test_paying_more_than_was_owed_is_refused_at_the_payment_that_does_it():
    payments = tuple(Payment(date(2025, 6, 1), Decimal("60.00")) for _ in range(2))
    with pytest.raises(BadInput) as refusal:
        delay([Debt(Decimal("100.00"), date(2025, 5, 5), payments)], date(2025, 9, 1))
    assert (refusal.value.code, refusal.value.field) == ("overpaid", "debts[0].payments[1].amount")


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "NaN", "Infinity", "1000000000.01"])
def test_impossible_sums_are_refused_from_python_too(amount):
    with pytest.raises(BadInput):
        delay([Debt(Decimal(amount), date(2025, 5, 5))], date(2025, 9, 1))


def test_the_largest_sum_is_still_computed():
    assert delay([Debt(Decimal("1000000000.00"), date(2025, 5, 5))], date(2025, 5, 6)).value == Decimal("1400000.00")
