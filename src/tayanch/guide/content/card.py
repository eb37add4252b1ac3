"""What a card is: its settings, and its text in each language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

LANGUAGES = ("ky", "ru", "en")
# "any" holds wherever she is. The order is that of the pages.
COUNTRIES = ("ru", "kz", "kg", "tr", "kr", "uk", "de", "any")
STAGES = ("before", "way", "abroad", "coming", "family")
NEEDS = ("work", "papers", "ban", "police", "health", "children", "violence", "pension", "money", "help")
# Lists whose name another person must not read in the title or the address.
SENSITIVE_NEEDS = frozenset({"violence"})
SITUATIONS = ("work", "police", "doctor", "border")
SECTIONS = ("now", "say", "ask", "not", "more")
NEEDED_SECTIONS = ("now", "ask")

Kind = Literal["text", "figure", "org", "phone"]
Shape = Literal["ol", "ul", "quote", "text"]


@dataclass(frozen=True)
class Piece:
    """A run of words, or a place to be filled: a figure of the law, an organisation, a number."""

    kind: Kind
    text: str
    strong: bool = False


@dataclass(frozen=True)
class Item:
    """One entry of a list, one quotation or one paragraph, and the line of the file in which it begins."""

    line: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Block:
    shape: Shape
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Text:
    """A card in one language. `neutral` is the title that others may see, empty for a card that is not sensitive."""

    path: Path
    language: str
    title: str
    neutral: str
    lead: str
    status: str
    sections: Mapping[str, tuple[Block, ...]]

    def items(self) -> list[Item]:
        return [item for blocks in self.sections.values() for block in blocks for item in block.items]


@dataclass(frozen=True)
class Source:
    """Where advice comes from that is no rule of law; `url` is None for something printed."""

    title: str
    url: str | None
    seen: date


@dataclass(frozen=True)
class Card:
    """One card. `needs[0]` is where it stands first; `code` is the last part of its address."""

    folder: Path
    country: str
    code: str
    needs: tuple[str, ...]
    stages: tuple[str, ...]
    sensitive: bool
    amina: bool
    covers: tuple[str, ...]
    rules: tuple[str, ...]
    sources: tuple[Source, ...]
    checked_on: date
    check_again_after_days: int
    related: tuple[str, ...]
    texts: Mapping[str, Text]

    @property
    def id(self) -> str:
        return f"{self.country}.{self.code}"

    def is_overdue(self, today: date) -> bool:
        """Whether somebody should have looked at it again before *today*."""
        return today > self.checked_on + timedelta(days=self.check_again_after_days)


@dataclass(frozen=True)
class Phrase:
    """Words for one moment: what it means in Kyrgyz, the Russian, and how the Russian sounds in Kyrgyz letters."""

    ky: str
    ru: str
    sound: str


@dataclass(frozen=True)
class Guide:
    """All cards that can be read, in the order of their countries and codes, and the phrase book by situation.

    `withdrawn`: ids of cards that the desk has taken back; a card may still name them as related.
    """

    cards: tuple[Card, ...]
    phrases: Mapping[str, tuple[Phrase, ...]]
    withdrawn: frozenset[str] = frozenset()

    def of(self, country: str) -> tuple[Card, ...]:
        """The cards of a country, and after them those that hold everywhere."""
        own = tuple(card for card in self.cards if card.country == country)
        return own if country == "any" else own + self.of("any")

    def find(self, country: str, code: str) -> Card | None:
        return next((card for card in self.of(country) if card.code == code), None)
