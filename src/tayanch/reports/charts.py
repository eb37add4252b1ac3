"""A bar chart as SVG: black on white, readable when printed, with its words for those who do not see it."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

WIDTH, LABEL, ROW, TOP = 640, 250, 30, 10
FONT = "Libertinus Serif, Times New Roman, serif"


def bars(rows: Sequence[Sequence[str]], title: str, language: str) -> tuple[str, str]:
    """SVG and its description. *rows*: a head, then a name and a number as it is read in each line.

    A cell that is no number (hidden, not asked) has no bar and keeps its words.
    """
    told = [(row[0], row[1] if len(row) > 1 else "") for row in rows[1:]]
    values = [value_of(text) for _name, text in told]
    largest = max((value for value in values if value is not None), default=0) or 1
    height = TOP * 2 + ROW * len(told)
    lines = [
        _bar(place, name, text, (value or 0) / largest)
        for place, ((name, text), value) in enumerate(zip(told, values, strict=True))
    ]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}">'
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>{"".join(lines)}</svg>'
    )
    return svg, f"{title}: " + "; ".join(f"{name} – {text}" for name, text in told)


def _bar(place: int, name: str, text: str, share: float) -> str:
    y = TOP + place * ROW
    length = max(share, 0) * (WIDTH - LABEL - 110)
    name = name if len(name) <= 38 else f"{name[:37]}…"
    return (
        f'<text x="{LABEL - 10}" y="{y + 19}" text-anchor="end" font-family="{FONT}" font-size="14">'
        f"{escape(name)}</text>"
        f'<rect x="{LABEL}" y="{y + 5}" width="{length:.1f}" height="{ROW - 10}" fill="#2c4a6e"/>'
        f'<text x="{LABEL + length + 8:.1f}" y="{y + 19}" font-family="{FONT}" font-size="14">{escape(text)}</text>'
    )


def value_of(text: str) -> float | None:
    """The number that a cell reads; None for words."""
    kept = "".join(sign for sign in text.replace(",", ".") if sign.isdigit() or sign == ".").strip(".")
    try:
        return float(kept)
    except ValueError:
        return None
