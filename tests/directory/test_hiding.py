"""Nothing of a hidden place gets out, whichever way one looks."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tayanch.directory import Organisation, Place, Schedule, Service, all_entries, find_leaks, public
from tayanch.directory.opendata import hsds, hxl, schema_org
from tayanch.directory.searching import Directory
from tayanch.vocabulary import Text
from tests.directory.made import organisation, phone, text

TODAY = date(2026, 11, 22)


def outputs(entry: Organisation) -> dict[str, str]:
    """Everything that the directory gives away of an entry, by where it comes out."""
    found = Directory([entry])
    every = [*found.search(""), *found.search("жардам help Invented")]
    objects = {
        "organization": [hsds.organization(entry)],
        "service": hsds.services(entry, TODAY),
        "location": hsds.locations(entry),
        "phone": hsds.phones(entry),
        "schedule": hsds.schedules(entry),
        "service at location": hsds.services_at_locations(entry),
    }
    return {
        "public": json.dumps(asdict(public(entry)), ensure_ascii=False, default=str),
        "csv": hxl.to_csv(hxl.all_services([entry]), TODAY),
        "json-ld": "".join(schema_org.script(entry, language) for language in ("ky", "ru", "en")),
        "snippets": "\n".join(one.snippet(language) for one in every for language in ("ky", "ru", "en")),
        "found": "\n".join(json.dumps(asdict(one), ensure_ascii=False, default=str) for one in every),
        "index": "\n".join(found._index._words.rows),
        **{f"hsds {name}": json.dumps(found, ensure_ascii=False) for name, found in objects.items()},
    }


def leaking(entry: Organisation, told: dict[str, str]) -> list[str]:
    return [where for where, output in told.items() if find_leaks(entry, output)]


NUMBERS = st.integers(10**8, 10**9 - 1).map(lambda digits: f"+996{digits}")
# Words that stand in no other field of the entry.
ADDRESSES = st.integers(100, 999).map(lambda house: text(f"Көмүскө көчөсү {house}"))
# As exact as a street: fewer digits after the point are a whole town.
DEGREES = st.builds("{}.{}3".format, st.integers(10, 89), st.integers(1_000, 9_999)).map(float)


@st.composite
def entries(draw: st.DrawFn) -> Organisation:
    """An entry that hides a place, and says so wherever somebody may have put it by mistake."""
    address, number = draw(ADDRESSES), draw(NUMBERS)
    place = Place("karakol", "issyk-kul", address, draw(DEGREES), draw(DEGREES), (number,), hidden=True)
    told = Text(f"Келиңиз: {address.ky}", f"Звоните {number[4:]}", f"At {place.latitude}, {place.longitude}")
    return organisation(
        name=draw(st.sampled_from([told, text("Invented")])),
        schedule=draw(st.sampled_from([None, Schedule("MO", "09:00", "18:00", note=told)])),
        places=draw(st.permutations([place, Place("bishkek", "bishkek-city", text("Ачык көчө 7"))])),
        phones=(phone(number, note=told), phone("+996555000111", note=draw(st.sampled_from([told, Text()])))),
        says=draw(st.sampled_from([told, text("Helps")])),
        alert=draw(st.sampled_from([told, Text()])),
        services=(
            Service("domestic-violence", "domestic-violence", text("Help")),
            Service("violence", "violence", draw(st.sampled_from([told, text("Help too")]))),
        ),
        words=(("ky", (address.ky, "жардам")),),
        website=draw(st.sampled_from([None, f"https://example.org/{number[4:]}"])),
    )


@settings(deadline=None)
@given(entries())
def test_no_address_point_or_phone_of_a_hidden_place_is_in_any_output(entry: Organisation) -> None:
    told = outputs(entry)
    assert leaking(entry, told) == []
    assert "komosko" not in told["index"].splitlines()  # the word of the address, as the index spells it
    assert "Ачык көчө 7" in told["public"]  # what is open is still there
    assert "+996555000111" in told["csv"]


def parts(number: str) -> tuple[str, str, str]:
    return number[4:7], number[7:10], number[10:]


PLANTED: dict[str, Callable[[Place], str]] = {
    "an address": lambda place: f"come to {place.address.ky.upper() if place.address else ''}!",
    "a latitude": lambda place: f'{{"latitude": {place.latitude}}}',
    "a longitude": lambda place: f"{place.longitude:.6f}",
    "a phone": lambda place: place.phones[0],
    "a phone as it is written at home": lambda place: "0{} {}-{}".format(*parts(place.phones[0])),
}


@pytest.mark.parametrize("what", PLANTED)
@settings(deadline=None)
@given(entry=entries())
def test_a_planted_leak_is_found(what: str, entry: Organisation) -> None:
    hidden = next(place for place in entry.places if place.hidden)
    told = {**outputs(entry), "planted": PLANTED[what](hidden)}
    assert leaking(entry, told) == ["planted"]


def test_an_unconfirmed_number_is_in_no_output() -> None:
    entry = organisation(phones=(phone("+996312999888", confirmed=False),))
    assert [where for where, output in outputs(entry).items() if "312999888" in output] == []


def test_no_entry_of_the_product_tells_an_unconfirmed_number_or_an_address_of_a_hidden_place() -> None:
    for entry in all_entries():
        told = outputs(entry)
        assert leaking(entry, told) == []
        held_back = {one.number for one in entry.phones if not one.confirmed and not one.short}
        assert [number for number in held_back for output in told.values() if number in output] == []


def test_of_a_hidden_place_the_city_stays_so_that_help_can_be_found_there() -> None:
    entry = organisation(places=(Place("karakol", "issyk-kul", text("Көмүскө көчөсү 1"), hidden=True),))
    assert public(entry).places == (Place("karakol", "issyk-kul", hidden=True),)
    assert Directory([entry]).search("Каракол")
