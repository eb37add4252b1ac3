"""Random codings, and the same as tables for other tools."""

from __future__ import annotations

import numpy as np

from tayanch.interviews.agreement import Agreement, Codings, agreement_of

NAMES = tuple("abcdefghijklmnopqrstuvwxyz")


def codings(generator: np.random.Generator, lengths: list[int], coders: int, codes: int, each: int) -> Codings:
    """About *each* codings by each coder in each document; passages that several find, with borders of their own."""
    rows = []
    for document, length in enumerate(lengths):
        found = generator.integers(0, length, size=each)
        for coder in range(coders):
            for place in found[generator.random(each) < 0.8]:
                start = int(np.clip(place + generator.integers(-3, 4), 0, length))
                end = int(np.clip(start + generator.integers(1, 20), start, length))
                code = int(place) % codes if generator.random() < 0.8 else int(generator.integers(0, codes))
                rows.append((document, start, end, code, coder))
    return Codings.of(rows)


def measured(told: Codings, lengths: list[int], coders: int, codes: int, **more: object) -> Agreement:
    """Agreement with letters as names."""
    return agreement_of(told, lengths, codes=NAMES[:codes], coders=NAMES[:coders], **more)  # type: ignore[arg-type]


def characters(told: Codings, lengths: list[int], read: np.ndarray, code: int) -> np.ndarray:
    """(coders, characters of all documents): 1 where the code was given, 0 where not, nan where she did not read."""
    offset = np.concatenate([[0], np.cumsum(lengths)])
    table = np.repeat(np.where(read, 0.0, np.nan), lengths, axis=1)
    for document, start, end, which, coder in zip(*told._columns(), strict=True):
        if which == code and read[coder, document]:
            table[coder, offset[document] + start : offset[document] + end] = 1
    return table


def one_unit_each(ratings: np.ndarray) -> tuple[Codings, list[int], np.ndarray]:
    """Ratings (units, coders), −1 for none and 0 for "no code", as documents of one character."""
    units, coders = np.nonzero(ratings > 0)
    one = np.ones_like(units)
    told = Codings(units, one - 1, one, ratings[units, coders] - 1, coders)
    return told, [1] * len(ratings), (ratings >= 0).T
