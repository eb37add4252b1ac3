"""Quotes are shared out: everybody once before anybody twice, groups and documents alike."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tayanch.interviews.balancing import choose
from tayanch.interviews.model import Coding, Document, Speaker, Study, TextVersion, Turn
from tayanch.interviews.retrieval import Index, Passages
from tests.interviews.random_studies import studies


def passages(**said: int) -> Passages:
    """One document; each speaker with that many passages of ten characters; who begins with m is a man, q asks."""
    turns, codings, at = [], [], 0
    for who, many in said.items():
        turns.append(Turn(at, at, at + 10 * many, who))
        codings += [Coding(f"{who}{n}", "d", 1, at + 10 * n, at + 10 * n + 10, "c", "x") for n in range(many)]
        at += 10 * many
    document = Document("d", "D", (TextVersion(1, "transcribed", "x" * at, tuple(turns)),))
    people = tuple(
        Speaker(who, who, {"sex": "man" if who.startswith("m") else "woman"}, asks=who == "q") for who in said
    )
    return Index.of(Study("s", "S", (document,), people, codings=tuple(codings))).find()


def people(found: Passages, n: int, **more: int) -> Counter[str]:
    chosen = choose(found, n, by="sex", seed=7, **more)
    return Counter(one.speaker.id for one in chosen.passages if one.speaker)


def test_nobody_is_quoted_twice_before_everybody_was_once() -> None:
    found = passages(talker=50, w1=1, w2=2, m1=1)
    assert people(found, 4) == {"talker": 1, "w1": 1, "w2": 1, "m1": 1}
    assert people(found, 6) == {"talker": 2, "w1": 1, "w2": 2, "m1": 1}
    assert people(found, 9)["talker"] == 5


def test_groups_share_as_long_as_they_have_somebody_new() -> None:
    chosen = choose(passages(w1=9, w2=9, w3=9, w4=9, m1=9, m2=9), 4, by="sex", seed=1)
    assert chosen.counted() == {"woman": 2, "man": 2}


def test_moderators_and_unknown_speakers_are_not_quoted() -> None:
    assert people(passages(q=5, w1=1), 4) == {"w1": 1}


def test_there_is_a_limit_for_one_speaker_and_for_the_length() -> None:
    found = passages(w1=9, w2=1)
    assert people(found, 9, most=2) == {"w1": 2, "w2": 1}
    assert people(found, 9, longest=9) == {}
    assert people(found, 9, shortest=11) == {}


@pytest.mark.parametrize("language", ["ky", "ru", "en", "fr"])
def test_the_method_is_stated_with_its_numbers(language: str) -> None:
    told = choose(passages(w1=9, m1=3), 5, by="sex", seed=4711).method(language)
    assert all(number in told for number in ("5", "12", "4711"))


def test_a_seed_chooses_the_same_again_and_another_seed_differs() -> None:
    found = passages(w1=30)
    first = [choose(found, 5, seed=seed).passages for seed in (1, 1, 2)]
    assert first[0] == first[1] != first[2]


@settings(max_examples=150, deadline=None)
@given(studies(), st.integers(0, 9), st.integers(0, 3))
def test_any_choice_is_fair_and_repeats_no_words(study: Study, n: int, seed: int) -> None:
    found = Index.of(study).find()
    chosen = choose(found, n, by="sex", seed=seed).passages
    assert len(chosen) <= n
    assert all(one.speaker is not None and not one.speaker.asks for one in chosen)
    words = [(one.document.id, at) for one in chosen for at in range(one.start, one.end)]
    assert len(words) == len(set(words))
    had: Counter[str] = Counter()
    for place, one in enumerate(chosen):
        taken = {(other.document.id, at) for other in chosen[:place] for at in range(other.start, other.end)}
        waiting = [
            other.speaker.id
            for other in found
            if other.speaker and not other.speaker.asks
            if not taken & {(other.document.id, at) for at in range(other.start, other.end)}
        ]
        assert had[one.speaker.id] == min(had[who] for who in waiting)  # type: ignore[union-attr]
        had[one.speaker.id] += 1  # type: ignore[union-attr]
