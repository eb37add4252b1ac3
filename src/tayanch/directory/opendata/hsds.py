"""The directory as open data: the objects of HSDS 3.0 (Open Referral), with our own fields beside them.

Every function takes an entry and gives plain dictionaries, ready for JSON, of what everybody may see: they call
``public`` themselves, so that a caller cannot forget it. Ids are UUIDs made of our own ids (RFC 9562, version 5): the
same entry has the same id for ever. What each field holds stands in ``schema.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from tayanch import vocabulary
from tayanch.directory import places
from tayanch.directory.hiding import public
from tayanch.directory.lookup import freshness, last_checked
from tayanch.directory.model import Organisation, Phone, Place, Service, Source, Stop
from tayanch.directory.stops import REASONS, next_stops
from tayanch.vocabulary import Concept, Text

VERSION = "3.0"
Json = dict[str, Any]
_NAMESPACE = uuid5(NAMESPACE_URL, "urn:tayanch:directory")
_LANGUAGE_NAMES = {"tr": "Turkish", "ko": "Korean"}  # beside those of the vocabulary
_TERMS = "need"  # the scheme of the vocabulary by whose concepts services are found
_CALLED_OFF = Text("Болбойт", "Не состоится", "Called off")
_URN = "urn:tayanch:vocabulary:"
_OBJECTS = frozenset({"organization", "location", "service", "taxonomy_detail"})  # one object inside another


def identifier(kind: str, *parts: object) -> str:
    """The lasting UUID of a thing of ours, such as ``identifier("organization", "kg-sezim")``."""
    return str(uuid5(_NAMESPACE, "/".join([kind, *map(str, parts)])))


def organization(entry: Organisation) -> Json:
    """The HSDS organization of an entry, with its phones and locations."""
    return _organization(public(entry))


def services(entry: Organisation, today: date) -> list[Json]:
    """The HSDS services of an entry, each with all that belongs to it. *today* decides how fresh it is."""
    shown = public(entry)
    return [_service(entry, shown, one, today) for one in shown.services]


def locations(entry: Organisation) -> list[Json]:
    """The HSDS locations of an entry. One that is hidden has a city and nothing more."""
    return _locations(public(entry))


def phones(entry: Organisation) -> list[Json]:
    """The HSDS phones of an entry: only numbers that may be dialled."""
    return _phones(public(entry))


def schedules(entry: Organisation) -> list[Json]:
    """The HSDS schedules of an entry, each for one of its services."""
    shown = public(entry)
    return [hours for one in shown.services for hours in _schedules(shown, one)]


def services_at_locations(entry: Organisation) -> list[Json]:
    """Which service is where: every service of the entry at every one of its locations."""
    shown = public(entry)
    return [at for one in shown.services for at in _at_locations(shown, one)]


def taxonomy() -> Json:
    """The one taxonomy by whose terms services are found: what women ask about."""
    scheme = vocabulary.scheme(_TERMS)
    return {
        "id": identifier("taxonomy", _TERMS),
        "name": scheme.title("en"),
        "description": scheme.note,
        "uri": f"{_URN}{_TERMS}",
        "translations": _translations(name=scheme.titles),
    }


def taxonomy_terms() -> list[Json]:
    """All terms of the taxonomy, in the order of the vocabulary."""
    return [_term(concept) | {"taxonomy_detail": taxonomy()} for concept in vocabulary.scheme(_TERMS)]


def in_short(found: Json) -> Json:
    """The object as lists have it: without the fields that hold many, also in the objects inside it."""
    return {
        name: in_short(value) if name in _OBJECTS else value
        for name, value in found.items()
        if not isinstance(value, list)
    }


def modified_on(entry: Organisation) -> date | None:
    """The last day on which something of the entry was read in a source or checked; none: it tells of no day."""
    sources = [*entry.sources, *(source for one in entry.services for source in one.sources)]
    days = [last_checked(entry), *(one.seen for one in sources), *(phone.source.seen for phone in entry.phones)]
    return max((day for day in days if day), default=None)


def _organization(shown: Organisation) -> Json:
    found: Json = {
        "id": identifier("organization", shown.id),
        "name": shown.name.en,
        "description": shown.says.en or shown.name.en,
        "kind": shown.kind,
        "phones": _phones(shown),
        "locations": _locations(shown),
        "translations": _translations(name=shown.name, description=shown.says, alert=shown.alert),
    }
    return _with(found, website=shown.website, alert=shown.alert.en)


def _locations(shown: Organisation) -> list[Json]:
    return [_location(shown, number, place) for number, place in enumerate(shown.places)]


def _phones(shown: Organisation) -> list[Json]:
    return [_phone(shown, phone) for phone in shown.phones]


def _schedules(shown: Organisation, one: Service) -> list[Json]:
    hours = shown.schedule
    if hours is None:
        return []
    found: Json = {
        "id": identifier("schedule", shown.id, one.id),
        "service_id": identifier("service", shown.id, one.id),
        "freq": "WEEKLY",
        "byday": hours.days,
        "opens_at": hours.opens,
        "closes_at": hours.closes,
        "translations": _translations(notes=hours.note),
    }
    return [_with(found, timezone=hours.utc_offset, notes=hours.note.en)]


def _stops(shown: Organisation, one: Service, today: date) -> list[Json]:
    """Where a mobile point will be: a schedule of one day for each stop."""
    return [_stop(shown, one, stop) for stop in next_stops(shown, today)]


def _stop(shown: Organisation, one: Service, stop: Stop) -> Json:
    city = places.cities()[stop.city]
    where = Text(**{code: f"{city.label(code)}: {words}" for code, words in stop.place.items()})
    off = REASONS[stop.called_off] if stop.called_off else Text()
    notes = Text(**{code: f"{_CALLED_OFF.get(code)}: {words}" for code, words in off.items()})
    found: Json = {
        "id": identifier("schedule", shown.id, one.id, stop.key),
        "service_id": identifier("service", shown.id, one.id),
        "valid_from": stop.day.isoformat(),
        "valid_to": stop.day.isoformat(),
        "opens_at": stop.opens,
        "closes_at": stop.closes,
        "translations": _translations(description=where, notes=notes),
    }
    return _with(found, description=where.en, notes=notes.en)


def _at_locations(shown: Organisation, one: Service) -> list[Json]:
    return [
        {
            "id": identifier("service_at_location", shown.id, one.id, number),
            "service_id": identifier("service", shown.id, one.id),
            "location_id": identifier("location", shown.id, number),
            "location": _location(shown, number, place),
        }
        for number, place in enumerate(shown.places)
    ]


def _service(entry: Organisation, shown: Organisation, one: Service, today: date) -> Json:
    checked, modified = last_checked(entry), modified_on(entry)
    found: Json = {
        "id": identifier("service", shown.id, one.id),
        "organization_id": identifier("organization", shown.id),
        "name": one.name.en,
        "description": shown.says.en or one.name.en,
        "status": "active",
        "phones": _phones(shown),
        "schedules": [*_schedules(shown, one), *_stops(shown, one, today)],
        "service_areas": [_area(shown, one, country) for country in shown.covers],
        "service_at_locations": _at_locations(shown, one),
        "languages": [_language(shown, one, code) for code in shown.languages],
        "organization": _organization(shown),
        "attributes": [_attribute(shown, one)],
        "need": one.need,
        "freshness": str(freshness(entry, today)),
        **{name: getattr(one, name) for name in ("free", "women_only", "papers_asked", "safe_without_papers")},
        "sources": [] if any(place.hidden for place in entry.places) else [_source(each) for each in one.sources],
        "translations": _translations(name=one.name, description=shown.says, alert=shown.alert),
    }
    return _with(
        found,
        url=shown.website,
        alert=shown.alert.en,
        assured_date=checked.isoformat() if checked else None,
        last_modified=f"{modified}T00:00:00Z" if modified else None,
    )


def _attribute(shown: Organisation, one: Service) -> Json:
    return {
        "id": identifier("attribute", shown.id, one.id),
        "link_id": identifier("service", shown.id, one.id),
        "link_entity": "service",
        "taxonomy_term_id": identifier("taxonomy_term", one.need),
        "taxonomy_term": _term(vocabulary.concept(f"{_TERMS}/{one.need}")),
    }


def _term(concept: Concept) -> Json:
    found: Json = {
        "id": identifier("taxonomy_term", concept.id),
        "code": concept.id,
        "name": concept.label("en"),
        "description": concept.note("en") or concept.label("en"),
        "taxonomy": _TERMS,
        "language": "en",
        "taxonomy_id": identifier("taxonomy", _TERMS),
        "term_uri": f"{_URN}{concept.full_id}",
        "translations": _translations(name=concept.labels, description=concept.notes),
    }
    broader = concept.broader.partition("/")[2] if concept.broader else ""
    return _with(found, parent_id=identifier("taxonomy_term", broader) if broader else None)


def _source(source: Source) -> Json:
    return _with({"title": source.title, "seen": source.seen.isoformat()}, url=source.url, dated=source.dated)


def _location(shown: Organisation, number: int, place: Place) -> Json:
    city = places.cities()[place.city]
    found: Json = {
        "id": identifier("location", shown.id, number),
        "location_type": "physical",
        "organization_id": identifier("organization", shown.id),
        "name": city.label("en"),
        "address_hidden": place.hidden,
        "translations": {code: {"name": city.label(code)} for code in ("ky", "ru")},
    }
    if place.address:
        found["addresses"] = [_address(shown, number, place)]
    return _with(found, latitude=place.latitude, longitude=place.longitude)


def _address(shown: Organisation, number: int, place: Place) -> Json:
    """HSDS asks for all of these. We keep no postal codes: the field is there and empty."""
    city = places.cities()[place.city]
    oblast = places.oblasts()[place.oblast].label("en") if place.oblast else city.label("en")
    return {
        "id": identifier("address", shown.id, number),
        "location_id": identifier("location", shown.id, number),
        "address_1": place.address.en if place.address else "",
        "city": city.label("en"),
        "state_province": oblast,
        "postal_code": "",
        "country": city.country.upper(),
        "address_type": "physical",
    }


def _phone(shown: Organisation, phone: Phone) -> Json:
    found = {
        "id": identifier("phone", shown.id, phone.number),
        "organization_id": identifier("organization", shown.id),
        "number": phone.number,
        "type": "voice",
    }
    return _with(found, description=phone.note.en)


def _area(shown: Organisation, one: Service, country: str) -> Json:
    return {
        "id": identifier("service_area", shown.id, one.id, country),
        "service_id": identifier("service", shown.id, one.id),
        "name": vocabulary.concept(f"country/{country}").label("en"),
        "extent": country.upper(),
        "extent_type": "ISO 3166-1",
    }


def _language(shown: Organisation, one: Service, code: str) -> Json:
    known = {concept.id: concept.label("en") for concept in vocabulary.scheme("language")}
    return {
        "id": identifier("language", shown.id, one.id, code),
        "service_id": identifier("service", shown.id, one.id),
        "code": code,
        "name": {**known, **_LANGUAGE_NAMES}.get(code, code),
    }


def _translations(**texts: Text) -> dict[str, dict[str, str]]:
    """Language, then field, then text; English stands in the fields themselves."""
    pairs: Iterator[tuple[str, str, str]] = (
        (language, field, words) for field, text in texts.items() for language, words in text.items() if words
    )
    found: dict[str, dict[str, str]] = {}
    for language, field, words in pairs:
        if language != "en":
            found.setdefault(language, {})[field] = words
    return found


def _with(found: Json, **more: object) -> Json:
    """With the fields that have a value: HSDS leaves out what is not known."""
    return {**found, **{name: value for name, value in more.items() if value not in (None, "")}}
