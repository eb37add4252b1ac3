"""Join categories that are too small to be told apart into "other"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from tayanch.disclosure.layout import OTHER, TOTAL, Codes, Dimension, Key, dimension
from tayanch.disclosure.rules import Rules
from tayanch.disclosure.sensitivity import Contributions


def rolled_up(
    cells: Mapping[Key, Contributions], dimensions: Mapping[str, Codes], rules: Rules
) -> tuple[Mapping[Key, Contributions], Mapping[str, Codes], dict[Key, Key]]:
    """The cells and dimensions with small categories joined, and where each joined cell went.

    Among the narrower codes of one broader code, those with a total under ``rules.roll_up`` become ``other`` (under
    a broader code ``CODE/other``). One alone is joined with the next smallest: "other" of one would only rename it.
    """
    if not rules.roll_up:
        return cells, dimensions, {}
    made: dict[str, Codes] = {}
    renamed: list[dict[str, str]] = []
    for place, (name, codes) in enumerate(dimensions.items()):
        one = dimension(name, codes)
        new = _renamed(one, _totals(cells, place), rules.roll_up)
        renamed.append(new)
        parents = {new.get(code, code): above for code, above in one.parents.items()}
        made[name] = parents
    found: dict[Key, Any] = {}
    rolled = {}
    for key, value in cells.items():
        to = tuple(new.get(code, code) for new, code in zip(renamed, key, strict=True))
        found[to] = _added(found[to], value) if to in found else value
        if to != key:
            rolled[key] = to
    return found, made, rolled


def _totals(cells: Mapping[Key, Contributions], place: int) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for key, value in cells.items():
        found[key[place]] += _total(value)
    return found


def _total(value: Contributions) -> float:
    if isinstance(value, (int, float)):
        return float(value)
    return float(sum(value.values() if isinstance(value, Mapping) else value))


def _renamed(one: Dimension, totals: Mapping[str, float], least: float) -> dict[str, str]:
    """Small leaves and the code they become part of."""
    siblings: dict[str, list[str]] = defaultdict(list)
    for leaf in one.leaves:
        siblings[one.parents[leaf]].append(leaf)
    found = {}
    for above, leaves in siblings.items():
        by_size = sorted(leaves, key=lambda leaf: totals.get(leaf, 0.0))
        small = [leaf for leaf in by_size if totals.get(leaf, 0.0) < least]
        if len(small) == 1 and totals.get(small[0], 0.0):
            small = by_size[:2]
        if len(small) > 1:
            other = OTHER if above == TOTAL else f"{above}/{OTHER}"
            found |= dict.fromkeys(small, other)
    return found


def _added(one: Any, other: Any) -> Any:
    if isinstance(one, (int, float)):
        return one + other
    if isinstance(one, Mapping):
        return {who: one.get(who, 0) + other.get(who, 0) for who in {**one, **other}}
    return [*one, *other]
