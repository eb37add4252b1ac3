"""From what is asked to one query: every sum that the estimates of a table need, by sampling unit and domain.

All variances of totals, means, ratios and shares depend on the rows only through weighted totals of sampling units in
domains. So one ``GROUP BY stratum, unit, domain`` with a sum for each answer makes everything; it is written in Ibis
and runs on any of its engines. Sums are ``sum(case when … then weight else 0 end)``: an aggregate with a ``FILTER`` is
an order of magnitude slower. Rows of a design without clusters are units themselves; for them second moments by stratum
and domain are enough.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import ibis
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tayanch.survey import summing
from tayanch.survey.codebook import Variable
from tayanch.survey.data import Data
from tayanch.survey.design import Design
from tayanch.survey.engines import Backend, DuckDB
from tayanch.survey.expressions import parse

Code = str | int | float | bool
MOST_SUMS = 500  # more aggregates than this are slower in one query than in two
MOST_LEVELS = 1000
NARROW = 40  # whole numbers that spread no wider are taken for codes without looking at every row

Kind = Literal["category", "number", "ratio"]


class QuestionError(ValueError):
    """What was asked does not fit the file; the text says what to change."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A variable as it is summed: the weight of each of its *levels*, its values, or two values and their products.

    *over* is the denominator of a ratio. Values are summed from *centre*, so that squares of large numbers that
    differ little keep their digits. *complete* says that *levels* are all that the file holds, *guessed* that some of
    them may not occur in it.
    """

    variable: str
    kind: Kind
    levels: tuple[Code, ...] = ()
    over: str = ""
    centre: float = 0.0
    complete: bool = True
    guessed: bool = False

    @property
    def name(self) -> str:
        """What the estimates are called."""
        return f"{self.variable}/{self.over}" if self.over else self.variable

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it reads."""
        return (self.variable, self.over) if self.over else (self.variable,)


@dataclass(frozen=True)
class Question:
    """Everything that one scan answers: measures of a file under a design, by domain, for the rows *where*."""

    data: Data
    design: Design
    measures: tuple[Measure, ...]
    by: tuple[str, ...] = ()
    where: str | None = None

    @property
    def by_rows(self) -> bool:
        """Whether each row is its own sampling unit, so that moments by stratum are enough."""
        return not self.design.clusters

    @property
    def depth(self) -> int:
        """Stages that the variance needs: those below a stage without a finite population add nothing."""
        return min(max(1, len(self.design.clusters)), len(self.design.fpc) + 1)


# --- columns ------------------------------------------------------------------------------------------------


def is_number(type_: pa.DataType) -> bool:
    """Whether values of a column can be added."""
    plain = pa.types.is_integer(type_) or pa.types.is_floating(type_) or pa.types.is_boolean(type_)
    return bool(plain or is_decimal(type_) or pa.types.is_null(type_))


def is_decimal(type_: pa.DataType) -> bool:
    """Whether a column holds decimal numbers."""
    return bool(pa.types.is_decimal(type_))


def check_columns(data: Data, names: Iterable[str]) -> None:
    """Raises:
    QuestionError: the file lacks one of the columns.
    """
    known = data.schema.names
    if absent := [name for name in dict.fromkeys(names) if name not in known]:
        some = ", ".join(known[:12]) + (" …" if len(known) > 12 else "")
        raise QuestionError(f"The file has no column {', '.join(map(repr, absent))}. It has: {some}.")


def as_stored(code: Code, type_: pa.DataType) -> Code | None:
    """A code of the codebook as the column holds it: text as text, numbers as numbers; None where it cannot be one."""
    if not is_number(type_):
        return str(code)
    try:
        number: Code = plain(float(code))
    except ValueError:
        return None
    return number


def plain(value: Any) -> Any:
    """A value for people: whole numbers without a point."""
    if isinstance(value, float) and math.isfinite(value) and value == int(value):
        return int(value)
    return value


