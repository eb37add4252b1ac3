"""Queries of desk indicators as Ibis expressions: conditions as columns, sums by group, statistics by group.

A condition that meets an empty value does not hold, and its opposite does. Everything here is the same on DuckDB and
on Spark: a look into another table is a join with its different cases, not a subquery.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, reduce
from typing import TYPE_CHECKING, Any

from tayanch.indicators.queries import TABLES, All, AnyOf, Between, DeskQuery, Has, Known, Not, OneOf

if TYPE_CHECKING:
    import pyarrow as pa

    from tayanch.indicators.computing import Plan

MOST_TRANSLATED = 2_000
_TRANSLATED: dict[Any, tuple[str, Any]] = {}  # a question → its SQL and the types of its answer, which never change
Part = OneOf | Known | Between | Has | Not | AnyOf


def others(where: All) -> Iterator[str]:
    """The other tables that conditions look into."""
    for part in where.parts:
        if isinstance(part, Has):
            yield part.table
        elif isinstance(part, Not):
            yield from others(part.where)
        elif isinstance(part, AnyOf):
            for choice in part.choices:
                yield from others(choice)


@dataclass
class Prepared:
    """The rows of one table as groups, numbers and a column for each condition."""

    table: str
    rows: Any  # an Ibis table
    engine: Any
    conditions: Mapping[All, str]
    present: dict[str, frozenset[str]] = field(default_factory=dict)

    def names(self, one: Plan) -> tuple[str, str]:
        """The columns of its numerator and of its base (the same when there is none)."""
        counted = self.conditions[one.counted]
        return counted, self.conditions[one.query.over] if one.query.over else counted

    def sums(self, month: str, dims: Sequence[str], plans: Sequence[Plan]) -> pa.Table:
        """Rows that fulfil each condition, by month and groups."""
        names = sorted({name for one in plans for name in self.names(one)})

        def made() -> Any:
            rows = self.rows.filter(self.rows[month] != "").group_by([month, *dims])
            return rows.aggregate(**{name: self.rows[name].sum() for name in names}).rename(month_=month)

        return self._run(("sums", month, tuple(dims), tuple(names)), made)

    def months(self, month: str) -> frozenset[str]:
        """The months that occur in a column."""
        if month not in self.present:
            found = self.engine.run(self.rows.select(month_=self.rows[month]).distinct())
            self.present[month] = frozenset(one for one in found["month_"].to_pylist() if one)
        return self.present[month]

    def asked(self, one: Plan, kind: str, margin: Sequence[str]) -> list[dict[str, Any]]:
        """The statistic of *one* for each period of a kind and each group of a margin."""
        counted, base = self.names(one)

        def made() -> Any:
            rows = self.rows.mutate(period=_period(self.rows[one.query.month], kind))
            rows = rows.filter((rows[base] == 1) & (rows.period != ""))
            if one.query.value == "sum":
                return _summed(one.query, rows, ["period", *margin])
            return rows.group_by(["period", *margin]).aggregate(**_statistics(one.query, rows, counted))

        told: list[dict[str, Any]] = self._run(("asked", one.query, kind, tuple(margin)), made).to_pylist()
        return told

    def _run(self, asked: tuple[Any, ...], made: Callable[[], Any]) -> pa.Table:
        """The rows of an expression. What DuckDB in this process was asked before need not be translated again."""
        connection = _in_process(self.engine)
        if connection is None:
            return self.engine.run(made())
        key = (self.table, tuple(self.conditions.items()), asked)
        if key not in _TRANSLATED:
            expression = made()
            if len(_TRANSLATED) >= MOST_TRANSLATED:
                _TRANSLATED.clear()
            _TRANSLATED[key] = (self.engine.connection.compile(expression), expression.schema().to_pyarrow())
        text, told = _TRANSLATED[key]
        found = connection.sql(text).to_arrow_table()
        return found if found.schema.types == told.types else found.cast(told)


@cache
def sql_of(query: DeskQuery, dims: tuple[str, ...]) -> str:
    """The query of one indicator alone, by month and *dims*, as DuckDB reads it: shown beside its values."""
    import ibis

    types = {"list": "array<string>", "yes-no": "boolean", "number": "int64"}
    raw = {
        table: ibis.table({name: types.get(column.kind, "string") for name, column in columns.items()}, name=table)
        for table, columns in TABLES.items()
    }
    counted = All((*(query.over.parts if query.over else ()), *query.where.parts))
    conditions = {counted: "counted"} | ({query.over: "base"} if query.over else {})
    groups = {query.month, *dims}
    rows = _with_conditions(query.table, raw, conditions, groups, _numbers(query))
    base = conditions[query.over or counted]
    rows = rows.filter((rows[base] == 1) & (rows[query.month] != ""))
    values = {"counted": rows.counted.sum()} if is_added_up(query) else _statistics(query, rows, "counted")
    found = rows.group_by([query.month, *dims]).aggregate(**values, base=rows[base].sum())
    return str(ibis.to_sql(found, dialect="duckdb"))


def is_added_up(query: DeskQuery) -> bool:
    """True for counts and shares of rows: those of parts add up to those of the whole."""
    return query.value in ("count", "share") and not query.distinct


def _numbers(query: DeskQuery) -> set[str]:
    """The columns that a statistic needs beside the groups."""
    found = {name for name in (query.of, query.distinct) if name}
    if query.value == "sum":
        found.add(_whose(query.table))
    return found


def _whose(table: str) -> str:
    """The column of the case behind a row, or the row itself."""
    return "case" if "case" in TABLES[table] and TABLES[table]["case"].kind == "text" else "row"


def _summed(query: DeskQuery, rows: Any, groups: list[str]) -> Any:
    """Of each group the sum, its rows and different cases, and the sum of the largest case."""
    value, whose = rows[query.of], _whose(query.table)
    cases = rows.group_by([*groups, whose]).aggregate(of_case=value.sum().cast("int64"), rows=value.count())
    return cases.group_by(groups).aggregate(
        value=cases.of_case.sum().cast("int64"),
        rows=cases.rows.sum().cast("int64"),
        different=cases.count(),
        largest=cases.of_case.max(),
    )


def _statistics(query: DeskQuery, rows: Any, counted: str) -> dict[str, Any]:
    is_counted = rows[counted] == 1
    if query.distinct:
        found = {"different": rows[query.distinct].nunique(where=is_counted), "rows": rows.count(where=is_counted)}
        if query.value == "share":
            found |= {"base": rows[query.distinct].nunique(), "rows": rows.count()}
        return found
    value = rows[query.of]  # the rows are those that are counted: Spark takes no condition within a median
    told = {"rows": value.count(where=is_counted)}
    if query.value == "sum":
        different = rows[_whose(query.table)].nunique(where=is_counted)
        return told | {"value": value.sum(where=is_counted), "different": different}
    return told | {"value": value.mean() if query.value == "mean" else value.median()}


def prepared(table: str, plans: Sequence[Plan], raw: Mapping[str, Any], engine: Any) -> Prepared:
    """One scan of a table for all *plans* on it."""
    wanted = dict.fromkeys(part for one in plans for part in (one.counted, one.query.over) if part is not None)
    conditions = {part: f"c{place}" for place, part in enumerate(wanted)}
    groups = {name for one in plans for name in (one.query.month, *one.always, *one.sex, *one.breakdowns)}
    numbers = {name for one in plans for name in _numbers(one.query)}
    rows = _with_conditions(table, raw, conditions, groups, numbers)
    return Prepared(table, _kept(engine, rows, f"prepared_{table}"), engine, conditions)


def behind(
    query: DeskQuery, raw: Mapping[str, Any], groups: Mapping[str, str], *, kind: str, period: str, engine: Any
) -> set[str]:
    """The names of the rows (of money and violations: of their cases) that a value counts, without their order."""
    counted = All((*(query.over.parts if query.over else ()), *query.where.parts))
    names = {query.month, *groups}
    rows = _with_conditions(query.table, raw, {counted: "counted"}, names - {"row"}, {_whose(query.table)})
    rows = rows.mutate(period=_period(rows[query.month], kind))
    tests = [rows.counted == 1, rows.period == period, *(rows[name] == code for name, code in groups.items())]
    found = engine.run(rows.filter(reduce(operator.and_, tests)).select(found=rows[_whose(query.table)]).distinct())
    return set(found["found"].to_pylist())


def _in_process(engine: Any) -> Any:
    """DuckDB's own connection; None for every other engine."""
    connection = getattr(getattr(engine, "connection", None), "con", None)
    return connection if hasattr(connection, "register") else None


