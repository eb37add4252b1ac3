"""Line drawings for somebody who reads little: paths in a square of 24, all drawn with the same pen."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tayanch.yaml_text import read_yaml

_NOTE = "M3 7h18v11H3zM12 10a2.5 2.5 0 1 0 .1 0M6 12.5v.1M18 12.5v.1"
_PEN = "M4 20h4L19 9l-4-4L4 16zM13 7l4 4"
_CARD = "M3 6h18v13H3zM8 11a2 2 0 1 0-.1 0M5 16c1-3 5-3 6 0M14 10h4M14 14h4"
_HEART = "M12 20s-8-5-8-11a4.5 4.5 0 0 1 8-2.5A4.5 4.5 0 0 1 20 9c0 6-8 11-8 11zM12 9v5M9.5 11.5h5"
_BAN = "M12 3a9 9 0 1 0 .1 0M6 6l12 12"
_HOUSE = "M4 11l8-7 8 7v9H4zM10 20v-6h4v6"
_NO = "M3 3l18 18"

NEEDS = {
    "work": "M4 8h16v11H4zM9 8V5h6v3M4 13h16",
    "papers": "M6 3h9l4 4v14H6zM14 3v5h5M9 12h7M9 16h7",
    "ban": _BAN,
    "police": "M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6zM9 12l2 2 4-4",
    "health": _HEART,
    "children": "M8 8a2.5 2.5 0 1 0-.1 0M5 21v-8h6v8M17 12a2 2 0 1 0-.1 0M15 21v-6h4v6",
    "violence": "M12 4l9 16H3zM12 10v4M12 17v.1",
    "pension": "M3 20h18M5 20v-8M19 20v-8M9 20v-6h6v6M3 12l9-8 9 8",
    "money": _NOTE,
    "help": "M4 12a8 8 0 0 1 16 0v5M4 12v5h3v-5zM20 12v5h-3v-5zM20 17c0 3-3 4-6 4",
}
STAGES = {
    "before": "M4 8h16v12H4zM9 8V4h6v4M8 8v12M16 8v12",
    "way": "M4 5h16v12H4zM4 11h16M12 5v6M7.5 17a1.5 1.5 0 1 0 .1 0M16.5 17a1.5 1.5 0 1 0 .1 0",
    "abroad": "M12 3a9 9 0 1 0 .1 0M3 12h18M12 3c-5 5-5 13 0 18M12 3c5 5 5 13 0 18",
    "coming": "M11 11l5-5 5 5v9H11zM2 14h6M5 11l3 3-3 3",
    "family": "M3 11l9-7 9 7v9H3zM9 13a1.6 1.6 0 1 0-.1 0M7 20v-4h4v4M15.5 15a1.3 1.3 0 1 0-.1 0M14 20v-2h3v2",
}
SECTIONS = {
    "now": "M4 6l2 2 3-3M4 14l2 2 3-3M12 7h8M12 15h8M12 19h5",
    "rule": "M12 4v16M7 20h10M4 8h16M4 8l-2 6h5zM20 8l-2.5 6h5z",
    "say": "M4 4h16v12h-8l-5 4v-4H4zM8 8.5h8M8 12h5",
    "ask": "M8 9a2.5 2.5 0 1 0-.1 0M16 9a2.5 2.5 0 1 0-.1 0M3 20v-4a5 5 0 0 1 10 0v4M13 13a5 5 0 0 1 8 3v4",
    "not": _BAN,
    "more": "M12 3a9 9 0 1 0 .1 0M12 11v6M12 7.5v.1",
}
# What one does: a step may show one of these. A name with "no-" is the same crossed out.
ACTIONS = {
    "call": "M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 6a2 2 0 0 1 2-2",
    "write": _PEN,
    "keep": "M3 6h6l2 3h10v10H3zM8 14h8",
    "photo": "M4 8h3l2-3h6l2 3h3v11H4zM12 10a3.5 3.5 0 1 0 .1 0",
    "read": "M2 12c5-8 15-8 20 0-5 8-15 8-20 0zM12 9a3 3 0 1 0 .1 0",
    "say": SECTIONS["say"],
    "ask": "M4 4h16v12h-8l-5 4v-4H4zM9.5 8.5c0-3 5-3 5 0 0 1.5-2.5 1.5-2.5 3M12 13.5v.1",
    "together": SECTIONS["ask"],
    "date": "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4M9 15l2 2 4-4",
    "count": "M6 3h12v18H6zM9 7h6M9 12v.1M12 12v.1M15 12v.1M9 16v.1M12 16v.1M15 16v.1",
    "pay": _NOTE,
    "office": "M3 20h18M5 20v-9M10 20v-9M14 20v-9M19 20v-9M3 10l9-6 9 6z",
    "care": _HEART,
    "send": "M3 6h18v12H3zM3 7l9 7 9-7",
    "card": _CARD,
    "go": "M13 4a1.5 1.5 0 1 0-.1 0M12.5 8L10 14l4 3v4M10 14l-3 7M12.5 8l3 4h3M12.5 8L8 10l-1 3",
    "home": _HOUSE,
    "phone": "M8 3h8v18H8zM11 18h2",
    "safe": "M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6z",
    "no-sign": f"{_PEN}{_NO}",
    "no-pay": f"{_NOTE}{_NO}",
    "no-card": f"{_CARD}{_NO}",
}
ICONS = {f"section.{name}": path for name, path in SECTIONS.items()} | ACTIONS | STAGES | NEEDS


@cache
def pictures() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """The pictures of each card by section, one for each entry; "" where an entry has none."""
    told = read_yaml(Path(__file__).parents[1].joinpath("pictures.yaml").read_text("utf-8"))
    return {card: dict(zip(("now", "not"), map(_names, line.split("/")), strict=False)) for card, line in told.items()}


def _names(line: str) -> tuple[str, ...]:
    return tuple("" if name == "." else name for name in line.split())


def pictures_of(card: str, section: str, entries: int) -> tuple[str, ...]:
    """Those of a section of *entries* entries. One that has other entries by now shows none rather than wrong ones."""
    found = pictures().get(card, {}).get(section, ())
    return found if len(found) == entries else ("",) * entries
