"""Complementary suppression at the lowest loss: a mixed-integer programme with constraints made as they are needed.

A 0/1 variable a cell says whether it is hidden. Where the attacker's linear programme shows that an end is out of
reach, its dual multipliers name the shown cells of which enough must be hidden: the capacity constraint of Fischetti
and Salazar (2001), equation 5.9. The programme is solved again with it until the attacker finds nothing.
"""

from __future__ import annotations

from typing import Any

from tayanch.disclosure.knowledge import UP, Knowledge
from tayanch.disclosure.matrices import row
from tayanch.disclosure.reaching import Want, check, solved, wants

ROUNDS = 200


def optimum(known: Knowledge, lost: list[Want]) -> Any:
    """Which cells to hide so that the sum of their weights is least; None when it is not found in 200 rounds.

    *lost*: ends that no hiding can protect. For a table by itself: earlier releases are not thought of.
    """
    import numpy as np

    ends = [end for end in wants(known) if end not in lost]
    cuts: list[Any] = []
    hidden = known.primary.copy()
    lower = known.primary.astype(float)
    ones = np.ones(len(lower))
    for _ in range(ROUNDS):
        doubtful = check(known, hidden, ends, patience=8).unsafe
        found_cuts = [cut for end in doubtful if (cut := _cut(known, hidden, end)) is not None]
        if not found_cuts:
            return hidden
        cuts += found_cuts
        found = solved(
            known.weights, np.vstack(cuts), np.ones(len(cuts)), np.full(len(cuts), np.inf), lower, ones, ones
        )
        if found is None:
            return None
        hidden = found > 0.5
    return None


def _cut(known: Knowledge, hidden: Any, end: Want) -> Any:
    """Coefficients of the cells: their sum over hidden ones must be 1 at least, or the end stays out of reach. None
    when it is in reach."""
    import numpy as np

    place, way = end
    one = known.wanted[place]
    nearest, multipliers = _dual(known, hidden, end)
    missing = (one.high - nearest) if way == UP else (nearest - one.low)
    if missing <= known.slack:
        return None
    shown = np.flatnonzero(~hidden)
    coefficients = np.zeros(len(known.values))
    room = np.where(multipliers < 0, known.values[shown] - known.cells[shown] @ known.lower, np.inf)
    moved = np.abs(multipliers)
    gain = np.where(moved > 1e-9, moved * np.where(np.isfinite(room), room, 1e12), 0.0)
    coefficients[shown] = np.minimum(gain / missing, 1.0)
    return coefficients


def _dual(known: Knowledge, hidden: Any, end: Want) -> tuple[float, Any]:
    """How near the target comes to the end, and what one more in each shown cell would bring it nearer."""
    import numpy as np
    from scipy.optimize import linprog

    place, way = end
    shown = np.flatnonzero(~hidden)
    cost = -way * row(known.targets, place)
    between = np.column_stack([known.lower, known.upper])
    told = {"A_eq": known.cells[shown], "b_eq": known.values[shown]} if len(shown) else {}
    found = linprog(cost, bounds=between, method="highs", **told)
    return -way * float(found.fun), -found.eqlin.marginals if len(shown) else np.zeros(0)
