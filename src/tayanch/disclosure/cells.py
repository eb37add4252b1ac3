"""Hide small numbers in a table of two ways with totals, so that no woman can be found in it: in a millisecond.

Such a table is a network: what is more in one cell of a row must be less in another, and a total is the way back. Each
count from 1 to 4 must be able to move down to 1 and up to 4 along cells that are hidden; where it cannot, the cheapest
way is sought and its cells are hidden too (successive cheapest paths: Cox, "Network models for complementary cell
suppression", JASA 90, 1995). As the limits are whole numbers, so is everything an attacker could reach: no hidden count
from 1 to 4 can be told more closely, neither by subtraction nor by linear programming, also by one who reads which
cells are marked as fewer than five. Tables of other shapes: :mod:`tayanch.disclosure.protecting`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from math import inf, log1p

from tayanch.disclosure.rules import SMALLEST


@dataclass(frozen=True)
class Cell:
    """One count as it may be shown. *count* is none when it is hidden; *is_small* says that it is from 1 to 4: of a
    single cell, or of a total that is the only count of its line; of other totals it would tell too much."""

    count: int | None
    is_small: bool = False


def protect(rows: Sequence[Sequence[int]]) -> list[list[Cell]]:
    """The table with a total at the end of every row and a row of totals at the end, small counts hidden.

    *rows* must be of one length and not negative. A single column or row is protected like any table.
    """
    grid = _with_totals(rows)
    if not grid:
        return []
    network = _Network(grid)
    for place in sorted(network.small, key=lambda place: (network.count(place), place)):
        network.cover(place)
    return [[network.shown((r, c), count) for c, count in enumerate(row)] for r, row in enumerate(grid)]


Place = tuple[int, int]


def _with_totals(rows: Sequence[Sequence[int]]) -> list[list[int]]:
    grid = [[*row, sum(row)] for row in rows]
    return [*grid, [sum(column) for column in zip(*grid, strict=True)]] if grid else []


class _Network:
    """Rows and columns are nodes, counts that are not zero are arcs between them; what is hidden may change.

    A single cell leads from its row to its column, the total of a row from the last column back to it, that of a
    column to the last row, and the grand total from the last row to the last column: counts that change along a ring
    of arcs still add up.
    """

    def __init__(self, grid: Sequence[Sequence[int]]) -> None:
        self.grid, self.bottom, self.right = grid, len(grid) - 1, len(grid[0]) - 1
        filled = [(r, c) for r, row in enumerate(grid) for c, count in enumerate(row) if count]
        self.small = [place for place in filled if self.count(place) < SMALLEST]
        self.hidden = set(self.small)
        self.filled = filled
        self.costs = {place: 0.1 + log1p(self.count(place)) for place in filled}
        self.arcs = self._arcs()

    def count(self, place: Place) -> int:
        return self.grid[place[0]][place[1]]

    def is_single(self, place: Place) -> bool:
        return place[0] < self.bottom and place[1] < self.right

    def room(self, place: Place) -> tuple[float, float]:
        """How far a count may go down and up for all that a reader knows besides the table: hidden single cells are
        not zero, and are small or not, as they are marked."""
        count = self.count(place)
        if not self.is_single(place):
            return count, inf
        return (count - 1, SMALLEST - 1 - count) if count < SMALLEST else (count - SMALLEST, inf)

    def ends(self, place: Place) -> tuple[int, int]:
        """Between what a small count must stay possible. A total is at least the number of its cells."""
        single = [one for one in self.filled if self.is_single(one) and _within(one, place, self.bottom, self.right)]
        low = sum(1 if self.count(one) < SMALLEST else SMALLEST for one in single)
        return low, min(SMALLEST - 1, len(single) * (SMALLEST - 1))

    def cover(self, place: Place) -> None:
        """Hide what lets this small count move to both its ends."""
        low, high = self.ends(place)
        tail, head = self.nodes(place)
        self.push(place, head, tail, high - self.count(place))
        self.push(place, tail, head, self.count(place) - low)

    def nodes(self, place: Place) -> Place:
        """The nodes an arc leads from and to: rows are 0 …, columns come after them."""
        row, column = place[0], self.bottom + 1 + place[1]
        forward = self.is_single(place) or (place[0] == self.bottom and place[1] == self.right)
        return (row, column) if forward else (column, row)

    def push(self, around: Place, source: int, sink: int, need: float) -> None:
        """Bring *need* from *source* to *sink* along other arcs as cheaply as can be, and hide what changes."""
        moved: dict[Place, float] = {}
        while need > 0:
            path = self.free(around, source, sink, moved) or self.cheapest(around, source, sink, moved)
            if not path:  # nothing but what everybody knows holds it
                return
            step = min(need, *(room for _, _, room in path))
            for place, way, _ in path:
                moved[place] = moved.get(place, 0) + way * step
            self.hidden |= {place for place, _, _ in path}
            need -= step

    def free(self, around: Place, source: int, sink: int, moved: dict[Place, float]) -> list[tuple[Place, int, float]]:
        """The shortest path of arcs that are hidden already and can still change; empty when there is none."""
        came: dict[int, tuple[int, Place, int, float]] = {}
        nodes = [source]
        for node in nodes:
            for to, place, way, limit in self.arcs[node]:
                if place not in self.hidden or place == around or to in came or to == source:
                    continue
                room = limit - way * moved.get(place, 0)
                if room > 0:
                    came[to] = (node, place, way, room)
                    nodes.append(to)
                    if to == sink:
                        return _walked(came, source, sink)
        return []

    def cheapest(
        self, around: Place, source: int, sink: int, moved: dict[Place, float]
    ) -> list[tuple[Place, int, float]]:
        """A path of arcs that can still change: (place, 1 up or -1 down, how far). Shown cells cost what they tell."""
        best: dict[int, tuple[float, int]] = {source: (0.0, 0)}
        came: dict[int, tuple[int, Place, int, float]] = {}
        queue = [(0.0, 0, source)]
        while queue:
            cost, steps, node = heappop(queue)
            if node == sink:
                return _walked(came, source, sink)
            if (cost, steps) > best[node]:
                continue
            for to, place, way, limit in self.arcs[node]:
                room = limit - way * moved.get(place, 0)
                so_far = (cost + (0.0 if place in self.hidden else self.costs[place]), steps + 1)
                if room > 0 and place != around and (to not in best or so_far < best[to]):
                    best[to], came[to] = so_far, (node, place, way, room)
                    heappush(queue, (*so_far, to))
        return []

    def _arcs(self) -> dict[int, list[tuple[int, Place, int, float]]]:
        """From each node, where to, by which count, up or down, and how far."""
        found: dict[int, list[tuple[int, Place, int, float]]] = {
            node: [] for node in range(self.bottom + self.right + 2)
        }
        for place in self.filled:
            tail, head = self.nodes(place)
            down, up = self.room(place)
            found[tail].append((head, place, 1, up))
            found[head].append((tail, place, -1, down))
        return found

    def shown(self, place: Place, count: int) -> Cell:
        if place not in self.hidden:
            return Cell(count)
        is_only = self.is_single(place) or self.ends(place)[0] == 1
        return Cell(None, count < SMALLEST and is_only)


def _within(place: Place, total: Place, bottom: int, right: int) -> bool:
    """Whether a single cell is added up by this place, which may be itself."""
    return total[0] in (place[0], bottom) and total[1] in (place[1], right)


def _walked(came: dict[int, tuple[int, Place, int, float]], source: int, sink: int) -> list[tuple[Place, int, float]]:
    path = []
    node = sink
    while node != source:
        node, place, way, room = came[node]
        path.append((place, way, room))
    return path
