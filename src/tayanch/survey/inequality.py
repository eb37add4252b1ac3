"""Poverty, inequality and the pay gap, as values with their influence, so that any design gives their error.

Every function takes values (n,) of all rows of the sample and optionally a domain *rows* (n,); missing values are left
out, units stay. Influence functions: Deville (1999); Berger and Skinner, *Variance estimation for a low income
proportion* (2003); Langel and Tillé, *Variance estimation of the Gini index* (2013) and *Statistical inference for the
quintile share ratio* (2011); Biewen and Jenkins (2006) for Theil and Atkinson.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tayanch.survey.linear import Linear, mean, total
from tayanch.survey.results import Estimates
from tayanch.survey.sampling import Floats, Sample
from tayanch.survey.stating import stated

Rows = NDArray[np.bool_]


class IndicatorError(ValueError):
    """An index that these values do not have; the text says why."""


class Index(Protocol):
    """An index of a domain; others than those here are made to fit by :func:`functools.partial`."""

    def __call__(self, sample: Sample, value: ArrayLike, *, rows: Rows | None) -> Linear:
        """The index of *value* (n,) in *rows* (n,)."""


def stated_index(
    name: str,
    index: Index,
    sample: Sample,
    value: ArrayLike,
    *,
    groups: Mapping[Any, Rows],
    column: str,
    source: str,
    level: float = 0.95,
) -> Estimates:
    """An index in each group (the value of *column* to its rows (n,)) as cells with their covariance.

    *name* is what the cells are called, *source* the paper or the definition that the sentence for the reader names.

    Raises:
        ValueError: there are no groups.
    """
    if not groups:
        raise ValueError("Name at least one group for the index.")
    parts = [index(sample, value, rows=rows) for rows in groups.values()]
    return stated(
        parts[0].beside(*parts[1:]),
        sample,
        [name] * len(parts),
        list(groups.values()),
        answered=known(value)[1],
        by=[{column: group} for group in groups],
        level=level,
        method=f"{source}; errors by linearisation (Deville 1999).",
    )


def known(value: ArrayLike, rows: Rows | None = None) -> tuple[Floats, Rows]:
    """The values (n,) as numbers and the rows (n,) of the domain that have one."""
    numbers = np.asarray(value, float)
    return numbers, ~np.isnan(numbers) & (True if rows is None else rows)


def quantile(sample: Sample, value: ArrayLike, p: float = 0.5, rows: Rows | None = None) -> Linear:
    """The smallest value that at least a share *p* of the weight does not exceed, with its influence.

    The influence needs the density at the quantile: a Gaussian kernel with the bandwidth of Berger and Skinner,
    0.79 · interquartile range · n^(-1/5), *n* the answers (not their weight, so that scaled weights change nothing).
    For limits of a quantile itself use :mod:`tayanch.survey.quantiles` (Woodruff), which needs no density.
    """
    numbers, inside = known(value, rows)
    point = _cut(sample, numbers, inside, p)
    if np.isnan(point):
        return _nothing(sample)
    weight = np.where(inside, sample.weight, 0.0)
    density = _density(sample, numbers, inside, point)
    # nobody but one value around the point: its place does not move with the weights
    pull = ((numbers <= point) - p) / (density * weight.sum()) if density > 0 else np.zeros(len(numbers))
    return Linear(np.array([point]), np.where(inside, -weight * pull, 0.0)[:, None])


def poverty(
    sample: Sample,
    value: ArrayLike,
    line: float | Linear,
    alpha: int = 0,
    rows: Rows | None = None,
) -> Linear:
    """The index of Foster, Greer and Thorbecke (1984): the mean of ((line - value)/line)^alpha below the line.

    *alpha* 0 is the share of the poor, 1 the gap, 2 the squared gap. *line* is a number, or an estimate as
    :func:`poverty_line` makes it, whose own uncertainty then counts.

    Raises:
        IndicatorError: the line is not above 0, or *alpha* is below 0.
    """
    numbers, inside = known(value, rows)
    z = float(line.values[0]) if isinstance(line, Linear) else float(line)
    if alpha < 0 or not (z > 0 or np.isnan(z)):
        raise IndicatorError("A poverty line lies above 0, and alpha is 0, 1 or 2.")
    short = np.where(inside & (numbers < z), (z - numbers) / z, 0.0)
    poor = inside & (numbers < z)
    index = mean(sample, np.where(inside, np.where(poor, short**alpha, 0.0), np.nan), rows)
    if not isinstance(line, Linear):
        return index
    if alpha == 0:
        slope = _density(sample, numbers, inside, z)
    else:
        moved = alpha * short ** (alpha - 1) * np.where(poor, numbers, 0.0) / z**2
        slope = float(mean(sample, np.where(inside, np.where(poor, moved, 0.0), np.nan), rows).values[0])
    return index.beside(line).through(index.values, [[1.0, slope]])


def poverty_line(sample: Sample, value: ArrayLike, share: float = 0.6, p: float = 0.5) -> Linear:
    """A relative line: *share* of the quantile *p* of everybody (60 % of the median where nothing else is said)."""
    found = quantile(sample, value, p)
    return found.through(share * found.values, [[share]])


def gini(sample: Sample, value: ArrayLike, rows: Rows | None = None) -> Linear:
    """Gini's index: the mean distance between two, over twice the mean; 0 is equal, 1 means that one has everything."""
    numbers, inside = known(value, rows)
    weight, y = np.where(inside, sample.weight, 0.0), np.where(inside, numbers, 0.0)
    people, money = weight.sum(), float(weight @ y)
    if not (people > 0 and money > 0):
        return _nothing(sample)
    below, sums = _cumulated(weight, y, inside)
    distance = np.where(inside, y * (2 * below - people) - (2 * sums - money), 0.0)  # to everybody, weighted
    index = float(weight @ distance) / (2 * people * money)
    slope = distance / (people * money) - index * (1 / people + y / money)
    return Linear(np.array([index]), (weight * slope)[:, None])


