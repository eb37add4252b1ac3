"""What is counted: characters, sentences or turns. A unit carries a code when a coding touches one of its characters.

Codings are carried over into the count of units, so that the rest of the arithmetic is the same: a document of 80
turns becomes a text of 80 "characters".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tayanch.interviews.agreement.pieces import Codings, Ints


@dataclass(frozen=True)
class Units:
    """Passages that are counted as one each: arrays of document, start and end (half-open), in any order.

    Raises ``ValueError`` when two of one document overlap, or one is empty.
    """

    document: Ints
    start: Ints
    end: Ints

    def __post_init__(self) -> None:
        order = np.lexsort((self.start, self.document))
        for name in ("document", "start", "end"):
            object.__setattr__(self, name, np.asarray(getattr(self, name), dtype=np.int64)[order])
        if np.any(self.end <= self.start):
            raise ValueError("A unit is empty.")
        same = self.document[1:] == self.document[:-1]
        if np.any(same & (self.start[1:] < self.end[:-1])):
            raise ValueError("Two units overlap.")

    def __len__(self) -> int:
        return len(self.document)

    def sizes(self, documents: int) -> Ints:
        """How many units each document has."""
        return np.bincount(self.document, minlength=documents)


def in_units(codings: Codings, units: Units, documents: int) -> Codings:
    """Codings with positions in units of their document; those that touch no unit become empty."""
    span = int(max(units.end.max(initial=0), codings.end.max(initial=0))) + 1
    before = np.concatenate([[0], np.cumsum(units.sizes(documents))])[codings.document]
    here = codings.document * span
    first = np.searchsorted(units.document * span + units.end, here + codings.start, side="right")
    last = np.searchsorted(units.document * span + units.start, here + codings.end, side="left")
    first, last = first - before, np.maximum(last, first) - before
    empty = codings.end == codings.start  # touches nothing, wherever it stands
    return Codings(codings.document, first, np.where(empty, first, last), codings.code, codings.coder)
