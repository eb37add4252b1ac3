"""Reading cards, the figures of the law on them, whom they name, and how easily they read."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tayanch import law
from tayanch.guide import words
from tayanch.guide.content import readability
from tayanch.guide.content.card import COUNTRIES, LANGUAGES, NEEDS, SECTIONS, SITUATIONS, STAGES
from tayanch.guide.content.checks import unsaid
from tayanch.guide.content.helpers import helper, state_number
from tayanch.guide.content.law_words import Ended, NoSuchFigure, figure, figures_of, told
from tayanch.guide.content.markup import PLACE, blocks_of
from tayanch.guide.content.problems import Broken
from tests.guide.invented import find, nobody

TODAY = date(2026, 11, 22)
AMINA = "ru.stay.amina.silence"


def shapes(text: str) -> list[tuple[str, list[str]]]:
    found = blocks_of(text, 1, Path("a.md"))
    return [(block.shape, ["".join(p.text for p in item.pieces) for item in block.items]) for block in found]


def test_lists_quotations_and_paragraphs_are_read() -> None:
    text = "1. One\n2. **Two**\n\n- a\n- b\n\n> Say\n> this\n\nA line\nand its end."
    assert shapes(text) == [
        ("ol", ["One", "Two"]),
        ("ul", ["a", "b"]),
        ("quote", ["Say", "this"]),
        ("text", ["A line and its end."]),
    ]


def test_places_are_told_from_words_and_keep_their_line() -> None:
    block = blocks_of("- a\n- **b {x.y_z.d}** [[org:kg-a]], [[phone:112]].", 7, Path("a.md"))[0]
    assert [item.line for item in block.items] == [7, 8]
    kinds = [(piece.kind, piece.text, piece.strong) for piece in block.items[1].pieces]
    assert kinds == [
        ("text", "b ", True),
        ("figure", "x.y_z.d", True),
        ("text", " ", False),
        ("org", "kg-a", False),
        ("text", ", ", False),
        ("phone", "112", False),
        ("text", ".", False),
    ]


@given(st.text(alphabet="abя*_ 1.>-\n[]{}:"))
def test_no_word_is_lost(text: str) -> None:
    try:
        found = shapes(text)
    except Broken:
        return
    assert [letter for letter in text if letter in "abя"] == [
        letter for _, items in found for item in items for letter in item if letter in "abя"
    ]


# --- the law -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "shown"), [("ky", "3 жумуш күнү"), ("ru", "3 рабочих дня"), ("en", "3 working days")]
)
def test_a_figure_has_its_unit_in_her_language(language: str, shown: str) -> None:
    assert figure(AMINA, language, TODAY).replace("\xa0", " ") == shown


def test_hours_take_their_plural_and_other_units_are_left_to_the_card() -> None:
    shown = figure("ru.stay.ruid.hours", "ru", date(2026, 1, 1)).replace("\xa0", " ")
    assert shown == "72 часа"


@pytest.mark.parametrize("place", ["", "ru", "ru.stay.amina", "ru.stay.amina.days", "ru.wage.delay.days", "x.y.z"])
def test_a_place_that_names_no_figure_is_refused(place: str) -> None:
    with pytest.raises(NoSuchFigure):
        figure(place, "ky", TODAY)


def test_a_figure_of_a_rule_that_has_ended_is_not_shown() -> None:
    with pytest.raises(Ended):
        figure(AMINA, "ky", date(2029, 9, 1))


def test_every_figure_and_every_rule_of_the_law_can_be_told_in_every_language() -> None:
    for rule in law.rule_ids():
        for language in LANGUAGES:
            found = told(rule, language, TODAY)
            assert found.title
            assert found.articles
            assert found.is_in_force is False or found.sentences or found.example, rule
            for place in figures_of(rule):
                try:
                    assert figure(place, language, TODAY)
                except Ended:
                    assert not found.is_in_force


def test_a_rule_says_what_the_law_pack_says() -> None:
    found = told("ru.stay.amina", "en", TODAY)
    assert found.sentences == tuple(
        str(step["text"])
        for step in law.compute("ru.stay.amina", {"as_of": "2026-11-22"})["steps"]  # type: ignore[attr-defined]
    )
    assert (found.is_reviewed, found.checked_on) == (False, date(2026, 11, 21))


def test_a_rule_that_has_ended_says_nothing_but_that() -> None:
    found = told("ru.stay.amina", "en", date(2029, 9, 1))
    assert (found.is_in_force, found.sentences) == (False, ())


def test_a_rule_whose_tables_end_before_today_tells_until_when_they_are_known() -> None:
    assert told("ru.wage.delay", "ky", date(2026, 9, 14)).known_until is None
    assert told("ru.wage.delay", "ky", date(2026, 9, 15)).known_until == date(2026, 9, 14)


# --- whom to ask -----------------------------------------------------------------------------------------------


def test_a_number_that_nobody_has_confirmed_is_not_given() -> None:
    one = helper(find, "kg-helpers", "ru")
    assert one is not None
    assert one.numbers == ()
    assert (one.is_free, one.is_women_only, one.is_safe_without_papers) == (True, False, True)
    assert one.alert == "Сначала позвоните."


def test_a_state_number_is_that_of_the_directory() -> None:
    assert state_number(find, "112", "ru") == "112"
    assert state_number(find, "102", "ru") is None
    assert state_number(nobody, "112", "ru") is None
    assert helper(nobody, "kg-helpers", "ky") is None


# --- words -----------------------------------------------------------------------------------------------------


def test_plain_russian_passes_and_a_law_does_not() -> None:
    plain = readability.sentences(["Возьмите паспорт. Идите к врачу. Он вам поможет."])
    legal = readability.sentences(["Материальная ответственность работодателя за задержку выплаты заработной платы."])
    assert readability.russian_score(plain) > readability.LOWEST_SCORE > readability.russian_score(legal)


def test_sentences_end_at_stops_and_at_the_end_of_an_entry() -> None:
    assert readability.sentences(["Барыңыз! Сураңыз?", "Жазыңыз", "–"]) == ["Барыңыз!", "Сураңыз?", "Жазыңыз"]
    assert readability.mean_length([]) == 0
    assert readability.russian_score([]) == 100


def test_every_name_of_the_guide_has_its_word() -> None:
    names = [f"in.{one}" for one in COUNTRIES] + [f"need.{one}" for one in NEEDS]
    names += [f"stage.{one}" for one in STAGES] + [f"section.{one}" for one in SECTIONS]
    names += [f"situation.{one}" for one in SITUATIONS]
    assert [name for name in names if not words.knows(name)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_the_pages_keep_what_cards_must_keep(language: str) -> None:
    for name in words.names():
        said = words.listed(name, language)
        for passage in [said] if isinstance(said, str) else said:
            assert not re.search(r"\d", PLACE.sub("", passage)), name
            assert not [word for word in unsaid()[language] if word in passage.lower()], name
            longest = max((len(readability.words(one)) for one in readability.sentences([passage])), default=0)
            assert longest <= readability.LONGEST_SENTENCE, name
