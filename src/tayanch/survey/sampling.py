"""The design of a file as arrays: which row belongs to which stratum and unit at each stage, and with what weight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from tayanch.survey.design import Design, DesignError, Lonely

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of sampling for *n* rows.

    Attributes:
        stratum: (n,) code of the stratum of the row's unit; strata of a later stage lie within units of the one before.
        unit: (n,) code of the row's unit, unique in the whole file.
        population: (n,) number of units in the population of the stratum; infinite where there is no correction.
        names: the name of each stratum code, for messages.
    """

    stratum: Codes
    unit: Codes
    population: Floats
    names: tuple[str, ...]


class Residuals(Protocol):
    """One step of a calibration; it takes from an influence (n, k) what the known totals explain."""

    def __call__(self, influence: Floats) -> Floats:
        """The residuals (n, k)."""


@dataclass(frozen=True, slots=True)
class Sample:
    """All rows of a file with their weights (n,), stages, the rule for lonely units and steps of calibration."""

    weight: Floats
    stages: tuple[Stage, ...]
    lonely: Lonely = "fail"
    calibrated: tuple[Residuals, ...] = ()

    @property
    def degrees(self) -> int:
        """Degrees of freedom of the whole design: units of the first stage less strata."""
        return self.degrees_of(np.ones(len(self.weight), dtype=bool))

    def degrees_of(self, rows: NDArray[np.bool_]) -> int:
        """Degrees of freedom of a domain: its units less the strata it meets (R's ``degf`` of a subset).

        A row without weight carries no information, so it brings no degree, though its unit counts in the variance.
        """
        first, heard = self.stages[0], rows & (self.weight != 0)
        return len(np.unique(first.unit[heard])) - len(np.unique(first.stratum[heard]))


def codes(*columns: ArrayLike) -> tuple[Codes, tuple[tuple[Any, ...], ...]]:
    """Number the distinct combinations of *columns*, each (n,), in sorted order; also return the combinations."""
    dense, first = _numbered(*columns)
    arrays = [np.asarray(column) for column in columns]
    return dense, tuple(tuple(array[row] for array in arrays) for row in first)


def _numbered(*columns: ArrayLike) -> tuple[Codes, Codes]:
    """The number of each row's combination, and the first row of each."""
    numbered: Codes | None = None
    for column in columns:
        _, inverse = np.unique(np.asarray(column), return_inverse=True)
        numbered = inverse if numbered is None else numbered * (inverse.max(initial=0) + 1) + inverse
    assert numbered is not None
    _, first, dense = np.unique(numbered, return_index=True, return_inverse=True)
    return dense.astype(np.int64), first


def sample(design: Design, columns: Mapping[str, ArrayLike]) -> Sample:
    """Read a design from *columns*, each (n,); with the weights that its calibration asks for.

    Raises:
        DesignError: a column is missing or has empty or impossible values, or known totals cannot be met.
    """
    drawn = as_drawn(design, columns)
    if design.calibration is None:
        return drawn
    from tayanch.survey.calibrating import calibrated  # it works on samples

    return calibrated(drawn, design.calibration, columns)


def as_drawn(design: Design, columns: Mapping[str, ArrayLike]) -> Sample:
    """The sample with its weights before any calibration. Raises what :func:`sample` does."""
    read = {name: _whole(name, columns) for name in replace(design, calibration=None).columns}
    n = len(next(iter(read.values()))) if read else len(np.asarray(next(iter(columns.values()))))
    stages: list[Stage] = []
    above: Codes = np.zeros(n, dtype=np.int64)
    for stage in range(max(1, len(design.clusters))):
        within = [above, *([read[design.strata[stage]]] if stage < len(design.strata) else [])]
        stratum, combinations = codes(*within)
        own = read[design.clusters[stage]] if design.clusters else np.arange(n)
        unit, _ = _numbered(stratum, own)
        names = tuple(", ".join(str(part) for part in found[1:]) or "(all)" for found in combinations)
        population = _population(design, stage, read, stratum, unit)
        stages.append(Stage(stratum, unit, population, names))
        above = unit
    return Sample(_weight(design, read, stages), tuple(stages), design.lonely)


def _whole(name: str, columns: Mapping[str, ArrayLike]) -> NDArray[Any]:
    """A column of the design, without gaps."""
    if name not in columns:
        raise DesignError(f"The design names a column {name!r} that the file does not have.")
    column = np.asarray(columns[name])
    if bool(np.any(empty := pd.isna(column))):
        raise DesignError(
            f"Column {name!r} of the design is empty in {int(np.sum(empty))} rows; fill or leave them out."
        )
    return column


def _population(design: Design, stage: int, read: Mapping[str, NDArray[Any]], stratum: Codes, unit: Codes) -> Floats:
    """Units in the population per row: given as a number or as a sampled fraction, infinite when nothing is given."""
    if stage >= len(design.fpc):
        return np.full(len(stratum), np.inf)
    name = design.fpc[stage]
    given = read[name].astype(np.float64)
    if bool(np.any(given <= 0)):
        raise DesignError(f"Column {name!r} has values of 0 or less; it needs population sizes or sampled fractions.")
    if bool(np.any(given < 1)) and bool(np.any(given > 1)):
        raise DesignError(f"Column {name!r} mixes fractions (below 1) and sizes (above 1); use one of them.")
    sampled = _units_of_stratum(stratum, unit)[stratum]
    sizes = sampled / given if bool(np.all(given <= 1)) else given
    spread = np.zeros(stratum.max(initial=0) + 1)
    np.maximum.at(spread, stratum, sizes)
    if bool(np.any(np.abs(spread[stratum] - sizes) > 1e-9 * sizes)):
        raise DesignError(f"Column {name!r} differs inside a stratum; the population of a stratum is one number.")
    if bool(np.any(sampled > sizes * (1 + 1e-9))):
        raise DesignError(f"Column {name!r} gives fewer units in the population than were sampled.")
    return sizes


def _units_of_stratum(stratum: Codes, unit: Codes) -> Codes:
    """How many different units each stratum has, by code."""
    _, first = np.unique(unit, return_index=True)
    return np.bincount(stratum[first], minlength=stratum.max(initial=0) + 1).astype(np.int64)


def _weight(design: Design, read: Mapping[str, NDArray[Any]], stages: list[Stage]) -> Floats:
    """The weight of each row; without a column the inverse of the sampled fractions of all stages."""
    if design.weight:
        weight = read[design.weight].astype(np.float64)
        if bool(np.any(weight < 0)) or not bool(np.all(np.isfinite(weight))):
            raise DesignError(f"Column {design.weight!r} has weights below 0 or without a value.")
        return weight
    weight = np.ones(len(stages[0].unit))
    for stage in stages:
        sampled = _units_of_stratum(stage.stratum, stage.unit)[stage.stratum]
        weight = np.where(np.isfinite(stage.population), weight * stage.population / sampled, weight)
    return weight
