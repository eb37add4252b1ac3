"""The shapes of the directory: who helps, with what, where, by which number. All are immutable values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from tayanch.vocabulary import Text

KINDS = (
    "state",
    "ngo",
    "union",
    "international",
    "consulate",
    "hotline",
    "shelter",
    "clinic",
    "legal-aid",
)
RESULTS = ("answered", "no answer", "wrong number")
KNOWN_FROM = ("page", "report", "memory")
EVERYWHERE = "any"  # the country of what helps in more than one


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from. *dated*: the day or year of the source as it gives it; *seen*: when it was read."""

    title: str
    url: str | None
    seen: date
    dated: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """One kind of help. ``None`` means that nobody has confirmed it, not that it is no.

    *id* is unique in its organisation and lasts, as addresses are made of it. *need* is a concept of the vocabulary's
    scheme "need". *papers_asked*: which papers they want to see; *safe_without_papers*: whether a woman without valid
    papers can go there without harm.
    """

    id: str
    need: str
    name: Text
    free: bool | None = None
    women_only: bool | None = None
    papers_asked: bool | None = None
    safe_without_papers: bool | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where one can go. *city* and *oblast* are ids of ``places.yaml``; degrees are WGS 84.

    *hidden*: nobody may learn the address, the coordinates or the phones of this place from us.
    """

    city: str
    oblast: str = ""
    address: Text | None = None
    latitude: float | None = None
    longitude: float | None = None
    phones: tuple[str, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Phone:
    """A number. *short*: works only inside the country. Only a *confirmed* one may be shown as a number to dial.

    *last_checked* is the day somebody rang, *result*, one of ``RESULTS``, what came of it.
    """

    number: str
    short: bool
    confirmed: bool
    source: Source
    note: Text = field(default_factory=Text)
    last_checked: date | None = None
    result: str | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """Opening hours every week. *days*: two letters of iCalendar (RFC 5545), "MO,TU"; times are "09:00" local.

    *utc_offset*: hours from UTC, or ``None`` when not known.
    """

    days: str
    opens: str
    closes: str
    utc_offset: float | None = None
    note: Text = field(default_factory=Text)


@dataclass(frozen=True, slots=True)
class Stop:
    """A day on which a mobile point stands somewhere. *place*: where exactly, in words; times are "09:00" local.

    *called_off*: one of ``stops.REASONS`` when it will not come, else empty.
    """

    day: date
    opens: str
    closes: str
    city: str
    place: Text
    oblast: str = ""
    called_off: str = ""

    @property
    def key(self) -> str:
        """What tells it from the others of its entry."""
        return f"{self.day:%Y%m%d}-{self.city}-{self.opens.replace(':', '')}"


@dataclass(frozen=True, slots=True)
class Organisation:
    """One entry of the directory.

    *country*: a concept of the vocabulary's scheme "country", or ``any``. *covers*: countries where it helps.
    *known_from*: "page" (a page of its own or a named source page), "report" (a report names it), "memory" (general
    knowledge; no page was found). *alert*: what a woman must know before she turns to it. *reach_through*: ids of
    entries that lead to it, where it has no number of its own that may be shown. *words*: what else people type for
    it, by language. *checked_on*: when somebody last made sure of the entry as a whole. *stops*: where a mobile point
    will be. *closed_on*: since when it does not help any more; such an entry is found by nobody.
    """

    id: str
    country: str
    name: Text
    kind: str
    covers: tuple[str, ...]
    languages: tuple[str, ...]
    says: Text
    services: tuple[Service, ...]
    places: tuple[Place, ...]
    phones: tuple[Phone, ...]
    sources: tuple[Source, ...]
    schedule: Schedule | None = None
    known_from: str = "page"
    alert: Text = field(default_factory=Text)
    website: str | None = None
    reach_through: tuple[str, ...] = ()
    words: tuple[tuple[str, tuple[str, ...]], ...] = ()
    checked_on: date | None = None
    check_again_after_days: int = 180
    stops: tuple[Stop, ...] = ()
    closed_on: date | None = None

    def service(self, id: str) -> Service | None:
        """The service of this id, or none."""
        return next((one for one in self.services if one.id == id), None)


class DirectoryError(ValueError):
    """A file of the directory is wrong; the message names the file and the field."""
