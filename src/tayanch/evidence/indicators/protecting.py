"""What everybody may see of exact values: small numbers hidden over sex × group × period, with every margin.

A year is protected as a whole: its quarters and months add up to it. Of a share, the counted and the others are
protected together. A mean, a median or a sum is shown where the number of rows or cases behind it may be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tayanch.disclosure import SMALLEST
from tayanch.disclosure.lines import protect_lines
from tayanch.indicators.computing import Plan, period_of
from tayanch.indicators.model import Derivation, Observation

COUNTED, OTHERS = "counted", "others"
NOBODY = "?"  # a code of a dimension must not be empty: "" is its total there
Cell = list[Any]  # [[columns], [codes], value, count, base, [flags]]


def protected(plan: Plan, year: Mapping[str, Sequence[Cell]]) -> dict[str, list[Cell]]:
    """The cells of one year, period by period, as they may be shown.

    Raises nothing: what cannot be told safely has no value and the flag ``hidden``.
    """
    hidden: set[tuple[Any, ...]] = set()
    always = sorted({_always(plan, cell) for cells in year.values() for cell in cells})
    for codes in always:
        for name in plan.breakdowns or ("",):
            hidden |= _hidden(plan, year, codes, name)
    return {period: [_shown(period, cell, hidden) for cell in cells] for period, cells in year.items()}


def _always(plan: Plan, cell: Cell) -> tuple[str, ...]:
    told = dict(zip(cell[0], cell[1], strict=True))
    return tuple(told[name] for name in plan.always)


def _key(period: str, cell: Cell) -> tuple[Any, ...]:
    return (period, tuple(cell[0]), tuple(cell[1]))


def _shown(period: str, cell: Cell, hidden: set[tuple[Any, ...]]) -> Cell:
    if _key(period, cell) not in hidden:
        return cell
    columns, codes, _, _, _, flags = cell
    return [columns, codes, None, None, None, [*flags, "hidden"]]


def _hidden(plan: Plan, year: Mapping[str, Sequence[Cell]], always: tuple[str, ...], name: str) -> set[tuple[Any, ...]]:
    """What must be hidden in the table sex × one breakdown × the periods of the year, for one always-group."""
    margin = (*plan.always, *plan.sex, *((name,) if name else ()))
    tree = _tree(list(year))
    inner = _inner({period: dict(_counts(plan, cells, always, margin)) for period, cells in year.items()}, tree)
    if not inner:
        return set()
    free = margin[len(plan.always) :]
    codes = [{key[1 + place]: "" for key in inner} for place in range(len(free) + 1)]  # the last: counted or not
    table = protect_lines(inner, [tree, *codes])
    parts = ["", *sorted(codes[-1])]
    hidden = set()
    for period, cells in year.items():
        for cell in cells:
            told = dict(zip(cell[0], cell[1], strict=True))
            if set(told) <= set(margin) and _always(plan, cell) == always:
                place = (
                    period if period in tree else "",
                    *((told[one] or NOBODY) if one in told else "" for one in free),
                )
                if _is_small(plan, cell) or any(table.get((*place, part), 0.0) is None for part in parts):
                    hidden.add(_key(period, cell))
    return hidden


def _is_small(plan: Plan, cell: Cell) -> bool:
    """Its own numbers: of different cases, those of the parts do not add up to that of the whole."""
    counted, others = _numbers(plan, cell).get(COUNTED, 0.0), _numbers(plan, cell).get(OTHERS, 0.0)
    return 0 < counted < SMALLEST or 0 < others < SMALLEST


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
