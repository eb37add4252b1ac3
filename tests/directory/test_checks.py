"""What ringing says about a number: who answered, who did not, and when it must be rung again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tayanch.directory import public
from tayanch.directory.checks import ANSWERED, NO_ANSWER, WRONG_NUMBER, Due, Ring, due, result, standing, with_results
from tayanch.directory.model import Phone
from tests.directory.made import organisation, phone

DAY = date(2026, 11, 2)
NEXT = DAY + timedelta(days=1)


def unknown() -> Phone:
    return phone("+996312000001", confirmed=False)


def shown(number: Phone, *rings: Ring) -> bool:
    """Whether everybody may dial it after these attempts."""
    entry = with_results(organisation(phones=(number,)), {number.number: result(number, rings)})
    return bool(public(entry).phones)


def test_a_number_becomes_one_to_dial_when_somebody_answered_and_said_who() -> None:
    assert not shown(unknown())
    assert not shown(unknown(), Ring(DAY, ANSWERED))
    assert shown(unknown(), Ring(DAY, ANSWERED, said_who=True))


def test_a_wrong_number_is_taken_off_at_once() -> None:
    assert not shown(phone("+996312000001"), Ring(DAY, WRONG_NUMBER))
    assert standing(phone("+996312000001"), [Ring(DAY, WRONG_NUMBER)]).is_off


def test_two_silent_days_take_it_off_and_two_silent_hours_do_not() -> None:
    known = phone("+996312000001")
    assert shown(known, Ring(DAY, NO_ANSWER), Ring(DAY, NO_ANSWER))
    assert not shown(known, Ring(DAY, NO_ANSWER), Ring(NEXT, NO_ANSWER))
    assert shown(known, Ring(DAY, NO_ANSWER), Ring(NEXT, ANSWERED), Ring(NEXT + timedelta(days=1), NO_ANSWER))


def test_what_was_taken_off_comes_back_when_somebody_says_who_they_are() -> None:
    silent = [Ring(DAY, NO_ANSWER), Ring(NEXT, NO_ANSWER)]
    later = NEXT + timedelta(days=1)
    assert not shown(unknown(), *silent, Ring(later, ANSWERED))
    assert shown(unknown(), *silent, Ring(later, ANSWERED, said_who=True))


def test_of_a_number_that_may_be_dialled_the_last_answer_is_told() -> None:
    answered = [Ring(DAY, ANSWERED, said_who=True), Ring(NEXT, NO_ANSWER)]
    assert result(unknown(), answered).last_checked == DAY
    assert result(unknown(), answered).result == ANSWERED


@pytest.mark.parametrize(
    ("rings", "today", "why"),
    [
        ([], DAY, Due.NEVER),
        ([Ring(DAY, ANSWERED, said_who=True)], DAY + timedelta(days=180), None),
        ([Ring(DAY, ANSWERED, said_who=True)], DAY + timedelta(days=181), Due.STALE),
        ([Ring(DAY, NO_ANSWER)], DAY, None),
        ([Ring(DAY, NO_ANSWER)], NEXT, Due.AGAIN),
        ([Ring(DAY, ANSWERED)], NEXT, Due.AGAIN),
        ([Ring(DAY, NO_ANSWER), Ring(NEXT, NO_ANSWER)], NEXT + timedelta(days=9), None),
        ([Ring(DAY, WRONG_NUMBER)], NEXT, None),
    ],
)
def test_a_number_is_to_be_rung_when(rings: list[Ring], today: date, why: Due | None) -> None:
    assert due(unknown(), rings, 180, today) == why


def test_nobody_rings_the_emergency_to_try_it() -> None:
    assert due(phone("112"), [], 180, DAY) is None


RINGS = st.lists(
    st.builds(
        Ring,
        st.dates(DAY, DAY + timedelta(days=9)),
        st.sampled_from([ANSWERED, NO_ANSWER, WRONG_NUMBER]),
        st.booleans(),
    )
)


@given(RINGS)
def test_no_number_is_shown_that_nobody_confirmed_since_it_last_failed(rings: list[Ring]) -> None:
    ordered = sorted(rings, key=lambda one: one.on)
    failed = max((n for n, one in enumerate(ordered) if one.result == WRONG_NUMBER), default=-1)
    confirmed_since = any(one.result == ANSWERED and one.said_who for one in ordered[failed + 1 :])
    if not confirmed_since:
        assert not shown(unknown(), *rings)