def share_below(sample: Sample, value: ArrayLike, p: float, rows: Rows | None = None) -> Linear:
    """The total of *value* that the poorest share *p* holds; who stands on the border is counted in part.

    The border's own uncertainty is in the influence and needs no density (Langel and Tillé 2011).
    """
    numbers, inside = known(value, rows)
    weight, y = np.where(inside, sample.weight, 0.0), np.where(inside, numbers, 0.0)
    border = _cut(sample, numbers, inside, p)
    if np.isnan(border):
        return _nothing(sample)
    held = np.where(inside, np.minimum(y - border, 0.0) + p * border, 0.0)
    return Linear(np.array([float(weight @ held)]), (weight * held)[:, None])


def quintile_ratio(sample: Sample, value: ArrayLike, rows: Rows | None = None, tail: float = 0.2) -> Linear:
    """What the richest fifth holds over what the poorest fifth holds (S80/S20); *tail* for another share."""
    numbers, inside = known(value, rows)
    everything = total(sample, numbers, rows=inside)
    rich = everything.minus(share_below(sample, numbers, 1 - tail, rows))
    return rich.over(share_below(sample, numbers, tail, rows))


def theil(sample: Sample, value: ArrayLike, rows: Rows | None = None) -> Linear:
    """Theil's T, the generalised entropy of order 1: mean of y/m · log(y/m); 0 log 0 is 0.

    Raises:
        IndicatorError: a value is below 0.
    """
    numbers, inside = known(value, rows)
    _not_below(numbers[inside], 0.0, strictly=False, what="Theil's index")
    logs = np.where(numbers > 0, numbers * np.log(np.where(numbers > 0, numbers, 1.0)), numbers * 0.0)
    parts = mean(sample, logs, rows).beside(mean(sample, numbers, rows))
    top, m = parts.values
    if not m > 0:
        return _nothing(sample)
    return parts.through([top / m - np.log(m)], [[1 / m, -top / m**2 - 1 / m]])


