"""What an indicator is, and one value of it with everything it rests on. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tayanch.vocabulary.model import Text

# Where values come from. Only "survey" and "official" may speak of a population; "desk" counts services, "interviews"
# counts documents and speakers, "figures" repeats what others printed.
SourceKind = Literal["desk", "survey", "interviews", "figures", "official"]
Groups = tuple[tuple[str, str], ...]  # (("sex", "female"), ("country", "RU")), in the order of the definition


@dataclass(frozen=True)
class Indicator:
    """One definition. A change that changes values makes the next *version*; values of the one before stay.

    *topic*: concepts of the vocabulary it belongs to (``need:unpaid-wages``, ``violation:trafficking``). *by*: further
    breakdowns; sex is always one when *by_sex*. *query*: how it is computed from its source, as data; its shape is
    that of the source kind. *links*: ``{"cedaw": ("11",), "icrmw": ("25",), "sdg": ("8.8.2",), "gcm": ("6",),
    "mon": ("MON-03",)}``. *status*: ``draft`` until somebody reviewed it. *flags*: ``not-asked`` when no question that
    is asked today gives a value. *needs*: what would have to be asked, or obtained, before there is one. *changed*:
    since when and why this version counts differently than the one before.
    """

    id: str
    version: int
    name: Text
    concept: Text
    unit: str
    numerator: Text
    denominator: Text
    by_sex: bool
    by: tuple[str, ...]
    source: SourceKind
    query: Mapping[str, Any]
    method: Text
    caveats: Text
    topics: tuple[str, ...] = ()
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    status: str = "draft"
    flags: tuple[str, ...] = ()
    needs: Text = field(default_factory=Text)
    changed: Text = field(default_factory=Text)


@dataclass(frozen=True)
class Derivation:
    """Where a value comes from, down to the query.

    *query*: the SQL that was run, or what was asked of a survey or study, as text. *inputs*: name → SHA-256 of what
    was read. *rows*: how many rows were counted. *program*: version of Tayanch. *at*: ISO date of the computation.
    """

    query: str
    inputs: Mapping[str, str]
    rows: int
    method: str
    program: str
    at: str


@dataclass(frozen=True)
class Observation:
    """One value of an indicator: of a period, for a group.

    *period*: ``2026``, ``2026-Q3`` or ``2026-10``. *value* is None when it is hidden or not defined; then *flags* say
    why (``hidden``, ``small-base``, ``no-denominator``, ``not-asked``, ``rounded``, ``partial-period``). *count*: the
    numerator; *base*: the denominator, or the unweighted base of a survey. *se*, *lower*, *upper*: standard error and
    95 % interval of a survey's estimate. *source*: one line that a citation can take.
    """

    indicator: str
    version: int
    period: str
    groups: Groups
    value: float | None
    unit: str
    count: float | None = None
    base: float | None = None
    se: float | None = None
    lower: float | None = None
    upper: float | None = None
    flags: tuple[str, ...] = ()
    source: str = ""
    derivation: Derivation | None = None
