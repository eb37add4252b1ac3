"""Codes counted by group, together, and around an event: by hand, and against counting one character at a time."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tayanch.interviews.codebook import Code, Codebook
from tayanch.interviews.matrices import (
    AFTER,
    BEFORE,
    DURING,
    NOTES,
    Base,
    Count,
    Covered,
    around,
    by_group,
    coverage,
    paired,
    together,
)
from tayanch.interviews.model import Adjudication, Coding, Document, Speaker, Study, TextVersion, Turn
from tayanch.interviews.retrieval import Index
from tests.interviews.random_studies import studies

BOOK = Codebook((Code("t", "T"), Code("a", "A", "t"), Code("b", "B", "t"), Code("c", "C")))
SPEAKERS = (
    Speaker("w", "W", {"sex": "woman", "age": "37"}),
    Speaker("v", "V", {"status": "woman-migrant", "age": "41"}),
    Speaker("m", "M", {"sex": "man"}),
    Speaker("q", "Q", asks=True),
)


def document(ident: str, *who: str | None, **attributes: str) -> Document:
    """Ten characters for each speaker, one turn after another."""
    turns = tuple(Turn(10 * n, 10 * n, 10 * n + 10, one) for n, one in enumerate(who))
    versions = (TextVersion(1, "transcribed", "0123456789" * len(who), turns),)
    return Document(ident, ident, versions, attributes=attributes)


def index(documents: tuple[Document, ...], *marks: tuple[str, int, int, str], **more: Any) -> Index:
    codings = tuple(Coding(f"{n}", d, 1, s, e, code, f"x{n % 2}") for n, (d, s, e, code) in enumerate(marks))
    return Index.of(Study("s", "S", documents, SPEAKERS, (), BOOK, (), codings, **more))


# --- by group --------------------------------------------------------------------------------------------------------


def test_codes_are_counted_in_speakers_documents_passages_and_characters() -> None:
    documents = document("d", "q", "w", "v", "m", None), document("e", "w", "q")
    marks = ("d", 10, 16, "a"), ("d", 14, 20, "a"), ("d", 20, 25, "b"), ("d", 30, 35, "a"), ("e", 0, 3, "a")
    found = by_group(index(documents, *marks, ("d", 0, 5, "a"), ("d", 44, 46, "c")), "sex")
    assert found.codes == ("t", "a", "b", "c")
    assert found.groups == ("man", "woman", "")
    assert found["a", "woman"] == Count(speakers=1, documents=2, passages=3, characters=13)
    assert found["t", "woman"] == Count(speakers=2, documents=2, passages=4, characters=18)
    assert found["a", "man"] == Count(1, 1, 1, 5)
    assert found["c", "man"] == Count()
    assert found["c", ""] == Count(0, 1, 1, 2)  # nobody knows who says it
    assert found.bases == {"woman": Base(2, 2), "man": Base(1, 1), "": Base(0, 1)}


def test_ages_are_grouped_as_a_label_tells_them() -> None:
    found = by_group(index((document("d", "w", "v"),), ("d", 0, 5, "a"), ("d", 10, 15, "a")), "age", ["a"])
    assert (found.groups, found["a", "35-44"].speakers) == (("35-44",), 2)


def test_a_code_counts_without_those_below_it_when_asked_so() -> None:
    found = by_group(index((document("d", "w"),), ("d", 0, 5, "a")), "sex", ["t"], descend=False)
    assert found["t", "woman"] == Count()


def test_what_was_settled_takes_the_place_of_what_it_decided() -> None:
    settled = (Adjudication("s", "d", 1, 0, 6, ("b",), ("0",), "z"),)
    found = by_group(index((document("d", "w"),), ("d", 0, 8, "a"), ("d", 1, 5, "c"), adjudications=settled), "sex")
    assert [code for code, _ in found.counts] == ["t", "b"]


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_every_table_says_that_it_tells_nothing_about_shares_of_people(language: str) -> None:
    found = by_group(index((document("d", "w"),)), "sex")
    assert found.note(language) == NOTES[language]
    assert found.method(language, "sex of the speaker").endswith("sex of the speaker.")
    assert not any(isinstance(number, float) for count in found.counts.values() for number in vars(count).values())


@settings(max_examples=150, deadline=None)
@given(studies(), st.sampled_from(["sex", "age", "oblast", "method", "round"]))
def test_counts_are_those_of_counting_one_coding_after_another(study: Study, attribute: str) -> None:
    every = Index.of(study)
    found = by_group(every, attribute, take="all")
    for code in found.codes:
        for group in filter(None, found.groups):
            passages = [one for one in every.find(code) if one.speaker is None or not one.speaker.asks]
            facts = {"age": "wide-age"}.get(attribute, attribute)
            mine = [one for one in passages if _value(one, attribute) == group]
            characters = {(one.document.id, at) for one in mine for at in range(one.start, one.end)}
            people = {one.speaker.id for one in mine if one.speaker}
            expected = Count(len(people), len({one.document.id for one in mine}), len(mine), len(characters))
            assert found[code, group] == expected, facts


def _value(passage: Any, attribute: str) -> str:
    own = dict(passage.document.attributes) | (dict(passage.speaker.attributes) if passage.speaker else {})
    own["method"] = passage.document.method
    if attribute == "age":
        return {"37": "35-44", "61": "55-64"}.get(own.get("age", ""), own.get("age", ""))
    if attribute == "sex" and own.get("status") == "domestic-worker":
        return "woman"
    return own.get(attribute, "")


# --- before and after ------------------------------------------------------------------------------------------------


def test_the_order_of_telling_is_counted_around_her_first_passage_about_the_event() -> None:
    """w tells of the event at 20–24 and again at 40; v never does; who asks does not count."""
    documents = (document("d", "w", "q", "w", "v", "w"),)
    marks = ("d", 0, 5, "a"), ("d", 20, 24, "c"), ("d", 22, 28, "a"), ("d", 30, 35, "a"), ("d", 40, 42, "c")
    found = around(index(documents, *marks, ("d", 44, 46, "a"), ("d", 12, 14, "a")), "c")
    assert found.groups == (BEFORE, DURING, AFTER)
    assert [found["a", side] for side in found.groups] == [Count(1, 1, 1, 5), Count(1, 1, 1, 6), Count(1, 1, 1, 2)]
    assert found["c", AFTER].passages == 1
    assert set(found.bases.values()) == {Base(1, 1)}
    assert "Order of telling" in found.method("en")


def test_documents_before_and_after_are_compared_for_the_same_people() -> None:
    documents = document("d", "w", "v", wave="1"), document("e", "w", "m", wave="2"), document("f", "v")
    marks = ("d", 0, 5, "a"), ("d", 10, 15, "a"), ("e", 2, 8, "a"), ("e", 10, 15, "a"), ("f", 0, 5, "a")
    found = paired(index(documents, *marks), "wave", "1", "2", ["a"])
    assert (found["a", "1"], found["a", "2"]) == (Count(1, 1, 1, 5), Count(1, 1, 1, 6))
    assert found.bases == {"1": Base(1, 1), "2": Base(1, 1)}


# --- together --------------------------------------------------------------------------------------------------------


def test_codes_together_by_hand() -> None:
    """a on 0–5 and 12–15, b on 3–13 as two passages of two coders, c in another turn."""
    documents = document("d", "w", "v", "m"), document("e", "w")
    every = index(
        documents, ("d", 0, 5, "a"), ("d", 12, 15, "a"), ("d", 3, 9, "b"), ("d", 8, 13, "b"), ("d", 25, 28, "c")
    )
    assert together(every, "abc").counts.tolist() == [[2, 2, 0], [2, 1, 0], [0, 0, 1]]
    assert together(every, "abc", within="turn").counts.tolist() == [[2, 2, 0], [2, 2, 0], [0, 0, 1]]
    assert together(every, "abc", within="document").counts.tolist() == [[1, 1, 1]] * 3
    assert together(every, ["t", "c"]).counts.tolist() == [[1, 0], [0, 1]]


@settings(max_examples=150, deadline=None)
@given(studies())
def test_stretches_with_two_codes_are_those_found_character_by_character(study: Study) -> None:
    every = Index.of(study)
    found = together(every, take="all")
    assert (found.counts == found.counts.T).all()
    carried: dict[str, set[tuple[int, int]]] = {}
    for code in found.codes:
        numbers = {document.id: number for number, document in enumerate(study.documents)}
        spans = [(numbers[one.document.id], one.start, one.end) for one in every.find(code)]
        carried[code] = {(document, at) for document, start, end in spans for at in range(start, end)}
    for row, one in enumerate(found.codes):
        for column, other in enumerate(found.codes):
            both = sorted(carried[one] & carried[other])
            runs = groupby(enumerate(both), key=lambda pair: (pair[1][0], pair[1][1] - pair[0]))
            assert found.counts[row, column] == len(list(runs))


@settings(max_examples=60, deadline=None)
@given(studies(), st.sampled_from(["turn", "document"]))
def test_turns_and_documents_with_two_codes_are_counted_once(study: Study, within: Any) -> None:
    every = Index.of(study)
    found = together(every, take="all", within=within)
    units: list[set[Any]] = []
    for code in found.codes:
        mine: set[Any] = set()
        for one in every.find(code):
            turns = [turn for turn in one.document.newest.turns if max(one.start, turn.said) < min(one.end, turn.end)]
            mine |= {one.document.id} if within == "document" else {(one.document.id, turn.said) for turn in turns}
        units.append(mine)
    assert found.counts.tolist() == [[len(one & other) for other in units] for one in units]


# --- coverage --------------------------------------------------------------------------------------------------------


def test_a_document_is_covered_as_far_as_respondents_words_are_coded() -> None:
    settled = (Adjudication("s", "e", 1, 0, 4, ("b",), (), "z"),)
    documents = document("d", "q", "w"), document("e", "w"), document("f", "w")
    found = coverage(index(documents, ("d", 5, 14, "a"), ("d", 12, 16, "b"), adjudications=settled))
    assert found == (Covered("d", 10, 6, 2, 2, 0), Covered("e", 10, 4, 0, 0, 1), Covered("f", 10, 0, 0, 0, 0))


def test_a_study_without_codings_has_empty_tables() -> None:
    every = Index.of(Study("s", "", codebook=BOOK))
    assert by_group(every, "sex").counts == {}
    assert around(every, "a").counts == {}
    assert np.count_nonzero(together(every).counts) == 0
    assert coverage(every) == ()
