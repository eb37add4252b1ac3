"""Retrieval gives what a slow and obvious search through every coding gives."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tayanch.interviews.indexing import fold, folded
from tayanch.interviews.model import Coder, Coding, Document, Speaker, Study, TextVersion, Turn
from tayanch.interviews.offsets import Edit, OffsetMap
from tayanch.interviews.retrieval import Index
from tests.interviews.random_studies import BOOK, EVERY_CODE, studies

TEXT = """Модератор: Эмне үчүн кеттиңиз?
Айнура: Балдарым үчүн кеттим. Мектепке акча жок эле.
Гүлзат: Мен да балдар үчүн.
"""


def study(*codings: Coding, versions: tuple[TextVersion, ...] = (), codebook: Any = BOOK, **more: Any) -> Study:
    lines, turns, at = TEXT.splitlines(keepends=True), [], 0
    for line, speaker in zip(lines, ("q", "w", "v"), strict=True):
        turns.append(Turn(at, at + line.index(":") + 2, at + len(line) - 1, speaker))
        at += len(line)
    document = Document("d", "Topic", versions or (TextVersion(1, "transcribed", TEXT, tuple(turns)),), "focus-group")
    speakers = (
        Speaker("w", "Айнура", {"status": "domestic-worker", "age": "37", "oblast": "osh"}),
        Speaker("v", "Гүлзат", {"status": "woman-migrant", "age": "52"}),
        Speaker("q", "Модератор", asks=True),
    )
    coders = (Coder("x", "X"), Coder("y", "Y"))
    return Study("s", "S", (document,), speakers, (), codebook, coders, codings, **more)


def at(words: str, code: str = "a", coder: str = "x", ident: str = "k", version: int = 1) -> Coding:
    start = TEXT.index(words)
    return Coding(ident, "d", version, start, start + len(words), code, coder)


# --- by hand ---------------------------------------------------------------------------------------------------------


def test_a_passage_knows_its_speaker_its_label_and_what_stands_around() -> None:
    (found,) = Index.of(study(at("Балдарым үчүн кеттим."))).find("a")
    assert found.text == "Балдарым үчүн кеттим."
    assert found.speaker is not None and found.speaker.id == "w"
    assert found.label("ru") == "домашняя работница, 35–44, Ошская область, фокус-группа"
    assert found.before(20) == "кеттиңиз?\nАйнура: "
    assert found.after(12) == " Мектепке "
    assert (found.before(9999) + found.text + found.after(9999)) == TEXT


def test_who_says_most_of_a_passage_is_its_speaker_and_who_asks_only_if_nobody_answers() -> None:
    long, short = TEXT[: TEXT.index(" үчүн кеттим")], "Модератор: Эмне үчүн кеттиңиз?"
    codings = at(long, ident="1"), at(short, ident="2"), at("Мектепке акча жок эле.\nГүлзат: Мен", ident="3")
    found = [one.speaker.id for one in Index.of(study(*codings)).find("a") if one.speaker]
    assert found == ["q", "w", "w"]


def test_two_coders_on_one_passage_are_one_passage() -> None:
    (found,) = Index.of(study(at("балдар", ident="1"), at("балдар", "b", "y", ident="2"))).find()
    assert (found.codes, found.coders, found.codings) == (("a", "b"), ("x", "y"), ("1", "2"))


def test_a_code_brings_what_is_below_it_and_what_became_part_of_it() -> None:
    index = Index.of(study(at("балдар", "aa"), at("Мен да", "old", ident="2")))
    assert [one.text for one in index.find("t")] == ["балдар"]
    assert len(index.find("t", descend=False)) == 0
    assert [one.text for one in index.find("old")] == ["Мен да"]
    assert [one.codes for one in index.find("c")] == [("c",)]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"age": "37"}, ["w"]),
        ({"age": "35-44"}, ["w"]),
        ({"age": "35-54"}, ["w", "v"]),
        ({"wide-age": "35-54"}, ["w", "v"]),
        ({"status": "woman-migrant"}, ["w", "v"]),
        ({"status": "domestic-worker"}, ["w"]),
        ({"oblast": ("osh", "naryn")}, ["w"]),
        ({"region": "south"}, ["w"]),
        ({"method": "focus-group"}, ["w", "v"]),
        ({"method": "interview"}, []),
        ({"status": "woman-migrant", "age": "52"}, ["v"]),
        ({"nothing": "known"}, []),
    ],
)
def test_speakers_are_found_by_exact_and_by_less_exact_values(where: dict[str, Any], expected: list[str]) -> None:
    index = Index.of(study(at("Балдарым"), at("балдар", ident="2")))
    assert [one.speaker.id for one in index.find(where=where) if one.speaker] == expected


@pytest.mark.parametrize("word", ["БАЛДАР", "балдар үч", "МЕН", "ен да"])
def test_words_are_found_in_any_letter_case_and_inside_longer_ones(word: str) -> None:
    index = Index.of(study(at("Мен да балдар үчүн.")))
    assert len(index.find(text=word)) == 1
    assert len(index.find(text=f"{word} жок")) == 0


def test_decomposed_letters_jo_and_apostrophes_are_found() -> None:
    text = "A: " + unicodedata.normalize("NFD", "Йогурт ҡ ёлка 👵") + " oʻzbek Straße мен"
    turn = Turn(0, 3, len(text), "w")
    document = Document("d", "", (TextVersion(1, "transcribed", text, (turn,)),))
    index = Index.of(Study("s", "", (document,), (Speaker("w", ""),)))
    for word in ("йогурт", "ЕЛКА", "o'zbek", "STRASSE", "👵", "мен"):
        assert [one.text for one in index.search(word)] == [text[3:]], word
    assert not len(index.search("иогурт"))


def test_turns_are_searched_whether_coded_or_not() -> None:
    index = Index.of(study())
    assert [one.speaker.id for one in index.search("үчүн") if one.speaker] == ["q", "w", "v"]
    assert [one.speaker.id for one in index.search("үчүн", asks=False) if one.speaker] == ["w", "v"]
    assert [one.speaker.id for one in index.search("үчүн", where={"age": "52"}) if one.speaker] == ["v"]
    assert not len(index.search("Гүлзат"))  # the label of a turn is not said


def test_codings_of_an_older_text_stand_on_their_words_in_the_newest() -> None:
    (first,) = study().documents[0].versions
    later = OffsetMap((Edit(TEXT.index("Айнура"), TEXT.index("Айнура") + 6, "[Аял-01]"),))
    second = TextVersion(2, "anonymised", later.apply(TEXT), (), later)
    unlinked = TextVersion(3, "corrected", second.text)
    assert [one.text for one in Index.of(study(at("балдар"), versions=(first, second))).find()] == ["балдар"]
    lost = Index.of(study(at("балдар"), versions=(first, second, unlinked)))
    assert (len(lost.find()), lost.placed.left_out) == (0, ("k",))


def test_pages_follow_one_another_and_end() -> None:
    found = Index.of(study(*(at(word, ident=word) for word in ("Балдарым", "үчүн", "Мектепке", "жок", "Мен")))).find()
    texts = [one.text for number in (1, 2, 3, 4) for one in found.page(number, 2)]
    assert texts == ["үчүн", "Балдарым", "Мектепке", "жок", "Мен"]
    assert [one.text for one in found.ordered("longest").page(1, 3)] == ["Балдарым", "Мектепке", "үчүн"]
    assert [one.codings for one in found.ordered("shortest").page(1, 1)] == [("жок",)]


def test_a_study_without_anything_answers() -> None:
    index = Index.of(Study("s", ""))
    assert (len(index.find("a", text="x")), len(index.search("x"))) == (0, 0)


# --- against a slow search -------------------------------------------------------------------------------------------


def slow(study: Study, codes: tuple[str, ...] | None, descend: bool, sex: str, text: str, who: dict[str, Any]) -> Any:
    """Every coding, one by one: (document, start, end) → codes."""
    book, speakers = study.codebook, {one.id: one for one in study.speakers}
    wanted = None if codes is None else {book.now(code) for code in codes}
    if wanted is not None and descend:
        wanted |= {below for code in wanted if code in book for below in book.descendants(code)}
    found: dict[tuple[str, int, int], set[str]] = {}
    for one in everything(study, who["take"]):
        document, start, end, code, coder, in_round = one
        if wanted is not None and code not in wanted:
            continue
        if who["coders"] is not None and coder not in who["coders"]:
            continue
        if who["round"] is not None and in_round not in (None, who["round"]):
            continue
        speaker = speaks(document, start, end, speakers)
        if sex and (speaker is None or speaker.attributes.get("sex") != sex):
            continue
        words = fold(document.newest.text[start:end])
        if all(word in words for word in fold(text).split()):
            found.setdefault((document.id, start, end), set()).add(code)
    return found


def everything(study: Study, take: str) -> Any:
    documents = {one.id: one for one in study.documents}

    def now(one: Any) -> tuple[int, int] | None:
        versions = documents[one.document].versions
        start, end = one.start, one.end
        for version in versions[one.version :]:
            start, end = version.came_by.span(start, end)
        return (start, end) if start < end <= len(versions[-1].text) else None

    settled = [(one, now(one)) for one in study.adjudications]
    for coding in study.codings:
        if take == "settled" or (place := now(coding)) is None:
            continue
        gone = any(coding.id in one.rejected for one, _ in settled) or any(
            other and one.document == coding.document and other[0] <= place[0] and place[1] <= other[1]
            for one, other in settled
        )
        if take == "all" or not gone:
            yield documents[coding.document], *place, study.codebook.now(coding.code), coding.coder, coding.round
    if take != "all":
        for one, place in settled:
            for code in one.codes if place else ():
                yield documents[one.document], *place, study.codebook.now(code), one.by, None


def speaks(document: Document, start: int, end: int, speakers: dict[str, Speaker]) -> Speaker | None:
    said: dict[str, int] = {}
    for turn in document.newest.turns:
        shared = min(end, turn.end) - max(start, turn.said)
        if shared > 0 and turn.speaker:
            said[turn.speaker] = said.get(turn.speaker, 0) + shared
    order = [turn.speaker for turn in document.newest.turns]
    ranked = sorted(said, key=lambda one: (speakers[one].asks, -said[one], order.index(one)))
    return speakers[ranked[0]] if ranked else None


@settings(max_examples=300, deadline=None)
@given(
    studies(),
    st.none() | st.lists(st.sampled_from(EVERY_CODE), max_size=2).map(tuple),
    st.booleans(),
    st.sampled_from(["", "", "woman", "man"]),
    st.sampled_from(["", "", "а", "й", "ё a", "ß", "👵"]),
    st.fixed_dictionaries(
        {
            "coders": st.sampled_from([None, None, ("x",), ("x", "y", "nobody")]),
            "round": st.sampled_from([None, None, 1, 2]),
            "take": st.sampled_from(["all", "standing", "settled"]),
        }
    ),
)
def test_what_is_found_is_what_a_slow_search_finds(
    study: Study, codes: Any, descend: bool, sex: str, text: str, who: dict[str, Any]
) -> None:
    where = {"sex": sex} if sex else None
    found = Index.of(study).find(codes, descend=descend, where=where, text=text, **who)
    passages = [(one.document.id, one.start, one.end) for one in found]
    expected = slow(study, codes, descend, sex, text, who)
    assert sorted(passages) == passages
    assert {(one.document.id, one.start, one.end): set(one.codes) for one in found} == expected
    speakers = {one.id: one for one in study.speakers}
    assert all(one.speaker == speaks(one.document, one.start, one.end, speakers) for one in found)


@given(st.text(st.sampled_from("aбАЁйßİиёệ́🏠가ᄀ\n"), max_size=30))
def test_a_folded_text_knows_where_each_of_its_characters_stood(text: str) -> None:
    plain, origin = folded(text)
    if origin is None:
        assert len(plain) == len(text)
        return
    assert len(origin) == len(plain)
    assert list(origin) == sorted(origin)
    assert not len(plain) or origin[0] == 0


@settings(deadline=None)
@given(studies(), st.sampled_from(["а", "й", "ё a", "ß", "👵", "x"]))
def test_turns_found_are_those_that_hold_the_words(study: Study, text: str) -> None:
    expected = [
        (document.id, turn.said, turn.end)
        for document in study.documents
        for turn in document.newest.turns
        if all(word in fold(document.newest.text[turn.said : turn.end]) for word in fold(text).split())
    ]
    assert [(one.document.id, one.start, one.end) for one in Index.of(study).search(text)] == expected
