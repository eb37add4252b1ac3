"""Variance of weighted totals under a sample of several stages, from the rows themselves (NumPy).

Särndal, Swensson, Wretman, *Model Assisted Survey Sampling* (1992), result 4.3.1 applied stage by stage: the variance
between units of the first stage with replacement, times its finite-population correction, plus the sampled fraction of
the first stage times the variance within its units. Any estimator enters by its linearised values (its influence).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tayanch.survey.design import LonelyUnitError
from tayanch.survey.sampling import Codes, Floats, Sample, Stage


def covariance(sample: Sample, influence: Floats) -> Floats:
    """Covariance (k, k) of the totals of *influence* (n, k), which holds weight times linearised value of each row.

    Rows outside a domain have zeros and stay: all units of the sample count.

    Raises:
        LonelyUnitError: a stratum has one sampling unit and the sample's rule is ``fail``.
    """
    z = np.atleast_2d(influence.T).T.astype(np.float64)
    for residuals in sample.calibrated:
        z = residuals(z)
    return _stages(sample, 0, z, np.ones(len(z)))


def standard_errors(sample: Sample, influence: Floats) -> Floats:
    """Standard errors (k,) of the totals of *influence* (n, k)."""
    return np.sqrt(np.maximum(np.diag(covariance(sample, influence)), 0.0))


def _stages(sample: Sample, index: int, z: Floats, fraction: Floats) -> Floats:
    """This stage's share of the variance and, where units came from a finite population, that of the stages below.

    *fraction* (n,) is the product of the sampled fractions of the stages above.
    """
    stage = sample.stages[index]
    units, stratum, first = _units(stage)
    per_stratum = np.bincount(stratum)
    population = stage.population[first]
    sampled = per_stratum[stratum] / population  # 0 where the population is infinite
    factor = fraction[first] * (1 - sampled)
    totals = _sum_by(units, z, len(first))
    share = _between(sample, index, totals, stratum, factor)
    below = fraction * sampled[units]
    if index + 1 < len(sample.stages) and bool(np.any(below > 0)):
        share = share + _stages(sample, index + 1, z, below)
    return share


def _units(stage: Stage) -> tuple[Codes, Codes, Codes]:
    """Dense unit code of each row (n,), stratum of each unit (m,), a row of each unit (m,)."""
    _, first, units = np.unique(stage.unit, return_index=True, return_inverse=True)
    return units, stage.stratum[first], first


def _between(sample: Sample, index: int, totals: Floats, stratum: Codes, factor: Floats) -> Floats:
    """Sum over strata of factor · n/(n-1) · squared deviations of the units' totals from their stratum's mean."""
    n = np.bincount(stratum)
    lonely = (n[stratum] == 1) & (factor > 0)
    if sample.lonely == "fail" and bool(np.any(lonely)):
        raise LonelyUnitError(sample.stages[index].names[stratum[np.argmax(lonely)]], index + 1)
    means = _sum_by(stratum, totals, len(n)) / np.maximum(n, 1)[:, None]
    centre = means[stratum]
    if sample.lonely == "adjust":  # a lonely unit is held against the mean of all units instead of its own
        centre = np.where(lonely[:, None], totals.mean(axis=0), centre)
    scale = factor * np.where(n[stratum] > 1, n[stratum] / np.maximum(n[stratum] - 1, 1), 1.0)
    deviations = (totals - centre) * np.sqrt(np.maximum(scale, 0.0))[:, None]
    share = deviations.T @ deviations
    if sample.lonely == "average":
        stand = np.sqrt(_standing(totals, stratum, lonely))
        share = share * np.outer(stand, stand)
    return share


def _standing(totals: Floats, stratum: Codes, lonely: NDArray[np.bool_]) -> Floats:
    """How much the variance (k,) of strata that have one must stand for lonely ones: these get the mean of the others.

    As in R, only strata count that an estimate meets, so that a lonely stratum adds nothing to a domain outside of it;
    it is met where a unit's total (m, k) is not 0. Without any stratum that has a variance it is unknown (NaN).
    """
    met = _sum_by(stratum, (totals != 0).astype(float), int(stratum.max(initial=-1)) + 1) > 0
    alone = np.bincount(stratum[lonely], minlength=len(met)) > 0
    strata, with_variance = met.sum(axis=0), (met & ~alone[:, None]).sum(axis=0)
    return np.where(with_variance > 0, strata / np.maximum(with_variance, 1), np.where(strata > 0, np.nan, 1.0))


def _sum_by(group: Codes, values: Floats, groups: int) -> Floats:
    """Sums (groups, k) of *values* (n, k) by *group* (n,)."""
    return (
        np.column_stack([np.bincount(group, column, groups) for column in values.T])
        if values.size
        else np.zeros((groups, values.shape[1]))
    )
