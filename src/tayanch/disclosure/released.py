"""Tables that are out already, and what a new one tells together with them.

The smallest cells of all tables together are the unknowns: the product of all their codes, at each date. A later date
is an earlier one and what was added since. So tables of the same records by other breakdowns, of a part of the people,
and of another day are rows of one system (differencing: Hundepool et al., 2012, section 4.6, linked tables).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce
from typing import Any

from tayanch.disclosure.knowledge import Knowledge, Target, of_table, priors
from tayanch.disclosure.layout import TOTAL, Dimension, Key, Layout, dimension
from tayanch.disclosure.matrices import handy
from tayanch.disclosure.rules import Rounding, Rules, TableError
from tayanch.disclosure.sensitivity import Measured

REST = "\x00"  # of a dimension that another table does not have or lists only in part: everything else
MOST_ATOMS = 60_000


@dataclass(frozen=True)
class Released:
    """A table that was given out, as it must be kept to protect the next ones.

    Attributes:
        label: what it is called in explanations.
        date: ISO date of the records it counted; the same date means the same records.
        dimensions: as they were protected.
        told: every cell with its value, None where it is hidden.
        population: codes that all its records share, by dimension: ``{"sex": "female"}``.
        measure: what is counted or added up; only tables of one measure are compared.
        protected: hidden cells that must stay possible between two values. Not for publishing: it tells which hidden
            cells are the small ones. Without it every hidden cell is taken for one.
        numbers: contributors of each cell, for sums. Not for publishing.
    """

    label: str
    date: str
    dimensions: tuple[Dimension, ...]
    told: Mapping[Key, float | None]
    population: Mapping[str, str] = field(default_factory=dict)
    measure: str = ""
    protected: tuple[tuple[Key, float, float], ...] | None = None
    numbers: Mapping[Key, float] = field(default_factory=dict)
    is_count: bool = True
    zero_is_safe: bool = True
    rounding: int = 0
    kind: Rounding = "controlled"

    @cached_property
    def layout(self) -> Layout:
        return Layout(self.dimensions)

    def limits(self, value: float) -> tuple[float, float]:
        """Between what a value that was told lies: the value, or around it when it is rounded."""
        return rounded_limits(value, self.rounding, self.kind)

    def to_dict(self) -> dict[str, Any]:
        """For keeping as JSON, sealed: see *protected* and *numbers*."""
        return {
            "label": self.label,
            "date": self.date,
            "dimensions": {one.name: dict(one.parents) for one in self.dimensions},
            "told": [[*key, value] for key, value in self.told.items()],
            "population": dict(self.population),
            "measure": self.measure,
            "protected": None if self.protected is None else [[*key, low, high] for key, low, high in self.protected],
            "numbers": [[*key, number] for key, number in self.numbers.items()],
            "is_count": self.is_count,
            "zero_is_safe": self.zero_is_safe,
            "rounding": self.rounding,
            "kind": self.kind,
        }

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Released:
        """The release that :meth:`to_dict` wrote. Raises TableError when something is missing."""
        try:
            protected = kept["protected"]
            return cls(
                **{name: kept[name] for name in ("label", "date", "population", "measure", "is_count", "zero_is_safe")},
                **{name: kept[name] for name in ("rounding", "kind")},
                dimensions=tuple(Dimension(name, parents) for name, parents in kept["dimensions"].items()),
                told={tuple(key): value for *key, value in kept["told"]},
                protected=None
                if protected is None
                else tuple((tuple(key), low, high) for *key, low, high in protected),
                numbers={tuple(key): number for *key, number in kept["numbers"]},
            )
        except (KeyError, TypeError, ValueError) as error:
            raise TableError("This is not a release that was kept for comparing: keep it with to_dict.") from error


def rounded_limits(value: float, base: int, kind: Rounding) -> tuple[float, float]:
    """Between which whole numbers a rounded value's true one lies; the value itself when *base* is 0."""
    if not base:
        return value, value
    away = base - 1 if kind == "controlled" else base // 2
    return max(value - away, 0.0), value + away


