"""Confirmed names: found in every form; what may be one person; the file they are kept in."""

from __future__ import annotations

import pytest

from tayanch.interviews.anonymising import (
    Confirmed,
    Dictionary,
    DictionaryError,
    candidates,
    merged,
    names_of,
    read_dictionary,
    same_as,
    stand_ins,
    write_dictionary,
)

AINURA = Confirmed("a", "person", ("Айнура",), "[Woman-01]", "woman")
ISAEV = Confirmed("i", "person", ("Исаев",), "[Man-01]", "man")
KOK = Confirmed("k", "place", ("Көк-Жаңгак",), "[City-01]")
KNOWN = Dictionary((AINURA, ISAEV, KOK))


@pytest.mark.parametrize(
    "form",
    [
        "Айнура",
        "Айнуры",
        "Айнуре",
        "Айнуру",
        "Айнурой",
        "Айнурадан",
        "Айнурага",
        "Айнуранын",
        "Айнураны",
        "АЙНУРА",
        "айнурой",
        "Ainura",
        "Ainura's",
        "Aynuraga",
        "Ainuradan",
    ],
)
def test_a_name_is_found_in_every_ending_case_and_script(form: str) -> None:
    (found,) = KNOWN.find(f"so {form} .")
    assert (found.id, found.text) == ("a", form)


@pytest.mark.parametrize(
    "form", ["Исаев", "Исаева", "Исаеву", "Исаевым", "Исаеве", "Исаевдин", "Исаевге", "Isaev", "Isaev's"]
)
def test_a_surname_is_found_in_every_russian_and_kyrgyz_case(form: str) -> None:
    assert [each.id for each in KNOWN.find(f"капитан {form} .")] == ["i"]


@pytest.mark.parametrize("form", ["Көк-Жаңгактан", "Кок-Жангаке", "көк-жаңгакта", "Kok-Jangak"])
def test_a_place_is_found_in_every_spelling(form: str) -> None:
    assert [each.id for each in KNOWN.find(form)] == ["k"]


def test_a_name_of_two_words_goes_before_one_of_them() -> None:
    known = Dictionary((AINURA, Confirmed("b", "person", ("Асанова Айнура",), "[Woman-02]")))
    text = "Асановой Айнурой была она, потом Айнура."
    assert [(each.id, each.text) for each in known.find(text)] == [("b", "Асановой Айнурой"), ("a", "Айнура")]


def test_a_phone_is_found_however_it_is_spaced() -> None:
    known = Dictionary((Confirmed("p", "phone", ("+996 555 12 34 56",), "[Phone-01]"),))
    assert [each.text for each in known.find("тел. +996555123456 или +996 (555) 12-34-56")] == [
        "+996555123456",
        "+996 (555) 12-34-56",
    ]


def test_a_name_that_is_a_word_is_not_taken_for_the_word_where_names_are_written_large() -> None:
    known = Dictionary((Confirmed("v", "person", ("Вера",), "[Woman-01]"),))
    assert [each.text for each in known.find("Вера сказала, что вера помогла ей. Спросите у Веры.")] == ["Вера", "Веры"]
    assert [each.text for each in known.find("вера сказала")] == ["вера"]


def test_all_forms_of_one_name_become_one_confirmed_name() -> None:
    names = names_of(candidates("Я видела Айнуру и говорила с Айнурой, а потом у Айнуры жила Гульзат."))
    assert [name.id for name in names] == ["person-1", "person-2"]
    assert set(names[0].forms) == {"Айнуру", "Айнурой", "Айнуры"}


def test_who_may_be_one_person_is_suggested_and_never_decided() -> None:
    full = Confirmed("f", "person", ("Абдыкадырова Айнура",))
    other = Confirmed("o", "person", ("Айнура Асанова",))
    man = Confirmed("m", "person", ("Абдыкадыров",), sex="man")
    told = {(each.left, each.right) for each in same_as((AINURA, full, other, man))}
    assert told == {("a", "f"), ("a", "o")}
    one = merged(Dictionary((AINURA, full)), "a", "f")
    assert [name.forms for name in one.names] == [("Айнура", "Абдыкадырова Айнура")]
    assert one["a"].stand_in == "[Woman-01]"


def test_stand_ins_are_one_for_each_name_numbered_by_type_and_keep_what_was_given() -> None:
    given = (
        AINURA,
        Confirmed("n", "person", ("Назгүл",), sex="woman"),
        Confirmed("t", "place", ("Марказ",), "", "", "village", "batken"),
    )
    whole = stand_ins(given, "en")
    assert [name.stand_in for name in whole.names] == ["[Woman-01]", "[Woman-02]", "[Village-01, Batken oblast]"]
    assert [name.stand_in for name in stand_ins(whole.names, "en").names] == [name.stand_in for name in whole.names]
    assert stand_ins(given[1:], "ky").names[1].stand_in == "[Айыл-01, Баткен облусу]"


def test_stand_ins_in_a_language_nobody_wrote_are_refused() -> None:
    with pytest.raises(ValueError, match="ky, ru, uz, en"):
        stand_ins((AINURA,), "fr")


def test_a_dictionary_comes_back_from_its_file() -> None:
    known = Dictionary((AINURA, KOK), frozenset({"Кумтөр"}))
    assert read_dictionary(write_dictionary(known)) == known


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("names: 5", "a list"),
        ("names: [{id: a}]", "needs 'forms'"),
        ("names: [{forms: [A], kind: dog}]", "is of kind dog"),
        ("names: [{forms: [A], sex: x}]", "woman, man"),
        ("names: [{id: a, forms: [A]}, {id: a, forms: [B]}]", "have the id a"),
        ("names: [", "no YAML"),
    ],
)
def test_a_dictionary_that_is_wrong_is_refused_with_a_sentence(text: str, told: str) -> None:
    with pytest.raises(DictionaryError, match=told):
        read_dictionary(text)