def codes_of(variable: Variable | None, type_: pa.DataType, *, missing: bool) -> tuple[Code, ...]:
    """The codes that the codebook gives a variable: its answers, or its reasons why there is none."""
    levels = variable.levels if variable else ()
    stored = (as_stored(level.code, type_) for level in levels if level.missing is missing)
    return tuple(dict.fromkeys(code for code in stored if code is not None))


def valued(table: Any, name: str, data: Data, *, eligible: bool = True) -> Any:
    """A column with NULL for whatever is no answer: not a number, a reason code, nobody who was to be asked."""
    column, type_ = table[name], data.schema.field(name).type
    variable = data.codebook.variables.get(name)
    if pa.types.is_null(type_):  # a column without any answer has no type of its own
        words = variable is not None and any(isinstance(level.code, str) for level in variable.levels)
        return column.cast("string" if words else "float64")
    no_answer = []
    if pa.types.is_floating(type_):
        no_answer.append(column.isnan())
    if reasons := codes_of(variable, type_, missing=True):
        no_answer.append(column.isin(reasons))
    if eligible and variable and variable.asked_if:
        no_answer.append(~parse(variable.asked_if).ibis(table))
    for found in no_answer:
        column = ibis.ifelse(found.fill_null(False), ibis.null(column.type()), column)
    return column


def weight_of(table: Any, design: Design) -> Any:
    """The weight as a double; 1 for designs that have none."""
    return table[design.weight].cast("float64") if design.weight else ibis.literal(1.0, "float64")


# --- levels -------------------------------------------------------------------------------------------------


def levels_of(backend: Backend, data: Data, names: Sequence[str]) -> dict[str, tuple[Code, ...]]:
    """The different answers of each column in the file, sorted (one pass over these columns)."""
    if not names:
        return {}
    if isinstance(data.rows, pa.Table):
        return {name: _sorted(pc.unique(data.rows[name]).to_pylist()) for name in names}
    table = backend.open(data.rows)
    row = backend.run(table.aggregate([table[name].collect(distinct=True).name(name) for name in names])).to_pylist()[0]
    return {name: _sorted(row[name] or []) for name in names}


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _sorted(values: Sequence[Any]) -> tuple[Code, ...]:
    known = [plain(value) for value in values if value is not None and not _is_nan(value)]
    return tuple(sorted(known))


def guessed_levels(data: Data, names: Sequence[str]) -> dict[str, tuple[Code, ...]]:
    """Every whole number from the least to the greatest of a column, where Parquet knows them and they are few."""
    whole = [name for name in names if pa.types.is_integer(data.schema.field(name).type)]
    if isinstance(data.rows, pa.Table) or not whole:
        return {}
    bounds: dict[str, tuple[float, float]] = dict.fromkeys(whole, (math.inf, -math.inf))
    for path in sorted(data.rows.glob("**/*.parquet")) if data.rows.is_dir() else [data.rows]:
        metadata = pq.read_metadata(path)
        places = {metadata.schema.column(place).path: place for place in range(metadata.num_columns)}
        for group in map(metadata.row_group, range(metadata.num_row_groups)):
            bounds = {name: _wider(found, group.column(places[name]).statistics) for name, found in bounds.items()}
    return {
        name: tuple(range(int(least), int(greatest) + 1))
        for name, (least, greatest) in bounds.items()
        if 0 <= greatest - least < NARROW
    }


def _wider(bounds: tuple[float, float], statistics: Any) -> tuple[float, float]:
    """Bounds that hold a row group's values too; without end where the group does not tell."""
    if statistics is not None and statistics.has_min_max:
        return min(bounds[0], statistics.min), max(bounds[1], statistics.max)
    return bounds if statistics is not None and statistics.num_values == 0 else (-math.inf, math.inf)


# --- measures -----------------------------------------------------------------------------------------------


