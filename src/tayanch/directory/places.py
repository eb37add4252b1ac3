"""Cities and oblasts: what they are called, and which help is nearest, without asking a map service.

Distances are along the great circle between the middles of cities (haversine; Sinnott, "Virtues of the Haversine",
Sky & Telescope 68, 1984): good enough to say which office is nearer, not how long the way takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import asin, cos, radians, sin, sqrt
from types import MappingProxyType
from typing import Any

from tayanch import vocabulary
from tayanch.directory.model import DirectoryError, Organisation
from tayanch.vocabulary import LANGUAGES, Text
from tayanch.yaml_text import read_yaml

_EARTH_KM = 6371.0
Names = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class City:
    """A city or an oblast. *at*: latitude and longitude of its middle. *names*: (language, name) in all
    five. *others*: what else people call it."""

    id: str
    country: str
    oblast: str
    at: tuple[float, float]
    names: Names
    others: Names = ()

    def label(self, lang: str) -> str:
        """The name in *lang* ("ky", "ru", "en"), or in the nearest language that has one."""
        return Text(**{code: name for code, name in self.names if code in LANGUAGES}).get(lang)


def cities() -> Mapping[str, City]:
    """Every city by its id, which is the vocabulary's where that has it."""
    return _all()[0]


def oblasts() -> Mapping[str, City]:
    """The oblasts of Kyrgyzstan by the vocabulary's ids."""
    return _all()[1]


def oblast_of(city: str) -> str:
    """The oblast in which a city lies; empty outside Kyrgyzstan. Raises KeyError for a city that is not there."""
    return cities()[city].oblast


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Between two points given as degrees of latitude and longitude."""
    (lat1, lon1), (lat2, lon2) = (tuple(map(radians, point)) for point in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(half))


def distance(entry: Organisation, start: City) -> float | None:
    """Kilometres from *start* to the nearest place of the entry one may go to; none: it has no such place.

    A hidden place does not count: how far it is would tell where it is.
    """
    ways = [kilometres(start.at, cities()[place.city].at) for place in entry.places if not place.hidden]
    return min(ways, default=None)


def nearest(entries: Iterable[Organisation], start: City, limit: int = 10) -> list[tuple[Organisation, float | None]]:
    """The entries by distance from *start*, the nearest first, those that are reached without going there last."""
    ways = [(entry, distance(entry, start)) for entry in entries]
    return sorted(ways, key=lambda way: (way[1] is None, way[1] or 0.0, way[0].id))[:limit]


@cache
def _all() -> tuple[Mapping[str, City], Mapping[str, City]]:
    text = (resources.files("tayanch.directory") / "places.yaml").read_text("utf-8")
    given = read_yaml(text)
    return _read(given, "cities", "place"), _read(given, "oblasts", "oblast")


def _read(given: dict[str, Any], part: str, scheme: str) -> Mapping[str, City]:
    known = {one.id: dict(one.labels.items()) for one in vocabulary.scheme(scheme)}
    others = {
        one.id: tuple((lang, word) for lang in LANGUAGES for word in one.alts.get(lang))
        for one in vocabulary.scheme(scheme)
    }
    found = {}
    for id, one in given[part].items():
        names = {**known.get(id, {}), **{code: one[code] for code in (*LANGUAGES, "uz", "tg") if code in one}}
        if missing := {*LANGUAGES, "uz", "tg"} - names.keys():
            raise DirectoryError(f"places.yaml: {part}: {id}: no name in {', '.join(sorted(missing))}")
        latitude, longitude = one["at"]
        found[id] = City(
            id, one["country"], one.get("oblast", ""), (latitude, longitude), tuple(names.items()), others.get(id, ())
        )
    return MappingProxyType(found)
