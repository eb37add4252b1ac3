"""The directory as open data: the objects of HSDS 3.0 (Open Referral), with our own fields beside them.

Every function takes an entry and gives plain dictionaries, ready for JSON, of what everybody may see: they call
``public`` themselves, so that a caller cannot forget it. Ids are UUIDs made of our own ids (RFC 9562, version 5): the
same entry has the same id for ever. Fields that HSDS does not have are told of in ``PROFILE``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from tayanch import vocabulary
from tayanch.directory import places
from tayanch.directory.hiding import public
from tayanch.directory.lookup import freshness, last_checked
from tayanch.directory.model import Organisation, Phone, Place, Service
from tayanch.vocabulary import Text

VERSION = "3.0"
Json = dict[str, Any]
_NAMESPACE = uuid5(NAMESPACE_URL, "urn:tayanch:directory")
_LANGUAGE_NAMES = {"tr": "Turkish", "ko": "Korean"}  # beside those of the vocabulary

_TRANSLATIONS: Json = {
    "type": "object",
    "description": "The object's texts in other languages: language code, then field, then text.",
    "additionalProperties": {"type": "object", "additionalProperties": {"type": "string"}},
}
PROFILE: Mapping[str, Json] = {
    "organization.json": {
        "properties": {
            "translations": _TRANSLATIONS,
            "alert": {"type": "string", "description": "What one must know before turning to it."},
        }
    },
    "service.json": {
        "properties": {
            "translations": _TRANSLATIONS,
            "need": {"type": "string", "description": "The concept of the vocabulary's scheme of needs."},
            "free": {"type": ["boolean", "null"], "description": "Null: nobody has confirmed it."},
            "women_only": {"type": ["boolean", "null"], "description": "Null: nobody has confirmed it."},
            "papers_asked": {"type": ["boolean", "null"], "description": "Whether papers are asked for."},
            "safe_without_papers": {
                "type": ["boolean", "null"],
                "description": "Whether a woman without valid papers can go there without harm.",
            },
            "freshness": {"enum": ["fresh", "stale", "never checked"]},
        },
        "required": ["id", "name", "status", "languages", "freshness"],
    },
    "location.json": {
        "properties": {
            "translations": _TRANSLATIONS,
            "address_hidden": {
                "type": "boolean",
                "description": "The address is withheld for safety: the location has no addresses, degrees or phones.",
            },
        }
    },
}
"""What differs from HSDS 3.0, file by file, as JSON Merge Patches (RFC 7386)."""


def identifier(kind: str, *parts: object) -> str:
    """The lasting UUID of a thing of ours, such as ``identifier("organization", "kg-sezim")``."""
    return str(uuid5(_NAMESPACE, "/".join([kind, *map(str, parts)])))


def organization(entry: Organisation) -> Json:
    """The HSDS organization of an entry, with its phones and locations."""
    shown = public(entry)
    found: Json = {
        "id": identifier("organization", shown.id),
        "name": shown.name.en,
        "description": shown.says.en or shown.name.en,
        "phones": phones(entry),
        "locations": locations(entry),
        "translations": _translations(name=shown.name, description=shown.says, alert=shown.alert),
    }
    return _with(found, website=shown.website, alert=shown.alert.en)


def services(entry: Organisation, today: date) -> list[Json]:
    """The HSDS services of an entry, each with all that belongs to it. *today* decides how fresh it is."""
    return [_service(entry, public(entry), one, today) for one in public(entry).services]


def locations(entry: Organisation) -> list[Json]:
    """The HSDS locations of an entry. One that is hidden has a city and nothing more."""
    shown = public(entry)
    return [_location(shown, number, place) for number, place in enumerate(shown.places)]


def phones(entry: Organisation) -> list[Json]:
    """The HSDS phones of an entry: only numbers that may be dialled."""
    shown = public(entry)
    return [_phone(shown, phone) for phone in shown.phones]


def schedules(entry: Organisation) -> list[Json]:
    """The HSDS schedules of an entry, each for one of its services."""
    shown = public(entry)
    hours = shown.schedule
    if hours is None:
        return []
    return [
        _with(
            {
                "id": identifier("schedule", shown.id, one.id),
                "service_id": identifier("service", shown.id, one.id),
                "freq": "WEEKLY",
                "byday": hours.days,
                "opens_at": hours.opens,
                "closes_at": hours.closes,
            },
            timezone=hours.utc_offset,
            notes=hours.note.en,
        )
        for one in shown.services
    ]


def services_at_locations(entry: Organisation) -> list[Json]:
    """Which service is where: every service of the entry at every one of its locations."""
    shown = public(entry)
    return [
        {
            "id": identifier("service_at_location", shown.id, one.id, number),
            "service_id": identifier("service", shown.id, one.id),
            "location_id": identifier("location", shown.id, number),
            "location": _location(shown, number, place),
        }
        for one in shown.services
        for number, place in enumerate(shown.places)
    ]


def _service(entry: Organisation, shown: Organisation, one: Service, today: date) -> Json:
    id = identifier("service", shown.id, one.id)
    checked = last_checked(entry)
    found: Json = {
        "id": id,
        "organization_id": identifier("organization", shown.id),
        "name": one.name.en,
        "description": shown.says.en or one.name.en,
        "status": "active",
        "phones": phones(entry),
        "schedules": [hours for hours in schedules(entry) if hours["service_id"] == id],
        "service_areas": [_area(shown, one, country) for country in shown.covers],
        "service_at_locations": [at for at in services_at_locations(entry) if at["service_id"] == id],
        "languages": [_language(shown, one, code) for code in shown.languages],
        "organization": organization(entry),
        "need": one.need,
        "freshness": str(freshness(entry, today)),
        **{name: getattr(one, name) for name in ("free", "women_only", "papers_asked", "safe_without_papers")},
        "translations": _translations(name=one.name, description=shown.says, alert=shown.alert),
    }
    return _with(found, url=shown.website, alert=shown.alert.en, assured_date=checked.isoformat() if checked else None)


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
