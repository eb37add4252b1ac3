"""What a desk indicator asks of the fact tables, as data: read strictly, so that nobody has to guess what is counted.

A query is written in YAML and stays small on purpose. It has one table, conditions, and one statistic::

    table: cases              # consultations, cases, violations, money, referrals
    value: share              # count, share, mean, median, sum
    of: days_open             # the column of mean, median and sum
    distinct: case            # count: how many different values of this column instead of rows
    where: {outcome: [paid-in-full, paid-in-part]}
    over: {state: closed}     # share: what it is a share of. Rows of the numerator fulfil *over* and *where*
    month: closed_month       # the column that says when; "month" when it is not given
    periods: [year, quarter]  # and "month" where that is wanted
    always: [currency]        # breakdowns that have no total, because one over them would mean nothing
    divide_by: 100            # of sums: minor units of money to units

Conditions are a mapping; all of them must hold::

    topic: unpaid-wages             # equal; a list: one of; of a column of lists: at least one of
    topic_under: work               # that concept of the vocabulary or any below it
    case: false                     # a column of yes and no
    outcome: {known: true}          # not empty; false: empty
    days_open: {from: 30, to: 90}   # both ends included
    has: {money: {stage: received}} # of cases: at least one row of that table belongs to the case and fulfils this
    not: {state: open}              # does not hold; an empty column counts as not holding inside
    any: [{…}, {…}]                 # at least one of these holds

The groups of a value are the sex (when the indicator says ``by_sex``), every column of *always*, and at most one column
of the indicator's *by* at a time: ``by: [country, topic]`` gives everybody, sex, country, topic, sex × country and
sex × topic, never country × topic. Unknown is a group of its own (``""``) and is never left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from tayanch import vocabulary
from tayanch.indicators.errors import DefinitionError

Kind = Literal["text", "list", "yes-no", "number", "month"]
Value = Literal["count", "share", "mean", "median", "sum"]
Period = Literal["year", "quarter", "month"]

VALUES = ("count", "share", "mean", "median", "sum")
PERIODS = ("year", "quarter", "month")
_KEYS = {"table", "value", "of", "distinct", "where", "over", "month", "periods", "always", "divide_by"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a fact table. *scheme*: of the vocabulary whose concepts it holds; *codes*: what else it may hold."""

    kind: Kind
    scheme: str = ""
    codes: tuple[str, ...] = ()


_TEXT, _BOOL, _NUMBER, _MONTH = Column("text"), Column("yes-no"), Column("number"), Column("month")
_SEX = Column("text", codes=("female", "male", "other"))
_TOPIC = Column("text", "need")
_COUNTRY, _PLACE, _SECTOR = Column("text", "country"), Column("text", "place"), Column("text", "sector")

_REFERRAL_STATES = ("made", "received", "accepted", "declined", "finished", "recalled", "destroyed", "kept")

TABLES: Mapping[str, Mapping[str, Column]] = MappingProxyType(
    {
        "consultations": {
            "row": _TEXT,
            "month": _MONTH,
            "sex": _SEX,
            "topic": _TOPIC,
            "topics": Column("list", "need"),
            "stage": Column("text", "stage"),
            "country": _COUNTRY,
            "place": _PLACE,
            "target_group": Column("text", "target-group"),
            "sector": _SECTOR,
            "channel": Column("text", "channel"),
            "language": Column("text", "language"),
            "named": _BOOL,
            "case": _BOOL,
            "sealed": _BOOL,
        },
        "cases": {
            "row": _TEXT,
            "month": _MONTH,
            "closed_month": _MONTH,
            "state": Column("text", codes=("open", "closed")),
            "topic": _TOPIC,
            "outcome": Column("text", "case-outcome"),
            "sex": _SEX,
            "country": _COUNTRY,
            "place": _PLACE,
            "sector": _SECTOR,
            "clients": _NUMBER,
            "days_open": _NUMBER,
            "papers": Column("text", codes=("contract", "none", "unknown")),
            "household": _BOOL,
        },
        "violations": {
            "row": _TEXT,
            "case": _TEXT,
            "month": _MONTH,
            "violation": Column("text", "violation"),
            "perpetrator": Column("text", "perpetrator"),
            "sex": _SEX,
            "country": _COUNTRY,
            "sector": _SECTOR,
        },
        "money": {
            "row": _TEXT,
            "case": _TEXT,
            "month": _MONTH,
            "stage": Column("text", "money-stage"),
            "currency": _TEXT,
            "amount": _NUMBER,
            "sex": _SEX,
            "country": _COUNTRY,
        },
        "referrals": {
            "row": _TEXT,
            "month": _MONTH,
            "direction": Column("text", codes=("out", "in")),
            "state": Column("text", codes=_REFERRAL_STATES),
            "sex": _SEX,
            "topic": _TOPIC,
        },
    }
)
"""The fact tables that queries may name, with their columns."""


