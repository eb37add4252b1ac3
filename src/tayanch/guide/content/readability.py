"""How easily a text is read: words a sentence in every language, and for Russian the formula of Oborneva.

Counting syllables says nothing about Kyrgyz, whose plain texts have words as long as its laws: there only the length
of sentences counts. Oborneva (2006): 206.835 - 1.3 · words a sentence - 60.1 · syllables a word.
"""

import re
from collections.abc import Iterable

LONGEST_SENTENCE = 20
MEAN_SENTENCE = 10
LOWEST_SCORE = 60
_WORD = re.compile(r"[^\W\d_]+(?:[-’'‘ʻ][^\W\d_]+)*")
_END = re.compile(r"(?<=[.!?…])[»”\")]*\s+")
_VOWELS = frozenset("аеёиоуыэюя")


def sentences(passages: Iterable[str]) -> list[str]:
    """Each passage cut at its full stops; its end is the end of a sentence, too."""
    return [one for passage in passages for one in _END.split(passage.strip()) if _WORD.search(one)]


def words(sentence: str) -> list[str]:
    return _WORD.findall(sentence)


def mean_length(told: Iterable[str]) -> float:
    """Words a sentence, 0 for no sentence."""
    lengths = [len(words(sentence)) for sentence in told]
    return sum(lengths) / len(lengths) if lengths else 0.0


def russian_score(told: Iterable[str]) -> float:
    """100 and more reads itself, below 30 is for scholars; 100 for no sentence."""
    said = list(told)
    all_words = [word for sentence in said for word in words(sentence)]
    if not all_words:
        return 100.0
    syllables = sum(max(1, sum(letter in _VOWELS for letter in word.lower())) for word in all_words)
    return 206.835 - 1.3 * len(all_words) / len(said) - 60.1 * syllables / len(all_words)
