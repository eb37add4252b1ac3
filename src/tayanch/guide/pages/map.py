"""A country drawn in a few lines of SVG, with a point for each place: no map service is asked.

Outlines and the borders of oblasts stand in ``outlines.yaml``. The projection is the equidistant conic (Snyder, "Map
Projections – A Working Manual", USGS 1987, pp. 111–115): it holds for Kyrgyzstan as for Russia.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import cos, hypot, radians, sin
from pathlib import Path

from tayanch.yaml_text import read_yaml

WIDTH, MARGIN = 328, 6  # that of a phone's page, in its points
_LETTER, _LINE = 7.2, 13.0  # how wide and high a letter of a name is drawn
# Where a name may stand: how far across and down from its point, which share of it lies left of there, how it is set.
_SIDES = (
    (7, 4, 0.0, "start"),
    (7, -1, 0.0, "start"),
    (-7, 4, 1.0, "end"),
    (-7, -1, 1.0, "end"),
    (0, -8, 0.5, "middle"),
    (0, 20, 0.5, "middle"),
)
_DOT, _FINGER = 5, 24.0  # points that can be touched are so far from each other (WCAG 2.2, 2.5.8)

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom
Onto = Callable[[float, float], Point]


@dataclass(frozen=True)
class Spot:
    """A place to be drawn. `at`: latitude and longitude; `helpers`: how many are there."""

    name: str
    address: str
    at: Point
    helpers: int


@dataclass(frozen=True)
class Mark:
    """A place as it is drawn; `address` is empty where a finger could not tell it from its neighbour."""

    x: int
    y: int
    address: str
    is_helped: bool
    name: str = ""
    name_x: int = 0
    name_y: int = 0
    anchor: str = "start"


@dataclass(frozen=True)
class Map:
    height: int
    lines: tuple[str, ...]
    marks: tuple[Mark, ...]


def drawn(country: str, spots: Sequence[Spot]) -> Map | None:
    """The map of a country, the places with most helpers first; None where we have no outline."""
    lines = _outlines().get(country)
    if lines is None:
        return None
    onto, height = _fitting([point for line in lines for point in line])
    return Map(height, tuple(_path(line, onto) for line in lines), tuple(_marks(spots, onto, height)))


def _marks(spots: Sequence[Spot], onto: Onto, height: int) -> Iterable[Mark]:
    placed = _apart([(spot, *onto(*spot.at)) for spot in sorted(spots, key=lambda one: -one.helpers)])
    touched: list[Point] = []
    taken: list[Box] = [(x - _DOT, y - _DOT, x + _DOT, y + _DOT) for _, x, y in placed]
    for spot, x, y in placed:
        is_free = all(hypot(x - other[0], y - other[1]) >= _FINGER for other in touched)
        mark = Mark(round(x), round(y), spot.address if is_free else "", spot.helpers > 0)
        if is_free:
            touched.append((x, y))
            mark = _named(mark, spot.name, height, taken)
        yield mark


def _apart(placed: Sequence[tuple[Spot, float, float]]) -> list[tuple[Spot, float, float]]:
    """Without those that would lie on one before them."""
    kept: list[tuple[Spot, float, float]] = []
    for spot, x, y in placed:
        if all(hypot(x - other[1], y - other[2]) >= _DOT for other in kept):
            kept.append((spot, x, y))
    return kept


def _named(mark: Mark, name: str, height: int, taken: list[Box]) -> Mark:
    """With its name where there is room for it: to the right, to the left, above or below."""
    wide = len(name) * _LETTER
    for across, down, share, anchor in _SIDES:
        x, y = mark.x + across, mark.y + down
        box = (x - wide * share, y - _LINE, x + wide * (1 - share), y + 3)
        inside = box[0] >= 0 and box[2] <= WIDTH and box[1] >= 0 and box[3] <= height
        if inside and not any(_meet(box, other) for other in taken):
            taken.append(box)
            return Mark(mark.x, mark.y, mark.address, mark.is_helped, name, x, y, anchor)
    return mark


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _fitting(points: Sequence[Point]) -> tuple[Onto, int]:
    """The projection that fills the page's width with these points, and how high the map is then."""
    onto = _conic(points)
    flat = [onto(*point) for point in points]
    left, right = min(x for x, _ in flat), max(x for x, _ in flat)
    top, bottom = min(y for _, y in flat), max(y for _, y in flat)
    scale = (WIDTH - 2 * MARGIN) / (right - left)

    def fitted(latitude: float, longitude: float) -> Point:
        x, y = onto(latitude, longitude)
        return MARGIN + (x - left) * scale, MARGIN + (y - top) * scale

    return fitted, round((bottom - top) * scale + 2 * MARGIN)


def _conic(points: Sequence[Point]) -> Onto:
    """Equidistant conic with standard parallels at a sixth and five sixths of the height."""
    south, north = (radians(bound(latitude for latitude, _ in points)) for bound in (min, max))
    middle = radians((min(east(lon) for _, lon in points) + max(east(lon) for _, lon in points)) / 2)
    low, high = south + (north - south) / 6, north - (north - south) / 6
    cone = (cos(low) - cos(high)) / (high - low)
    tip = cos(low) / cone + low

    def onto(latitude: float, longitude: float) -> Point:
        """In parts of the globe's radius; y grows downwards from the tip of the cone."""
        far, turn = tip - radians(latitude), cone * (radians(east(longitude)) - middle)
        return far * sin(turn), far * cos(turn)

    return onto


def east(longitude: float) -> float:
    """Chukotka lies beyond the line where the day changes."""
    return longitude + 360 if longitude < -100 else longitude


def _path(line: Sequence[Point], onto: Onto) -> str:
    """An SVG path of steps from point to point, in whole points: the drawing needs no more."""
    flat = [tuple(round(value) for value in onto(*point)) for point in line]
    (x, y), steps = flat[0], []
    for next_x, next_y in flat[1:]:
        if (next_x, next_y) != (x, y):
            steps.append(f"{next_x - x} {next_y - y}")
            x, y = next_x, next_y
    told = f"M{flat[0][0]} {flat[0][1]}l{' '.join(steps)}"
    return f"{told}z" if line[0] == line[-1] else told


@cache
def _outlines() -> dict[str, list[list[Point]]]:
    """By country: lines of (latitude, longitude); the first ones are its outline."""
    given = read_yaml(Path(__file__).with_name("outlines.yaml").read_text("utf-8"))["countries"]
    return {
        country: [[(pair[0], pair[1]) for pair in zip(line[::2], line[1::2], strict=True)] for line in lines]
        for country, lines in given.items()
    }
