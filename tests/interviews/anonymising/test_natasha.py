"""The extra source of candidates; left out, and said so, where natasha is not installed."""

from __future__ import annotations

import pytest

pytest.importorskip("natasha", reason="natasha is an extra: pip install tayanch[ner]")

from tayanch.interviews.anonymising import Candidate, candidates
from tayanch.interviews.anonymising.natasha_extra import CONFIDENCE, finder

TEXT = "Иванов приехал в Москву. Брынзаева встретила его в Зеленодольске."


def _touching(found: tuple[Candidate, ...], word: str) -> bool:
    start = TEXT.index(word)
    return any(each.start <= start and each.end >= start + len(word) for each in found)


@pytest.mark.filterwarnings("ignore")
def test_natasha_adds_candidates_of_little_confidence_and_the_rules_go_first() -> None:
    find = finder()
    given = find(TEXT)
    assert _touching(given, "Москву")
    assert {each.confidence for each in given} == {CONFIDENCE}
    together = candidates(TEXT, more=given)
    assert all(_touching(together, word) for word in ("Иванов", "Москву", "Зеленодольске"))
    assert next(each for each in together if each.text == "Москву").rule == "place of the list"
