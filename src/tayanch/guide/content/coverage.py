"""Which line of the list of needs is served by what: by cards that name it, by another way, or why it is not."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tayanch.guide.content.card import Card, Guide
from tayanch.yaml_text import read_yaml

WAYS = {
    "owed": "tool “What am I owed?”",
    "days": "tool “My last lawful day”",
    "offer": "tool “Is this offer safe?”",
    "agency": "tool “Check this agency”",
    "years": "tool “Do my years count?”",
    "send": "tool “What I send and keep”",
    "directory": "directory",
    "paper": "leaflet and poster",
    "kiosk": "kiosk",
    "phrases": "phrase book",
    "copy": "copy on her phone",
    "callback": "call-back page",
    "desk": "desk",
}
CHAPTERS = {
    "INF": "Information and preparation",
    "DOC": "Documents and registration",
    "BAN": "Entry bans",
    "HEA": "Health",
    "PEN": "Pension and social security",
    "CHI": "Children",
    "RET": "Return",
}
_HEAD = """\
# What the guide covers

Every line of the list of needs, the cards that name it in their `covers`, what else serves it, what is left out, why.
Made by [`tayanch guide coverage`](commands.md#tayanch-guide-coverage); a test holds it against the cards. Labels and
reasons stand in `src/tayanch/guide/needs.yaml`.
"""


@dataclass(frozen=True)
class Line:
    """A need. `rest` is what of it is not served, and why."""

    id: str
    label: str
    cards: tuple[str, ...]
    also: tuple[str, ...]
    rest: str

    @property
    def is_served(self) -> bool:
        return bool(self.cards or self.also)

    @property
    def is_accounted_for(self) -> bool:
        return self.is_served or bool(self.rest)


@cache
def _needs() -> dict[str, dict[str, object]]:
    told: dict[str, dict[str, object]] = read_yaml(Path(__file__).parents[1].joinpath("needs.yaml").read_text("utf-8"))
    return told


def coverage(guide: Guide) -> list[Line]:
    """Every line in the order of the list."""
    return [_line(id, told, guide) for id, told in _needs().items()]


def _line(id: str, told: dict[str, object], guide: Guide) -> Line:
    cards = tuple(_named(card) for card in guide.cards if id in card.covers)
    also = told.get("also", [])
    ways = tuple(str(one) for one in also) if isinstance(also, list) else ()
    return Line(id, str(told["label"]), cards, ways, str(told.get("rest", "")))


def _named(card: Card) -> str:
    return f"{card.country}/{card.folder.name}"


def page(guide: Guide) -> str:
    """The whole table as Markdown."""
    lines = coverage(guide)
    served = sum(one.is_served for one in lines)
    partly = sum(one.is_served and bool(one.rest) for one in lines)
    total = f"{len(lines)} lines: {served} served, {partly} of them in part; {len(lines) - served} not."
    parts = [f"{_HEAD}\n{total}\n"]
    for prefix, chapter in CHAPTERS.items():
        rows = "\n".join(_rows(one for one in lines if one.id.startswith(prefix)))
        parts.append(
            f"## {chapter}\n\n| Line | Need | Cards and other ways | Left out |\n| --- | --- | --- | --- |\n{rows}\n"
        )
    return "\n".join(parts)


def _rows(lines: Iterator[Line]) -> Iterator[str]:
    for one in lines:
        ways = [f"`{card}`" for card in one.cards] + [WAYS[way] for way in one.also]
        yield f"| {one.id} | {one.label} | {', '.join(ways) or 'not served'} | {one.rest} |"
