"""What was agreed, what was recommended, how far civil society had come, and when States are asked. Values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from tayanch.vocabulary.model import Text

Seen = Literal["seen", "partly", "memory"]
Kind = Literal["treaty", "ilo", "soft-law", "regional", "bilateral", "law", "strategy"]
Membership = Literal["party", "signatory", "not-party", "unknown"]
State = Literal["in-force", "replaced", "ended", "draft", "unknown"]
Addressee = Literal["government", "civil-society", "international", "agencies", "everybody"]
Level = Literal["low", "average", "high"]

KINDS: tuple[Kind, ...] = ("treaty", "ilo", "soft-law", "regional", "bilateral", "law", "strategy")
ADDRESSEES: tuple[Addressee, ...] = ("government", "civil-society", "international", "agencies", "everybody")
LEVELS: tuple[Level, ...] = ("low", "average", "high")
COUNTRIES = ("KG", "KZ", "RU", "TJ", "UZ", "TR", "KR", "GB", "DE")


class PolicyError(ValueError):
    """A file of data is wrong; the message names the file, the entry and the field."""


@dataclass(frozen=True, slots=True)
class Party:
    """Where one country stands. *date* of becoming a party: ``2003-09-29`` or ``2008``, empty when nobody told us.

    *seen*: whether a source was read for this cell (``seen``), in part (``partly``), or it is from memory and must be
    checked before it is quoted (``memory``).
    """

    country: str
    status: Membership
    seen: Seen
    date: str = ""
    signed: str = ""
    note: Text = field(default_factory=Text)


@dataclass(frozen=True, slots=True)
class Article:
    """An article that bears on women who migrate, and the concepts of the vocabulary that it is about."""

    number: str
    about: Text
    topics: tuple[str, ...]
    seen: Seen


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two sources say different things; nothing is decided. *id*: number of the check (``B9``), or our own word."""

    id: str
    says: Text
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Instrument:
    """A treaty, convention, agreement, law or strategy.

    *date*: as it is printed, ``1990`` or ``2003-09-22``; empty when no source gives one. *seen*: how the date and
    number are known. *owner*: whose law it is (``KG``), empty for what several States share. *sources*: lines of the
    documents (``S003 l.126``) and addresses. *checked_on*: the day of the last look at these sources.
    """

    id: str
    kind: Kind
    name: Text
    seen: Seen
    state: State
    checked_on: str
    sources: tuple[str, ...]
    number: str = ""
    date: str = ""
    in_force: str = ""
    owner: str = ""
    parties: tuple[Party, ...] = ()
    articles: tuple[Article, ...] = ()
    topics: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    note: Text = field(default_factory=Text)

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries it says something about, owner first."""
        own = (self.owner,) if self.owner else ()
        return tuple(dict.fromkeys((*own, *(party.country for party in self.parties))))

    def of(self, country: str) -> Party | None:
        """Where *country* stands; None when nothing is known."""
        return next((party for party in self.parties if party.country == country), None)

    def all_topics(self) -> tuple[str, ...]:
        """Its own topics and those of its articles, each once."""
        return tuple(dict.fromkeys((*self.topics, *(topic for one in self.articles for topic in one.topics))))

    def unverified(self) -> int:
        """How many of its facts rest on memory: the date, parties, articles."""
        facts = [self.seen, *(one.seen for one in self.parties), *(one.seen for one in self.articles)]
        return facts.count("memory")


@dataclass(frozen=True, slots=True)
class Document:
    """One of the source documents. *year* as it is printed, empty when it is not."""

    id: str
    title: Text
    by: str
    year: str


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What a document asks somebody to do, in our own words.

    *named*: the document itself says who should do it; else the addressee is our reading. *part*: the list it stands
    in, *number* in it; *line* of the document's text. *since*: year of the document, from which it waits.
    *cedaw*: articles of CEDAW it serves, by our reading. *instruments*: ids of what it names.
    """

    id: str
    document: str
    part: Text
    number: int
    line: str
    addressee: Addressee
    text: Text
    topics: tuple[str, ...]
    cedaw: tuple[str, ...]
    since: str
    named: bool = False
    area: str = ""
    instruments: tuple[str, ...] = ()

    def waits(self, year: int) -> int:
        """Whole years from the year of the document to *year*."""
        return year - int(self.since)


@dataclass(frozen=True, slots=True)
class Area:
    """A field of work and how far civil society had come in it when the document was written.

    *id*: a concept of ``assistance-area``. *side*: ``origin`` or ``destination``. *niche*: what was done there.
    """

    id: str
    name: Text
    side: str
    niche: Text
    level: Level
    line: str
    recommended: bool


@dataclass(frozen=True, slots=True)
class Matrix:
    """The published niche matrix: *levels* says what each step means."""

    document: str
    year: str
    line: str
    levels: dict[Level, Text]
    areas: tuple[Area, ...]

    def area(self, area_id: str) -> Area:
        """One of the nine. Raises KeyError."""
        return {one.id: one for one in self.areas}[area_id]


@dataclass(frozen=True, slots=True)
class Round:
    """One review of one country by one body.

    *date*: when it took place or was due, as exactly as it is known (``2025-04-28``, ``2025-11``, ``2029``); *until*:
    its end, when it took longer. *kind*: ``held`` (it took place) or ``due`` (a date that was set).
    """

    number: str
    kind: Literal["held", "due"]
    date: str
    seen: Seen
    text: Text
    document: str = ""
    until: str = ""
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """Something to prepare, *months* before a review."""

    months: int
    what: Text


@dataclass(frozen=True, slots=True)
class Review:
    """The calendar of one review of one country. *every*: years between two, 0 when there is no rule.

    *how* says in words how a computed date was reached.
    """

    id: str
    country: str
    name: Text
    every: int
    how: Text
    rounds: tuple[Round, ...]
    steps: tuple[Step, ...]
    sources: tuple[str, ...]
    checked_on: str


@dataclass(frozen=True, slots=True)
class Volume:
    """Counts of acts on migration among all acts of a period, and the share that was printed beside them (percent)."""

    period: str
    act: Text
    migration: int
    all: int
    printed: str
    line: str

    @property
    def share(self) -> float:
        """The share that the counts give, in percent."""
        return 100 * self.migration / self.all

    @property
    def agrees(self) -> bool:
        """Whether the printed share is the counts' share, to its own last digit (cut off or rounded)."""
        digits = len(self.printed.partition(".")[2])
        return abs(self.share - float(self.printed)) < float(f"1e-{digits}")
