"""Several tables of the same records: what none of them may tell together with the others.

Sex by topic and sex by country share the numbers by sex. Each table alone may be safe and both together not: what one
shows in a margin the other has hidden. So all are protected as one system of equations: a cell that stands in several
tables is one cell, and the smallest cells of each table add up to the same (linked tables: Hundepool et al.,
"Statistical Disclosure Control", 2012, section 4.3.3).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tayanch.disclosure.hiding import heuristic, mended
from tayanch.disclosure.knowledge import Knowledge, Target, clamped
from tayanch.disclosure.layout import TOTAL, Codes, Key, Layout, layout_of
from tayanch.disclosure.matrices import handy
from tayanch.disclosure.reaching import wants
from tayanch.disclosure.released import Released
from tayanch.disclosure.rules import Rules
from tayanch.disclosure.sensitivity import Contributions, Measured, measure

Place = frozenset[tuple[str, str]]  # a cell, whatever table it stands in: its dimensions with their codes


@dataclass(frozen=True)
class Part:
    """One of the tables: inner cells and dimensions as :func:`~tayanch.disclosure.protect_table` takes them."""

    cells: Mapping[Key, Contributions]
    dimensions: Mapping[str, Codes]


@dataclass(frozen=True)
class Linked:
    """*values*: every cell that is not zero. *hidden*: those that must not be shown. *lost*: how many ends nothing
    could protect, because *told* tells them."""

    values: Mapping[Place, float]
    hidden: frozenset[Place]
    lost: int = 0


def kept(
    part: Part,
    hidden: Collection[Place],
    *,
    label: str,
    date: str,
    measure_name: str,
    rules: Rules = Rules(),  # noqa: B008
) -> Released:
    """A table of counts as it leaves when these cells are hidden, to compare later ones with. Raises TableError."""
    layout = layout_of(part.dimensions, part.cells)
    one = measure(layout, part.cells, rules)
    told = {
        key: None if place_of(layout, key) in hidden else float(value)
        for key, value in zip(layout.keys, one.values, strict=True)
    }
    cells = layout.sums @ (one.inner > 0)
    ends = tuple(
        (layout.keys[weak.place], max(weak.low, float(cells[weak.place])), weak.high) for weak in one.sensitive
    )
    return Released(label, date, layout.dimensions, told, {}, measure_name, ends, {}, True, rules.zero_is_safe)


@dataclass
class _System:
    """Rows over the smallest cells of all tables, while they are gathered."""

    sizes: list[int]
    where: dict[Place, tuple[int, int]] = field(default_factory=dict)  # cell → its first table, its row there
    same: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    values: dict[Place, float] = field(default_factory=dict)


def place_of(layout: Layout, key: Key) -> Place:
    """The cell of a key, whatever table it stands in."""
    return frozenset((one.name, code) for one, code in zip(layout.dimensions, key, strict=True) if code != TOTAL)


def protect_linked(
    parts: Sequence[Part],
    *,
    rules: Rules = Rules(),  # noqa: B008  a value
    told: Mapping[Place, float | None] | None = None,
) -> Linked:
    """Hide what tells of too few in any of the tables, by all of them together.

    Args:
        parts: tables of the same records. Where the totals of two tables disagree they are not the same cell.
        rules: see :class:`Rules`; nothing is rounded or rolled up here.
        told: cells that others show already, None where they hide them.

    Raises:
        TableError: a table or its dimensions cannot be used.
    """
    layouts = [layout_of(one.dimensions, one.cells) for one in parts]
    measured = [measure(layout, one.cells, rules) for layout, one in zip(layouts, parts, strict=True)]
    system = _gathered(layouts, measured)
    if not system.values:
        return Linked({}, frozenset())
    known, places = _known(system, layouts, measured, rules, told or {})
    hidden, gone = heuristic(known, is_quick=True)
    mended(known, hidden, [end for end in wants(known) if end not in gone])
    found = {place for place, is_hidden in zip(places, hidden, strict=True) if is_hidden}
    found |= {place for place, value in (told or {}).items() if value is None}
    return Linked(system.values, frozenset(found), len(gone))


def _gathered(layouts: Sequence[Layout], measured: Sequence[Measured]) -> _System:
    system = _System([int((one.inner > 0).sum()) for one in measured])
    for table, (layout, one) in enumerate(zip(layouts, measured, strict=True)):
        for row, key in enumerate(layout.keys):
            if not one.values[row]:
                continue
            place = place_of(layout, key)
            if place not in system.where:
                system.where[place] = (table, row)
                system.values[place] = float(one.values[row])
            elif abs(system.values[place] - one.values[row]) < 1e-6 * max(1.0, system.values[place]):
                system.same.append((system.where[place], (table, row)))
    return system


def _known(
    system: _System, layouts: Sequence[Layout], measured: Sequence[Measured], rules: Rules, told: Mapping[Place, Any]
) -> tuple[Knowledge, list[Place]]:
    """The system, and the cells that it may hide, in its order."""
    import numpy as np
    from scipy import sparse

    sums = _blocks(layouts, measured)
    begins = np.concatenate([[0], np.cumsum([len(one.keys) for one in layouts])])

    def rows(of: Sequence[tuple[int, int]]) -> Any:
        return sums[[int(begins[table]) + row for table, row in of]]

    scale = _scale(measured)
    is_count = measured[0].is_count
    fixed = [place for place, value in system.values.items() if place in told and told[place] in (None, value)]
    open_ = [place for place in system.where if place not in set(fixed)]
    hard = [rows([system.where[one] for one in fixed])]
    low = [np.array([_least(told[one], is_count) for one in fixed]) / scale]
    high = [np.array([np.inf if told[one] is None else told[one] for one in fixed], float) / scale]
    if system.same:
        hard.append(rows([one for one, _ in system.same]) - rows([other for _, other in system.same]))
        low.append(np.zeros(len(system.same)))
        high.append(np.zeros(len(system.same)))
    lower = np.full(sums.shape[1], 1.0 if is_count and rules.zero_is_safe else 0.0)
    upper = np.full(sums.shape[1], np.inf)
    cells = rows([system.where[one] for one in open_])
    values = np.array([system.values[one] for one in open_]) / scale
    weak = {place: end for place, end in _sensitive(system, layouts, measured).items() if told.get(place) is None}
    targets = rows([system.where[one] for one in weak])
    wanted = tuple(
        clamped(Target(row, end[0] / scale, end[1] / scale, "small"), targets[[row]], lower, upper)
        for row, end in enumerate(weak.values())
    )
    joined = sparse.csr_array(sparse.vstack(hard))
    found = Knowledge(
        lower,
        upper,
        handy(cells),
        values,
        np.log1p(values * scale) + 0.1,
        np.arange(len(open_)),
        handy(targets),
        wanted,
        hard=handy(joined) if joined.shape[0] else None,
        hard_low=np.concatenate(low),
        hard_high=np.concatenate(high),
        scale=scale,
        primary=np.array([one in weak for one in open_], bool),
    )
    return found, open_


def _least(value: float | None, is_count: bool) -> float:
    if value is not None:
        return value
    return 1.0 if is_count else 0.0


def _scale(measured: Sequence[Measured]) -> float:
    if measured[0].is_count:
        return 1.0
    return max(max(float(one.values.max(initial=1.0)) for one in measured) / 1e5, 1e-9)


def _blocks(layouts: Sequence[Layout], measured: Sequence[Measured]) -> Any:
    """Cells of all tables × their smallest cells that are not zero."""
    import numpy as np
    from scipy import sparse

    parts = [
        sparse.csr_array(layout.sums)[:, np.flatnonzero(one.inner > 0)]
        for layout, one in zip(layouts, measured, strict=True)
    ]
    return sparse.csr_array(sparse.block_diag(parts, format="csr"))


def _sensitive(
    system: _System, layouts: Sequence[Layout], measured: Sequence[Measured]
) -> dict[Place, tuple[float, float]]:
    """The cells that must be hidden, with what must stay possible; of a cell in several tables the widest."""
    found: dict[Place, tuple[float, float]] = {}
    for layout, one in zip(layouts, measured, strict=True):
        for weak in one.sensitive:
            place = place_of(layout, layout.keys[weak.place])
            if place in system.where:
                low, high = found.get(place, (weak.low, weak.high))
                found[place] = (min(low, weak.low), max(high, weak.high))
    return found
