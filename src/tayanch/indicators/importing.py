"""Official series from the files that an analyst downloads: first a preview of what was understood, then observations.

Four forms are told apart by their headings: the table of the UN's database of the Sustainable Development Goals
(``SeriesCode``, ``GeoAreaCode``, ``TimePeriod``, ``Value``), the World Bank's table with a column for each year,
SDMX-CSV in its versions 1 and 2 (``TIME_PERIOD``, ``OBS_VALUE``), and plain columns with a period and a value. Nothing
is corrected: what cannot be read is a problem with its line, and a value that is not there is no row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tayanch.indicators.errors import SeriesError
from tayanch.indicators.import_cells import (
    Problem,
    Unread,
    country_of,
    dimension_of,
    number_of,
    period_of,
    sex_of,
    unit_of,
)
from tayanch.indicators.import_headings import Format, Heading, heading_of
from tayanch.indicators.model import Groups, Indicator, Observation
from tayanch.indicators.series import DAY, KNOWN, Known, cite
from tayanch.indicators.spreadsheets import rows_of
from tayanch.indicators.units import units

__all__ = ["Preview", "Row", "Source", "observations_of", "read_series"]

MOST_PROBLEMS = 100


@dataclass(frozen=True)
class Row:
    """One value of a file. *line*: where it stands; *code*: its series, *goal*: the indicator's number of the UN."""

    line: int
    period: str
    value: float
    groups: Groups
    code: str = ""
    goal: str = ""
    unit: str = ""
    lower: float | None = None
    upper: float | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Preview:
    """What was understood of a file, to be looked at before it is brought in.

    *columns*: (heading, what it was taken for) – ``left out`` where nothing was understood; *series*: code → its
    description; *empty*: values that are not there; *elsewhere*: areas that the vocabulary has no country for, with how
    many values were left out.
    """

    format: Format
    columns: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    series: tuple[tuple[str, str], ...]
    empty: int
    elsewhere: tuple[tuple[str, int], ...]

    @property
    def is_clean(self) -> bool:
        """True when every value that is there was understood."""
        return not self.problems


@dataclass(frozen=True)
class Source:
    """Where the analyst has the file from; it becomes the source line of every value."""

    organisation: str
    publication: str
    url: str
    seen_on: str
    known: Known = "seen"


def read_series(data: bytes) -> Preview:
    """What is in a file.

    Raises:
        SeriesError: the file cannot be opened, or none of its first rows is a heading with a period and a value; the
            message says what to do.
    """
    rows = rows_of(data)
    head = heading_of(rows)
    reading = _Reading(head)
    for line, cells in rows[head.row + 1 :]:
        reading.take(line, cells)
    reading.refuse_doubles()
    return Preview(
        format=head.format,
        columns=head.told,
        rows=tuple(reading.rows),
        problems=tuple(reading.problems[:MOST_PROBLEMS]),
        series=tuple(reading.series.items()),
        empty=reading.empty,
        elsewhere=tuple(reading.elsewhere.most_common()),
    )


