"""Search in five languages, with endings, slips and either alphabet; narrowed by topic, place, language, price."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from tayanch.directory import places
from tayanch.directory.hiding import public
from tayanch.directory.lookup import all_entries, generation
from tayanch.directory.model import Organisation, Service
from tayanch.directory.searching.documents import rows_of
from tayanch.directory.searching.index import Index

__all__ = ["Directory", "Found", "Wanted", "search"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a service must be. Everything that is given must hold; an unknown property does not hold.

    *needs*: concepts of the scheme "need". *city* or *oblast*: ids of ``places.yaml``; what covers its country and has
    no place to go to (a hotline) fits too. *language*: spoken there.
    """

    needs: tuple[str, ...] = ()
    country: str = ""
    city: str = ""
    oblast: str = ""
    language: str = ""
    free: bool | None = None
    women_only: bool | None = None
    safe_without_papers: bool | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A service and its organisation as everybody may see them."""

    entry: Organisation
    service: Service

    def snippet(self, lang: str) -> str:
        """One line for a list: who, what, where."""
        where = ", ".join(dict.fromkeys(places.cities()[place.city].label(lang) for place in self.entry.places))
        parts = (self.entry.name.get(lang), self.service.name.get(lang), where, self.entry.says.get(lang))
        return " · ".join(part for part in parts if part)


class Directory:
    """Entries that can be searched: those of the product, or any others of the same shape."""

    def __init__(self, entries: Iterable[Organisation]) -> None:
        shown = [public(entry) for entry in entries]
        self.found = [Found(entry, service) for entry in shown for service in entry.services]
        self._index = Index([row for entry in shown for row in rows_of(entry)])

    def search(self, text: str, wanted: Wanted = Wanted(), limit: int = 10) -> list[Found]:
        """Services that fit, best first; without a text all that are wanted, by id. What was typed is not kept."""
        allowed = [number for number, one in enumerate(self.found) if fits(one, wanted)]
        if not text.strip():
            return [self.found[number] for number in allowed[:limit]]
        among = None if len(allowed) == len(self.found) else frozenset(allowed)
        return [self.found[number] for number in self._index.search(text, limit, among)]


def search(text: str, wanted: Wanted = Wanted(), limit: int = 10) -> list[Found]:
    """Services of the product's directory that fit *text*, best first. See ``Directory.search``."""
    return _of_the_product(generation()).search(text, wanted, limit)


def fits(one: Found, wanted: Wanted) -> bool:
    """Whether a service is what is wanted."""
    entry, service = one.entry, one.service
    return (
        (not wanted.needs or service.need in wanted.needs)
        and (not wanted.country or wanted.country in entry.covers)
        and (not wanted.language or wanted.language in entry.languages)
        and _is_there(entry, wanted)
        and all(
            getattr(wanted, name) in (None, getattr(service, name))
            for name in ("free", "women_only", "safe_without_papers")
        )
    )


def _is_there(entry: Organisation, wanted: Wanted) -> bool:
    if not wanted.city and not wanted.oblast:
        return True
    where = places.cities()[wanted.city] if wanted.city else places.oblasts()[wanted.oblast]
    if not entry.places:
        return where.country in entry.covers
    return any(place.city == wanted.city or (wanted.oblast and place.oblast == wanted.oblast) for place in entry.places)


@lru_cache(maxsize=1)
def _of_the_product(generation: int) -> Directory:
    """Made anew when the directory has changed."""
    return Directory(all_entries())
