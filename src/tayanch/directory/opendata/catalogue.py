"""What is given out: the objects of every entry, found by their ids or by what was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from tayanch.directory import lookup, searching
from tayanch.directory.hiding import public
from tayanch.directory.model import Organisation, Place
from tayanch.directory.opendata import hsds
from tayanch.directory.opendata.asking import Asked
from tayanch.directory.opendata.hsds import Json, identifier
from tayanch.directory.searching.fold import words

_ALL = 1_000_000
_MINIMAL = ("id", "name", "status", "freshness", "last_modified")  # the required ones, and when it changed
Pair = tuple[Organisation, str]  # an entry, and the id of one of its services


@dataclass(frozen=True, slots=True)
class Given:
    """Everything that is given out of one entry."""

    organization: Json
    services: dict[str, Json]
    locations: list[Json]
    places: tuple[Place, ...]


class Catalogue:
    """The directory on one day. Objects are made when they are first asked for."""

    def __init__(self, entries: tuple[Organisation, ...], today: date) -> None:
        self.entries, self.today = entries, today
        self._by_id = {entry.id: entry for entry in entries}
        self._given: dict[str, Given] = {}
        self._where = {id: (kind, entry, part) for entry in entries for kind, id, part in _ids(entry)}

    # --- one

    def find(self, kind: str, id: str, asked: Asked) -> Json | None:
        """The object of this kind and id with everything that belongs to it, or none."""
        if kind == "taxonomies":
            return next((one for one in [hsds.taxonomy()] if one["id"] == id), None)
        if kind == "taxonomy_terms":
            return next((one for one in hsds.taxonomy_terms() if one["id"] == id), None)
        found, entry, part = self._where.get(id, ("", None, ""))
        if entry is None or found != kind:
            return None
        whole = {one["id"]: one for one in self._wholes(kind, entry, [part] if part else [], asked)}
        return whole.get(id)

    # --- many

    def listing(self, kind: str, asked: Asked) -> list[Json]:
        """All objects of a kind that fit what was asked: in short, or whole where that was asked."""
        if kind in ("taxonomies", "taxonomy_terms"):
            return _terms(kind, asked)
        shorten: Callable[[Json], Json] = hsds.in_short
        if asked.full or (kind == "organizations" and asked.full_service):
            shorten = dict
        if asked.minimal:
            shorten = _minimal
        return [shorten(one) for one in self._fitting(kind, asked)]

    def pairs(self, asked: Asked) -> list[Pair]:
        """The services that fit, as entry and service, the best first."""
        found = searching.search(asked.search, asked.wanted, _ALL)
        here = ((self._by_id.get(one.entry.id), one.service) for one in found)
        return [(entry, one.id) for entry, one in here if entry and _fits(entry, one.need, asked)]

    def _fitting(self, kind: str, asked: Asked) -> Iterator[Json]:
        by_entry: dict[str, list[str]] = {}
        for entry, service in self.pairs(asked):
            by_entry.setdefault(entry.id, []).append(service)
            if kind in ("services", "service_at_locations"):
                yield from self._wholes(kind, entry, [service], asked)
        if kind in ("organizations", "locations"):
            chosen = [self._by_id[id] for id in by_entry] if asked.narrows else self.entries
            for entry in chosen:
                yield from self._wholes(kind, entry, by_entry.get(entry.id, []), asked)

    def _wholes(self, kind: str, entry: Organisation, services: Sequence[str], asked: Asked) -> Iterator[Json]:
        given = self._of(entry)
        if kind == "services":
            yield from (given.services[one] for one in services if one in given.services)
        elif kind == "organizations":
            yield _with_services(given, asked.full_service)
        elif kind == "locations":
            there = zip(given.places, given.locations, strict=True)
            yield from (location for place, location in there if _is_there(place, asked))
        else:
            for one in services:
                yield from _at_locations(given, one, asked)

    def _of(self, entry: Organisation) -> Given:
        if entry.id not in self._given:
            made = hsds.services(entry, self.today)
            own = {identifier("service", entry.id, one.id): one.id for one in entry.services}
            services = {own[one["id"]]: one for one in made}
            shown = public(entry).places
            self._given[entry.id] = Given(hsds.organization(entry), services, hsds.locations(entry), shown)
        return self._given[entry.id]


_lock = threading.Lock()
_current: Catalogue | None = None


def current(today: date) -> Catalogue:
    """The catalogue of what the directory holds now."""
    global _current  # noqa: PLW0603
    entries = lookup.all_entries()
    with _lock:
        if _current is None or _current.entries is not entries or _current.today != today:
            _current = Catalogue(entries, today)
        return _current


def page(found: Sequence[Json], asked: Asked) -> Json:
    """One page of a list, with the eight fields that HSDS asks for."""
    first = (asked.page - 1) * asked.per_page
    contents = list(found[first : first + asked.per_page])
    pages = ceil(len(found) / asked.per_page)
    return {
        "total_items": len(found),
        "total_pages": pages,
        "page_number": asked.page,
        "size": len(contents),
        "first_page": asked.page == 1,
        "last_page": asked.page >= pages,
        "empty": not contents,
        "contents": contents,
    }


def _ids(entry: Organisation) -> Iterator[tuple[str, str, str]]:
    """Kind, id and (of what belongs to a service) the service of everything that an entry gives out."""
    yield "organizations", identifier("organization", entry.id), ""
    for number, _ in enumerate(entry.places):
        yield "locations", identifier("location", entry.id, number), ""
    for one in entry.services:
        yield "services", identifier("service", entry.id, one.id), one.id
        for number, _ in enumerate(entry.places):
            yield "service_at_locations", identifier("service_at_location", entry.id, one.id, number), one.id


def _fits(entry: Organisation, need: str, asked: Asked) -> bool:
    changed = hsds.modified_on(entry)
    return (
        asked.organization_id in ("", identifier("organization", entry.id))
        and asked.taxonomy_term_id in ("", identifier("taxonomy_term", need))
        and asked.taxonomy_id in ("", hsds.taxonomy()["id"])
        and (asked.modified_after is None or (changed is not None and changed >= asked.modified_after))
    )


def _is_there(place: Place, asked: Asked) -> bool:
    wanted = asked.wanted
    return wanted.city in ("", place.city) and wanted.oblast in ("", place.oblast)


def _with_services(given: Given, full: bool) -> Json:
    """An organisation and its services; the organisation is not told once more inside each."""
    services = [
        {name: value for name, value in (one if full else hsds.in_short(one)).items() if name != "organization"}
        for one in given.services.values()
    ]
    return {**given.organization, "services": services}


def _at_locations(given: Given, service: str, asked: Asked) -> Iterator[Json]:
    whole = given.services.get(service)
    if whole is None:
        return
    for place, at in zip(given.places, whole["service_at_locations"], strict=True):
        if _is_there(place, asked):
            yield {
                **at,
                "phones": whole["phones"],
                "schedules": [one for one in whole["schedules"] if "freq" in one],  # a stop is somewhere else
                "service": hsds.in_short(whole),
            }


def _minimal(found: Json) -> Json:
    return {name: found[name] for name in _MINIMAL if name in found}


def _terms(kind: str, asked: Asked) -> list[Json]:
    found = [hsds.taxonomy()] if kind == "taxonomies" else hsds.taxonomy_terms()
    return [one for one in found if _is_asked_for(one, asked)]


def _is_asked_for(one: Json, asked: Asked) -> bool:
    """Whether a taxonomy or a term has all words that were typed, and is where it was asked for."""
    told = _words_of([one["name"], one["description"], *_spoken(one)])
    return (
        all(any(word in other for other in told) for word in words(asked.search))
        and asked.taxonomy_id in ("", one.get("taxonomy_id", one["id"]))
        and asked.parent_id in ("", one.get("parent_id", ""))
        and not (asked.top_only and "parent_id" in one)
    )


def _spoken(one: Json) -> Iterator[str]:
    return (text for fields in one["translations"].values() for text in fields.values())


def _words_of(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in words(text)}
