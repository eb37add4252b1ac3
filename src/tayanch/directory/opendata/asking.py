"""What can be asked of the open data: each parameter once, with what it means, what it may be, and how it is read.

The same table is checked against and told in the OpenAPI document, so that the two cannot differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

from tayanch import vocabulary
from tayanch.directory import places
from tayanch.directory.searching import Wanted

MOST_PER_PAGE, LAST_PAGE, LONGEST_SEARCH = 100, 100_000, 200
Json = dict[str, Any]


class BadQuestion(ValueError):
    """A parameter is wrong: *field* names it, the message says what it may be."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, understood. ``wanted`` holds what the directory's own search knows."""

    wanted: Wanted = field(default_factory=Wanted)
    search: str = ""
    organization_id: str = ""
    taxonomy_id: str = ""
    taxonomy_term_id: str = ""
    parent_id: str = ""
    modified_after: date | None = None
    page: int = 1
    per_page: int = 20
    format: str = "json"
    minimal: bool = False
    full: bool = False
    full_service: bool = False
    top_only: bool = False

    @property
    def narrows(self) -> bool:
        """Whether anything is asked for but all there is."""
        ids = self.organization_id or self.taxonomy_id or self.taxonomy_term_id
        return bool(self.search.strip() or ids or self.modified_after) or self.wanted != Wanted()


@dataclass(frozen=True, slots=True)
class Parameter:
    """*read* gives the value of what was typed, or raises ValueError saying what it may be."""

    about: str
    schema: Json
    read: Callable[[str], Any]


def read(given: Iterable[tuple[str, list[str]]], known: tuple[str, ...]) -> Asked:
    """The question in an address's parameters, of which *known* are there. Raises BadQuestion."""
    values = {name: _value(name, typed, known) for name, typed in given}
    wanted: dict[str, Any] = {_WANTED[name]: value for name, value in values.items() if name in _WANTED}
    if "needs" in wanted:
        wanted["needs"] = (wanted["needs"],)
    return Asked(wanted=Wanted(**wanted), **{name: one for name, one in values.items() if name not in _WANTED})


def _value(name: str, typed: list[str], known: tuple[str, ...]) -> Any:
    if name not in known:
        there = f"there are: {', '.join(known)}" if known else "there are none here"
        raise BadQuestion(name[:40], f"There is no such parameter; {there}.")
    if len(typed) != 1:
        raise BadQuestion(name, "It is given more than once.")
    try:
        return parameters()[name].read(typed[0])
    except ValueError as error:
        raise BadQuestion(name, str(error)) from error


def _truth(typed: str) -> bool:
    if typed not in ("true", "false"):
        raise ValueError("It is true or false.")
    return typed == "true"


