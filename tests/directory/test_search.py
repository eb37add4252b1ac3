"""Search in five languages, whatever the spelling. The measured proof with its numbers is ``bench/directory.py``."""

from __future__ import annotations

import random
from collections import defaultdict

import pytest
from bench import directory as bench
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tayanch.directory import all_entries, searching
from tayanch.directory.searching import Directory, Wanted, documents, search
from tayanch.directory.searching import fold as fold_module
from tayanch.directory.searching import index as index_module
from tayanch.directory.searching import stems as stems_module
from tayanch.directory.searching.fold import fold
from tayanch.directory.searching.index import Index, Row
from tayanch.directory.searching.stems import SPOKEN, stem


@pytest.fixture(scope="module")
def seeded() -> Directory:
    return Directory(bench.seed(1_000))


def test_the_published_queries_are_found_in_every_language(seeded: Directory) -> None:
    by: dict[str, list[float]] = defaultdict(list)
    for query in bench.load():
        by[query.language].append(bench.precision(seeded, query))
    means = {language: sum(values) / len(values) for language, values in by.items()}
    assert min(means.values()) >= bench.EACH, means
    assert sum(map(sum, by.values())) / sum(map(len, by.values())) >= bench.OVERALL


def test_every_language_has_twelve_queries_and_the_hard_kinds() -> None:
    queries = bench.load()
    for language in bench.LANGUAGES:
        own = [query for query in queries if query.language == language]
        assert len(own) >= 12
        assert {query.kind for query in own} == {"plain", "inflected", "typo", "bare", "script", "city"}


@pytest.mark.parametrize(
    ("one", "other"),
    [("Айлык", "aylyk"), ("үй-бүлө", "уй було"), ("oʻqish", "ўқиш"), ("ҷустан", "чустан"), ("Ёлка", "елка")],
)
def test_one_word_in_two_spellings_is_one_word(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("ky", ["айлык", "айлыгым", "айлыктарды"]),
        ("ru", ["беременная", "беременным", "беременных"]),
        ("uz", ["maktab", "maktabga", "maktablar"]),
        ("tg", ["кӯдак", "кӯдакро", "кӯдакон"]),
        ("en", ["school", "schools"]),
    ],
)
def test_the_forms_of_a_word_have_one_stem(language: str, forms: list[str]) -> None:
    # г stands for к between vowels in Kyrgyz: the pieces of three letters bring those together, not the stem.
    stems = {stem(fold(form), language) for form in forms}
    assert len(stems) <= (2 if language == "ky" else 1)


@settings(deadline=None)
@given(st.text(max_size=40), st.sampled_from(SPOKEN))
@example("QX", "uz")
def test_folding_twice_changes_nothing_and_any_text_can_be_searched(words: str, language: str) -> None:
    assert fold(fold(words)) == fold(words)
    assert all(stem(word, language) for word in fold(words).split())
    assert len(search(words)) <= 10


def test_the_same_question_gives_the_same_answer_whatever_the_order_of_the_entries() -> None:
    mixed = list(all_entries())
    random.Random(3).shuffle(mixed)
    one, other = Directory(all_entries()), Directory(mixed)
    for query in ("айлыгымды бербей жатат", "убежище", "shelter Bishkek", "паспорт"):
        ids = [[(found.entry.id, found.service.id) for found in each.search(query)] for each in (one, other)]
        assert ids[0] == ids[1]


def test_the_directory_of_the_product_answers_a_woman() -> None:
    first = {query: search(query)[0] for query in ("сана сезим", "Каракол баш калкалоо", "ombudsman", "157")}
    assert [found.entry.id for found in first.values()] == ["kz-sana-sezim", "kg-himaya", "kg-ombudsman", "tr-yimer"]


def test_what_is_wanted_narrows_what_is_found() -> None:
    found = search("зомбулук", Wanted(country="kz", needs=("domestic-violence",)), limit=50)
    assert found
    assert {one.service.need for one in found} == {"domestic-violence"}
    assert all("kz" in one.entry.covers for one in found)
    assert all(one.service.free for one in search("", Wanted(free=True), limit=99))
    assert all("uz" in one.entry.languages for one in search("", Wanted(language="uz"), limit=99))


def test_a_hotline_of_the_country_fits_a_city_and_an_office_elsewhere_does_not() -> None:
    found = {one.entry.id for one in search("", Wanted(city="naryn"), limit=500)}
    assert {"kg-tendesh", "kg-social-helpline"} <= found
    assert not found & {"kg-himaya", "ru-112"}
    assert "kg-himaya" in {one.entry.id for one in search("", Wanted(oblast="issyk-kul"), limit=500)}


def test_what_was_typed_is_in_no_cache() -> None:
    modules = (searching, documents, fold_module, index_module, stems_module)
    cached = {name for module in modules for name, one in vars(module).items() if hasattr(one, "cache_info")}
    # What is read once from the files; none of these is asked about a word that somebody typed.
    assert cached == {"_added", "_endings", "_grammar", "_of_the_product", "says_nothing", "words_of_need"}


def test_nothing_typed_finds_nothing_in_an_index() -> None:
    index = Index([Row("a", (("en", "help with papers", 1.0),))])
    assert index.search("") == index.search("!?") == []
    assert index.search("paper") == [0]
    assert index.search("papers", allowed=frozenset()) == []
