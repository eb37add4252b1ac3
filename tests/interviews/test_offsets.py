"""Passages keep their words when a text changes: whatever the edits, nothing is moved off its place."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tayanch.interviews.offsets import Edit, OffsetMap

TEXTS = st.text(st.sampled_from("abя ң👵\n.-"), max_size=24)


@st.composite
def edited(draw: Any) -> tuple[str, OffsetMap]:
    """A text, and edits of it in order: stand-ins, deletions, insertions, also side by side."""
    text = draw(TEXTS)
    borders = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pairs = list(zip(borders[::2], borders[1::2], strict=False))
    return text, OffsetMap(
        tuple(Edit(start, end, draw(st.sampled_from(["", "X", "[Аял-03]"]))) for start, end in pairs)
    )


@st.composite
def passages(draw: Any, text: str) -> tuple[int, int]:
    start = draw(st.integers(0, len(text)))
    return start, draw(st.integers(start, len(text)))


def images(text: str, edits: OffsetMap) -> list[tuple[int, int]]:
    """Where each character of *text* is in the new text; one of an edit: where the whole of what replaced it is."""
    found, at, rest = [], 0, list(edits.edits)
    for place in range(len(text)):
        while rest and rest[0].end <= place and rest[0].start == rest[0].end:
            at += len(rest.pop(0).new)
        if rest and rest[0].start <= place:
            found.append((at, at + len(rest[0].new)))
            if place == rest[0].end - 1:
                at += len(rest.pop(0).new)
            continue
        found.append((at, at + 1))
        at += 1
    return found


@given(st.data())
def test_a_passage_becomes_the_places_of_all_its_characters(data: st.DataObject) -> None:
    """Compared with following every character by itself; this is the rule that borders move outward."""
    text, edits = data.draw(edited())
    start, end = data.draw(passages(text))
    if start == end:
        left, right = edits.span(start, end)
        assert left == right
        return
    places = images(text, edits)[start:end]
    assert edits.span(start, end) == (min(left for left, _ in places), max(right for _, right in places))


@given(st.data())
def test_words_that_no_edit_touches_stay_letter_by_letter(data: st.DataObject) -> None:
    text, edits = data.draw(edited())
    start, end = data.draw(passages(text))
    if start < end and not any(edit.start < end and edit.end > start for edit in edits.edits):
        left, right = edits.span(start, end)
        assert edits.apply(text)[left:right] == text[start:end]


@given(st.data())
def test_spans_keep_their_order_and_stay_within_the_text(data: st.DataObject) -> None:
    text, edits = data.draw(edited())
    first, second = sorted((data.draw(passages(text)), data.draw(passages(text))))
    one, other = edits.span(*first), edits.span(*second)
    assert one[0] <= other[0]
    assert all(0 <= left <= right <= len(edits.apply(text)) for left, right in (one, other))
    if first[0] <= second[0] and second[1] <= first[1] and second[0] < second[1]:
        assert one[0] <= other[0] <= other[1] <= one[1]


@given(st.data())
def test_a_border_inside_an_edit_takes_the_whole_of_what_replaced_it(data: st.DataObject) -> None:
    text, edits = data.draw(edited())
    start, end = data.draw(passages(text))
    left, right = edits.span(start, end)
    new = edits.apply(text)[left:right]
    for edit in edits.edits:
        if max(edit.start, start) < min(edit.end, end):
            assert edit.new in new


@given(TEXTS, TEXTS)
def test_between_leads_from_the_one_text_to_the_other(old: str, new: str) -> None:
    edits = OffsetMap.between(old, new)
    assert edits.apply(old) == new


@given(TEXTS)
def test_a_text_that_was_not_corrected_has_no_edits(text: str) -> None:
    assert OffsetMap.between(text, text).edits == ()


def test_a_corrected_word_takes_its_coding_along() -> None:
    old, new = "I went to Mosvow in spring", "I went to Moscow then, in spring"
    edits = OffsetMap.between(old, new)
    start = old.index("Mosvow")
    left, right = edits.span(start, start + 3)  # half of the word was coded
    assert new[left:right].startswith("Moscow")
    left, right = edits.span(old.index("spring"), len(old))
    assert new[left:right] == "spring"


def test_what_was_inserted_at_a_border_stays_outside_and_what_is_deleted_becomes_empty() -> None:
    edits = OffsetMap((Edit(2, 2, ">>"), Edit(5, 5, "<<"), Edit(7, 9, "")))
    assert edits.apply("ab123cdXYe") == "ab>>123<<cde"
    assert edits.span(2, 5) == (4, 7)
    assert edits.span(1, 6) == (1, 10)
    assert edits.span(7, 9) == (11, 11)


@pytest.mark.parametrize(
    "edits",
    [(Edit(3, 2, ""),), (Edit(-1, 2, ""),), (Edit(0, 4, ""), Edit(3, 5, "")), (Edit(5, 6, ""), Edit(1, 2, ""))],
)
def test_edits_that_overlap_or_run_backwards_are_refused(edits: tuple[Edit, ...]) -> None:
    with pytest.raises(ValueError, match=r"edit|Edits"):
        OffsetMap(edits)


@given(edited())
def test_edits_side_by_side_are_allowed(given_text: tuple[str, OffsetMap]) -> None:
    _, edits = given_text
    assert all(left.end <= right.start for left, right in pairwise(edits.edits))
