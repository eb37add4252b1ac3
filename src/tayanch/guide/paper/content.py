"""What stands on a leaflet and on a poster. Nothing is typed here: cards, rules, directory, the guide's own words."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from tayanch.guide.content.card import Block, Card
from tayanch.guide.content.helpers import Helper, dialled_in, helper
from tayanch.guide.pages.rendering import Asked, Making, helpers_of
from tayanch.law.texts import show
from tayanch.yaml_text import read_yaml

HERE = Path(__file__).parent
_TAG = re.compile(r"<[^>]*>")
_AT_HOME = ("localhost", "127.0.0.1", "::1")


class NoPaper(LookupError):
    """A country without cards chosen for it."""


@dataclass(frozen=True)
class Part:
    """One card: what to do, what to say, what not to do."""

    title: str
    steps: tuple[str, ...]
    says: tuple[str, ...]
    nots: tuple[str, ...]


@dataclass(frozen=True)
class Number:
    """A number that somebody has confirmed, and whose it is."""

    number: str
    name: str
    says: str


@dataclass(frozen=True)
class Whom:
    """An organisation as it is named on paper. `alert`: what she must know before she turns to it."""

    name: str
    says: str
    about: str
    alert: str
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """All that a leaflet or a poster shows. `address` is that of the country's page; `said` has words by name."""

    language: str
    country: str
    title: str
    address: str
    short_address: str
    parts: tuple[Part, ...]
    lines: tuple[str, ...]
    numbers: tuple[Number, ...]
    helpers: tuple[Whom, ...]
    takes_calls: bool
    marks: tuple[str, ...]
    said: Mapping[str, str]


_SAID = [f"section.{name}" for name in ("say", "not", "ask")] + ["callback.title", "callback.text", "start.lead"]
_SAID += [f"paper.{name}" for name in ("call", "rung", "scan", "rules", "keep", "stamp")]


def sheet(making: Making, language: str, country: str, address: str) -> Sheet:
    """Of *country*; *address* is the beginning of every address of this installation, as ``https://host``.

    Raises NoPaper for a country that has no leaflet.
    """
    asked = Asked(making, language, f"{country}/")
    cards, lines, help_card = chosen(making, country)
    whole = f"{address.rstrip('/')}/{language}/g/{country}/"
    return Sheet(
        language=language,
        country=asked.say(f"in.{country}"),
        title=asked.say("neutral"),
        address=whole,
        short_address=whole.partition("://")[2],
        parts=tuple(_part(asked, card) for card in cards),
        lines=tuple(plain(asked.words(card.texts[language].title)) for card in lines),
        numbers=tuple(_numbers(making, language, country)),
        helpers=tuple(_helpers(asked, [help_card] if help_card else cards)),
        takes_calls=bool(making.calls(language)),
        marks=tuple(_marks(asked, cards, whole)),
        said={name.replace(".", "_"): asked.say(name) for name in _SAID},
    )


@cache
def choices() -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = read_yaml((HERE / "chosen.yaml").read_text("utf-8"))
    return found


def chosen(making: Making, country: str) -> tuple[list[Card], list[Card], Card | None]:
    """The cards of the leaflet, those of the poster, and the one that tells who helps. Raises NoPaper.

    A card that is gone, or that has become sensitive since, is left out.
    """
    told = choices().get(country)
    if told is None:
        raise NoPaper(country)

    def found(codes: list[str]) -> list[Card]:
        cards = [making.guide.find(country, code) for code in codes]
        return [card for card in cards if card and not card.sensitive]

    return found(told["cards"]), found(told["lines"]), next(iter(found([told.get("help", "")])), None)


def plain(words: Markup | str) -> str:
    """Words without their tags."""
    return html.unescape(_TAG.sub("", str(words)))


def _part(asked: Asked, card: Card) -> Part:
    text = card.texts[asked.language]
    now, say, never = (text.sections.get(name, ()) for name in ("now", "say", "not"))
    title = plain(asked.words(text.title))
    return Part(title, _items(asked, now), _items(asked, say, "quote"), _items(asked, never))


def _items(asked: Asked, blocks: tuple[Block, ...], shape: str = "") -> tuple[str, ...]:
    found = (item for block in blocks if not shape or block.shape == shape for item in block.items)
    return tuple(plain(Markup("").join(asked.piece(piece) for piece in item.pieces)) for item in found)


def _numbers(making: Making, language: str, country: str) -> Iterator[Number]:
    """Each number once, under the name of the first entry that has it: the country's own come first."""
    seen: set[str] = set()
    for id in dialled_in(country):
        one = helper(making.find, id, language)
        for number in one.numbers if one else ():
            if one and number not in seen:
                yield Number(number, one.name, one.says)
            seen.add(number)


def _helpers(asked: Asked, cards: list[Card]) -> Iterator[Whom]:
    seen: set[str] = set()
    for card in cards:
        for one, note in helpers_of(asked, card.texts[asked.language]):
            if one.id not in seen:
                yield _whom(asked, one, plain(note) or one.says)
            seen.add(one.id)


def _whom(asked: Asked, one: Helper, says: str) -> Whom:
    return Whom(one.name, says, asked.about(one), one.alert, one.numbers)


def _marks(asked: Asked, cards: list[Card], address: str) -> Iterator[str]:
    """What the paper says of itself: draft, day of the check, overdue, and an address that leads nowhere."""
    if is_at_home(address):
        yield asked.say("paper.at_home")
    if any(card.texts[asked.language].status == "draft" for card in cards):
        yield asked.say("card.draft")
    oldest = min((card.checked_on for card in cards), default=asked.making.today)
    overdue = any(card.is_overdue(asked.making.today) for card in cards)
    yield asked.say("card.overdue" if overdue else "card.checked", day=show(oldest, asked.language))
    yield asked.say("paper.made", day=show(asked.making.today, asked.language))


def is_at_home(address: str) -> bool:
    """Whether nobody but this computer can open the address."""
    return urlsplit(address).hostname in _AT_HOME
