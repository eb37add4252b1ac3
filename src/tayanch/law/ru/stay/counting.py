"""Periods that begin with a day: whether that day is day 1 is read in two ways; the earlier end is safe."""

from datetime import date, timedelta
from typing import Literal

from tayanch.law.days import ONE_DAY
from tayanch.law.inputs import Choice
from tayanch.law.working_days import WorkingDays

FirstDay = Literal["entry_day", "next_day"]
FIRST_DAYS: tuple[FirstDay, ...] = ("entry_day", "next_day")
READING = Choice(FIRST_DAYS, "which day is day 1: the day of entry (the safe reading) or the day after it")


def last_of_days(start: date, days: int, first: FirstDay) -> date:
    return start + timedelta(days=days - 1 if first == "entry_day" else days)


def last_of_working_days(start: date, days: int, first: FirstDay, calendar: WorkingDays) -> date:
    """The last of so many working days; a day off at the start does not count."""
    day = start if first == "entry_day" else start + ONE_DAY
    left = days
    while True:
        left -= int(not calendar.is_day_off(day))
        if not left:
            return day
        day += ONE_DAY


def other(first: FirstDay) -> FirstDay:
    return "next_day" if first == "entry_day" else "entry_day"
