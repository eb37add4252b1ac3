"""Do two answers go together, do two groups differ: tests that know how the sample was drawn.

Rao & Scott, *On chi-squared tests for multiway contingency tables with cell proportions estimated from survey data*
(Annals of Statistics 12, 1984); Thomas & Rao, *Small-sample comparisons of level and power for simple goodness-of-fit
statistics under cluster sampling* (JASA 82, 1987) for the F form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import special

from tayanch.survey.intervals import interval
from tayanch.survey.linear import Linear, mean, proportions
from tayanch.survey.replication import Replicated, ReplicateWeights
from tayanch.survey.sampling import Floats, Sample

Statistic = Literal["F", "Chisq"]


@dataclass(frozen=True, slots=True)
class Association:
    """A test whether two answers go together.

    Attributes:
        statistic, p_value: the corrected chi-square; the probability of one as large without an association. NaN
            where the variance has no degrees of freedom.
        df: degrees of freedom of the numerator (F) or of chi-square.
        denominator: degrees of freedom of the denominator; None for chi-square.
        pearson: chi-square before the correction.
        shares: (r, c) weighted shares of all who gave both answers.
        rows, columns: the answers.
        n: rows with both answers.
    """

    kind: Statistic
    statistic: float
    p_value: float
    df: float
    denominator: float | None
    pearson: float
    shares: Floats
    rows: tuple[Any, ...]
    columns: tuple[Any, ...]
    n: int


@dataclass(frozen=True, slots=True)
class Difference:
    """The first group less the second: estimate, error and interval, Student's t with *df*, its two-sided p-value."""

    estimate: float
    se: float
    lower: float
    upper: float
    t: float
    df: float
    p_value: float


def rao_scott(
    sample: Sample | ReplicateWeights,
    first: ArrayLike,
    second: ArrayLike,
    *,
    rows: NDArray[np.bool_] | None = None,
    statistic: Statistic = "F",
) -> Association:
    """Rao and Scott's test of association between the answers *first* and *second*, each (n,).

    The correction uses the variance of the whole design, all stages. Who did not give both answers stays in the
    sample outside of the domain; degrees of freedom are those of the domain *rows* (n,), as in R's ``svychisq``.

    Raises:
        ValueError: an answer does not vary in the domain, or most combinations never occur.
        LonelyUnitError: a stratum has one sampling unit and the sample's rule is ``fail``.
    """
    first, second = np.asarray(first, object), np.asarray(second, object)
    domain = np.ones(len(first), dtype=bool) if rows is None else rows
    both = domain & ~pd.isna(first) & ~pd.isna(second) & (sample.weight != 0)
    levels = tuple(sorted(set(first[both].tolist()))), tuple(sorted(set(second[both].tolist())))
    if min(map(len, levels)) < 2:
        raise ValueError("An association needs two answers that vary; here everybody gave the same one.")
    size = (len(levels[0]), len(levels[1]))
    place = {pair: at for at, pair in enumerate((a, b) for a in levels[0] for b in levels[1])}
    cell = np.array([place[a, b] if known else -1 for a, b, known in zip(first, second, both, strict=True)])
    shares, variance = _cells(sample, cell, len(place), both)
    n, df = int(both.sum()), float(sample.degrees_of(domain & (sample.weight != 0)))
    pearson, delta = _pearson(shares.reshape(size), n), _effects(shares, variance, size, n)
    trace = float(np.trace(delta))
    # Satterthwaite: as many degrees of freedom as equal effects with this mean and spread would have.
    many = trace**2 / float(np.trace(delta @ delta))
    value = pearson / trace
    table = shares.reshape(size)
    if statistic == "F":
        p = float(special.fdtrc(many, many * df, value)) if df > 0 else np.nan
        return Association("F", value, p, many, many * df, pearson, table, *levels, n)
    contrasts = float(len(delta))
    p = float(special.chdtrc(contrasts, value * contrasts))
    return Association("Chisq", value * contrasts, p, contrasts, None, pearson, table, *levels, n)


