"""Which help is nearest, counted without a map service."""

from __future__ import annotations

import pytest

from tayanch import vocabulary
from tayanch.directory import Place, places
from tests.directory.made import organisation, text


@pytest.mark.parametrize(
    ("one", "other", "about"),
    [
        ("bishkek", "osh", 300),
        ("moscow", "saint-petersburg", 634),
        ("bishkek", "bishkek", 0),
        ("almaty", "bishkek", 190),
    ],
)
def test_distances_are_those_of_the_map(one: str, other: str, about: int) -> None:
    cities = places.cities()
    assert places.kilometres(cities[one].at, cities[other].at) == pytest.approx(about, abs=6)


def test_the_nearest_comes_first_and_what_has_no_place_last() -> None:
    entries = [
        organisation(id="kg-line", places=()),
        organisation(id="kg-far", places=(Place("batken", "batken"),)),
        organisation(id="kg-near", places=(Place("batken", "batken"), Place("tokmok", "chui"))),
    ]
    found = places.nearest(entries, places.cities()["bishkek"])
    assert [entry.id for entry, _ in found] == ["kg-near", "kg-far", "kg-line"]
    assert found[-1][1] is None


def test_how_far_a_hidden_place_is_is_not_told() -> None:
    hidden = Place("karakol", "issyk-kul", text("Street 1"), 42.4907, 78.3936, hidden=True)
    assert places.distance(organisation(places=(hidden,)), places.oblasts()["issyk-kul"]) is None


def test_every_oblast_and_every_city_of_the_routes_has_a_point_and_five_names() -> None:
    assert places.oblasts().keys() == {one.id for one in vocabulary.scheme("oblast")}
    routes = {f"country/{code}" for code in ("kg", "ru", "kz", "tj", "uz", "tr", "kr")}
    assert {one.id for one in vocabulary.scheme("place") if one.broader in routes} <= places.cities().keys()
    for city in (*places.cities().values(), *places.oblasts().values()):
        assert {language for language, _ in city.names} == {"ky", "ru", "en", "uz", "tg"}
        assert -90 <= city.at[0] <= 90
        assert city.label("ky")


def test_every_city_of_kyrgyzstan_lies_in_an_oblast() -> None:
    inside = [city for city in places.cities().values() if city.country == "kg"]
    assert inside
    assert [city.id for city in inside if city.oblast not in places.oblasts()] == []
