"""Who helps with a topic: organisations of the directory, by the country they stand in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tayanch import vocabulary
from tayanch.directory.hiding import public
from tayanch.directory.lookup import all_entries, last_checked
from tayanch.directory.model import Organisation
from tayanch.evidence.topics.catalogue import Topic
from tayanch.evidence.topics.parts.rules import country_name

NAMED = 3  # organisations a country


@dataclass(frozen=True)
class Helper:
    """An organisation, what it offers for the topic, and when somebody last looked whether that is true."""

    name: str
    offers: tuple[str, ...]
    checked_on: date | None


@dataclass(frozen=True)
class Place:
    """Those of one country: *count* of them, the first ones named."""

    name: str
    count: int
    helpers: tuple[Helper, ...]

    @property
    def more(self) -> int:
        return self.count - len(self.helpers)


def services_of(topic: Topic, language: str) -> tuple[Place, ...]:
    """Countries with most helpers first. Hidden places tell their city only, as everywhere."""
    found: dict[str, list[Helper]] = {}
    for entry in map(public, all_entries()):
        if offers := _offers(entry, topic, language):
            found.setdefault(entry.country, []).append(Helper(entry.name.get(language), offers, last_checked(entry)))
    places = [
        Place(country_name(code, language) if code != "any" else "", len(helpers), tuple(helpers[:NAMED]))
        for code, helpers in found.items()
    ]
    return tuple(sorted(places, key=lambda place: -place.count))


def _offers(entry: Organisation, topic: Topic, language: str) -> tuple[str, ...]:
    if entry.closed_on:
        return ()
    asked = {*topic.needs, *_wider(topic)}
    return tuple(one.name.get(language) for one in entry.services if one.need in asked)


def _wider(topic: Topic) -> set[str]:
    """Who helps with work in general helps with contracts, too."""
    above = (vocabulary.concept(f"need/{need}").broader for need in topic.needs)
    return {one.removeprefix("need/") for one in above if one}
