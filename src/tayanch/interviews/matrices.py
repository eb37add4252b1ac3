"""Codes counted: by group of speakers, together with other codes, around an event, and how much of each text is coded.

Interviews are no sample. What is counted are passages, characters, speakers and documents of this study, beside the
base of speakers and documents that could have said it; no share of people follows from them, and none is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from tayanch.interviews.indexing import Bools, Ints
from tayanch.interviews.labels import FACTS, told
from tayanch.interviews.model import Document, Speaker
from tayanch.interviews.retrieval import Index, Take, Where, index_voice

Within = Literal["passage", "turn", "document"]
BEFORE, DURING, AFTER = "before", "during", "after"

NOTES = {
    "ky": "Ушул изилдөөдөгү сүйлөгөндөр, документтер жана үзүндүлөр саналды. Маектер тандалма эмес: "
    "аялдардын канча пайызы экени мындан чыкпайт.",
    "ru": "Посчитаны говорящие, документы и фрагменты этого исследования. Интервью не выборка: "
    "доля женщин отсюда не следует.",
    "en": "Counted are speakers, documents and passages of this study. Interviews are no sample: "
    "no share of women follows from them.",
}


METHODS = {
    "ky": {
        "by-group": "Ар бир код ар башка сүйлөгөндөр, документтер жана үзүндүлөр боюнча саналды. Топ: {attribute}.",
        "paired": "{before} жана {after} документтеринин экөөндө тең сүйлөгөндөр гана ({attribute}).",
        "around": "Айтуу тартиби: документтеги окуя жөнүндө биринчи үзүндүсүнө чейин, аны менен бирге, андан кийин.",
        "passage": "Эки код тең турган текст бөлүктөрү; бир нече үзүндү жапкан текст бир эсептелет.",
        "turn": "Бир бөлүгү тигил, бир бөлүгү бул код менен белгиленген кезектеги сөздөр.",
        "document": "Эки код тең бар документтер.",
    },
    "ru": {
        "by-group": "По каждому коду посчитаны разные говорящие, документы и фрагменты. Группа: {attribute}.",
        "paired": "Только те, кто говорит и в документах «{before}», и в документах «{after}» ({attribute}).",
        "around": "Порядок рассказа: до первого фрагмента о событии в документе, вместе с ним, после него.",
        "passage": "Отрезки текста с обоими кодами; текст, покрытый несколькими фрагментами, считается один раз.",
        "turn": "Реплики, часть которых несёт один код, а часть – другой.",
        "document": "Документы, в которых есть оба кода.",
    },
    "en": {
        "by-group": "Distinct speakers, documents and passages for each code. Group: {attribute}.",
        "paired": "Only those who speak in documents of {before} and in documents of {after} ({attribute}).",
        "around": "Order of telling: before the first passage about the event in a document, during it, after it.",
        "passage": "Stretches of text that carry both codes; text that several passages cover counts once.",
        "turn": "Speaker turns of which some text carries the one and some the other code.",
        "document": "Documents that carry both codes.",
    },
}


@dataclass(frozen=True)
class Count:
    """How often, in distinct speakers, documents and passages; *characters*: of text, what overlaps counted once."""

    speakers: int = 0
    documents: int = 0
    passages: int = 0
    characters: int = 0


@dataclass(frozen=True)
class Base:
    """Who and what could have been counted in a group: respondents who speak, and documents in which they do."""

    speakers: int
    documents: int


@dataclass(frozen=True)
class Matrix:
    """*counts*: (code, group) → count, only where something was found. *groups* and *bases* in one order.

    *kind*: how it was counted, see :data:`METHODS`. A group "" is of those whose *attribute* is not known.
    """

    codes: tuple[str, ...]
    groups: tuple[str, ...]
    bases: Mapping[str, Base]
    counts: Mapping[tuple[str, str], Count]
    kind: Literal["by-group", "paired", "around"]
    attribute: str = ""

    def __getitem__(self, place: tuple[str, str]) -> Count:
        return self.counts.get(place, Count())

    def method(self, language: str, attribute: str = "") -> str:
        """How it was counted, in ky, ru or en; *attribute*: what to call the attribute."""
        before, after = (*self.groups, "", "")[:2]
        told = METHODS.get(language, METHODS["en"])[self.kind]
        return told.format(attribute=attribute or self.attribute, before=before, after=after)

    def note(self, language: str) -> str:
        """What may not be concluded, in ky, ru or en; belongs below every table and chart."""
        return NOTES.get(language, NOTES["en"])


def by_group(
    index: Index,
    attribute: str,
    codes: Iterable[str] | None = None,
    *,
    groups: Sequence[str] | None = None,
    descend: bool = True,
    where: Where | None = None,
    take: Take = "standing",
) -> Matrix:
    """Codes × groups of speakers.

    Args:
        attribute: of speakers or documents, or what a label can tell: ``wide-age``, ``region``, ``method``. Ages and
            statuses are grouped as a label tells them.
        codes: ids of the rows; None: every code of the tree. descend: each with the codes below it.
        groups: the columns; None: every value found, those whose value is not known last.
        where, take: see :meth:`Index.find`. What a moderator says is never counted.
    """
    values = groups_of(index, attribute)
    met = index.meets(where) & ~index.turns.asks
    named = sorted({value for value, here in zip(values, met, strict=True) if here and value})
    columns = tuple(groups) if groups is not None else (*named, *([""] if _has_unknown(index, values, met) else []))
    place = {value: number for number, value in enumerate(columns)}
    group = np.array([place.get(value, -1) for value in values], np.int64)
    group[~met] = -1
    taken = index.taken(where=where, take=take)
    rows, counts = _counts(index, taken, group[index.voice[taken]], columns, codes, descend=descend)
    return Matrix(rows, columns, _bases(index, group, columns), counts, "by-group", attribute)


def paired(
    index: Index,
    attribute: str,
    before: str,
    after: str,
    codes: Iterable[str] | None = None,
    *,
    descend: bool = True,
    take: Take = "standing",
) -> Matrix:
    """Codes before and after a life event that divides documents: interviews before and after return, say.

    Only respondents who speak in documents of both kinds count, so that the same people stand on both sides.
    *attribute* with its values *before* and *after* is the document's.
    """
    side = {before: 0, after: 1}
    of_document = [side.get(document.attributes.get(attribute, ""), -1) for document in index.study.documents]
    group = np.array([of_document[document] for document, _ in index.turns.voices], np.int64)
    seen: dict[str | None, set[int]] = {}
    for voice in np.unique(index.turns.voice):
        seen.setdefault(index.turns.voices[voice][1], set()).add(int(group[voice]))
    both = np.array([speaker is not None and {0, 1} <= seen.get(speaker, set()) for _, speaker in index.turns.voices])
    group[~both.astype(bool) | index.turns.asks] = -1
    taken = index.taken(take=take)
    columns = (before, after)
    rows, counts = _counts(index, taken, group[index.voice[taken]], columns, codes, descend=descend)
    return Matrix(rows, columns, _bases(index, group, columns), counts, "paired", attribute)


def around(
    index: Index,
    event: str | Iterable[str],
    codes: Iterable[str] | None = None,
    *,
    descend: bool = True,
    take: Take = "standing",
) -> Matrix:
    """Codes before, during and after a respondent first tells of an event, such as her return.

    The event is her first passage with one of the codes *event* in a document. During: her passages that share text
    with it; before and after: her other passages in that document. This is the order of telling; it is that of life
    only where interviews follow a life, as case studies do. Respondents who never tell of the event do not count.
    """
    every = index.placed
    taken = index.taken(take=take)
    marks = index.taken(event, descend=descend, take=take)
    marks = marks[np.lexsort((every.end[marks], every.start[marks]))[::-1]]
    first = np.full(len(index.turns.voices), -1, np.int64)
    first[index.voice[marks]] = marks  # the first in the text is written last
    first[index.turns.asks] = -1
    first[index.turns.nobody(np.arange(len(index.study.documents)))] = -1
    mark = first[index.voice[taken]]
    side = np.where(every.end[taken] <= every.start[mark], 0, np.where(every.start[taken] >= every.end[mark], 2, 1))
    group = np.where(mark >= 0, side, -1)
    base = _bases(index, np.where(first >= 0, 0, -1), (BEFORE,))[BEFORE]
    columns = (BEFORE, DURING, AFTER)
    rows, counts = _counts(index, taken, group, columns, codes, descend=descend)
    return Matrix(rows, columns, dict.fromkeys(columns, base), counts, "around")


@dataclass(frozen=True)
class Together:
    """How often two codes stand together. ``counts[i, j]``: symmetric; on the diagonal each code by itself."""

    codes: tuple[str, ...]
    counts: Ints
    within: Within

    def method(self, language: str) -> str:
        """What was counted, in ky, ru or en."""
        return METHODS.get(language, METHODS["en"])[self.within]


def together(
    index: Index,
    codes: Iterable[str] | None = None,
    *,
    within: Within = "passage",
    descend: bool = True,
    where: Where | None = None,
    take: Take = "standing",
) -> Together:
    """Codes × codes, by what *within* says; see :data:`METHODS` for what exactly is counted."""
    rows = _rows(index, codes)
    taken = index.taken(where=where, take=take)
    if within == "document":
        pairs, units = (taken, index.placed.document[taken]), len(index.study.documents)
    elif within == "turn":
        coding, turn, _ = index.touched
        kept = np.isin(coding, taken)
        pairs, units = (coding[kept], turn[kept]), len(index.turns.start)
    else:
        pairs, units = _pieces(index, taken)
    held = _incidence(index, rows, pairs, units, descend)
    counts = _stretches(held) if within == "passage" else held @ held.T
    return Together(rows, np.asarray(counts.toarray(), np.int64), within)


@dataclass(frozen=True)
class Covered:
    """How far a document is coded. *spoken*: characters of respondents' words; *coded*: of them, with any code."""

    document: str
    spoken: int
    coded: int
    codings: int
    coders: int
    settled: int


