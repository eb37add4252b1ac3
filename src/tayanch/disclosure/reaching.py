"""The attacker: what can be worked out about hidden cells by linear programming (HiGHS).

For each hidden cell the least and the largest value that agree with everything that was told (Hundepool et al.,
"Statistical Disclosure Control", 2012, section 4.3: the shuttle problem).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tayanch.disclosure.knowledge import DOWN, UP, Knowledge
from tayanch.disclosure.matrices import alone, diagonal, different, stacked
from tayanch.disclosure.matrices import row as line

Want = tuple[int, int]  # which target, and whether its high (UP) or its low (DOWN) end must be reachable


def solved(  # noqa: PLR0917  as in every textbook
    cost: Any, rows: Any, low: Any, high: Any, lower: Any, upper: Any, whole: Any = None
) -> Any:
    """The variables at which *cost* is least, as an array; None when nothing fits. *whole*: 1 for whole numbers."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    limits = LinearConstraint(rows, low, high) if rows.shape[0] else ()
    found = milp(cost, constraints=limits, bounds=Bounds(lower, upper), integrality=whole)
    return found.x


@dataclass(frozen=True)
class Reduced:
    """The system that is left when cells that are shown alone are filled in: *free* atoms and the rows over them."""

    free: Any
    known: Any  # every atom; 0 where it is free
    rows: Any
    low: Any
    high: Any
    lower: Any
    upper: Any
    contradicts: bool  # what is filled in already breaks another row

    def whole(self, found: Any) -> Any:
        """Every atom, from the free ones."""
        full = self.known.copy()
        full[self.free] = found
        return full


def reduced(known: Knowledge, hidden: Any) -> Reduced:
    """Fill in what is plainly told, and keep each different row that still has an unknown."""
    import numpy as np

    shown, values = known.cells[~hidden], known.values[~hidden]
    atoms = np.zeros(known.cells.shape[1])
    rows_alone, fixed = alone(shown)
    atoms[fixed] = values[rows_alone]
    is_free = np.ones(len(atoms), bool)
    is_free[fixed] = False
    free = np.flatnonzero(is_free)
    low = high = values - shown @ atoms
    rows = shown[:, free]
    if known.hard is not None:
        filled = known.hard @ atoms
        rows = stacked([[rows], [known.hard[:, free]]])
        low = np.concatenate([low, known.hard_low - filled])
        high = np.concatenate([high, known.hard_high - filled])
    kept = different(rows, low, high)
    filled_in = abs(rows).sum(axis=1) == 0
    contradicts = bool((filled_in & ((low > known.slack) | (high < -known.slack))).any())
    return Reduced(free, atoms, rows[kept], low[kept], high[kept], known.lower[free], known.upper[free], contradicts)


def wants(known: Knowledge) -> list[Want]:
    """Both ends of every target."""
    return [(place, way) for place in range(len(known.wanted)) for way in (UP, DOWN)]


def reached(known: Knowledge, atoms: Any, ends: Sequence[Want]) -> list[Want]:
    """The ends at or beyond which these atoms lie."""
    values = known.targets @ atoms
    return [(place, way) for place, way in ends if _missing(known, values[place], place, way) <= known.slack]


def _missing(known: Knowledge, value: float, place: int, way: int) -> float:
    """How far a value is from the end it should reach."""
    one = known.wanted[place]
    return float(one.high - value if way == UP else value - one.low)


@dataclass(frozen=True)
class Finding:
    """*unsafe*: ends that cannot be reached, so that the cell can be told more closely than allowed. *witnesses*: of
    each other end, atoms that reach it."""

    unsafe: list[Want]
    witnesses: dict[Want, Any]


def check(known: Knowledge, hidden: Any, ends: Sequence[Want], *, patience: int = 1, first: bool = False) -> Finding:
    """Which of the *ends* are out of reach when these cells are hidden.

    Many ends are tried at once: the sum of all is pushed as far as it goes, then those that were not reached are
    tried in ever smaller groups. An end is unsafe when it was tried alone without success, or in a group
    of *patience* or fewer of which none was reached: then it may be safe after all. *first*: stop at the first.
    """
    system = reduced(known, hidden)
    witnesses: dict[Want, Any] = {}
    unsafe: list[Want] = []
    queue = [list(ends)] if ends else []
    while queue:
        batch = [one for one in queue.pop() if one not in witnesses]
        if not batch:
            continue
        atoms = _pushed(known, system, batch)
        got = [] if atoms is None else reached(known, atoms, [one for group in (batch, *queue) for one in group])
        witnesses.update(dict.fromkeys(got, atoms))
        rest = [one for one in batch if one not in witnesses]
        if len(batch) == 1 or len(rest) == len(batch) <= patience:
            unsafe += rest
            if first and unsafe:
                break
        elif len(rest) < len(batch):
            queue.append(rest)
        else:
            middle = len(batch) // 2
            queue += [batch[middle:], batch[:middle]]
    return Finding(unsafe, witnesses)


def _pushed(known: Knowledge, system: Reduced, batch: Sequence[Want]) -> Any:
    """Atoms that agree with the system and bring all ends of the batch as near as their sum can."""
    import numpy as np

    places = [place for place, _ in batch]
    ways = np.array([float(way) for _, way in batch])
    ends = np.array([known.wanted[place].high if way == UP else known.wanted[place].low for place, way in batch])
    over = known.targets[places]
    constant = over @ system.known
    count, free = len(batch), len(system.free)
    # gain <= way * (target - end) and gain <= 0: at 0 the end is reached
    pull = diagonal(ways, over) @ over[:, system.free]
    rows = stacked([[system.rows, None], [pull, diagonal(np.full(count, -1.0), over)]])
    low = np.concatenate([system.low, ways * (ends - constant)])
    high = np.concatenate([system.high, np.full(count, np.inf)])
    cost = np.concatenate([np.zeros(free), -1 - np.arange(count) / (10 * count)])
    lower = np.concatenate([system.lower, np.full(count, -np.inf)])
    upper = np.concatenate([system.upper, np.zeros(count)])
    found = solved(cost, rows, low, high, lower, upper)
    return None if found is None else system.whole(found[:free])


def bounds(known: Knowledge, hidden: Any, over: Any, whole: bool = False) -> list[tuple[float, float]]:
    """The least and the largest value of each row of *over* (sums of atoms) that a reader can hold for possible.

    *whole*: reason with whole numbers, as an attacker of counts may. ``inf`` where nothing bounds it from above.
    """
    import numpy as np

    system = reduced(known, hidden)
    most = 10 * float(known.values.max(initial=1.0)) + 1000
    upper = np.minimum(system.upper, most)
    kinds = np.ones(len(system.free)) if whole else None
    found = []
    for row in range(over.shape[0]):
        one = line(over, row)
        constant, cost = float(one @ system.known), one[system.free]
        ends = []
        for way in (1.0, -1.0):
            atoms = None
            if cost.any():
                atoms = solved(way * cost, system.rows, system.low, system.high, system.lower, upper, kinds)
            ends.append(constant + (float(cost @ atoms) if atoms is not None else 0.0))
        found.append((ends[0] * known.scale, np.inf if ends[1] - constant >= most else ends[1] * known.scale))
    return found


def is_possible(known: Knowledge) -> bool:
    """Whether all that is known, and the true values of all cells, can hold at once."""
    import numpy as np

    system = reduced(known, np.zeros(len(known.values), bool))
    cost = np.zeros(len(system.free))
    if system.contradicts or not len(system.free):
        return not system.contradicts
    return solved(cost, system.rows, system.low, system.high, system.lower, system.upper) is not None
