"""The three kinds of pictures: columns over time, bars of groups, small multiples of lines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from tayanch.releases.charts.drawing import (
    COLOURS,
    DASHES,
    INK,
    LINE,
    MARGIN,
    WALNUT,
    WIDTH,
    Drawn,
    bar,
    element,
    legend,
    mark,
    whisker,
    words,
    wrapped,
)
from tayanch.releases.charts.model import Panel, Point, Series

PLOT = 84.0  # height of the columns of a panel
BAR = 13.0
INNER = WIDTH - 2 * MARGIN


def top_of(panels: Sequence[Panel]) -> float:
    """The largest value or end of an interval, so that all panels have one scale; 1 when there is none."""
    ends = (end for one in panels for own in one.series for at in own.points for end in (at.value, at.upper))
    return max((end for end in ends if end is not None), default=0.0) or 1.0


# --- columns over time ----------------------------------------------------------------------------------------


def columns(id: str, panels: Sequence[Panel], y: float) -> Drawn:
    """A panel below another, one group each, all on one scale."""
    parts: list[str] = []
    top, at = top_of(panels), y
    for panel in panels:
        parts += _panel(id, panel, at, top)
        at += 18 + PLOT + 36
    return Drawn(tuple(parts), at - y)


def _panel(id: str, panel: Panel, y: float, top: float) -> list[str]:
    series = panel.series[0]
    ground, points = y + 32 + PLOT, series.points
    step = INNER / max(len(points), 4)
    parts = [bar(id, series.look, (MARGIN, y + 3), 13, 11), words(series.name, MARGIN + 19, y + 13, font_weight="600")]
    parts.append(element("path", d=f"M{MARGIN} {ground:.1f}H{WIDTH - MARGIN}", stroke=LINE))
    for place, point in enumerate(points):
        middle = MARGIN + step * (place + 0.5)
        parts += _column(
            id, series.look, point, x=middle, ground=ground, wide=min(step * 0.64, 40), top=top, few=len(points) <= 8
        )
        if _is_labelled(place, len(points)):
            parts.append(words(point.label, middle, ground + 14, size=10.5, fill=WALNUT, text_anchor="middle"))
    return parts


def _column(
    id: str, look: str, point: Point, *, x: float, ground: float, wide: float, top: float, few: bool
) -> list[str]:
    if point.value is None:
        return [words("–", x, ground - 4, fill=WALNUT, text_anchor="middle")]
    high = PLOT * point.value / top
    parts = [bar(id, look, (x - wide / 2, ground - high), wide, high)]
    over = high
    if point.lower is not None and point.upper is not None:
        over = max(high, PLOT * point.upper / top)
        parts.append(whisker([(x, ground - PLOT * point.lower / top), (x, ground - over)]))
    if few:
        text = f"({point.text})" if point.shaky else point.text
        parts.append(words(text, x, ground - over - 5, size=11, text_anchor="middle"))
    return parts


def _is_labelled(place: int, count: int) -> bool:
    """Every period of a few, every other of many; the last always."""
    step = 1 if count <= 6 else 2 if count <= 12 else 4
    return (count - 1 - place) % step == 0


# --- bars of groups -------------------------------------------------------------------------------------------


def bars(id: str, panels: Sequence[Panel], y: float) -> Drawn:
    """A group below another: its name, and a bar for each sex."""
    found = legend(id, _entries(panels), y)
    parts, at, top = list(found.parts), y + found.height + 2, top_of(panels)
    room = INNER - 92  # the longest bar leaves room for its figure
    for panel in panels:
        for line in wrapped(panel.name, INNER, 12):
            parts.append(words(line, MARGIN, at + 11))
            at += 16
        for series in panel.series:
            parts += _bar(id, series, at, room, top)
            at += BAR + 4
        at += 7
    return Drawn(tuple(parts), at - y)


def _bar(id: str, series: Series, y: float, room: float, top: float) -> list[str]:
    point = series.points[0]
    if point.value is None:
        dots = element(
            "path",
            d=f"M{MARGIN} {y + BAR / 2:.1f}h26",
            stroke=COLOURS[series.look],
            stroke_dasharray="2 4",
            stroke_width=2,
        )
        return [dots, words(point.text, MARGIN + 34, y + BAR - 2.5, size=11, fill=WALNUT)]
    wide = room * point.value / top
    parts, end = [bar(id, series.look, (MARGIN, y), wide, BAR)], wide
    if point.lower is not None and point.upper is not None:
        end = max(wide, room * point.upper / top)
        middle = y + BAR / 2
        parts.append(whisker([(MARGIN + room * point.lower / top, middle), (MARGIN + end, middle)]))
    text = f"({point.text})" if point.shaky else point.text
    return [*parts, words(text, MARGIN + end + 6, y + BAR - 2.5, size=11.5, font_weight="600")]


# --- small multiples ------------------------------------------------------------------------------------------


def multiples(id: str, panels: Sequence[Panel], y: float) -> Drawn:
    """Two small pictures beside each other, as many rows as it takes, all on one scale."""
    found = legend(id, _entries(panels), y)
    parts, top = list(found.parts), top_of(panels)
    wide, high, first = (INNER - 16) / 2, 58.0, y + found.height + 2
    names = [wrapped(panel.name, wide, 11)[:2] for panel in panels]
    step = high + 50
    for place, panel in enumerate(panels):
        x, at = MARGIN + (place % 2) * (wide + 16), first + (place // 2) * step
        for line, text in enumerate(names[place]):
            parts.append(words(text, x, at + 10 + line * 13, size=11, font_weight="600"))
        parts += _lines(panel, x, at + 30, wide=wide, high=high, top=top)
    return Drawn(tuple(parts), found.height + 2 + step * ((len(panels) + 1) // 2))


def _lines(panel: Panel, x: float, y: float, *, wide: float, high: float, top: float) -> list[str]:
    ground = y + high
    parts = [element("path", d=f"M{x:.1f} {ground:.1f}h{wide:.1f}", stroke=LINE)]
    for series in reversed(panel.series):
        parts += _line(series, x + 5, ground, wide=wide - 10, high=high - 8, top=top)
    labels = [point.label for point in panel.series[0].points]
    parts.append(words(labels[0], x, ground + 12, size=9.5, fill=WALNUT))
    parts.append(words(labels[-1], x + wide, ground + 12, size=9.5, fill=WALNUT, text_anchor="end"))
    return parts


def _line(series: Series, x: float, ground: float, *, wide: float, high: float, top: float) -> list[str]:
    """A line with its marks; it has a gap where a value is hidden."""
    step = wide / max(len(series.points) - 1, 1)
    places = [
        None if point.value is None else (x + step * at, ground - high * point.value / top)
        for at, point in enumerate(series.points)
    ]
    joined = pairwise(places)
    path = "".join(f"M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}" for a, b in joined if a and b)
    given = {"stroke_dasharray": DASHES[series.look]} if series.look in DASHES else {}
    line = (
        [element("path", d=path, fill="none", stroke=COLOURS.get(series.look, INK), stroke_width=2, **given)]
        if path
        else []
    )
    return [*line, *(mark(series.look, *place) for place in places if place)]


def _entries(panels: Sequence[Panel]) -> list[tuple[str, str]]:
    return list(dict.fromkeys((one.look, one.name) for panel in panels for one in panel.series))
