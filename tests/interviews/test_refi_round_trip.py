"""What is written comes back as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from tayanch.interviews.model import Study
from tayanch.interviews.refi import ATLASTI, MAXQDA, NVIVO, PLAIN, Reading, read_project, write_project
from tests.interviews.studies import NOW, example, sorted_codings, studies


def come_back(study: Study, reading: Reading = PLAIN) -> Study:
    return read_project(write_project(study, reading=reading, names_of_coders=True, created=NOW).data).study


def same(one: Study, other: Study) -> None:
    """All but the order of codings, memos and what was settled."""
    assert sorted_codings(one) == sorted_codings(other)
    for name in ("adjudications", "memos"):
        assert {each.id: each for each in getattr(one, name)} == {each.id: each for each in getattr(other, name)}
    alike = {"codings": (), "adjudications": (), "memos": ()}
    assert replace(one, **alike) == replace(other, **alike)


def test_a_study_comes_back_as_it_was() -> None:
    same(come_back(example()), example())


@settings(max_examples=120, deadline=None)
@given(studies())
def test_any_text_comes_back_as_it_was_with_its_passages(study: Study) -> None:
    same(come_back(study), study)


@pytest.mark.parametrize("reading", [NVIVO, MAXQDA, ATLASTI], ids=lambda reading: reading.name)
@settings(max_examples=60, deadline=None)
@given(study=studies())
def test_in_the_readings_of_others_everything_comes_back_but_the_kind_of_line_ends(
    reading: Reading, study: Study
) -> None:
    back = come_back(study, reading)
    texts = {document.id: document.newest.text for document in study.documents}
    found = {document.id: document.newest.text for document in back.documents}
    assert found == {own: text.replace("\r\n", "\n") for own, text in texts.items()}
    wanted = {
        coding.id: tuple(_moved(texts[coding.document], place) for place in (coding.start, coding.end))
        for coding in study.codings
    }
    assert {coding.id: (coding.start, coding.end) for coding in back.codings} == {
        own: (start, end) for own, (start, end) in wanted.items() if start < end
    }


def _moved(text: str, place: int) -> int:
    """A position after every CR LF became LF; between the two there is no place left."""
    before = text[:place]
    between = before.endswith("\r") and text[place:].startswith("\n")
    return len(before.replace("\r\n", "\n")) - between


def test_the_same_study_gives_the_same_bytes() -> None:
    assert write_project(example(), created=NOW).data == write_project(example(), created=NOW).data
