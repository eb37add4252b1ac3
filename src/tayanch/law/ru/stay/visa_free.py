"""The visa-free days: 115-FZ, art. 5 (fact base: rule S-05).

Since 2025: 90 days in a calendar year, and 90 in a row. From 2014 to 2024: 90 days in any 180.
The days of entry and of exit both count.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tayanch.law.days import ONE_DAY
from tayanch.law.parameters import Parameter
from tayanch.law.texts import Days

from ..pack import PACK
from .spans import Span, days_within

LIMITS = PACK.tables["stay.visa_free_days"]
WINDOWS = PACK.tables["stay.visa_free_window"]
IN_A_ROW = PACK.tables["stay.visa_free_in_a_row"]
TABLES = ("stay.visa_free_days", "stay.visa_free_window", "stay.visa_free_in_a_row")


@dataclass(frozen=True)
class Window:
    """The days among which the visa-free days of one day are counted."""

    first: date
    last: date
    used: Days
    limit: Parameter
    by_year: bool

    @property
    def left(self) -> Days:
        return Days(max(0, int(self.limit.value) - self.used))


def window(day: date, counted: Sequence[Span]) -> Window:
    """What is used on `day`, with it: in its calendar year, or in the 180 days that end with it.

    `counted` must not overlap. Raises OutsideKnownDates before 2014.
    """
    back = WINDOWS.at(day).value
    by_year = not back.isdecimal()
    first = date(day.year, 1, 1) if by_year else day - timedelta(days=int(back) - 1)
    return Window(first, day, days_within(counted, first, day), LIMITS.at(day), by_year)


def in_a_row_end(entry: date) -> date:
    """The last of the days in a row from `entry`. New Year does not start the count again."""
    return entry + timedelta(days=int(IN_A_ROW.at(entry, "entry").value) - 1)


def sum_end(entry: date, counted: Sequence[Span]) -> date | None:
    """The last day from `entry` on whose sum is within the limit, at most a year away; None when not one day is left.

    `counted` holds the days of all stays, this one with them.
    """
    day = entry
    while (day - entry).days < 366:
        at = window(day, counted)
        if at.used > int(at.limit.value):
            return day - ONE_DAY if day > entry else None
        day += ONE_DAY
    return day - ONE_DAY


def last_free_day(entry: date, counted: Sequence[Span]) -> date | None:
    """The last visa-free day of a stay that began on `entry`; None when not one day was left."""
    within_sum = sum_end(entry, counted)
    return min(within_sum, in_a_row_end(entry)) if within_sum else None
