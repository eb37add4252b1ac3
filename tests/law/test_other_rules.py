"""Pay days, time limits and stopping work."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tayanch.law import BadInput, OutsideKnownDates, compute
from tayanch.law.ru import PACK, limitation, pay_dates, pay_periods, suspension

days = st.dates(date(2016, 10, 3), date(2027, 11, 30))


def codes(answer):
    return {warning.code for warning in answer.warnings}


@given(days, st.integers(0, 400), st.none() | st.tuples(st.integers(1, 31), st.integers(1, 31)))
def test_pay_is_never_due_on_a_day_off_nor_later_than_the_law_allows(first, length, pay_days):
    if pay_days and pay_days[0] == pay_days[1]:
        return
    last = first + timedelta(days=length)
    periods = pay_periods(first, last, pay_days)
    assert (periods[0].first, periods[-1].last) == (first, last)
    for period in periods:
        assert not PACK.working_days.is_day_off(period.due)
        assert period.due <= period.planned
        half_end = period.last if period.last != last else period.last + timedelta(days=15)
        assert period.planned <= half_end + timedelta(days=15)
    for period, following in pairwise(periods):
        assert following.first == period.last + timedelta(days=1)


@given(days, st.integers(0, 200), st.integers(0, 200))
def test_on_leaving_nothing_is_due_after_the_last_day(first, length, worked):
    last = first + timedelta(days=length)
    last_day = min(last, first + timedelta(days=worked))
    periods = pay_periods(first, last, (20, 5), last_day)
    assert max(period.due for period in periods) <= last_day
    assert periods[-1].last == last_day


def test_a_contract_day_later_than_the_law_allows_gives_way_to_the_law():
    answer = pay_dates(date(2025, 5, 1), date(2025, 5, 31), (10, 12))
    assert answer.value == (date(2025, 5, 30), date(2025, 6, 11))
    assert "contract_day_too_late" in codes(answer)


@pytest.mark.parametrize(
    ("pay_days", "due"),
    [
        ((15, 5), (date(2025, 7, 15), date(2025, 8, 5))),
        ((5, 15), (date(2025, 7, 15), date(2025, 8, 5))),
        ((30, 15), (date(2025, 7, 30), date(2025, 8, 15))),
        ((15, 30), (date(2025, 7, 15), date(2025, 7, 30))),
    ],
)
def test_the_fifteenth_pays_the_half_that_the_contract_means(pay_days, due):
    assert pay_dates(date(2025, 7, 1), date(2025, 7, 31), pay_days).value == due


def test_a_transferred_saturday_is_a_working_day():
    assert not PACK.working_days.is_day_off(date(2024, 11, 2))
    assert PACK.working_days.is_day_off(date(2024, 11, 9))


def test_years_whose_transfers_are_unknown_carry_a_warning():
    assert "days_off_unknown" in codes(pay_dates(date(2028, 5, 1), date(2028, 5, 31)))
    assert "days_off_unknown" not in codes(pay_dates(date(2026, 5, 1), date(2026, 5, 31)))


@pytest.mark.parametrize(
    ("question", "code", "field"),
    [
        ({"from": "2025-05-02", "to": "2025-05-01"}, "range_backwards", "to"),
        (
            {"from": "2025-05-01", "to": "2025-05-31", "last_day": "2025-06-01"},
            "last_day_outside",
            "last_day",
        ),
        ({"from": "2025-05-01", "to": "2025-05-31", "days": [5, 5]}, "pay_days_equal", "days"),
        ({"from": "2025-05-01", "to": "2025-05-31", "days": [5]}, "list_length", "days"),
        ({"from": "2025-05-01", "to": "2025-05-31", "days": [5, 32]}, "not_whole", "days[1]"),
        ({"from": "2025-05-01", "to": "2025-05-31", "days": [True, 5]}, "not_whole", "days[0]"),
        ({"from": "2025-05-01", "to": "2025-05-31", "days": [20.0, 5]}, "not_whole", "days[0]"),
    ],
)
def test_a_wrong_question_about_pay_days_is_refused(question, code, field):
    with pytest.raises(BadInput) as refusal:
        compute("ru.wage.pay_dates", question)
    assert (refusal.value.code, refusal.value.field) == (code, field)


def test_pay_days_before_the_rule_existed_are_refused():
    with pytest.raises(OutsideKnownDates):
        compute("ru.wage.pay_dates", {"from": "2016-10-02", "to": "2016-12-31"})


@given(st.sampled_from(["wages", "dismissal", "other"]), days)
def test_the_safe_day_is_a_working_day_on_or_before_the_last_day(kind, start):
    answer = limitation(kind, start)
    safe = answer.details["last_safe_day"]
    assert start < answer.value
    assert answer.value - timedelta(days=20) < safe <= answer.value
    assert not PACK.working_days.is_day_off(safe)
    assert ("last_day_not_moved" in codes(answer)) is (safe != answer.value)


@given(st.sampled_from(["wages", "dismissal", "other"]), days, days)
def test_a_later_start_never_ends_earlier(kind, one, other):
    earlier, later = sorted([one, other])
    assert limitation(kind, earlier).value <= limitation(kind, later).value


def test_only_a_limit_that_was_running_on_3_october_2016_is_called_disputed():
    first_day_of_the_year_limit = limitation("wages", date(2016, 10, 3))
    assert first_day_of_the_year_limit.value == date(2017, 10, 3)
    assert "limit_changed_while_running" not in codes(first_day_of_the_year_limit)
    assert "limit_changed_while_running" in codes(limitation("wages", date(2016, 10, 2)))


def test_a_year_from_29_february_ends_on_28_february():
    assert limitation("wages", date(2024, 2, 29)).value == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("question", "code", "field"),
    [
        ({}, "missing_key", "kind"),
        ({"kind": "wages"}, "missing_key", "due"),
        ({"kind": "wages", "knew": "2025-05-05"}, "unknown_key", "knew"),
        ({"kind": "moral", "due": "2025-05-05"}, "not_one_of", "kind"),
        ({"kind": {}, "due": "2025-05-05"}, "not_one_of", "kind"),
    ],
)
def test_a_wrong_question_about_a_time_limit_is_refused(question, code, field):
    with pytest.raises(BadInput) as refusal:
        compute("ru.wage.limitation", question)
    assert (refusal.value.code, refusal.value.field) == (code, field)


@given(days, st.integers(0, 60))
def test_work_may_stop_exactly_from_the_first_day_of_the_right(due, late):
    unpaid_on = due + timedelta(days=late)
    answer = suspension(due, unpaid_on)
    assert answer.value is (unpaid_on >= answer.details["first_day"])
    assert answer.value is (late > 15)


def test_stopping_work_always_warns_of_the_notice_the_jobs_and_the_stay():
    answer = suspension(date(2026, 7, 3), date(2026, 7, 18))
    assert {"written_notice", "some_jobs_may_not_stop", "stay_risk", "not_reviewed"} <= codes(answer)


def test_average_earnings_are_promised_only_since_the_law_does():
    old = suspension(date(2015, 11, 1), date(2015, 12, 1))
    new = suspension(date(2025, 11, 1), date(2025, 12, 1))
    assert [step.code for step in old.steps] == ["delay_counted", "may_stop"]
    assert [step.code for step in new.steps] == ["delay_counted", "may_stop", "paid_while_stopped"]
