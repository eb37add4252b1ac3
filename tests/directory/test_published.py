"""What staff published lies over what was shipped, is noticed at once, and a broken file harms nobody."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tayanch.directory import find, lookup, published, searching
from tayanch.directory.loading import parse_entry
from tayanch.directory.model import Organisation, Stop
from tayanch.directory.stops import REASONS, next_stops
from tayanch.directory.writing import file_of, text_of
from tayanch.guide import edition
from tayanch.vocabulary import Text
from tests.directory.made import organisation, phone, text

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _nothing_published() -> Iterator[None]:
    shutil.rmtree(published.folder(), ignore_errors=True)
    yield
    shutil.rmtree(published.folder(), ignore_errors=True)


def publish(entry: Organisation) -> None:
    published.write(f"directory/{file_of(entry)}", text_of(entry))


def test_a_published_entry_stands_in_for_the_shipped_one_and_is_searched() -> None:
    before = lookup.generation()
    sezim = find("kg-sezim")
    assert sezim
    publish(replace(sezim, name=text("Чолпондор жылдызы")))
    assert find("kg-sezim").name.en == "Чолпондор жылдызы"  # type: ignore[union-attr]
    assert lookup.generation() > before
    assert [one.entry.id for one in searching.search("Чолпондор")][:1] == ["kg-sezim"]


def test_a_new_entry_is_there_and_a_closed_one_is_found_by_nobody() -> None:
    publish(organisation(id="kg-aaa-invented"))
    assert find("kg-aaa-invented")
    publish(organisation(id="kg-aaa-invented", closed_on=TODAY))
    assert find("kg-aaa-invented") is None


def test_who_leads_to_a_closed_entry_does_not_lead_there_any_more() -> None:
    led = next(one for one in lookup.all_entries() if one.reach_through)
    gone = find(led.reach_through[0])
    assert gone
    publish(replace(gone, closed_on=TODAY))
    assert gone.id not in find(led.id).reach_through  # type: ignore[union-attr]


def test_results_of_ringing_make_a_number_one_to_dial_or_take_it_off() -> None:
    assert not lookup.may_be_dialled("1899")
    published.write(
        "checks.yaml",
        "kg-migrant-line-1899: {'1899': {last_checked: 2026-11-20, result: answered, confirmed: true}}",
    )
    assert lookup.may_be_dialled("1899")
    published.write(
        "checks.yaml", "kg-102: {'102': {last_checked: 2026-11-20, result: wrong number, confirmed: false}}"
    )
    assert not lookup.may_be_dialled("102", "kg")


@pytest.mark.parametrize("broken", ["name: [", "id: kg-sezim", "\x00", "- a"])
def test_a_published_file_that_cannot_be_read_leaves_what_was_shipped(broken: str) -> None:
    published.write("directory/kg/kg-sezim.yaml", broken)
    published.write("checks.yaml", broken)
    assert find("kg-sezim") == lookup.shipped()["kg-sezim"]
    assert lookup.faults()


def test_the_guide_is_made_anew_when_something_is_published() -> None:
    before = edition.current(TODAY)
    assert edition.current(TODAY) is before
    publish(organisation(id="kg-aaa-invented"))
    assert edition.current(TODAY) is not before


TEXTS = st.text("абвгдёйңөү abc-:#'\"{}[]&*!|>%@`", min_size=1, max_size=30).filter(str.strip).map(str.strip)
IN_ALL = st.builds(Text, TEXTS, TEXTS, TEXTS)
STOPS = st.builds(
    Stop,
    st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    st.just("09:00"),
    st.just("12:30"),
    st.sampled_from(["osh", "naryn"]),
    IN_ALL,
    st.just(""),
    st.sampled_from(["", *REASONS]),
).map(lambda one: replace(one, oblast={"osh": "osh-city", "naryn": "naryn"}[one.city]))


@given(IN_ALL, IN_ALL, st.lists(STOPS, max_size=3, unique_by=lambda one: one.key), st.one_of(st.none(), st.dates()))
def test_an_entry_that_is_written_is_read_back_the_same(
    name: Text, says: Text, stops: list[Stop], closed: date | None
) -> None:
    made = organisation(
        name=name, says=says, stops=tuple(stops), closed_on=closed, phones=(phone("+996312000001", note=name),)
    )
    assert parse_entry(text_of(made), file_of(made)) == made


def test_every_shipped_entry_is_written_as_it_was_read() -> None:
    assert [one.id for one in lookup.shipped().values() if parse_entry(text_of(one), file_of(one)) != one] == []


def test_the_next_stop_comes_first_and_past_ones_are_gone() -> None:
    stops = [Stop(date(2026, 11, day), "09:00", "12:00", "naryn", text("Айыл өкмөтү")) for day in (30, 21, 22, 25)]
    stops[3] = replace(stops[3], called_off="weather")
    entry = organisation(stops=tuple(stops))
    assert [one.day.day for one in next_stops(entry, TODAY)] == [22, 25, 30]
    assert [one.called_off for one in next_stops(entry, TODAY)] == ["", "weather", ""]
