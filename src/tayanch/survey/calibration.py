"""Weights that meet known totals of the population, and errors that take it into account.

Deville & Särndal, *Calibration estimators in survey sampling* (JASA 87, 1992); Deville, Särndal & Sautory, *Generalized
raking procedures* (JASA 88, 1993). Each function returns a sample with new weights that remembers how it was
calibrated: the variance is that of the residuals of what the known totals explain, formed as by R's ``survey``
(``postStratify``, ``rake``, ``calibrate``).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import ArrayLike, NDArray

from tayanch.survey.data import Data
from tayanch.survey.design import SAME_SUM, Design, DesignError, Replicates
from tayanch.survey.replication import ReplicateWeights
from tayanch.survey.sampling import Codes, Floats, Sample

Distance = Literal["linear", "raking", "logit"]
RAKING_ROUNDS = 10  # in R the residuals of a raked sample are taken ten times over the margins
NEWTON_ROUNDS, MET = 200, 1e-11
ROUNDING = 1e-13  # a trimmed weight this much outside of its limit, relatively, lies on it


class CalibrationError(DesignError):
    """Totals that cannot be met; the text says which and what to change."""


@dataclass(frozen=True, slots=True)
class PostStrata:
    """Residuals from the means of post-strata, weighted as before the calibration.

    *stratum* (n,) is the code of each row's post-stratum, *before* and *after* (n,) are the weights.
    """

    stratum: Codes
    before: Floats
    after: Floats

    def __call__(self, influence: Floats) -> Floats:
        """The residuals (n, k) of *influence* (n, k)."""
        means = _means(self.stratum, _over(influence, self.after), self.before)
        return np.asarray(influence - means[self.stratum] * self.after[:, None])


@dataclass(frozen=True, slots=True)
class Raking:
    """Residuals from the plain means within each margin in turn, ten times over, as R has it.

    *margins* holds for each margin the codes (n,) and the weights (n,) after it was met for the last time.
    """

    margins: tuple[tuple[Codes, Floats], ...]

    def __call__(self, influence: Floats) -> Floats:
        """The residuals (n, k) of *influence* (n, k)."""
        for _ in range(RAKING_ROUNDS):
            for margin, weight in self.margins:
                means = _means(margin, _over(influence, weight), (weight != 0).astype(float))
                influence = np.asarray(influence - means[margin] * weight[:, None])
        return influence


@dataclass(frozen=True, slots=True)
class Regression:
    """Residuals from a regression on the calibrated columns: *basis* (n, p) is orthonormal, *scale* (n,) weights it."""

    basis: Floats
    scale: Floats

    def __call__(self, influence: Floats) -> Floats:
        """The residuals (n, k) of *influence* (n, k)."""
        scaled = _over(influence, self.scale)
        return np.asarray((scaled - self.basis @ (self.basis.T @ scaled)) * self.scale[:, None])


def post_stratify(sample: Sample, strata: ArrayLike, totals: Mapping[Any, float], *, partial: bool = False) -> Sample:
    """The sample with weights whose sum in each of the *strata* (n,) is the known total; see :func:`cross` for cells.

    With *partial* a total for which the sample has nobody is left out instead of refused.

    Raises:
        CalibrationError: a stratum has no total, a total has nobody in the sample, or a value is missing.
    """
    codes, wanted = _margin(strata, totals, sample.weight, partial)
    after = _scaled(sample.weight, codes, wanted)
    return replace(sample, weight=after, calibrated=(*sample.calibrated, PostStrata(codes, sample.weight, after)))


def rake(
    sample: Sample,
    margins: Sequence[tuple[ArrayLike, Mapping[Any, float]]],
    *,
    rounds: int = 1000,
    tolerance: float = 1e-12,
) -> Sample:
    """The sample with weights that meet several *margins*: pairs of a column (n,) and its totals by value.

    Each margin is met in turn until no weight has to change by more than *tolerance*, relatively (R stops earlier, by
    default after 10 rounds).

    Raises:
        CalibrationError: as :func:`post_stratify`; the margins have different sums; or they are not met in *rounds*.
    """
    if not margins:
        raise CalibrationError("Raking needs at least one margin.")
    sums = [float(sum(totals.values())) for _, totals in margins]
    if max(sums) - min(sums) > SAME_SUM * max(map(abs, sums)):
        told = ", ".join(f"{total:,.6g}" for total in sums)
        raise CalibrationError(f"The margins have different sums ({told}); scale them to one population.")
    known = [_margin(column, totals, sample.weight, False) for column, totals in margins]
    weight = sample.weight
    for _ in range(rounds):
        steps, moved = [], False
        for codes, wanted in known:
            before, weight = weight, _scaled(weight, codes, wanted)
            moved |= bool(np.any(np.abs(weight - before) > tolerance * np.abs(before)))
            steps.append((codes, weight))
        if not moved:
            return replace(sample, weight=weight, calibrated=(*sample.calibrated, Raking(tuple(steps))))
    raise CalibrationError(
        f"The margins are not met after {rounds} rounds: they contradict each other in this sample. "
        "Join small groups, or use fewer margins."
    )


def calibrate(
    sample: Sample,
    columns: Mapping[str, ArrayLike],
    totals: Mapping[str, float],
    *,
    distance: Distance = "linear",
    bounds: tuple[float, float] = (-np.inf, np.inf),
    variance: ArrayLike | None = None,
) -> Sample:
    """The sample with weights whose totals of *columns*, each (n,), are the known *totals* by the same names.

    A column of ones calibrates to the size of the population; :func:`indicators` makes columns of a categorical one.
    The new weight over the old lies within *bounds*. Distances: *linear* is the regression estimator (GREG), which
    without bounds may give weights below 0; *raking* multiplies and never does; *logit* needs finite bounds.
    *variance* (n,) is that of the residuals in the regression, constant by default.

    Raises:
        CalibrationError: names differ, values are missing, or the totals cannot be met within the bounds.
    """
    x, wanted = _auxiliaries(columns, totals)
    spread = np.ones(len(x)) if variance is None else np.asarray(variance, float)
    if not bool(np.all((spread > 0) & np.isfinite(spread))):
        raise CalibrationError("The variance of the residuals has to be above 0 in every row.")
    half = np.sqrt(sample.weight)
    if distance == "linear" and bounds == (-np.inf, np.inf):
        factor = _newton(x, sample.weight, wanted, spread=spread, shape=_LINEAR, names=list(totals), rounds=2)
        basis, scale = x * (half / np.sqrt(spread))[:, None], factor * half * np.sqrt(spread)
    else:
        shape = _shape(distance, bounds)
        factor = _newton(x, sample.weight, wanted, spread=spread, shape=shape, names=list(totals))
        basis, scale = x * half[:, None], factor * half
    step = Regression(_orthonormal(basis), scale)
    return replace(sample, weight=sample.weight * factor, calibrated=(*sample.calibrated, step))


def trim(sample: Sample, upper: float = np.inf, lower: float = 0.0, *, strict: bool = True) -> Sample:
    """The sample with weights between *lower* and *upper*; what is cut off goes to the other rows in equal parts.

    *strict* repeats it until no weight lies outside (R's default is once). A calibration before it is no longer met
    exactly; the sample keeps its residuals, as in R.

    Raises:
        CalibrationError: the limits leave no room for the sum of the weights.
    """
    weight, whole = sample.weight, float(sample.weight.sum())
    if not len(weight) * lower <= whole <= len(weight) * upper or lower > upper:
        raise CalibrationError(f"Weights between {lower:g} and {upper:g} cannot keep their sum of {whole:,.6g}.")
    outside = (weight < lower) | (weight > upper)
    while bool(outside.any()) and not bool(outside.all()):
        cut = np.clip(weight, lower, upper)
        cut[~outside] += (weight - cut).sum() / (~outside).sum()
        weight = cut
        if not strict:
            break
        outside = (weight < lower * (1 - ROUNDING)) | (weight > upper * (1 + ROUNDING))
    return replace(sample, weight=weight)


def cross(*columns: ArrayLike) -> NDArray[np.object_]:
    """The combinations (n,) of several columns (n,) as tuples, for totals by combination."""
    out = np.empty(len(np.asarray(columns[0])), dtype=object)
    out[:] = list(zip(*(np.asarray(column, object).tolist() for column in columns), strict=True))
    return out


def indicators(
    name: str, column: ArrayLike, totals: Mapping[Any, float]
) -> tuple[dict[str, NDArray[np.float64]], dict[str, float]]:
    """Columns of 0 and 1 for each value of *totals*, and their totals, for :func:`calibrate`; together with a column
    of ones leave one value out."""
    column = np.asarray(column, object)
    named = {value: f"{name} = {value}" for value in totals}
    return {named[v]: (column == v).astype(float) for v in totals}, {named[v]: totals[v] for v in totals}


def with_weights(data: Data, sample: Sample, name: str) -> Data:
    """The file in memory with the weights of *sample* as a column *name*.

    The column alone does not say that it was calibrated: errors from it are those of the design without calibration,
    as a rule too large. For right errors elsewhere give out replicates, see :func:`with_replicates`.

    Raises:
        CalibrationError: the file has such a column, or another number of rows.
    """
    return _appended(data, {name: sample.weight})


def with_replicates(data: Data, weights: ReplicateWeights, name: str) -> tuple[Data, Design]:
    """The file in memory with *weights* as columns *name*, *name*_1 and so on, and the design that reads them.

    Replicates that were calibrated each (:meth:`~tayanch.survey.replication.ReplicateWeights.reweighted`) carry the
    calibration with them, so that everything that takes a design has the right errors.

    Raises:
        CalibrationError: the file has such a column, or another number of rows.
    """
    columns = {f"{name}_{number + 1}": weights.replicate(number) for number in range(weights.count)}
    rule = Replicates(
        method="other",
        columns=tuple(columns),
        scale=float(weights.scale),
        rscales=tuple(weights.rscales.tolist()),
        mse=weights.mse,
    )
    return _appended(data, {name: weights.weight} | columns), Design(weight=name, replicates=rule)


def _appended(data: Data, columns: Mapping[str, Floats]) -> Data:
    """The file in memory with more columns, each (n,)."""
    rows = data.rows if isinstance(data.rows, pa.Table) else pq.read_table(data.rows)
    for name, column in columns.items():
        if name in rows.column_names:
            raise CalibrationError(f"The file has a column {name!r} already; choose another name for the weights.")
        if rows.num_rows != len(column):
            raise CalibrationError(f"The file has {rows.num_rows} rows and the sample {len(column)}.")
        rows = rows.append_column(name, pa.array(column))
    return replace(data, rows=rows)


def _over(values: Floats, divisor: Floats) -> Floats:
    """*values* (n, k) over *divisor* (n,), 0 where it is 0."""
    safe = np.where(divisor == 0, 1.0, divisor)[:, None]
    return np.where(divisor[:, None] == 0, 0.0, values / safe)


def _means(group: Codes, values: Floats, weight: Floats) -> Floats:
    """Weighted means (groups, k) of *values* (n, k)."""
    size = np.bincount(group, weight)
    sums = np.empty((len(size), values.shape[1]))
    for number, column in enumerate(values.T):
        sums[:, number] = np.bincount(group, column * weight)
    return sums / np.where(size == 0, 1.0, size)[:, None]


def _margin(column: ArrayLike, totals: Mapping[Any, float], weight: Floats, partial: bool) -> tuple[Codes, Floats]:
    """The code (n,) of each row among the totals, and the totals by code."""
    values: list[Hashable] = np.asarray(column, object).tolist()
    if any(not isinstance(value, tuple) and pd.isna(value) for value in values):
        raise CalibrationError("A column of known totals is empty in some rows; fill them, or give 'missing' a total.")
    place = {value: at for at, value in enumerate(totals)}
    if unknown := sorted({str(value) for value in values if value not in place}):
        raise CalibrationError(f"There is no total for {', '.join(unknown)}; give one, or join it with another group.")
    codes = np.array([place[value] for value in values], dtype=np.int64)
    wanted = np.array(list(totals.values()), float)
    present = np.bincount(codes, weight, len(wanted))
    empty = [str(value) for value, at in place.items() if present[at] <= 0 < wanted[at]]
    if empty and not partial:
        raise CalibrationError(f"Nobody in the sample stands for {', '.join(empty)}; join it with another group.")
    if not bool(np.all(wanted >= 0)):
        raise CalibrationError("Totals of a population are 0 or more.")
    return codes, wanted


def _scaled(weight: Floats, codes: Codes, wanted: Floats) -> Floats:
    """Weights (n,) whose sums by code are those wanted."""
    present = np.bincount(codes, weight, len(wanted))
    return np.asarray(weight * np.divide(wanted, present, out=np.zeros_like(wanted), where=present > 0)[codes])


def _auxiliaries(columns: Mapping[str, ArrayLike], totals: Mapping[str, float]) -> tuple[Floats, Floats]:
    """The columns as a matrix (n, p) in the order of the totals (p,)."""
    if unequal := sorted(set(columns) ^ set(totals)):
        raise CalibrationError(f"Each column needs one total and each total a column; look at {', '.join(unequal)}.")
    matrix = np.column_stack([np.asarray(columns[name], float) for name in totals])
    if gaps := [name for name, column in zip(totals, matrix.T, strict=True) if not np.all(np.isfinite(column))]:
        raise CalibrationError(f"Columns of known totals are empty in some rows: {', '.join(gaps)}.")
    if not all(np.isfinite(total) for total in totals.values()):
        raise CalibrationError("A total of the population is missing or infinite.")
    return matrix, np.array(list(totals.values()), float)


_Shape = tuple[Callable[[Floats], Floats], Callable[[Floats], Floats]]  # new over old weight, and its derivative
_LINEAR: _Shape = (lambda u: 1 + u, np.ones_like)


def _shape(distance: Distance, bounds: tuple[float, float]) -> _Shape:
    """How the new weight over the old follows from the linear predictor, within the bounds."""
    low, high = bounds
    if distance not in get_args(Distance):
        raise CalibrationError(f"Unknown distance {distance!r}. Known: {', '.join(get_args(Distance))}.")
    if not low < 1 < high:
        raise CalibrationError("The bounds of new over old weights lie below and above 1, for example 0.5 and 2.")
    if distance == "logit":
        return _logit(low, high)
    plain: Callable[[Floats], Floats] = np.exp if distance == "raking" else lambda u: 1 + u
    slope: Callable[[Floats], Floats] = np.exp if distance == "raking" else np.ones_like
    return (
        lambda u: np.clip(plain(u), low, high),
        lambda u: np.where((plain(u) > low) & (plain(u) < high), slope(u), 0.0),
    )


def _logit(low: float, high: float) -> _Shape:
    if not (np.isfinite(low) and np.isfinite(high)):
        raise CalibrationError("The logit distance needs two finite bounds, for example 0.5 and 2.")
    steep = (high - low) / ((high - 1) * (1 - low))

    def factor(u: Floats) -> Floats:
        tilt = np.exp(-steep * u)  # divided through, so that a large u does not overflow
        return np.asarray((low * (high - 1) * tilt + high * (1 - low)) / ((high - 1) * tilt + (1 - low)))

    return factor, lambda u: (factor(u) - low) * (high - factor(u)) / ((high - 1) * (1 - low))


def _newton(
    x: Floats,
    weight: Floats,
    wanted: Floats,
    *,
    spread: Floats,
    shape: _Shape,
    names: list[str],
    rounds: int = NEWTON_ROUNDS,
) -> Floats:
    """New over old weights (n,) with which the totals of *x* (n, p) are those wanted (p,)."""
    function, slope = shape
    units = np.sqrt((x**2 * weight[:, None]).sum(axis=0))
    units[units == 0] = 1.0
    scaled, target = x / units, wanted / units  # columns of one size keep the equations well conditioned
    eta = np.zeros(x.shape[1])
    misfit = target - scaled.T @ weight
    for _ in range(rounds):
        own = weight * slope(scaled @ eta / spread) / spread
        step = np.linalg.pinv(scaled.T @ (scaled * own[:, None]), rcond=1e-13, hermitian=True) @ misfit
        with np.errstate(over="ignore", invalid="ignore"):
            while not bool(np.all(np.isfinite(function(scaled @ (eta + step) / spread)))):
                step = step / 2
        eta = eta + step
        factor = function(scaled @ eta / spread)
        misfit = target - scaled.T @ (weight * factor)
        if bool(np.all(np.abs(misfit) <= MET * (np.abs(target) + 1 / units))):
            return factor
    far = names[int(np.argmax(np.abs(misfit) / (np.abs(target) + 1)))]
    raise CalibrationError(
        f"The totals cannot be met; the farthest is {far!r}. Widen the bounds, or leave out contradicting totals."
    )


def _orthonormal(matrix: Floats) -> Floats:
    """An orthonormal basis (n, rank) of the columns of *matrix* (n, p)."""
    length = np.sqrt((matrix**2).sum(axis=0))
    left, size, _ = np.linalg.svd(matrix / np.where(length == 0, 1.0, length), full_matrices=False)
    return np.asarray(left[:, size > 1e-10 * size.max(initial=0.0)])
