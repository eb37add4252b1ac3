"""Opening hours as one says them: the week, and the next day on which somebody is there.

A page is made once a day and kept by phones: so the day is told with its date, and never "open now".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from tayanch.directory import Schedule
from tayanch.guide.words import listed, say
from tayanch.law.texts import show

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_ALWAYS = ("00:00", ("23:59", "00:00"))


@dataclass(frozen=True)
class Hours:
    """`week`: "Mon–Fri 09:00–18:00"; `next`: the day on which it opens next, with its date."""

    week: str
    next: str
    note: str


def hours(schedule: Schedule, today: date, language: str) -> Hours:
    """Of a schedule in *language*; the times are those of the place."""
    note, open_days = schedule.note.get(language), set(schedule.days.split(","))
    if len(open_days) == len(_DAYS) and schedule.opens == _ALWAYS[0] and schedule.closes in _ALWAYS[1]:
        return Hours(say("hours.always", language), "", note)
    times = f"{schedule.opens}–{schedule.closes}"
    day = next_day(schedule, today)
    named = f"{listed('hours.days', language)[day.weekday()]}, {show(day, language)}: {times}"
    which = "hours.today" if day == today else "hours.next"
    return Hours(f"{_week(open_days, language)} {times}", f"{say(which, language)}: {named}", note)


def next_day(schedule: Schedule, today: date) -> date:
    """*today* or the first day after it on which it is open."""
    ahead = (today + timedelta(days=number) for number in range(len(_DAYS)))
    return next(day for day in ahead if _DAYS[day.weekday()] in schedule.days)


def _week(open_days: set[str], language: str) -> str:
    """Runs of days: "Mon–Fri, Sun"."""
    return ", ".join(_runs(open_days, listed("hours.short", language)))


def _runs(open_days: set[str], names: list[str]) -> Iterator[str]:
    for is_open, run in groupby(range(len(_DAYS)), key=lambda number: _DAYS[number] in open_days):
        if is_open:
            first, *more = run
            yield f"{names[first]}–{names[more[-1]]}" if more else names[first]
