"""Dated parameters of the law: every value knows when it held, where it stands and who checked it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Literal

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


@dataclass(frozen=True)
class DatedTable:
    """Parameters that follow each other without a gap. Days outside are refused, never extrapolated.

    `name` is the place in the pack's files (`key_rate.percent_per_year`), `title` what a reader is told.
    """

    name: str
    rows: tuple[Parameter, ...]
    title: Words = field(default_factory=Words, compare=False)

    def __post_init__(self) -> None:
        if not self.rows:
            raise ValueError(f"table {self.name!r} is empty")
        for row, following in pairwise(self.rows):
            if row.valid_to + ONE_DAY != following.valid_from:
                raise ValueError(f"table {self.name!r} has a gap or an overlap after {row.valid_from}")
        if any(row.valid_to < row.valid_from for row in self.rows):
            raise ValueError(f"table {self.name!r} has a row that ends before it starts")

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
        if first < self.known_from:
            raise OutsideKnownDates(
                "before_known_dates", asked, day=first, known_from=self.known_from, table=self.shown
            )
        if last > self.known_through:
            raise OutsideKnownDates(
                "after_known_dates", asked, day=last, known_through=self.known_through, table=self.shown
            )
        for row in self.rows:
            if row.valid_from <= last and first <= row.valid_to:
                yield max(first, row.valid_from), min(last, row.valid_to), row

    def touches(self, first: date, last: date) -> bool:
        return self.known_from <= last and first <= self.known_through


Tables = Mapping[str, DatedTable]


def weakest_status(used: Iterable[Parameter]) -> Status:
    """A result is reviewed only if every parameter behind it is."""
    rows = list(used)
    return "reviewed" if rows and all(row.status == "reviewed" for row in rows) else "draft"
