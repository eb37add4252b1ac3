"""A study as arrays: where each coding stands in the newest text, who speaks there, and words in any letter case.

Used by :mod:`tayanch.interviews.retrieval`; positions are code points of the newest version of each document.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tayanch.interviews.model import Adjudication, Coding, Document, Study

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# Signs that are typed one for another: ё as е, and every apostrophe of Uzbek oʻ, gʻ and of the hamza.
_SAME = str.maketrans({"ё": "е", **dict.fromkeys("ʻʼ’‘`´ʾʿ′", "'")})


def fold(text: str) -> str:
    """A text for comparing: letter case, composed or decomposed letters, ё and kinds of apostrophes do not matter."""
    return unicodedata.normalize("NFC", text).casefold().translate(_SAME)


def folded(text: str) -> tuple[str, Ints | None]:
    """A text for comparing, and the position in *text* of each of its characters; None: they are the same."""
    plain = fold(text)
    if unicodedata.is_normalized("NFC", text) and len(plain) == len(text):
        return plain, None
    parts, origin, at = [], [], 0
    for cluster in _clusters(text):
        part = fold(cluster)
        parts.append(part)
        origin += [at] * len(part)
        at += len(cluster)
    return "".join(parts), np.array(origin, np.int64)


def _clusters(text: str) -> Iterator[str]:
    """A letter with the marks upon it, one after another."""
    begun = 0
    for at, character in enumerate(text):
        if at > begun and not unicodedata.combining(character):
            yield text[begun:at]
            begun = at
    if text:
        yield text[begun:]


@dataclass(frozen=True)
class Words:
    """All texts of a study one after another, folded. *base*: where each begins; *origin*: see :func:`folded`."""

    characters: NDArray[Any]  # code points
    base: Ints
    origin: tuple[Ints | None, ...]
    frequency: Ints

    @classmethod
    def of(cls, texts: Iterable[str]) -> Words:
        """Ready to be searched: 2 or 4 bytes for each character."""
        both = [folded(text) for text in texts]
        whole = "\0".join(text for text, _ in both).encode("utf-32-le", "surrogatepass")
        characters = np.frombuffer(whole, np.uint32)
        if characters.size and characters.max() < 1 << 16:
            characters = characters.astype(np.uint16)
        base = np.array(list(accumulate((len(text) + 1 for text, _ in both), initial=0)), np.int64)
        return cls(characters, base, tuple(origin for _, origin in both), np.bincount(characters))

    def places(self, document: Ints, position: Ints) -> Ints:
        """Positions in the texts as positions in the folded whole."""
        found = self.base[document] + position
        for place, origin in enumerate(self.origin):
            if origin is not None:
                here = document == place
                found[here] = self.base[place] + np.searchsorted(origin, position[here])
        return found

    def occurrences(self, word: str) -> Ints:
        """Where *word*, which is folded, begins: its rarest letter is looked for first."""
        letters = [ord(character) for character in word]
        if not letters or max(letters) >= len(self.frequency):
            return np.zeros(0, np.int64)
        rarest = sorted(range(len(letters)), key=lambda place: int(self.frequency[letters[place]]))
        at = np.flatnonzero(self.characters == letters[rarest[0]]) - rarest[0]
        at = at[(at >= 0) & (at + len(letters) <= len(self.characters))]
        for place in rarest[1:]:
            at = at[self.characters[at + place] == letters[place]]
        return at

    def contain(self, starts: Ints, ends: Ints, text: str) -> Bools:
        """Which passages of the folded whole hold every word of *text*, also inside longer words."""
        held = np.ones(len(starts), np.bool_)
        for word in fold(text).split():
            at = np.append(self.occurrences(word), np.iinfo(np.int64).max - len(word))
            held &= at[np.searchsorted(at, starts)] + len(word) <= ends
        return held


@dataclass(frozen=True)
class Placed:
    """Codings in the newest text of each document, settled ones last."""

    ids: tuple[str, ...]
    document: Ints
    start: Ints
    end: Ints
    code: tuple[str, ...]
    coder: tuple[str, ...]
    round: Ints  # 0: settled
    replaced: Bools  # gave way to what was settled
    left_out: tuple[str, ...]  # made on a version from which no map leads to the newest, or deleted since


Row = tuple[str, int, int, int, str, str, int]


def placed(study: Study) -> Placed:
    """Every coding, and every code that stands by adjudication, where it is now.

    A coder's coding gives way when its id was rejected or when it lies within a passage that was settled.
    """
    documents = {document.id: place for place, document in enumerate(study.documents)}
    rows: list[Row] = []
    left_out: list[str] = []
    for coding in study.codings:
        row = _row(study, documents, coding, (coding.code,), coding.coder, coding.round)
        rows += row
        left_out += [] if row else [coding.id]
    coded = len(rows)
    for settled in study.adjudications:
        row = _row(study, documents, settled, settled.codes, settled.by, 0)
        rows += row
        left_out += [] if row or not settled.codes else [settled.id]
    ids, document, start, end, code, coder, rounds = zip(*rows, strict=True) if rows else ((),) * 7
    numbers = [np.array(one, np.int64) for one in (document, start, end, rounds)]
    replaced = np.zeros(len(rows), np.bool_)
    replaced[:coded] = _replaced(study, documents, ids[:coded], *(one[:coded] for one in numbers[:3]))
    return Placed(ids, numbers[0], numbers[1], numbers[2], code, coder, numbers[3], replaced, tuple(left_out))


def _row(
    study: Study,
    documents: dict[str, int],
    made: Coding | Adjudication,
    codes: Sequence[str],
    coder: str,
    in_round: int,
) -> list[Row]:
    place = documents.get(made.document)
    now = carried(study.documents[place], made.version, made.start, made.end) if place is not None else None
    if place is None or now is None:
        return []
    return [(made.id, place, *now, study.codebook.now(code), coder, in_round) for code in codes]


def carried(document: Document, version: int, start: int, end: int) -> tuple[int, int] | None:
    """A passage of one version in the newest; None when nothing leads there or nothing is left of it."""
    if document.versions[-1].number != version:
        for later in document.versions:
            if later.number <= version:
                continue
            if later.came_by is None:
                return None
            start, end = later.came_by.span(start, end)
    return (start, end) if start < end <= len(document.newest.text) else None


def _replaced(
    study: Study, documents: dict[str, int], ids: Sequence[str], document: Ints, start: Ints, end: Ints
) -> Bools:
    rejected = {one for settled in study.adjudications for one in settled.rejected}
    found = np.array([one in rejected for one in ids], np.bool_)
    for settled in study.adjudications:
        place = documents.get(settled.document)
        now = (
            carried(study.documents[place], settled.version, settled.start, settled.end) if place is not None else None
        )
        if now is not None:
            found |= (document == place) & (start >= now[0]) & (end <= now[1])
    return found


@dataclass(frozen=True)
class Turns:
    """Turns of all documents in order. *voice*: who speaks in which document, a place in *voices*."""

    document: Ints
    start: Ints  # of the words, behind the label
    end: Ints
    voice: Ints
    voices: tuple[tuple[int, str | None], ...]  # place of the document, Speaker.id; the first of each document: nobody
    asks: Bools  # of each voice

    @classmethod
    def of(cls, study: Study) -> Turns:
        """The turns of the newest versions."""
        asking = {speaker.id for speaker in study.speakers if speaker.asks}
        voices: dict[tuple[int, str | None], int] = {}
        rows = []
        for place, document in enumerate(study.documents):
            voices[place, None] = len(voices)
            for turn in sorted(document.newest.turns, key=lambda turn: turn.start):
                voice = voices.setdefault((place, turn.speaker), len(voices))
                rows.append((place, turn.said, turn.end, voice))
        columns = np.array(rows, np.int64).reshape(-1, 4).T
        asks = np.array([speaker in asking for _, speaker in voices], np.bool_)
        return cls(columns[0], columns[1], columns[2], columns[3], tuple(voices), asks)

    def nobody(self, document: Ints) -> Ints:
        """The voice "nobody knows who" of each document."""
        first = np.array([place for place, (_, speaker) in enumerate(self.voices) if speaker is None], np.int64)
        return first[document]

    def touched(self, document: Ints, start: Ints, end: Ints, texts: Ints) -> tuple[Ints, Ints, Ints]:
        """Pairs of a passage and a turn that share characters: passage, turn, how many. *texts*: lengths of texts."""
        base = np.concatenate(([0], np.cumsum(texts + 1)))
        starts, ends = base[self.document] + self.start, base[self.document] + self.end
        here, there = base[document] + start, base[document] + end
        first, last = np.searchsorted(ends, here, "right"), np.searchsorted(starts, there, "left")
        many = np.maximum(last - first, 0)
        passage = np.repeat(np.arange(len(start)), many)
        turn = np.arange(int(many.sum())) - np.repeat(np.cumsum(many) - many, many) + np.repeat(first, many)
        shared = np.minimum(ends[turn], there[passage]) - np.maximum(starts[turn], here[passage])
        real = shared > 0
        return passage[real], turn[real], shared[real]

    def who(self, document: Ints, pairs: tuple[Ints, Ints, Ints]) -> Ints:
        """The voice of each passage: of those who answer the one who says most of it, else who asks, else nobody."""
        passage, turn, shared = pairs
        found = self.nobody(document)
        if not len(passage):
            return found
        key, place = np.unique(passage * len(self.voices) + self.voice[turn], return_inverse=True)
        said = np.bincount(place, weights=shared)
        passages, voices = np.divmod(key, len(self.voices))
        unknown = found[passages] == voices
        # later rows win: who asks and nobody come before those who answer, then more characters, then the first voice
        order = np.lexsort((-voices, said, ~unknown, ~self.asks[voices], passages))
        found[passages[order]] = voices[order]
        return found