def _kept(engine: Any, rows: Any, name: str) -> Any:
    """Made once when the engine lies in this process; a cluster makes it again where its rows are."""
    connection = _in_process(engine)
    if connection is None:
        return rows
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {engine.connection.compile(rows)}")
    return engine.connection.table(name)


def _with_conditions(
    table: str, raw: Mapping[str, Any], conditions: Mapping[All, str], groups: Iterable[str], numbers: Iterable[str]
) -> Any:
    """Groups as texts, numbers as they are, and 1 or 0 for each condition."""
    rows, looks = _joined(raw[table], raw, list(conditions))
    columns = {name: _text(rows[name], TABLES[table][name].kind == "yes-no") for name in sorted(groups)}
    columns |= {name: rows[name] for name in sorted(set(numbers) - set(columns))}
    tests = {name: _all(where, table, rows, looks).ifelse(1, 0).cast("int32") for where, name in conditions.items()}
    return rows.select(**columns, **tests)


def _text(column: Any, is_yes_no: bool) -> Any:
    if is_yes_no:
        column = column.ifelse("yes", "no")
    return column.fill_null("")


def _joined(rows: Any, raw: Mapping[str, Any], conditions: Sequence[All]) -> tuple[Any, dict[Has, str]]:
    """The rows beside the different cases of every table that is looked into."""
    looks: dict[Has, str] = {}
    for one in (found for where in conditions for found in _looks(where)):
        if one not in looks:
            looks[one] = name = f"has_{len(looks)}"
            inner = raw[one.table]
            cases = inner.filter(_all(one.where, one.table, inner, {})).select(**{name: inner["case"]}).distinct()
            rows = rows.left_join(cases, rows["row"] == cases[name])
    return rows, looks


