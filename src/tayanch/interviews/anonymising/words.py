"""Words of a text with their positions, and one spelling for all scripts."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

APOSTROPHES = "'`´ʹʻʼʽ‘’‛′ʿʾ＇"
# Letters with marks that were typed apart; an apostrophe or a hyphen between letters belongs to the word.
_WORD = re.compile(
    rf"[^\W\d_][^\W\d_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W\d_]*)*(?:[{APOSTROPHES}-][^\W\d_][\w\u0300-\u036f]*)*"
)
_OPENS = frozenset('«"“„‘([*_>•')
_ENDS = frozenset(".!?…:;")
_LETTERS = str.maketrans(
    {
        **dict(zip("абвгдезийклмнопрстуфхыэ", "abvgdeziiklmnoprstufhie", strict=True)),
        **dict(zip("ңөүқғўҳәұіһӣӯ", "noukgohauihiu", strict=True)),
        **dict(zip("ywqxıöüñğâîû", "ivkhioungaiu", strict=True)),
        **dict(zip("жҗҷž", "jjjj", strict=True)),
        "ё": "io",
        "ю": "iu",
        "я": "ia",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "sh",
        "ъ": "",
        "ь": "",
        "ç": "ch",
        "č": "ch",
        "ş": "sh",
        "š": "sh",
        **dict.fromkeys(APOSTROPHES, ""),
    }
)
_PAIRS = re.compile(r"dzh|zh|dj|kh|gh")
_PAIR = {"dzh": "j", "zh": "j", "dj": "j", "kh": "h", "gh": "g"}
_BREAKS = re.compile(r"[\s-]+")


# Behind these a full stop ends no sentence.
_SHORTENED = "г с п д ул пос дер пгт обл им св р рн гр mr mrs ms dr st prof ш а м к"
_SHORT = frozenset(_SHORTENED.split())


class Word(NamedTuple):
    """One word: ``text[start:end]``; *low*: lower case, composed; *first*: it begins a sentence."""

    start: int
    end: int
    low: str
    first: bool
    capital: bool
    upper: bool  # two letters or more, all of them capitals


def plain(text: str) -> str:
    """Lower case, composed letters."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFC", text).lower()


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """Lower-case Latin letters without hyphens and spaces, such as ``jumagul`` for Жумагүл and Zhumagul.

    Scripts, ж/zh/j/dj, х/kh/h/x, к/қ/q, у/ү, о/ө/oʻ, ы/и/й/y/i and soft signs do not count.
    """
    letters = _BREAKS.sub("", plain(text)).translate(_LETTERS)
    return _PAIRS.sub(lambda pair: _PAIR[pair[0]], letters)


def words(text: str) -> list[Word]:
    """All words of a text in their order."""
    return list(_words(text))


def _words(text: str) -> Iterator[Word]:
    last, short = 0, False
    for found in _WORD.finditer(text):
        start, end = found.span()
        raw = found[0]
        capital = raw[0].isupper()
        first = capital and begins(text, start, last) and not (short and text[last:start] in (". ", "."))
        upper = capital and len(raw) > 1 and raw.isupper()
        yield Word(start, end, plain(raw), first, capital, upper)
        last = end
        short = plain(raw) in _SHORT


def begins(text: str, start: int, last: int) -> bool:
    """Whether a sentence begins at *start*; the word before ends at *last*."""
    if last == 0:
        return True
    between = text[last:start]
    if "\n" in between:
        return True
    marks = between.strip()
    return bool(marks) and (marks[0] in _ENDS or marks[-1] in _OPENS or any(mark in ".!?…" for mark in marks))


class Lines:
    """Which lines of a text are written without capitals, or in capitals only: capitals tell nothing there."""

    def __init__(self, text: str) -> None:
        self._starts, self._quiet, self._loud = [], [], []
        at = 0
        for line in text.splitlines(keepends=True):
            letters = [character for character in line if character.isalpha()]
            capitals = sum(map(str.isupper, letters))
            self._starts.append(at)
            self._quiet.append(bool(letters) and capitals == 0)
            self._loud.append(len(letters) > 12 and capitals > 0.7 * len(letters))
            at += len(line)

    def quiet(self, position: int) -> bool:
        """No capital letter stands in the line."""
        return bool(self._starts) and self._quiet[bisect_right(self._starts, position) - 1]

    def loud(self, position: int) -> bool:
        """Most letters of the line are capitals."""
        return bool(self._starts) and self._loud[bisect_right(self._starts, position) - 1]
