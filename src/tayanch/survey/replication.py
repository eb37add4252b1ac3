"""Variance by replicates: an estimate is made again with each of many sets of weights, given or made here.

Wolter, *Introduction to Variance Estimation* (2nd ed. 2007) for balanced half samples and the jackknife; Judkins,
*Fay's method for variance estimation* (J. Official Statistics 6, 1990); Rao & Wu, *Resampling inference with complex
survey data* (JASA 83, 1988). Scales, centres and degrees of freedom are those of R's ``svrepdesign``.

Replicate weights are *multipliers* of units of the first stage, (R, m), so that sums by unit are enough for whatever
is a function of totals; :func:`made` numbers the units as they are sorted by stratum and code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from tayanch.survey.balance import hadamard
from tayanch.survey.design import Design, DesignError, LonelyUnitError, Replicates
from tayanch.survey.sampling import Codes, Floats, Sample, as_drawn

DEFAULT_COUNT = 500  # bootstrap replicates when the design does not say how many
RANK = 1e-5  # R's tolerance for the rank of the replicate weights


class Multipliers(Protocol):
    """*R* sets of factors for the weights of *m* units."""

    @property
    def count(self) -> int:
        """How many replicates there are."""

    def row(self, replicate: int) -> Floats:
        """The factors (m,) of one replicate."""

    def totals(self, sums: Floats) -> Floats:
        """Totals (R, k) of each replicate from weighted *sums* (m, k) by unit."""

    def rank(self, units: Codes) -> int:
        """Rank of the factors of these units."""


@dataclass(frozen=True, slots=True)
class Dense:
    """Multipliers as a matrix (R, m)."""

    matrix: Floats

    @property
    def count(self) -> int:
        """How many replicates there are."""
        return len(self.matrix)

    def row(self, replicate: int) -> Floats:
        """The factors (m,) of one replicate."""
        return np.asarray(self.matrix[replicate])

    def totals(self, sums: Floats) -> Floats:
        """Totals (R, k) of each replicate from weighted *sums* (m, k) by unit."""
        return np.asarray(self.matrix @ sums)

    def rank(self, units: Codes) -> int:
        """Rank of the factors of these units; singular values below 1e-5 of the largest count as 0."""
        own = self.matrix[:, units]
        square = own @ own.T if len(own) <= own.shape[1] else own.T @ own
        values = np.linalg.eigvalsh(square) if square.size else np.zeros(0)
        return int(np.sum(values > RANK**2 * values.max(initial=0.0)))


@dataclass(frozen=True, slots=True)
class LeaveOneOut:
    """The jackknife without its matrix, which would have a row for each of its columns.

    *stratum* (m,) is the dense code of each unit's stratum, *left* (R,) the unit that each replicate leaves out, whose
    weight goes to the others of the stratum; a unit alone in its stratum leaves it to the other strata.
    """

    stratum: Codes
    left: Codes

    @property
    def count(self) -> int:
        """How many replicates there are."""
        return len(self.left)

    def _size(self) -> Codes:
        return np.bincount(self.stratum)

    def row(self, replicate: int) -> Floats:
        """The factors (m,) of one replicate."""
        unit = self.left[replicate]
        size, same = self._size(), self.stratum == self.stratum[unit]
        n, strata = int(same.sum()), len(size)
        factors = np.where(same, n / (n - 1), 1.0) if n > 1 else np.full(len(same), strata / (strata - 1))
        factors[unit] = 0.0
        return factors

    def totals(self, sums: Floats) -> Floats:
        """Totals (R, k) of each replicate from weighted *sums* (m, k) by unit."""
        size = self._size()
        whole = np.zeros((len(size), sums.shape[1]))
        np.add.at(whole, self.stratum, sums)
        everything, own = sums.sum(axis=0), self.stratum[self.left]
        n = size[own][:, None]
        shifted = everything + (whole[own] - n * sums[self.left]) / np.maximum(n - 1, 1)
        alone = (everything - sums[self.left]) * len(size) / max(len(size) - 1, 1)
        return np.asarray(np.where(n > 1, shifted, alone))

    def rank(self, units: Codes) -> int:
        """Rank of the factors of these units, from the form of the matrix."""
        size = self._size()
        met = np.bincount(self.stratum[units], minlength=len(size))
        varies = np.bincount(self.stratum[self.left], minlength=len(size)) > 0
        partly = varies & ((met < size) | (size == 1))  # here each unit of the domain varies on its own
        whole = varies & ~partly
        return int(met[partly].sum() + (met - 1)[whole].sum() + bool(np.any(met[~partly] > 0)))


@dataclass(frozen=True)
class ReplicateWeights:
    """Weights of a file and of its replicates.

    Attributes:
        weight: (n,) the weight of each row.
        base: (n,) what the multipliers of the row's unit multiply; 1 where they are whole weights.
        unit: (n,) number of the row's unit among the *m* of the multipliers.
        multipliers: the factors of *m* units in *R* replicates.
        scale, rscales: multiply the squared deviations, all together and of each replicate (R,).
        mse: deviations are taken from the full estimate instead of from the mean of the replicates.
    """

    weight: Floats
    base: Floats
    unit: Codes
    multipliers: Multipliers
    scale: float
    rscales: Floats
    mse: bool = False

    @property
    def count(self) -> int:
        """How many replicates there are."""
        return self.multipliers.count

    @property
    def degrees(self) -> int:
        """Degrees of freedom: the rank of the replicate weights less one."""
        return self.degrees_of(np.ones(len(self.weight), dtype=bool))

    def degrees_of(self, rows: NDArray[np.bool_]) -> int:
        """Degrees of freedom of a domain (n,): the rank of its rows' replicate weights less one."""
        return max(self.multipliers.rank(np.unique(self.unit[rows & (self.base != 0)])) - 1, 0)

    def replicate(self, number: int) -> Floats:
        """The weights (n,) of one replicate, counted from 0."""
        return self.base * self.multipliers.row(number)[self.unit]

    def matrix(self) -> Floats:
        """The weights of all replicates (n, R)."""
        return np.column_stack([self.replicate(number) for number in range(self.count)])

    def covariance(self, values: Floats, replicates: Floats) -> Floats:
        """Covariance (k, k) of estimates *values* (k,) from those of the *replicates* (R, k).

        A replicate in which an estimate is missing does not count for it; without any the covariance is missing.
        """
        known = ~np.isnan(replicates)
        counted = known & (self.rscales > 0)[:, None]
        means = np.where(known, replicates, 0.0).sum(axis=0, where=counted) / np.maximum(counted.sum(axis=0), 1)
        centre = values if self.mse else means
        deviations = np.where(known, replicates - centre, 0.0) * np.sqrt(self.rscales)[:, None]
        out = self.scale * (deviations.T @ deviations)
        never = ~counted.any(axis=0) | np.isnan(values)
        out[never, :] = out[:, never] = np.nan
        return np.asarray(out)

    def estimate(self, estimator: Callable[[Floats], ArrayLike]) -> Replicated:
        """Any *estimator*, a function of weights (n,) that returns one or *k* numbers."""
        values = np.atleast_1d(np.asarray(estimator(self.weight), float))
        each = [np.atleast_1d(np.asarray(estimator(self.replicate(r)), float)) for r in range(self.count)]
        return Replicated(self, values, np.array(each).reshape(self.count, len(values)))

    def totals(self, *values: ArrayLike, rows: NDArray[np.bool_] | None = None) -> Replicated:
        """Weighted totals of *values*, each (n,), over the domain *rows* (n,); missing values add nothing."""
        matrix = np.nan_to_num(np.column_stack([np.asarray(value, float) for value in values]))
        if rows is not None:
            matrix = np.where(rows[:, None], matrix, 0.0)
        units = int(self.unit.max(initial=-1)) + 1
        sums = np.empty((units, matrix.shape[1]))
        for number, column in enumerate(matrix.T):
            sums[:, number] = np.bincount(self.unit, self.base * column, units)
        return Replicated(self, self.weight @ matrix, self.multipliers.totals(sums))

    def ratio(self, top: ArrayLike, bottom: ArrayLike, rows: NDArray[np.bool_] | None = None) -> Replicated:
        """Total of *top* over total of *bottom*, both (n,), over rows of the domain where both have a value."""
        top, bottom = np.asarray(top, float), np.asarray(bottom, float)
        known = ~(np.isnan(top) | np.isnan(bottom)) & (True if rows is None else rows)
        both = self.totals(top, bottom, rows=known)
        return both.apply(lambda pair: pair[..., :1] / np.where(pair[..., 1:] == 0, np.nan, pair[..., 1:]))

    def mean(self, value: ArrayLike, rows: NDArray[np.bool_] | None = None) -> Replicated:
        """Weighted mean of *value* (n,) over the rows of the domain where it is known."""
        value = np.asarray(value, float)
        return self.ratio(value, np.where(np.isnan(value), np.nan, 1.0), rows)

    def proportions(
        self, answer: ArrayLike, levels: list[object] | tuple[object, ...], rows: NDArray[np.bool_] | None = None
    ) -> Replicated:
        """Shares of *levels* among the known answers (n,) of the domain; None and NaN are missing."""
        answer = np.asarray(answer)
        gone = pd.isna(answer)
        shares = [self.mean(np.where(gone, np.nan, (answer == level).astype(float)), rows) for level in levels]
        return shares[0].beside(*shares[1:])

    def reweighted(self, adjust: Callable[[Floats], Floats]) -> ReplicateWeights:
        """Weights that *adjust* has changed in the full file and in each replicate, for example a calibration."""
        matrix = np.array([adjust(self.replicate(number)) for number in range(self.count)])
        n = len(self.weight)
        return replace(self, weight=adjust(self.weight), base=np.ones(n), unit=np.arange(n), multipliers=Dense(matrix))


