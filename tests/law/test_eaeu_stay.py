"""The Eurasian Economic Union: registration and a new contract."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tayanch.law import BadInput, OutsideKnownDates, compute
from tayanch.law.days import EARLIEST, LATEST
from tayanch.law.eaeu import new_contract_by, registration
from tests.law.asking import answer_or_refusal, speaks

any_days = st.dates(EARLIEST, LATEST)
days = st.dates(date(2015, 8, 12), date(2099, 1, 1))


def codes(answer):
    return {warning.code for warning in answer.warnings}


@given(days)
def test_the_safe_reading_is_the_earlier_of_the_two(entry):
    safe, other = registration(entry), registration(entry, "from_next_day")
    assert safe.value == entry + timedelta(days=29)
    assert other.value == entry + timedelta(days=30)
    assert safe.details["other_readings"] == {"from_next_day": other.value}
    assert other.details["other_readings"] == {"entry_day_counts": safe.value}


@given(days, st.integers(0, 400))
def test_fifteen_days_are_given_only_after_ninety(entry, later):
    ended = entry + timedelta(days=later)
    answer = new_contract_by(entry, ended)
    assert answer.value == (ended + timedelta(days=15) if later + 1 > 90 else None)
    assert ("host_days_without_visa" in codes(answer)) == (later + 1 <= 90)
    assert ("border_day" in codes(answer)) == (later + 1 == 91)


def test_an_end_before_the_entry_is_refused():
    with pytest.raises(BadInput) as refused:
        compute("eaeu.work.new_contract_by", {"entry": "2026-03-01", "terminated_early": "2026-02-28"})
    assert (refused.value.code, refused.value.field) == ("range_backwards", "terminated_early")


def test_before_the_accession_of_kyrgyzstan_nothing_is_answered():
    for ask in (registration, lambda day: new_contract_by(day, date(2016, 1, 1))):
        with pytest.raises(OutsideKnownDates) as refused:
            ask(date(2015, 8, 11))
        assert refused.value.field == "entry"


@given(any_days, any_days)
def test_no_day_crashes_a_rule_of_the_union(one, other):
    for ask in (lambda: registration(one), lambda: new_contract_by(one, other)):
        assert speaks(answer_or_refusal(ask))
