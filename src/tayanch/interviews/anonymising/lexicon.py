"""Words that a study also writes in lower case: those are ordinary, whatever begins a sentence with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tayanch.interviews.anonymising.words import Lines, words

LEAST = 2  # lower-case spellings of a word that make it ordinary: one may be a slip


@dataclass(frozen=True)
class Lexicon:
    """Lower-case words of a study's texts that stand in lower case where capitals are used."""

    ordinary: frozenset[str] = frozenset()

    @classmethod
    def of(cls, texts: Iterable[str]) -> Lexicon:
        """From all texts of a study. Lines without any capital tell nothing and are left out."""
        small: Counter[str] = Counter()
        large: Counter[str] = Counter()
        for text in texts:
            lines = Lines(text)
            for word in words(text):
                if word.capital:
                    large[word.low] += not word.first
                elif not lines.quiet(word.start):
                    small[word.low] += 1
        return cls(frozenset(low for low, count in small.items() if count >= LEAST and count >= large[low]))

    def __contains__(self, low: object) -> bool:
        return low in self.ordinary


NOTHING = Lexicon()
