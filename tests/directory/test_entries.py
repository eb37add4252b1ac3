"""The files of the directory: what stands in them, and that nothing wrong can."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib import resources
from typing import Any

import pytest
import yaml

from tayanch.directory import DirectoryError, Freshness, all_entries, find, freshness, may_be_dialled, public
from tayanch.directory.loading import parse_entry, read_entries
from tests.directory.made import organisation, phone

# What the cards of the guide point at.
PROMISED = {
    *("any-emergency", "kg-112", "ru-112", "kz-112", "kg-iom", "kg-insan-leilek", "kg-social-fund", "kg-ombudsman"),
    *("kg-center-employment-abroad", "kg-sezim", "kg-chance", "kg-bar-legal-aid", "ru-labour-inspectorate"),
    *("ru-tong-jahony", "ru-grazhdanskoe-sodeystvie", "ru-kg-consulate", "kz-labour-inspection"),
    *("kz-union-of-crisis-centres", "kz-kg-consulate"),
}
FOLDER = resources.files("tayanch.directory") / "entries"
Entry = dict[str, Any]


def given(id: str = "kg-sezim") -> Entry:
    """The fields of a file as they stand there."""
    loaded: Entry = yaml.safe_load((FOLDER / "kg" / f"{id}.yaml").read_text("utf-8"))
    return loaded


def parsed(entry: Entry) -> None:
    parse_entry(yaml.safe_dump(entry, allow_unicode=True), "kg/kg-sezim.yaml")


def test_every_file_can_be_read_and_everything_others_point_at_is_there() -> None:
    assert len(all_entries()) > 100
    assert [id for id in PROMISED if find(id) is None] == []
    assert find("kg-nobody") is None


def test_every_country_of_the_routes_has_its_emergency_number() -> None:
    for country in ("kg", "ru", "kz", "tj", "uz", "tr", "kr"):
        entry = find(f"{country}-112")
        assert entry
        assert [one.number for one in public(entry).phones] == ["112"]


def test_only_state_emergency_numbers_are_confirmed_before_somebody_has_rung() -> None:
    confirmed = {
        one.number for entry in all_entries() for one in entry.phones if one.confirmed and not one.last_checked
    }
    assert confirmed == {"112", "102", "103", "119"}
    assert {entry.kind for entry in all_entries() for one in entry.phones if one.confirmed} == {"state"}


def test_a_number_may_be_dialled_where_it_is_confirmed_and_nowhere_else() -> None:
    assert may_be_dialled("112")
    assert may_be_dialled("103", "ru")
    assert not may_be_dialled("103", "kr")
    assert not may_be_dialled("117")  # published in 2021, rung by nobody


def test_every_confirmed_number_has_a_page_behind_it() -> None:
    assert [entry.id for entry in all_entries() for one in entry.phones if one.confirmed and not one.source.url] == []


def test_a_shelter_has_no_address_no_point_and_no_phone_and_says_who_leads_there() -> None:
    shelters = [entry for entry in all_entries() if entry.kind == "shelter"]
    assert shelters
    for entry in shelters:
        assert not entry.phones
        assert entry.reach_through
        assert all(place.hidden and place.address is None and place.latitude is None for place in entry.places)


def test_what_is_known_from_memory_only_warns_or_has_no_number_to_dial() -> None:
    from_memory = [entry for entry in all_entries() if entry.known_from == "memory"]
    assert from_memory
    assert [entry.id for entry in from_memory if public(entry).phones] == []
    assert [entry.id for entry in from_memory if not entry.alert.en] == []


Change = Callable[[Entry], object]
WRONG: dict[str, tuple[Change, str]] = {
    "a field nobody knows": (lambda e: e.update(rating=5), "rating: there is no such field"),
    "a field that is missing": (lambda e: e.pop("says"), "says: is missing"),
    "a language that is missing": (lambda e: e["says"].pop("ky"), "says: ky: is missing"),
    "an empty text": (lambda e: e["name"].update(en=" "), "name: en: ' ' is no line of text"),
    "another id than the file's": (lambda e: e.update(id="kg-other"), "id: is 'kg-other', the file is called"),
    "a kind nobody knows": (lambda e: e.update(kind="bank"), "kind: 'bank' is not one of"),
    "a country nobody knows": (lambda e: e.update(covers=["xx"]), r"covers\[0\]: the vocabulary has no country/xx"),
    "no country": (lambda e: e.update(covers=[]), "covers: is empty"),
    "a need nobody knows": (
        lambda e: e["services"][0].update(need="luck"),
        r"services\[0\]: need: the vocabulary has no",
    ),
    "a need twice": (lambda e: e["services"].append(e["services"][0]), "services: 'domestic-violence' is there twice"),
    "a truth that is a word": (lambda e: e["services"][0].update(free="yes"), r"services\[0\]: free: 'yes' is neither"),
    "a city nobody knows": (lambda e: e["places"][0].update(city="atlantis"), r"places\[0\]: city: places.yaml has no"),
    "no source": (lambda e: e.update(sources=[]), "sources: nothing says"),
    "a source without a day": (lambda e: e["sources"][0].update(seen="2026"), r"sources\[0\]: seen: '2026' is no day"),
    "a source that is no page": (
        lambda e: e["sources"][0].update(url="example"),
        r"sources\[0\]: url: 'example' is no",
    ),
    "a hidden place with an address": (
        lambda e: e["places"][0].update(address={"ky": "Көчө 1", "ru": "Улица 1", "en": "Street 1"}),
        "places: a hidden place has an address",
    ),
    "a hidden place with a point": (lambda e: e["places"][0].update(latitude=42.87), "places: a hidden place has"),
    "a shelter one may walk to": (
        lambda e: e.update(kind="shelter", places=[{**e["places"][0], "hidden": False}]),
        "kind: a shelter has only hidden places",
    ),
    "nobody who leads there": (
        lambda e: e.update(reach_through=["somebody"]),
        r"reach_through\[0\]: 'somebody' is not",
    ),
    "a number nobody can dial": (
        lambda e: e["phones"].append(a_phone("0312 12 34 56")),
        r"phones\[0\]: number: '0312 12 34 56' cannot be dialled",
    ),
    "a wrong number that is confirmed": (
        lambda e: e["phones"].append({**a_phone("112", short=True), "confirmed": True, "result": "wrong number"}),
        r"phones\[0\]: confirmed: is true, but",
    ),
    "a long short number": (lambda e: e["phones"].append(a_phone("+996312", short=True)), r"phones\[0\]: number:"),
    "no list": (lambda e: e.update(places={}), "places: is no list"),
    "days of checking below one": (lambda e: e.update(check_again_after_days=0), "check_again_after_days: 0 is no"),
}


def a_phone(number: str, short: bool = False) -> Entry:
    source = {"title": "Invented", "url": None, "seen": date(2026, 1, 1)}
    return {
        "number": number,
        "short": short,
        "confirmed": False,
        "source": source,
        "last_checked": None,
        "result": None,
    }


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_file_is_refused_by_file_and_field(what: str) -> None:
    change, message = WRONG[what]
    entry = given()
    parsed(entry)
    change(entry)
    with pytest.raises(DirectoryError, match=rf"^kg/kg-sezim\.yaml: {message}"):
        parsed(entry)


def test_what_is_no_yaml_and_an_id_that_leads_nowhere_are_refused(tmp_path: Any) -> None:
    with pytest.raises(DirectoryError, match=r"kg/kg-sezim\.yaml: is not YAML"):
        parse_entry("name: [", "kg/kg-sezim.yaml")
    (tmp_path / "kg").mkdir()
    lost = {**given(), "reach_through": ["kg-gone"]}
    (tmp_path / "kg" / "kg-sezim.yaml").write_text(yaml.safe_dump(lost, allow_unicode=True), "utf-8")
    with pytest.raises(DirectoryError, match=r"kg/kg-sezim\.yaml: reach_through: there is no entry 'kg-gone'"):
        read_entries(tmp_path)


def test_an_entry_is_fresh_until_its_days_are_over_and_never_before_somebody_has_rung() -> None:
    rung = date(2026, 1, 1)
    entry = organisation(phones=(phone("+996312000000", last_checked=rung),))
    assert freshness(entry, date(2026, 6, 30)) is Freshness.FRESH
    assert freshness(entry, date(2026, 7, 1)) is Freshness.STALE
    assert freshness(organisation(), rung) is Freshness.NEVER
    assert freshness(organisation(checked_on=rung), rung) is Freshness.FRESH
