"""When States are asked next, by arithmetic that is said to be arithmetic."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tayanch import policy
from tayanch.policy.dates import earlier, first_day, last_day, next_dates

TODAY = date(2026, 11, 23)


def due(review: str, today: date = TODAY) -> policy.Due:
    return next(one for one in next_dates(today) if one.review.id == review)


def test_a_date_that_was_set_comes_before_arithmetic_and_stays_when_it_has_passed() -> None:
    cedaw = due("cedaw-kg")
    assert (cedaw.kind, cedaw.text, cedaw.seen, cedaw.overdue) == ("due", "2025-11", "memory", True)
    assert not due("cedaw-kg", date(2025, 11, 30)).overdue


def test_the_universal_review_is_computed_five_years_after_the_last() -> None:
    review = due("upr-kg")
    assert (review.kind, review.text, review.overdue) == ("computed", "2030-04", False)


def test_a_computed_date_that_went_by_is_counted_on() -> None:
    assert due("upr-kg", date(2030, 5, 1)).text == "2035-04"
    assert due("upr-kg", date(2030, 4, 30)).text == "2030-04"


def test_what_to_prepare_lies_before_the_first_day_that_is_possible() -> None:
    migrants = due("cmw-kg")
    assert (migrants.first, migrants.last) == (date(2028, 12, 1), date(2029, 1, 31))
    assert [one.by for one in migrants.prepare] == [date(2027, 12, 1), date(2028, 6, 1), date(2028, 10, 1)]


def test_a_review_without_a_rule_and_without_a_set_date_gives_none() -> None:
    assert "vnr-kg" not in {one.review.id for one in next_dates(TODAY)}


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2028", (2028, 1, 1), (2028, 12, 31)),
        ("2028-02", (2028, 2, 1), (2028, 2, 29)),
        ("2026-04-28", (2026, 4, 28), (2026, 4, 28)),
    ],
)
def test_a_year_or_a_month_is_all_its_days(text: str, first: tuple[int, int, int], last: tuple[int, int, int]) -> None:
    assert (first_day(text), last_day(text)) == (date(*first), date(*last))


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 60))
def test_months_earlier_is_that_many_months_and_never_a_later_day(day: date, months: int) -> None:
    found = earlier(day, months)
    assert (day.year * 12 + day.month) - (found.year * 12 + found.month) == months
    assert found.day == day.day or (found + timedelta(days=1)).day == 1


@given(st.dates(date(2010, 1, 1), date(2100, 1, 1)))
def test_a_computed_date_is_never_past_on_any_day(today: date) -> None:
    assert all(one.last >= today for one in next_dates(today) if one.kind == "computed")
