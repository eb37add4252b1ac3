"""Queries of desk indicators as Ibis expressions: conditions as columns, sums by group, statistics by group.

A condition that meets an empty value does not hold, and its opposite does. Everything here is the same on DuckDB and
on Spark: a look into another table is a join with its different cases, not a subquery.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import TYPE_CHECKING, Any

from tayanch.indicators.queries import TABLES, All, AnyOf, Between, Has, Known, Not, OneOf

if TYPE_CHECKING:
    import pyarrow as pa

    from tayanch.indicators.computing import Plan

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
    raw: Mapping[str, Any]
    present: dict[str, frozenset[str]] = field(default_factory=dict)

    def names(self, one: Plan) -> tuple[str, str]:
        """The columns of its numerator and of its base (the same when there is none)."""
        counted = self.conditions[one.counted]
        return counted, self.conditions[one.query.over] if one.query.over else counted

    def sums(self, month: str, dims: Sequence[str], plans: Sequence[Plan]) -> pa.Table:
        """Rows that fulfil each condition, by month and groups."""
        names = sorted({name for one in plans for name in self.names(one)})
        rows = self.rows.filter(self.rows[month] != "").group_by([month, *dims])
        return self.engine.run(rows.aggregate(**{name: self.rows[name].sum() for name in names}).rename(month_=month))

    def months(self, month: str) -> frozenset[str]:
        """The months that occur in a column."""
        if month not in self.present:
            found = self.engine.run(self.rows.select(month_=self.rows[month]).distinct())
            self.present[month] = frozenset(one for one in found["month_"].to_pylist() if one)
        return self.present[month]

    def asked(self, one: Plan, kind: str, margin: Sequence[str]) -> list[dict[str, Any]]:
        """The statistic of *one* for each period of a kind and each group of a margin."""
        rows = self.rows.mutate(period=_period(self.rows[one.query.month], kind))
        base = self.conditions[one.query.over] if one.query.over else self.conditions[one.counted]
        rows = rows.filter((rows[base] == 1) & (rows.period != ""))
        found = self.engine.run(rows.group_by(["period", *margin]).aggregate(**_statistics(one, rows, self)))
        told: list[dict[str, Any]] = found.to_pylist()
        return told

    def sql(self, one: Plan) -> str:
        """The query of one indicator alone, by its finest groups, as DuckDB reads it."""
        import ibis

        conditions = {one.counted: "counted"} | ({one.query.over: "base"} if one.query.over else {})
        raw = {name: ibis.table(rows.schema(), name=name) for name, rows in self.raw.items()}
        rows = _with_conditions(self.table, raw, conditions, [one])
        month, base = one.query.month, "base" if one.query.over else "counted"
        dims = [month, *one.always, *one.sex, *one.breakdowns[:1]]
        rows = rows.filter((rows[base] == 1) & (rows[month] != ""))
        alone = Prepared(self.table, rows, self.engine, conditions, raw)
        values = {"counted": rows.counted.sum()} if one.is_added_up else _statistics(one, rows, alone)
        return str(ibis.to_sql(rows.group_by(dims).aggregate(**values, base=rows[base].sum()), dialect="duckdb"))


def _statistics(one: Plan, rows: Any, made: Prepared) -> dict[str, Any]:
    query, is_counted = one.query, rows[made.names(one)[0]] == 1
    if query.distinct:
        found = {"different": rows[query.distinct].nunique(where=is_counted), "rows": rows.count(where=is_counted)}
        if query.value == "share":
            found |= {"base": rows[query.distinct].nunique(), "rows": rows.count()}
        return found
    value = rows[query.of]
    told = {"rows": value.count(where=is_counted)}
    if query.value == "sum":
        whose = rows["case"] if TABLES[query.table].get("case", OneOf) and "case" in rows.columns else rows["row"]
        return told | {"value": value.sum(where=is_counted), "different": whose.nunique(where=is_counted)}
    return told | {"value": value.mean(where=is_counted) if query.value == "mean" else value.median(where=is_counted)}


def prepared(table: str, plans: Sequence[Plan], raw: Mapping[str, Any], engine: Any) -> Prepared:
    """One scan of a table for all *plans* on it."""
    wanted = dict.fromkeys(part for one in plans for part in (one.counted, one.query.over) if part is not None)
    conditions = {part: f"c{place}" for place, part in enumerate(wanted)}
    rows = _with_conditions(table, raw, conditions, plans)
    return Prepared(table, _kept(engine, rows, f"prepared_{table}"), engine, conditions, raw)


def _kept(engine: Any, rows: Any, name: str) -> Any:
    """Made once when the engine lies in this process; a cluster makes it again where its rows are."""
    connection = getattr(getattr(engine, "connection", None), "con", None)
    if connection is None or not hasattr(connection, "register"):
        return rows
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {engine.connection.compile(rows)}")
    return engine.connection.table(name)


def _with_conditions(
    table: str, raw: Mapping[str, Any], conditions: Mapping[All, str], plans: Sequence[Plan]
) -> Any:
    """Groups as texts, numbers as they are, and 1 or 0 for each condition."""
    rows, looks = _joined(raw[table], raw, list(conditions))
    groups = {name for one in plans for name in (one.query.month, *one.always, *one.sex, *one.breakdowns)}
    columns = {name: _text(rows[name], TABLES[table][name].kind == "yes-no") for name in sorted(groups)}
    numbers = {name for one in plans for name in (one.query.of, one.query.distinct) if name}
    if any(one.query.value == "sum" for one in plans):
        numbers |= {"case" if "case" in TABLES[table] else "row"}
    columns |= {name: rows[name] for name in sorted(numbers - set(columns))}
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
    column, kind = rows[part.column], TABLES[table][part.column].kind
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
    named = [period_of(month, kind) for month in months.dictionary.to_pylist()]
    named = [one if one and (periods is None or one in periods) else None for one in named]
    words = pa.array(named, pa.string()).take(months.indices)
    dated = summed.append_column("period", words)
    return dated.filter(pc.is_valid(words))
