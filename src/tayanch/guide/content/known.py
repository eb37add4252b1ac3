"""Who helps, as the pages of the guide tell it: by country, by topic, by place, and under which short code.

Made of what the directory lets everybody see; nothing else of it gets into the guide.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tayanch import vocabulary
from tayanch.directory import Organisation, all_entries, places, public
from tayanch.directory.places import City
from tayanch.directory.quiet import is_quiet
from tayanch.guide.content.card import COUNTRIES, NEEDS

# No vowels: no code is ever a word.
_SIGNS = "23456789bcdfghjkmnpqrstvwxz"
_SHORTEST = 4
# The list of the guide in which a need of the vocabulary stands: its own, or that of the need above it.
_LISTS = {
    "work": "work",
    "stay": "papers",
    "entry-ban": "ban",
    "expulsion": "ban",
    "police-and-border": "police",
    "safety": "violence",
    "missing-person": "police",
    "wellbeing": "health",
    "pension": "pension",
    "benefits": "money",
    "death-abroad": "help",
    "family": "children",
    "divorce": "papers",
    "marriage-registration": "papers",
    "property-and-land": "papers",
    "everyday": "help",
    "money-and-remittances": "money",
    "debt": "money",
    "before-and-after": "help",
    "return-and-work": "work",
    "training-and-business": "work",
    "return-home": "papers",
    "other": "help",
}


@dataclass(frozen=True)
class Known:
    """Everybody who may be shown, and the code under which each has a page."""

    entries: tuple[Organisation, ...] = ()
    by_code: Mapping[str, Organisation] = field(default_factory=dict)
    code_of: Mapping[str, str] = field(default_factory=dict)

    def of(self, country: str) -> tuple[Organisation, ...]:
        """Who helps there; under "any" those who help in no country of the guide, or in more than one."""
        if country == "any":
            return tuple(one for one in self.entries if one.country == "any" or not countries_of(one))
        return tuple(one for one in self.entries if country in one.covers)

    def find(self, country: str, code: str) -> Organisation | None:
        """The organisation of this code, if it has a page in that country."""
        found = self.by_code.get(code)
        return found if found and found in self.of(country) else None

    def is_quiet(self, id: str) -> bool:
        """Whether a link to it must leave no trail."""
        found = self.by_code.get(self.code_of.get(id, ""))
        return found is not None and is_quiet(found)

    def home(self, id: str, country: str) -> str:
        """The country in which the page of an organisation stands, that country if it can be; "" without a page."""
        found = self.by_code.get(self.code_of.get(id, ""))
        if found is None:
            return ""
        if found in self.of(country):
            return country
        return next(iter(countries_of(found)), "any")


NOBODY = Known()


def known(entries: Iterable[Organisation] | None = None) -> Known:
    """Of these entries, or of all that the directory has today."""
    shown = tuple(public(one) for one in (all_entries() if entries is None else entries))
    codes = codes_of(one.id for one in shown)
    return Known(shown, {codes[one.id]: one for one in shown}, codes)


def countries_of(entry: Organisation) -> list[str]:
    """The countries of the guide in which an organisation helps, its own first."""
    covered = [country for country in COUNTRIES if country in entry.covers]
    return sorted(covered, key=lambda country: country != entry.country)


def topics_of(entry: Organisation) -> list[str]:
    """The lists of the guide in which an organisation stands, in their order."""
    own = {topic_of(service.need) for service in entry.services}
    return [topic for topic in NEEDS if topic in own]


def topic_of(need: str) -> str:
    """The list of the guide for a need of the vocabulary. Raises VocabularyError for one that it does not have."""
    if need in _LISTS:
        return _LISTS[need]
    above = vocabulary.concept(f"need/{need}").broader or "need/other"
    return topic_of(above.partition("/")[2])


def areas(country: str) -> Mapping[str, City]:
    """The places of a country that she can choose from, by code: oblasts, then cities. A city that is an oblast of
    its own stands there once."""
    oblasts = [one for one in places.oblasts().values() if not one.id.endswith("-city")]
    found = [*oblasts, *places.cities().values()]
    own = [one for one in found if one.country == country]
    codes = codes_of(_key(one) for one in found)
    return {codes[_key(one)]: one for one in own}


def is_oblast(area: City) -> bool:
    return places.oblasts().get(area.id) is area


def is_in(entry: Organisation, area: City) -> bool:
    """Whether an organisation has a place in that city, or in that oblast."""
    if is_oblast(area):
        return any(place.oblast == area.id for place in entry.places)
    return any(place.city == area.id for place in entry.places)


def is_hidden(entry: Organisation) -> bool:
    """Whether nobody may learn from us where one of its places is."""
    return any(place.hidden for place in entry.places)


def codes_of(ids: Iterable[str]) -> Mapping[str, str]:
    """A short code for each id that says nothing and lasts; of two that would have the same, the later is longer."""
    taken: dict[str, str] = {}
    for id in sorted(set(ids)):
        signs = _signs(id)
        length = next(length for length in range(_SHORTEST, len(signs)) if signs[:length] not in taken)
        taken[signs[:length]] = id
    return {id: code for code, id in taken.items()}


def _signs(id: str) -> str:
    number, signs = int.from_bytes(hashlib.sha256(id.encode()).digest()[:16], "big"), ""
    while number:
        number, rest = divmod(number, len(_SIGNS))
        signs += _SIGNS[rest]
    return signs


def _key(area: City) -> str:
    """An oblast and a city may have the same id."""
    return f"{'oblast' if is_oblast(area) else 'city'}/{area.id}"
