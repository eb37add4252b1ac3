"""What everybody may see of exact values: small numbers hidden over sex × group × period, with every margin.

A year is protected as a whole: its quarters and months add up to it, and all breakdowns of an indicator are one system
of equations (:mod:`tayanch.disclosure.linked`). Of a share, the counted and the others are protected together, and of
an indicator that counts a part of what another counts, also those whom it leaves out: cases opened less cases with a
contract are cases without one. A mean, a median or a sum is shown where the number of rows or cases behind it may be,
a sum not when one case holds most of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tayanch.disclosure import SMALLEST, Rules
from tayanch.disclosure.layout import Codes
from tayanch.disclosure.linked import Part, Place, protect_linked
from tayanch.indicators.computing import DOMINANT, MOST_OF_ONE, Plan, period_of
from tayanch.indicators.model import Derivation, Observation

PART, BASE, COUNTED, OTHERS, OUTSIDE = "part", "base", "counted", "others", "outside"
WHOLE = "whole"  # the only period of a table of one year
LEAST_A_CELL = 8
NOBODY = "?"  # a code of a dimension must not be empty: "" is its total there
Cell = list[Any]  # [[columns], [codes], value, count, base, [flags]]
Year = Mapping[str, Sequence[Cell]]  # period → cells


@dataclass(frozen=True)
class Around:
    """An indicator that counts all of what another counts a part of: its cells of a year, and as they are shown."""

    plan: Plan
    exact: Year
    shown: Year


def protected(plan: Plan, year: Mapping[str, Sequence[Cell]], around: Around | None = None) -> dict[str, list[Cell]]:
    """The cells of one year, period by period, as they may be shown.

    What cannot be told safely has no value and the flag ``hidden``. Months are told by sex only, and so are quarters
    where a breakdown counts fewer than eight a cell: nearly all of it would be hidden, and so would the year.

    *around*: for an indicator that counts a part of what another counts, the other's cells of the year.

    Raises nothing.
    """
    hidden: set[tuple[Any, ...]] = set()
    always = sorted({_always(plan, cell) for cells in year.values() for cell in cells})
    sparse = {name for name in plan.breakdowns if _is_sparse(plan, year, name)}
    for codes in always:
        hidden |= _hidden(plan, year, codes, around, sparse)
    return {
        period: [_shown(period, cell, hidden) for cell in cells if _is_told(plan, period, cell, sparse)]
        for period, cells in year.items()
    }


def _is_told(plan: Plan, period: str, cell: Cell, sparse: set[str]) -> bool:
    broken_down = set(cell[0]) - {*plan.always, *plan.sex}
    return not (broken_down if is_month(period) else broken_down & sparse if len(period) > 4 else set())


def _is_sparse(plan: Plan, year: Mapping[str, Sequence[Cell]], name: str) -> bool:
    margin = {*plan.always, *plan.sex, name}
    cells = [cell for period, cells in year.items() if "Q" in period for cell in cells if set(cell[0]) == margin]
    counted = sum(number for cell in cells for number in _numbers(plan, cell).values())
    return bool(cells) and any(len(period) == 4 for period in year) and counted < LEAST_A_CELL * len(cells)


def is_month(period: str) -> bool:
    return len(period) == 7 and "Q" not in period


def around_of(plan: Plan, others: Iterable[Plan]) -> Plan | None:
    """The indicator that counts all rows of which this one counts a part: cases opened, of those with no contract."""
    query = plan.query
    parts = query.over.parts if query.over is not None else query.where.parts
    if not plan.is_added_up or plan.always:
        return None
    found = [
        one
        for one in others
        if one.indicator.id != plan.indicator.id
        and (one.query.table, one.query.month, one.query.value) == (query.table, query.month, "count")
        and one.is_added_up
        and not one.always
        and len(one.query.where.parts) < len(parts)
        and all(part in parts for part in one.query.where.parts)
    ]
    return min(found, key=lambda one: len(one.query.where.parts), default=None)


def _always(plan: Plan, cell: Cell) -> tuple[str, ...]:
    told = dict(zip(cell[0], cell[1], strict=True))
    return tuple(told[name] for name in plan.always)


def _key(period: str, cell: Cell) -> tuple[Any, ...]:
    return (period, tuple(cell[0]), tuple(cell[1]))


def _shown(period: str, cell: Cell, hidden: set[tuple[Any, ...]]) -> Cell:
    columns, codes, value, count, base, flags = cell
    flags = [flag for flag in flags if flag != DOMINANT]
    if _key(period, cell) not in hidden:
        return [columns, codes, value, count, base, flags]
    return [columns, codes, None, None, None, [*flags, "hidden"]]


def _hidden(
    plan: Plan, year: Mapping[str, Sequence[Cell]], always: tuple[str, ...], around: Around | None, sparse: set[str]
) -> set[tuple[Any, ...]]:
    """What must be hidden in all tables of one always-group together: periods × sex × each breakdown."""
    tree = _tree([period for period in year if not is_month(period)])
    of = {name: {} if name in sparse else tree for name in plan.breakdowns}
    of |= {} if len(sparse) < len(of) else {"": tree}
    tables = [_part(plan, year, always, name, tree=dict(own), around=around) for name, own in of.items()]
    if any(is_month(period) for period in year):
        tables.append(_part(plan, year, always, "", tree=_tree(list(year)), around=around))
    tables.sort(key=lambda one: not any(key[-1] == OUTSIDE for key in one.cells))  # first who know of all the others
    found = protect_linked(_filled(tables), told=_told(around, tree) if around else None).hidden
    if plan.query.value == "sum":
        sums = [_of_sums(plan, year, always, name, own) for name, own in of.items()]
        found |= protect_linked(_filled(sums), rules=Rules(dominance=(1, 100 * MOST_OF_ONE))).hidden
    hidden = set()
    for period, cells in year.items():
        for cell in cells:
            place = _place(plan, period, cell, tree)
            looked = [place | {(PART, part)} for part in (COUNTED, OTHERS, BASE)] + ([] if around else [place])
            if _always(plan, cell) == always and (_is_small(plan, cell) or any(one in found for one in looked)):
                hidden.add(_key(period, cell))
    return hidden


def _place(plan: Plan, period: str, cell: Cell, tree: Mapping[str, str]) -> Place:
    """Where a cell stands in whatever table."""
    told = dict(zip(cell[0], cell[1], strict=True))
    is_part = period in tree or is_month(period)
    groups = {(name, code or NOBODY) for name, code in told.items() if name not in plan.always}
    return frozenset({("period", period), *groups} if is_part else groups)


def _told(around: Around, tree: Mapping[str, str]) -> dict[Place, float | None]:
    """What the other indicator shows, and hides."""
    return {
        _place(around.plan, period, cell, tree): None if "hidden" in cell[5] else cell[3]
        for period, cells in around.shown.items()
        for cell in cells
    }


def _part(
    plan: Plan,
    year: Mapping[str, Sequence[Cell]],
    always: tuple[str, ...],
    name: str,
    *,
    tree: dict[str, str],
    around: Around | None,
) -> Part:
    """The table sex × one breakdown × periods × whether it was counted."""
    margin = (*plan.always, *plan.sex, *((name,) if name else ()))
    counted = {period: dict(_counts(plan, cells, always, margin)) for period, cells in year.items()}
    if around and (not name or name in around.plan.breakdowns):
        for period, cells in around.exact.items():
            for group, numbers in _counts(around.plan, cells, (), margin):
                own = counted.setdefault(period, {}).setdefault(group, {COUNTED: 0.0, OTHERS: 0.0})
                own[OUTSIDE] = max(numbers[COUNTED] - own[COUNTED] - own.get(OTHERS, 0.0), 0.0)
    if not tree:  # the year alone
        counted, tree = {WHOLE: next(told for period, told in counted.items() if len(period) == 4)}, {WHOLE: ""}
    inner = {key: round(number) for key, number in _inner(counted, tree).items() if number}
    free = margin[len(plan.always) :]
    codes: dict[str, Codes] = {"period": tree}
    codes |= {each: sorted({key[1 + place] for key in inner}) for place, each in enumerate(free)}
    if not around and plan.query.value != "share":
        return Part({key[:-1]: number for key, number in inner.items()}, codes)
    parts = {BASE: "", COUNTED: BASE, OTHERS: BASE} if plan.query.value == "share" else {COUNTED: ""}
    return Part(inner, {**codes, PART: parts | ({OUTSIDE: ""} if around else {})})


def _filled(tables: Sequence[Part]) -> list[Part]:
    return [one for one in tables if one.cells]


def _of_sums(
    plan: Plan, year: Mapping[str, Sequence[Cell]], always: tuple[str, ...], name: str, tree: dict[str, str]
) -> Part:
    """A table of sums. Of each only the number of cases is known and whether one holds most: so much is guessed."""
    margin = (*plan.always, *plan.sex, *((name,) if name else ()))
    inner = {
        (period if tree else WHOLE, *(code or NOBODY for code in cell[1][len(always) :])): _givers(cell)
        for period in (tree or [one for one in year if len(one) == 4])
        for cell in year[period]
        if tuple(cell[0]) == margin and _always(plan, cell) == always
    }
    codes = {each: sorted({key[1 + place] for key in inner}) for place, each in enumerate(margin[len(plan.always) :])}
    return Part(inner, {"period": tree or [WHOLE], **codes})


def _givers(cell: Cell) -> list[float]:
    number, total = round(cell[3] or 0), float(cell[2] or 0)
    if DOMINANT in cell[5] and number > 1:
        return [0.9 * total, *[0.1 * total / (number - 1)] * (number - 1)]
    return [total / number] * number if number else []


def _is_small(plan: Plan, cell: Cell) -> bool:
    """Its own numbers: of different cases, those of the parts do not add up to that of the whole."""
    counted, others = _numbers(plan, cell).get(COUNTED, 0.0), _numbers(plan, cell).get(OTHERS, 0.0)
    return 0 < counted < SMALLEST or 0 < others < SMALLEST or DOMINANT in cell[5]


def _tree(periods: Sequence[str]) -> dict[str, str]:
    """Period → what it is part of: quarters of the year (which is the total), months of their quarter."""
    quarters = {one: "" for one in periods if "Q" in one}
    months = [one for one in periods if len(one) == 7 and "Q" not in one]
    whole = {month: quarter if (quarter := period_of(month, "quarter")) in quarters else "" for month in months}
    return quarters | whole or dict.fromkeys(periods, "")


def _inner(
    counted: Mapping[str, Mapping[tuple[str, ...], Mapping[str, float]]], tree: dict[str, str]
) -> dict[tuple[str, ...], float]:
    """The table's inner cells. What a quarter counts beyond its months (what was erased) is a part of its own."""
    parents = {parent for parent in tree.values() if parent}
    inner = {
        (period, *codes, part): number
        for period in tree
        if period not in parents
        for codes, parts in counted.get(period, {}).items()
        for part, number in parts.items()
    }
    for quarter in sorted(parents):
        months = [month for month, parent in tree.items() if parent == quarter]
        for codes, parts in counted.get(quarter, {}).items():
            for part, number in parts.items():
                rest = number - sum(inner.get((month, *codes, part), 0.0) for month in months)
                if rest > 0:
                    tree[f"{quarter}+"] = quarter
                    inner[f"{quarter}+", *codes, part] = rest
    return inner


