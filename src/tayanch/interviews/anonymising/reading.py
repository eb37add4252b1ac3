"""A text as the rules read it: its words, its language, and where capitals tell something."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from tayanch.interviews.anonymising.inflection import guessed
from tayanch.interviews.anonymising.lexicon import Lexicon
from tayanch.interviews.anonymising.model import Candidate, Kind, Sex
from tayanch.interviews.anonymising.names import Name, first_name, kin_after, made_name, patronymic, surname
from tayanch.interviews.anonymising.words import Lines, Word, fold, words


@dataclass(frozen=True)
class Page:
    """One text, its words in order, its lines, its language, the study's ordinary words."""

    text: str
    row: list[Word]
    lines: Lines
    language: str
    lexicon: Lexicon

    def joined(self, at: int) -> bool:
        """Only one space stands between ``row[at]`` and the word behind it."""
        return at + 1 < len(self.row) and self.text[self.row[at].end : self.row[at + 1].start] in (" ", "\u00a0")

    def is_quiet(self, at: int) -> bool:
        """The line of ``row[at]`` has no capitals at all."""
        return self.lines.quiet(self.row[at].start)


def page(text: str, language: str, lexicon: Lexicon) -> Page:
    """Read a text once for all rules."""
    return Page(text, words(text), Lines(text), language, lexicon)


def made(
    here: Page,
    span: tuple[int, int],
    kind: Kind,
    confidence: float,
    rule: str,
    *,
    stem: str,
    name: tuple[int, int] | None = None,
    ending: str = "",
    sex: Sex = "",
    place: tuple[str, str] = ("", ""),
) -> Candidate:
    """A candidate of this text; *name*: the part a stand-in replaces, the whole when empty."""
    start, end = span
    name_start, name_end = name or span
    text = here.text[start:end]
    return Candidate(
        start, end, kind, text, confidence, rule, stem, name_start, name_end, ending, sex, place[0], place[1]
    )


@lru_cache(maxsize=100_000)
def readings(low: str) -> tuple[Name, ...]:
    """How a lower-case word may be a name, the surest first: in the list, patronymic, surname, built like one."""
    head, hyphen, tail = low.rpartition("-")
    if hyphen and kin_after(tail) is not None:  # Зарина-опа
        low = head
    found = (first_name(low), patronymic(low), made_name(low), surname(low))
    return tuple(each for each in found if each is not None)


def unknown(low: str, language: str) -> tuple[str, str]:
    """Folded stem and ending of a word nobody knows."""
    stem, ending = guessed(low, language)
    return fold(stem), ending
