"""When a State is next asked, and what to prepare until then. "Today" is an argument."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tayanch.policy.load import reviews
from tayanch.policy.model import Review, Round, Seen, Step

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Prepare:
    """A step of preparation and the day by which it should be done."""

    step: Step
    by: date


@dataclass(frozen=True, slots=True)
class Due:
    """The next date of a review.

    *kind*: ``due`` when a body set it, ``computed`` when it is the last one plus the usual number of years. *first*,
    *last*: the days between which it falls, as exactly as it is known. *text*: how it is written (``2028-12``).
    *overdue*: its last day is before today and nothing held after it is known.
    """

    review: Review
    kind: Literal["due", "computed"]
    text: str
    until: str
    first: date
    last: date
    seen: Seen
    overdue: bool
    prepare: tuple[Prepare, ...]
    round: Round | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    text: str
    until: str
    seen: Seen
    round: Round | None


def first_day(text: str) -> date:
    """The first day that ``2028``, ``2028-12`` or ``2028-12-03`` can mean."""
    year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
    return date(year, month, day)


def last_day(text: str) -> date:
    """The last day that it can mean."""
    parts = [int(part) for part in text.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else MONTHS
    return date(year, month, parts[2] if len(parts) == 3 else calendar.monthrange(year, month)[1])


def earlier(day: date, months: int) -> date:
    """*months* before *day*, on the last day of a shorter month when it has no such day."""
    year, month = divmod(day.year * MONTHS + day.month - 1 - months, MONTHS)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def next_dates(today: date, of: Iterable[Review] | None = None) -> tuple[Due, ...]:
    """The next date of each review, the earliest first; reviews without a rule and without a set date are left out.

    A date that was set and passed without a later review that is known stays, as overdue. A computed date is the last
    held one plus the review's years, in the month of the last one, counted on until it does not lie before *today*.
    """
    found = (_next(one, today) for one in (reviews() if of is None else of))
    return tuple(sorted((one for one in found if one), key=lambda one: one.first))


def _next(review: Review, today: date) -> Due | None:
    held = max((one for one in review.rounds if one.kind == "held"), key=_end, default=None)
    waiting = [one for one in review.rounds if one.kind == "due" and (held is None or _end(one) > _end(held))]
    if waiting:
        one = min(waiting, key=_end)
        return _due(review, _Found(one.date, one.until, one.seen, one), today)
    if held is None or not review.every:
        return None
    return _due(review, _Found(_counted_on(held, review.every, today), "", held.seen, None), today)


def _end(one: Round) -> date:
    return last_day(one.until or one.date)


def _counted_on(held: Round, years: int, today: date) -> str:
    """``2030-04`` from ``2025-04-28``: the day itself cannot be known."""
    year, _, rest = (held.until or held.date).partition("-")
    month = f"-{rest[:2]}" if rest else ""
    following = int(year) + years
    while last_day(f"{following}{month}") < today:
        following += years
    return f"{following}{month}"


def _due(review: Review, found: _Found, today: date) -> Due:
    first, last = first_day(found.text), last_day(found.until or found.text)
    return Due(
        review=review,
        kind="due" if found.round else "computed",
        text=found.text,
        until=found.until,
        first=first,
        last=last,
        seen=found.seen,
        overdue=last < today,
        prepare=tuple(Prepare(step, earlier(first, step.months)) for step in review.steps),
        round=found.round,
    )
