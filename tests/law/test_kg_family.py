"""Kyrgyzstan: a free lawyer, maintenance, the medical policy."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tayanch.law import BadInput, OutsideKnownDates
from tayanch.law.days import EARLIEST, LATEST
from tayanch.law.kg import Income, alimony, income_test, policy_price
from tests.law.asking import answer_or_refusal, speaks

any_days = st.dates(EARLIEST, LATEST)
days_2026 = st.dates(date(2026, 1, 1), date(2026, 12, 31))
sums = st.integers(1, 100_000_000).map(lambda tyiyn: Decimal(tyiyn).scaleb(-2))
incomes = st.lists(st.builds(Income, st.dates(date(2024, 6, 1), date(2027, 6, 1)), sums), max_size=8)


def codes(answer):
    return {warning.code for warning in answer.warnings}


@given(incomes, days_2026, st.randoms())
def test_only_the_last_twelve_months_count_and_their_order_does_not(some, as_of, random):
    answer = income_test(some, as_of)
    first = answer.details["from"]
    assert first == as_of.replace(year=2025) + timedelta(days=1)
    assert answer.details["income"] == sum(each.amount for each in some if first <= each.on <= as_of)
    shuffled = list(some)
    random.shuffle(shuffled)
    assert income_test(shuffled, as_of).details == answer.details


@given(incomes, days_2026)
def test_the_limit_is_sixty_minimum_wages_and_a_group_needs_no_limit(some, as_of):
    answer = income_test(some, as_of)
    assert answer.details["cap"] == Decimal("196800.00")
    assert answer.value == (answer.details["income"] <= Decimal("196800.00"))
    assert income_test(some, as_of, "family_violence").value is True


def test_the_minimum_wage_behind_the_limit_is_part_of_the_answer():
    (part,) = income_test([], date(2026, 6, 1)).parts
    assert (part.rule, part.value) == ("kg.wage.minimum", Decimal("3280.00"))


def test_a_year_within_one_calendar_year_has_one_minimum_wage():
    assert "which_minimum_wage" not in codes(income_test([], date(2026, 12, 31)))
    assert "which_minimum_wage" in codes(income_test([], date(2026, 12, 30)))


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2027, 1, 1)])
def test_a_limit_without_a_known_minimum_wage_is_refused(day):
    with pytest.raises(OutsideKnownDates) as refused:
        income_test([], day)
    assert refused.value.field == "as_of"


def test_an_income_that_is_no_sum_names_its_place():
    with pytest.raises(BadInput) as refused:
        income_test([Income(date(2026, 1, 1), Decimal("0.001"))], date(2026, 6, 1))
    assert refused.value.field == "incomes[0].amount"


@given(sums, st.integers(1, 30))
def test_more_children_never_get_less_and_no_parent_pays_over_half(income, children):
    one, more = alimony(income, children), alimony(income, min(30, children + 1))
    assert more.exact >= one.exact
    assert one.exact <= Fraction(income) / 2
    assert one.details["share"] == {1: "1/4", 2: "1/3"}.get(children, "1/2")


@pytest.mark.parametrize("children", [0, 31])
def test_children_are_counted_from_one(children):
    with pytest.raises(BadInput) as refused:
        alimony(Decimal("100.00"), children)
    assert refused.value.field == "children"


@pytest.mark.parametrize("day", [date(2023, 4, 9), date(2025, 1, 1)])
def test_a_price_of_the_policy_that_was_not_seen_is_refused(day):
    with pytest.raises(OutsideKnownDates):
        policy_price(day)


@given(any_days, st.none() | any_days, sums, st.integers(1, 30), incomes)
def test_no_day_crashes_a_rule_about_the_family(day, other, amount, children, some):
    asks = (
        lambda: alimony(amount, children, other, day),
        lambda: income_test(some, day),
        lambda: policy_price(day),
    )
    for ask in asks:
        assert speaks(answer_or_refusal(ask))
