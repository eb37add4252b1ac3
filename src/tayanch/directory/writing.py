"""An entry as the text of its file: what ``loading.parse_entry`` reads back as the same value."""

from __future__ import annotations

from typing import Any

import yaml

from tayanch.directory.model import Organisation, Phone, Place, Schedule, Service, Source, Stop
from tayanch.vocabulary import LANGUAGES, Text

Fields = dict[str, Any]


def file_of(entry: Organisation) -> str:
    """The name of its file below the folder of entries."""
    return f"{entry.country}/{entry.id}.yaml"


def text_of(entry: Organisation) -> str:
    """The whole file."""
    return yaml.safe_dump(fields_of(entry), allow_unicode=True, sort_keys=False, width=120)


def fields_of(entry: Organisation) -> Fields:
    """The fields as they stand in the file; what is not known is left out where it may be."""
    optional = {
        "alert": _words(entry.alert),
        "website": entry.website,
        "reach_through": list(entry.reach_through),
        "words": {language: list(words) for language, words in entry.words},
        "checked_on": entry.checked_on,
        "stops": [_stop(one) for one in entry.stops],
        "closed_on": entry.closed_on,
    }
    return {
        "id": entry.id,
        "name": _words(entry.name),
        "kind": entry.kind,
        "covers": list(entry.covers),
        "languages": list(entry.languages),
        "says": _words(entry.says),
        "known_from": entry.known_from,
        "services": [_service(one) for one in entry.services],
        "places": [_place(one) for one in entry.places],
        "phones": [_phone(one) for one in entry.phones],
        "schedule": entry.schedule and _schedule(entry.schedule),
        "check_again_after_days": entry.check_again_after_days,
        **{name: value for name, value in optional.items() if value},
        "sources": [_source(one) for one in entry.sources],
    }


def _words(text: Text) -> Fields | None:
    told = {language: words for language, words in text.items() if words}
    return {language: told[language] for language in LANGUAGES if language in told} or None


def _service(one: Service) -> Fields:
    told = {name: getattr(one, name) for name in ("free", "women_only", "papers_asked", "safe_without_papers")}
    sources = [_source(each) for each in one.sources]
    return {"id": one.id, "need": one.need, "name": _words(one.name), **told, "sources": sources}


def _place(one: Place) -> Fields:
    """Of a hidden place nothing but the city is ever written."""
    found: Fields = {"city": one.city, "oblast": one.oblast or None, "address": None, "hidden": one.hidden}
    if one.hidden:
        return found
    found["address"] = _words(one.address) if one.address else None
    exact = {"latitude": one.latitude, "longitude": one.longitude, "phones": list(one.phones)}
    return {**found, **{name: value for name, value in exact.items() if value not in (None, [])}}


def _phone(one: Phone) -> Fields:
    found = {
        "number": one.number,
        "short": one.short,
        "confirmed": one.confirmed,
        "source": _source(one.source),
        "last_checked": one.last_checked,
        "result": one.result,
    }
    return {**found, "note": _words(one.note)} if one.note.en else found


def _schedule(one: Schedule) -> Fields:
    found: Fields = {"days": one.days, "opens": one.opens, "closes": one.closes}
    if one.utc_offset is not None:
        found["utc_offset"] = one.utc_offset
    return {**found, "note": _words(one.note)} if one.note.en else found


def _source(one: Source) -> Fields:
    found = {"title": one.title, "url": one.url, "seen": one.seen}
    return {**found, "dated": one.dated} if one.dated else found


def _stop(one: Stop) -> Fields:
    found: Fields = {
        "day": one.day,
        "opens": one.opens,
        "closes": one.closes,
        "city": one.city,
        "oblast": one.oblast or None,
        "place": _words(one.place),
    }
    return {**found, "called_off": one.called_off} if one.called_off else found