@dataclass(frozen=True)
class Replicated:
    """Estimates *values* (k,) and those of each replicate (R, k), with the weights that they come from."""

    weights: ReplicateWeights
    values: Floats
    replicates: Floats

    def covariance(self, sample: object = None) -> Floats:
        """Covariance (k, k). A sample is taken as by :class:`~tayanch.survey.linear.Linear`, but not needed."""
        return self.weights.covariance(self.values, self.replicates)

    def se(self, sample: object = None) -> Floats:
        """Standard errors (k,)."""
        return np.sqrt(np.maximum(np.diag(self.covariance()), 0.0))

    def apply(self, function: Callable[[Floats], Floats]) -> Replicated:
        """New estimates: *function* of these, called with (k,) and with (R, k) and working on the last axis."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return Replicated(self.weights, function(self.values), function(self.replicates))

    def through(self, values: ArrayLike, gradient: ArrayLike) -> Replicated:
        """New estimates *values* (m,) that follow these in a straight line with *gradient* (m, k)."""
        new = np.atleast_1d(np.asarray(values, float))
        return Replicated(self.weights, new, new + (self.replicates - self.values) @ np.atleast_2d(gradient).T)

    def over(self, other: Replicated) -> Replicated:
        """These estimates divided by *other*, pairwise; missing where the divisor is 0."""
        k = len(self.values)
        return self.beside(other).apply(lambda x: x[..., :k] / np.where(x[..., k:] == 0, np.nan, x[..., k:]))

    def minus(self, other: Replicated) -> Replicated:
        """Differences, pairwise."""
        return Replicated(self.weights, self.values - other.values, self.replicates - other.replicates)

    def beside(self, *others: Replicated) -> Replicated:
        """These estimates and *others* as one, so that their covariances are known."""
        every = (self, *others)
        return Replicated(
            self.weights,
            np.concatenate([one.values for one in every]),
            np.hstack([one.replicates for one in every]),
        )


def replicate_weights(design: Design, columns: Mapping[str, ArrayLike]) -> ReplicateWeights:
    """The replicates that *design* names or asks for, from its *columns*, each (n,); each of them is calibrated anew.

    Raises:
        DesignError: the design has no replicates, they do not fit its data, or known totals cannot be met in one.
    """
    if design.replicates is None:
        raise DesignError("The design has no replicates; name their columns or a method under replicates.")
    drawn = as_drawn(design, columns)
    weights = (
        given(drawn.weight, design.replicates, columns) if design.replicates.columns else made(drawn, design.replicates)
    )
    if (known := design.calibration) is None:
        return weights
    from tayanch.survey.calibrating import calibrated  # it works on replicates too

    return weights.reweighted(lambda weight: calibrated(replace(drawn, weight=weight), known, columns).weight)


def given(weight: Floats, rule: Replicates, columns: Mapping[str, ArrayLike]) -> ReplicateWeights:
    """Replicates from columns of the file, which hold the whole weight or (not *combined*) a factor of *weight* (n,).

    Raises:
        DesignError: a column is missing or has gaps, or the rule lacks a scale that its method does not tell.
    """
    if absent := [name for name in rule.columns if name not in columns]:
        raise DesignError(f"The design names columns of replicates that the file does not have: {', '.join(absent)}.")
    matrix = np.array([np.asarray(columns[name], float) for name in rule.columns])
    if not bool(np.all(np.isfinite(matrix))):
        raise DesignError("Replicate weights are empty in some rows; fill or leave out these rows.")
    scale, rscales = _scales(rule, matrix)
    base = np.ones(len(weight)) if rule.combined else weight
    return ReplicateWeights(weight, base, np.arange(len(weight)), Dense(matrix), scale, rscales, rule.mse)


def _scales(rule: Replicates, matrix: Floats) -> tuple[float, Floats]:
    """Scale and rscales (R,) of given replicates (R, n), as R's svrepdesign takes them from the method."""
    count = len(matrix)
    if rule.rscales and len(rule.rscales) not in (1, count):
        raise DesignError(f"There are {count} replicates and {len(rule.rscales)} rscales; give one for each.")
    rscales = np.broadcast_to(np.array(rule.rscales or 1.0, float), (count,)).copy()
    if rule.scale is not None:
        return rule.scale, rscales
    if rule.method == "jkn":
        if not rule.rscales and rule.combined:
            raise DesignError("Jackknife weights of strata need rscales, (n-1)/n of the stratum for each replicate.")
        return 1.0, rscales if rule.rscales else 1 / matrix.max(axis=1)
    if rule.method == "other":
        raise DesignError("Replicates of another method need their scale; the agency that made them tells it.")
    if rule.method == "fay" and rule.fay == 0:
        raise DesignError("Replicates by Fay's method need his factor (fay, above 0 and below 1).")
    scales = {
        "brr": 1 / count,
        "fay": 1 / (count * (1 - rule.fay) ** 2),
        "jk1": (count - 1) / count if rule.combined else 1 / matrix[0].max(),
        "bootstrap": 1 / max(count - 1, 1),
        "successive-difference": 4 / count,
    }
    return scales[rule.method], rscales


