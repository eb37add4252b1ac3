"""All codes at once: each coder's set of codes on a stretch is one value, and no code at all is a value too.

With it the family of Krippendorff's alpha for unitizing, in which a coder sets the borders herself: chance is that of
whole segments falling elsewhere, so that no segment is paired with itself. Sources: Krippendorff, Mathet, Bouvry &
Widlöcher, *On the reliability of unitizing textual continua: further developments*, Quality & Quantity 50 (2016);
Krippendorff, *Content Analysis*, 4th ed. 2019, section 12.6, equations 32 to 37.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from tayanch.interviews.agreement.coefficients import Found, chance_corrected, mean_of_pairs, shares, weighed
from tayanch.interviews.agreement.pieces import Bools, Codings, Floats, Ints, Values, by_value


@dataclass(frozen=True)
class ValueSums:
    """Sums over the pieces of each document; the first value is "no code"."""

    size: Floats  # (documents,)
    read: Bools  # (coders, documents)
    counts: Floats  # (coders, documents, values): units to which each coder gave each value
    same: Floats  # (pairs, documents): units on which a pair of coders has one value
    coded: Floats  # (documents,): units × pairs of which one gave a code
    alike: Floats  # (documents,): units × pairs that gave the same codes
    on_off: Floats  # (documents,): units × pairs of which exactly one gave a code
    squares: Floats  # (documents,): squared lengths of segments
    met: Floats  # (documents, values): units × other coders who gave a code there as well
    met_squares: Floats  # (documents,): squares of what each segment adds to what could be paired in *met*

    @property
    def readers(self) -> Floats:
        """How many read each document."""
        return np.asarray(self.read.sum(axis=0), dtype=float)

    @property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """Coders of each row of *same*."""
        return tuple(combinations(range(len(self.read)), 2))


def summed_values(codings: Codings, lengths: Ints, read: Bools) -> ValueSums:
    """The sums of *codings* (merged, of readers only). *lengths*: units of each document."""
    values = by_value(codings, lengths, len(read))
    document, length = values.document, values.length
    documents = len(lengths)
    here = read[:, document]  # (coders, pieces)
    coded = (values.value > 0).T
    others = coded.sum(axis=0) - coded  # (coders, pieces)

    def add(units: Ints | Floats | Bools) -> Floats:
        return np.asarray(np.bincount(document, weights=units, minlength=documents), dtype=float)

    def by_sets(coder: int, units: Ints) -> Floats:
        place = document * values.sets + values.value[:, coder]
        told = np.bincount(place, weights=units, minlength=documents * values.sets)
        return np.asarray(told, dtype=float).reshape(documents, values.sets)

    met = [by_sets(coder, length * others[coder] * coded[coder]) for coder in range(len(read))]
    told = list(_told_by_pairs(values, here, coded))
    segments = [_squared(values, coder, coded[coder], documents) for coder in range(len(read))]
    share = others / np.maximum(read.sum(axis=0) - 1, 1)[document]  # of the other readers who gave a code there
    parts = [_squared(values, coder, coded[coder] * share[coder], documents) for coder in range(len(read))]
    return ValueSums(
        size=lengths.astype(float),
        read=read,
        counts=np.array([by_sets(coder, length * here[coder]) for coder in range(len(read))]).reshape(
            len(read), documents, values.sets
        ),
        same=np.array([add(length * same) for same, *_ in told]).reshape(len(told), documents),
        coded=sum((add(length * either) for _, either, _ in told), np.zeros(documents)),
        alike=sum((add(length * (same & either)) for same, either, _ in told), np.zeros(documents)),
        on_off=sum((add(length * one) for *_, one in told), np.zeros(documents)),
        squares=sum(segments, np.zeros(documents)),
        met=sum(met, np.zeros((documents, values.sets))),
        met_squares=sum(parts, np.zeros(documents)),
    )


def _told_by_pairs(values: Values, here: Bools, coded: Bools) -> Iterator[tuple[Bools, Bools, Bools]]:
    """For each pair, by piece: they have one value; one of them gave a code; exactly one did."""
    for a, b in combinations(range(len(here)), 2):
        both = here[a] & here[b]
        same = both & (values.value[:, a] == values.value[:, b])
        yield same, both & (coded[a] | coded[b]), both & (coded[a] ^ coded[b])


def _squared(values: Values, coder: int, counted: Bools | Floats, documents: int) -> Floats:
    """By document, the sum of the squares of what is *counted* of each segment of one coder; (pieces,) of shares."""
    run = np.cumsum(values.begins[:, coder]) - 1
    if not len(run):
        return np.zeros(documents)
    size = np.bincount(run, weights=values.length * counted)
    first = values.document[values.begins[:, coder]]
    return np.asarray(np.bincount(first, weights=size**2, minlength=documents), dtype=float)


def nominal(sums: ValueSums, weights: Floats) -> Found:
    """Coefficients of all codes at once, each (draws,). *weights*: how often each document counts."""
    readers = sums.readers
    two, less_one, by_pairs, each = weighed(weights, readers)
    units, values = two @ sums.size, two @ (sums.size * readers)
    total = sums.counts.sum(axis=0)
    differ = sums.size * readers * (readers - 1) * (readers >= 2) - 2 * sums.same.sum(axis=0)
    told = two @ total
    unlike = values**2 - (told**2).sum(axis=1)
    apart = less_one @ differ
    percent = 1 - shares(by_pairs @ differ, units)
    chosen = shares(each @ total, ((weights * (readers > 0)) @ sums.size)[:, None])
    several = (chosen > 0).sum(axis=1).astype(float)
    varied = np.where((told[:, 0] < values) & (unlike > 0), 1.0, np.nan)
    not_itself = values - shares(two @ sums.squares + told[:, 0], values)
    diverse = 1 - (chosen**2).sum(axis=1)
    return {
        "alpha": (1 - shares((values - 1) * apart, unlike)) * varied,
        "u_alpha": (1 - shares(not_itself * apart, unlike)) * varied,
        "u_any": _any(sums, told[:, 0], values, not_itself, less_one),
        "cu_alpha": _coded_by_both(sums, two, less_one),
        "fleiss": chance_corrected(percent, 1 - diverse) * varied,
        "ac1": chance_corrected(percent, shares(diverse, several - 1)) * varied,
        "brennan_prediger": chance_corrected(percent, shares(np.ones_like(several), several)) * varied,
        "percent": percent,
        "percent_coded": shares(two @ sums.alike, two @ sums.coded),
        "prevalence": 1 - shares(told[:, 0], values),
        "cohen": mean_of_pairs(cohen_of_values(sums, weights)),
    }


def _any(sums: ValueSums, none: Floats, values: Floats, not_itself: Floats, less_one: Floats) -> Floats:
    """Alpha for what was coded at all, whichever code it got: |u-alpha, equation 35."""
    return 1 - shares(not_itself * (less_one @ sums.on_off), none * (values - none))


def _coded_by_both(sums: ValueSums, two: Floats, less_one: Floats) -> Floats:
    """Alpha for which code it got, where both of a pair gave one: cu-alpha, equations 36 and 37.

    A segment that only some of the others coded adds only their share to what can be paired, and is kept from being
    paired with itself by the same share: so the book's example comes to the 0.724 that is printed there.
    """
    met = less_one @ sums.met
    all_met = met.sum(axis=1)
    unlike = all_met**2 - (met**2).sum(axis=1)
    apart = less_one @ (2 * (sums.coded - sums.on_off - sums.alike))
    not_itself = all_met - shares(two @ sums.met_squares, all_met)
    return np.where(unlike > 0, 1 - shares(not_itself * apart, unlike), np.nan)


def cohen_of_values(sums: ValueSums, weights: Floats) -> Floats:
    """Cohen's kappa of each pair of coders on what both read: (pairs, draws)."""
    found = []
    for place, (a, b) in enumerate(sums.pairs):
        mine = weights * (sums.read[a] & sums.read[b])
        units = mine @ sums.size
        left, right = mine @ sums.counts[a], mine @ sums.counts[b]
        expected = shares((left * right).sum(axis=1), units**2)
        varied = (left[:, 0] + right[:, 0] < 2 * units) & (expected < 1)
        kappa = chance_corrected(shares(mine @ sums.same[place], units), expected)
        found.append(np.where(varied, kappa, np.nan))
    return np.array(found).reshape(len(sums.pairs), len(weights))
