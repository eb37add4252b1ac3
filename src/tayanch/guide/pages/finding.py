"""The search: by topic or in her own words, over the cards and over those who help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tayanch.directory.searching import Found
from tayanch.guide.content.card import COUNTRIES, NEEDS, Card
from tayanch.guide.content.finding import LONGEST, Finder
from tayanch.guide.pages import who
from tayanch.guide.pages.frame import Page
from tayanch.guide.pages.places import NEED_CODES, need_of

if TYPE_CHECKING:
    from tayanch.guide.pages.rendering import Asked


@dataclass(frozen=True)
class Results:
    """What was found: cards with the country in which they are opened, and organisations."""

    cards: list[tuple[str, Card]]
    services: list[who.Row]


def finding(asked: Asked, typed: str = "", topic: str = "", results: Results | None = None) -> Page:
    """The page of the search; with what was found it is one that leaves no trail. Its title never tells."""
    listed = {need for card in asked.making.guide.of(asked.country) for need in card.needs} if asked.country else set()
    main = asked.render(
        "find.html",
        topics=[(NEED_CODES[need], need, need in listed) for need in NEEDS],
        countries=("", *(country for country in COUNTRIES if country != "any")),
        typed=typed,
        chosen=topic,
        results=results,
        longest=LONGEST,
    )
    return Page(asked.say("neutral"), main, is_quiet=results is not None)


def found(asked: Asked, finder: Finder, typed: str, topic: str) -> Page:
    """The page with what was found for her words, or for the number of a topic where she typed nothing."""
    need, country = need_of(topic), asked.country
    if typed.strip():
        cards, services = finder.cards(typed, country), finder.services(typed, country)
    elif need:
        cards, services = finder.cards_about(need, country), finder.services_about(need, country)
    else:
        return finding(asked)
    opened = [(country if card.country == "any" and country else card.country, card) for card in cards]
    results = Results(opened, _rows(asked, services))
    return finding(asked, typed, "" if typed.strip() else topic, results)


def _rows(asked: Asked, services: list[Found]) -> list[who.Row]:
    """One line for each organisation, with those of its services that were found."""
    by_id: dict[str, list[Found]] = {}
    for one in services:
        by_id.setdefault(one.entry.id, []).append(one)
    return [who.row(asked, own[0].entry, [one.service for one in own]) for own in by_id.values()]
