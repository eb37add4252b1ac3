"""Passages by code, speaker, coder and word: the question that most reports of interviews ask.

``Index.of(study)`` reads a study once; every question after that is a matter of milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

import numpy as np

from tayanch.interviews.attributes import AGE, OBLAST, STATUS
from tayanch.interviews.indexing import Bools, Ints, Placed, Turns, Words, placed
from tayanch.interviews.labels import BROADER_STATUS, DETAIL, METHOD, REGION, WIDE_AGE, label, told
from tayanch.interviews.model import Document, Speaker, Study

Take = Literal["all", "standing", "settled"]
Order = Literal["document", "longest", "shortest"]
Where = Mapping[str, str | Iterable[str]]
CONTEXT = 200  # characters before and after a passage
# Facts that also answer to a less exact one: she who is 37 is found by "37", "35-44" and "35-54".
_EXACTLY = {AGE: (AGE, WIDE_AGE), OBLAST: (OBLAST, REGION), STATUS: (STATUS, BROADER_STATUS)}


@dataclass(frozen=True)
class Passage:
    """One passage: ``document.newest.text[start:end]``. *codes*, *coders*: ids, of every coding on exactly it."""

    document: Document
    start: int
    end: int
    speaker: Speaker | None
    codes: tuple[str, ...] = ()
    coders: tuple[str, ...] = ()
    codings: tuple[str, ...] = ()  # ids of codings and adjudications

    @property
    def text(self) -> str:
        return self.document.newest.text[self.start : self.end]

    def before(self, characters: int = CONTEXT) -> str:
        """What stands before it, from the beginning of a word."""
        text, first = self.document.newest.text, max(0, self.start - characters)
        if first and not text[first - 1].isspace():
            first = next((at + 1 for at in range(first, self.start) if text[at].isspace()), self.start)
        return text[first : self.start]

    def after(self, characters: int = CONTEXT) -> str:
        """What stands behind it, to the end of a word."""
        text, last = self.document.newest.text, self.end + characters
        if last < len(text) and not text[last].isspace():
            last = next((at for at in range(last, self.end, -1) if text[at - 1].isspace()), self.end)
        return text[self.end : last]

    def label(self, language: str, detail: Sequence[str] = DETAIL) -> str:
        """Who says it, see :func:`tayanch.interviews.labels.label`."""
        return label(self.speaker, self.document, language, detail)


@dataclass(frozen=True)
class Passages:
    """What was found, in order. *document*, *start*, *end*, *voice*: arrays of one length, places in *index*."""

    index: Index
    document: Ints
    start: Ints
    end: Ints
    voice: Ints
    taken: Ints = field(default_factory=lambda: np.zeros(0, np.int64))  # codings that were counted
    first: Ints = field(default_factory=lambda: np.zeros(0, np.int64))  # where the codings of each begin in taken

    def __len__(self) -> int:
        return len(self.document)

    def __iter__(self) -> Iterator[Passage]:
        return map(self.__getitem__, range(len(self)))

    def __getitem__(self, place: int) -> Passage:
        """One passage; ``IndexError`` when there are fewer."""
        index, voice = self.index, index_voice(self.index, int(self.voice[place]))
        codings = self.taken[self.first[place] : self.first[place + 1]] if len(self.first) else self.taken[:0]
        return Passage(
            document=voice[0],
            start=int(self.start[place]),
            end=int(self.end[place]),
            speaker=voice[1],
            codes=tuple(dict.fromkeys(index.codes[one] for one in index.code[codings])),
            coders=tuple(dict.fromkeys(index.coders[one] for one in index.coder[codings])),
            codings=tuple(dict.fromkeys(index.placed.ids[one] for one in codings)),
        )

    def page(self, number: int = 1, size: int = 25) -> tuple[Passage, ...]:
        """Passages of one page, the first is 1; empty behind the last."""
        return tuple(self[place] for place in range((number - 1) * size, min(number * size, len(self))))

    def ordered(self, by: Order) -> Passages:
        """In the order of the documents and their text, or by length, those of one length in the order of the text."""
        if by == "document":
            return self
        length = self.end - self.start
        return self.chosen(np.argsort(-length if by == "longest" else length, kind="stable"))

    def chosen(self, places: Ints) -> Passages:
        """Some of them, in the order of *places*."""
        if not len(self.first):
            taken, first = self.taken, self.first
        else:
            many = self.first[places + 1] - self.first[places]
            first = np.concatenate(([0], np.cumsum(many)))
            taken = self.taken[np.arange(first[-1]) - np.repeat(first[:-1] - self.first[places], many)]
        parts = {name: getattr(self, name)[places] for name in ("document", "start", "end", "voice")}
        return replace(self, taken=taken, first=first, **parts)


@dataclass(frozen=True)
class Index:
    """A study made ready for questions. Codings stand in the newest texts; see :class:`Placed` for what was left out.

    *code*, *coder*: places in *codes* and *coders*; *voice*: in ``turns.voices``; *span*: same for codings on exactly
    one passage, in the order of documents and text. Arrays have one entry for each coding or settled code.
    """

    study: Study
    placed: Placed
    turns: Turns
    words: Words
    codes: tuple[str, ...]
    coders: tuple[str, ...]
    code: Ints
    coder: Ints
    voice: Ints
    span: Ints
    touched: tuple[Ints, Ints, Ints]  # coding, turn, characters they share

    @classmethod
    def of(cls, study: Study) -> Index:
        """Reads the study once. Memory: some 2 bytes for each character and 200 for each coding."""
        every, turns = placed(study), Turns.of(study)
        lengths = np.array([len(document.newest.text) for document in study.documents], np.int64)
        touched = turns.touched(every.document, every.start, every.end, lengths)
        codes = tuple(dict.fromkeys([*(code.id for code in study.codebook.codes), *every.code]))
        coders = tuple(dict.fromkeys([*(coder.id for coder in study.coders), *every.coder]))
        spans = np.stack([every.document, every.start, every.end])
        return cls(
            study=study,
            placed=every,
            turns=turns,
            words=Words.of(document.newest.text for document in study.documents),
            codes=codes,
            coders=coders,
            code=_places(every.code, codes),
            coder=_places(every.coder, coders),
            voice=turns.who(every.document, touched),
            span=np.unique(spans, axis=1, return_inverse=True)[1].reshape(-1) if len(every.ids) else every.document,
            touched=touched,
        )

    def find(
        self,
        codes: str | Iterable[str] | None = None,
        *,
        descend: bool = True,
        where: Where | None = None,
        text: str = "",
        coders: str | Iterable[str] | None = None,
        round: int | None = None,
        take: Take = "all",
        order: Order = "document",
    ) -> Passages:
        """Coded passages that meet every condition.

        Args:
            codes: ids; any of them; None: any code. Ids of codes that were merged count for what they became.
            descend: with the codes below them.
            where: attribute → value or values, of the speaker, else of the document; also ``method``, ``language``,
                ``case`` and ``document`` (ids). "35-44" finds whoever is 37, a broader status the narrower ones.
            text: every word of it stands in the passage, in any letter case, also inside a longer word.
            coders: ids. round: of coding; what was settled belongs to every round.
            take: "all" codings of coders; "standing": what was settled in the place of what it decided, and codings
                of coders elsewhere; "settled": only what was settled.
        """
        kept = self.taken(codes, descend=descend, where=where, coders=coders, round=round, take=take)
        found = self._spans(kept)
        if text.strip():
            starts, ends = (self.words.places(found.document, one) for one in (found.start, found.end))
            found = found.chosen(np.flatnonzero(self.words.contain(starts, ends, text)))
        return found.ordered(order)

    def search(self, text: str, *, where: Where | None = None, asks: bool = True) -> Passages:
        """Speaker turns that hold every word of *text*, coded or not. *asks*: also of moderators."""
        starts, ends = self._turn_places
        held = self.words.contain(starts, ends, text) & self.meets(where)[self.turns.voice]
        if not asks:
            held &= ~self.turns.asks[self.turns.voice]
        turns = np.flatnonzero(held)
        parts = (self.turns.document, self.turns.start, self.turns.end, self.turns.voice)
        return Passages(self, *(one[turns] for one in parts))

    def taken(
        self,
        codes: str | Iterable[str] | None = None,
        *,
        descend: bool = True,
        where: Where | None = None,
        coders: str | Iterable[str] | None = None,
        round: int | None = None,
        take: Take = "all",
    ) -> Ints:
        """Places of the codings that meet the conditions of :meth:`find`, for those who count them."""
        settled = self.placed.round == 0
        kept = {"all": ~settled, "standing": ~self.placed.replaced, "settled": settled}[take]
        if codes is not None:
            kept = kept & self.is_code(codes, descend)[self.code]
        if where:
            kept = kept & self.meets(where)[self.voice]
        if coders is not None:
            kept = kept & np.isin(self.coder, [self.coders.index(one) for one in _many(coders) if one in self.coders])
        if round is not None:
            kept = kept & (settled | (self.placed.round == round))
        return np.flatnonzero(kept)

    def is_code(self, codes: str | Iterable[str], descend: bool = True) -> Bools:
        """Which of *codes* of the index are meant."""
        book, wanted = self.study.codebook, set[str]()
        for code in map(book.now, _many(codes)):
            wanted |= book.descendants(code) if descend and code in book else {code}
        return np.array([code in wanted for code in self.codes], np.bool_)

    def meets(self, where: Where | None) -> Bools:
        """Which voices (``turns.voices``) meet every condition."""
        met = np.ones(len(self.turns.voices), np.bool_)
        for attribute, values in (where or {}).items():
            wanted = frozenset(_many(values))
            met &= np.array([bool(wanted & known) for known in self.values(attribute)], np.bool_)
        return met

    def values(self, attribute: str) -> tuple[frozenset[str], ...]:
        """What each voice answers to for an attribute; see ``where`` of :meth:`find`."""
        if attribute not in self._values:
            voices = range(len(self.turns.voices))
            self._values[attribute] = tuple(_answers(*index_voice(self, voice), attribute) for voice in voices)
        return self._values[attribute]

    @cached_property
    def _values(self) -> dict[str, tuple[frozenset[str], ...]]:
        return {}

    @cached_property
    def speakers(self) -> dict[str, Speaker]:
        """Speakers by id."""
        return {speaker.id: speaker for speaker in self.study.speakers}

    @cached_property
    def _turn_places(self) -> tuple[Ints, Ints]:
        turns = self.turns
        return self.words.places(turns.document, turns.start), self.words.places(turns.document, turns.end)

    def _spans(self, kept: Ints) -> Passages:
        """Each passage once, with its codings."""
        kept = kept[np.argsort(self.span[kept], kind="stable")]
        new = np.flatnonzero(np.diff(self.span[kept], prepend=-1))
        one = kept[new]
        every = self.placed
        first = np.append(new, len(kept))
        return Passages(self, every.document[one], every.start[one], every.end[one], self.voice[one], kept, first)


def index_voice(index: Index, voice: int) -> tuple[Document, Speaker | None]:
    """Document and speaker of a voice; None: nobody knows who."""
    document, speaker = index.turns.voices[voice]
    return index.study.documents[document], index.speakers.get(speaker or "")


def _answers(document: Document, speaker: Speaker | None, attribute: str) -> frozenset[str]:
    fixed = {METHOD: document.method, "language": document.language, "case": document.case, "document": document.id}
    own = {**document.attributes, **fixed, **(speaker.attributes if speaker else {})}.get(attribute, "")
    facts = _EXACTLY.get(attribute, (attribute,) if attribute in (BROADER_STATUS, WIDE_AGE, REGION) else ())
    known = told(speaker, document, facts)
    return frozenset({own, *(known.get(fact, "") for fact in facts)}) - {""}


def _many(given: str | Iterable[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _places(values: Sequence[str], known: Sequence[str]) -> Ints:
    place = {value: number for number, value in enumerate(known)}
    return np.array([place[value] for value in values], np.int64)
