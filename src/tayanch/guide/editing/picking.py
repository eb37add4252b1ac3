"""What one can put into a card: rules, figures of rules, organisations, numbers of the state. Found by any word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tayanch import law
from tayanch.directory import all_entries, public
from tayanch.guide.content.helpers import directory, state_number
from tayanch.guide.content.law_words import Ended, figure, figures_of

KINDS = ("figure", "org", "phone", "rule")
MOST = 20


@dataclass(frozen=True)
class Pick:
    """*text* is what is put in, *says* what it is, *more* what helps to choose."""

    text: str
    says: str
    more: str


def picks(kind: str, words: str, country: str, language: str, today: date) -> list[Pick]:
    """The first ones that hold all words, those of the country before others."""
    made = {"figure": _figures, "org": _organisations, "phone": _phones, "rule": _rules}[kind]
    wanted = words.lower().split()
    found = [one for one in made(country, language, today) if _holds(one, wanted)]
    found.sort(key=lambda one: not one.text.lstrip("{[org:").startswith(country))
    return found[:MOST]


def _holds(one: Pick, wanted: list[str]) -> bool:
    told = f"{one.text} {one.says} {one.more}".lower()
    return all(word in told for word in wanted)


def _rules(_country: str, language: str, _today: date) -> Iterator[Pick]:
    for rule in law.rules(language):
        yield Pick(str(rule["rule"]), str(rule["title"]), "")


def _figures(_country: str, language: str, today: date) -> Iterator[Pick]:
    for rule in law.rules(language):
        for place in figures_of(str(rule["rule"])):
            try:
                yield Pick(f"{{{place}}}", figure(place, language, today), str(rule["title"]))
            except Ended:
                continue


def _organisations(_country: str, language: str, _today: date) -> Iterator[Pick]:
    for entry in map(public, all_entries()):
        yield Pick(f"[[org:{entry.id}]]", entry.name.get(language), entry.says.get(language))


def _phones(country: str, language: str, _today: date) -> Iterator[Pick]:
    find, seen = directory(), set()
    for entry in map(public, all_entries()):
        for phone in entry.phones:
            if phone.number not in seen and state_number(find, phone.number, country):
                seen.add(phone.number)
                yield Pick(f"[[phone:{phone.number}]]", phone.number, entry.name.get(language))
