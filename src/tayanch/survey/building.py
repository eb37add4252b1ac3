"""A cube from the sums of a scan, or from two cubes of parts of a file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tayanch.survey.compiling import Measure, Question, QuestionError
from tayanch.survey.cube import Cube
from tayanch.survey.design import Design
from tayanch.survey.sampling import Codes, Floats
from tayanch.survey.units import check_constant, check_units, sample_of


def encoded(columns: Sequence[pa.ChunkedArray], n: int) -> tuple[Codes, Codes]:
    """A number for each distinct combination (n,), and the first row of each."""
    numbered = np.zeros(n, dtype=np.int64)
    for column in columns:
        indices = column.combine_chunks().dictionary_encode(null_encoding="encode").indices.to_numpy()
        numbered = numbered * (int(indices.max(initial=0)) + 1) + indices
        _, numbered = np.unique(numbered, return_inverse=True)
    _, first, dense = np.unique(numbered, return_index=True, return_inverse=True)
    return dense.astype(np.int64), first


def assembled(question: Question, cells: pa.Table, everyone: pa.Table | None) -> Cube:
    """A cube from the sums of a scan; *everyone* holds all units where a condition kept rows out of *cells*.

    Raises:
        DesignError: weights, keys or populations have gaps or impossible values.
    """
    every = cells if everyone is None else everyone
    if not pc.sum(every["rows"]).as_py():
        raise QuestionError("The file holds no rows.")
    keys = [name for name in every.column_names if name[0] in "hu" and name[1:].isdigit()]
    check_units(question.design, every)
    stacked = every.select(keys) if everyone is None else pa.concat_tables([every.select(keys), cells.select(keys)])
    code, _ = encoded([stacked[name] for name in keys], max(stacked.num_rows, cells.num_rows))
    own, of_cells = (code, code) if everyone is None else (code[: every.num_rows], code[every.num_rows :])
    if not keys:
        own, of_cells = np.zeros(every.num_rows, np.int64), np.zeros(cells.num_rows, np.int64)
    units = _units(question.design, every, keys, own)
    sampled = sample_of(question.design, units)
    order, position = _in_order(sampled.stages[-1].unit)
    unit = position[of_cells]
    factor = np.ones(len(unit)) if question.design.weight else sampled.weight[order][unit]
    domains, domain = _domains(cells, len(question.by))
    sorting = np.lexsort((unit, domain))
    table = {"unit": unit[sorting], "domain": domain[sorting]}
    for name in cells.column_names:
        if ":" in name or name in ("weight", "counted", "rows"):
            table[name] = _weighted(name, np.nan_to_num(cells[name].to_numpy()), factor)[sorting]
    return Cube(question.design, question.measures, question.by, units.take(order), domains, pa.table(table))


def _in_order(codes: Codes) -> tuple[Codes, Codes]:
    """The order that sorts units, and the place of each unit in it."""
    order = np.argsort(codes, kind="stable")
    position = np.empty(len(order), dtype=np.int64)
    position[order] = np.arange(len(order))
    return order, position


def _weighted(name: str, values: np.ndarray, factor: Floats) -> np.ndarray:
    """Sums of rows that counted once, times the weight that follows from the sampled fractions."""
    part = name.partition(":")[2] or name
    if part in ("n", "rows", "counted"):
        return values
    return np.asarray(values * (factor**2 if part.startswith("q") else factor))


def _units(design: Design, every: pa.Table, keys: Sequence[str], code: Codes) -> pa.Table:
    """One row for each unit: its keys, rows and populations."""
    _, first = np.unique(code, return_index=True)
    units = every.select(keys).take(first) if keys else pa.table({})
    columns = {name: units[name] for name in keys}
    columns["counted_rows"] = pa.array(np.bincount(code, every["rows"].to_numpy()).astype(np.int64))
    for name in (name for name in every.column_names if name[0] == "f" and name[1:].isdigit()):
        columns[name] = every[name].take(first)
        own = columns[name].to_numpy()[code]
        check_constant(
            design.fpc[int(name[1:])], np.minimum(own, every[name].to_numpy()), np.maximum(own, every[name].to_numpy())
        )
    return pa.table(columns)


def _domains(cells: pa.Table, count: int) -> tuple[pa.Table, Codes]:
    """The distinct domains, and the domain of each cell; who has no value in a column is in none of its domains."""
    names = [f"d{at}" for at in range(count)]
    if not names:
        return pa.table({"all": pa.array([True])}), np.zeros(cells.num_rows, dtype=np.int64)
    code, first = encoded([cells[name] for name in names], cells.num_rows)
    return cells.select(names).take(first), code


def unchosen(cube: Cube) -> list[str]:
    """Variables with a level that was guessed and has no weight."""
    return [
        measure.variable
        for index, measure in enumerate(cube.measures)
        if measure.guessed and not all(cube.column(f"{index}:l{at}").any() for at in range(len(measure.levels)))
    ]


def pruned(cube: Cube, found: Mapping[str, Sequence[Any]] | None = None) -> Cube:
    """The cube without guessed levels that nobody chose; *found* are levels that the file is known to have."""
    measures, cells = list(cube.measures), cube.cells
    for index, measure in enumerate(cube.measures):
        known = (found or {}).get(measure.variable, ())
        chosen = [
            at for at, level in enumerate(measure.levels) if level in known or cube.column(f"{index}:l{at}").any()
        ]
        if measure.guessed and len(chosen) < len(measure.levels):
            cells = _renumbered(cells, index, len(measure.levels), {at: new for new, at in enumerate(chosen)})
            measures[index] = replace(measure, levels=tuple(measure.levels[at] for at in chosen))
    return replace(cube, measures=tuple(measures), cells=cells)


def _renumbered(cells: pa.Table, index: int, levels: int, new: Mapping[int, int]) -> pa.Table:
    """The cells with a measure's levels in their *new* places; those without one are left out."""
    own = {f"{index}:{mark}l{at}": (mark, at) for mark in ("", "q") for at in range(levels)}
    columns = {}
    for name in cells.column_names:
        if name not in own:
            columns[name] = cells[name]
        elif own[name][1] in new:
            columns[f"{index}:{own[name][0]}l{new[own[name][1]]}"] = cells[name]
    return pa.table(columns)