def made(sample: Sample, rule: Replicates) -> ReplicateWeights:
    """Replicates of *sample* by the method of *rule*; its first stage alone counts, as in every replication method.

    The jackknife takes the finite population of the first stage into account; balanced half samples and the bootstrap
    do not, so that their errors are a little too large where much of the population was sampled.

    Raises:
        DesignError: the method does not fit the sample.
        LonelyUnitError: a stratum has one unit and the sample's rule is ``fail``.
    """
    if sample.calibrated:
        raise DesignError("Make replicates from the sample as it was drawn, then calibrate each (reweighted).")
    makers = {"jk1": _jackknife, "jkn": _jackknife, "brr": _balanced, "fay": _balanced, "bootstrap": _bootstrap}
    if rule.method not in makers:
        raise DesignError(f"Replicates by {rule.method!r} cannot be made here; name their columns, or use jkn.")
    if rule.method == "fay" and rule.fay == 0:
        raise DesignError("Replicates by Fay's method need his factor (fay, above 0 and below 1).")
    first = sample.stages[0]
    _, rows, unit = np.unique(first.unit, return_index=True, return_inverse=True)
    _, stratum = np.unique(first.stratum[rows], return_inverse=True)
    size = np.bincount(stratum)
    correction = 1 - size[stratum] / first.population[rows]
    lonely = (size[stratum] == 1) & (correction > 0)
    if sample.lonely == "fail" and bool(lonely.any()):
        raise LonelyUnitError(first.names[first.stratum[rows][np.argmax(lonely)]], 1)
    units = _Units(stratum.astype(np.int64), correction, lonely, sample.lonely)
    multipliers, scale, rscales = makers[rule.method](units, rule)
    mse = rule.mse
    return ReplicateWeights(sample.weight, sample.weight, unit.astype(np.int64), multipliers, scale, rscales, mse)


