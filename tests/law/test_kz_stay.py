"""Days of a stay in Kazakhstan, counted as a calendar would."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tayanch.law import BadInput, LawError, OutsideKnownDates
from tayanch.law.given import Given
from tayanch.law.kz import RULES, Event, last_day, overstay

START = date(2024, 1, 1)
BY_NAME = {rule.name: rule for rule in RULES}


@st.composite
def journeys(draw):
    """Entries and exits that take turns, and a day not before the last of them."""
    gaps = draw(st.lists(st.integers(0, 120), min_size=1, max_size=9))
    day, events = START, []
    for index, gap in enumerate(gaps):
        day += timedelta(days=gap)
        events.append(Event(day, "exit" if index % 2 else "entry"))
    return events, day + timedelta(days=draw(st.integers(0, 100)))


def present(events, until):
    """Every day of presence up to `until`, one by one."""
    found = set()
    for entry, leaving in zip(events[::2], [*events[1::2], None], strict=False):
        day, end = entry.on, leaving.on if leaving else until
        while day <= end:
            found.add(day)
            day += timedelta(days=1)
    return found


def in_window(days, last):
    return len([day for day in days if last - timedelta(days=179) <= day <= last])


@given(journeys())
def test_the_count_is_that_of_a_calendar(journey):
    events, as_of = journey
    details = last_day("KG", events, as_of).details
    assert details["days_used"] == in_window(present(events, as_of), as_of) - (
        0 if details["inside"] or as_of not in present(events, as_of) else 1
    )


@given(journeys())
def test_on_the_last_day_90_days_count_and_a_day_later_91(journey):
    events, as_of = journey
    answer = last_day("KG", events, as_of)
    if not answer.details["inside"]:
        return
    day = answer.value + timedelta(days=1)
    assert in_window(present(events, day), day) > 90
    if answer.value >= answer.details["since"]:
        assert in_window(present(events, answer.value), answer.value) <= 90


@given(journeys())
def test_citizens_of_uzbekistan_never_have_longer_than_citizens_of_kyrgyzstan(journey):
    events, as_of = journey
    uzbek, kyrgyz = (last_day(each, events, as_of) for each in ("UZ", "KG"))
    assert uzbek.value <= kyrgyz.value
    assert uzbek.value <= uzbek.details["since"] + timedelta(days=29)


@given(journeys(), st.randoms())
def test_the_order_in_which_it_is_told_does_not_matter(journey, random):
    events, as_of = journey
    if len({event.on for event in events}) == len(events):
        shuffled = random.sample(events, len(events))
        assert last_day("KG", shuffled, as_of).value == last_day("KG", events, as_of).value


def test_two_entries_without_an_exit_are_refused_with_their_field():
    events = [Event(date(2025, 1, 1), "entry"), Event(date(2025, 2, 1), "entry")]
    with pytest.raises(BadInput) as refused:
        last_day("KG", events, date(2025, 3, 1))
    assert (refused.value.code, refused.value.field) == ("entries_unpaired", "events[1].date")


def test_the_agreement_of_two_states_is_for_their_citizens():
    with pytest.raises(BadInput) as refused:
        last_day("AM", [], date(2025, 3, 1), "agreement")
    assert refused.value.field == "reading"


def test_days_before_the_rule_are_refused():
    with pytest.raises(OutsideKnownDates):
        last_day("KG", [], date(2023, 1, 26))


def test_a_contract_without_an_end_gives_no_last_day():
    events = [Event(date(2026, 3, 1), "entry"), Event(date(2026, 3, 5), "contract_start")]
    answer = last_day("KG", events, date(2026, 4, 1), "contract")
    assert answer.value is None
    assert answer.details["other_readings"] == {"visa_free": date(2026, 5, 29)}


@given(st.dates(date(2023, 1, 1), date(2026, 12, 1)), st.integers(0, 30))
def test_more_days_never_cost_less(last, days):
    sums = [overstay(last, last + timedelta(days=each)).value for each in range(days + 1)]
    if last.year == (last + timedelta(days=days)).year:
        assert sums == sorted(sums)
    assert sums[0] == Decimal("0.00")


KINDS = ["entry", "exit", "contract_start", "contract_end", "contract_end_early", "registration", "permit_until", "x"]
dates = (st.dates(date(1990, 1, 1), date(2100, 12, 31)) | st.dates(date(2023, 1, 1), date(2026, 12, 31))).map(str)
EVENTS = st.lists(st.fixed_dictionaries({"date": dates, "kind": st.sampled_from(KINDS)}), max_size=6)
QUESTIONS = {
    "stay.last_day": st.fixed_dictionaries(
        {"citizenship": st.sampled_from(["KG", "AM", "UZ", "TJ", "US"]), "events": EVENTS, "as_of": dates},
        optional={"reading": st.sampled_from(["visa_free", "contract", "agreement"])},
    ),
    "fine.overstay": st.fixed_dictionaries({"last_day": dates, "left_on": dates}),
}


@pytest.mark.parametrize("name", QUESTIONS)
@settings(deadline=None)  # the calendar of a year is built once
@given(data=st.data())
def test_no_question_about_a_stay_crashes_a_rule(name, data):
    asked = data.draw(QUESTIONS[name])
    try:
        said = BY_NAME[name].ask(Given(asked)).text("ky")
    except LawError as refusal:
        said = refusal.text("ky")
    assert said
