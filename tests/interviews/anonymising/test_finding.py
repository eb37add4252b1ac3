"""What is found in texts: the development sentences by language, lower case, lines without names, and no network."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import pytest

from tayanch.interviews.anonymising import Dictionary, Lexicon, candidates
from tests.interviews.anonymising.measure import lines, measure, measure_small, read

DEV = Path(__file__).parent / "dev"
LANGUAGES = ("ru", "ky", "en", "uz")
FLOOR, PRECISION = 0.97, 0.95
SMALL, SMALL_PRECISION = 0.93, 0.9


def test_a_mark_gives_the_plain_text_and_its_place() -> None:
    assert read("С ⟦person|Айнурой⟧ из ⟦place|Оша⟧.") == ("С Айнурой из Оша.", [(2, 9, "person"), (13, 16, "place")])


def sentences(language: str) -> list[str]:
    """Both sets of a language."""
    return [*lines(DEV / f"{language}.txt"), *lines(DEV / f"{language}2.txt")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_the_development_sentences_are_found(language: str) -> None:
    measured = measure(sentences(language))
    assert measured.recall >= FLOOR, measured.missed
    assert measured.precision >= PRECISION, measured.false


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_in_lower_case_are_found_with_the_studys_dictionary(language: str) -> None:
    measured = measure_small(sentences(language))
    assert measured.recall >= SMALL, measured.missed
    assert measured.precision >= SMALL_PRECISION, measured.false


@pytest.mark.parametrize(
    "text",
    [
        "Мы жили вместе, платили за комнату, работали по двенадцать часов. Потом стало легче. Никто не помогал.",
        "Биз чогуу жашадык. Акчаны үйгө салчубуз. Балдар чоңойду. Анан кайра кеттик.",
        "We lived together and paid for the room. Nobody helped us. Then it became easier, thank God.",
        "Biz birga yashadik. Pulni uyga yuborardik. Bolalar katta boʻldi. Keyin yana ketdik.",
        "В 2015 году я зарабатывала 25 000 рублей, а в 2018 – 40 000.",
    ],
)
def test_sentences_that_name_nobody_list_nothing(text: str) -> None:
    assert candidates(text) == ()


def test_positions_are_code_points_of_the_text_even_with_letters_typed_apart_and_emoji() -> None:
    text = "🏠 Ошондо Жумагу\u0308л эжеге чалдым, кийин Айнурадан сурадым."
    found = candidates(text, language="ky")
    assert [text[each.start : each.end] for each in found] == [each.text for each in found]
    assert [each.kind for each in found] == ["person", "person"]
    assert text[found[1].name_start : found[1].name_end] == "Айнурадан"


def test_the_ending_of_a_kyrgyz_name_is_known_apart() -> None:
    text = "Мен Айнурадан сурадым, Бактыгүлдүн кызы келди."
    assert [(each.stem, each.ending) for each in candidates(text)] == [("ainura", "дан"), ("baktigul", "дүн")]


def test_a_title_and_a_word_of_kinship_are_shown_and_the_name_alone_is_replaced() -> None:
    (found,) = candidates("Тогда пришёл капитан Исаев.")
    assert found.text == "капитан Исаев"
    assert "Тогда пришёл капитан Исаев."[found.name_start : found.name_end] == "Исаев"


def test_a_word_that_the_study_also_writes_small_is_no_name_at_the_beginning_of_a_sentence() -> None:
    text = "Бермет келди. Бермет кетти."
    assert len(candidates(text, language="ky")) == 2
    lexicon = Lexicon.of(["ал бермет сатчу, кызыл бермет. Анан бермет тагынчу."])
    assert candidates("Бермет сатып алдык.", language="ky", lexicon=lexicon) == ()


def test_lines_without_capitals_tell_the_lexicon_nothing() -> None:
    assert "айнура" not in Lexicon.of(["айнура келди\nайнура кетти\n"])


def test_a_rejected_word_stays_rejected_in_all_its_forms() -> None:
    text = "Биз Кумтөрдө иштедик, Кумтөрдөн кеттик."
    assert len(candidates(text, language="ky")) == 2
    assert candidates(text, language="ky", known=Dictionary(rejected=frozenset({"Кумтөр"}))) == ()


def test_no_socket_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise AssertionError("a network was asked")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert candidates("Айнура из Оша, +996 555 12 34 56, school No. 5, ainura@mail.kg")


def test_fifty_thousand_characters_take_less_than_a_second() -> None:
    sentences = [read(line)[0] for path in sorted(DEV.glob("*.txt")) for line in lines(path)]
    text = "\n".join(sentences * 3)
    candidates(text)
    begun = time.perf_counter()
    candidates(text)
    assert len(text) / (time.perf_counter() - begun) > 50_000
