"""From arrays to :class:`Agreement`: which sums, which draws, and which reason where a number is undefined."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tayanch.interviews.agreement.coefficients import Sums, binary, blocks, chance_corrected, cohen, summed
from tayanch.interviews.agreement.intervals import drawn, limits
from tayanch.interviews.agreement.levels import Units, in_units
from tayanch.interviews.agreement.pieces import Bools, Codings, Floats, Ints, by_code, merged
from tayanch.interviews.agreement.results import BORDERS, MEASURES, Agreement, By, Figure, Measured, Pair, counted
from tayanch.interviews.agreement.unitised import ValueSums, cohen_of_values, nominal, summed_values

NO_SHARED = "No document was read by two of these coders."
NOBODY = "Nobody gave this code in what two coders read."
EVERYBODY = "Every coder gave this code to everything, so that nothing could differ."
NEITHER = "Neither of the two gave it in what both read."
ONE_CODE = "It needs two codes or more."
NOT_MET = "Nowhere did two coders code the same text with codes that could differ."
BY_CHARACTER = "Asked by character: only there do coders set the borders."
ONE_DOCUMENT = "An interval needs two documents that two coders read."
RARELY = "In more than half of the draws of documents this is undefined."

Numbers = Mapping[str, Floats]


@dataclass(frozen=True)
class Asked:
    """Codings (merged, in units, of readers only) with what they are counted in."""

    codings: Codings
    sizes: Ints  # units of each document
    read: Bools  # (coders, documents)
    codes: tuple[str, ...]
    coders: tuple[str, ...]
    documents: tuple[str, ...]
    by: By
    draws: Floats  # (draws, documents)
    wanted: bool  # an interval was asked for

    @cached_property
    def shared(self) -> Bools:
        """Documents that two coders read."""
        return np.asarray(self.read.sum(axis=0) >= 2)

    @property
    def units(self) -> int:
        """Units that two coders read."""
        return int(self.sizes[self.shared].sum())


def agreement_of(
    codings: Codings,
    lengths: Sequence[int] | Ints,
    *,
    codes: Sequence[str],
    coders: Sequence[str],
    by: By = "character",
    units: Units | None = None,
    read: Bools | None = None,
    documents: Sequence[str] = (),
    assumed: bool | None = None,
    intervals: int = 0,
    seed: int | np.random.Generator = 0,
    notes: Sequence[str] = (),
) -> Agreement:
    """The agreement of *codings*, from arrays alone.

    *lengths*: code points of each document. *codes*, *coders*, *documents*: the names of the numbers in *codings*
    (documents are called by their numbers without names). *units*: what is counted when *by* is turn or sentence.
    *read*: (coders, documents), true where the coder read the document; without it, where she coded something.
    *assumed*: whether *read* is such a guess, to be told; *notes*: what else is to be told.
    *intervals*: draws of documents, 0 for none; the same *seed* gives the same intervals.

    Raises ``ValueError`` for numbers without a name, a coding behind the end of its document, or missing units.
    """
    lengths = np.asarray(lengths, dtype=np.int64)
    names = tuple(documents) or tuple(str(each) for each in range(len(lengths)))
    if (units is None) != (by == "character"):
        raise ValueError("Units are given when agreement is by turn or by sentence, and only then.")
    _check(codings, lengths, len(codes), len(coders))
    who = readers(codings, len(coders), len(lengths)) if read is None else np.asarray(read, dtype=bool)
    if who.shape != (len(coders), len(lengths)):
        raise ValueError("Who read what is a table of coders by documents.")
    kept = codings.take(who[codings.coder, codings.document])
    unread = len(codings) - len(kept)
    told = [*notes, *counted(unread, "coding is", "codings are", "left out: who made them did not read the document.")]
    placed = kept if units is None else in_units(kept, units, len(lengths))
    outside = int(np.sum((placed.end == placed.start) & (kept.end > kept.start)))
    told += counted(outside, "coding is left out: it touches", "codings are left out: they touch", f"no {by}.")
    sizes = lengths if units is None else units.sizes(len(lengths))
    generator = seed if isinstance(seed, np.random.Generator) else np.random.default_rng(seed)
    draws = drawn((who.sum(axis=0) >= 2).astype(float), intervals, generator)
    asked = Asked(merged(placed), sizes, who, tuple(codes), tuple(coders), names, by, draws, intervals > 0)
    return _agreement(asked, read is None if assumed is None else assumed, tuple(told))


def readers(codings: Codings, coders: int, documents: int) -> Bools:
    """Who read what, as far as codings tell: where she coded something. (coders, documents)"""
    read = np.zeros((coders, documents), dtype=bool)
    read[codings.coder, codings.document] = True
    return read


def _check(codings: Codings, lengths: Ints, codes: int, coders: int) -> None:
    for numbers, count, what in (
        (codings.document, len(lengths), "document"),
        (codings.code, codes, "code"),
        (codings.coder, coders, "coder"),
    ):
        if int(numbers.max(initial=-1)) >= count:
            raise ValueError(f"A coding has the number of a {what} that is not there.")
    if np.any(codings.end > lengths[codings.document]):
        raise ValueError("A coding ends behind the end of its document.")


def _agreement(asked: Asked, assumed: bool, notes: tuple[str, ...]) -> Agreement:
    sums = summed(asked.codings, asked.sizes, asked.read, len(asked.codes))
    values = summed_values(asked.codings, asked.sizes, asked.read)
    shared = np.flatnonzero(asked.shared)
    return Agreement(
        by=asked.by,
        coders=asked.coders,
        codes=_by_codes(asked, sums),
        together=_together(asked, sums, values),
        pooled=_pooled(asked, sums),
        documents=tuple(asked.documents[each] for each in shared),
        read={
            coder: tuple(asked.documents[each] for each in np.flatnonzero(mine))
            for coder, mine in zip(asked.coders, asked.read, strict=True)
        },
        assumed=assumed,
        units=asked.units,
        draws=len(asked.draws),
        notes=notes,
    )


# --- each code ------------------------------------------------------------------------------------------------------


def _by_codes(asked: Asked, sums: Sums) -> tuple[Measured, ...]:
    numbers, spread = _with_limits(asked, len(asked.codes), lambda weights: binary(sums, weights))
    pairs = cohen(sums, np.ones((1, len(asked.sizes))))[:, 0]
    counts = _Counts.of(asked)
    return tuple(
        Measured(
            code=code,
            figures=_figures(asked, numbers, spread, place, _why(asked, numbers["prevalence"][place])),
            pairs=_pairs(asked, sums, pairs[:, place], place),
            prevalence=_number(numbers["prevalence"][place]),
            units=asked.units,
            coded=int(counts.coded[place]),
            documents=int(counts.documents[place]),
            codings=dict(zip(asked.coders, counts.codings[place].tolist(), strict=True)),
        )
        for place, code in enumerate(asked.codes)
    )


@dataclass(frozen=True)
class _Counts:
    """Of each code in what two coders read."""

    coded: Ints  # (codes,): units
    documents: Ints  # (codes,)
    codings: Ints  # (codes, coders): segments

    @classmethod
    def of(cls, asked: Asked) -> _Counts:
        codings = asked.codings.take(asked.shared[asked.codings.document])
        pieces = by_code(codings, len(asked.coders))
        codes, coders = len(asked.codes), len(asked.coders)
        there = np.unique(codings.document * codes + codings.code) % max(codes, 1)
        each = np.bincount(codings.code * coders + codings.coder, minlength=codes * coders)
        coded = np.bincount(pieces.code, weights=pieces.length, minlength=codes).astype(np.int64)
        return cls(coded, np.bincount(there, minlength=codes), each.reshape(codes, coders))


def _with_limits(
    asked: Asked, size: int, measure: Callable[[Floats], Numbers]
) -> tuple[Numbers, Mapping[str, tuple[Floats, Floats]]]:
    """Numbers of the documents as they are, and the limits of each over the draws."""
    numbers = {name: found[0] for name, found in measure(np.ones((1, len(asked.sizes)))).items()}
    if not len(asked.draws):
        return numbers, {}
    parts = [measure(asked.draws[some]) for some in blocks(len(asked.draws), size)]
    every = {name: np.concatenate([part[name] for part in parts]) for name in numbers}
    return numbers, {name: limits(each) for name, each in every.items()}


def _why(asked: Asked, prevalence: float) -> str:
    """Why a coefficient corrected for chance is undefined."""
    if not asked.units:
        return NO_SHARED
    return EVERYBODY if prevalence == 1 else NOBODY


def _figures(
    asked: Asked, numbers: Numbers, spread: Mapping[str, tuple[Floats, Floats]], place: int, why: str
) -> dict[str, Figure]:
    return {
        name: _figure(asked, name, numbers[name][place], _limits_at(spread, name, place), why)
        for name in MEASURES
        if name in numbers
    }


def _limits_at(spread: Mapping[str, tuple[Floats, Floats]], name: str, place: int) -> tuple[float, float]:
    low, high = spread.get(name, (None, None))
    return (np.nan, np.nan) if low is None or high is None else (float(low[place]), float(high[place]))


def _figure(asked: Asked, name: str, value: float, spread: tuple[float, float], why: str) -> Figure:
    if name in BORDERS and asked.by != "character":
        return Figure(None, BY_CHARACTER)
    if np.isnan(value):
        return Figure(None, _own_reason(asked, name) or why)
    low, high = map(_number, spread)
    unsure = "" if low is not None or not asked.wanted else RARELY if len(asked.draws) else ONE_DOCUMENT
    return Figure(float(value), "", low, high, unsure)


def _own_reason(asked: Asked, name: str) -> str:
    """Why a measure with conditions of its own is undefined; empty where the common reason holds."""
    if not asked.units:
        return ""
    if name == "brennan_prediger_coded" and len(asked.codes) < 2:
        return ONE_CODE
    return NOT_MET if name == "cu_alpha" else ""


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _pairs(asked: Asked, sums: Sums, kappas: Floats, place: int) -> tuple[Pair, ...]:
    return tuple(_pair(asked, sums, which, float(kappas[which]), place) for which in range(len(sums.pairs)))


def _pair(asked: Asked, sums: Sums, which: int, kappa: float, place: int) -> Pair:
    a, b = sums.pairs[which]
    both_read = asked.read[a] & asked.read[b]
    either = sums.coder[a, both_read, place].sum() + sums.coder[b, both_read, place].sum()
    both = sums.pair[which, both_read, place].sum()
    why = NO_SHARED if not both_read.any() else NEITHER if not either else EVERYBODY
    return Pair(
        coders=(asked.coders[a], asked.coders[b]),
        cohen=Figure(None, why) if np.isnan(kappa) else Figure(kappa),
        percent_coded=Figure(float(both / (either - both))) if either else Figure(None, why),
        documents=int(both_read.sum()),
        units=int(asked.sizes[both_read].sum()),
    )


# --- all codes ------------------------------------------------------------------------------------------------------


def _pooled(asked: Asked, sums: Sums) -> Measured:
    """Every code in every unit is one decision."""
    one, codes = sums.pooled(), len(asked.codes)

    def measure(weights: Floats) -> Numbers:
        found = binary(one, weights)
        coded = found["percent_coded"]
        by_chance = np.full_like(coded, 1 / codes if codes > 1 else np.nan)
        return {**found, "brennan_prediger_coded": chance_corrected(coded, by_chance)}

    numbers, spread = _with_limits(asked, 1, measure)
    told = {name: found for name, found in numbers.items() if name not in BORDERS}
    return _all_codes(asked, one, told, spread, cohen(one, np.ones((1, len(asked.sizes))))[:, 0, 0])


def _together(asked: Asked, sums: Sums, values: ValueSums) -> Measured:
    """Each coder's set of codes is one value."""

    def measure(weights: Floats) -> Numbers:
        return {name: each[:, None] for name, each in nominal(values, weights).items()}

    numbers, spread = _with_limits(asked, 2 * values.counts.shape[2], measure)
    kappas = cohen_of_values(values, np.ones((1, len(asked.sizes))))[:, 0]
    return _all_codes(asked, sums.pooled(), numbers, spread, kappas)


def _all_codes(
    asked: Asked, pooled: Sums, numbers: Numbers, spread: Mapping[str, tuple[Floats, Floats]], kappas: Floats
) -> Measured:
    """Numbers of all codes with what was coded at all in what two coders read."""
    shared = asked.codings.take(asked.shared[asked.codings.document])
    any_code = Codings(shared.document, shared.start, shared.end, np.zeros_like(shared.code), shared.coder)
    segments = np.bincount(shared.coder, minlength=len(asked.coders)).tolist()
    return Measured(
        code="",
        figures=_figures(asked, numbers, spread, 0, _why(asked, numbers["prevalence"][0])),
        pairs=_pairs(asked, pooled, kappas, 0),
        prevalence=_number(numbers["prevalence"][0]),
        units=asked.units,
        coded=int(by_code(merged(any_code), len(asked.coders)).length.sum()),
        documents=len(np.unique(shared.document)),
        codings=dict(zip(asked.coders, segments, strict=True)),
    )
