"""The tree of codes: reading it, changing it, and finding again what was merged."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tayanch.interviews.codebook import NESTING, Code, Codebook, CodebookError

TREE = Codebook(
    (
        Code("m", "MOTIVES", is_codable=False, labels={"en": "Motives", "ru": "Мотивы"}),
        Code("s", "SELF", "m"),
        Code("c", "CHILD", "m"),
        Code("k", "SCHOOL", "c"),
        Code("w", "WORK"),
    )
)


@st.composite
def trees(draw: Any) -> Codebook:
    """Up to ten codes, each at the top or under one made before."""
    codes: list[Code] = []
    for number in range(draw(st.integers(1, 10))):
        parent = draw(st.sampled_from(["", *(code.id for code in codes)]))
        codes.append(Code(f"c{number}", f"C{number}", parent))
    return Codebook(tuple(codes))


@st.composite
def merged(draw: Any) -> tuple[Codebook, list[Codebook]]:
    """A tree after some merges, and every tree before."""
    book, history = draw(trees()), []
    for _ in range(draw(st.integers(0, 5))):
        gone, into = (draw(st.sampled_from([code.id for code in book.codes])) for _ in range(2))
        if into not in book.descendants(gone):
            history.append(book)
            book = book.merge(gone, into)
    return book, history


def test_the_tree_is_read_from_the_top() -> None:
    assert [(depth, code.name) for depth, code in TREE.walk()] == [
        (1, "MOTIVES"),
        (2, "SELF"),
        (2, "CHILD"),
        (3, "SCHOOL"),
        (1, "WORK"),
    ]
    assert TREE.path("k") == ("MOTIVES", "CHILD", "SCHOOL")
    assert [TREE.at_depth("k", depth) for depth in (1, 2, 3, 9)] == ["m", "c", "k", "k"]
    assert (TREE["m"].label("ru"), TREE["m"].label("ky"), TREE["s"].label("ru")) == ("Мотивы", "Motives", "SELF")


@given(trees())
def test_ancestors_and_descendants_agree(book: Codebook) -> None:
    assert [code.id for _, code in book.walk()].count("c0") == 1
    assert len(list(book.walk())) == len(book.codes)
    for depth, code in book.walk():
        assert depth == len(book.ancestors(code.id)) + 1 == len(book.path(code.id))
        for other in book.codes:
            is_above = code.id in book.ancestors(other.id)
            assert is_above == (other.id in book.descendants(code.id) and other.id != code.id)


def test_a_merge_keeps_the_code_and_says_who_decided_and_why() -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    book = TREE.merge("c", "s", by="analyst", at=at, why="one motive")
    (merge,) = book.merges
    assert (merge.code.name, merge.into, merge.version, merge.by, merge.at, merge.why) == (
        ("CHILD", "s", 2, "analyst", at, "one motive")
    )
    assert "c" not in book
    assert (book.path("k"), book.version) == (("MOTIVES", "SELF", "SCHOOL"), 2)


def test_codes_merged_one_after_another_are_found_under_the_last() -> None:
    book = TREE.merge("k", "c").merge("c", "s").merge("s", "w")
    assert [book.now(code) for code in ("k", "c", "s", "w", "m", "unknown")] == ["w", "w", "w", "w", "m", "unknown"]


@given(merged())
def test_whatever_was_ever_coded_is_found_in_the_newest_tree(given_tree: tuple[Codebook, list[Codebook]]) -> None:
    book, history = given_tree
    for old in history:
        for code in old.codes:
            assert book.now(code.id) in book
            assert book.now(old.now(code.id)) == book.now(code.id)


@given(merged())
def test_a_merge_loses_only_the_one_code_and_the_tree_before_can_be_had_back(
    given_tree: tuple[Codebook, list[Codebook]],
) -> None:
    book, history = given_tree
    for old, new in pairwise([*history, book]):
        merge = new.merges[-1]
        assert {code.id for code in old.codes} - {code.id for code in new.codes} == {merge.code.id}
        assert merge.code == old[merge.code.id]
        moved = {code.id for code in new.codes if old[code.id].parent != code.parent}
        assert moved == set(old.children(merge.code.id))
        assert old.version == new.version - 1
    if history:  # undone: the earlier value is still what it was
        assert history[0].merges == ()
        assert all(history[0].now(code.id) == code.id for code in history[0].codes)


def test_a_code_that_comes_back_is_itself_again() -> None:
    book = TREE.merge("k", "c").add(Code("k", "SCHOOL", "m"))
    assert book.now("k") == "k"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda: TREE.merge("c", "k"), "not below it"),
        (lambda: TREE.merge("c", "c"), "not below it"),
        (lambda: TREE.merge("c", "nowhere"), "merged into another"),
        (lambda: TREE.change("c", parent="k"), "under itself"),
        (lambda: TREE.change("c", name="SELF"), "Choose another name"),
        (lambda: TREE.add(Code("n", "SELF", "m")), "Choose another name"),
        (lambda: TREE.add(Code("c", "NEW")), "already"),
        (lambda: TREE.add(Code("n", "NEW", "nowhere")), "not there"),
        (lambda: TREE.remove("c"), "below it"),
        (lambda: Codebook((Code("a", "A"), Code("a", "B"))), "one id"),
        (lambda: Codebook((Code("a", "A", "b"), Code("b", "B", "a"))), "under itself"),
    ],
)
def test_what_would_break_the_tree_is_refused_with_what_to_do(change: Any, complaint: str) -> None:
    with pytest.raises(CodebookError, match=complaint):
        change()


def test_codes_are_added_changed_and_removed_in_new_versions() -> None:
    book = TREE.add(Code("n", "NEW", "w")).change("n", name="NEWER", parent="").remove("n")
    assert (book.codes, book.version, TREE.version) == (TREE.codes, 4, 1)


def test_a_deep_tree_is_read_and_one_too_deep_is_refused() -> None:
    chain = tuple(Code(f"{n}", f"{n}", f"{n - 1}" if n else "") for n in range(NESTING + 2))
    assert len(Codebook(chain[:-1]).descendants("0")) == NESTING + 1
    with pytest.raises(CodebookError, match="under itself"):
        Codebook(chain)
