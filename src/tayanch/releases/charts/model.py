"""What a chart is: a picture and everything that must stand beside it. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["time", "groups", "multiples"]


@dataclass(frozen=True)
class Point:
    """One value of a series. *text*: as it is read; *value* is None where it is hidden or unknown, *text* says so."""

    label: str
    value: float | None
    text: str
    lower: float | None = None
    upper: float | None = None
    shaky: bool = False


@dataclass(frozen=True)
class Series:
    """Values of one group. *look*: which colour and pattern: ``female``, ``male``, ``other``, ``unknown``, ``all``."""

    look: str
    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Panel:
    """One picture of a chart. *name*: what distinguishes it from the others."""

    name: str
    series: tuple[Series, ...]


@dataclass(frozen=True)
class Chart:
    """A chart in one language.

    *short*: its title where the indicator's name stands above already. *svg*: for a page that has title and citation
    itself; *picture*: with both, to be taken away. *table*: the same values; *exact*: for a CSV file, numbers with all
    their digits.
    """

    id: str
    kind: Kind
    title: str
    short: str
    subtitle: str
    svg: str
    picture: str
    headings: tuple[str, ...]
    table: tuple[tuple[str, ...], ...]
    exact: tuple[tuple[str | float | None, ...], ...]
    citation: str
    notes: tuple[str, ...] = ()