def with_levels(question: Question, levels: Mapping[str, tuple[Any, ...]]) -> Question:
    """The question with more levels than the codebook has."""
    measures = [
        replace(one, levels=tuple(dict.fromkeys((*one.levels, *levels[one.variable]))), complete=True)
        if one.kind == "category" and one.variable in levels
        else one
        for one in question.measures
    ]
    return replace(question, measures=tuple(measures))


def unlisted(cube: Cube) -> Iterator[str]:
    """Variables with answers that their levels do not list."""
    for index, measure in enumerate(cube.measures):
        if measure.kind == "category" and not measure.complete:
            listed = sum(cube.column(f"{index}:l{at}").sum() for at in range(len(measure.levels)))
            known = cube.column(f"{index}:k").sum()
            if abs(known - listed) > 1e-9 * abs(known):
                yield measure.variable


# --- adding -------------------------------------------------------------------------------------------------


def added(one: Cube, other: Cube) -> Cube:
    """The cube of two parts of a file, such as its chunks or its waves.

    A number that takes few values in one part is kept as answers too there; the sum holds what both parts hold.

    Raises:
        QuestionError: they do not hold the same variables and domains of the same design.
    """
    if one.design != other.design or one.by != other.by or _names(one) != _names(other):
        raise QuestionError("Two cubes can be added when they have the same design, variables and domains.")
    one, other = _only(one, _asked(other)), _only(other, _asked(one))
    if _names(one) != _names(other):
        raise QuestionError("Two cubes can be added when they hold a variable in the same way, as answers or numbers.")
    if not one.design.weight and one.design.fpc:
        raise QuestionError("Weights that follow from sampled fractions need the whole file; name a weight column.")
    measures = tuple(_joined(*pair) for pair in zip(one.measures, other.measures, strict=True))
    parts = [_aligned(cube, measures) for cube in (one, other)]
    keys = [name for name in one.units.column_names if name[0] in "hu" and name[1:].isdigit()]
    every = pa.concat_tables([one.units, other.units.select(one.units.column_names)])
    code, _ = encoded([every[name] for name in keys], every.num_rows)
    units = _units(one.design, every.append_column("rows", every["counted_rows"]), keys, code)
    order, position = _in_order(sample_of(one.design, units).stages[-1].unit)
    domains, domain = _domains(pa.concat_tables([one.domains, other.domains]), len(one.by))
    unit_of = np.split(position[code], [one.units.num_rows])
    domain_of = np.split(domain, [one.domains.num_rows])
    units_of_cells = np.concatenate([own[c["unit"].to_numpy()] for own, c in zip(unit_of, parts, strict=True)])
    domains_of_cells = np.concatenate([own[c["domain"].to_numpy()] for own, c in zip(domain_of, parts, strict=True)])
    sums = {name: np.concatenate([part[name].to_numpy() for part in parts]) for name in parts[0].column_names[2:]}
    cells = _summed(units_of_cells, domains_of_cells, sums)
    return Cube(one.design, measures, one.by, units.take(order), domains, cells)


