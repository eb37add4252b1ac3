"""Kyrgyzstan: agencies that send people abroad."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tayanch.law import BadInput, compute
from tayanch.law.days import EARLIEST, LATEST
from tayanch.law.kg import PACK, Permit, fee, permit
from tests.law.asking import answer_or_refusal, speaks

any_days = st.dates(EARLIEST, LATEST)
days = st.dates(date(2019, 4, 16), date(2099, 1, 1))
countries = st.sampled_from(["KR", "TR", "PL", "XX"])
maybe = st.none() | st.booleans()


def codes(answer):
    return {warning.code for warning in answer.warnings}


@given(days, st.integers(0, 400), st.integers(-30, 430), st.integers(0, 400), st.lists(countries), countries)
def test_a_permit_holds_exactly_on_its_days_and_for_its_countries(first, length, checked, later, named, country):
    held = Permit(first, first + timedelta(days=length), tuple(named))
    checked_on = first + timedelta(days=checked)
    if checked_on < date(2019, 4, 16):
        return
    as_of = checked_on + timedelta(days=later)
    answer = permit(held, country, checked_on, as_of)
    assert answer.value == (0 <= checked <= length and country in named)
    assert answer.details["check_age_days"] == later
    assert ("check_again" in codes(answer)) == (later > 0)
    assert ("permit_ended_since" in codes(answer)) == (as_of > held.valid_to)


@given(maybe, maybe)
def test_a_suspended_or_missing_permit_does_not_hold_and_what_nobody_looked_up_is_said(listed, suspended):
    held = Permit(date(2026, 1, 1), date(2026, 12, 31), ("KR",), listed, suspended)
    answer = permit(held, "KR", date(2026, 6, 1))
    assert answer.value == (listed is not False and suspended is not True)
    assert ("status_not_asked" in codes(answer)) == (listed is None or suspended is None)


@pytest.mark.parametrize(("length", "is_long"), [(365, False), (366, True)])
def test_a_permit_longer_than_a_year_is_worth_a_second_look(length, is_long):
    first = date(2026, 1, 1)
    answer = permit(Permit(first, first + timedelta(days=length), ("KR",)), "KR", first)
    assert ("longer_than_usual" in codes(answer)) == is_long


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"valid_to": "2025-12-31"}, "range_backwards", "valid_to"),
        ({"as_of": "2026-05-31"}, "range_backwards", "as_of"),
        ({"country": "kr"}, "country_bad", "country"),
        ({"country": "Korea"}, "country_bad", "country"),
        ({"countries": ["KR", 7]}, "country_bad", "countries[1]"),
        ({"suspended": "no"}, "not_a_flag", "suspended"),
    ],
)
def test_a_wrong_question_names_its_field(change, code, field):
    question = {
        "valid_from": "2026-01-01",
        "valid_to": "2026-12-31",
        "countries": ["KR"],
        "country": "KR",
        "checked_on": "2026-06-01",
    }
    with pytest.raises(BadInput) as refused:
        compute("kg.agency.permit", question | change)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_a_country_without_a_name_in_the_texts_is_shown_by_its_code():
    answer = permit(Permit(date(2026, 1, 1), date(2026, 12, 31), ("XX", "KR")), "XX", date(2026, 6, 1))
    assert "XX" in answer.text("ky")
    named = permit(Permit(date(2026, 1, 1), date(2026, 12, 31), ("XX", "KR")), "KR", date(2026, 6, 1))
    assert "Корея" in named.text("ky")


@pytest.mark.parametrize("kind", ["service", "deposit", "permit"])
def test_no_fee_is_ever_called_allowed_and_its_weak_source_is_said(kind):
    answer = fee(kind, Decimal("60000.00"), date(2026, 3, 1))
    assert answer.value in ("no_limit_known", "agency_pays")
    assert {"weak_source", "fee_in_writing", "ask_the_center"} <= codes(answer)


def test_the_share_of_women_placed_in_2025_is_what_the_center_reported():
    numbers = next(each for each in PACK.statements if each.name == "center.role").rows
    share = Decimal(numbers["women"].value) * 100 / Decimal(numbers["placed"].value)
    assert share.quantize(Decimal("0.1")) == Decimal("38.4")


@given(st.lists(any_days, min_size=4, max_size=4), st.none() | any_days, countries, maybe, maybe)
def test_no_days_crash_a_rule_about_agencies(four, as_of, country, listed, suspended):
    first, last, checked_on, on = four
    held = Permit(first, last, ("KR", "TR"), listed, suspended)
    for ask in (lambda: permit(held, country, checked_on, as_of), lambda: fee("deposit", Decimal("1.00"), on)):
        assert speaks(answer_or_refusal(ask))