def coverage(index: Index) -> tuple[Covered, ...]:
    """Every document, in the study's order; codings of coders and codes that were settled are counted apart."""
    coding, turn, _ = index.touched
    answered = ~index.turns.asks[index.turns.voice]
    length = (index.turns.end - index.turns.start) * answered
    spoken = np.bincount(index.turns.document, length, len(index.study.documents)).astype(np.int64)
    every, settled = index.placed, index.placed.round == 0
    own = answered[turn]
    start = np.maximum(every.start[coding], index.turns.start[turn])[own]
    end = np.minimum(every.end[coding], index.turns.end[turn])[own]
    document = every.document[coding][own]
    found = []
    for place, one in enumerate(index.study.documents):
        here, made = document == place, every.document == place
        coders = len(set(index.coder[made & ~settled].tolist()))
        coded = _covered(start[here], end[here])
        numbers = int(spoken[place]), coded, int((made & ~settled).sum()), coders, int((made & settled).sum())
        found.append(Covered(one.id, *numbers))
    return tuple(found)


# --- counting --------------------------------------------------------------------------------------------------------


def groups_of(index: Index, attribute: str) -> tuple[str, ...]:
    """The group of each voice (``turns.voices``) by an attribute or a fact of a label; "": not known."""
    if attribute not in index.known_groups:
        voices = range(len(index.turns.voices))
        index.known_groups[attribute] = tuple(_group(*index_voice(index, voice), attribute) for voice in voices)
    return index.known_groups[attribute]