def _counts(
    plan: Plan, cells: Sequence[Cell], always: tuple[str, ...], margin: tuple[str, ...]
) -> Iterable[tuple[tuple[str, ...], dict[str, float]]]:
    """Codes of each inner cell and how many were counted (and, of a share, how many were not)."""
    for cell in cells:
        if tuple(cell[0]) == margin and _always(plan, cell) == always:
            yield tuple(code or NOBODY for code in cell[1][len(plan.always) :]), _numbers(plan, cell)


def _numbers(plan: Plan, cell: Cell) -> dict[str, float]:
    count, base = cell[3], cell[4]
    if plan.query.value == "share":
        return {COUNTED: count or 0.0, OTHERS: (base or 0.0) - (count or 0.0)}
    return {COUNTED: (base if count is None else count) or 0.0}


def observations(
    plan: Plan, version: int, period: str, cells: Iterable[Cell], derivation: Derivation | None = None
) -> list[Observation]:
    """Kept cells as observations."""
    return [
        Observation(
            plan.indicator.id,
            version,
            period,
            tuple(zip(columns, codes, strict=True)),
            value,
            plan.indicator.unit,
            count,
            base,
            flags=tuple(flags),
            derivation=derivation,
        )
        for columns, codes, value, count, base, flags in cells
    ]


def by_year(rows: Iterable[Any]) -> dict[str, list[Any]]:
    """Rows of periods by their year."""
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.period[:4]].append(row)
    return found
