"""What a design would mean for a file, before it is kept: units, strata, lonely strata by name, weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tayanch.survey.data import Data
from tayanch.survey.design import Design
from tayanch.survey.replication import replicate_weights
from tayanch.survey.sampling import Floats, Sample, Stage, as_drawn, sample

LONELY_SHOWN = 20


@dataclass(frozen=True)
class Fitted:
    """What known totals do to the weights: their sum *before*, *least* and *greatest* new weight over the old."""

    before: float
    least: float
    greatest: float


@dataclass(frozen=True)
class Preview:
    """*stages*: strata and units of each; *lonely*: names of strata with one unit; *deff*: 1 + cv² of the weights.

    *weights* is their sum as tables count with them. *degrees* are those of the *replicates*, if there are some.
    """

    rows: int
    stages: tuple[tuple[int, int], ...]
    lonely: tuple[str, ...]
    lonely_count: int
    weights: float
    smallest: float
    largest: float
    degrees: int
    deff: float
    replicates: int = 0
    fitted: Fitted | None = None

    @property
    def strata(self) -> int:
        return self.stages[0][0]

    @property
    def units(self) -> int:
        return self.stages[0][1]

    @property
    def effective(self) -> float:
        """Rows of a simple sample that would tell as much, as far as the weights go."""
        return self.rows / self.deff

    @property
    def more_lonely(self) -> int:
        """Lonely strata beside those that are named."""
        return self.lonely_count - len(self.lonely)


def preview(data: Data, design: Design) -> Preview:
    """What *design* means for *data*. Raises :class:`~tayanch.survey.design.DesignError`."""
    columns: Mapping[str, Any] = data.columns(design.columns)
    columns = columns or {"": np.zeros(len(data.rows))}  # type: ignore[arg-type]
    drawn, found = as_drawn(design, columns), sample(design, columns)
    replicated = replicate_weights(replace(design, calibration=None), columns) if design.replicates else None
    lonely = [name for stage in _that_count(found) for name in _lonely(stage)]
    weight, total = found.weight, float(found.weight.sum())
    return Preview(
        rows=len(weight),
        stages=tuple((len(np.unique(stage.stratum)), len(np.unique(stage.unit))) for stage in found.stages),
        lonely=tuple(lonely[:LONELY_SHOWN]),
        lonely_count=len(lonely),
        weights=total,
        smallest=float(weight.min(initial=np.inf)) if len(weight) else 0.0,
        largest=float(weight.max(initial=0.0)),
        degrees=replicated.degrees_of(np.ones(len(weight), dtype=bool)) if replicated else found.degrees,
        deff=_kish(found),
        replicates=replicated.count if replicated else 0,
        fitted=_fitted(drawn.weight, weight) if design.calibration else None,
    )


def _fitted(before: Floats, after: Floats) -> Fitted:
    factor = after[before > 0] / before[before > 0]
    return Fitted(float(before.sum()), float(factor.min(initial=np.inf)), float(factor.max(initial=0.0)))


def _that_count(found: Sample) -> Iterator[Stage]:
    """The stages that the variance reads: a later one only below units that came from a finite population."""
    for stage in found.stages:
        yield stage
        if not bool(np.any(np.isfinite(stage.population))):
            return


def _lonely(stage: Stage) -> list[str]:
    """Strata with one sampled unit of more: where the one is all there is, nothing is unknown."""
    units, first = np.unique(stage.unit, return_index=True)
    stratum, population = stage.stratum[first], stage.population[first]
    counted = np.bincount(stratum, minlength=len(stage.names))
    alone = (counted[stratum] == 1) & (population > 1)
    return [stage.names[code] for code in stratum[alone]] if len(units) else []


def _kish(found: Sample) -> float:
    """1 + cv² of the weights: how much longer unequal weights make the intervals (Kish, 1965)."""
    total = found.weight.sum()
    return float(len(found.weight) * (found.weight**2).sum() / total**2) if total > 0 else float("nan")
