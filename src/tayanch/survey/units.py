"""The sampling units that a scan found, checked and read as a sample."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from tayanch.survey.design import Design, DesignError
from tayanch.survey.sampling import Codes, Floats, Sample, Stage, sample


def sample_of(design: Design, units: pa.Table) -> Sample:
    """The sample of units from their keys and facts; strata of rows are taken for units, with their rows' population.

    Raises:
        DesignError: populations do not fit.
    """
    depth = sum(name.startswith("u") and name[1:].isdigit() for name in units.column_names)
    if not depth:
        return _sample_of_strata(design, units)
    columns: dict[str, Any] = {"": np.zeros(units.num_rows)}
    for stage in range(depth):
        for mark, names in (("h", design.strata), ("u", design.clusters), ("f", design.fpc)):
            if stage < len(names):
                columns[f"{mark}{stage}"] = units[f"{mark}{stage}"].to_pandas().to_numpy()
    keys = Design(
        strata=tuple(f"h{at}" for at in range(min(depth, len(design.strata)))),
        clusters=tuple(f"u{at}" for at in range(depth)),
        fpc=tuple(f"f{at}" for at in range(min(depth, len(design.fpc)))),
        lonely=design.lonely,
    )
    return sample(keys, columns)


def _sample_of_strata(design: Design, units: pa.Table) -> Sample:
    codes = np.arange(units.num_rows)
    names = tuple(map(str, units["h0"].to_pylist())) if "h0" in units.column_names else ("(all)",)
    population = np.full(units.num_rows, np.inf)
    weight = np.ones(units.num_rows)
    if design.fpc:
        given, rows = units["f0"].to_numpy(), units["counted_rows"].to_numpy()
        _check_population(design.fpc[0], given, rows)
        population = rows / given if bool(np.all(given <= 1)) else given
        weight = population / rows
    return Sample(weight, (Stage(codes, codes, population, names),), design.lonely)


def _check_population(name: str, given: Floats, rows: Codes) -> None:
    if bool(np.any(given <= 0)):
        raise DesignError(f"Column {name!r} has values of 0 or less; it needs population sizes or sampled fractions.")
    if bool(np.any(given < 1)) and bool(np.any(given > 1)):
        raise DesignError(f"Column {name!r} mixes fractions (below 1) and sizes (above 1); use one of them.")
    if bool(np.all(given > 1)) and bool(np.any(rows > given * (1 + 1e-9))):
        raise DesignError(f"Column {name!r} gives fewer units in the population than were sampled.")


def check_units(design: Design, units: pa.Table) -> None:
    """Raises:
    DesignError: a column of the design has gaps or impossible values.
    """
    rows = units["rows"].to_numpy()
    gaps = {design.weight: rows - units["weighted"].to_numpy()} if design.weight else {}
    for mark, names in (("h", design.strata), ("u", design.clusters)):
        for stage, name in enumerate(names):
            if (key := f"{mark}{stage}") in units.column_names:
                gaps[name] = np.where(_is_gap(units[key]), rows, 0)
    for stage, name in enumerate(design.fpc):
        if f"c{stage}" in units.column_names:
            gaps[name] = rows - units[f"c{stage}"].to_numpy()
            check_constant(name, units[f"f{stage}"].to_numpy(), units[f"g{stage}"].to_numpy())
    for name, empty in gaps.items():
        if count := int(empty.sum()):
            raise DesignError(f"Column {name!r} of the design is empty in {count} rows; fill or leave them out.")
    if design.weight:
        weight, least = units["weight"].to_numpy(), units["least"].to_numpy()
        if not bool(np.all(np.isfinite(weight))) or bool(np.any(least < 0)):
            raise DesignError(f"Column {design.weight!r} has weights below 0 or without a value.")


def _is_gap(column: pa.ChunkedArray) -> np.ndarray:
    return np.asarray(column.is_null(nan_is_null=True).to_numpy())


def check_constant(name: str, least: Floats, greatest: Floats) -> None:
    if bool(np.any(greatest - least > 1e-9 * np.abs(greatest))):
        raise DesignError(f"Column {name!r} differs inside a stratum; the population of a stratum is one number.")