# --- conditions ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OneOf:
    """The column is one of *values* (texts, or True / False); a column of lists holds at least one of them."""

    column: str
    values: tuple[str | bool, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """The column is not empty; with *is_known* False: it is. Empty is both null and ""."""

    column: str
    is_known: bool


@dataclass(frozen=True, slots=True)
class Between:
    """The number is at least *low* and at most *high*, where these are given."""

    column: str
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Has:
    """At least one row of *table* whose ``case`` is this row's ``row`` fulfils *where*."""

    table: str
    where: All


@dataclass(frozen=True, slots=True)
class Not:
    """*where* does not hold."""

    where: All


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of *choices* holds."""

    choices: tuple[All, ...]


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; without parts it always does."""

    parts: tuple[OneOf | Known | Between | Has | Not | AnyOf, ...] = ()


@dataclass(frozen=True, slots=True)
class DeskQuery:
    """A query as it is executed. *over* is None unless *value* is ``share``; *of* is "" for count and share."""

    table: str
    value: Value
    of: str = ""
    distinct: str = ""
    where: All = All()
    over: All | None = None
    month: str = "month"
    periods: tuple[Period, ...] = ("year", "quarter")
    always: tuple[str, ...] = ()
    divide_by: float = 1.0


def desk_query(query: Mapping[str, Any], where: str = "query", by: Sequence[str] = ()) -> DeskQuery:
    """A desk indicator's query, checked against the fact tables and the vocabulary.

    *where*: how an error names the place, such as ``desk.yaml, money-received``; *by*: the indicator's breakdowns, which
    must be columns of the table.

    Raises:
        DefinitionError: a key, table, column, code or statistic that is not known, or parts that do not fit together.
    """
    if unknown := sorted(set(query) - _KEYS):
        raise DefinitionError(f"{where}: unknown {', '.join(unknown)}; a query has {', '.join(sorted(_KEYS))}")
    table = query.get("table")
    if table not in TABLES:
        raise DefinitionError(f"{where}: table {table!r} is none of {', '.join(TABLES)}")
    value = query.get("value", "count")
    if value not in VALUES:
        raise DefinitionError(f"{where}: value {value!r} is none of {', '.join(VALUES)}")
    over = query.get("over")
    found = DeskQuery(
        table=table,
        value=value,
        of=query.get("of", ""),
        distinct=query.get("distinct", ""),
        where=conditions(query.get("where") or {}, table, where),
        over=None if over is None else conditions(over, table, where),
        month=query.get("month", "month"),
        periods=_periods(query.get("periods", ["year", "quarter"]), where),
        always=tuple(query.get("always", ())),
        divide_by=float(query.get("divide_by", 1)),
    )
    _check(found, where)
    for name in by:
        if _column(table, name, where).kind not in ("text", "yes-no") or name in ("row", "case"):
            raise DefinitionError(f"{where}: by {name!r} would give a group to each row, or to none")
    return found


def _periods(given: Any, where: str) -> tuple[Period, ...]:
    if not isinstance(given, list) or not given or any(one not in PERIODS for one in given):
        raise DefinitionError(f"{where}: periods must be a list of {', '.join(PERIODS)}, not {given!r}")
    return tuple(given)


def _check(query: DeskQuery, where: str) -> None:
    for name in filter(None, (query.of, query.distinct, query.month, *query.always)):
        _column(query.table, name, where)
    if (query.value == "share") != (query.over is not None):
        raise DefinitionError(f"{where}: a share, and only a share, says with `over` what it is a share of")
    if (query.value in ("mean", "median", "sum")) != bool(query.of):
        raise DefinitionError(f"{where}: mean, median and sum, and only they, say with `of` which column")
    if query.of and TABLES[query.table][query.of].kind != "number":
        raise DefinitionError(f"{where}: {query.of} is no column of numbers")
    if query.distinct and query.value not in ("count", "share"):
        raise DefinitionError(f"{where}: `distinct` belongs to a count or a share")
    if TABLES[query.table][query.month].kind != "month":
        raise DefinitionError(f"{where}: {query.month} is no column of months")
    if query.divide_by <= 0:
        raise DefinitionError(f"{where}: divide_by must be more than 0")


def _column(table: str, name: str, where: str) -> Column:
    if name not in TABLES[table]:
        raise DefinitionError(f"{where}: {table} has no column {name!r}; it has {', '.join(TABLES[table])}")
    return TABLES[table][name]


def conditions(given: Any, table: str, where: str) -> All:
    """Conditions on the rows of *table*. Raises DefinitionError, see :func:`desk_query`."""
    if not isinstance(given, Mapping):
        raise DefinitionError(f"{where}: conditions are columns and values, not {given!r}")
    return All(tuple(part for key, value in given.items() for part in _part(str(key), value, table, where)))


def _part(key: str, value: Any, table: str, where: str) -> tuple[OneOf | Known | Between | Has | Not | AnyOf, ...]:
    if key == "not":
        return (Not(conditions(value, table, where)),)
    if key == "any":
        if not isinstance(value, list) or len(value) < 2:
            raise DefinitionError(f"{where}: `any` needs a list of two or more conditions")
        return (AnyOf(tuple(conditions(one, table, where) for one in value)),)
    if key == "has":
        return _has(value, table, where)
    if key.endswith("_under"):
        return (_under(key.removesuffix("_under"), value, table, where),)
    column = _column(table, key, where)
    if isinstance(value, Mapping):
        return (_bounds(key, column, value, where),)
    return (OneOf(key, _codes(key, column, value if isinstance(value, list) else [value], where)),)


def _has(value: Any, table: str, where: str) -> tuple[Has, ...]:
    if table != "cases" or not isinstance(value, Mapping):
        raise DefinitionError(f"{where}: `has` stands with cases and names tables whose rows belong to a case")
    for name in value:
        if "case" not in TABLES.get(name, {}) or TABLES[name]["case"].kind != "text":
            raise DefinitionError(f"{where}: rows of {name!r} belong to no case")
    return tuple(Has(name, conditions(inner, name, where)) for name, inner in value.items())


def _under(name: str, value: Any, table: str, where: str) -> OneOf:
    column = _column(table, name, where)
    if not column.scheme:
        raise DefinitionError(f"{where}: {name} holds no concepts of the vocabulary")
    tops = _codes(name, column, value if isinstance(value, list) else [value], where)
    below = [code for top in tops for code in _family(column.scheme, str(top))]
    return OneOf(name, tuple(dict.fromkeys(below)))


def _family(scheme: str, top: str) -> list[str]:
    whole = vocabulary.scheme(scheme)
    under = {f"{scheme}/{top}"}
    for concept in whole:  # what is broader stands above in the file
        if concept.broader in under:
            under.add(concept.full_id)
    return [concept.id for concept in whole if concept.full_id in under]


def _bounds(name: str, column: Column, value: Mapping[str, Any], where: str) -> Known | Between:
    if set(value) == {"known"} and isinstance(value["known"], bool):
        return Known(name, value["known"])
    ends = [value.get("from"), value.get("to")]
    numbers = all(end is None or (isinstance(end, int | float) and not isinstance(end, bool)) for end in ends)
    if column.kind != "number" or not value or set(value) - {"from", "to"} or not numbers:
        raise DefinitionError(
            f"{where}: {name} takes {{known: true}}, or of a number {{from: …, to: …}}; not {value!r}"
        )
    return Between(name, *ends)


def _codes(name: str, column: Column, values: list[Any], where: str) -> tuple[str | bool, ...]:
    if column.kind in ("number", "month"):
        raise DefinitionError(f"{where}: {name} is compared with {{from: …, to: …}} or {{known: …}}")
    wanted = bool if column.kind == "yes-no" else str
    if not values or not all(isinstance(value, wanted) for value in values):
        raise DefinitionError(f"{where}: {name} takes {'true or false' if wanted is bool else 'codes'}, not {values!r}")
    known = {concept.id for concept in vocabulary.scheme(column.scheme)} if column.scheme else set(column.codes)
    if known and (wrong := [value for value in values if value not in known]):
        raise DefinitionError(f"{where}: {name} has no {', '.join(map(str, wrong))}")
    return tuple(values)