class _Reading:
    """The rows of one file as they are read, with what was not understood."""

    def __init__(self, head: Heading) -> None:
        self.head = head
        self.rows: list[Row] = []
        self.problems: list[Problem] = []
        self.series: dict[str, str] = {}
        self.elsewhere: Counter[str] = Counter()
        self.empty = 0

    def take(self, line: int, cells: Sequence[str]) -> None:
        """One line: a value, or one for each year of a wide table."""
        for period, value in self.head.values(cells):
            if number_of(value) is None:
                self.empty += 1
                continue
            try:
                row = self._row(line, cells, period, value)
            except Unread as error:
                self.problems.append(Problem(line, error.column, str(error)))
                continue
            if row:
                self.rows.append(row)

    def _row(self, line: int, cells: Sequence[str], period: str, text: str) -> Row | None:
        head = self.head
        groups, area = self._groups(cells)
        if area:
            self.elsewhere[area] += 1
            return None
        found = number_of(text)
        if isinstance(found, str) or found is None:
            raise Unread(head.name("value"), f"“{text}” is no number")
        code = head.cell(cells, "series")
        if code:
            self.series.setdefault(code, head.cell(cells, "description"))
        factor = self._factor(cells)
        bounds = [number_of(head.cell(cells, name)) for name in ("lower", "upper")]
        lower, upper = (bound.value * factor if bound and not isinstance(bound, str) else None for bound in bounds)
        return Row(
            line=line,
            period=period_of(period, head.name("period")),
            value=found.value * factor,
            groups=groups,
            code=code,
            goal=head.cell(cells, "goal"),
            unit=head.cell(cells, "unit"),
            lower=lower,
            upper=upper,
            flags=(*found.flags, *head.status(cells)),
        )

    def _factor(self, cells: Sequence[str]) -> float:
        """What values are multiplied by: SDMX writes thousands as the power 3."""
        text = self.head.cell(cells, "multiplier")
        power = number_of(text)
        if isinstance(power, str) or (power and not power.value.is_integer()):
            raise Unread(self.head.name("multiplier"), f"“{text}” is no power of ten")
        return 10.0 ** int(power.value) if power else 1.0

    def _groups(self, cells: Sequence[str]) -> tuple[Groups, str]:
        """The groups of a line; or the name of its area when the vocabulary does not have it."""
        head, found = self.head, []
        if sex := sex_of(head.cell(cells, "sex"), head.name("sex")):
            found.append(("sex", sex))
        for role in ("origin", "country"):
            area = head.cell(cells, role)
            code = country_of(area)
            if area and not code:
                return (), head.cell(cells, f"{role}-name") or area
            if code:
                found.append((role, code))
        for name, text in head.dimensions(cells):
            if code := dimension_of(text):
                found.append((name, code))
        return tuple(found), ""

    def refuse_doubles(self) -> None:
        """Two values of one thing cannot both stand: neither is taken away, both lines are named."""
        seen: dict[tuple[str, str, str, Groups], Row] = {}
        for row in self.rows:
            first = seen.setdefault((row.code, row.goal, row.period, row.groups), row)
            if first.value != row.value:
                told = f"the same as line {first.line}, but with {row.value:g} instead of {first.value:g}"
                self.problems.append(Problem(row.line, self.head.name("value"), told))


def observations_of(preview: Preview, indicator: Indicator, source: Source, code: str = "") -> tuple[Observation, ...]:
    """The values of a file as observations of an indicator.

    Args:
        preview: of the file; it must be clean.
        indicator: an official one. With ``sdg`` in its query only values of that number are taken, where the file says.
        source: where the file is from.
        code: of one series of the file; without it all are taken, and where there are several each has a group
            ``series``.

    Raises:
        SeriesError: there are problems, the indicator is not official, or nothing in the file is about it.
    """
    if indicator.source != "official":
        raise SeriesError(f"{indicator.id} comes from {indicator.source}: official series cannot be brought into it.")
    if preview.problems:
        first = preview.problems[0]
        raise SeriesError(f"Line {first.line}, {first.column}: {first.text}. Mend the file and bring it again.")
    if source.known not in KNOWN or not DAY.fullmatch(source.seen_on):
        raise SeriesError("Say on which day you saw the file, such as 2026-11-21.")
    goal = indicator.query.get("sdg", "")
    rows = [row for row in preview.rows if (not code or row.code == code) and _is_of(row, goal)]
    if not rows:
        there = ", ".join(dict.fromkeys(row.goal or row.code for row in preview.rows)) or "no value"
        raise SeriesError(f"Nothing in the file is about {goal or code or indicator.id}. It has: {there}.")
    several = len({row.code for row in rows}) > 1
    facts = {"organisation": source.organisation, "publication": source.publication, "url": source.url}
    line = cite({**facts, "seen_on": source.seen_on}, source.known)
    return tuple(_observed(row, indicator, line, source.known, several) for row in rows)


def _is_of(row: Row, goal: str) -> bool:
    return not goal or not row.goal or goal in row.goal.replace(",", " ").split()


def _observed(row: Row, indicator: Indicator, source: str, known: Known, several: bool) -> Observation:
    unit = unit_of(row.unit)
    return Observation(
        indicator=indicator.id,
        version=indicator.version,
        period=row.period,
        groups=(*row.groups, ("series", row.code)) if several else row.groups,
        value=row.value,
        unit=unit if unit in units() else indicator.unit,
        lower=row.lower,
        upper=row.upper,
        flags=(*row.flags, *([known] if known != "seen" else [])),
        source=source,
    )