def _number(most: int) -> Callable[[str], int]:
    def number(typed: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", typed) or not 1 <= int(typed) <= most:
            raise ValueError(f"It is a whole number from 1 to {most}.")
        return int(typed)

    return number


def _one_of(known: Iterable[str]) -> Callable[[str], str]:
    allowed = tuple(known)

    def one(typed: str) -> str:
        if typed not in allowed:
            raise ValueError(f"It is one of: {', '.join(allowed)}.")
        return typed

    return one


def _language(typed: str) -> str:
    if not re.fullmatch(r"[a-z]{2}", typed):
        raise ValueError("It is two small letters of ISO 639-1, such as ky.")
    return typed


def _uuid(typed: str) -> str:
    if not re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", typed):
        raise ValueError("It is a UUID.")
    return str(UUID(typed))


def _day(typed: str) -> date:
    """A day, or a moment, of which the day in UTC counts: nothing is known more exactly than that."""
    try:
        moment = datetime.fromisoformat(typed.replace(" ", "+") if "T" in typed else typed)  # "+" is read as a space
    except ValueError:
        raise ValueError("It is a day or a moment of ISO 8601, such as 2026-11-01 or 2026-11-01T00:00:00Z.") from None
    try:
        return moment.astimezone(UTC).date() if moment.tzinfo else moment.date()
    except OverflowError:
        return moment.date()


def _text(typed: str) -> str:
    if len(typed) > LONGEST_SEARCH:
        raise ValueError(f"It has at most {LONGEST_SEARCH} letters.")
    return typed


def _chosen(about: str, known: Iterable[str]) -> Parameter:
    allowed = list(known)
    return Parameter(about, {"type": "string", "enum": allowed}, _one_of(allowed))


def _told(about: str) -> Parameter:
    return Parameter(about, {"type": "boolean"}, _truth)


def _counted(about: str, most: int, default: int) -> Parameter:
    return Parameter(about, {"type": "integer", "minimum": 1, "maximum": most, "default": default}, _number(most))


def _id(about: str) -> Parameter:
    return Parameter(about, {"type": "string", "format": "uuid"}, _uuid)


@cache
def parameters() -> Mapping[str, Parameter]:
    """Every parameter by its name."""
    return {
        "search": Parameter(
            "Words in Kyrgyz, Russian, English, Uzbek or Tajik; the best match comes first.",
            {"type": "string", "maxLength": LONGEST_SEARCH},
            _text,
        ),
        "need": _chosen("What she asks about: a concept of our vocabulary.", (c.id for c in vocabulary.scheme("need"))),
        "country": _chosen("Where it helps.", (c.id for c in vocabulary.scheme("country"))),
        "city": _chosen("One can go there in this city, or it is a hotline of its country.", sorted(places.cities())),
        "oblast": _chosen("The same for an oblast of Kyrgyzstan.", sorted(places.oblasts())),
        "language": Parameter("Spoken there.", {"type": "string", "pattern": "^[a-z]{2}$"}, _language),
        "free": _told("Confirmed to cost nothing, or confirmed to cost something."),
        "women_only": _told("Confirmed to be for women only, or not."),
        "safe_without_papers": _told("Confirmed that a woman without valid papers comes to no harm there, or not."),
        "taxonomy_id": _id("A term of this taxonomy fits the service."),
        "taxonomy_term_id": _id("This term fits the service."),
        "organization_id": _id("The service is of this organisation."),
        "modified_after": Parameter(
            "Something of it was read or checked on this day or later. Of a moment the day in UTC counts.",
            {"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]},
            _day,
        ),
        "minimal": _told("Only id, name, status, freshness and last_modified. Comes before full."),
        "full": _told("With everything that belongs to it."),
        "full_service": _told("With the organisation's services and everything that belongs to them."),
        "top_only": _told("Only terms that have none above them."),
        "parent_id": _id("Only terms directly under this one."),
        "page": _counted("Which page.", LAST_PAGE, 1),
        "per_page": _counted("How many on a page.", MOST_PER_PAGE, 20),
        "format": _chosen("json: one page; ndjson: everything that fits, one object a line.", ("json", "ndjson")),
    }


_WANTED = {"need": "needs", **{name: name for name in ("country", "city", "oblast", "language")}}
_WANTED |= {name: name for name in ("free", "women_only", "safe_without_papers")}
_FILTERS = ("search", *_WANTED, "organization_id", "taxonomy_id", "taxonomy_term_id", "modified_after")
_PAGES = ("page", "per_page", "format")

KNOWN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "services": (*_FILTERS, "minimal", "full", *_PAGES),
        "organizations": (*_FILTERS, "full", "full_service", *_PAGES),
        "service_at_locations": (*_FILTERS, "full", *_PAGES),
        "locations": (*_FILTERS, "full", *_PAGES),
        "taxonomies": ("search", *_PAGES),
        "taxonomy_terms": ("search", "taxonomy_id", "top_only", "parent_id", *_PAGES),
        "organizations/": ("full_service",),
        "services.csv": _FILTERS,
    }
)
"""Which parameters there are, by what is asked for; with a stroke: one thing. What is not here has none."""