def _group(document: Document, speaker: Speaker | None, attribute: str) -> str:
    if attribute in FACTS:
        return told(speaker, document, (attribute,)).get(attribute, "")
    own = speaker.attributes.get(attribute) if speaker else ""
    return own or document.attributes.get(attribute, "")


def _has_unknown(index: Index, values: Sequence[str], met: Bools) -> bool:
    speaking = np.zeros(len(met), np.bool_)
    speaking[index.turns.voice] = True
    return any(not value and here for value, here in zip(values, met & speaking, strict=True))


def _bases(index: Index, group: Ints, columns: Sequence[str]) -> dict[str, Base]:
    """Respondents who speak, and documents in which they do. Voices that nobody knows count for their document."""
    spoken = np.unique(index.turns.voice)
    found = {}
    for number, name in enumerate(columns):
        here = [index.turns.voices[voice] for voice in spoken[group[spoken] == number]]
        found[name] = Base(len({who for _, who in here if who is not None}), len({document for document, _ in here}))
    return found


def _counts(
    index: Index, taken: Ints, group: Ints, columns: tuple[str, ...], codes: Iterable[str] | None, *, descend: bool
) -> tuple[tuple[str, ...], dict[tuple[str, str], Count]]:
    """Rows and counts of the codings *taken*, each of which is in a group (−1: in none)."""
    rows = _rows(index, codes)
    order = np.lexsort((index.span[taken], group))  # spans are numbered in the order of documents and text
    taken, group = taken[order][group[order] >= 0], group[order][group[order] >= 0]
    person = _people(index)[index.voice[taken]]
    counts = {}
    for row in rows:
        mine = np.flatnonzero(index.is_code(row, descend)[index.code[taken]])
        borders = np.searchsorted(group[mine], np.arange(len(columns) + 1))
        for number, column in enumerate(columns):
            here = mine[borders[number] : borders[number + 1]]
            if len(here):
                counts[row, column] = _count(index, taken[here], person[here])
    return rows, counts


