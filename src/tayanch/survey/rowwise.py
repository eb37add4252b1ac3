"""Estimates from rows in memory: quantiles, calibrated weights, replicate weights that stand in columns of the file.

Only the columns that are needed are read. Everything that is a function of totals goes through the cube instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tayanch.survey import linear
from tayanch.survey.calibrating import in_words
from tayanch.survey.codebook import Variable
from tayanch.survey.compiling import Measure, codes_of, plain
from tayanch.survey.data import Data
from tayanch.survey.design import Design
from tayanch.survey.expressions import parse
from tayanch.survey.intervals import Interval
from tayanch.survey.linear import Linear
from tayanch.survey.presenting import Block, LazyEstimates, cells_of
from tayanch.survey.quantiles import Quantiles, quantiles
from tayanch.survey.replication import Replicated, ReplicateWeights, replicate_weights
from tayanch.survey.results import Estimates
from tayanch.survey.sampling import Codes, Floats, Sample, Stage, sample
from tayanch.survey.taylor import stage_plans

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Rows:
    """The columns that a question needs, with its domains."""

    data: Data
    design: Design
    columns: Mapping[str, NDArray[Any]]
    by: tuple[str, ...]
    inside: Mask
    margins: bool

    @classmethod
    def read(
        cls, data: Data, design: Design, of: Sequence[str], by: Sequence[str], where: str | None, *, margins: bool
    ) -> Rows:
        """Read what is needed of a file.

        Raises:
            ExpressionError: a condition does not fit the columns.
        """
        rules = [variable.asked_if for name in (*of, *by) if (variable := data.codebook.variables.get(name))]
        conditions = [parse(text) for text in (where, *rules) if text]
        names = [*design.columns, *of, *by, *(name for one in conditions for name in sorted(one.columns))]
        columns = data.columns(dict.fromkeys(names))
        n = len(next(iter(columns.values())))
        inside = conditions[0].rows(columns) if where else np.ones(n, dtype=bool)
        return cls(data, design, columns, tuple(by), inside, margins)

    def eligible(self, name: str) -> Mask:
        """Who was to be asked (n,)."""
        variable = self._variable(name)
        return parse(variable.asked_if).rows(self.columns) if variable and variable.asked_if else self._everybody

    def answers(self, name: str, *, asked: bool = True) -> NDArray[Any]:
        """A column (n,) with None or NaN for whatever is no answer."""
        values = self.columns[name]
        no_answer = ~self.eligible(name) if asked else ~self._everybody
        reasons = codes_of(self._variable(name), self.data.schema.field(name).type, missing=True)
        if reasons:
            no_answer = no_answer | np.isin(values, reasons)
        if not no_answer.any():
            return values
        cleaned = values.astype(float if values.dtype.kind in "iufb" else object)
        cleaned[no_answer] = np.nan if cleaned.dtype.kind == "f" else None
        return cleaned

    @cached_property
    def sample(self) -> Sample:
        """The sample of these rows."""
        return sample(self.design, self.columns)

    @cached_property
    def weights(self) -> ReplicateWeights:
        """The replicates of these rows."""
        return replicate_weights(self.design, self.columns)

    @cached_property
    def domains(self) -> tuple[list[dict[str, Any]], list[Mask]]:
        """The domains that occur, sorted, and their rows; margins after them."""
        names: list[dict[str, Any]] = []
        masks: list[Mask] = []
        sizes = range(len(self.by), -1, -1) if self.margins else (len(self.by),)
        for grouping in (part for size in sizes for part in combinations(self.by, size)):
            for name, mask in self._grouped(grouping):
                names.append(name)
                masks.append(mask)
        return names, masks

    def _grouped(self, grouping: Sequence[str]) -> list[tuple[dict[str, Any], Mask]]:
        if not grouping:
            return [({}, self.inside)]
        values = [self.answers(name, asked=True) for name in grouping]
        frame = pd.DataFrame(dict(enumerate(values)))[self.inside]
        found = frame.groupby(list(frame.columns), dropna=True, sort=True).indices
        rows = np.flatnonzero(self.inside)
        out = []
        for key, positions in found.items():
            mask = np.zeros(len(self.inside), dtype=bool)
            mask[rows[positions]] = True
            parts = key if isinstance(key, tuple) else (key,)
            out.append(({name: plain(_native(one)) for name, one in zip(grouping, parts, strict=True)}, mask))
        return out

    @cached_property
    def _everybody(self) -> Mask:
        return np.ones(len(self.inside), dtype=bool)

    def _variable(self, name: str) -> Variable | None:
        return self.data.codebook.variables.get(name)

    def missing(self, known: Mask, eligible: Mask, domain: Mask) -> float:
        """Weighted share without an answer among those of a domain who were to be asked."""
        weight = self.sample.weight
        asked = float(weight[domain & eligible].sum())
        return 1 - float(weight[domain & eligible & known].sum()) / asked if asked > 0 else 0.0


def _native(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


# --- quantiles ----------------------------------------------------------------------------------------------


def estimate_quantiles(
    rows: Rows, of: Sequence[str], probabilities: Sequence[float], *, interval: Interval, level: float
) -> Estimates:
    """Quantiles by domain with Woodruff's limits; a design with replicates gives the errors of the shares.

    Raises:
        ValueError: a probability outside 0 to 1.
    """
    names, masks = rows.domains
    drawn = rows.weights if rows.design.replicates else rows.sample
    method: Interval = "wald" if interval == "default" else interval
    blocks: list[Block] = []
    parts: list[Any] = []
    for name in of:
        values, eligible = rows.answers(name).astype(float), rows.eligible(name)
        own = [quantiles(drawn, values, probabilities, rows=mask, method=method, level=level) for mask in masks]
        gone = [rows.missing(~np.isnan(values), eligible, mask) for mask in masks]
        blocks.append(_of_quantiles(name, probabilities, own, gone))
        parts.extend(one.linear for one in own)

    def covariance() -> Floats:
        return np.asarray(parts[0].beside(*parts[1:]).covariance(drawn))

    cells = cells_of(blocks, names, method="wald", level=level)
    told = f"Quantiles by the rule math with Woodruff's limits ({method}); {_way(rows)}."
    return LazyEstimates(cells, covariance, told, _warnings(rows))


def _of_quantiles(name: str, probabilities: Sequence[float], own: Sequence[Quantiles], gone: list[float]) -> Block:
    columns = {
        part: np.column_stack([getattr(one, part) for one in own]) for part in ("values", "lower", "upper", "se")
    }
    return Block(
        name,
        tuple(probabilities),
        columns["values"],
        columns["se"] ** 2,
        np.full(columns["se"].shape, np.nan),
        np.array([one.n for one in own]),
        np.array([one.weighted_n for one in own]),
        np.array([one.df for one in own]),
        np.array(gone),
        limits=(columns["lower"], columns["upper"]),
    )


def _way(rows: Rows) -> str:
    rule, known = rows.design.replicates, rows.design.calibration
    way = (
        "Taylor linearisation of the share below"
        if rule is None
        else f"{rows.weights.count} replicates ({rule.method})"
    )
    return f"{way}; {in_words(known)}" if known else way


def _warnings(rows: Rows) -> tuple[str, ...]:
    known = rows.design.calibration
    return (
        ("The weights were trimmed after the calibration, so the known totals are met roughly.",)
        if known and known.trim
        else ()
    )


# --- replicate weights --------------------------------------------------------------------------------------


def estimate_by_replicates(
    rows: Rows, measures: Sequence[Measure], stat: str, *, interval: Interval, level: float
) -> Estimates:
    """Totals, means, shares and ratios with the errors that replicates give."""
    names, masks = rows.domains
    blocks, parts = [], []
    for measure in measures:
        own = [_replicated(rows, measure, stat, mask) for mask in masks]
        blocks.append(_of_replicates(rows, measure, stat, masks, own))
        parts.extend(own)

    def covariance() -> Floats:
        made = parts[0].beside(*parts[1:]).covariance()
        return np.asarray(made)

    told = f"Replicate weights: {_way(rows)}; df: rank of the domain's replicate weights less one."
    return LazyEstimates(cells_of(blocks, names, method=interval, level=level), covariance, told, _warnings(rows))


def _replicated(rows: Rows, measure: Measure, stat: str, mask: Mask) -> Replicated:
    values = rows.answers(measure.variable)
    if stat == "ratio":
        return rows.weights.ratio(values, rows.answers(measure.over), mask)
    if measure.kind == "number":
        number = values.astype(float)
        return rows.weights.totals(number, rows=mask) if stat == "total" else rows.weights.mean(number, mask)
    if stat == "proportion":
        return rows.weights.proportions(values, list(measure.levels), mask)
    return rows.weights.totals(*[(values == level).astype(float) for level in measure.levels], rows=mask)


def _of_replicates(rows: Rows, measure: Measure, stat: str, masks: Sequence[Mask], own: Sequence[Replicated]) -> Block:
    estimate = np.column_stack([one.values for one in own])
    variance = np.column_stack([np.diag(one.covariance()) for one in own])
    return _block(rows, measure, stat, masks, estimate=estimate, variance=variance, degrees=rows.weights.degrees_of)


def _block(
    rows: Rows,
    measure: Measure,
    stat: str,
    masks: Sequence[Mask],
    *,
    estimate: Floats,
    variance: Floats,
    degrees: Callable[[Mask], int],
) -> Block:
    """Estimates (k, G) of one variable in the domains *masks*, with their bases."""
    known = ~np.any([pd.isna(rows.answers(name)) for name in measure.columns], axis=0)
    eligible, weight = rows.eligible(measure.variable), rows.sample.weight
    answered = [mask & known & (weight != 0) for mask in masks]
    empty = np.array([not one.any() for one in answered])
    return Block(
        measure.name,
        measure.levels or (None,),
        np.where(empty, np.nan, estimate),
        variance,
        np.full(estimate.shape, np.nan),
        np.array([int(one.sum()) for one in answered]),
        np.array([float(weight[one].sum()) for one in answered]),
        np.array([degrees(mask & eligible) for mask in masks]),
        np.array([rows.missing(known, eligible, mask) for mask in masks]),
        share=stat == "proportion",
    )


# --- calibrated weights -------------------------------------------------------------------------------------


def estimate_by_residuals(
    rows: Rows,
    measures: Sequence[Measure],
    stat: str,
    *,
    interval: Interval,
    level: float,
    progress: Callable[[float], None],
) -> Estimates:
    """Totals, means, shares and ratios under calibrated weights, with the errors of what the known totals leave over.

    What stays in memory are residuals by sampling unit. *progress* is told the share that is done.

    Raises:
        DesignError: the known totals cannot be met, or a stratum has one unit and the rule is ``fail``.
    """
    drawn, (names, masks) = rows.sample, rows.domains
    unit, units = _of_units(drawn)
    lonely = sum(int(plan.lonely.sum()) for plan in stage_plans(units))
    blocks: list[Block] = []
    parts: list[Linear] = []
    for measure in measures:
        own = []
        for mask in masks:
            own.append(_gathered(drawn, unit, _linear(rows, measure, stat, mask)))
            progress((len(parts) + len(own)) / (len(measures) * len(masks)))
        estimate = np.column_stack([one.values for one in own])
        variance = np.column_stack([np.diag(one.covariance(units)) for one in own])
        if drawn.degrees == 0:
            variance = np.full_like(variance, np.nan)
        degrees = drawn.degrees_of
        blocks.append(_block(rows, measure, stat, masks, estimate=estimate, variance=variance, degrees=degrees))
        parts.extend(own)

    def covariance() -> Floats:
        return parts[0].beside(*parts[1:]).covariance(units)

    cells = cells_of(blocks, names, method=interval, level=level, always=("lonely",) if lonely else ())
    return LazyEstimates(cells, covariance, _told_of_residuals(rows, lonely), (*_warnings(rows), *_alone(rows, lonely)))


def _of_units(drawn: Sample) -> tuple[Codes, Sample]:
    """The lowest unit of each row (n,) that the variance reads, and these units as a sample that is not calibrated."""
    open_ended = [not bool(np.any(np.isfinite(stage.population))) for stage in drawn.stages]
    depth = open_ended.index(True) + 1 if True in open_ended else len(open_ended)  # below it nothing is added
    _, first, unit = np.unique(drawn.stages[depth - 1].unit, return_index=True, return_inverse=True)
    stages = tuple(
        Stage(stage.stratum[first], stage.unit[first], stage.population[first], stage.names)
        for stage in drawn.stages[:depth]
    )
    return unit.astype(np.int64), Sample(drawn.weight[first], stages, drawn.lonely)


def _gathered(drawn: Sample, unit: Codes, made: Linear) -> Linear:
    """The same estimates with the residuals of their influence summed by unit."""
    residual = made.influence
    for step in drawn.calibrated:
        residual = step(residual)
    return Linear(made.values, np.column_stack([np.bincount(unit, column) for column in residual.T]))


def _linear(rows: Rows, measure: Measure, stat: str, mask: Mask) -> Linear:
    values = rows.answers(measure.variable)
    if stat == "ratio":
        return linear.ratio(rows.sample, values, rows.answers(measure.over), mask)
    if measure.kind == "number":
        way = linear.total if stat == "total" else linear.mean
        return way(rows.sample, values.astype(float), rows=mask)
    levels: list[Any] = list(measure.levels) or [None]
    if stat == "proportion":
        return linear.proportions(rows.sample, values, levels, mask)
    return linear.total(rows.sample, *[(values == one).astype(float) for one in levels], rows=mask)


def _told_of_residuals(rows: Rows, lonely: int) -> str:
    known, first = rows.design.calibration, rows.sample.stages[0]
    assert known is not None
    units, strata = len(np.unique(first.unit)), len(np.unique(first.stratum))
    rule = f"; lonely units: {rows.design.lonely}" if lonely else ""
    told = in_words(known)
    return (
        f"{told[0].upper()}{told[1:]}; Taylor linearisation of what the known totals leave over, {units} "
        f"sampling units in {strata} strata{rule}; df: units less strata of a domain."
    )


def _alone(rows: Rows, lonely: int) -> tuple[str, ...]:
    told = f"{lonely} strata have one sampling unit; they were treated by the rule {rows.design.lonely!r}."
    return (told,) if lonely else ()
