"""Which cells tell of too few, or of one who is too large: primary suppression.

Counts: 1 to *smallest* - 1. Sums: fewer contributors than *smallest*, dominance (n, k), the p %-rule. How near nobody
may come follows Hundepool et al., "Statistical Disclosure Control" (2012), chapter 4, table 4.2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Union

from tayanch.disclosure.layout import Key, Layout, own_key
from tayanch.disclosure.rules import Rules, TableError

Contributions = Union[int, float, Sequence[float], Mapping[str, float]]  # noqa: UP007 - also read at run time


@dataclass(frozen=True)
class Sensitive:
    """A cell that must be hidden. Whoever reads the table must not be able to shut out *low* or *high* or anything
    between them."""

    place: int
    reason: str
    low: float
    high: float


@dataclass(frozen=True)
class Measured:
    """The values of all cells in the order of the layout, and what must be hidden of them."""

    values: Any  # float array, one a cell
    inner: Any  # float array, one an inner cell
    is_count: bool
    sensitive: tuple[Sensitive, ...]
    numbers: Any  # contributors, one a cell; of counts the values


def measure(layout: Layout, cells: Mapping[Key, Contributions], rules: Rules) -> Measured:
    """Add up the margins and find what is sensitive.

    *cells*: inner cells; a whole number counts, a list or a mapping (contributor → amount) adds up. Raises TableError
    for what is negative or not a number, and when counts and sums are mixed.
    """
    given = {key: cell for key, cell in cells.items() if not _is_nothing(cell)}
    kinds = {isinstance(cell, (int, float)) for cell in given.values()}
    if len(kinds) > 1:
        raise TableError("Some cells are counts and some are sums with contributions: a table has one kind.")
    if kinds == {False}:
        return _sums(layout, given, rules)
    return _counts(layout, given, rules)


def _is_nothing(cell: Contributions) -> bool:
    return cell == 0 if isinstance(cell, (int, float)) else len(cell) == 0


def _counts(layout: Layout, cells: Mapping[Key, Any], rules: Rules) -> Measured:
    import numpy as np

    places = {key: place for place, key in enumerate(layout.inner)}
    inner = np.zeros(len(places))
    for key, count in cells.items():
        if count < 0 or count != int(count):
            raise TableError(f"The count of {key!r} is {count!r}. Counts are whole and not negative; give sums as lists.")
        inner[places[own_key(layout, key)]] += count
    values = layout.sums @ inner
    low = 1.0 if rules.zero_is_safe else 0.0
    places_small = np.flatnonzero((values < rules.smallest) & (values >= low)) if rules.smallest > 1 else []
    return Measured(
        values, inner, True, tuple(Sensitive(int(p), "small", low, rules.smallest - 1.0) for p in places_small), values
    )


def _sums(layout: Layout, cells: Mapping[Key, Any], rules: Rules) -> Measured:
    import numpy as np

    places = {key: place for place, key in enumerate(layout.inner)}
    inner = np.zeros(len(places))
    amounts: list[dict[Any, float]] = [{} for _ in places]
    for key, cell in cells.items():
        place = places[own_key(layout, key)]
        amounts[place] = _amounts(key, cell, place)
        inner[place] = sum(amounts[place].values())
    values = layout.sums @ inner
    found, numbers = [], np.zeros(len(values))
    for place in range(len(layout.keys)):
        parts = layout.sums.indices[layout.sums.indptr[place] : layout.sums.indptr[place + 1]]
        together = _together(amounts, parts)
        numbers[place] = len(together)
        if told := _sensitive_sum(together, rules):
            reason, need = told
            found.append(Sensitive(place, reason, max(values[place] - need, 0.0), values[place] + need))
    return Measured(values, inner, False, tuple(found), numbers)


def _amounts(key: Key, cell: Any, place: int) -> dict[Any, float]:
    """Contributor → amount; without names everybody is somebody else."""
    named = cell.items() if isinstance(cell, Mapping) else (((place, n), amount) for n, amount in enumerate(cell))
    amounts = {who: float(amount) for who, amount in named}
    if any(not amount >= 0 for amount in amounts.values()):
        raise TableError(f"A contribution to {key!r} is negative or no number: such sums cannot be protected.")
    return amounts


def _together(amounts: Sequence[Mapping[Any, float]], places: Sequence[int]) -> list[float]:
    """What each contributor gives to all these inner cells, the largest first."""
    found: dict[Any, float] = {}
    for place in places:
        for who, amount in amounts[place].items():
            found[who] = found.get(who, 0.0) + amount
    return sorted(found.values(), reverse=True)


def _sensitive_sum(amounts: list[float], rules: Rules) -> tuple[str, float] | None:
    """Why a sum must be hidden and how near nobody may come to it; None when it may be shown."""
    total, needs = sum(amounts), []
    if not total:
        return None if rules.zero_is_safe else ("small", 0.0)
    if len(amounts) < rules.smallest:
        needs.append(("small", total * rules.width / 100))
    if rules.dominance is not None and total > 0:
        n, k = rules.dominance
        needs.append(("dominant", sum(amounts[:n]) * 100 / k - total))
    if rules.p_percent is not None and amounts[0] > 0:
        needs.append(("dominant", amounts[0] * rules.p_percent / 100 - sum(amounts[2:])))
    counted = [(reason, need) for reason, need in needs if need > 0 or reason == "small"]
    if not counted:
        return None
    return counted[0][0], max(need for _, need in counted)
