"""The one door: an estimate, or a cube, from a file under a design."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Literal, get_args

import numpy as np
import pyarrow as pa

from tayanch.survey import building, compiling, rowwise
from tayanch.survey.compiling import Measure, Question, QuestionError
from tayanch.survey.cube import Cube, refuse_calibration
from tayanch.survey.data import Data
from tayanch.survey.design import Design
from tayanch.survey.engines import Backend, Engine, opened
from tayanch.survey.intervals import Interval
from tayanch.survey.results import Estimates

Stat = Literal["total", "mean", "proportion", "ratio", "quantile"]
Progress = Callable[[float], None]
FEW_CODES = 12  # a number with so few values in a cube is kept as answers too


def estimate(
    data: Data,
    design: Design,
    of: Sequence[str],
    stat: Stat,
    *,
    by: Sequence[str] = (),
    where: str | None = None,
    margins: bool = False,
    over: str | None = None,
    probabilities: Sequence[float] = (0.5,),
    engine: Engine = "duckdb",
    interval: Interval = "default",
    level: float = 0.95,
    progress: Progress | None = None,
) -> Estimates:
    """Estimates of the variables *of* with their standard errors, intervals and bases.

    *by* splits into domains, *where* is a condition that keeps a subpopulation (the design stays whole), *margins* adds
    subtotals and the total, *over* is the denominator of a ratio, *probabilities* are those of quantiles. *progress* is
    told the share of the work that is done, 0 to 1; what it raises stops the work.

    Raises:
        QuestionError: the file does not hold what is asked.
        ExpressionError: the condition cannot be read.
        DesignError: the design does not fit the file; :class:`LonelyUnitError` names a stratum with one unit.
        EngineError: the engine is not there.
    """
    tell = progress or (lambda _share: None)
    _check(data, design, stat, of=of, by=by, over=over)
    backend = opened(engine)
    tell(0.0)
    measures = _measures(backend, data, of, stat, over)
    if stat == "quantile" or _needs_rows(design):
        columns = [name for measure in measures for name in measure.columns]
        rows = rowwise.Rows.read(data, design, columns, by, where or None, margins=margins)
        if stat == "quantile":
            names = [measure.variable for measure in measures]
            told = rowwise.estimate_quantiles(rows, names, probabilities, interval=interval, level=level)
        elif design.replicates is None:
            told = rowwise.estimate_by_residuals(rows, measures, stat, interval=interval, level=level, progress=tell)
        else:
            told = rowwise.estimate_by_replicates(rows, measures, stat, interval=interval, level=level)
    else:
        made = _cube(backend, Question(data, design, measures, tuple(by), where or None), tell)
        told = made.estimate(None, stat, margins=margins, interval=interval, level=level)
    tell(1.0)
    return told


def _needs_rows(design: Design) -> bool:
    """Whether replicates stand in columns of the file, or are made of rows, or weights are calibrated."""
    if design.calibration is not None:
        return True
    return design.replicates is not None and (bool(design.replicates.columns) or not design.clusters)


def cube(
    data: Data,
    design: Design,
    of: Sequence[str],
    *,
    by: Sequence[str] = (),
    where: str | None = None,
    over: str | None = None,
    engine: Engine = "duckdb",
    progress: Progress | None = None,
) -> Cube:
    """A cube of the variables *of*: answers as shares, numbers as means and totals, with *over* as ratios.

    Numbers with few different values are kept both ways. Raises what :func:`estimate` does; a design with a calibration
    is refused.
    """
    refuse_calibration(design)
    _check(data, design, "ratio" if over else "total", of=of, by=by, over=over)
    backend = opened(engine)
    measures = compiling.numbers(data, of, over) if over else _both(backend, data, of)
    return _cube(backend, Question(data, design, measures, tuple(by), where or None), progress or (lambda _share: None))


def _check(data: Data, design: Design, stat: Stat, *, of: Sequence[str], by: Sequence[str], over: str | None) -> None:
    if stat not in get_args(Stat):
        raise QuestionError(f"Unknown statistic {stat!r}. Known: {', '.join(get_args(Stat))}.")
    if not of:
        raise QuestionError("Name at least one variable to estimate.")
    if (stat == "ratio") != (over is not None):
        raise QuestionError("A ratio needs a variable above and one below; other statistics need only one.")
    compiling.check_columns(data, (*of, *by, *((over,) if over else ()), *design.columns))


def _measures(backend: Backend, data: Data, of: Sequence[str], stat: Stat, over: str | None) -> tuple[Measure, ...]:
    names = list(dict.fromkeys(of))
    if stat == "proportion":
        return compiling.categories(backend, data, names)
    if stat != "total":
        return compiling.numbers(data, names, over)
    answers = [name for name in names if _is_category(data, name)]
    found = {one.variable: one for one in compiling.categories(backend, data, answers)}
    found |= {one.variable: one for one in compiling.numbers(data, [name for name in names if name not in found])}
    return tuple(found[name] for name in names)


def _is_category(data: Data, name: str) -> bool:
    """Whether a variable's values are answers, by the codebook or by their type."""
    variable = data.codebook.variables.get(name)
    if variable is not None and (variable.kind != "text" or variable.levels):
        return variable.kind == "category"
    return not compiling.is_number(data.schema.field(name).type)


def _may_be_few(data: Data, name: str, levels: Mapping[str, object]) -> bool:
    """Whether a number must be looked at: whole numbers of Parquet that are not in *levels* spread widely."""
    return name not in levels and isinstance(data.rows, pa.Table)


def _both(backend: Backend, data: Data, of: Sequence[str]) -> tuple[Measure, ...]:
    numeric = [name for name in of if compiling.is_number(data.schema.field(name).type)]
    unsure = [name for name in numeric if not _is_category(data, name)]
    levels = compiling.guessed_levels(data, unsure)
    levels |= compiling.levels_of(backend, data, [name for name in unsure if _may_be_few(data, name, levels)])
    few = {name for name, own in levels.items() if len(own) <= FEW_CODES}
    answers = compiling.categories(backend, data, [name for name in of if name not in unsure or name in few])
    return (*answers, *compiling.numbers(data, numeric))


def _cube(backend: Backend, question: Question, tell: Progress) -> Cube:
    """The cube of a question: one scan, and another where rows without weight or unlisted answers turn up."""
    if question.by_rows:
        measures = compiling.centred(backend, question.data, question.measures, question.where)
        question = replace(question, measures=measures)
    tell(0.1)
    everyone = compiling.unit_table(question, backend) if question.where else None
    tell(0.2)
    cells = compiling.cell_table(question, backend)
    tell(0.8)
    made = building.assembled(question, cells, everyone)
    zeros = bool(np.any(cells["counted"].to_numpy() < cells["rows"].to_numpy()))
    if names := list(building.unlisted(made)):
        question = building.with_levels(question, compiling.levels_of(backend, question.data, names))
    if names or zeros:
        made = building.assembled(question, compiling.cell_table(question, backend, zeros=zeros), everyone)
    tell(0.9)
    unsure = building.unchosen(made) if question.where else []
    return building.pruned(made, compiling.levels_of(backend, question.data, unsure))
