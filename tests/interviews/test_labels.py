"""Labels of quotes: natural in three languages, as exact as is asked, and never a place smaller than an oblast."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tayanch.interviews.attributes import AGE, DESTINATION, METHODS, OBLAST, RETURNED, SEX, STATUS
from tayanch.interviews.labels import (
    DETAIL,
    LANGUAGES,
    METHOD,
    REGION,
    WIDE_AGE,
    age_band,
    label,
    told,
    words,
)
from tayanch.interviews.model import Document, Speaker, TextVersion
from tayanch.vocabulary import scheme

GROUP = Document("d", "Group 1", (TextVersion(1, "transcribed", ""),), method="focus-group")


def person(**attributes: str) -> Speaker:
    return Speaker("s", "P1", attributes)


WOMAN = person(status="woman-migrant", sex="woman", age="37", oblast="osh", destination="ru", returned="yes")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "woman migrant, 35–44, Osh oblast, focus group"),
        ("ru", "женщина-мигрантка, 35–44, Ошская область, фокус-группа"),
        ("ky", "мигрант аял, 35–44, Ош облусу, фокус-топ"),
        ("ru-KG", "женщина-мигрантка, 35–44, Ошская область, фокус-группа"),
        ("uz", "женщина-мигрантка, 35–44, Ошская область, фокус-группа"),
        ("fr", "woman migrant, 35–44, Osh oblast, focus group"),
    ],
)
def test_a_label_reads_naturally_in_each_language(language: str, expected: str) -> None:
    assert label(WOMAN, GROUP, language) == expected


def test_the_caller_says_what_is_told_and_in_which_order() -> None:
    assert label(WOMAN, GROUP, "en", (REGION, WIDE_AGE)) == "south of Kyrgyzstan, 35–54"
    assert label(WOMAN, GROUP, "ru", (STATUS, RETURNED, DESTINATION)) == (
        "женщина-мигрантка, после возвращения, страна работы: Россия"
    )
    with pytest.raises(ValueError, match="cannot tell village"):
        label(WOMAN, GROUP, "en", ("village",))


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({STATUS: "teacher", SEX: "woman"}, ("мугалим аял", "учительница", "woman teacher")),
        ({STATUS: "teacher"}, ("мугалим", "учитель", "teacher")),
        ({STATUS: "union-member", SEX: "man"}, ("кесиптик бирликтин мүчөсү, эркек",) + ("член профсоюза, мужчина",)
         + ("union member, man",)),
        ({SEX: "man"}, ("эркек", "мужчина", "man")),
        ({STATUS: "migrant", SEX: "man"}, ("мигрант эркек", "мужчина-мигрант", "man migrant")),
        ({}, ("респондент", "респондент", "respondent")),
    ],
)  # fmt: skip
def test_sex_is_said_once_and_only_if_the_status_does_not_say_it(attributes: dict[str, str], expected: str) -> None:
    assert tuple(label(person(**attributes), GROUP, lang, (STATUS, SEX)) for lang in LANGUAGES) == expected


def test_a_status_that_says_her_sex_counts_like_one_with_her_sex() -> None:
    assert told(person(status="woman-migrant"), GROUP) == told(person(status="woman-migrant", sex="woman"), GROUP)
    assert told(person(status="teacher", sex="woman"), GROUP, (STATUS,)) == {STATUS: "teacher"}


@pytest.mark.parametrize(
    ("age", "band", "wide"),
    [
        ("37", "35-44", "35-54"),
        ("35-44", "35-44", "35-54"),
        ("35–44", "35-44", "35-54"),
        ("17", "0-17", "0-17"),
        ("18", "18-24", "18-34"),
        ("24", "18-24", "18-34"),
        ("25", "25-34", "18-34"),
        ("64", "55-64", "55+"),
        ("65", "65+", "55+"),
        ("30-39", "30-39", ""),
        ("34-35", "", ""),
        ("60+", "60+", "55+"),
        ("16-25", "", ""),
        ("", "", ""),
        ("about forty", "", ""),
    ],
)
def test_an_age_becomes_its_band(age: str, band: str, wide: str) -> None:
    assert (age_band(age), age_band(age, wide=True)) == (band, wide)


@given(st.integers(0, 110))
def test_no_label_tells_a_year_of_age(age: int) -> None:
    facts = told(person(age=str(age)), GROUP, (AGE,))
    first, _, last = facts[AGE].rstrip("+").partition("-")
    assert int(first) <= age <= int(last or 199)
    assert int(last or 199) - int(first) >= 6


@given(st.dictionaries(st.sampled_from((STATUS, SEX, AGE, OBLAST, DESTINATION, RETURNED, "village")), st.text()))
def test_a_text_of_the_study_never_reaches_a_label(attributes: dict[str, str]) -> None:
    speaker = Speaker("s", "Айсулуу", {name: f"Кызыл-Октябрь {value}" for name, value in attributes.items()})
    every = (*DETAIL, DESTINATION, RETURNED, REGION, WIDE_AGE)
    for language in LANGUAGES:
        assert "Кызыл" not in label(speaker, GROUP, language, every)
        assert "Айсулуу" not in label(speaker, GROUP, language, every)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_can_be_told_has_words(language: str) -> None:
    found = [label(person(status=one.id), GROUP, language, (STATUS,)) for one in scheme("target-group")]
    found += [label(person(oblast=one.id), GROUP, language, (OBLAST,)) for one in scheme("oblast")]
    found += [label(None, Document("d", "", (), method=one), language, (METHOD,)) for one in METHODS]
    assert all(found)
    assert words({}, language) not in found


def test_what_the_speaker_lacks_comes_from_the_conversation() -> None:
    group = Document("d", "", GROUP.versions, method="focus-group", attributes={OBLAST: "oblast/naryn", SEX: "man"})
    assert label(person(), group, "en") == "man, Naryn oblast, focus group"
    assert label(None, group, "en") == "man, Naryn oblast, focus group"
    assert label(WOMAN, group, "en").startswith("woman migrant, 35–44, Osh oblast")
