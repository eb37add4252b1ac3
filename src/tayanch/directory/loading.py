"""Reads the files of the directory and refuses whatever is wrong in them, by file and field.

Every part of an entry says what it may hold: a function from what stands in the file to the value of the field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

import yaml

from tayanch import vocabulary
from tayanch.directory import places
from tayanch.directory.hiding import find_leaks
from tayanch.directory.model import (
    EVERYWHERE,
    KINDS,
    KNOWN_FROM,
    RESULTS,
    DirectoryError,
    Organisation,
    Phone,
    Place,
    Schedule,
    Service,
    Source,
    Stop,
)
from tayanch.directory.stops import REASONS
from tayanch.vocabulary import LANGUAGES, Text
from tayanch.yaml_text import read_yaml

SPOKEN = (*LANGUAGES, "uz", "tg")
_ID = re.compile(r"[a-z]{2,3}(-[a-z0-9]+)+")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NUMBER, _SHORT = re.compile(r"\+[1-9]\d{6,14}"), re.compile(r"\d{2,8}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_TIME, _DAYS = re.compile(r"([01]\d|2[0-3]):[0-5]\d"), re.compile(r"(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*")

T = TypeVar("T")
Read = Callable[[Any], T]


class _Wrong(ValueError):
    """What is wrong, with the way to the field put in front on the way out."""


def read_entries(folder: Traversable) -> tuple[Organisation, ...]:
    """All entries of ``<folder>/<country>/<id>.yaml``, by id.

    Raises DirectoryError naming file and field for whatever is wrong: broken YAML, a field that is not known or
    missing, a word that the vocabulary does not have, a number that cannot be dialled, a place that is hidden and
    gives itself away, an id that is there twice or leads nowhere.
    """
    found = [
        parse_entry(file.read_text("utf-8"), f"{country.name}/{file.name}")
        for country in sorted(folder.iterdir(), key=lambda one: one.name)
        if country.is_dir()
        for file in sorted(country.iterdir(), key=lambda one: one.name)
        if file.name.endswith(".yaml")
    ]
    ids = {one.id for one in found}
    for one in found:
        for other in one.reach_through:
            if other not in ids:
                raise DirectoryError(f"{one.country}/{one.id}.yaml: reach_through: there is no entry {other!r}")
    return tuple(sorted(found, key=lambda one: one.id))


def parse_entry(text: str, file: str) -> Organisation:
    """The entry that stands in *text*; *file* is ``<country>/<id>.yaml``. Raises DirectoryError."""
    country, _, name = file.partition("/")
    try:
        given = read_yaml(text)
        entry = _entry(given, country)
        _fits(entry, name.removesuffix(".yaml"))
    except yaml.YAMLError as error:
        raise DirectoryError(f"{file}: is not YAML: {error}") from error
    except _Wrong as error:
        raise DirectoryError(f"{file}: {error}") from error
    return entry


def _entry(given: Any, country: str) -> Organisation:
    values = _fields(
        given,
        needed={
            "id": _matching(_ID, "an id such as kg-sezim"),
            "name": _text_in_all,
            "kind": _one_of(KINDS),
            "covers": _each(_concept("country")),
            "languages": _each(_matching(_LANGUAGE, "a language code")),
            "says": _text_in_all,
            "services": _each(_service),
            "places": _each(_place),
            "phones": _each(_phone),
            "schedule": _or_none(_schedule),
            "sources": _each(_source),
        },
        allowed={
            "known_from": _one_of(KNOWN_FROM),
            "alert": _text_in_all,
            "website": _or_none(_address),
            "reach_through": _each(_matching(_ID, "the id of an entry")),
            "words": _words,
            "checked_on": _or_none(_day),
            "check_again_after_days": _count,
            "stops": _each(_stop),
            "closed_on": _or_none(_day),
        },
    )
    return Organisation(country=country, **values)


def _fits(entry: Organisation, name: str) -> None:
    """What no single field can know."""
    if entry.id != name:
        raise _Wrong(f"id: is {entry.id!r}, the file is called {name!r}")
    if not entry.id.startswith(f"{entry.country}-"):
        raise _Wrong(f"id: does not begin with its country {entry.country!r}")
    if entry.country != EVERYWHERE and not entry.covers:
        raise _Wrong("covers: is empty")
    if not entry.sources:
        raise _Wrong("sources: nothing says where this is known from")
    seen: set[str] = set()
    for one in entry.services:
        if one.id in seen:
            raise _Wrong(f"services: {one.id!r} is there twice; give one of them an id of its own")
        seen.add(one.id)
    if len({one.key for one in entry.stops}) < len(entry.stops):
        raise _Wrong("stops: the same day, city and hour is there twice")
    _keeps_its_secrets(entry)


def _keeps_its_secrets(entry: Organisation) -> None:
    for place in entry.places:
        told = place.address or place.latitude is not None or place.longitude is not None or place.phones
        if place.hidden and told:
            raise _Wrong("places: a hidden place has an address, coordinates or a phone; not even the file may have it")
    if entry.kind == "shelter" and (entry.phones or any(not place.hidden for place in entry.places)):
        raise _Wrong("kind: a shelter has only hidden places and no phone; say in reach_through who leads there")
    texts = (entry.name, entry.says, entry.alert, *(one.name for one in entry.services))
    texts += tuple(one.place for one in entry.stops)
    for text in texts:
        if found := [leak for _, words in text.items() for leak in find_leaks(entry, words)]:
            raise _Wrong(f"a text tells what is hidden: {found[0]!r}")


# ---------------------------------------------------------------------------------------------- parts of an entry


def _service(given: Any) -> Service:
    told = _or_none(_truth)
    values = _fields(
        given,
        needed={"need": _concept("need"), "name": _text_in_all, "sources": _each(_source)},
        allowed={
            "id": _matching(_SLUG, "small letters, digits and hyphens"),
            "free": told,
            "women_only": told,
            "papers_asked": told,
            "safe_without_papers": told,
        },
    )
    return Service(**{"id": values["need"], **values})


def _place(given: Any) -> Place:
    values = _fields(
        given,
        needed={"city": _city, "oblast": _or_none(_oblast), "address": _or_none(_text_in_all), "hidden": _truth},
        allowed={"latitude": _degrees(90), "longitude": _degrees(180), "phones": _each(_number)},
    )
    return Place(**{**values, "oblast": values["oblast"] or places.oblast_of(values["city"])})


def _phone(given: Any) -> Phone:
    values = _fields(
        given,
        needed={
            "number": str,
            "short": _truth,
            "confirmed": _truth,
            "source": _source,
            "last_checked": _or_none(_day),
            "result": _or_none(_one_of(RESULTS)),
        },
        allowed={"note": _text_in_all},
    )
    pattern = _SHORT if values["short"] else _NUMBER
    if not pattern.fullmatch(values["number"]):
        raise _Wrong(f"number: {values['number']!r} cannot be dialled; write +996312123456, or 112 with short: true")
    if values["confirmed"] and values["result"] == "wrong number":
        raise _Wrong("confirmed: is true, but whoever rang got a wrong number")
    return Phone(**values)


def _schedule(given: Any) -> Schedule:
    time = _matching(_TIME, "a time such as 09:00")
    return Schedule(
        **_fields(
            given,
            needed={"days": _matching(_DAYS, "days such as MO,TU"), "opens": time, "closes": time},
            allowed={"utc_offset": _or_none(_degrees(14)), "note": _text_in_all},
        )
    )


def _stop(given: Any) -> Stop:
    time = _matching(_TIME, "a time such as 09:00")
    values = _fields(
        given,
        needed={"day": _day, "opens": time, "closes": time, "city": _city, "place": _text_in_all},
        allowed={"oblast": _or_none(_oblast), "called_off": _one_of(tuple(REASONS))},
    )
    return Stop(**{**values, "oblast": values.get("oblast") or places.oblast_of(values["city"])})


def _source(given: Any) -> Source:
    needed: dict[str, Read[Any]] = {"title": _line, "url": _or_none(_address), "seen": _day}
    return Source(**_fields(given, needed=needed, allowed={"dated": str}))


def _words(given: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found = _fields(given, needed={}, allowed={language: _each(_line) for language in SPOKEN})
    return tuple(found.items())


# ---------------------------------------------------------------------------------------------- what a field may hold


def _fields(given: Any, *, needed: Mapping[str, Read[Any]], allowed: Mapping[str, Read[Any]]) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise _Wrong("is no list of fields")
    if unknown := given.keys() - needed.keys() - allowed.keys():
        raise _Wrong(f"{min(map(str, unknown))}: there is no such field")
    if missing := needed.keys() - given.keys():
        raise _Wrong(f"{min(missing)}: is missing")
    return {name: _under(name, {**needed, **allowed}[name], value) for name, value in given.items()}


def _under(name: str, read: Read[T], value: Any) -> T:
    try:
        return read(value)
    except _Wrong as error:
        raise _Wrong(f"{name}{'' if str(error).startswith('[') else ': '}{error}") from error


def _each(read: Read[T]) -> Read[tuple[T, ...]]:
    def read_all(given: Any) -> tuple[T, ...]:
        if not isinstance(given, list):
            raise _Wrong("is no list")
        return tuple(_under(f"[{number}]", read, one) for number, one in enumerate(given))

    return read_all


def _or_none(read: Read[T]) -> Read[T | None]:
    return lambda given: None if given is None else read(given)


def _matching(pattern: re.Pattern[str], what: str) -> Read[str]:
    def read(given: Any) -> str:
        if not isinstance(given, str) or not pattern.fullmatch(given):
            raise _Wrong(f"{given!r} is not {what}")
        return given

    return read


def _one_of(allowed: tuple[str, ...]) -> Read[str]:
    def read(given: Any) -> str:
        if given not in allowed:
            raise _Wrong(f"{given!r} is not one of {', '.join(allowed)}")
        return str(given)

    return read


def _concept(scheme: str) -> Read[str]:
    def read(given: Any) -> str:
        if given not in {one.id for one in vocabulary.scheme(scheme)}:
            raise _Wrong(f"the vocabulary has no {scheme}/{given}")
        return str(given)

    return read


def _text_in_all(given: Any) -> Text:
    values: dict[str, str] = _fields(given, needed=dict.fromkeys(LANGUAGES, _line), allowed={})
    return Text(**values)


def _line(given: Any) -> str:
    if not isinstance(given, str) or not given.strip() or "\n" in given:
        raise _Wrong(f"{given!r} is no line of text")
    return given


def _truth(given: Any) -> bool:
    if not isinstance(given, bool):
        raise _Wrong(f"{given!r} is neither true nor false")
    return given


def _day(given: Any) -> date:
    if type(given) is not date:
        raise _Wrong(f"{given!r} is no day such as 2026-11-21")
    return given


def _count(given: Any) -> int:
    if type(given) is not int or given < 1:
        raise _Wrong(f"{given!r} is no number of days")
    return given


def _number(given: Any) -> str:
    return _matching(_NUMBER, "a number such as +996312123456")(given)


def _degrees(most: float) -> Read[float]:
    def read(given: Any) -> float:
        if isinstance(given, bool) or not isinstance(given, int | float) or abs(given) > most:
            raise _Wrong(f"{given!r} is no number from -{most} to {most}")
        return float(given)

    return read


def _address(given: Any) -> str:
    if not isinstance(given, str) or not given.startswith(("https://", "http://")) or " " in given:
        raise _Wrong(f"{given!r} is no web address")
    return given


def _city(given: Any) -> str:
    if given not in places.cities():
        raise _Wrong(f"places.yaml has no city {given!r}")
    return str(given)


def _oblast(given: Any) -> str:
    if given not in places.oblasts():
        raise _Wrong(f"places.yaml has no oblast {given!r}")
    return str(given)
