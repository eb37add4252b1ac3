"""Samples whose units are rows: sums and sums of squares by stratum and domain are all that a variance needs.

With n rows in a stratum the squared deviations from the mean are the sum of squares less the squared sum over n
(Cochran, *Sampling Techniques*, 1977, 5.6 and 5A.14). Rows outside a domain are zeros and count in n.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tayanch.survey.design import Lonely, LonelyUnitError
from tayanch.survey.sampling import Codes, Floats, Sample
from tayanch.survey.taylor import Layout, standing

NOTHING = 1e-12


@dataclass(frozen=True)
class Strata:
    """Strata (H,) with the number of their rows and what multiplies their squared deviations."""

    n: Codes
    factor: Floats
    lonely: np.ndarray
    rule: Lonely

    @property
    def scale(self) -> Floats:
        """Factor times n over n - 1; 0 for a lonely stratum."""
        return np.where(self.n > 1, self.factor * self.n / np.maximum(self.n - 1, 1), 0.0)


def strata(sample: Sample, rows: Codes) -> Strata:
    """The strata of a *sample* of strata with their number of *rows* (H,).

    Raises:
        LonelyUnitError: a stratum has one row and the rule is ``fail``.
    """
    stage = sample.stages[0]
    factor = 1 - rows / stage.population
    lonely = (rows == 1) & (factor > 0)
    if sample.lonely == "fail" and bool(lonely.any()):
        raise LonelyUnitError(stage.names[int(np.argmax(lonely))], 1)
    return Strata(rows, factor, lonely, sample.lonely)


def variances(strata: Strata, layout: Layout, z: Floats, squares: Floats) -> Floats:
    """Variance (k, G) from sums *z* (k, c) and sums of *squares* (k, c) by stratum and domain."""
    of = layout.unit
    deviations = squares - z**2 / strata.n[of]
    deviations[deviations < NOTHING * squares] = 0.0  # what equal rows leave by rounding
    out = layout.sums(strata.scale[of] * deviations)
    if strata.rule == "adjust" and bool(strata.lonely.any()):
        mean = layout.sums(z) / strata.n.sum()
        factor = np.where(strata.lonely, strata.factor, 0.0)
        centre = layout.spread(mean)
        out = out + factor.sum() * mean**2 + layout.sums(factor[of] * ((z - centre) ** 2 - centre**2))
    return out * stood_for(strata, layout, squares)


def stood_for(strata: Strata, layout: Layout, squares: Floats) -> Floats:
    """How much strata with a variance must stand for lonely ones (k, G) under the rule ``average``; else 1."""
    if strata.rule != "average" or not bool(strata.lonely.any()):
        return np.ones((len(squares), layout.groups))
    met = (squares > 0).astype(float)
    return standing(layout.sums(met), layout.sums(met * ~strata.lonely[layout.unit]))


def covariance(strata: Strata, layout: Layout, z: Sequence[Floats], where: Sequence[np.ndarray]) -> Floats:
    """The part of the covariance (E, E) that comes from the strata's means; rows' own products are added elsewhere.

    *z* holds sums of linearised values (k, c) by stratum and domain, *where* the place (k, G) of each estimate.
    """
    size = 1 + max((int(place.max(initial=-1)) for place in where), default=-1)
    sums = np.zeros((size, len(strata.n)))
    for values, place in zip(z, where, strict=True):
        sums[place[:, layout.group], np.broadcast_to(layout.unit, values.shape)] = values
    out = -(sums * (strata.scale / strata.n)) @ sums.T
    if strata.rule == "adjust" and bool(strata.lonely.any()):
        deviations = sums[:, strata.lonely] - sums.sum(axis=1, keepdims=True) / strata.n.sum()
        out += (deviations * strata.factor[strata.lonely]) @ deviations.T
    return np.asarray(out)
