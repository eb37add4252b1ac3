"""The cells of a table with margins: which inner cells each of them adds up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import product
from typing import Any

from tayanch.disclosure.rules import TableError

TOTAL = ""
OWN = "="  # before a code that has narrower ones: what was counted under itself
OTHER = "other"
MOST_CELLS = 200_000

Key = tuple[str, ...]
Codes = Sequence[str] | Mapping[str, str]


@dataclass(frozen=True)
class Dimension:
    """One breakdown. *parents*: each code and the broader one above it, ``TOTAL`` at the top; in order."""

    name: str
    parents: Mapping[str, str]

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """Codes with nothing narrower."""
        broader = set(self.parents.values())
        return tuple(code for code in self.parents if code not in broader)

    @cached_property
    def nodes(self) -> tuple[str, ...]:
        """Everything a cell can stand for: the total first."""
        return (TOTAL, *self.parents)

    @cached_property
    def below(self) -> dict[str, frozenset[str]]:
        """Each code of :attr:`nodes` with the leaves it adds up; a leaf adds up itself."""
        found: dict[str, set[str]] = {code: set() for code in self.nodes}
        for leaf in self.leaves:
            for code in (leaf, *self.above(leaf)):
                found[code].add(leaf)
        return {code: frozenset(leaves) for code, leaves in found.items()}

    def above(self, code: str) -> tuple[str, ...]:
        """The broader codes of *code*, the nearest first, the total last."""
        found = []
        while code != TOTAL:
            code = self.parents[code]
            found.append(code)
        return tuple(found)


def dimension(name: str, codes: Codes) -> Dimension:
    """A dimension from a plain list of codes, or from each code and its broader one (``""`` at the top).

    A broader code that is nobody's narrower one stands at the top itself. Raises TableError for an empty code, one
    that comes twice, or codes that are broader than themselves.
    """
    if isinstance(codes, Mapping):
        parents = {str(code): str(broader or TOTAL) for code, broader in codes.items()}
        parents |= {code: TOTAL for code in dict.fromkeys(parents.values()) if code != TOTAL and code not in parents}
    else:
        parents = {str(code): TOTAL for code in codes}
        if len(parents) != len(codes):
            raise TableError(f"A code of {name!r} is given twice.")
    if TOTAL in parents:
        raise TableError(f"A code of {name!r} is empty: empty means the total.")
    for code in parents:
        if _loops(code, parents):
            raise TableError(f"{code!r} of {name!r} is broader than itself: look at the broader codes.")
    return Dimension(name, parents)


def _loops(code: str, parents: Mapping[str, str]) -> bool:
    seen = set()
    while code != TOTAL and code not in seen:
        seen.add(code)
        code = parents[code]
    return code != TOTAL


def with_own(dimension: Dimension, used: Iterable[str]) -> Dimension:
    """The dimension with a narrower code for each broader one that cells were counted under: ``=code``."""
    broader = set(dimension.parents.values())
    own = {f"{OWN}{code}": code for code in dict.fromkeys(used) if code in broader}
    return Dimension(dimension.name, {**dimension.parents, **own}) if own else dimension


@dataclass(frozen=True)
class Layout:
    """All cells of a table, margins among them. Cells and inner cells are in the order of the dimensions' codes."""

    dimensions: tuple[Dimension, ...]

    @cached_property
    def keys(self) -> list[Key]:
        """Every cell."""
        return list(product(*(one.nodes for one in self.dimensions)))

    @cached_property
    def inner(self) -> list[Key]:
        """The cells that no others add up to."""
        return list(product(*(one.leaves for one in self.dimensions)))

    @cached_property
    def place(self) -> dict[Key, int]:
        """Where each cell stands among :attr:`keys`."""
        return {key: place for place, key in enumerate(self.keys)}

    @cached_property
    def sums(self) -> Any:
        """Sparse matrix, cells × inner cells: 1 where the cell adds up the inner one."""
        from scipy import sparse

        made = sparse.csr_array(reduce(sparse.kron, [_incidence(one) for one in self.dimensions]))
        made.eliminate_zeros()  # kron stores some
        return made

    def is_inner(self, key: Key) -> bool:
        """Whether nothing adds up to the cell."""
        return all(len(one.below[code]) == 1 and code in one.leaves for one, code in zip(self.dimensions, key, strict=True))


def _incidence(one: Dimension) -> Any:
    from scipy import sparse

    places = {leaf: place for place, leaf in enumerate(one.leaves)}
    pairs = [(row, places[leaf]) for row, code in enumerate(one.nodes) for leaf in sorted(one.below[code])]
    rows, columns = zip(*pairs, strict=True) if pairs else ((), ())
    return sparse.csr_array(([1.0] * len(pairs), (rows, columns)), shape=(len(one.nodes), len(one.leaves)))


def layout_of(dimensions: Mapping[str, Codes], used: Iterable[Key]) -> Layout:
    """The layout for cells of these keys. Raises TableError for a code that no dimension knows, or too many cells."""
    if not dimensions:
        raise TableError("A table has at least one dimension.")
    made = [dimension(name, codes) for name, codes in dimensions.items()]
    keys = list(used)
    for key in keys:
        if len(key) != len(made):
            raise TableError(f"The cell {key!r} has {len(key)} codes; the table has {len(made)} dimensions.")
        for one, code in zip(made, key, strict=True):
            if code not in one.parents:
                raise TableError(f"{code!r} is not a code of {one.name!r}. Totals are made here: give inner cells only.")
    full = tuple(with_own(one, (key[place] for key in keys)) for place, one in enumerate(made))
    count = reduce(lambda so_far, one: so_far * len(one.nodes), full, 1)
    if count > MOST_CELLS:
        raise TableError(f"The table has {count:,} cells with its totals; {MOST_CELLS:,} can be protected at once.")
    return Layout(full)


def own_key(layout: Layout, key: Key) -> Key:
    """The inner cell that a given cell means: of a code with narrower ones, its own part."""
    return tuple(
        code if code in one.leaves else f"{OWN}{code}" for one, code in zip(layout.dimensions, key, strict=True)
    )
