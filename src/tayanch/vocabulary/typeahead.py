"""Finds a concept while somebody types, in any of the three languages and on any keyboard.

Women and counsellors mix languages, leave out ё, ң, ө and ү on a Russian keyboard, or write Kyrgyz and
Russian in Latin letters. So every text is folded to one bare form, and so is what is typed.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from anyascii import anyascii

from tayanch.vocabulary.load import scheme
from tayanch.vocabulary.model import LANGUAGES, Concept

# What a Russian keyboard has in place of the Kyrgyz letters, before anything is transliterated.
_KEYBOARD = str.maketrans({"ё": "е", "ң": "н", "ө": "о", "ү": "у", "ъ": "", "ь": "", "'": "", "’": ""})
# Spellings of one sound that people mix when they write in Latin letters. Order matters.
_LATIN = (
    ("shch", "sch"),
    ("kh", "h"),
    ("zh", "j"),
    ("ts", "c"),
    ("ng", "n"),
    ("w", "v"),
    ("y", "i"),
    ("ii", "i"),
)
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_SHORTEST_WORD = 3
_STEM = 4


class _Entry(NamedTuple):
    concept: Concept
    texts: tuple[tuple[str, str], ...]  # (language, "\n first term\n second term\n"), folded
    words: str  # all languages together, each word with a space before it


def search(scheme_id: str, text: str, lang: str, limit: int = 8, *, loosely: bool = True) -> list[Concept]:
    """Up to `limit` concepts of a scheme that fit what was typed, best first.

    Order: the whole term, its beginning, the beginning of a word, any part of a word; within one rank a
    match in `lang` comes first, then file order. Only if none of these fits, and it may look `loosely`,
    does it look for all the words in any order, and then for as many of them as it can find, cutting
    endings. Empty text gives nothing. What was typed is not kept. Raises VocabularyError for an unknown scheme.
    """
    typed = fold(text)
    if not typed or limit < 1:
        return []
    entries = _index(scheme_id)
    ranked = [(rank, n) for n, entry in enumerate(entries) if (rank := _rank(entry, typed, lang)) is not None]
    order = [n for _, n in sorted(ranked)]
    if loosely and not order:
        order = _loosely(entries, typed.split())
    return [entries[n].concept for n in order[:limit]]


def fold(text: str) -> str:
    """The bare form of a text: small ASCII letters and digits, one space between words.

    >>> fold("Айлык"), fold("aylyk"), fold("айлик")
    ('ailik', 'ailik', 'ailik')
    """
    plain = anyascii(text.casefold().translate(_KEYBOARD)).lower()
    bare = _NOT_A_WORD.sub(" ", plain).strip()
    for spelling, one in _LATIN:
        bare = bare.replace(spelling, one)
    return bare


@cache
def _index(scheme_id: str) -> tuple[_Entry, ...]:
    return tuple(_entry(one) for one in scheme(scheme_id))


def _entry(one: Concept) -> _Entry:
    texts = tuple((lang, _joined(one, lang)) for lang in LANGUAGES)
    return _Entry(one, texts, " ".join(text for _, text in texts))


def _joined(one: Concept, lang: str) -> str:
    terms = (getattr(one.labels, lang), *one.alts.get(lang), one.notation or "")
    return "\n" + "".join(f" {fold(term)}\n" for term in terms if term)


def _rank(entry: _Entry, typed: str, lang: str) -> tuple[int, bool] | None:
    """(how well, not in her language), smaller is better; None when the text does not occur."""
    if typed not in entry.words:
        return None
    forms = (f"\n {typed}\n", f"\n {typed}", f" {typed}", typed)
    found = (
        (next(n for n, form in enumerate(forms) if form in text), code != lang)
        for code, text in entry.texts
        if typed in text
    )
    return min(found, default=None)


def _loosely(entries: tuple[_Entry, ...], words: list[str]) -> list[int]:
    """Positions of the entries with the most typed words, endings cut; those with none are left out."""
    stems = [_stem(word) for word in words if len(word) >= _SHORTEST_WORD]
    scores = [(sum(f" {stem}" in entry.words for stem in stems), n) for n, entry in enumerate(entries)]
    best = max((score for score, _ in scores), default=0)
    return [n for score, n in scores if score == best] if best else []


def _stem(word: str) -> str:
    return word[: max(_STEM, len(word) - 2)]
