"""What search engines may know of an organisation: schema.org as JSON-LD, for its page in the guide.

Nothing is told of who helps against violence, of shelters, or of whoever has a place that is hidden: a search engine
shows such facts beside a page's title, and a title that names the topic can be seen by whoever looks over her shoulder.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from tayanch import vocabulary
from tayanch.directory import places
from tayanch.directory.hiding import public
from tayanch.directory.model import Organisation, Place, Service

Json = dict[str, Any]
_TYPES = {
    "state": "GovernmentOrganization",
    "consulate": "GovernmentOrganization",
    "ngo": "NGO",
    "clinic": "MedicalOrganization",
}
_UNSAFE = "need/safety"  # violence, trafficking and what is near them
_FOR_HTML = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def is_sensitive(entry: Organisation) -> bool:
    """Whether nothing may be told to search engines."""
    hides = entry.kind == "shelter" or any(place.hidden for place in entry.places)
    return hides or any(one.need in sensitive_needs() for one in entry.services)


@cache
def sensitive_needs() -> frozenset[str]:
    """Ids of needs with which a woman must not be seen."""
    unsafe = vocabulary.concept(_UNSAFE)
    return frozenset({unsafe.id, *(one.id for one in vocabulary.scheme("need").narrower(unsafe))})


def json_ld(entry: Organisation, language: str) -> Json | None:
    """The organisation and its services for a page in *language*; none when it is sensitive."""
    if is_sensitive(entry):
        return None
    shown = public(entry)
    return {
        "@context": "https://schema.org",
        "@type": _TYPES.get(shown.kind, "Organization"),
        **_with(
            name=shown.name.get(language),
            description=shown.says.get(language),
            url=shown.website,
            telephone=[phone.number for phone in shown.phones],
            location=[_place(place, language) for place in shown.places],
            makesOffer=[_offer(shown, one, language) for one in shown.services],
        ),
    }


def script(entry: Organisation, language: str) -> str:
    """The same as an element for a page's head; empty when it is sensitive. No text in it can end the element."""
    found = json_ld(entry, language)
    if found is None:
        return ""
    told = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    for sign, written in _FOR_HTML.items():
        told = told.replace(sign, written)
    return f'<script type="application/ld+json">{told}</script>'


def _offer(shown: Organisation, one: Service, language: str) -> Json:
    service = {
        "@type": "GovernmentService" if shown.kind in ("state", "consulate") else "Service",
        **_with(
            name=one.name.get(language),
            areaServed=[country.upper() for country in shown.covers],
            availableChannel={"@type": "ServiceChannel", "availableLanguage": list(shown.languages)},
        ),
    }
    return {"@type": "Offer", "itemOffered": service}


def _place(place: Place, language: str) -> Json:
    city = places.cities()[place.city]
    street = place.address.get(language) if place.address else ""
    address = _with(streetAddress=street, addressLocality=city.label(language), addressCountry=city.country.upper())
    return {"@type": "Place", "address": {"@type": "PostalAddress", **address}, **_point(place)}


def _point(place: Place) -> Json:
    if place.latitude is None or place.longitude is None:
        return {}
    return {"geo": {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude}}


def _with(**fields: Any) -> Json:
    """What has a value; a list of one is that one."""
    return dict(_told(fields))


def _told(fields: Json) -> Iterator[tuple[str, Any]]:
    for name, value in fields.items():
        if value:
            yield name, value[0] if isinstance(value, list) and len(value) == 1 else value
