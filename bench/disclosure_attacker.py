"""An attacker of one's own, written apart from the product: one unknown a cell, one equation a sum, linear programming.

Reads only what everybody may see: the values that are shown, and the codes and which of them are broader.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import numpy as np
from scipy.optimize import linprog

from tayanch.disclosure import ProtectedTable

Key = tuple[str, ...]


def narrower(parents: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"": []}
    for code, above in parents.items():
        found.setdefault(above, []).append(code)
    return {code: below for code, below in found.items() if below}


def sums(trees: list[dict[str, list[str]]], nodes: list[list[str]]) -> Iterator[tuple[Key, list[Key]]]:
    """Every cell that others add up to, by one dimension at a time."""
    for key in product(*nodes):
        for place, tree in enumerate(trees):
            if key[place] in tree:
                yield key, [(*key[:place], code, *key[place + 1 :]) for code in tree[key[place]]]


def intervals(table: ProtectedTable, wanted: list[Key], least: float = 1.0) -> dict[Key, tuple[float, float]]:
    """The least and the largest value of hidden cells. *least*: of a hidden cell, since zeros are shown."""
    parents = [dict(one.parents) for one in table.layout.dimensions]
    nodes = [["", *tree] for tree in parents]
    places = {key: place for place, key in enumerate(product(*nodes))}
    shown = [table[key].value for key in places]
    limits = [(least, 1e9) if value is None else (value, value) for value in shown]
    equations = []
    for whole, parts in sums([narrower(tree) for tree in parents], nodes):
        row = np.zeros(len(places))
        row[places[whole]] = -1
        row[[places[part] for part in parts]] = 1
        equations.append(row)
    zero = np.zeros(len(equations))
    return {key: _ends(places[key], np.array(equations), zero, limits) for key in wanted}


def _ends(place: int, equations: Any, zero: Any, limits: Any) -> tuple[float, float]:
    ends = []
    for way in (1, -1):
        cost = np.zeros(len(limits))
        cost[place] = way
        found = linprog(cost, A_eq=equations, b_eq=zero, bounds=limits, method="highs")
        assert found.success, found.message
        ends.append(round(way * float(found.fun), 6))
    return ends[0], ends[1]


def small_cells(table: ProtectedTable) -> list[Key]:
    """Inner cells that count 1 to 4: what an attacker is after. Uses the truth, to look where it hurts."""
    return [
        key
        for key, value in zip(table.layout.inner, table.measured.inner, strict=True)
        if 0 < value < table.rules.smallest
    ]


def random_table(seed: int, *, ways: int = 2, longest: int = 5) -> tuple[dict[Key, int], dict[str, Any]]:
    """Counts of a hierarchical table: the first dimension has two levels below the total, sparse as service counts."""
    chance = random.Random(seed)
    dimensions: dict[str, Any] = {}
    for way in range(ways):
        codes = [f"{way}.{code}" for code in range(chance.randint(2, longest))]
        groups = chance.randint(1, 3)
        dimensions[f"way{way}"] = {code: f"{way}.g{chance.randrange(groups)}" for code in codes} if not way else codes
    leaves = [list(codes) for codes in dimensions.values()]
    mean = chance.choice((3, 6, 12))
    return {key: int(chance.expovariate(1 / mean)) for key in product(*leaves)}, dimensions