@dataclass(frozen=True, slots=True)
class _Units:
    """Units of the first stage: stratum (m,), finite-population correction (m,), alone in their stratum (m,)."""

    stratum: Codes
    correction: Floats
    lonely: NDArray[np.bool_]
    rule: str


_Made = tuple[Multipliers, float, Floats]


def _jackknife(units: _Units, rule: Replicates) -> _Made:
    """Each unit is left out once; strata that were taken whole have no replicates."""
    size = np.bincount(units.stratum)
    if rule.method == "jk1" and len(size) > 1:
        raise DesignError("The method jk1 is for a sample without strata; use jkn.")
    counted = (units.correction > 0) & (~units.lonely | (units.rule == "adjust"))
    left = np.flatnonzero(counted)
    if not len(left):
        raise DesignError("No unit can be left out: every stratum was taken whole or has one unit.")
    n = size[units.stratum[left]]
    shares = np.where(n > 1, (n - 1) / n * units.correction[left], (len(size) - 1) / len(size))
    scale = len(units.stratum) / len(left) if units.rule == "average" and units.lonely.any() else 1.0
    if rule.method == "jk1":
        return LeaveOneOut(units.stratum, left), float(shares[0]), np.ones(len(left))
    return LeaveOneOut(units.stratum, left), scale, shares


