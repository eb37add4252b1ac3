"""Computes desk indicators from tables of facts: few scans for all of them, on this computer or on a cluster.

The facts of a kind are read once: every condition of every indicator becomes a column of yes and no. What can be added
up (counts and shares of rows) is summed once for each breakdown, for all indicators together, and its margins are made
of these sums; what cannot (medians, sums of money with the number of cases behind them, counts of different cases) is
asked for each margin. Periods are those in which the table has a row; in such a period the whole group always has a
value, if only 0.

Engines are those of :mod:`tayanch.survey.engines`: anything that opens a table and runs an Ibis expression.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tayanch.indicators import computing_expressions as expressions
from tayanch.indicators.model import Derivation, Groups, Indicator, Observation
from tayanch.indicators.queries import All, DeskQuery, desk_query
from tayanch.survey.engines import Engine, opened

ADDED_UP = ("count", "share")
PERIODS = ("year", "quarter", "month")
DOMINANT = "dominant"  # flag of a sum of which one case holds most: never told outside the desk
MOST_OF_ONE = 0.75
METHOD = {
    "count": "rows counted",
    "share": "rows counted, divided by the rows of the base",
    "mean": "arithmetic mean of the values that are known",
    "median": "middle of the values that are known; of an even number the mean of the two in the middle",
    "sum": "values added up; counted are the different cases behind them",
}


@dataclass(frozen=True)
class Facts:
    """Kind of fact → rows; kind → month → SHA-256 of what was read. Rows are an Arrow table or a Parquet path.

    Raises nothing; what is missing is an empty fingerprint.
    """

    tables: Mapping[str, Any | Path]
    fingerprints: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    _known: dict[tuple[str, str], str] = field(default_factory=dict, repr=False, compare=False)

    def fingerprint(self, table: str, period: str = "") -> str:
        """SHA-256 of the months of a period (all: ""), one over the others."""
        if (table, period) not in self._known:
            months = self.fingerprints.get(table, {})
            told = (f"{month} {months[month]}" for month in sorted(months) if not period or within(month, period))
            self._known[table, period] = hashlib.sha256("\n".join(told).encode()).hexdigest()
        return self._known[table, period]


@dataclass(frozen=True)
class Plan:
    """An indicator with its query as it is executed."""

    indicator: Indicator
    query: DeskQuery

    @property
    def is_added_up(self) -> bool:
        return expressions.is_added_up(self.query)

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """The tables it reads, its own first."""
        inner = {one for part in (self.query.where, self.query.over) if part for one in expressions.others(part)}
        return (self.query.table, *sorted(inner))

    @property
    def is_of_month(self) -> bool:
        """True when a period needs no other facts than those of its own months."""
        return self.query.month == "month" and self.tables == (self.query.table,)

    @property
    def always(self) -> tuple[str, ...]:
        return self.query.always

    @property
    def sex(self) -> tuple[str, ...]:
        return ("sex",) if self.indicator.by_sex else ()

    @cached_property
    def breakdowns(self) -> tuple[str, ...]:
        """Those of *by* that are no group already."""
        return tuple(one for one in self.indicator.by if one not in (*self.always, "sex"))

    def margins(self) -> Iterator[tuple[str, ...]]:
        """Every set of columns that has values: everybody, sex, each breakdown, and it by sex."""
        for one in ((), *((name,) for name in self.breakdowns)):
            yield from dict.fromkeys(((*self.always, *one), (*self.always, *self.sex, *one)))

    @property
    def counted(self) -> All:
        """What a row of the numerator fulfils."""
        base = self.query.over.parts if self.query.over else ()
        return All((*base, *self.query.where.parts))


def plan(indicator: Indicator) -> Plan:
    """Its query, checked. Raises :class:`~tayanch.indicators.errors.DefinitionError`."""
    return Plan(indicator, desk_query(indicator.query, indicator.id, indicator.by))


def compute(
    indicators: Iterable[Indicator],
    facts: Facts,
    periods: Collection[str] | None = None,
    *,
    today: date,
    engine: Engine = "duckdb",
) -> tuple[Observation, ...]:
    """Every value of the desk indicators among *indicators*, in their order, then by period and groups.

    Args:
        periods: only these (``2026``, ``2026-Q3``, ``2026-10``); None: all in which there are facts.
        today: a period that has not ended then is flagged ``partial-period``; also the date of the derivation.
        engine: see :func:`tayanch.survey.engines.opened`.

    Raises:
        DefinitionError: a query that cannot be read.
        EngineError: the engine does not answer.
    """
    plans = [plan(one) for one in indicators if one.source == "desk"]
    session = Session(facts, plans, opened(engine))
    wanted = None if periods is None else frozenset(periods)
    found: dict[str, list[Cell]] = defaultdict(list)
    for table in dict.fromkeys(one.query.table for one in plans):
        for one, cell in session.cells(table, wanted):
            found[one.indicator.id].append(cell)
    return tuple(
        observation for one in plans for observation in _told(session, one, found[one.indicator.id], today, wanted)
    )


def rows_behind(one: Indicator, facts: Facts, period: str, groups: Groups, *, engine: Engine = "duckdb") -> set[str]:
    """The names of the facts that one value counts: of their cases where the facts are violations or money.

    Raises:
        DefinitionError: a query that cannot be read.
        EngineError: the engine does not answer.
    """
    asked, runs = plan(one), opened(engine)
    raw = {name: runs.open(facts.tables[name]) for name in asked.tables}
    kind = "quarter" if "Q" in period else "year" if len(period) == 4 else "month"
    return expressions.behind(asked.query, raw, dict(groups), kind=kind, period=period, engine=runs)


@dataclass(slots=True)
class Cell:
    """One value before it is told. *rows*: what was counted for it; *count* and *base* as of an observation."""

    period: str
    columns: tuple[str, ...]
    codes: tuple[str, ...]
    value: float | None
    count: float | None
    base: float | None
    rows: int
    is_dominated: bool = False  # one case holds most of a sum


class Session:
    """One computation: the facts opened at the engine, with a column for each condition."""

    def __init__(self, facts: Facts, plans: Sequence[Plan], engine: Any) -> None:
        self.facts, self.plans, self.engine = facts, plans, engine
        self.opened = {name: engine.open(rows) for name, rows in facts.tables.items()}
        self.prepared: dict[str, expressions.Prepared] = {}

    def cells(self, table: str, periods: frozenset[str] | None) -> Iterator[tuple[Plan, Cell]]:
        """All cells of the plans on one table."""
        plans = [one for one in self.plans if one.query.table == table]
        made = self.prepared[table] = expressions.prepared(table, plans, self.opened, self.engine)
        yield from _added_up(made, [one for one in plans if one.is_added_up], periods)
        for one in plans:
            if not one.is_added_up:
                yield from ((one, cell) for cell in _asked(made, one, periods))

    def present(self, table: str, month: str) -> frozenset[str]:
        """The months in which the table has a row."""
        return self.prepared[table].months(month)


# --- what can be added up --------------------------------------------------------------------------------------------


def _added_up(
    made: expressions.Prepared, plans: Sequence[Plan], periods: frozenset[str] | None
) -> Iterator[tuple[Plan, Cell]]:
    scans: dict[tuple[str, tuple[str, ...]], list[tuple[Plan, bool]]] = defaultdict(list)
    for one in plans:
        for place, name in enumerate(one.breakdowns or ("",)):
            dims = (*one.always, *one.sex, *((name,) if name else ()))
            scans[one.query.month, dims].append((one, place == 0))
    for (month, dims), members in scans.items():
        summed = made.sums(month, dims, [one for one, _ in members])
        for kind in PERIODS:
            of_kind = [(one, is_first) for one, is_first in members if kind in one.query.periods]
            if of_kind:
                yield from _rolled(made, summed, dims, kind=kind, members=of_kind, periods=periods)


def _rolled(
    made: expressions.Prepared,
    summed: Any,
    dims: tuple[str, ...],
    *,
    kind: str,
    members: Sequence[tuple[Plan, bool]],
    periods: frozenset[str] | None,
) -> Iterator[tuple[Plan, Cell]]:
    """Sums of months to sums of periods, with every margin that a member needs of this scan."""
    dated = expressions.with_period(summed, kind, periods)
    margins: dict[tuple[str, ...], list[Plan]] = defaultdict(list)
    for one, is_first in members:
        for margin in one.margins():
            is_own = set(margin) <= set(dims) and (set(margin) - {"sex", *one.always} or is_first)
            if is_own:
                margins[margin].append(one)
    for margin, of_margin in margins.items():
        names = sorted({name for one in of_margin for name in made.names(one)})
        rows = dated.group_by(["period", *margin], use_threads=False).aggregate([(name, "sum") for name in names])
        keys = list(zip(*(rows[name].to_pylist() for name in ("period", *margin)), strict=True))
        for one in of_margin:
            yield from ((one, cell) for cell in _cells(made, one, margin, keys, rows))


def _cells(
    made: expressions.Prepared, one: Plan, margin: tuple[str, ...], keys: Sequence[tuple[str, ...]], rows: Any
) -> Iterator[Cell]:
    counted, base = (rows[f"{name}_sum"].to_pylist() for name in made.names(one))
    if one.query.value == "share":
        for key, n, d in zip(keys, counted, base, strict=True):
            if d:
                yield Cell(key[0], margin, key[1:], n / d, n, d, d)
    else:
        for key, n in zip(keys, counted, strict=True):
            if n:
                yield Cell(key[0], margin, key[1:], n, n, None, n)


# --- what cannot -----------------------------------------------------------------------------------------------------


def _asked(made: expressions.Prepared, one: Plan, periods: frozenset[str] | None) -> Iterator[Cell]:
    for kind in one.query.periods:
        for margin in one.margins():
            for told in made.asked(one, kind, margin):
                period, rows = told["period"], told["rows"]
                if (periods is None or period in periods) and rows:
                    codes = tuple(told[name] for name in margin)
                    of_one = one.query.value == "sum" and told["largest"] > MOST_OF_ONE * told["value"]
                    yield Cell(period, margin, codes, *_statistic(one.query, told), rows, of_one)


def _statistic(query: DeskQuery, told: Mapping[str, Any]) -> tuple[float | None, float | None, float | None]:
    """Value, count and base."""
    if query.value == "count":
        return float(told["different"]), float(told["different"]), None
    if query.value == "share":
        base = told["base"]
        return (told["different"] / base if base else None), float(told["different"]), float(base)
    if query.value == "sum":
        return told["value"] / query.divide_by, float(told["different"]), None
    return float(told["value"]) / query.divide_by, None, float(told["rows"])


# --- telling ---------------------------------------------------------------------------------------------------------


def _told(
    session: Session, one: Plan, cells: list[Cell], today: date, wanted: frozenset[str] | None
) -> Iterator[Observation]:
    """The cells as observations, and a value of everybody for every period with facts."""
    rows = {cell.period: cell.rows for cell in cells if not cell.codes} | _rows_of_all(one, cells)
    texts = _Derivations(session, one, today, rows)
    present = _periods(session.present(one.query.table, one.query.month), one.query.periods)
    present = present if wanted is None else present & wanted
    lacking = sorted(present - set(rows)) if not one.always else []
    order = {margin: place for place, margin in enumerate(one.margins())}
    for cell in sorted(cells, key=lambda cell: (cell.period, order[cell.columns], cell.codes)):
        yield texts.observation(cell.period, tuple(zip(cell.columns, cell.codes, strict=True)), cell)
    for period in lacking if one.query.value in ADDED_UP or one.query.value == "sum" else []:
        yield texts.observation(period, (), None)


def _rows_of_all(one: Plan, cells: Iterable[Cell]) -> dict[str, int]:
    """Of breakdowns that have no total: the rows of all their groups."""
    found: dict[str, int] = defaultdict(int)
    for cell in cells:
        if one.always and cell.columns == one.always:
            found[cell.period] += cell.rows
    return found


def _periods(months: Iterable[str], kinds: Collection[str]) -> set[str]:
    return {period for month in months for kind in kinds if (period := period_of(month, kind))}


class _Derivations:
    """Makes observations of one indicator; those of a period share their derivation."""

    def __init__(self, session: Session, one: Plan, today: date, rows: Mapping[str, int]) -> None:
        self.session, self.one, self.today, self.rows = session, one, today, rows
        self.query = expressions.sql_of(one.query, (*one.always, *one.sex, *one.breakdowns[:1]))
        self.made: dict[str, Derivation] = {}
        method = METHOD[one.query.value]
        self.method = f"different values of {one.query.distinct}, counted" if one.query.distinct else method
        self.partial = {period_of(today.isoformat()[:7], kind) for kind in PERIODS}

    def observation(self, period: str, groups: Groups, cell: Cell | None) -> Observation:
        one = self.one.indicator
        is_share = self.one.query.value == "share"
        value, count, base = (cell.value, cell.count, cell.base) if cell else (None if is_share else 0.0, 0.0, None)
        flags = [
            *(["partial-period"] if period in self.partial else []),
            *(["no-denominator"] if value is None else []),
            *([DOMINANT] if cell and cell.is_dominated else []),
        ]
        return Observation(
            one.id,
            one.version,
            period,
            groups,
            None if value is None else float(value),
            one.unit,
            None if count is None else float(count),
            None if base is None else float(base),
            flags=tuple(flags),
            derivation=self._derivation(period),
        )

    def _derivation(self, period: str) -> Derivation:
        if period not in self.made:
            facts, own = self.session.facts, self.one.is_of_month
            inputs = {name: facts.fingerprint(name, period if own else "") for name in self.one.tables}
            rows, at = self.rows.get(period, 0), self.today.isoformat()
            self.made[period] = Derivation(self.query, inputs, rows, self.method, _program(), at)
        return self.made[period]


@cache
def _program() -> str:
    return version("tayanch")


# --- periods ---------------------------------------------------------------------------------------------------------


def period_of(month: str, kind: str = "year") -> str:
    """The period of a kind that a month (``2026-10``, or ``2026-Q4`` of what was erased) belongs to; "" when none."""
    if not month:
        return ""
    if kind == "year":
        return month[:4]
    if "Q" in month:
        return month if kind == "quarter" else ""
    return month if kind == "month" else f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"


def within(month: str, period: str) -> bool:
    """True when a month, or a quarter of what was erased, belongs to a period."""
    return any(period_of(month, kind) == period for kind in PERIODS)


def periods_of(months: Iterable[str]) -> frozenset[str]:
    """Every period that one of these months belongs to: what must be computed again when they change."""
    return frozenset(_periods(months, PERIODS))
