"""Sentences of spoken Kyrgyz, Russian, Uzbek and English, as spans that tile a text.

Rules, no model: a stop, question or exclamation mark or dots before a space end a sentence, unless it is an
abbreviation, an initial, a number of a list, inside quotation marks or brackets, or the sentence goes on in small
letters. A new line always ends one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise

CLOSING = "»”“\"’')\\]"
_REMARK = r"[ \t]*(?:\([^()\n]{1,120}\)|\[[^\[\]\n]{1,120}\])"  # (laughs) belongs to the sentence before it
_END = re.compile(rf"(?P<mark>[.!?…]+)(?P<closing>[{CLOSING}]*)(?:{_REMARK})*(?P<space>\s+|$)|(?P<line>[ \t]*\n\s*)")
_QUOTED = re.compile(r"«[^«»\n]{1,400}»|„[^„“”\n]{1,400}[“”]|“[^“”\n]{1,400}”|\([^()\n]{1,200}\)|\[[^\[\]\n]{1,200}\]")
_STRAIGHT = re.compile(r'"[^"\n]{1,400}"')
LONGEST = 30  # characters of a word that may be an abbreviation
_WORD = re.compile(r"[\w’ʻʼ'.-]*$")
_INITIAL = re.compile(r"(?<!\w)[^\W\d_]\.\s*$")
_GOES_ON = re.compile(r"[–—-]\s*(?=[^\W\d_])")  # a dash of direct speech, before who said it

# Never the last word of a sentence: what follows belongs to it. Small letters, without the last stop.
_BEFORE_A_NAME = """
    ул просп пр-т пер пл мкр обл р-н г-н г-жа гр проф акад доц св ст тов инж д-р
    көч айм мырз айн
    mr mrs ms dr prof st rev gen sgt capt lt vs e.g i.e cf fig vol approx
    ko'ch koʻch tum vil dots akad muh
"""
# The last word of a sentence before a capital only.
_ANYWHERE = """
    т.д т.п т.е т.к т.н др пр гг вв руб коп тыс млн млрд долл чел мин сек час см ср напр стр рис кв им
    ж.б ж.б.у.с б.а б.з.ч кк мис
    etc no nos a.m p.m u.s u.k jr sr inc ltd dept min sec hr hrs
    h.k v.b sh.k shu.j mas yy
"""
BEFORE_A_NAME = frozenset(_BEFORE_A_NAME.split())
ANYWHERE = frozenset(_ANYWHERE.split())
PRONOUNS = frozenset("ЯI")  # an initial only among other initials: "Спросили: кто? Я. Потом…"
# Single small letters that stand before a name: село, город, дом, айыл, шаар.
LETTERS_BEFORE_A_NAME = frozenset("сгкашпо")


def sentences(text: str, start: int = 0, end: int | None = None) -> tuple[tuple[int, int], ...]:
    """Spans of the sentences of ``text[start:end]``, half-open, in code points.

    They tile it: each begins where the one before ended, and takes the spaces behind it along. Nothing for an empty
    passage.
    """
    stop = len(text) if end is None else end
    said = text[start:stop]
    borders = [start, *(start + at for at in _borders(said)), stop]
    return tuple((left, right) for left, right in pairwise(borders) if left < right)


def _borders(said: str) -> list[int]:
    """Where a sentence ends and another begins, without the ends of the passage."""
    inside = _Inside(said)
    small = said[1:].islower()  # typed without capitals
    found, last = [], len(said) - len(said.lstrip())
    for match in _END.finditer(said):
        at = match.end()
        if at == len(said) or at <= last:
            continue
        if match["line"] is not None or "\n" in match["space"] or _ends(said, match, last, inside, small):
            found.append(at)
            last = at
    return found


class _Inside:
    """What lies in quotation marks or brackets."""

    def __init__(self, said: str) -> None:
        spans = [match.span() for match in _QUOTED.finditer(said)]
        if said.count('"') % 2 == 0:
            spans += [match.span() for match in _STRAIGHT.finditer(said)]
        self.spans: list[tuple[int, int]] = []
        for first, last in sorted(spans):
            if not self.spans or last > self.spans[-1][1]:  # brackets within quotation marks are inside already
                self.spans.append((first, last))
        self.starts = [first for first, _last in self.spans]

    def holds(self, at: int) -> bool:
        """Whether the character at *at* stands inside and is not the last of it."""
        place = bisect_right(self.starts, at) - 1
        return place >= 0 and self.spans[place][0] < at < self.spans[place][1] - 1


def _ends(said: str, match: re.Match[str], last: int, inside: _Inside, small: bool) -> bool:
    """Whether a mark before a space ends the sentence that began at *last*."""
    mark, following = match["mark"], said[match.end() : match.end() + 3]
    outermost = match.end("closing") - 1
    if inside.holds(outermost):
        return False
    first = _first_letter(following)
    if _GOES_ON.match(said, match.end()):
        return not first.islower()  # "– деди ал" goes on, "– Ооба" is the next one's answer
    if first.islower() and not small:
        return mark[0] in "!?" and not match["closing"]
    return mark != "." or not _is_short(said[last : match.start()], first, following)


def _first_letter(following: str) -> str:
    """The first letter or figure of what comes next, behind an opening mark."""
    return next((letter for letter in following if letter.isalnum()), "")


def _is_short(before: str, first: str, following: str) -> bool:
    """Whether the word before a stop is an abbreviation, an initial or the number of a list."""
    found = _WORD.search(before, max(0, len(before) - LONGEST))
    word = found[0] if found else ""
    low = word.lower().lstrip("-'’")
    if not before[: len(before) - len(word)].strip() and word.isdigit():
        return True  # "1. Кайда жүрдүңүз?"
    if word in PRONOUNS:
        return following[1:2] == "." or bool(_INITIAL.search(before[:-1]))
    if len(word) == 1 and word.isalpha():
        return word.isupper() or _letter(before[:-1].rstrip(), low, first)
    if re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", word) and word[0].isupper():
        return low not in ANYWHERE or not first.isupper()
    return low in BEFORE_A_NAME or (low in ANYWHERE and not first.isupper())


def _letter(before: str, letter: str, first: str) -> bool:
    """A single small letter: of "и т. д." only before small letters, of "г. Ош" always, of "2015 г." like the first."""
    if before.endswith(".") or before[-1:].isdigit():
        return not first.isupper()
    return letter in LETTERS_BEFORE_A_NAME or not first.isupper()
