"""Finds cards and services by what somebody types, with the machinery of the directory's search.

A card is found by its title, its first line and its steps in three languages, and by everything people call the needs
that it is about (``about.yaml``), in five. What was typed is kept nowhere, not even in a cache.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tayanch import vocabulary
from tayanch.directory.searching import Directory, Found, Wanted
from tayanch.directory.searching.documents import words_of_need
from tayanch.directory.searching.index import Index, Row
from tayanch.guide import words
from tayanch.guide.content.card import Card, Guide, Text
from tayanch.guide.content.known import Known, topic_of
from tayanch.yaml_text import read_yaml

LONGEST, MOST_WORDS = 120, 12  # letters and words that are looked at
_TITLE, _LEAD, _STEP, _NEED, _WORDS, _LIST, _COUNTRY = 3.0, 1.5, 0.5, 2.5, 3.0, 0.8, 1.0


class Finder:
    """Cards and services of one edition that can be searched. Built once, never changed."""

    def __init__(self, guide: Guide, known: Known) -> None:
        self._cards = guide.cards
        self._index = Index([Row(card.id, tuple(_said(card))) for card in guide.cards], common=1)
        self._directory = Directory(known.entries)

    def cards(self, text: str, country: str = "", limit: int = 8) -> list[Card]:
        """Cards that fit, best first: those of a country and those that hold everywhere, or all."""
        allowed = None
        if country:
            allowed = frozenset(number for number, one in enumerate(self._cards) if one.country in (country, "any"))
        return [self._cards[number] for number in self._index.search(short(text), limit, allowed)]

    def services(self, text: str, country: str = "", limit: int = 8) -> list[Found]:
        """Services that fit, best first, in one country or everywhere."""
        return self._directory.search(short(text), Wanted(country=country), limit) if text.strip() else []

    def cards_about(self, topic: str, country: str = "", limit: int = 8) -> list[Card]:
        """Cards of one list of the guide, those that stand there first before others."""
        there = {country, "any"} if country else {one.country for one in self._cards}
        fitting = [one for one in self._cards if topic in one.needs and one.country in there]
        return sorted(fitting, key=lambda one: one.needs[0] != topic)[:limit]

    def services_about(self, topic: str, country: str = "", limit: int = 8) -> list[Found]:
        needs = tuple(one.id for one in vocabulary.scheme("need") if topic_of(one.id) == topic)
        return self._directory.search("", Wanted(needs=needs, country=country), limit)


def short(text: str) -> str:
    """As much of a text as is searched: nobody keeps the machine busy with a book."""
    return " ".join(text[:LONGEST].split()[:MOST_WORDS])


def _said(card: Card) -> Iterator[tuple[str, str, float]]:
    for language, text in card.texts.items():
        yield from _said_in(language, text)
        yield from ((language, words.say(f"need.{need}", language), _LIST) for need in card.needs)
        yield language, words.say(f"in.{card.country}", language), _COUNTRY
    for need in about().get(card.id, ()):
        yield from ((language, word, _NEED) for language, word in words_of_need(need))
    yield from ((language, word, _WORDS) for language, all_ in _words().get(card.id, {}).items() for word in all_)


def _said_in(language: str, text: Text) -> Iterator[tuple[str, str, float]]:
    yield language, text.title, _TITLE
    yield language, text.lead, _LEAD
    for block in text.sections["now"]:
        for item in block.items:
            yield language, " ".join(piece.text for piece in item.pieces if piece.kind == "text"), _STEP


def about() -> Mapping[str, list[str]]:
    """By the id of a card: the needs of the vocabulary that it is about."""
    found: Mapping[str, list[str]] = _file()["about"]
    return found


def _words() -> Mapping[str, Mapping[str, list[str]]]:
    found: Mapping[str, Mapping[str, list[str]]] = _file()["words"]
    return found


@cache
def _file() -> dict[str, Any]:
    told: dict[str, Any] = read_yaml(Path(__file__).with_name("about.yaml").read_text("utf-8"))
    return told
