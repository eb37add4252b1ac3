"""What a report is made of: references to what is known, sections of text that hold them, and the composed document.

A section is text that an author may edit: paragraphs with *live numbers* in them, see :mod:`tayanch.reports.tokens`.
Composing turns every live number into what is known today, with its footnote. Values only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

ReferenceKind = Literal["indicator", "figure", "survey", "interviews", "quote", "policy"]
KINDS: tuple[ReferenceKind, ...] = ("indicator", "figure", "survey", "interviews", "quote", "policy")
Groups = tuple[tuple[str, str], ...]
# What a fact can carry in a report. Services are acts of an organisation, never a share of a population.
Role = Literal["service", "money", "population", "published", "voice", "violation", "recommendation", "rule"]


class ReportError(ValueError):
    """A kind of report, or a draft, cannot be read; the message says what is wrong and where."""


@dataclass(frozen=True)
class Reference:
    """Something that is known elsewhere: an indicator of a period and group, a published figure, a quote.

    *key*: its id there. *period*: ``2026``, ``2026-Q3``; empty where it has none. *groups*: ``(("sex", "female"),)``.
    """

    kind: ReferenceKind
    key: str
    period: str = ""
    groups: Groups = ()


@dataclass(frozen=True)
class Known:
    """A reference as it is known now, ready for a sentence of one language.

    *text*: what stands in the sentence: a number with its unit, or the words of a quote. *value*: None for words, and
    for what may not be shown. *footnote*: source, year, base and uncertainty. *flags*: ``gone`` (not there any more),
    ``hidden`` (protected), ``disputed``, ``error``, ``small-base``, ``no-base``, ``draft`` … *also*: what other
    sources say of the same, one sentence each. *rows*: a table behind it: heads, then lines.
    """

    text: str
    value: float | None
    unit: str
    footnote: str
    flags: tuple[str, ...] = ()
    fingerprint: str = ""
    also: tuple[str, ...] = ()
    label: str = ""  # of a quote: who spoke
    source: str = ""  # one line for the list of sources
    rows: tuple[tuple[str, ...], ...] = ()
    plain: str = ""  # the number without its unit
    checks: tuple[str, ...] = ()  # what the register's checks found in it, one or two sentences each

    @property
    def is_gone(self) -> bool:
        return "gone" in self.flags


def fingerprint(*parts: object) -> str:
    """Twelve hexadecimal digits that change when any of the parts does (a cut of SHA-256)."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Fact:
    """Something known, and where in a report it belongs.

    *statement*: what the number is of, in the language of the report, without the number. *articles*: by standard,
    ``{"cedaw": ("11",)}``. *sex*: of whom it tells. *checked*: no check of the register found an error in it.
    """

    reference: Reference
    known: Known
    role: Role
    statement: str
    articles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    topics: tuple[str, ...] = ()
    sex: str = ""
    country: str = ""
    year: str = ""
    has_base: bool = False
    has_source: bool = True
    checked: bool = True
    sort: tuple[int, str] = (0, "")


@dataclass(frozen=True)
class Section:
    """A part of a report as its author keeps it. *read*: what each live number was when the text was last accepted."""

    key: str
    title: str
    text: str
    article: str = ""
    read: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Draft:
    """A report that can be edited. *dated*: an ISO date, printed below the title."""

    kind: str
    language: str
    period: str
    title: str
    sections: tuple[Section, ...]
    organisation: str = ""
    dated: str = ""


@dataclass(frozen=True)
class Piece:
    """Words of a line. *note*: number of the footnote behind them. *mark*: ``unsourced``, ``gone``, ``label``.
    *quote*: of words of an interview, which quote they are: a copy that lasts keeps this and not the words."""

    text: str
    note: int | None = None
    mark: str = ""
    quote: str = ""


BlockKind = Literal["paragraph", "heading", "item", "quote", "gap", "method", "warning", "table", "chart"]


@dataclass(frozen=True)
class Block:
    """A paragraph, a line of a list, a quote, a table. *rows* of a table: the first is its head."""

    kind: BlockKind
    pieces: tuple[Piece, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    svg: str = ""
    alt: str = ""

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class Warned:
    """Something a reader of the report must know. *what*: ``unsourced``, ``gone``, ``changed``, ``withdrawn``."""

    section: str
    what: str
    text: str
    was: str = ""
    now: str = ""
    why: str = ""
    token: str = ""


@dataclass(frozen=True)
class Part:
    """A composed section."""

    key: str
    title: str
    blocks: tuple[Block, ...]
    article: str = ""


@dataclass(frozen=True)
class Composed:
    """A report with all its numbers in place. ``notes[n - 1]`` is the footnote *n*."""

    title: str
    language: str
    subtitle: str
    parts: tuple[Part, ...]
    notes: tuple[str, ...]
    sources: tuple[str, ...]
    warned: tuple[Warned, ...]
    with_contents: bool = True
    pages: int = 0  # how many it should not exceed; 0: as many as it needs
