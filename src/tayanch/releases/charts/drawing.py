"""SVG by hand: bars, columns, lines, and the words around them.

A picture is 360 units wide, so that it stands on a small phone as it is drawn and its letters stay large enough.
Groups differ by pattern and mark as well as by colour; nothing is said by colour alone (WCAG 2.2, 1.4.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

INK, WALNUT, LINE, PAPER = "#2b211a", "#6a5443", "#ddcfb8", "#ffffff"
COLOURS = {"female": "#9b2a23", "male": "#243a66", "other": "#3f6146", "unknown": "#8a5a00", "all": "#6a5443"}
LIGHT = {"female": "#9b2a23", "male": "#e6eaf3", "other": "#e5eee5", "unknown": "#fbeecb", "all": "#6a5443"}
MARKS = {"female": "circle", "male": "square", "other": "diamond", "unknown": "ring", "all": "circle"}
DASHES = {"male": "5 3", "other": "2 3", "unknown": "1 3"}
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"
WIDTH, MARGIN = 360, 8
WIDE = 0.56  # width of a letter over its size, on the safe side


@dataclass(frozen=True)
class Drawn:
    """Parts of a picture, and how high they are."""

    parts: tuple[str, ...]
    height: float


def element(name: str, text: str = "", **attributes: object) -> str:
    """``<name …>text</name>``; an underscore in an attribute's name is a hyphen."""
    told = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(_told(value))}" for key, value in attributes.items()
    )
    return f"<{name}{told}>{text}</{name}>" if text else f"<{name}{told}/>"


def _told(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def words(text: str, x: float, y: float, *, size: float = 12, fill: str = INK, **more: object) -> str:
    """A line of text; its baseline is at *y*."""
    return element("text", escape(text), x=x, y=y, font_size=size, fill=fill, **more)


def wrapped(text: str, width: float, size: float) -> list[str]:
    """A text in lines that fit *width*."""
    most, lines = int(width / (size * WIDE)), [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > most:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def paragraph(text: str, y: float, *, size: float = 12, fill: str = INK, **more: object) -> Drawn:
    """Lines of a text below one another, from *y* on."""
    lines = wrapped(text, WIDTH - 2 * MARGIN, size)
    step = size * 1.35
    parts = tuple(
        words(one, MARGIN, y + step * (at + 0.8), size=size, fill=fill, **more) for at, one in enumerate(lines)
    )
    return Drawn(parts, step * len(lines))


def patterns(id: str, looks: Iterable[str]) -> str:
    """Fills of the groups that are drawn: women solid, men hatched, the others dotted or barred."""
    made = (_pattern(f"{id}-{look}", look) for look in sorted(set(looks)) if look in ("male", "other", "unknown"))
    return element("defs", "".join(made) or "<!-- -->")


def _pattern(id: str, look: str) -> str:
    strong, light = COLOURS[look], LIGHT[look]
    ground = element("rect", width=6, height=6, fill=light)
    marks = {
        "male": element("path", d="M0 6L6 0M-1.5 1.5L1.5 -1.5M4.5 7.5L7.5 4.5", stroke=strong, stroke_width=2),
        "other": element("path", d="M0 3H6", stroke=strong, stroke_width=2.5),
        "unknown": element("circle", cx=3, cy=3, r=1.6, fill=strong),
    }
    return element("pattern", ground + marks[look], id=id, width=6, height=6, patternUnits="userSpaceOnUse")


def fill(id: str, look: str) -> str:
    """What a shape of a group is filled with."""
    return f"url(#{id}-{look})" if look in ("male", "other", "unknown") else COLOURS.get(look, WALNUT)


def bar(id: str, look: str, corner: tuple[float, float], width: float, height: float) -> str:
    """A filled shape with an outline in the group's colour, from its upper left corner on."""
    x, y = corner
    strong = COLOURS.get(look, WALNUT)
    return element("rect", x=x, y=y, width=max(width, 1.5), height=max(height, 1.5), fill=fill(id, look), stroke=strong)


def whisker(points: Sequence[tuple[float, float]]) -> str:
    """The line of an interval between two places."""
    (x1, y1), (x2, y2) = points
    return element("path", d=f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}", stroke=INK, stroke_width=1.5)


def mark(look: str, x: float, y: float, *, hollow: bool = False) -> str:
    """The sign of a group on a line: women a disc, men a square."""
    strong = COLOURS.get(look, WALNUT)
    given: dict[str, Any] = {"fill": PAPER if hollow else strong, "stroke": strong, "stroke_width": 1.5}
    kind = MARKS.get(look, "circle")
    if kind == "square":
        return element("rect", x=x - 3, y=y - 3, width=6, height=6, **given)
    if kind == "diamond":
        return element("path", d=f"M{x:.1f} {y - 4:.1f}l4 4l-4 4l-4 -4z", **given)
    return element("circle", cx=x, cy=y, r=3.2, **(given | ({"fill": PAPER} if kind == "ring" else {})))


def legend(id: str, entries: Sequence[tuple[str, str]], y: float) -> Drawn:
    """What the patterns mean, in one or two lines: (look, name)."""
    parts, x, top = [], float(MARGIN), y
    for look, name in entries:
        wide = 22 + len(name) * 12 * WIDE + 14
        if x + wide > WIDTH and x > MARGIN:
            x, top = MARGIN, top + 18
        parts += [bar(id, look, (x, top + 2), 13, 11), words(name, x + 19, top + 12)]
        x += wide
    return Drawn(tuple(parts), top - y + 22)


def whole(id: str, title: str, told: Sequence[str], parts: Iterable[str], height: float) -> str:
    """The picture: its name and its description in words are read instead of its shapes."""
    named = element("title", escape(title), id=f"{id}-t") + element("desc", escape(" ".join(told)) or "–", id=f"{id}-d")
    ground = element("rect", width=WIDTH, height=height, fill=PAPER)
    return element(
        "svg",
        named + ground + "".join(parts),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {height:.0f}",
        width=WIDTH,
        height=f"{height:.0f}",
        font_family=FONT,
        role="img",
        aria_labelledby=f"{id}-t {id}-d",
    )
