"""The round: which number to ring next, why, and what to ask there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from tayanch.directory.checks import ANSWERED, EMERGENCY, Due, due
from tayanch.directory.keeping.entries import Kept, kept
from tayanch.directory.model import Phone
from tayanch.yaml_text import read_yaml

_ORDER = {Due.NEVER: 0, Due.STALE: 1, Due.AGAIN: 2}


@dataclass(frozen=True, slots=True)
class Next:
    """What to ring now: entry, number and why; ``number`` of ``total`` entries. *others*: its other numbers."""

    kept: Kept
    phone: Phone
    why: Due
    number: int
    total: int

    @property
    def others(self) -> list[Phone]:
        return [one for one in self.kept.entry.phones if one != self.phone]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which entries one rings: in which country, speaking which language; empty: any."""

    country: str = ""
    language: str = ""

    def fits(self, one: Kept) -> bool:
        entry = one.entry
        return (
            entry.closed_on is None
            and any(phone.number not in EMERGENCY for phone in entry.phones)
            and self.country in ("", *entry.covers, entry.country)
            and self.language in ("", *entry.languages)
        )


def due_numbers(one: Kept) -> list[tuple[Phone, Due]]:
    """The numbers of an entry that are to be rung, the most urgent first."""
    days = one.entry.check_again_after_days
    found = [(phone, due(phone, one.rung.get(phone.number, ()), days, one.today)) for phone in one.entry.phones]
    return sorted(((phone, why) for phone, why in found if why), key=lambda each: _ORDER[each[1]])


def is_done_today(one: Kept) -> bool:
    """An entry comes once a day: when somebody answered there today, its other numbers wait."""
    return any(ring.on == one.today and ring.result == ANSWERED for all_ in one.rung.values() for ring in all_)


def next_to_ring(today: date, choice: Choice = Choice(), skipped: Collection[str] = ()) -> Next | None:
    """The next number: never rung before rung long ago before nobody answered; by country. None: all is done."""
    fitting = [one for one in kept(today) if choice.fits(one)]
    waiting = [(one, numbers[0]) for one in fitting if not is_done_today(one) and (numbers := due_numbers(one))]
    left = [each for each in waiting if each[0].entry.id not in skipped]
    if not left:
        return None
    one, (phone, why) = min(left, key=lambda each: (_ORDER[each[1][1]], each[0].entry.country, each[0].entry.id))
    return Next(one, phone, why, len(fitting) - len(waiting) + 1, len(fitting))


@dataclass(frozen=True, slots=True)
class Script:
    """What to say and ask, in one language."""

    language: str
    title: str
    asks: tuple[str, ...]


def scripts(one: Kept, own: str) -> list[Script]:
    """The questions in the languages that are spoken there, the caller's own first; in Russian and English if we have
    none of theirs."""
    known = _questions()
    spoken = [code for code in one.entry.languages if code in known] or ["ru", "en"]
    ordered = sorted(spoken, key=lambda code: code != own)
    return [Script(code, known[code]["language"], _asked(one, code)) for code in ordered]


def _asked(one: Kept, code: str) -> tuple[str, ...]:
    services = "; ".join(dict.fromkeys(each.name.get(code) for each in one.entry.services))
    told = {"name": one.entry.name.get(code), "services": services}
    asks = [text for text in _questions()[code]["asks"] if services or "{services}" not in text]
    return tuple(text.format(**told) for text in asks)


@cache
def _questions() -> dict[str, Any]:
    text = (resources.files(__package__) / "questions.yaml").read_text("utf-8")
    found: dict[str, Any] = read_yaml(text)["languages"]
    return found
