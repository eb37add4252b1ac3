"""Stand-ins in a text: endings stay, codings stay on their words, nothing confirmed is left."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tayanch.interviews.anonymising import (
    Confirmed,
    Dictionary,
    anonymised,
    anonymised_study,
    candidates,
    key_table,
    leftovers,
    names_of,
    stand_ins,
    without_history,
)
from tayanch.interviews.anonymising.inflection import bases
from tayanch.interviews.model import Adjudication, Coding, Document, Memo, Speaker, Study, TextVersion, Turn

KNOWN = Dictionary(
    (
        Confirmed("a", "person", ("Айнура", "Абдыкадырова Айнура"), "[Аял-01]", "woman"),
        Confirmed("b", "person", ("Бактыгүл",), "[Аял-02]", "woman"),
        Confirmed("n", "person", ("Нурлан",), "[Эркек-01]", "man"),
        Confirmed("o", "place", ("Ош",), "[Шаар-01]"),
        Confirmed("k", "place", ("Кок-Жар", "Көк-Жар"), "[Айыл-01, Баткен облусу]"),
        Confirmed("p", "phone", ("+996 555 12 34 56",), "[Телефон-01]"),
        Confirmed("s", "organisation", ("школа № 18",), "[Мекеме-01]"),
    )
)


def replaced(text: str) -> str:
    return anonymised(TextVersion(1, "transcribed", text), KNOWN)[0].text


def test_a_kyrgyz_ending_stays_behind_the_stand_in() -> None:
    assert replaced("Айнурадан сура, Бактыгүлдүн кызы Ошто.") == "[Аял-01]дан сура, [Аял-02]дүн кызы [Шаар-01]то."


def test_an_english_possessive_stays_and_a_russian_preposition_is_untouched() -> None:
    assert replaced("Ainura's child") == "[Аял-01]'s child"
    assert replaced("С Айнурой, у Айнуры, в Кок-Жаре.") == "С [Аял-01], у [Аял-01], в [Айыл-01, Баткен облусу]."


def test_the_word_of_kinship_stays() -> None:
    assert replaced("Айнура эжеге чалдым") == "[Аял-01] эжеге чалдым"


def test_turns_move_with_the_text() -> None:
    text = "Айнура: Мен Оштон.\nМодератор: Нурланчы?"
    turns = (Turn(0, 8, 18, "a"), Turn(19, 30, len(text), "m"))
    version, _moved = anonymised(TextVersion(3, "corrected", text, turns), KNOWN)
    assert (version.number, version.kind) == (4, "anonymised")
    assert [version.text[turn.said : turn.end] for turn in version.turns] == ["Мен [Шаар-01]тон.", "[Эркек-01]чы?"]
    assert [version.text[turn.start : turn.said] for turn in version.turns] == ["[Аял-01]: ", "Модератор: "]


WORDS = st.sampled_from(
    [
        "Айнурадан",
        "Айнурой",
        "АЙНУРА",
        "Айнура",
        "Абдыкадырова",
        "Бактыгүлдүн",
        "Бактыгүль",
        "Нурландын",
        "Нурланом",
        "Ош",
        "Ошто",
        "Оша",
        "Көк-Жарда",
        "Ainura",
        "+996555123456",
        "школа",
        "№",
        "18",
        "келди",
        "дагы",
        "мен",
        "🏠",
        "ң",
        ",",
        ".",
        "—",
        "\n",
        "«",
        "»",
        "эже",
        "[Аял-01]",
        "дан",
        "дүн",
        "'s",
    ]
)
TEXTS = st.lists(WORDS, max_size=25).map(" ".join)


@given(TEXTS)
def test_after_all_confirmed_names_are_replaced_none_is_left(text: str) -> None:
    version, _moved = anonymised(TextVersion(1, "transcribed", text), KNOWN)
    assert leftovers(version.text, KNOWN) == ()
    assert anonymised(version, KNOWN)[0].text == version.text


@given(TEXTS, st.data())
def test_a_coding_stays_on_its_words(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    version, moved = anonymised(TextVersion(1, "transcribed", text), KNOWN)
    left, right = moved.span(start, end)
    inner = [edit for edit in moved.edits if edit.start < end and edit.end > start]
    whole = (min([start, *(edit.start for edit in inner)]), max([end, *(edit.end for edit in inner)]))
    expected, last = "", whole[0]
    for edit in inner:
        expected += text[last : edit.start] + edit.new
        last = edit.end
    if start < end:
        assert version.text[left:right] == expected + text[last : whole[1]]


@given(TEXTS)
def test_what_the_rules_list_can_all_be_replaced(text: str) -> None:
    known = stand_ins(names_of(candidates(text)), "ky")
    version, _moved = anonymised(TextVersion(1, "transcribed", text), known)
    assert leftovers(version.text, known) == ()


@given(st.text("абгдекнтүөыу-", min_size=1, max_size=12))
def test_an_ending_and_its_base_are_the_word(word: str) -> None:
    for base, ending, language in bases(word):
        if language in ("ky", "uz") and ending and word.startswith(base):
            assert base + ending == word


def test_codings_and_labels_of_a_study_move_together() -> None:
    text = "Айнура: Мен Оштон келдим, Нурлан калды."
    coded = text.index("келдим"), text.index("келдим") + 6
    study = Study(
        "s", "Study", (Document("d", "Айнура, Ош", (TextVersion(1, "transcribed", text),)),), (Speaker("x", "Айнура"),),
        codings=(Coding("c", "d", 1, *coded, "code", "coder"),),
    )  # fmt: skip
    done = anonymised_study(study, KNOWN)
    (coding,) = done.codings
    assert done.documents[0].newest.text[coding.start : coding.end] == "келдим"
    assert (coding.version, done.documents[0].name, done.speakers[0].label) == (2, "[Аял-01], [Шаар-01]", "[Аял-01]")
    assert done.documents[0].versions[0].text == text
    (only,) = without_history(done).documents[0].versions
    assert only.text == done.documents[0].newest.text


def test_memos_and_settled_passages_move_too_and_memos_lose_their_names() -> None:
    text = "Айнура: Мен Оштон келдим."
    at = text.index("келдим")
    study = Study(
        "s",
        "Study",
        (Document("d", "D", (TextVersion(1, "transcribed", text),)),),
        adjudications=(Adjudication("j", "d", 1, at, at + 6, ("c",), (), "k"),),
        memos=(Memo("m", "Айнурадан сурадым", "passage", "d", 1, at, at + 6), Memo("n", "Нурлан")),
    )
    done = anonymised_study(study, KNOWN)
    new = done.documents[0].newest.text
    assert new[done.adjudications[0].start : done.adjudications[0].end] == "келдим"
    assert new[done.memos[0].start : done.memos[0].end] == "келдим"
    assert [memo.text for memo in done.memos] == ["[Аял-01]дан сурадым", "[Эркек-01]"]


def test_the_key_table_is_made_only_when_asked() -> None:
    assert ("[Аял-01]", "Абдыкадырова Айнура") in key_table(KNOWN)
