"""Compensation for delay is additive over time and sums, and never shrinks, in every country that counts by the day.

Kazakhstan's own reading takes one rate for the whole delay, so over time only its stepwise reading can be additive.
"""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tayanch.law import kg, kz, ru
from tayanch.law.debts import Debt

FIRST, LAST = date(2025, 2, 1), date(2026, 3, 1)  # all three tables know these days
SUMS = st.decimals("0.01", "1000000", places=2)


def stepwise(debts, as_of):
    return kz.delay(debts, as_of, reading="stepwise")


COUNTRIES = pytest.mark.parametrize("delay", [ru.delay, kg.delay, stepwise], ids=["ru", "kg", "kz-stepwise"])
EVERY = pytest.mark.parametrize(
    "delay", [ru.delay, kg.delay, stepwise, kz.delay], ids=["ru", "kg", "kz-stepwise", "kz"]
)


def exact(delay, amount, due, as_of) -> Fraction:
    found = delay([Debt(amount, due)], as_of).exact
    assert found is not None
    return found


@COUNTRIES
@given(amount=SUMS, days=st.lists(st.dates(FIRST, LAST), min_size=3, max_size=3))
@settings(max_examples=60, deadline=None)
def test_two_stretches_of_time_add_up_to_the_whole(delay, amount, days):
    due, between, as_of = sorted(days)
    assert exact(delay, amount, due, as_of) == exact(delay, amount, due, between) + exact(delay, amount, between, as_of)


@EVERY
@given(one=SUMS, other=SUMS, days=st.lists(st.dates(FIRST, LAST), min_size=2, max_size=2))
@settings(max_examples=60, deadline=None)
def test_two_sums_add_up_to_the_whole(delay, one, other, days):
    due, as_of = sorted(days)
    assert exact(delay, one + other, due, as_of) == exact(delay, one, due, as_of) + exact(delay, other, due, as_of)


@COUNTRIES
@given(amount=SUMS, due=st.dates(FIRST, LAST), more=st.integers(0, 100))
@settings(max_examples=60, deadline=None)
def test_it_grows_with_the_sum_and_with_time(delay, amount, due, more):
    later = min(due + timedelta(days=more), LAST)
    assert exact(delay, amount, due, later) >= exact(delay, amount, due, due) == 0
    assert exact(delay, 2 * amount, due, later) == 2 * exact(delay, amount, due, later)
