"""Complementary suppression: what else is hidden so that no hidden cell can be worked out.

The heuristic is the linear-programming one of Kelly, Golden and Assad ("Cell suppression: disclosure protection for
sensitive tabular data", Networks 22, 1992): for each end that can be told too closely the cheapest change of shown
cells is sought that would allow it, and the changed cells are hidden. Twice weighted, so that few cells change rather
than little of many; in two orders, of which the better one counts. What turns out not to be
needed at the end is shown again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tayanch.disclosure.knowledge import UP, Knowledge
from tayanch.disclosure.matrices import diagonal, stacked
from tayanch.disclosure.reaching import Want, check, reached, solved, wants

ROUNDS = 2  # of weighting anew
LARGE, MOST_TRIED = 250, 500  # cells: with more, several ends are sought at once; and nothing is shown again


def heuristic(known: Knowledge, at_least: Any = None, *, is_quick: bool = False) -> tuple[Any, list[Want]]:
    """Which cells to hide, as an array of truth values; and the ends that no hiding can protect, because what was
    told before tells them. *at_least*: cells that are hidden anyhow, besides those that must be. *is_quick*: in one
    order, and nothing is shown again: ten times as quick, a few cells more are hidden."""
    known = known if at_least is None else replace(known, primary=at_least)
    found = check(known, known.primary, wants(known), patience=8)
    order = _hardest_first(known, found.unsafe)
    tried = [_covered(known, order, dict(found.witnesses), is_quick)]
    if not is_quick and len(known.values) <= LARGE and len(order) > 1:
        tried.append(_covered(known, order[::-1], dict(found.witnesses)))
    return min(tried, key=lambda one: (len(one[1]), float(known.weights[one[0]].sum())))


def _covered(
    known: Knowledge, waiting: list[Want], witnesses: dict[Want, Any], is_quick: bool = False
) -> tuple[Any, list[Want]]:
    """Cells to hide for the ends in this order, and the ends that cannot be protected."""
    hidden, lost = known.primary.copy(), []
    many = max(1, len(known.values) // LARGE)
    while waiting:
        ends = _together(known, waiting, many)
        atoms = _cheapest(known, hidden, ends)
        if atoms is None and len(ends) > 1:
            ends = ends[:1]
            atoms = _cheapest(known, hidden, ends)
        waiting = [one for one in waiting if one not in ends]
        if atoms is None:
            lost += ends
            continue
        hidden |= _changed(known, atoms)
        for got in reached(known, atoms, [*ends, *waiting]):
            witnesses[got] = atoms
        waiting = [one for one in waiting if one not in witnesses]
    return (hidden if is_quick else show_again(known, hidden, witnesses)), lost


def _together(known: Knowledge, waiting: Sequence[Want], many: int) -> list[Want]:
    """Ends that are sought at once: in large tables several of one direction, from all over the table."""
    first, *others = waiting
    alike = [one for one in others if one[1] == first[1]]
    step = max(1, len(alike) // many)
    return [first, *alike[::step][: many - 1]]


def _hardest_first(known: Knowledge, ends: Sequence[Want]) -> list[Want]:
    def width(end: Want) -> float:
        return known.wanted[end[0]].high - known.wanted[end[0]].low

    return sorted(ends, key=lambda end: (-width(end), end))


def _changed(known: Knowledge, atoms: Any) -> Any:
    import numpy as np

    return np.abs(known.cells @ atoms - known.values) > known.slack


def _cheapest(known: Knowledge, hidden: Any, ends: Sequence[Want]) -> Any:
    """Atoms that reach the ends and change shown cells as cheaply as can be; None when no hiding allows it."""
    import numpy as np

    shown = np.flatnonzero(~hidden)
    count, size = len(shown), known.cells.shape[1]
    places, ups = [place for place, _ in ends], [way == UP for _, way in ends]
    aims = [known.wanted[place] for place in places]
    ones = np.ones(count)
    soft = [known.cells[shown], diagonal(-ones, known.cells), diagonal(ones, known.cells)]
    parts, low, high = [soft, [known.targets[places], None, None]], [known.values[shown]], [known.values[shown]]
    low.append(np.array([one.high if up else -np.inf for one, up in zip(aims, ups, strict=True)]))
    high.append(np.array([np.inf if up else one.low for one, up in zip(aims, ups, strict=True)]))
    if known.hard is not None:
        parts.append([known.hard, None, None])
        low.append(known.hard_low)
        high.append(known.hard_high)
    rows, least, most = stacked(parts), np.concatenate(low), np.concatenate(high)
    lower = np.concatenate([known.lower, np.zeros(2 * count)])
    upper = np.concatenate([known.upper, np.full(2 * count, np.inf)])
    best, best_cost = None, np.inf
    weights = known.weights[shown]
    price = weights.copy()
    for _ in range(1 + (ROUNDS if len(known.values) <= LARGE else 0)):
        found = solved(np.concatenate([np.zeros(size), price, price]), rows, least, most, lower, upper)
        if found is None:
            return best
        moved = found[size : size + count] + found[size + count :]
        cost = float(weights[moved > known.slack].sum())
        if cost < best_cost:
            best, best_cost = found[:size], cost
        price = weights / (moved + 0.1 * max(1.0, moved.max(initial=0.0)))
    return best


def mended(known: Knowledge, hidden: Any, ends: Sequence[Want]) -> None:
    """Attack the result and hide more, in place, until every end is out of the attacker's sight.

    The heuristic and the optimum are safe by how they are made; this guards against what rounding in the solver can do.
    """
    import numpy as np

    while unsafe := check(known, hidden, ends).unsafe:
        atoms = _cheapest(known, hidden, unsafe[:1])
        more = np.zeros(len(hidden), bool) if atoms is None else _changed(known, atoms) & ~hidden
        if hidden.all():
            return
        if not more.any():  # the solver sees no way in: take the lightest cell that is shown
            more[min(np.flatnonzero(~hidden), key=lambda cell: known.weights[cell])] = True
        hidden |= more


def show_again(known: Knowledge, hidden: Any, witnesses: dict[Want, Any]) -> Any:
    """Show what need not be hidden, the greatest loss first. *witnesses*: of each safe end, atoms that reach it."""
    import numpy as np

    hidden = hidden.copy()
    changed = {end: _changed(known, atoms) for end, atoms in witnesses.items()}
    extra = [int(cell) for cell in np.flatnonzero(hidden & ~known.primary)]
    extra.sort(key=lambda cell: (-known.weights[cell], cell))
    for cell in extra if len(known.values) <= MOST_TRIED else ():
        hidden[cell] = False
        touched = [end for end, moved in changed.items() if moved[cell]]
        found = check(known, hidden, touched, patience=1 if len(known.values) <= LARGE else 64, first=True)
        if found.unsafe:
            hidden[cell] = True
            continue
        for end, atoms in found.witnesses.items():
            changed[end] = _changed(known, atoms)
    return hidden
