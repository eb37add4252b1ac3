"""Dated parameters of the law: every value knows when it held, where it stands and who checked it."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from itertools import islice, pairwise
from typing import Any, Literal, NamedTuple

from tayanch.law.days import ONE_DAY
from tayanch.law.errors import OutsideKnownDates
from tayanch.law.texts import Fact, Words

Status = Literal["draft", "reviewed"]


@dataclass(frozen=True)
class Parameter:
    """One value in force from `valid_from` to `valid_to`, both days included.

    `value` stays text (`"21.00"`, `"1/150"`, `"12"`): the rule decides how to read it.
    """

    value: str
    unit: str
    valid_from: date
    valid_to: date
    article: str
    source: str
    checked_on: date
    checked_by: str
    confidence: Literal["high", "medium", "low"]
    status: Status


class _Held(NamedTuple):
    """The rows of a table at one moment, and their first days for the search."""

    rows: tuple[Parameter, ...]
    starts: tuple[date, ...]


# What is tried out before it is taken, for this thread only: a table or days off, and what stands in its place.
TRIAL: ContextVar[Mapping[Any, Any] | None] = ContextVar("trial", default=None)


class DatedTable:
    """Parameters that follow each other without a gap. Days outside are refused, never extrapolated.

    `name` is the place in the pack's files (`key_rate.percent_per_year`), `title` what a reader is told, `closed`
    marks a period of the past that no later row will follow. Rules hold their tables for good, so a table is the
    same object as long as the program runs: an import gives it other rows, all at once; nothing else changes it.
    """

    __slots__ = ("_held", "closed", "name", "title")
    name: str
    title: Words
    closed: bool
    _held: _Held

    def __init__(
        self, name: str, rows: tuple[Parameter, ...], title: Words | None = None, *, closed: bool = False
    ) -> None:
        for slot, value in (("name", name), ("title", title or Words()), ("closed", closed)):
            object.__setattr__(self, slot, value)
        self.take(rows)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a table is not changed by hand: {name}")

    def __repr__(self) -> str:
        return f"DatedTable({self.name!r}, {len(self.rows)} rows)"

    def take(self, rows: tuple[Parameter, ...]) -> None:
        """These rows from now on, for everybody who holds the table. Raises ValueError for a gap."""
        _check_rows(self.name, rows)
        object.__setattr__(self, "_held", _Held(rows, tuple(row.valid_from for row in rows)))

    def _now(self) -> _Held:
        trial = TRIAL.get()
        if trial is None:
            return self._held
        other = trial.get(self)
        return self._held if other is None else other._held

    @property
    def rows(self) -> tuple[Parameter, ...]:
        return self._now().rows

    @property
    def shown(self) -> Fact:
        """Its title, or its name when it has none."""
        return self.title or self.name

    @property
    def known_from(self) -> date:
        return self.rows[0].valid_from

    @property
    def known_through(self) -> date:
        """Last day that may be computed; `date.max` when the last row is open."""
        return self.rows[-1].valid_to

    def at(self, day: date, asked: str = "") -> Parameter:
        """The value of one day; `asked` is the field of the question. Raises OutsideKnownDates."""
        return next(self.spans(day, day, asked))[2]

    def spans(self, first: date, last: date, asked: str = "") -> Iterator[tuple[date, date, Parameter]]:
        """Cuts `first`..`last` (both included) where the value changes. Raises OutsideKnownDates."""
        rows, starts = self._now()
        known_from, known_through = starts[0], rows[-1].valid_to
        if first < known_from:
            raise OutsideKnownDates("before_known_dates", asked, day=first, known_from=known_from, table=self.shown)
        if last > known_through:
            raise OutsideKnownDates("after_known_dates", asked, day=last, known_through=known_through, table=self.shown)
        for row in islice(rows, bisect_right(starts, first) - 1, None):
            if row.valid_from > last:
                break
            yield max(first, row.valid_from), min(last, row.valid_to), row

    def touches(self, first: date, last: date) -> bool:
        return self.known_from <= last and first <= self.known_through


def _check_rows(name: str, rows: tuple[Parameter, ...]) -> None:
    if not rows:
        raise ValueError(f"table {name!r} is empty")
    for row, following in pairwise(rows):
        if row.valid_to + ONE_DAY != following.valid_from:
            raise ValueError(f"table {name!r} has a gap or an overlap after {row.valid_from}")
    if any(row.valid_to < row.valid_from for row in rows):
        raise ValueError(f"table {name!r} has a row that ends before it starts")


Tables = Mapping[str, DatedTable]


def weakest_status(used: Iterable[Parameter]) -> Status:
    """A result is reviewed only if every parameter behind it is."""
    rows = list(used)
    return "reviewed" if rows and all(row.status == "reviewed" for row in rows) else "draft"