def _looks(where: All) -> Iterator[Has]:
    for part in where.parts:
        if isinstance(part, Has):
            yield part
        elif isinstance(part, Not):
            yield from _looks(part.where)
        elif isinstance(part, AnyOf):
            for choice in part.choices:
                yield from _looks(choice)


def _all(where: All, table: str, rows: Any, looks: Mapping[Has, str]) -> Any:
    import ibis

    if not where.parts:
        return ibis.literal(True)
    return reduce(operator.and_, (_part(part, table, rows, looks) for part in where.parts))


def _part(part: Part, table: str, rows: Any, looks: Mapping[Has, str]) -> Any:
    if isinstance(part, Has):
        return rows[looks[part]].notnull()
    if isinstance(part, Not):
        return ~_all(part.where, table, rows, looks)
    if isinstance(part, AnyOf):
        return reduce(operator.or_, (_all(one, table, rows, looks) for one in part.choices))
    return _of_column(part, rows[part.column], TABLES[table][part.column].kind)


def _of_column(part: Known | Between | OneOf, column: Any, kind: str) -> Any:
    if isinstance(part, Known):
        known = column.notnull() if kind in ("number", "yes-no") else column.length().fill_null(0) > 0
        return known if part.is_known else ~known
    if isinstance(part, Between):
        ends = [column >= part.low] if part.low is not None else []
        ends += [column <= part.high] if part.high is not None else []
        return reduce(operator.and_, ends).fill_null(False)
    if kind == "list":
        return reduce(operator.or_, (column.contains(value) for value in part.values)).fill_null(False)
    return column.isin(part.values).fill_null(False)


def _period(month: Any, kind: str) -> Any:
    """The period of a month column; "" when it has none of this kind."""
    import ibis

    is_quarter = month.contains("Q")
    if kind == "year":
        return month.substr(0, 4)
    if kind == "month":
        return is_quarter.ifelse("", month)
    quarter = ((ibis.ifelse(is_quarter | (month == ""), "01", month.substr(5, 2)).cast("int32") + 2) / 3).floor()
    of_month = month.substr(0, 4) + "-Q" + quarter.cast("int32").cast("string")
    return ibis.cases((month == "", ""), (is_quarter, month), else_=of_month)


def with_period(summed: pa.Table, kind: str, periods: frozenset[str] | None) -> pa.Table:
    """Sums by month with the period of each, those without one (or without one of *periods*) left out."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from tayanch.indicators.computing import period_of

    months = pc.cast(summed["month_"], pa.string()).combine_chunks().dictionary_encode()
    found = [period_of(month, kind) for month in months.dictionary.to_pylist()]
    named = [one if one and (periods is None or one in periods) else None for one in found]
    words = pa.array(named, pa.string()).take(months.indices)
    dated = summed.append_column("period", words)
    return dated.filter(pc.is_valid(words))
