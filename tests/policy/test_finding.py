"""Finding what bears on a topic."""

from __future__ import annotations

import pytest

from tayanch import policy


@pytest.mark.parametrize("name", ["need:unpaid-wages", "violation:unpaid-wages", "need/unpaid-wages"])
def test_a_need_and_the_violation_of_the_same_name_are_one_topic(name: str) -> None:
    found = policy.for_topic(name)
    assert {one.id for one in found.recommendations} == {"s002-defend-1", "s004-5"}
    assert {"icrmw", "ilo-forced-labour-indicators"} <= {one.id for one in found.instruments}


def test_a_broader_topic_finds_what_is_said_of_the_narrower_ones() -> None:
    wide, narrow = policy.for_topic("need:work"), policy.for_topic("need:unpaid-wages")
    assert set(narrow.recommendations) < set(wide.recommendations)


def test_an_unknown_topic_finds_nothing() -> None:
    assert policy.for_topic("need:gold") == policy.OfTopic((), ())
    assert not policy.for_topic("violation:other").recommendations


def test_instruments_are_found_by_country_kind_state_and_words_of_any_language() -> None:
    assert {one.id for one in policy.search_instruments(country="TR", kind="bilateral")} == {"kg-tr-social"}
    assert {one.id for one in policy.search_instruments("патент")} == {"ru-foreign-citizens"}
    assert {one.id for one in policy.search_instruments("РЕЕСТРДЕ жок")} == set()
    assert policy.instruments()["ilo-c190"] in policy.search_instruments("c190", state="in-force")
