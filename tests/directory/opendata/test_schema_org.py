"""What search engines are told: who helps with papers and wages, and nothing of who helps against violence."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tayanch.directory import Place, Service, all_entries, public
from tayanch.directory.opendata import schema_org
from tests.directory.made import organisation, phone, text

OPEN = organisation(
    services=(Service("unpaid-wages", "unpaid-wages", text("Wages")),),
    places=(Place("osh", "osh-city", text("Street 1"), 40.53, 72.8),),
    phones=(phone("+996312000000"), phone("+996312999888", confirmed=False)),
    website="https://example.org/",
)


def test_an_organisation_is_told_with_its_services_and_only_numbers_that_may_be_dialled() -> None:
    told = schema_org.json_ld(OPEN, "en")
    assert told
    assert (told["@context"], told["@type"], told["telephone"]) == ("https://schema.org", "NGO", "+996312000000")
    assert told["location"]["address"]["streetAddress"] == "Street 1"
    assert told["makesOffer"]["itemOffered"]["availableChannel"]["availableLanguage"] == ["ky", "ru"]
    assert "999888" not in json.dumps(told)


@pytest.mark.parametrize("need", sorted(schema_org.sensitive_needs()))
def test_nothing_is_told_of_who_helps_in_danger(need: str) -> None:
    entry = replace(OPEN, services=(*OPEN.services, Service(need, need, text("Help"))))
    assert schema_org.json_ld(entry, "en") is None
    assert schema_org.script(entry, "en") == ""


def test_nothing_is_told_of_a_shelter_or_of_whoever_hides_a_place() -> None:
    assert schema_org.is_sensitive(replace(OPEN, kind="shelter", places=(), phones=()))
    assert schema_org.is_sensitive(replace(OPEN, places=(Place("osh", "osh-city", hidden=True),)))
    assert not schema_org.is_sensitive(OPEN)


def test_the_violence_needs_are_among_the_sensitive_ones() -> None:
    assert {"violence", "domestic-violence", "trafficking", "forced-marriage"} <= schema_org.sensitive_needs()
    assert "unpaid-wages" not in schema_org.sensitive_needs()


def test_no_text_ends_the_element() -> None:
    told = schema_org.script(replace(OPEN, name=text("</script><b>&")), "en")
    assert told.count("<") == told.count(">") == 2
    inside = told.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert json.loads(inside)["name"] == "</script><b>&"


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_every_entry_can_be_told_or_is_not_and_stays_small(language: str) -> None:
    told = {entry.id: schema_org.script(entry, language) for entry in all_entries()}
    assert any(told.values())
    for entry in all_entries():
        assert bool(told[entry.id]) is not schema_org.is_sensitive(entry)
        assert len(told[entry.id].encode()) < 4096
        held_back = {one.number for one in entry.phones} - {one.number for one in public(entry).phones}
        assert not [number for number in held_back if f'"{number}"' in told[entry.id]]