def _names(cube: Cube) -> set[str]:
    return {measure.name for measure in cube.measures}


def _asked(cube: Cube) -> set[tuple[str, str]]:
    return {(measure.name, measure.kind) for measure in cube.measures}


def _only(cube: Cube, asked: Collection[tuple[str, str]]) -> Cube:
    """The cube without measures that are not *asked*, those that stay in order of their names."""
    kept = [at for at, measure in enumerate(cube.measures) if (measure.name, measure.kind) in asked]
    kept.sort(key=lambda at: (cube.measures[at].name, cube.measures[at].kind))
    new = {str(at): str(place) for place, at in enumerate(kept)}
    columns = {}
    for name in cube.cells.column_names:
        index, mark, part = name.partition(":")
        if not mark:
            columns[name] = cube.cells[name]
        elif index in new:
            columns[f"{new[index]}:{part}"] = cube.cells[name]
    return replace(cube, measures=tuple(cube.measures[at] for at in kept), cells=pa.table(columns))


def _joined(one: Measure, other: Measure) -> Measure:
    """The measure with the levels of both."""
    levels = tuple(dict.fromkeys((*one.levels, *other.levels)))
    complete = one.complete and other.complete
    if all(own == _in_turn(own) for own in (one.levels, other.levels)):
        levels = _in_turn(levels)
    return replace(one, levels=levels, complete=complete)


def _in_turn(levels: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(sorted(levels, key=lambda level: (isinstance(level, str), level)))


def _aligned(cube: Cube, measures: Sequence[Measure]) -> pa.Table:
    """The cells of a cube with the columns that *measures* need."""
    columns: dict[str, Any] = {"unit": cube.cells["unit"], "domain": cube.cells["domain"]}
    columns |= {name: cube.cells[name] for name in ("weight", "counted", "rows")}
    nothing = np.zeros(cube.cells.num_rows)
    for index, (measure, own) in enumerate(zip(measures, cube.measures, strict=True)):
        place = {level: at for at, level in enumerate(own.levels)}
        for mark in ("", "q") if cube.by_rows else ("",):
            for at, level in enumerate(measure.levels):
                name = f"{index}:{mark}l{place[level]}" if level in place else ""
                columns[f"{index}:{mark}l{at}"] = cube.cells[name] if name else nothing
            columns |= _moved(cube, index, mark, own.centre - measure.centre) if own.kind == "number" else {}
        for part in ("n", "e", "m", "y", "yy", "x", "xx", "xy", "qyy", "qxx", "qxy", "qx", "qy", "qk"):
            if cube.has(name := f"{index}:{part}") and name not in columns:
                columns[name] = cube.cells[name]
        if own.kind != "category" or not measure.complete:
            columns[f"{index}:k"] = cube.known(index)
    return pa.table({name: columns[name] for name in (*list(columns)[:2], *sorted(list(columns)[2:]))})


def _moved(cube: Cube, index: int, mark: str, shift: float) -> dict[str, Floats]:
    """Sums of a number and its square about another centre."""
    known, y, yy = (cube.column(f"{index}:{mark}{part}") for part in ("k", "y", "yy"))
    return {f"{index}:{mark}y": y + shift * known, f"{index}:{mark}yy": yy + 2 * shift * y + shift**2 * known}


def _summed(unit: Codes, domain: Codes, sums: Mapping[str, np.ndarray]) -> pa.Table:
    """Cells in order of domain and unit, those of the same unit and domain added up."""
    order = np.lexsort((unit, domain))
    unit, domain = unit[order], domain[order]
    changes = np.ones(len(unit), dtype=bool)
    changes[1:] = (unit[1:] != unit[:-1]) | (domain[1:] != domain[:-1])
    starts = np.flatnonzero(changes)
    table: dict[str, Any] = {"unit": unit[starts], "domain": domain[starts]}
    return pa.table(table | {name: np.add.reduceat(values[order], starts) for name, values in sums.items()})