@dataclass(frozen=True)
class Space:
    """The atoms of several tables: codes of all dimensions, at each date."""

    dimensions: tuple[Dimension, ...]
    leaves: tuple[tuple[str, ...], ...]
    dates: tuple[str, ...]

    @cached_property
    def size(self) -> int:
        """Atoms at one date."""
        return reduce(lambda so_far, codes: so_far * len(codes), self.leaves, 1)

    def rows(
        self, dimensions: Sequence[Dimension], keys: Sequence[Key], population: Mapping[str, str], date: str
    ) -> Any:
        """Sparse matrix, cells × atoms of all dates up to this one."""
        from scipy import sparse

        own = {one.name: (place, one) for place, one in enumerate(dimensions)}
        strides = [1]
        for codes in reversed(self.leaves[1:]):
            strides.insert(0, strides[0] * len(codes))
        begins, columns = [0], []
        until = self.dates.index(date) + 1
        for key in keys:
            found = [0]
            for merged, codes, stride in zip(self.dimensions, self.leaves, strides, strict=True):
                among = self._among(merged, codes, own.get(merged.name), key, population.get(merged.name))
                found = [place + stride * other for place in found for other in among]
            columns += [place + self.size * state for state in range(until) for place in found]
            begins.append(len(columns))
        shape = (len(keys), self.size * len(self.dates))
        return sparse.csr_array(([1.0] * len(columns), columns, begins), shape=shape)

    @staticmethod
    def _among(
        merged: Dimension, codes: tuple[str, ...], own: tuple[int, Dimension] | None, key: Key, fixed: str | None
    ) -> list[int]:
        """The places of the codes that a cell counts, of one dimension."""
        if own is None:
            meant = merged.below[fixed] if fixed else set(codes)
        else:
            meant = frozenset().union(*(merged.below[leaf] for leaf in own[1].below[key[own[0]]]))
        return [place for place, code in enumerate(codes) if code in meant]


def space_of(tables: Sequence[tuple[Sequence[Dimension], Mapping[str, str]]], dates: Sequence[str]) -> Space:
    """The space of tables, each its dimensions and population. Raises TableError when it is too large."""
    names = dict.fromkeys(one.name for dimensions, _ in tables for one in dimensions)
    names |= dict.fromkeys(name for _, population in tables for name in population)
    made, leaves = [], []
    for name in names:
        parents: dict[str, str] = {}
        for dimensions, population in tables:
            for one in dimensions:
                if one.name == name:
                    parents |= {code: above for code, above in one.parents.items() if parents.get(code, TOTAL) == TOTAL}
            if name in population:
                parents.setdefault(population[name], TOTAL)
        merged = dimension(name, parents)
        made.append(merged)
        leaves.append((*merged.leaves, *([REST] if _has_rest(name, merged, tables) else [])))
    found = Space(tuple(made), tuple(leaves), tuple(sorted(set(dates))))
    if found.size * len(found.dates) > MOST_ATOMS:
        raise TableError(
            "Together with the earlier releases there are too many cells to compare. "
            "Compare with fewer releases, or roll small categories up."
        )
    return found


def _has_rest(name: str, merged: Dimension, tables: Sequence[tuple[Sequence[Dimension], Mapping[str, str]]]) -> bool:
    """Whether a table counts more of a dimension than is listed: it does not have it and is not of one code."""
    return any(all(one.name != name for one in dimensions) and name not in people for dimensions, people in tables)


@dataclass(frozen=True)
class Table:
    """The new table as it is compared."""

    layout: Layout
    measured: Measured
    rules: Rules
    population: Mapping[str, str]
    date: str


def together(table: Table, released: Sequence[Released]) -> Knowledge:
    """What readers know of the new table who have the earlier ones. Raises TableError when they contradict it."""
    from tayanch.disclosure.reaching import is_possible

    known = of_table(table.layout, table.measured, table.rules)
    if not released:
        return known
    every = [(table.layout.dimensions, table.population), *((one.dimensions, one.population) for one in released)]
    space = space_of(every, [table.date, *(one.date for one in released)])
    for grows in (True, False):
        found = _joined(table, known, released, space, grows)
        if is_possible(found):
            return found
    labels = ", ".join(one.label for one in released)
    raise TableError(
        f"This table and the earlier ones ({labels}) cannot both be true of the same records. Give the date of its "
        "records, its population, or another name for what it counts."
    )


def _joined(table: Table, alone: Knowledge, released: Sequence[Released], space: Space, grows: bool) -> Knowledge:
    import numpy as np

    keys = [table.layout.keys[place] for place in alone.places]
    cells = space.rows(table.layout.dimensions, keys, table.population, table.date)
    size = space.size * len(space.dates)
    upper = np.full(size, np.inf)
    lower = np.zeros(size)
    if not grows:
        lower[space.size :] = -np.inf
    hard = [*_known_of(table, alone, space), *_told(released, space, alone.scale)]
    if not grows:
        hard += _not_negative(space)
    rows, low, high = _collected(hard)
    if grows:
        zero = rows[np.flatnonzero(high <= 0)]
        upper[zero.indices] = 0
    targets, wanted = _targets(table, alone, cells, released, space)
    return replace(
        alone,
        lower=lower,
        upper=upper,
        cells=handy(cells),
        targets=handy(targets),
        wanted=wanted,
        hard=handy(rows),
        hard_low=low,
        hard_high=high,
    )


Rows = tuple[Any, Any, Any]  # sparse rows, their lower and upper limits


def _collected(parts: Sequence[Rows]) -> Rows:
    import numpy as np
    from scipy import sparse

    rows = sparse.csr_array(sparse.vstack([part[0] for part in parts]))
    return rows, np.concatenate([part[1] for part in parts]), np.concatenate([part[2] for part in parts])