def categories(backend: Backend, data: Data, names: Sequence[str]) -> tuple[Measure, ...]:
    """Measures of shares: the answers come from the codebook, which keeps those that nobody chose, else the file."""
    schema = data.schema
    written = {
        name: codes_of(data.codebook.variables.get(name), schema.field(name).type, missing=False) for name in names
    }
    guessed = guessed_levels(data, [name for name in names if not written[name]])
    looked = levels_of(backend, data, [name for name in names if not written[name] and name not in guessed])
    levels = written | guessed | looked
    for name in names:
        if (count := len(levels[name])) > MOST_LEVELS:
            raise QuestionError(f"Column {name!r} has {count} different values; shares need {MOST_LEVELS} or fewer.")
    return tuple(
        Measure(name, "category", levels[name], complete=not written[name], guessed=name in guessed) for name in names
    )


def numbers(data: Data, names: Sequence[str], over: str | None = None) -> tuple[Measure, ...]:
    """Measures of means, totals and ratios.

    Raises:
        QuestionError: a column does not hold numbers.
    """
    for name in (*names, *((over,) if over else ())):
        if not is_number(data.schema.field(name).type):
            raise QuestionError(f"Column {name!r} holds text; only numbers can be added. Ask for a proportion.")
    return tuple(Measure(name, "ratio" if over else "number", over=over or "") for name in names)


def centred(backend: Backend, data: Data, measures: Sequence[Measure], where: str | None) -> tuple[Measure, ...]:
    """The measures with the plain mean of each number as its centre (one pass over these columns)."""
    names = [measure.variable for measure in measures if measure.kind == "number"]
    if not names:
        return tuple(measures)
    table = chosen(backend.open(data.rows), where)
    wanted = [valued(table, name, data).cast("float64").mean().name(name) for name in dict.fromkeys(names)]
    row = backend.run(table.aggregate(wanted)).to_pylist()[0]
    return tuple(
        replace(measure, centre=row[measure.variable] or 0.0) if measure.kind == "number" else measure
        for measure in measures
    )


# --- sums ---------------------------------------------------------------------------------------------------


def chosen(table: Any, where: str | None) -> Any:
    """The rows that satisfy a condition."""
    return table.filter(parse(where).ibis(table)) if where else table


def sums(measure: Measure, table: Any, question: Question, *, zeros: bool) -> Iterator[tuple[str, Any]]:
    """The sums of one measure by their short names; *zeros* says that rows without weight must not be counted.

    ``n`` rows with an answer, ``k`` their weight, ``e`` the weight of those who were asked and ``m`` their number,
    ``l0`` … the weight of each level, ``y``, ``x`` weighted values and ``yy``, ``xx``, ``xy`` weighted products; with a
    ``q`` in front the same for squared weights.
    """
    data, weight = question.data, weight_of(table, question.design)
    values = [valued(table, name, data) for name in measure.columns]
    known = values[0].notnull() if len(values) == 1 else values[0].notnull() & values[1].notnull()
    counted = known & (weight != 0.0) if zeros else known
    yield "n", (values[0].count() if len(values) == 1 and not zeros else ibis.ifelse(counted, 1, 0).sum())
    if measure.kind != "category" or not measure.complete:
        yield "k", ibis.ifelse(known, weight, 0.0).sum()
    asked = [data.codebook.variables[name].asked_if for name in measure.columns if name in data.codebook.variables]
    for condition in filter(None, asked[:1]):
        eligible = parse(condition).ibis(table)
        yield "e", ibis.ifelse(eligible, weight, 0.0).sum()
        yield "m", ibis.ifelse(eligible & (weight != 0.0), 1, 0).sum()
    yield from _values(measure, values, known, weight, "")
    if question.by_rows:
        yield from _values(measure, values, known, weight * weight, "q")
        if measure.kind == "number":
            yield "qk", ibis.ifelse(known, weight * weight, 0.0).sum()


