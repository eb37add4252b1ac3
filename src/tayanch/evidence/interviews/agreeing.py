"""How far coders of a study agree, from rows: arrays for :mod:`tayanch.interviews.agreement`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tayanch.evidence.interviews.comparing import Readings
from tayanch.interviews import model
from tayanch.interviews.agreement.levels import Units
from tayanch.interviews.agreement.measuring import agreement_of
from tayanch.interviews.agreement.pieces import Codings
from tayanch.interviews.agreement.results import Agreement, By
from tayanch.interviews.codebook import Codebook
from tayanch.interviews.sentences import sentences

DRAWS = 400
"""Draws of documents for an interval: enough for two digits."""


@dataclass(frozen=True)
class Coded:
    """One document with what was coded in it. *coders*: who was through with it, or all who read it."""

    name: str
    text: model.TextVersion
    coders: tuple[str, ...]
    codings: tuple[tuple[int, int, str, str], ...]  # start, end, code of today, coder


def of_readings(readings: Readings, text: model.TextVersion, book: Codebook) -> Agreement:
    """The agreement of the readings of one interview, by turn, without intervals: they need several documents."""
    rows = tuple((each.start, each.end, book.now(str(each.code)), str(each.coder_id)) for each in readings.codings)
    coders = tuple(str(coder.id) for coder in readings.coders)
    return measured([Coded("", text, coders, rows)], book, by="turn")


def measured(
    documents: Sequence[Coded], book: Codebook, *, by: By, depth: int = 0, intervals: int = 0, only: Sequence[str] = ()
) -> Agreement:
    """The agreement of coders on documents. *depth*: how deep the tree of codes is looked at, 0 for all of it; *only*:
    these coders."""
    coders = sorted({coder for each in documents for coder in each.coders if not only or coder in only})
    rows = [
        (number, start, min(end, len(each.text.text)), _cut(book, code, depth), coder)
        for number, each in enumerate(documents)
        for start, end, code, coder in each.codings
        if coder in coders and start < len(each.text.text) and (code in book)
    ]
    codes = _in_order(book, {row[3] for row in rows}, depth)
    code_at, coder_at = ({each: at for at, each in enumerate(those)} for those in (codes, coders))
    read = np.zeros((len(coders), len(documents)), dtype=bool)
    for number, each in enumerate(documents):
        for coder in each.coders:
            if coder in coder_at:
                read[coder_at[coder], number] = True
    return agreement_of(
        Codings.of((n, a, b, code_at[code], coder_at[coder]) for n, a, b, code, coder in rows),
        [len(each.text.text) for each in documents],
        codes=codes,
        coders=coders,
        by=by,
        units=None if by == "character" else units_of(documents, by),
        read=read,
        documents=[each.name for each in documents],
        intervals=intervals,
        seed=1,
    )


def _cut(book: Codebook, code: str, depth: int) -> str:
    return book.at_depth(code, depth) if depth else code


def _in_order(book: Codebook, used: set[str], depth: int) -> list[str]:
    return [code.id for _depth, code in book.walk() if code.id in used]


def units_of(documents: Iterable[Coded], by: By) -> Units:
    """Turns of those who answer, or the sentences in them."""
    rows: list[tuple[int, int, int]] = []
    for number, each in enumerate(documents):
        length = len(each.text.text)
        for turn in each.text.turns:
            start, end = min(turn.said, length), min(turn.end, length)
            said = each.text.text[start:end]
            parts = [(0, len(said))] if by == "turn" else sentences(said)
            rows += [(number, start + a, start + b) for a, b in parts if b > a and said[a:b].strip()]
    table = np.array(sorted(rows), dtype=np.int64).reshape(-1, 3)
    return Units(*(np.ascontiguousarray(column) for column in table.T))
