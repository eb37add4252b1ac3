"""Codings as arrays, and texts cut at every border of a coding.

Characters are not what is compared: between two borders nobody changes her mind, so that a stretch weighs as many
characters as it has. A text of a million characters with 2,000 codings is 4,000 pieces, and gives the same number.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
WORD = 64  # codes in one machine word


@dataclass(frozen=True)
class Codings:
    """Who gave which code to what: five arrays of one length, of numbers from 0.

    *start* and *end* are half-open, in code points of the document, or in units once they were counted
    (:func:`tayanch.interviews.agreement.levels.in_units`). Raises ``ValueError`` for arrays that do not fit together.
    """

    document: Ints
    start: Ints
    end: Ints
    code: Ints
    coder: Ints

    def __post_init__(self) -> None:
        for name in ("document", "start", "end", "code", "coder"):
            object.__setattr__(self, name, np.asarray(getattr(self, name), dtype=np.int64))
        sizes = {len(column) for column in self._columns()}
        if len(sizes) > 1:
            raise ValueError("The five arrays of codings have different lengths.")
        if len(self) and min(int(column.min()) for column in self._columns()) < 0:
            raise ValueError("Documents, positions, codes and coders are numbers from 0.")
        if np.any(self.end < self.start):
            raise ValueError("A coding ends before it starts.")

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int, int, int, int]]) -> Codings:
        """From rows of (document, start, end, code, coder)."""
        table = np.array(list(rows), dtype=np.int64).reshape(-1, 5)
        return cls(*(np.ascontiguousarray(column) for column in table.T))

    def __len__(self) -> int:
        return len(self.document)

    def take(self, which: Ints | Bools) -> Codings:
        """Some of them: by a mask, or by places in a new order."""
        return Codings(*(column[which] for column in self._columns()))

    def _columns(self) -> tuple[Ints, Ints, Ints, Ints, Ints]:
        return self.document, self.start, self.end, self.code, self.coder


@dataclass(frozen=True)
class Pieces:
    """Stretches on which every coder says one thing about one code; where nobody gave it there is none."""

    document: Ints
    code: Ints
    start: Ints
    length: Ints
    who: Bools  # (pieces, coders): gave the code


@dataclass(frozen=True)
class Values:
    """Stretches of whole documents on which every coder says one thing about all codes."""

    document: Ints
    length: Ints
    value: Ints  # (pieces, coders): the number of a set of codes; 0 is the empty set
    begins: Bools  # (pieces, coders): a unit of this coder, or a gap, begins here
    sets: int  # how many different sets there are, the empty one included


def merged(codings: Codings, *, touching: bool = True) -> Codings:
    """With one segment where a coder's segments of a code overlap, or touch; in the order of document, code and coder.

    Empty ones go. *touching* false keeps segments apart that only touch, as Krippendorff's unitizing counts them.
    """
    codings = codings.take(codings.end > codings.start)
    if not len(codings):
        return codings
    span = int(codings.end.max()) + 1
    group = (codings.document * _count(codings.code) + codings.code) * _count(codings.coder) + codings.coder
    order = np.argsort(group * span + codings.start, kind="stable")
    codings, group = codings.take(order), group[order] * span
    reached = np.maximum.accumulate(group + codings.end)
    begins = np.ones(len(codings), dtype=bool)
    starts = group + codings.start
    begins[1:] = starts[1:] > reached[:-1] if touching else starts[1:] >= reached[:-1]
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(codings)) - 1
    whole = codings.take(first)
    ends = reached[last] - group[first]
    return Codings(whole.document, whole.start, ends, whole.code, whole.coder)


def by_code(codings: Codings, coders: int) -> Pieces:
    """Cut the documents for each code at that code's borders. *codings* are :func:`merged`."""
    span = int(codings.end.max(initial=0)) + 1
    codes = _count(codings.code)
    group = (codings.document * codes + codings.code) * span
    at = np.concatenate([group + codings.start, group + codings.end])
    order = np.argsort(at, kind="stable")
    at = at[order]
    turns = np.zeros((len(at), coders), dtype=np.int8)
    turns[np.arange(len(at)), np.tile(codings.coder, 2)[order]] = np.where(order < len(codings), 1, -1)
    who = np.cumsum(turns, axis=0, dtype=np.int8).astype(bool)
    length = np.append(np.diff(at), 0)
    kept = (length > 0) & who.any(axis=1)
    key, start = np.divmod(at[kept], span)
    return Pieces(key // codes, key % codes, start, length[kept], who[kept])


def by_value(codings: Codings, lengths: Ints, coders: int) -> Values:
    """Cut whole documents, of *lengths*, at the borders of all codes. *codings* are :func:`merged`."""
    span = int(lengths.max(initial=0)) + 1
    whole = np.flatnonzero(lengths > 0) * span
    edges = np.concatenate([whole, whole + lengths[lengths > 0]])
    starts, ends = codings.document * span + codings.start, codings.document * span + codings.end
    at = np.unique(np.concatenate([edges, starts, ends]))
    first, last = np.searchsorted(at, starts), np.searchsorted(at, ends)
    begins = np.zeros((len(at), coders), dtype=bool)
    begins[np.searchsorted(at, whole)] = True
    begins[first, codings.coder] = begins[last, codings.coder] = True
    inside = np.ones(len(at), dtype=bool)  # pieces begin at every border but the end of a document
    inside[np.searchsorted(at, edges[len(whole) :])] = False
    value = _sets(codings, first, last, (len(at), coders))[inside]
    length = np.append(np.diff(at), 0)[inside]
    return Values(at[inside] // span, length, value, begins[inside], int(value.max(initial=0)) + 1)


def _sets(codings: Codings, first: Ints, last: Ints, shape: tuple[int, int]) -> Ints:
    """The number of the set of codes at each border for each coder: sets as bits, 64 codes a word."""
    number = np.zeros(shape[0] * shape[1] + 1, dtype=np.int64)  # one more, which is empty: the empty set is number 0
    for word in range(-(-_count(codings.code) // WORD)):
        mine = np.flatnonzero(codings.code // WORD == word)
        bit = np.left_shift(np.uint64(1), (codings.code[mine] % WORD).astype(np.uint64))
        bits = np.zeros(shape, dtype=np.uint64)
        np.add.at(bits, (first[mine], codings.coder[mine]), bit)
        np.subtract.at(bits, (last[mine], codings.coder[mine]), bit)
        told = np.append(np.cumsum(bits, axis=0, dtype=np.uint64).ravel(), np.uint64(0))
        _, part = np.unique(told, return_inverse=True)
        _, number = np.unique(number * (int(part.max()) + 1) + part, return_inverse=True)
    return number[:-1].reshape(shape)


def _count(numbers: Ints) -> int:
    return int(numbers.max(initial=-1)) + 1 or 1
