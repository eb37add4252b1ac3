"""The gap between two groups, women and men first: how large it is, and what of it goes with what.

Everything is made of estimates with their influence, so errors follow the design. Sources: Kitagawa, *Components of a
difference between two rates* (1955); Oaxaca (1973) and Blinder (1973); Jann, *The Blinder–Oaxaca decomposition for
linear regression models* (2008); Yun, *A simple solution to the identification problem* (2005); Binder (1983) for
coefficients under a design. A decomposition describes; it does not say why, and "explained" only means that the groups
differ in the predictors named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from tayanch.survey.linear import Linear, mean, proportions
from tayanch.survey.results import Estimates
from tayanch.survey.sampling import Floats, Sample
from tayanch.survey.stating import smaller, stated

Rows = NDArray[np.bool_]
Reference = Literal["first", "second", "mean", "weighted", "pooled", "pooled-with-group"]


class GapError(ValueError):
    """Groups that cannot be compared this way; the text says what to change."""


def gap(sample: Sample, value: ArrayLike, first: Rows, second: Rows) -> Linear:
    """Mean of *value* (n,) in the rows *first* and *second*, their difference, and their ratio: four estimates."""
    one, two = mean(sample, value, first), mean(sample, value, second)
    return one.beside(two, one.minus(two), one.over(two))


def stated_gap(sample: Sample, value: ArrayLike, first: Rows, second: Rows, *, level: float = 0.95) -> Estimates:
    """The same as cells named first, second, difference and ratio; a comparison has the base of the smaller group."""
    answered = ~np.isnan(np.asarray(value, float))
    small = smaller(answered, first, second)
    return stated(
        gap(sample, value, first, second),
        sample,
        ("first", "second", "difference", "ratio"),
        (first, second, small, small),
        answered=answered,
        level=level,
        method="Difference and ratio of two groups by linearisation, with the covariance of both (Deville 1999).",
    )


@dataclass(frozen=True, slots=True)
class Decomposition:
    """A gap in parts.

    Attributes:
        made: the estimates (k,) with their influence.
        names: what each is: a part, or (part, predictor) joined by a colon for the details.
        groups: the rows (n,) of the first and of the second group.
        complete: the rows (n,) with everything known.
        method: the sentence for the reader.
    """

    made: Linear
    names: tuple[str, ...]
    groups: tuple[Rows, Rows]
    complete: Rows
    method: str

    def value(self, name: str) -> float:
        """One estimate by its name."""
        return float(self.made.values[self.names.index(name)])

    def stated(self, sample: Sample, *, level: float = 0.95) -> Estimates:
        """All parts as cells; the base of a comparison is the smaller group."""
        own, small = dict(zip(("first", "second"), self.groups, strict=True)), smaller(self.complete, *self.groups)
        rows = [own.get(name, small) for name in self.names]
        return stated(self.made, sample, self.names, rows, answered=self.complete, level=level, method=self.method)


def kitagawa(sample: Sample, value: ArrayLike, category: ArrayLike, first: Rows, second: Rows) -> Decomposition:
    """The difference of two means or rates as a part of the rates within categories and a part of the composition.

    Parts are difference, rates and composition, each of the latter also by category. Means of both groups weigh:
    rates = sum of (r1 - r2)(s1 + s2)/2, composition = sum of (s1 - s2)(r1 + r2)/2.

    Raises:
        GapError: a category has nobody in one of the groups, so that its rate there is unknown.
    """
    numbers, kinds = np.asarray(value, float), np.asarray(category)
    complete = ~np.isnan(numbers) & ~pd.isna(kinds)
    rows = (complete & first, complete & second)
    levels = sorted(set(kinds[rows[0] | rows[1]].tolist()), key=str)
    for level in levels:
        if not all(bool(np.any(group & (kinds == level) & (sample.weight > 0))) for group in rows):
            raise GapError(f"Nobody of one group is in {level}; join it with another category.")
    parts = [
        part
        for group in rows
        for part in (
            proportions(sample, kinds, levels, group),
            *(mean(sample, numbers, group & (kinds == level)) for level in levels),
        )
    ]
    base = parts[0].beside(*parts[1:])
    s1, r1, s2, r2 = base.values.reshape(4, len(levels))
    rates, composition = (r1 - r2) * (s1 + s2) / 2, (s1 - s2) * (r1 + r2) / 2
    each = np.eye(len(levels))
    of_rates = np.hstack([each * (r1 - r2) / 2, each * (s1 + s2) / 2, each * (r1 - r2) / 2, -each * (s1 + s2) / 2])
    of_shares = np.hstack([each * (r1 + r2) / 2, each * (s1 - s2) / 2, -each * (r1 + r2) / 2, each * (s1 - s2) / 2])
    sums = [of_rates.sum(0) + of_shares.sum(0), of_rates.sum(0), of_shares.sum(0)]
    values = [rates.sum() + composition.sum(), rates.sum(), composition.sum(), *rates, *composition]
    names = [f"{part}: {level}" for part in ("rates", "composition") for level in levels]
    return Decomposition(
        base.through(values, np.vstack([*sums, of_rates, of_shares])),
        ("difference", "rates", "composition", *names),
        (first, second),
        complete,
        "Kitagawa (1955), both groups weigh alike; errors by linearisation (Deville 1999).",
    )


def regression(sample: Sample, value: ArrayLike, predictors: Floats, rows: Rows) -> Linear:
    """Coefficients (p,) of the weighted least squares of *value* (n,) on *predictors* (n, p) in *rows* (n,).

    Raises:
        GapError: the predictors are not independent in these rows.
    """
    x = np.where(rows[:, None], predictors, 0.0)
    y = np.where(rows, np.asarray(value, float), 0.0)
    weighted = x * np.where(rows, sample.weight, 0.0)[:, None]
    scale = np.sqrt(np.maximum(np.einsum("ij,ij->j", weighted, x), 0.0))
    scale[scale == 0] = 1.0
    cross = (weighted.T @ x) / np.outer(scale, scale)
    if np.linalg.matrix_rank(cross, tol=1e-10) < x.shape[1]:
        raise GapError("The predictors depend on one another in a group: leave one out, or join rare categories.")
    inverse = np.linalg.inv(cross) / np.outer(scale, scale)
    coefficients = inverse @ (weighted.T @ y)
    residuals = y - x @ coefficients
    return Linear(coefficients, (weighted * residuals[:, None]) @ inverse)


def oaxaca_blinder(
    sample: Sample,
    value: ArrayLike,
    predictors: Mapping[str, ArrayLike],
    first: Rows,
    second: Rows,
    *,
    reference: Reference = "pooled-with-group",
) -> Decomposition:
    """The difference of two means by two weighted regressions, in two parts and in three, each also by predictor.

    Predictors (n,) of numbers enter as they are; of words as categories, normalised after Yun: coefficients are
    deviations from the mean of the categories, so that no detail depends on which one is left out. Rows without a
    value anywhere are left out of the regressions; units stay.

    Two parts, with the coefficients b* that *reference* names: explained = (x1 - x2)b*, unexplained = x1(b1 - b*) +
    x2(b* - b2). b* are those of the first or second group, their mean, their mean weighted by the groups' sizes
    (Cotton 1988), of both pooled (Neumark 1988), or pooled with the group as a predictor (Jann 2008; the default,
    because the plain pool moves part of the gap between groups into b*). Three parts, seen from the second group:
    endowments = (x1 - x2)b2, coefficients = x2(b1 - b2), interaction = (x1 - x2)(b1 - b2).

    Raises:
        GapError: the reference is not known, or the predictors cannot be told apart in a group.
    """
    if reference not in get_args(Reference):
        raise GapError(f"Unknown reference {reference!r}. Known: {', '.join(get_args(Reference))}.")
    y = np.asarray(value, float)
    terms = _terms(predictors, first | second)
    complete = ~np.isnan(y) & ~np.isnan(terms.columns).any(axis=1)
    one, two = complete & first, complete & second
    coefficients = [_normalised(regression(sample, y, terms.columns, rows), terms) for rows in (one, two)]
    starred = _reference(sample, y, terms, (one, two), coefficients=coefficients, reference=reference)
    means = [_means(sample, terms.every, rows) for rows in (one, two)]
    base = means[0].beside(means[1], *coefficients, starred)
    made, names = _parts(base, terms)
    how = f"Oaxaca (1973) and Blinder (1973), reference {reference} (Jann 2008), categories after Yun (2005)"
    sentence = f"{how}; errors by linearisation of both regressions (Binder 1983)."
    return Decomposition(made, names, (first, second), complete, sentence)


@dataclass(frozen=True, slots=True)
class _Terms:
    """Predictors as columns of a regression, and as all columns that the details speak of.

    *columns* (n, p) has the constant and no first category; *every* (n, q) has all categories; *normal* (q, p) makes
    Yun's coefficients of the fitted ones; *owner* (q,) is the place of each column's predictor in *names*.
    """

    names: tuple[str, ...]
    columns: Floats
    every: Floats
    normal: Floats
    owner: NDArray[np.int64]


def _terms(predictors: Mapping[str, ArrayLike], rows: Rows) -> _Terms:
    n = len(rows)
    fitted, every, owner = [np.ones((n, 1))], [np.ones((n, 1))], [np.zeros(1, dtype=np.int64)]
    blocks: list[Floats] = [np.ones((1, 1))]
    centres: list[Floats] = [np.zeros(0)]
    for place, (name, given) in enumerate(predictors.items(), start=1):
        column = np.asarray(given)
        if column.dtype.kind in "fiub":
            own = column.astype(float)[:, None]
            fitted.append(own)
            every.append(own)
            blocks.append(np.ones((1, 1)))
            centres.append(np.zeros(1))
            owner.append(np.array([place]))
            continue
        empty = pd.isna(column)
        levels = sorted(set(column[rows & ~empty].tolist()), key=str)
        if len(levels) < 2:
            raise GapError(f"{name} has a single answer in these groups; leave it out.")
        marks = np.column_stack([np.where(empty, np.nan, (column == level).astype(float)) for level in levels])
        k = len(levels)
        fitted.append(marks[:, 1:])
        every.append(marks)
        blocks.append(np.eye(k)[:, 1:] - 1 / k)  # each coefficient less the mean of all, the left-out one being 0
        centres.append(np.full(k - 1, 1 / k))
        owner.append(np.full(k, place))
    normal = _diagonal(blocks)
    normal[0, 1:] = np.concatenate(centres)  # the constant takes the means
    columns = np.hstack(fitted)
    return _Terms(("(constant)", *predictors), columns, np.hstack(every), normal, np.concatenate(owner))


def _diagonal(blocks: Sequence[Floats]) -> Floats:
    out = np.zeros((sum(len(block) for block in blocks), sum(block.shape[1] for block in blocks)))
    row = column = 0
    for block in blocks:
        out[row : row + len(block), column : column + block.shape[1]] = block
        row, column = row + len(block), column + block.shape[1]
    return out


def _normalised(coefficients: Linear, terms: _Terms) -> Linear:
    return coefficients.through(terms.normal @ coefficients.values, terms.normal)


def _means(sample: Sample, columns: Floats, rows: Rows) -> Linear:
    weight = np.where(rows, sample.weight, 0.0)
    inside = np.where(rows[:, None], columns, 0.0)
    values = weight @ inside / weight.sum()
    return Linear(values, np.where(rows[:, None], weight[:, None] * (inside - values) / weight.sum(), 0.0))


def _reference(
    sample: Sample,
    y: Floats,
    terms: _Terms,
    groups: tuple[Rows, Rows],
    *,
    coefficients: Sequence[Linear],
    reference: Reference,
) -> Linear:
    """The coefficients b* of all columns."""
    one, two = coefficients
    if reference in ("first", "second"):
        return one if reference == "first" else two
    if reference == "mean":
        return Linear((one.values + two.values) / 2, (one.influence + two.influence) / 2)
    both = groups[0] | groups[1]
    if reference == "weighted":
        size = mean(sample, np.where(both, groups[0].astype(float), np.nan), both)
        q, every = len(one.values), one.beside(two, size)
        s = float(size.values[0])
        slope = np.hstack([s * np.eye(q), (1 - s) * np.eye(q), (one.values - two.values)[:, None]])
        return every.through(s * one.values + (1 - s) * two.values, slope)
    if reference == "pooled":
        return _normalised(regression(sample, y, terms.columns, both), terms)
    fitted = regression(sample, y, np.column_stack([terms.columns, groups[0].astype(float)]), both)
    without = np.eye(len(fitted.values))[:-1]  # the group's own coefficient is part of what is not explained
    return _normalised(fitted.through(without @ fitted.values, without), terms)


def _parts(base: Linear, terms: _Terms) -> tuple[Linear, tuple[str, ...]]:
    """All parts of both decompositions by the chain rule from means and coefficients."""
    q = len(terms.owner)
    x1, x2, b1, b2, star = base.values.reshape(5, q)
    zero, one = np.zeros(q), np.ones(q)
    d, e = x1 - x2, b1 - b2
    details = {  # the value by column, and its slopes by x1, x2, b1, b2, b*
        "explained": (d * star, (star, -star, zero, zero, d)),
        "unexplained": (x1 * (b1 - star) + x2 * (star - b2), (b1 - star, star - b2, x1, -x2, -d)),
        "endowments": (d * b2, (b2, -b2, zero, d, zero)),
        "coefficients": (x2 * e, (zero, e, x2, -x2, zero)),
        "interaction": (d * e, (e, -e, d, -d, zero)),
    }
    names, values = ["first", "second", "difference"], [float(x1 @ b1), float(x2 @ b2), float(x1 @ b1 - x2 @ b2)]
    slopes = [np.concatenate([b1, zero, x1, zero, zero]), np.concatenate([zero, b2, zero, x2, zero])]
    slopes.append(slopes[0] - slopes[1])
    for part, (by_column, gradient) in details.items():
        from_constant = 0 if part in ("unexplained", "coefficients") else 1  # the groups' constants are alike
        for place in (None, *range(from_constant, len(terms.names))):
            chosen = one if place is None else (terms.owner == place).astype(float)
            names.append(part if place is None else f"{part}: {terms.names[place]}")
            values.append(float(by_column @ chosen))
            slopes.append(np.concatenate([slope * chosen for slope in gradient]))
    return base.through(values, np.vstack(slopes)), tuple(names)
