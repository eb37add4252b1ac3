"""Estimators as values with their influence: what each row adds to an estimate, so that any variance can be had.

A :class:`Linear` holds *k* estimates and, for each row of the whole sample, weight times the linearised value. New
estimators are made from old ones by the chain rule (Deville, *Variance estimation for complex statistics*, 1999), so a
ratio, a gap between women and men or an index needs no formula of its own. This is the plain NumPy path: the
independent second implementation against which the cube is compared, and the only one for what is not a sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from tayanch.survey.sampling import Floats, Sample
from tayanch.survey.variance import covariance


@dataclass(frozen=True, slots=True)
class Linear:
    """*values* (k,) with *influence* (n, k): the estimates, and what each row contributes to their linear part."""

    values: Floats
    influence: Floats

    def covariance(self, sample: Sample) -> Floats:
        """Covariance (k, k) under *sample*."""
        return covariance(sample, self.influence)

    def se(self, sample: Sample) -> Floats:
        """Standard errors (k,) under *sample*; missing where the estimate is."""
        errors = np.sqrt(np.maximum(np.diag(self.covariance(sample)), 0.0))
        return np.where(np.isnan(self.values), np.nan, errors)

    def through(self, values: ArrayLike, gradient: ArrayLike) -> Linear:
        """New estimates *values* (m,) that are functions of these, with their *gradient* (m, k)."""
        return Linear(np.atleast_1d(np.asarray(values, float)), self.influence @ np.atleast_2d(gradient).T)

    def over(self, other: Linear) -> Linear:
        """These estimates divided by *other*, pairwise; missing where the divisor is 0."""
        divisor = np.where(other.values == 0, np.nan, other.values)
        quotient = self.values / divisor
        return Linear(quotient, np.nan_to_num((self.influence - quotient * other.influence) / divisor))

    def minus(self, other: Linear) -> Linear:
        """Differences, pairwise, with the covariance between both."""
        return Linear(self.values - other.values, self.influence - other.influence)

    def beside(self, *others: Linear) -> Linear:
        """These estimates and *others* as one, so that their covariances are known."""
        every = (self, *others)
        return Linear(np.concatenate([one.values for one in every]), np.hstack([one.influence for one in every]))


def total(sample: Sample, *values: ArrayLike, rows: NDArray[np.bool_] | None = None) -> Linear:
    """Weighted totals of *values*, each (n,), over the domain *rows* (n,); missing values add nothing."""
    inside = np.ones(len(sample.weight), dtype=bool) if rows is None else rows
    weight = np.where(inside, sample.weight, 0.0)[:, None]
    matrix = np.nan_to_num(np.column_stack([np.asarray(value, float) for value in values]))
    influence = np.where(inside[:, None], weight * matrix, 0.0)
    return Linear(influence.sum(axis=0), influence)


def ratio(sample: Sample, top: ArrayLike, bottom: ArrayLike, rows: NDArray[np.bool_] | None = None) -> Linear:
    """Total of *top* over total of *bottom*, both (n,), over rows where both have a value."""
    top, bottom = np.asarray(top, float), np.asarray(bottom, float)
    known = ~(np.isnan(top) | np.isnan(bottom)) & (True if rows is None else rows)
    return total(sample, top, rows=known).over(total(sample, bottom, rows=known))


def mean(sample: Sample, value: ArrayLike, rows: NDArray[np.bool_] | None = None) -> Linear:
    """Weighted mean of *value* (n,) over the rows of the domain where it is known."""
    value = np.asarray(value, float)
    return ratio(sample, value, np.where(np.isnan(value), np.nan, 1.0), rows)


def proportions(
    sample: Sample, answer: ArrayLike, levels: Sequence[object], rows: NDArray[np.bool_] | None = None
) -> Linear:
    """Shares of *levels* among the known answers (n,) of the domain; an answer is missing when it is None or NaN."""
    answer = np.asarray(answer)
    shares = [
        mean(sample, np.where(pd.isna(answer), np.nan, (answer == level).astype(float)), rows) for level in levels
    ]
    return shares[0].beside(*shares[1:])
