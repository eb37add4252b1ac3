"""A long transcript that somebody corrected: what changed is found in a moment, and codings stay on their words."""

from __future__ import annotations

import random
import time

from hypothesis import given
from hypothesis import strategies as st

from tayanch.interviews.offsets import OffsetMap

WORDS = ["мен", "үйгө", "кайттым", "балдарым", "анан", "🏠", *(f"сөз{number}" for number in range(400))]


def talk(chance: random.Random, lines: int, each: int) -> str:
    told = (" ".join(chance.choice(WORDS) for _ in range(each)) for _ in range(lines))
    return "\n".join(f"Айнура: {one}." for one in told)


def corrected(chance: random.Random, text: str) -> str:
    parts = text.split(" ")
    for _ in range(40):
        parts[chance.randrange(len(parts))] = "оңдолду"
    for _ in range(20):
        del parts[chance.randrange(len(parts))]
    return " ".join(parts)


def test_a_long_transcript_is_compared_in_a_moment() -> None:
    chance = random.Random(3)
    for lines, each in ((400, 40), (1, 8000)):  # with paragraphs, and as one line without end
        old = talk(chance, lines, each)
        new = corrected(chance, old)
        begun = time.perf_counter()
        changes = OffsetMap.between(old, new)
        assert time.perf_counter() - begun < 10
        assert changes.apply(old) == new
        assert 30 <= len(changes.edits) <= 120


def test_a_text_written_anew_is_compared_in_a_moment_too() -> None:
    chance = random.Random(5)
    old, new = talk(chance, 1, 9000), talk(chance, 1, 9000)
    begun = time.perf_counter()
    assert OffsetMap.between(old, new).apply(old) == new
    assert time.perf_counter() - begun < 20


@given(st.text("аб \nв,.", max_size=60), st.text("аб \nв,.", max_size=60))
def test_the_map_of_a_correction_gives_the_corrected_text(old: str, new: str) -> None:
    assert OffsetMap.between(old, new).apply(old) == new


def test_a_passage_beside_a_correction_keeps_exactly_its_words() -> None:
    old = "Айнура: Мен Москвада, цехте иштедим.\nБактыгүл: Мен үйдө калдым."
    new = "Айнура: Мен Мытищиде, тигүү цехинде иштедим.\nБактыгүл: Мен үйдө эле калдым."
    changes = OffsetMap.between(old, new)
    for words in ("иштедим", "Мен үйдө", "калдым"):
        start = old.index(words)
        begin, end = changes.span(start, start + len(words))
        assert new[begin:end] == words
