"""Stretches of days: joined, taken apart and counted as record of work."""

from collections.abc import Iterable, Iterator
from datetime import date

from tayanch.law.days import ONE_DAY, add_months

Span = tuple[date, date]  # first and last day, both included
DAYS_OF_MONTH = 30


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same days, each once, in order; stretches that touch are one."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + ONE_DAY:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """The days of `spans` that are not in `taken`."""
    left = merged(spans)
    for begin, end in merged(taken):
        left = [piece for span in left for piece in _cut_out(span, begin, end)]
    return left


def _cut_out(span: Span, begin: date, end: date) -> Iterator[Span]:
    first, last = span
    if end < first or last < begin:
        yield span
        return
    if first < begin:
        yield first, begin - ONE_DAY
    if end < last:
        yield end + ONE_DAY, last


def cut(span: Span, starts: Iterable[date]) -> Iterator[Span]:
    """`span` in pieces, a new one on each day of `starts` inside it."""
    first, last = span
    for start in sorted({day for day in starts if first < day <= last}):
        yield first, start - ONE_DAY
        first = start
    yield first, last


def record(spans: Iterable[Span]) -> tuple[int, int]:
    """Whole months and days of the record: calendar months of each stretch, then 30 days a month."""
    months, days = divmod(sum(map(_thirties, merged(spans))), DAYS_OF_MONTH)
    return months, days


def _thirties(span: Span) -> int:
    """A stretch in days, with 30 for every whole calendar month from its first day."""
    first, after = span[0], span[1] + ONE_DAY
    months = (after.year - first.year) * 12 + after.month - first.month
    if add_months(first, months) > after:
        months -= 1
    return months * DAYS_OF_MONTH + (after - add_months(first, months)).days