def atkinson(sample: Sample, value: ArrayLike, aversion: float = 1.0, rows: Rows | None = None) -> Linear:
    """Atkinson's index: the share of the mean one would give up for equality, with *aversion* above 0.

    Raises:
        IndicatorError: the aversion, or a value, is not above 0.
    """
    numbers, inside = known(value, rows)
    if not aversion > 0:
        raise IndicatorError("The aversion of Atkinson's index lies above 0.")
    _not_below(numbers[inside], 0.0, strictly=True, what="Atkinson's index")
    safe = np.where(inside, numbers, np.nan)
    power = 1 - aversion
    parts = mean(sample, np.log(safe) if power == 0 else safe**power, rows).beside(mean(sample, safe, rows))
    inner, m = parts.values
    if np.isnan(m):
        return _nothing(sample)
    equal = np.exp(inner) if power == 0 else inner ** (1 / power)
    slope = equal if power == 0 else inner ** (1 / power - 1) / power
    return parts.through([1 - equal / m], [[-slope / m, equal / m**2]])


def pay_gap(sample: Sample, pay: ArrayLike, women: Rows, men: Rows, *, median: bool = False) -> Linear:
    """The unadjusted gap (men - women)/men in mean or median pay (Eurostat's gender pay gap), a share of men's pay."""
    if median:
        hers, his = quantile(sample, pay, 0.5, women), quantile(sample, pay, 0.5, men)
    else:
        hers, his = mean(sample, pay, women), mean(sample, pay, men)
    kept = hers.over(his)
    return kept.through(1 - kept.values, [[-1.0]])


def _nothing(sample: Sample) -> Linear:
    """An index that is not known."""
    return Linear(np.array([np.nan]), np.zeros((len(sample.weight), 1)))


def _cut(sample: Sample, numbers: Floats, inside: Rows, p: float) -> float:
    """The smallest value whose cumulative weight reaches *p*; a hair of tolerance keeps equal weights equal."""
    if not 0 < p < 1:
        raise IndicatorError("The probability of a quantile lies between 0 and 1; the median is 0.5.")
    chosen = inside & (sample.weight > 0)
    if not bool(chosen.any()):
        return float("nan")
    order = np.argsort(numbers[chosen], kind="stable")
    values, reached = numbers[chosen][order], np.cumsum(sample.weight[chosen][order])
    return float(values[min(int(np.searchsorted(reached, p * reached[-1] * (1 - 1e-12))), len(values) - 1)])


def _density(sample: Sample, numbers: Floats, inside: Rows, point: float) -> float:
    """Weighted kernel density at *point*; 0 where all values are one."""
    quarter = _cut(sample, numbers, inside, 0.75) - _cut(sample, numbers, inside, 0.25)
    count = int(np.count_nonzero(inside))
    spread = quarter or float(np.ptp(numbers[inside])) if count else 0.0
    if not spread > 0:
        return 0.0
    width = 0.79 * spread * count ** (-0.2)
    bells = np.exp(-(((numbers[inside] - point) / width) ** 2) / 2) / np.sqrt(2 * np.pi)
    return float(sample.weight[inside] @ bells / (width * sample.weight[inside].sum()))


def _cumulated(weight: Floats, y: Floats, inside: Rows) -> tuple[Floats, Floats]:
    """For each row the weight, and the weighted sum, of all that do not exceed it; equal values count together."""
    values, place = np.unique(y[inside], return_inverse=True)
    per_value = np.cumsum(np.bincount(place, weight[inside], len(values)))
    sums = np.cumsum(np.bincount(place, (weight * y)[inside], len(values)))
    below, held = np.zeros(len(y)), np.zeros(len(y))
    below[inside], held[inside] = per_value[place], sums[place]
    return below, held


def _not_below(values: NDArray[Any], least: float, *, strictly: bool, what: str) -> None:
    wrong = values <= least if strictly else values < least
    if bool(np.any(wrong)):
        raise IndicatorError(
            f"{what} is not defined for values {'of 0 or below' if strictly else 'below 0'}: "
            f"{int(np.sum(wrong))} rows have one. Leave them out with a condition, and say so."
        )
