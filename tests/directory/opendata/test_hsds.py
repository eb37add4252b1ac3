"""The open data of the directory is HSDS 3.0, and what it adds stands in the profile."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tayanch.directory import Organisation, Place, Schedule, Service, Source, all_entries, find
from tayanch.directory.model import Stop
from tayanch.directory.opendata import hsds, schemas
from tayanch.vocabulary import Text
from tests.directory import schema_check
from tests.directory.made import organisation, phone, text

TODAY = date(2026, 11, 22)


def full() -> Organisation:
    """An entry that fills every field there is."""
    return organisation(
        phones=(phone("+996312000000", note=text("Office"), last_checked=date(2026, 11, 1)),),
        places=(Place("osh", "osh-city", text("Street 1"), 40.53, 72.8), Place("naryn", "naryn", hidden=True)),
        schedule=Schedule("MO,TU", "09:00", "18:00", 6, text("Lunch at one")),
        website="https://example.org/",
        alert=text("Ring first"),
    )


def objects(entry: Organisation) -> list[tuple[str, dict[str, Any]]]:
    makers: dict[str, Callable[[Organisation], list[dict[str, Any]]]] = {
        "organization": lambda one: [hsds.organization(one)],
        "service": lambda one: hsds.services(one, TODAY),
        "location": hsds.locations,
        "phone": hsds.phones,
        "schedule": hsds.schedules,
        "service_at_location": hsds.services_at_locations,
    }
    return [(name, one) for name, make in makers.items() for one in make(entry)]


def test_every_object_of_every_entry_fits_the_schemas() -> None:
    found = [(name, one) for entry in (*all_entries(), full()) for name, one in objects(entry)]
    assert {name for name, _ in found} >= {"organization", "service", "location", "phone", "schedule"}
    assert [fault for name, one in found for fault in schema_check.faults(name, one)] == []


BROKEN: dict[str, Callable[[dict[str, Any]], object]] = {
    "no status": lambda one: one.pop("status"),
    "another status": lambda one: one.update(status="open"),
    "an id that is no UUID": lambda one: one.update(id="kg-sezim"),
    "a phone without a number": lambda one: one["phones"][0].pop("number"),
    "an address without a city": lambda one: one["service_at_locations"][0]["location"]["addresses"][0].pop("city"),
    "a name that is a number": lambda one: one.update(name=5),
}


@pytest.mark.parametrize("what", BROKEN)
def test_the_checker_finds_what_is_wrong(what: str) -> None:
    service = deepcopy(hsds.services(full(), TODAY)[0])
    assert schema_check.faults("service", service) == []
    if not schema_check.is_here() and not what.startswith(("no ", "a phone", "an address")):
        pytest.skip("the official schemas are not here; only required fields can be checked")
    BROKEN[what](service)
    assert schema_check.faults("service", service)


def test_our_own_fields_stand_in_the_profile() -> None:
    service, location = hsds.services(full(), TODAY)[0], hsds.locations(full())[0]
    of_hsds = {"id", "organization_id", "name", "description", "status", "phones", "schedules", "service_areas", "url"}
    of_hsds |= {"service_at_locations", "languages", "organization", "alert", "assured_date", "attributes"}
    of_hsds |= {"last_modified"}
    profile = schemas.profile()
    assert service.keys() - of_hsds == profile["service.json"]["properties"].keys()
    assert location.keys() & {"translations", "address_hidden"} == profile["location.json"]["properties"].keys()
    assert set(profile["service.json"]["required"]) <= service.keys()


def test_ids_last_and_are_told_apart() -> None:
    first, again = (json.dumps(objects(full())) for _ in range(2))
    assert first == again
    ids = [one["id"] for entry in all_entries() for name, one in objects(entry) if name != "phone"]
    assert len(ids) == len(set(ids))


def test_a_service_says_when_it_was_checked_only_if_somebody_did() -> None:
    (checked,) = hsds.services(full(), TODAY)
    assert (checked["assured_date"], checked["freshness"]) == ("2026-11-01", "fresh")
    (never,) = hsds.services(organisation(), TODAY)
    assert "assured_date" not in never
    assert never["freshness"] == "never checked"


def test_texts_come_in_three_languages_and_what_nobody_confirmed_is_null() -> None:
    entry = find("kg-sezim")
    assert entry
    service = hsds.services(entry, TODAY)[0]
    assert service["translations"]["ky"]["name"] == entry.services[0].name.ky
    assert service["safe_without_papers"] is None


def test_a_hidden_place_has_neither_an_address_nor_a_point_and_says_so() -> None:
    open_one, hidden = hsds.locations(full())
    assert open_one["addresses"][0]["address_1"] == "Street 1"
    assert hidden["address_hidden"] is True
    assert hidden.keys().isdisjoint({"addresses", "latitude", "longitude", "phones"})


def test_sources_are_told_unless_a_page_may_tell_of_a_place_that_is_hidden() -> None:
    source = Source("A page", "https://example.org/page", TODAY)
    services = (Service("contract", "contract", text("Help"), sources=(source,)),)
    open_one, hiding = organisation(services=services), replace(full(), services=services)
    told = {"title": "A page", "url": "https://example.org/page", "seen": "2026-11-22"}
    assert hsds.services(open_one, TODAY)[0]["sources"] == [told]
    assert hsds.services(hiding, TODAY)[0]["sources"] == []


def test_stops_that_are_still_to_come_are_schedules_of_one_day() -> None:
    stops = (
        Stop(date(2026, 11, 20), "09:00", "12:00", "osh", text("Past")),
        Stop(date(2026, 11, 25), "09:00", "12:00", "osh", Text("Базардын жаны", "У рынка", "By the market")),
        Stop(date(2026, 11, 24), "10:00", "13:00", "talas", text("Square"), called_off="weather"),
    )
    (service,) = hsds.services(replace(full(), stops=stops), TODAY)
    _, first, second = service["schedules"]
    assert (first["valid_from"], first["notes"]) == ("2026-11-24", "Called off: bad weather or road")
    assert (second["valid_from"], second["description"], second["opens_at"]) == (
        "2026-11-25",
        "Osh: By the market",
        "09:00",
    )
    assert second["translations"]["ky"]["description"] == "Ош: Базардын жаны"
    assert schema_check.faults("service", service) == []


def test_a_city_is_no_point_of_a_place() -> None:
    """The middle of a city is for counting kilometres; given as the place's own it would send her astray."""
    (place,) = hsds.locations(replace(full(), places=(Place("osh", "osh-city"),)))
    assert place.keys().isdisjoint({"latitude", "longitude"})