def _values(measure: Measure, values: Sequence[Any], known: Any, weight: Any, mark: str) -> Iterator[tuple[str, Any]]:
    if measure.kind == "category":
        for index, level in enumerate(measure.levels):
            yield f"{mark}l{index}", summing.OfLevel(values[0], level, weight)
        return
    y = values[0].cast("float64") - measure.centre if measure.centre else values[0].cast("float64")
    parts = {"y": y, "yy": y * y}
    if measure.kind == "ratio":
        x = values[1].cast("float64")
        parts |= {"x": x, "xx": x * x, "xy": x * y}
    for name, value in parts.items():
        yield f"{mark}{name}", ibis.ifelse(known, weight * value, 0.0).sum()


def unit_keys(question: Question, table: Any) -> dict[str, Any]:
    """Columns that name a sampling unit: ``h0``, ``u0`` for the first stage, ``h1``, ``u1`` for the next."""
    design, keys = question.design, {}
    for stage in range(question.depth):
        if stage < len(design.strata):
            keys[f"h{stage}"] = table[design.strata[stage]]
        if stage < len(design.clusters):
            keys[f"u{stage}"] = table[design.clusters[stage]]
    return keys


def unit_facts(question: Question, table: Any) -> dict[str, Any]:
    """What must hold in each unit: its rows, weights, and one finite population for each stage (least and greatest)."""
    design, rows = question.design, table.count()
    facts = {"rows": rows, "counted": rows, "weight": rows.cast("float64")}
    if design.weight:
        weight = weight_of(table, design)
        facts |= {"weighted": weight.count(), "weight": weight.sum(), "least": weight.min()}
        facts |= {"counted": ibis.ifelse(weight != 0.0, 1, 0).sum()}
    for stage, name in enumerate(design.fpc[: question.depth]):
        column = table[name].cast("float64")
        facts |= {f"f{stage}": column.min(), f"g{stage}": column.max(), f"c{stage}": column.count()}
    return facts


def unit_table(question: Question, backend: Backend) -> pa.Table:
    """All sampling units of the file, whatever the condition: a subpopulation keeps the whole design."""
    table = backend.open(question.data.rows)
    return _grouped(backend, table, unit_keys(question, table), unit_facts(question, table))


def cell_table(question: Question, backend: Backend, *, zeros: bool = False) -> pa.Table:
    """One row for each unit and domain that the file has, with all sums; in as few queries as they fit into."""
    table = chosen(backend.open(question.data.rows), question.where)
    keys = unit_keys(question, table)
    keys |= {f"d{index}": valued(table, name, question.data) for index, name in enumerate(question.by)}
    wanted = unit_facts(question, table)
    for index, measure in enumerate(question.measures):
        wanted |= {f"{index}:{name}": value for name, value in sums(measure, table, question, zeros=zeros)}
    return _grouped(backend, table, keys, wanted)


def _grouped(backend: Backend, table: Any, keys: Mapping[str, Any], wanted: Mapping[str, Any]) -> pa.Table:
    if isinstance(backend, DuckDB) and backend.streams:
        made = summing.grouped(backend.stream, table, keys, wanted)
        if made is not None:
            return made
    named = [summing.reduction(value).name(name) for name, value in wanted.items()]
    parts = [named[start : start + MOST_SUMS] for start in range(0, len(named), MOST_SUMS)]
    found = [_one_query(backend, table, keys, part, ordered=len(parts) > 1) for part in parts]
    whole = found[0]
    for part in found[1:]:
        for name in part.column_names[len(keys) :]:
            whole = whole.append_column(name, part[name])
    return whole


def _one_query(backend: Backend, table: Any, keys: Mapping[str, Any], part: list[Any], *, ordered: bool) -> pa.Table:
    if not keys:
        return backend.run(table.aggregate(part))
    made = table.group_by([value.name(name) for name, value in keys.items()]).aggregate(part)
    return backend.run(made.order_by(list(keys)) if ordered else made)