def difference(
    sample: Sample | ReplicateWeights,
    value: ArrayLike,
    group: ArrayLike,
    of: Sequence[object] | None = None,
    *,
    rows: NDArray[np.bool_] | None = None,
    level: float = 0.95,
) -> Difference:
    """The mean of *value* (n,) in the first of two groups less that in the second, with R's ``svyttest``.

    *of* names the two values of *group* (n,), by default those that there are, in their order. Degrees of freedom are
    those of the rows compared, less one.

    Raises:
        ValueError: there are not exactly two groups.
    """
    value, group = np.asarray(value, float), np.asarray(group, object)
    inside = ~np.isnan(value) & ~pd.isna(group) & (sample.weight != 0) & (True if rows is None else rows)
    names = tuple(sorted(set(group[inside].tolist()))) if of is None else tuple(of)
    if len(names) != 2:
        raise ValueError(f"A difference needs two groups; there are {len(names)}. Name two of them with of.")
    inside &= (group == names[0]) | (group == names[1])
    means = [_mean(sample, value, inside & (group == name)) for name in names]
    gap = means[0].minus(means[1])  # type: ignore[arg-type]  # both come from the same sample
    return compare(sample, gap, sample.degrees_of(inside) - 1, level=level)


def compare(
    sample: Sample | ReplicateWeights, gap: Linear | Replicated, df: float | None = None, *, level: float = 0.95
) -> Difference:
    """Test whether *gap*, one estimate such as a difference between groups, is 0; *df* is by default the design's."""
    estimate = float(gap.values[0])
    se = float((gap.se() if isinstance(gap, Replicated) else gap.se(sample))[0])  # type: ignore[arg-type]
    degrees = float(sample.degrees if df is None else df)
    lower, upper = interval(
        np.array(estimate), np.array(se), np.array(degrees), method="wald", share=False, n=np.array(np.nan), level=level
    )
    t = estimate / se if se > 0 else np.nan
    p = 2 * float(special.stdtr(degrees, -abs(t))) if degrees > 0 else np.nan
    return Difference(estimate, se, float(lower), float(upper), t, degrees, p)


def _mean(sample: Sample | ReplicateWeights, value: Floats, rows: NDArray[np.bool_]) -> Linear | Replicated:
    return sample.mean(value, rows) if isinstance(sample, ReplicateWeights) else mean(sample, value, rows)


def _cells(
    sample: Sample | ReplicateWeights, cell: NDArray[np.int64], cells: int, both: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Shares (k,) of the cells and their covariance (k, k)."""
    if isinstance(sample, ReplicateWeights):
        replicated = sample.proportions(cell, list(range(cells)), both)
        return replicated.values, replicated.covariance()
    linear = proportions(sample, cell, range(cells), both)
    return linear.values, linear.covariance(sample)


def _pearson(shares: Floats, n: int) -> float:
    """Pearson's chi-square of the table of *shares* (r, c) as if from *n* answers drawn one by one."""
    expected = np.outer(shares.sum(axis=1), shares.sum(axis=0))
    return float(n * np.sum((shares - expected) ** 2 / expected))


def _effects(shares: Floats, variance: Floats, size: tuple[int, int], n: int) -> Floats:
    """The matrix of design effects of the contrasts that make the interaction, ((r-1)(c-1), (r-1)(c-1))."""
    r, c = size
    row, column = np.divmod(np.arange(r * c), c)
    main = np.column_stack([np.ones(r * c), row[:, None] == np.arange(1, r), column[:, None] == np.arange(1, c)])
    pairs = [(row == i) & (column == j) for i in range(1, r) for j in range(1, c)]
    interaction = np.column_stack(pairs).astype(float)
    interaction -= main @ np.linalg.lstsq(main, interaction, rcond=None)[0]
    inverse = np.divide(1.0, shares, out=np.zeros_like(shares), where=shares > 0)
    drawn_one_by_one = (interaction * inverse[:, None]).T @ interaction / n
    if np.linalg.cond(drawn_one_by_one) > 1 / np.finfo(float).eps:
        raise ValueError("Too many combinations of the two answers never occur; join some of the answers.")
    scaled = interaction * inverse[:, None]
    return np.asarray(np.linalg.solve(drawn_one_by_one, scaled.T @ variance @ scaled))
