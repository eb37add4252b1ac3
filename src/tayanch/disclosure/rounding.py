"""Round a table instead of hiding what is small.

Controlled rounding brings every cell to a neighbouring multiple so that the rounded cells still add up, as near to the
true ones as a mixed-integer programme finds (zero-restricted: Cox, "A constructive procedure for unbiased controlled
rounding", JASA 82, 1987). In more than two dimensions there may be none; then, and in large tables, rounding is
conventional: each cell to its nearest multiple.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tayanch.disclosure.attack import check, wants
from tayanch.disclosure.knowledge import Knowledge, Target
from tayanch.disclosure.layout import Key
from tayanch.disclosure.matrices import handy, stacked
from tayanch.disclosure.released import Released, Table, hidden_ends
from tayanch.disclosure.rules import Rounding, TableError

if TYPE_CHECKING:
    from tayanch.disclosure.protecting import Made

MOST_CELLS = 400  # of a table that is rounded so that it adds up
CONTROLLED, CONVENTIONAL = "rounding, controlled", "rounding, conventional"


def rounded(table: Table, released: Sequence[Released]) -> Made:
    """The table rounded; cells that rounding does not protect enough are hidden besides.

    Enough: one more and one less than the true small count remain possible as far as its own rounding allows.
    """
    from tayanch.disclosure.protecting import HIDDEN, ROUNDED, Made, Shown

    if not table.measured.is_count:
        raise TableError("Rounding is for counts. For sums leave rounding at 0.")
    values, kind = _rounded(table)
    told: dict[Key, float | None] = dict(zip(table.layout.keys, values, strict=True))
    protected = tuple(_ends(table, values, kind))
    while unsafe := _unsafe(_public(table, told, kind), protected, released, table):
        for key in unsafe:
            told[key] = None
    cells = {key: Shown(None, HIDDEN) if value is None else Shown(value, ROUNDED) for key, value in told.items()}
    why = {key: "small" for key, value in told.items() if value is None}
    loss = sum(abs(value - true) for value, true in zip(values, table.measured.values, strict=True))
    return Made(cells, why, CONTROLLED if kind == "controlled" else CONVENTIONAL, float(loss), protected)


def _rounded(table: Table) -> tuple[list[int], Rounding]:
    """Every cell rounded, and how."""
    base, values = table.rules.rounding, table.measured.values
    if table.rules.kind == "controlled" and len(values) <= MOST_CELLS:
        found = _controlled(table)
        if found is not None:
            return found, "controlled"
    return [int((value + base / 2) // base) * base for value in values], "conventional"


def _controlled(table: Table) -> list[int] | None:
    """Rounded cells that add up, each less than the base away from the true one; None when there are none."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    base, inner, values = table.rules.rounding, table.measured.inner, table.measured.values
    floors = np.floor(inner / base)
    sums = handy(table.layout.sums)
    count, size = len(values), len(inner)
    below = sums @ floors * base
    # variables: whether an inner cell is rounded up; how far each cell is from its true value
    rows = stacked([[base * sums, -np.eye(count)], [base * sums, np.eye(count)]])
    off = np.concatenate([values - below, values - below])
    low = np.concatenate([np.full(count, -np.inf), off[count:]])
    high = np.concatenate([off[:count], np.full(count, np.inf)])
    upper = np.concatenate([(inner % base > 0).astype(float), np.where(values % base > 0, base - 1.0, 0.0)])
    found = milp(
        np.concatenate([np.zeros(size), np.ones(count)]),
        constraints=LinearConstraint(rows, low, high),
        bounds=Bounds(np.zeros(size + count), upper),
        integrality=np.concatenate([np.ones(size), np.zeros(count)]),
        options={"mip_rel_gap": 0.02, "node_limit": 2000},
    )
    return None if found.x is None else [int(round(value)) for value in sums @ (floors + np.round(found.x[:size])) * base]


def _ends(table: Table, values: Sequence[int], kind: Rounding) -> list[tuple[Key, float, float]]:
    """Of each small count, what must stay possible."""
    one = _public(table, {}, kind)
    found = []
    for cell in table.measured.sensitive:
        low, high = one.limits(values[cell.place])
        true = float(table.measured.values[cell.place])
        found.append((table.layout.keys[cell.place], max(low, true - 1), min(high, true + 1)))
    return found


def _public(table: Table, told: Mapping[Key, float | None], kind: Rounding) -> Released:
    rules = table.rules
    return Released(
        "", table.date, table.layout.dimensions, told, table.population, "", None, {}, True, rules.zero_is_safe,
        rules.rounding, kind,
    )  # fmt: skip


def _unsafe(
    one: Released, protected: Sequence[tuple[Key, float, float]], released: Sequence[Released], table: Table
) -> list[Key]:
    """Cells to hide next: those that can be told too closely, then what adds them up, then everything."""
    from tayanch.disclosure.attacking import public_system

    known, space = public_system(one, released)
    parts, wanted = [], []
    for ends, source in [(protected, one), *((hidden_ends(old, table.rules), old) for old in released)]:
        keys = [key for key, _, _ in ends]
        parts.append(space.rows(source.dimensions, keys, source.population, source.date))
        wanted += [Target(0, low, high, "small") for _, low, high in ends]
    system = _aimed(known, parts, wanted)
    found = {place for place, _ in check(system, _none(system), wants(system)).unsafe}
    own = [protected[place][0] for place in sorted(found) if place < len(protected)]
    shown = [key for key, value in one.told.items() if value is not None]
    if not found or not shown:
        return []
    fresh = [key for key in own if one.told[key] is not None]
    above = [key for key in shown if any(_adds_up(table, key, small) for small in own)]
    return fresh or above or shown


def _aimed(known: Knowledge, parts: Sequence[Any], wanted: Sequence[Target]) -> Knowledge:
    return replace(known, targets=handy(stacked([[part] for part in parts])), wanted=tuple(wanted))


def _none(known: Knowledge) -> Any:
    import numpy as np

    return np.zeros(len(known.values), bool)


def _adds_up(table: Table, key: Key, part: Key) -> bool:
    """Whether a cell adds up another one."""
    return all(
        one.below[narrow] <= one.below[code]
        for one, code, narrow in zip(table.layout.dimensions, key, part, strict=True)
    )
