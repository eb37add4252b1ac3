"""Coefficients of agreement from sums by document, for all codes at once and for many draws of documents at once.

What every coefficient needs are sums over documents, so that a bootstrap draw is one row of a matrix product.
Undefined is ``nan`` here; :mod:`tayanch.interviews.agreement.results` says why.

Sources: Krippendorff, *Content Analysis*, 4th ed. 2019, section 12.3 (alpha); Cohen 1960; Light 1971 (mean of pairs);
Fleiss 1971; Brennan & Prediger 1981; Gwet 2008 (AC1); Gwet, *Handbook of Inter-Rater Reliability*, 4th ed. 2014,
chapter 2 for missing ratings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from tayanch.interviews.agreement.pieces import Bools, Codings, Floats, Ints, Pieces, by_code

Found = Mapping[str, Floats]  # name of a coefficient to (draws, codes)


@dataclass(frozen=True)
class Sums:
    """Sums over the pieces of each document; *size* is its units, *read* who read it (coders, documents)."""

    size: Floats  # (documents,)
    read: Bools  # (coders, documents)
    yes: Floats  # (documents, codes): units × coders who gave the code
    differ: Floats  # (documents, codes): units × ordered pairs of coders who differ
    both: Floats  # (documents, codes): units × pairs of coders who both gave it
    squares: Floats  # (documents, codes): squared lengths of the coders' segments, for u-alpha
    coder: Floats  # (coders, documents, codes): units to which each gave it
    pair: Floats  # (pairs, documents, codes): units to which both of a pair gave it

    @property
    def readers(self) -> Floats:
        """How many read each document."""
        return np.asarray(self.read.sum(axis=0), dtype=float)

    @property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """Coders of each row of *pair*."""
        return tuple(combinations(range(len(self.read)), 2))

    def pooled(self) -> Sums:
        """One column in which every code is one more decision about each unit."""
        columns = (self.yes, self.differ, self.both, self.squares, self.coder, self.pair)
        return Sums(self.size * self.yes.shape[1], self.read, *(each.sum(axis=-1, keepdims=True) for each in columns))


def summed(codings: Codings, lengths: Ints, read: Bools, codes: int) -> Sums:
    """The sums of *codings* (merged, of readers only). *lengths*: units of each document."""
    pieces = by_code(codings, len(read))
    documents = len(lengths)
    readers = read.sum(axis=0)[pieces.document]
    said = pieces.who.sum(axis=1)

    def add(values: Ints | Floats, key: Codings | Pieces = pieces) -> Floats:
        place = key.document * codes + key.code
        told = np.bincount(place, weights=values, minlength=documents * codes)
        return np.asarray(told, dtype=float).reshape(documents, codes)

    weight = pieces.length
    coder = np.array([add(weight * mine) for mine in pieces.who.T]).reshape(len(read), documents, codes)
    pair = [add(weight * (pieces.who[:, a] & pieces.who[:, b])) for a, b in combinations(range(len(read)), 2)]
    return Sums(
        size=lengths.astype(float),
        read=read,
        yes=coder.sum(axis=0),
        differ=add(weight * (2 * said * (readers - said))),
        both=add(weight * (said * (said - 1) // 2)),
        squares=add((codings.end - codings.start) ** 2, codings),
        coder=coder,
        pair=np.array(pair).reshape(len(pair), documents, codes),
    )


def shares(told: Floats, of: Floats) -> Floats:
    """A division in which nothing by nothing is ``nan``."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(told / of, dtype=float)


def weighed(weights: Floats, readers: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Weights (draws, documents) of documents that two read: as they are, by readers less one, and by pairs of readers;
    and of documents that anybody read, by readers."""
    two = weights * (readers >= 2)
    less_one = np.maximum(readers - 1, 1)
    return two, two / less_one, two / np.maximum(readers * (readers - 1), 1), weights / np.maximum(readers, 1)


def binary(sums: Sums, weights: Floats) -> Found:
    """Coefficients of every code, given or not. *weights*: how often each document counts, (draws, documents)."""
    readers = sums.readers
    two, less_one, by_pairs, each = weighed(weights, readers)
    units = (two @ sums.size)[:, None]
    values = (two @ (sums.size * readers))[:, None]
    yes = two @ sums.yes
    no = values - yes
    apart = less_one @ sums.differ
    percent = 1 - shares(by_pairs @ sums.differ, units)
    chosen = shares(each @ sums.yes, ((weights * (readers > 0)) @ sums.size)[:, None])
    both = two @ sums.both
    varied = np.where((yes > 0) & (no > 0), 1.0, np.nan)
    self_pairs = two @ sums.squares + no
    expected = 2 * chosen * (1 - chosen)
    return {
        "alpha": (1 - shares((values - 1) * apart, 2 * yes * no)) * varied,
        "u_alpha": (1 - shares((values - shares(self_pairs, values)) * apart, 2 * yes * no)) * varied,
        "fleiss": chance_corrected(percent, 1 - expected) * varied,
        "ac1": chance_corrected(percent, expected) * varied,
        "brennan_prediger": chance_corrected(percent, np.full_like(percent, 0.5)) * varied,
        "percent": percent,
        "percent_coded": shares(both, both + two @ sums.differ / 2),
        "prevalence": shares(yes, values),
        "cohen": mean_of_pairs(cohen(sums, weights)),
    }


def chance_corrected(observed: Floats, expected: Floats) -> Floats:
    """What is left of agreement when what chance alone would give is taken away."""
    return shares(observed - expected, 1 - expected)


def cohen(sums: Sums, weights: Floats) -> Floats:
    """Cohen's kappa of each pair of coders on what both read: (pairs, draws, codes)."""
    found = [_kappa(sums, weights, place, a, b) for place, (a, b) in enumerate(sums.pairs)]
    return np.array(found).reshape(len(sums.pairs), len(weights), sums.yes.shape[1])


def _kappa(sums: Sums, weights: Floats, place: int, a: int, b: int) -> Floats:
    mine = weights * (sums.read[a] & sums.read[b])
    units = (mine @ sums.size)[:, None]
    left, right, both = mine @ sums.coder[a], mine @ sums.coder[b], mine @ sums.pair[place]
    observed = 1 - shares(left + right - 2 * both, units)
    expected = shares(left * right + (units - left) * (units - right), units**2)
    varied = (left + right > 0) & (left + right < 2 * units)
    return np.where(varied, chance_corrected(observed, expected), np.nan)


def mean_of_pairs(pairs: Floats) -> Floats:
    """The mean, over the first axis, of the pairs that have a kappa."""
    known = ~np.isnan(pairs)
    return shares(np.where(known, pairs, 0.0).sum(axis=0), known.sum(axis=0).astype(float))


def blocks(draws: int, size: int) -> Iterator[slice]:
    """Draws in portions, so that a matrix of (draws, size) stays small."""
    step = max(1, 4_000_000 // max(size, 1))
    yield from (slice(at, at + step) for at in range(0, draws, step))
