"""Stretches of days, both ends included: the arithmetic of days spent and days covered."""

from collections.abc import Iterable
from datetime import date

from tayanch.law.days import ONE_DAY
from tayanch.law.texts import Days

Span = tuple[date, date]
# A stretch that has no known end. Far enough from date.max to add days to it.
NO_END = date(9000, 1, 1)


def length(first: date, last: date) -> Days:
    return Days((last - first).days + 1)


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same days without overlaps, in order; stretches that touch become one."""
    found: list[Span] = []
    for first, last in sorted(span for span in spans if span[0] <= span[1]):
        if found and first <= found[-1][1] + ONE_DAY:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def days_within(spans: Iterable[Span], first: date, last: date) -> Days:
    """How many days of `spans`, which do not overlap, lie in `first`..`last`."""
    return Days(sum(max(0, (min(end, last) - max(start, first)).days + 1) for start, end in spans))


def without(spans: Iterable[Span], holes: Iterable[Span]) -> list[Span]:
    """The days of `spans` that are in none of `holes`."""
    left = merged(spans)
    for first, last in merged(holes):
        before = [(start, min(end, first - ONE_DAY)) for start, end in left]
        after = [(max(start, last + ONE_DAY), end) for start, end in left]
        left = [span for span in sorted(before + after) if span[0] <= span[1]]
    return left


def clipped(spans: Iterable[Span], first: date, last: date) -> list[Span]:
    """The days of `spans` in `first`..`last`."""
    return [(max(start, first), min(end, last)) for start, end in spans if start <= last and first <= end]