def _balanced(units: _Units, rule: Replicates) -> _Made:
    """Half samples: one unit of each pair has the weight of both (Fay: most of it), balanced over the pairs."""
    size = np.bincount(units.stratum)
    odd = size[units.stratum] % 2 == 1
    if bool(np.any(odd & ~((size[units.stratum] == 1) & ((units.correction <= 0) | (units.rule == "remove"))))):
        raise DesignError(
            "Half samples need two units, or pairs of units, in every stratum. Join strata, or use jkn or bootstrap."
        )
    order = np.argsort(units.stratum, kind="stable")
    paired = order[size[units.stratum[order]] > 1]
    first, second = paired[::2], paired[1::2]
    signs = hadamard(len(first) + 1)[1 : len(first) + 1].T
    matrix = np.ones((len(signs), len(units.stratum)))
    matrix[:, first] = np.where(signs > 0, rule.fay, 2 - rule.fay)
    matrix[:, second] = np.where(signs > 0, 2 - rule.fay, rule.fay)
    return Dense(matrix), 1 / (len(signs) * (1 - rule.fay) ** 2), np.ones(len(signs))


def _bootstrap(units: _Units, rule: Replicates) -> _Made:
    """Rao and Wu's bootstrap: n-1 units are drawn with replacement from the n of each stratum."""
    if bool(units.lonely.any()) and units.rule != "remove":
        raise DesignError("For lonely units the bootstrap knows the rules fail and remove only.")
    count = rule.count or DEFAULT_COUNT
    if count < 2:
        raise DesignError("A bootstrap needs at least two replicates; 500 are usual.")
    draw = np.random.default_rng(rule.seed)
    matrix = np.ones((count, len(units.stratum)))
    for stratum, n in enumerate(np.bincount(units.stratum)):
        if n > 1:
            times = draw.multinomial(n - 1, np.full(n, 1 / n), size=count)
            matrix[:, units.stratum == stratum] = times * (n / (n - 1))
    return Dense(matrix), 1 / (count - 1), np.ones(count)
