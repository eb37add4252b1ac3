"""Attack tables as a stranger can: with nothing but what was given out.

Takes no true value, so it also tries what :func:`~tayanch.disclosure.protecting.protect_table` made.
"""

from __future__ import annotations

from collections.abc import Sequence

from tayanch.disclosure.attack import bounds, is_possible
from tayanch.disclosure.knowledge import Knowledge
from tayanch.disclosure.layout import Key
from tayanch.disclosure.matrices import handy
from tayanch.disclosure.released import Released, Space, space_of, table_rows
from tayanch.disclosure.rules import TableError

Interval = tuple[float, float]


def attack(table: Released, others: Sequence[Released] = (), *, whole: bool = False) -> dict[Key, Interval]:
    """The least and the largest value of each hidden cell of *table* that agree with it and with the *others*.

    The attacker knows the values that are shown, how they are rounded, that nothing is negative and, where zeros are
    shown, that no hidden count is zero; of later dates, that records were added and none taken away, unless the tables
    say otherwise. *whole*: for counts, she also knows that they are whole (a mixed-integer programme; slow). Raises
    TableError when the tables contradict each other.
    """
    known, space = public_system(table, others)
    keys = [key for key, value in table.told.items() if value is None]
    over = space.rows(table.dimensions, keys, table.population, table.date)
    import numpy as np

    hidden = np.zeros(len(known.values), bool)
    found = bounds(known, hidden, handy(over), whole)
    return dict(zip(keys, found, strict=True))


def public_system(table: Released, others: Sequence[Released]) -> tuple[Knowledge, Space]:
    """The system of what was given out."""
    tables = [table, *others]
    space = space_of([(one.dimensions, one.population) for one in tables], [one.date for one in tables])
    for grows in (True, False):
        known = _system(tables, space, grows)
        if is_possible(known):
            return known, space
    raise TableError("These tables contradict each other: they cannot be of the same records.")


def _system(tables: Sequence[Released], space: Space, grows: bool) -> Knowledge:
    import numpy as np

    rows, low, high = table_rows(tables, space, grows)
    size = rows.shape[1]
    lower = np.zeros(size)
    if not grows:
        lower[space.size :] = -np.inf
    exact = low == high
    told = np.flatnonzero(exact)
    rest = np.flatnonzero(~exact)
    hard = rows[rest] if len(rest) else None
    return Knowledge(
        lower,
        np.full(size, np.inf),
        handy(rows[told]),
        low[told],
        np.ones(len(told)),
        told,
        handy(rows[[]]),
        (),
        hard=None if hard is None else handy(hard),
        hard_low=low[rest],
        hard_high=high[rest],
    )
