"""One bare form of a word, whatever alphabet and keyboard it was typed with.

A phone without a Kyrgyz, Tajik or Uzbek keyboard has no ң, ө, ү, ҷ, ӯ, ғ, қ, ҳ or oʻ; others write their language in
Latin letters. Both the index and what is typed are brought to small Latin letters in which such spellings meet.
"""

from __future__ import annotations

import re

from anyascii import anyascii

# What stands on a keyboard in place of a letter, before anything is transliterated.
_KEYBOARD = str.maketrans(
    {
        "ё": "е",
        "ң": "н",
        "ө": "о",
        "ү": "у",
        "ә": "а",
        "ў": "о",
        "ӯ": "у",
        "ӣ": "и",
        "ҷ": "ч",
        "қ": "к",
        "ғ": "г",
        "ҳ": "х",
        "ъ": "",
        "ь": "",
        "'": "",
        "’": "",
        "‘": "",
        "ʻ": "",
        "ʼ": "",
        "`": "",
        "´": "",
    }
)
# Spellings of one sound that people mix in Latin letters. Order matters.
_LATIN = (
    ("shch", "sh"),
    ("sch", "sh"),
    ("kh", "h"),
    ("zh", "j"),
    ("dj", "j"),
    ("ts", "c"),
    ("ng", "n"),
    ("x", "h"),
    ("q", "k"),
    ("w", "v"),
    ("y", "i"),
    ("u", "o"),
)
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_VOWEL = re.compile("[aeiou]")
_TWICE = re.compile(r"(.)\1+")


def fold(text: str) -> str:
    """The bare form: small ASCII letters and digits, one space between words, no letter twice in a row.

    >>> fold("Айлык"), fold("aylyk"), fold("Қонун"), fold("qonun"), fold("oʻqish")
    ('ailik', 'ailik', 'konon', 'konon', 'okish')
    """
    bare = _NOT_A_WORD.sub(" ", anyascii(text.casefold().translate(_KEYBOARD)).lower()).strip()
    while (simpler := _simpler(bare)) != bare:  # what one spelling leaves may be another: "qx", "kh", "h"
        bare = simpler
    return bare


def _simpler(bare: str) -> str:
    for spelling, one in _LATIN:
        bare = bare.replace(spelling, one)
    return _TWICE.sub(r"\1", bare)


def words(text: str) -> tuple[str, ...]:
    """The folded words of a text, in its order."""
    return tuple(fold(text).split())


def pieces(word: str) -> frozenset[str]:
    """The pieces of three letters of a folded word, as it stands and with all vowels alike (in capitals).

    Its beginning and end are marked. An ending or a slip changes few of them; a vowel heard wrongly only the first.
    """
    return frozenset(_trigrams(word) | {piece.upper() for piece in _trigrams(_VOWEL.sub("a", word))})


def _trigrams(word: str) -> set[str]:
    marked = f"  {word} "
    return {marked[start : start + 3] for start in range(len(marked) - 2)}
