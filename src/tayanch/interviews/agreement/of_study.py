"""From a study to arrays: which codings of which coders, at which depth of the tree, on the newest text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from tayanch.interviews.agreement.levels import Units
from tayanch.interviews.agreement.pieces import Bools, Codings, Ints
from tayanch.interviews.agreement.results import By, counted
from tayanch.interviews.codebook import Codebook
from tayanch.interviews.model import Coding, Document, Study, TextVersion
from tayanch.interviews.sentences import sentences

Read = Mapping[str, Collection[str]]  # coder to documents


class AgreementError(ValueError):
    """What was asked does not fit the study; the message says what to do."""


@dataclass(frozen=True)
class Laid:
    """A study's codings as arrays, with the names of their numbers."""

    codings: Codings
    lengths: Ints
    units: Units | None
    read: Bools
    assumed: bool
    codes: tuple[str, ...]
    coders: tuple[str, ...]
    documents: tuple[str, ...]
    notes: tuple[str, ...]


def laid(
    study: Study,
    *,
    by: By,
    codes: Iterable[str] | None = None,
    depth: int | None = None,
    coders: Iterable[str] | None = None,
    round: int | None = None,
    read: Read | None = None,
) -> Laid:
    """The arrays of *study*. Raises :class:`AgreementError` for a coder, a code or a document that is not there."""
    if by not in ("turn", "sentence", "character"):
        raise AgreementError("Agreement is by turn, by sentence or by character.")
    tree = _Tree(study.codebook, depth)
    who = _coders(study, coders)
    number = {document.id: place for place, document in enumerate(study.documents)}
    place = {coder: each for each, coder in enumerate(who)}
    mine = [each for each in study.codings if each.coder in place and (round is None or each.round == round)]
    notes = list(_unusual(study, mine, coders, round))
    carried, gone = _carried(study, mine)
    wanted = {code: each for each, code in enumerate(tree.wanted(codes, mine))}
    rows = [
        (number[each.document], start, end, wanted[tree.at(each.code)], place[each.coder])
        for each, start, end in carried
        if tree.at(each.code) in wanted
    ]
    strange = sum(not tree.at(each.code) for each in mine)
    notes += counted(gone, "coding is left out: its words are", "codings are left out: their words are", "gone by now.")
    notes += counted(
        strange, "coding is left out: its code is", "codings are left out: their codes are", "in no codebook."
    )
    units = None
    if by != "character":
        units, without = _units(study, by)
        notes += counted(
            without, "document has no turns: its", "documents have no turns: their", "paragraphs stand in."
        )
    known = _who_read(((each.coder, each.document) for each in mine) if read is None else _pairs(read), place, number)
    lengths = np.array([len(document.newest.text) for document in study.documents], dtype=np.int64)
    return Laid(Codings.of(rows), lengths, units, known, read is None, tuple(wanted), who, tuple(number), tuple(notes))


class _Tree:
    """The codebook cut at a depth; merged codes are what they became."""

    def __init__(self, book: Codebook, depth: int | None) -> None:
        if depth is not None and depth < 1:
            raise AgreementError("The tree is cut at depth 1 (themes) or deeper.")
        self.book, self.depth = book, depth
        self._at: dict[str, str] = {}

    def at(self, code: str) -> str:
        """The code that stands for *code*; empty when it is not in the codebook."""
        if code not in self._at:
            now = self.book.now(code)
            there = now in self.book
            self._at[code] = (now if self.depth is None else self.book.at_depth(now, self.depth)) if there else ""
        return self._at[code]

    def wanted(self, codes: Iterable[str] | None, mine: Iterable[Coding]) -> list[str]:
        """Codes to measure, in the order of the tree: those asked for, else all that can be given or were."""
        if codes is None:
            given = {self.at(each.code) for each in mine}
            chosen = given | {self.at(code.id) for code in self.book.codes if code.is_codable}
        else:
            asked = list(codes)
            if strange := [code for code in asked if not self.at(code)]:
                raise AgreementError(f"There is no code {strange[0]} in the codebook.")
            chosen = {self.at(code) for code in asked}
        return [code.id for _depth, code in self.book.walk() if code.id in chosen]


def _coders(study: Study, coders: Iterable[str] | None) -> tuple[str, ...]:
    """Coders to compare: those asked for, else all who coded something."""
    active = {each.coder for each in study.codings if each.coder}
    known = list(dict.fromkeys([*(coder.id for coder in study.coders), *sorted(active)]))
    if coders is None:
        return tuple(coder for coder in known if coder in active)
    asked = tuple(dict.fromkeys(coders))
    if strange := [coder for coder in asked if coder not in known]:
        raise AgreementError(f"There is no coder {strange[0]}. There are: {', '.join(known) or 'none'}.")
    return asked


def _unusual(study: Study, mine: Collection[Coding], coders: object, round: int | None) -> Iterator[str]:
    rounds = sorted({each.round for each in mine})
    if round is None and len(rounds) > 1:
        yield f"Codings of the rounds {', '.join(map(str, rounds))} are taken together; name a round to see it alone."
    if coders is None:
        nobodys = sum(not each.coder for each in study.codings)
        yield from counted(nobodys, "coding is", "codings are", "left out: nobody knows whose.")


def _carried(study: Study, codings: Iterable[Coding]) -> tuple[list[tuple[Coding, int, int]], int]:
    """Codings with their passage in the newest text, and how many have none there."""
    found, gone = [], 0
    documents = {document.id: document for document in study.documents}
    for each in codings:
        start, end = newest_span(documents[each.document], each.version, each.start, each.end)
        if start < end:
            found.append((each, start, end))
        else:
            gone += 1
    return found, gone


def newest_span(document: Document, version: int, start: int, end: int) -> tuple[int, int]:
    """Where a passage of an earlier version stands in the newest text; empty where its words are gone."""
    for later in document.versions:
        if later.number > version and later.came_by is not None:
            start, end = later.came_by.span(start, end)
    whole = len(document.newest.text)
    return min(start, whole), min(end, whole)


def _pairs(read: Read) -> Iterator[tuple[str, str]]:
    return ((coder, document) for coder, documents in read.items() for document in documents)


def _who_read(pairs: Iterable[tuple[str, str]], place: Mapping[str, int], number: Mapping[str, int]) -> Bools:
    known = np.zeros((len(place), len(number)), dtype=bool)
    for coder, document in pairs:
        if document not in number:
            raise AgreementError(f"There is no document {document} in the study.")
        if coder in place:
            known[place[coder], number[document]] = True
    return known


# --- units ----------------------------------------------------------------------------------------------------------


def _units(study: Study, by: By) -> tuple[Units, int]:
    """Turns or sentences of the newest texts without the spaces around them, and how many documents have no turns."""
    rows = [(place, *span) for place, document in enumerate(study.documents) for span in units_of(document.newest, by)]
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return Units(*table.T), sum(not document.newest.turns for document in study.documents)


def units_of(version: TextVersion, by: By) -> Iterator[tuple[int, int]]:
    """Turns or sentences as spans without labels and the spaces around them; paragraphs where a text has no turns."""
    text = version.text
    for start, end in ((turn.said, turn.end) for turn in version.turns) if version.turns else _paragraphs(text):
        for first, last in [(start, end)] if by == "turn" else sentences(text, start, end):
            said = text[first:last]
            lead = len(said) - len(said.lstrip())
            if lead < len(said):
                yield first + lead, first + len(said.rstrip())


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for line in text.splitlines(keepends=True):
        yield at, at + len(line)
        at += len(line)
