"""The codebooks that come with the product: whole in three languages, with ids that never change."""

from __future__ import annotations

import re
from uuid import UUID

import pytest

from tayanch.interviews import codebooks
from tayanch.interviews.codebook import Code, CodebookError

BOOK = codebooks.load("women-migration")
CODES = tuple(code for code in BOOK.codes if code.parent)
THEMES = tuple(code for code in BOOK.codes if not code.parent)
FILE = """
id: small
themes:
  - name: ONE
    label: {ky: Бир, ru: Один, en: One}
    codes:
      - name: A
        label: {ky: а, ru: а, en: a}
        definition: {ky: а, ru: а, en: a}
        include: {ky: а, ru: а, en: a}
        exclude: {ky: а, ru: а, en: a}
"""


def test_there_are_87_codes_under_eleven_themes() -> None:
    assert "women-migration" in codebooks.names()
    assert (len(CODES), len(THEMES)) == (87, 11)
    assert len({code.name for code in BOOK.codes}) == 98
    assert [len(BOOK.children(theme.id)) for theme in THEMES] == [2, 8, 3, 5, 15, 7, 16, 12, 6, 9, 4]


def test_themes_hold_codes_and_are_not_coded_themselves() -> None:
    assert all(code.is_codable for code in CODES)
    assert not any(theme.is_codable for theme in THEMES)
    assert all(re.fullmatch("#[0-9a-f]{6}", theme.colour) for theme in THEMES)


@pytest.mark.parametrize("language", codebooks.LANGUAGES)
def test_every_code_has_all_its_texts_in_each_language(language: str) -> None:
    assert all(theme.labels[language].strip() for theme in THEMES)
    for code in CODES:
        assert all(texts[language].strip() for texts in (code.labels, code.definition, code.include, code.exclude))


@pytest.mark.parametrize("language", codebooks.LANGUAGES)
def test_no_two_codes_are_called_the_same(language: str) -> None:
    assert len({code.label(language) for code in CODES}) == len(CODES)
    assert len({code.definition[language] for code in CODES}) == len(CODES)


def test_kyrgyz_and_russian_texts_are_in_their_alphabet() -> None:
    for code in CODES:
        for language in ("ky", "ru"):
            for text in (code.labels[language], code.definition[language], code.include[language]):
                assert not re.search("[a-z]", text), (code.name, text)


def test_a_code_that_a_text_points_to_is_there() -> None:
    known = {code.name for code in BOOK.codes} | {"PMG", "MOT", "CTRL"}  # families of codes
    for code in CODES:
        for text in code.exclude.values():
            assert set(re.findall(r"\b[A-Z]{2,}(?:-[A-Z]+)*\b", text)) <= known, code.name


def test_ids_are_the_same_for_ever() -> None:
    ids = {code.name: code.id for code in BOOK.codes}
    assert ids["MOT-CHILD"] == "5874a865-af0e-5120-a846-cea257f98517"
    assert all(UUID(one).version == 5 for one in ids.values())


def test_an_unknown_name_is_answered_with_those_there_are() -> None:
    with pytest.raises(CodebookError, match="women-migration"):
        codebooks.load("nothing")


def test_a_small_file_is_read_as_it_stands() -> None:
    theme, code = codebooks.parse(FILE, "small").codes
    assert (theme.name, theme.is_codable, code.parent) == ("ONE", False, theme.id)
    assert isinstance(code, Code)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("id: small", "id: large", "name of the file"),
        ("definition: {ky: а, ru: а, en: a}", "definition: {ky: а, ru: а}", "A: definition: a text in each"),
        ("label: {ky: Бир, ru: Один, en: One}", 'label: {ky: "", ru: Один, en: One}', "ONE: label: a text in each"),
        ("id: small", "id: [", "small.yaml"),
    ],
)
def test_a_file_with_a_gap_is_refused_with_its_place(old: str, new: str, complaint: str) -> None:
    with pytest.raises(CodebookError, match=complaint):
        codebooks.parse(FILE.replace(old, new), "small")
