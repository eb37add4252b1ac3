"""A text as its pages show it: turns in pieces, each piece cut at the borders of the codings that touch it.

Every character of what was said stands in exactly one piece, which knows its place; a script finds positions by adding
up characters from there. Long turns are cut into pieces, so that a change redraws a paragraph and not a text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tayanch.evidence.interviews.models import Coding
from tayanch.interviews.codebook import Codebook
from tayanch.interviews.model import Speaker, TextVersion, Turn

LONGEST_PIECE = 2_000  # code points
COLOURS = 12  # classes k0 … k11 of reading.css
BREAK = re.compile(r"[^\n]*\n|[^\n]+")
SENTENCE = re.compile(rf".{{1,{LONGEST_PIECE}}}(?:[.!?…]\s+|\s|$)|.{{1,{LONGEST_PIECE}}}", re.DOTALL)


@dataclass(frozen=True)
class Shown:
    """A coding as a page shows it."""

    start: int
    end: int
    code: str
    name: str
    colour: int
    coder: str = ""
    is_own: bool = True
    is_rejected: bool = False
    words: str = ""


@dataclass(frozen=True)
class Cut:
    """Characters that carry the same codes."""

    text: str
    codings: tuple[Shown, ...] = ()

    @property
    def classes(self) -> str:
        """How it is drawn: the colour of the shortest coding, and that there are more."""
        if not self.codings:
            return ""
        first = min(self.codings, key=lambda each: each.end - each.start)
        return f"c k{first.colour}{' many' if len(self.codings) > 1 else ''}"


@dataclass(frozen=True)
class Piece:
    """A paragraph, or a part of one. *at*: its first code point in the text."""

    at: int
    cuts: tuple[Cut, ...]


@dataclass(frozen=True)
class Stretch:
    """A turn, or text outside of turns. *codings*: those that begin here."""

    number: int
    start: int
    said: int
    end: int
    label: str
    about: str
    seconds: float | None
    asks: bool
    pieces: tuple[Piece, ...]
    codings: tuple[Shown, ...]
    is_coded: bool

    @property
    def time(self) -> str:
        """``0:07:31``; empty when nobody knows."""
        whole = int(self.seconds or 0)
        return "" if self.seconds is None else f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


@dataclass(frozen=True)
class CodeShown:
    """A code with its names in all languages, for finding it, and what it means in the language of the page."""

    id: str
    name: str
    label: str
    path: tuple[str, ...]
    depth: int
    colour: int
    is_codable: bool
    words: str
    definition: str
    include: str
    exclude: str


def codes(book: Codebook, language: str) -> list[CodeShown]:
    """The codebook in the order of its tree."""
    return [_code(book, place, depth, code.id, language) for place, (depth, code) in enumerate(book.walk())]


def _code(book: Codebook, place: int, depth: int, id_: str, language: str) -> CodeShown:
    code = book[id_]
    told = {name: _in(getattr(code, name), language) for name in ("definition", "include", "exclude")}
    words = " ".join([code.name, *code.labels.values()])
    above = tuple(book[each].label(language) for each in book.ancestors(id_))
    return CodeShown(
        id_, code.name, code.label(language), above, depth, place % COLOURS, code.is_codable, words, **told
    )


def _in(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts.get("en") or next((text for text in texts.values() if text), "")


def shower(book: Codebook, language: str, own: Any = None) -> Callable[[Coding, str, bool], Shown]:
    """A function that makes codings ready to be shown: ``(coding, words, is_rejected)``."""
    known = {code.id: code for code in codes(book, language)}
    gone = {merge.code.id: merge.code for merge in book.merges}

    def show(coding: Coding, words: str = "", is_rejected: bool = False) -> Shown:
        id_ = book.now(str(coding.code))
        found, was = known.get(id_), gone.get(id_)
        name = found.label if found else was.label(language) if was else "?"
        colour = found.colour if found else 0
        told = (coding.coder.name, own is None or coding.coder_id == own)
        return Shown(coding.start, coding.end, str(coding.code), name, colour, *told, is_rejected, words)

    return show


def stretches(
    text: TextVersion,
    codings: Iterable[Shown],
    speakers: Mapping[str, Speaker],
    about: Callable[[Speaker], str] = lambda speaker: "",
) -> Iterator[Stretch]:
    """All of a text in its order: turns, and what stands between them unless it is empty."""
    waiting = sorted(codings, key=lambda each: (each.start, -each.end))
    seen: set[int] = set()
    turns = [_within(turn, len(text.text)) for turn in text.turns]
    for number, turn in enumerate(_gapless(turns, text.text)):
        here = [each for each in waiting if each.start < turn.end and each.end > turn.start]
        speaker = speakers.get(turn.speaker or "")
        label = speaker.label if speaker else text.text[turn.start : turn.said].strip(" :\t\n")
        told = (label, about(speaker) if speaker else "", turn.at, bool(speaker and speaker.asks))
        begun = tuple(each for each in here if id(each) not in seen)
        seen |= {id(each) for each in begun}
        waiting = [each for each in waiting if each.end > turn.end] if here else waiting
        parts = tuple(_pieces(text.text, turn, here))
        yield Stretch(number, turn.start, turn.said, turn.end, *told, parts, begun, bool(here))


def _within(turn: Turn, length: int) -> Turn:
    start, said, end = (min(each, length) for each in (turn.start, turn.said, turn.end))
    return Turn(start, said, end, turn.speaker, turn.at)


def _gapless(turns: list[Turn], text: str) -> Iterator[Turn]:
    last = 0
    for turn in turns:
        if text[last : turn.start].strip():
            yield Turn(last, last, turn.start, None)
        if turn.end > turn.start:
            yield turn
        last = max(last, turn.end)
    if text[last:].strip():
        yield Turn(last, last, len(text), None)


def _pieces(text: str, turn: Turn, codings: list[Shown]) -> Iterator[Piece]:
    at = turn.said
    for line in BREAK.findall(text[turn.said : turn.end]):
        for part in SENTENCE.findall(line) if len(line) > LONGEST_PIECE else [line]:
            touching = [each for each in codings if each.start < at + len(part) and each.end > at]
            yield Piece(at, tuple(_cuts(part, at, touching)))
            at += len(part)


def _cuts(part: str, at: int, codings: list[Shown]) -> Iterator[Cut]:
    inside = {border for each in codings for border in (each.start, each.end) if at < border < at + len(part)}
    borders = [at, *sorted(inside), at + len(part)]
    for start, end in pairwise(borders):
        yield Cut(part[start - at : end - at], tuple(each for each in codings if each.start < end and each.end > start))