def _count(index: Index, codings: Ints, person: Ints) -> Count:
    """Of codings in the order of documents and text."""
    every = index.placed
    document = every.document[codings]
    base = index.base[document]
    return Count(
        speakers=len(set(person.tolist()) - {-1}),
        documents=1 + int(np.count_nonzero(np.diff(document))),
        passages=1 + int(np.count_nonzero(np.diff(index.span[codings]))),
        characters=_length(base + every.start[codings], base + every.end[codings]),
    )


def _people(index: Index) -> Ints:
    """A number for each voice's speaker, the same in every document; −1: nobody knows who."""
    known: dict[str | None, int] = {None: -1}
    return np.array([known.setdefault(who, len(known)) for _, who in index.turns.voices], np.int64)


def _covered(start: Ints, end: Ints) -> int:
    order = np.argsort(start, kind="stable")
    return _length(start[order], end[order])


def _length(start: Ints, end: Ints) -> int:
    """Characters that passages cover, sorted by where they begin; what overlaps counts once."""
    if not len(start):
        return 0
    reached = np.concatenate((start[:1], np.maximum.accumulate(end)[:-1]))
    return int(np.maximum(end - np.maximum(start, reached), 0).sum())


def _rows(index: Index, codes: Iterable[str] | None) -> tuple[str, ...]:
    book = index.study.codebook
    return tuple(code.id for _, code in book.walk()) if codes is None else tuple(map(book.now, codes))


def _pieces(index: Index, taken: Ints) -> tuple[tuple[Ints, Ints], int]:
    """The texts cut at every border of a passage: pairs of coding and piece, and how many pieces there are."""
    every = index.placed
    base = index.base[every.document[taken]]
    start, end = base + every.start[taken], base + every.end[taken]
    cuts = np.sort(np.concatenate((start, end)))  # np.unique hashes integers, which takes five times as long
    cuts = cuts[np.diff(cuts, prepend=-1) > 0]
    first, last = np.searchsorted(cuts, start), np.searchsorted(cuts, end)
    many = last - first
    piece = np.arange(int(many.sum())) - np.repeat(np.cumsum(many) - many, many) + np.repeat(first, many)
    return (np.repeat(taken, many), piece), len(cuts)


def _stretches(held: Any) -> Any:
    """How many runs of pieces carry both codes: each begins where one of the two begins and the other is there."""
    held.sort_indices()
    begins = held.copy()
    begins.data = np.diff(held.indices, prepend=-2) != 1
    rows = held.indptr[:-1]
    begins.data[rows[rows < held.nnz]] = True
    begins.data = begins.data.astype(np.int32)
    begins.eliminate_zeros()
    one = begins @ held.T
    return one + one.T - begins @ begins.T


def _incidence(index: Index, rows: Sequence[str], pairs: tuple[Ints, Ints], units: int, descend: bool) -> Any:
    """Codes × units as a sparse matrix of 0 and 1."""
    from scipy.sparse import csr_array

    coding, unit = pairs
    ones = np.ones(len(coding), np.int32)
    shape = (len(index.codes), max(units, 1))
    held = csr_array((ones, (index.code[coding], unit)), shape=shape)
    family = np.array([index.is_code(row, descend) for row in rows], np.int32).reshape(len(rows), len(index.codes))
    found = csr_array(family) @ held
    found.data[:] = 1
    return found
