"""Differences with their intervals: between two groups of one table, or between two tables of the same question.

Groups of one table may share sampling units, as waves of a panel in one file do, so their covariance counts, and how
many they share is said. Two files are taken as drawn independently of each other; that is said, because waves of a
panel are not.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray
from scipy.stats import t as student

from tayanch.evidence import keeping, presenting, tabulating
from tayanch.evidence.asking import Question
from tayanch.evidence.models import Tabulation
from tayanch.evidence.presenting import Line, Section, Shown
from tayanch.survey.change import shared_units
from tayanch.survey.design import Design
from tayanch.survey.results import Estimate
from tayanch.survey.sampling import sample

Told = Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """The second less the first of two estimates; None where one of them is hidden or an error is not known.

    *se* is the standard error of the difference.
    """

    label: str
    answer: str
    first: str
    second: str
    value: float | None
    lower: float | None
    upper: float | None
    share: bool
    se: float | None = None

    @property
    def text(self) -> str:
        if self.value is None:
            return presenting.HIDDEN
        told = self._number(self.value)
        return _("%s points") % told if self.share else told

    @property
    def interval(self) -> str:
        """``−3.1 to 8.4``."""
        if self.lower is None or self.upper is None:
            return presenting.HIDDEN
        return _("%(from)s to %(to)s") % {"from": self._number(self.lower), "to": self._number(self.upper)}

    @property
    def is_clear(self) -> bool:
        """True when the interval leaves out nought."""
        return self.lower is not None and self.upper is not None and not self.lower <= 0 <= self.upper

    def _number(self, value: float) -> str:
        told = presenting.number(abs(value) * 100, 1) if self.share else presenting.number(abs(value))
        return f"{'+' if value > 0 else '−' if value < 0 else ''}{told}"


@dataclass(frozen=True)
class Group:
    """One group of a table, by its place in it."""

    key: str
    label: str


def groups(shown: Shown) -> list[Group]:
    """The groups of a table, each once."""
    found: dict[str, str] = {}
    for section in shown.sections:
        for line in section.lines:
            found.setdefault(_key(line), " · ".join(line.groups))
    return [Group(key, label) for key, label in found.items()]


def _key(line: Line) -> str:
    return json.dumps(line.domain, ensure_ascii=False)


def between_groups(told: Told, shown: Shown, first: str, second: str) -> list[Difference]:
    """What the group *second* has more than *first*, for every estimate of the table."""
    return [
        _difference(section, one, two, _variance(told, one, two), _degrees(told, one, two))
        for section in shown.sections
        for one, two in _pairs(section, first, second)
    ]


def _pairs(section: Section, first: str, second: str) -> Iterator[tuple[Line, Line]]:
    of_second = {line.answer: line for line in section.lines if _key(line) == second}
    for line in section.lines:
        if _key(line) == first and line.answer in of_second:
            yield line, of_second[line.answer]


def _variance(told: Told, one: Line, two: Line) -> float | None:
    """Variance of the difference: what both groups share through their sampling units is taken off."""
    key = tabulating.what(told["cells"][one.place])
    some = [place for place, cell in enumerate(told["cells"]) if tabulating.what(cell) == key]
    matrix = told.get("covariances", {}).get(key)
    if matrix is None:
        return None
    a, b = some.index(one.place), some.index(two.place)
    parts = (matrix[a][a], matrix[b][b], matrix[a][b])
    return None if None in parts else max(0.0, parts[0] + parts[1] - 2 * parts[2])


def _degrees(told: Told, *lines: Line) -> float:
    return min(float(told["cells"][line.place]["df"] or 0) for line in lines)


@dataclass(frozen=True)
class Overlap:
    """How many sampling units two groups of a table have in common; *strata* are columns of the groups that part them
    because they are strata of the design as well."""

    units: int
    strata: tuple[str, ...]


def overlap(made: Tabulation, first: str, second: str) -> Overlap | None:
    """The units of the first stage that both groups have; None where the design has replicates instead of units."""
    design, by = Design.of(made.derivation["design"]), Question.of_values(made.asked).by
    if design.replicates is not None:
        return None
    drawn = replace(design, calibration=None)
    columns = keeping.data_of(made.survey, {*drawn.columns, *by}).columns({*drawn.columns, *by})
    rows = [_rows(columns, by, json.loads(key)) for key in (first, second)]
    units = shared_units(sample(drawn, columns), *rows)
    return Overlap(units, tuple(name for name in by if name in design.strata) if units == 0 else ())


def _rows(columns: Mapping[str, NDArray[Any]], by: Sequence[str], domain: Sequence[Any]) -> NDArray[np.bool_]:
    """Who is in a group (n,); None stands for everybody."""
    inside = np.ones(len(next(iter(columns.values()))), dtype=bool)
    for name, value in zip(by, domain, strict=True):
        if value is not None:
            inside &= np.asarray(columns[name] == value, dtype=bool)
    return inside


def between_tables(shown: Shown, other: Shown, degrees: float) -> list[Difference]:
    """What the other table has more than the first, line by line where both have the same question and group."""
    theirs = {(s.variable, line.groups, line.answer): line for s in other.sections for line in s.lines}
    return [
        _difference(section, line, two, _independent(line, two), degrees, with_group=True)
        for section in shown.sections
        for line in section.lines
        if (two := theirs.get((section.variable, line.groups, line.answer)))
    ]


def _independent(one: Line, two: Line) -> float | None:
    return None if one.se is None or two.se is None else one.se**2 + two.se**2


def _difference(
    section: Section, one: Line, two: Line, variance: float | None, degrees: float, *, with_group: bool = False
) -> Difference:
    value = None if one.estimate is None or two.estimate is None else two.estimate - one.estimate
    reach = None
    if value is not None and variance is not None and degrees > 0:
        reach = float(student.ppf(0.975, degrees)) * math.sqrt(variance)
    answer = " · ".join(text for text in ((*one.groups, one.answer) if with_group else (one.answer,)) if text)
    known = value is not None and reach is not None
    return Difference(
        label=section.label,
        answer=answer,
        first=one.text,
        second=two.text,
        value=value,
        lower=value - reach if known else None,  # type: ignore[operator]
        upper=value + reach if known else None,  # type: ignore[operator]
        share=one.share,
        se=math.sqrt(variance) if value is not None and variance is not None else None,
    )


def degrees_of(cells: Sequence[Estimate]) -> float:
    """The fewest degrees of freedom of a table's cells."""
    return min((cell.df for cell in cells), default=0.0)