def _known_of(table: Table, alone: Knowledge, space: Space) -> Iterator[Rows]:
    """What everybody knows of the new table's inner cells; zeros are told."""
    import numpy as np

    lower, upper = priors(table.measured.inner / alone.scale, table.measured, table.rules)
    if table.rules.zero_is_safe:
        zero = table.measured.inner == 0
        lower, upper = np.where(zero, 0, lower), np.where(zero, 0, upper)
    yield space.rows(table.layout.dimensions, table.layout.inner, table.population, table.date), lower, upper


def _told(released: Sequence[Released], space: Space, scale: float) -> Iterator[Rows]:
    """What the earlier releases told."""
    import numpy as np

    for one in released:
        keys = list(one.told)
        least = 1.0 if one.is_count and one.zero_is_safe and not one.rounding else 0.0
        limits = np.array([(least, np.inf) if value is None else one.limits(value) for value in one.told.values()])
        rows = space.rows(one.dimensions, keys, one.population, one.date)
        yield rows, limits[:, 0] / scale, limits[:, 1] / scale


def table_rows(tables: Sequence[Released], space: Space, grows: bool) -> Rows:
    """Everything that tables tell. *grows*: records were only added from date to date."""
    return _collected([*_told(tables, space, 1.0), *([] if grows else _not_negative(space))])


def _not_negative(space: Space) -> Iterator[Rows]:
    """Every atom at every later date is not negative, though records may go."""
    import numpy as np
    from scipy import sparse

    one = sparse.eye_array(space.size, format="csr")
    for state in range(1, len(space.dates)):
        blocks = [one if place <= state else 0 * one for place in range(len(space.dates))]
        yield sparse.csr_array(sparse.hstack(blocks)), np.zeros(space.size), np.full(space.size, np.inf)


# --- what must be protected ----------------------------------------------------------------------------------------


def _targets(
    table: Table, alone: Knowledge, cells: Any, released: Sequence[Released], space: Space
) -> tuple[Any, tuple[Target, ...]]:
    """The sensitive cells of the new table, those of the earlier ones, and differences of few."""
    from scipy import sparse

    where = {int(place): row for row, place in enumerate(alone.places)}
    rows = [cells[[where[one.place] for one in table.measured.sensitive]]]
    wanted = list(alone.wanted)
    for one in released:
        old = space.rows(one.dimensions, list(one.told), one.population, one.date)
        places = {key: place for place, key in enumerate(one.told)}
        for key, low, high in hidden_ends(one, table.rules):
            rows.append(old[[places[key]]])
            wanted.append(Target(0, low / alone.scale, high / alone.scale, "differencing"))
        if table.rules.changes:
            for row, low, high in _differences(table, alone, cells, one, old):
                rows.append(row)
                wanted.append(Target(0, low / alone.scale, high / alone.scale, "differencing"))
    found = sparse.csr_array(sparse.vstack(rows))
    return found, tuple(replace(one, row=place) for place, one in enumerate(wanted))


def hidden_ends(one: Released, rules: Rules) -> list[tuple[Key, float, float]]:
    """What of an earlier release must stay possible. Of one that does not say which cells are the small ones: all
    values under *smallest* that it leaves possible for a hidden cell."""
    if one.protected is not None:
        return list(one.protected)
    from tayanch.disclosure.attacking import attack

    most = rules.smallest - 1.0
    found = []
    for key, (low, high) in attack(one).items():
        if not one.is_count:
            found.append((key, low, min(high, 1e12)))
        elif low < min(high, most):
            found.append((key, low, min(high, most)))
    return found


def _differences(
    table: Table, alone: Knowledge, cells: Any, one: Released, old: Any
) -> Iterator[tuple[Any, float, float]]:
    """Pairs of a new and an earlier cell where one counts all that the other does, and few besides."""
    import numpy as np

    told = list(one.told.values())
    keys = list(one.told)
    sizes_new, sizes_old = np.diff(cells.indptr), np.diff(old.indptr)
    shared = (cells @ old.T).tocoo()
    numbers = table.measured.numbers[alone.places]
    for new, before, count in zip(shared.row, shared.col, shared.data, strict=True):
        value = told[before]
        within, around = count == sizes_old[before], count == sizes_new[new]
        if value is None or not (within or around) or one.rounding:
            continue
        more = alone.values[new] * alone.scale - value
        before_number = one.numbers.get(keys[before], value if one.is_count else None)
        if not more or (before_number is not None and abs(numbers[new] - before_number) >= table.rules.smallest):
            continue
        sign = 1.0 if more > 0 else -1.0
        row = sign * (cells[[new]] - old[[before]])
        if table.measured.is_count:
            yield row, 1.0, table.rules.smallest - 1.0
        else:
            away = abs(more) * table.rules.width / 100
            yield row, abs(more) - away, abs(more) + away


def same_kind(released: Sequence[Released], measured: Measured, measure: str) -> list[Released]:
    """The releases that can be compared with a table: of the same measure and the same kind."""
    return [one for one in released if one.measure == measure and one.is_count == measured.is_count]
