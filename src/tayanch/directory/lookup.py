"""Finds who helps: by id, all of them, and how fresh what we know about them is.

What staff published (``published.folder()``) lies over what was shipped, without a database: an entry of the same id
stands in for the shipped one, and the results of ringing are laid over the numbers. A published file that cannot be
read changes nothing: what was shipped stays, and ``faults`` says why.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib import resources
from pathlib import Path

import yaml

from tayanch.directory import published
from tayanch.directory.checks import Result, with_results
from tayanch.directory.hiding import public
from tayanch.directory.loading import parse_entry, read_entries
from tayanch.directory.model import DirectoryError, Organisation
from tayanch.directory.stops import next_stops
from tayanch.yaml_text import read_yaml

__all__ = [
    "Freshness",
    "all_entries",
    "faults",
    "find",
    "freshness",
    "generation",
    "known",
    "last_checked",
    "may_be_dialled",
    "next_stops",
    "public",
    "shipped",
]
ENTRIES, CHECKS = "directory", "checks.yaml"


class Freshness(StrEnum):
    """How much a number or an opening hour can be relied on."""

    FRESH = "fresh"
    STALE = "stale"
    NEVER = "never checked"


def all_entries() -> tuple[Organisation, ...]:
    """Every entry that helps today, by id. Nothing is hidden in them yet: see ``public``.

    Raises DirectoryError naming file and field when a shipped file is wrong.
    """
    return _current().entries


def find(id: str) -> Organisation | None:
    """The entry of this id, or none."""
    return _current().by_id.get(id)


def known() -> Mapping[str, Organisation]:
    """The entries by id as they are now: a reader who asks for many of them looks at the disk once."""
    return _current().by_id


def generation() -> int:
    """Grows with every change of the directory: what was made of it under another number may be old."""
    return _current().generation


def faults() -> tuple[str, ...]:
    """Which published files could not be read, and why."""
    return _current().faults


@cache
def shipped() -> Mapping[str, Organisation]:
    """The entries that came with the program, by id. Raises DirectoryError naming file and field."""
    return {one.id: one for one in read_entries(resources.files("tayanch.directory") / "entries")}


def may_be_dialled(number: str, country: str = "") -> bool:
    """Whether a number may be shown as one to dial: it is confirmed, in *country* where one is given."""
    return any(
        phone.number == number
        for entry in all_entries()
        if not country or country in entry.covers
        for phone in public(entry).phones
    )


def last_checked(entry: Organisation) -> date | None:
    """The day when somebody last made sure of the entry or was answered there; none: nobody ever did."""
    days = [entry.checked_on, *(one.last_checked for one in entry.phones if one.result in (None, "answered"))]
    return max((day for day in days if day), default=None)


def freshness(entry: Organisation, today: date) -> Freshness:
    """Whether the last check is so long ago that the entry must be shown as doubtful. *today* is the day of reading."""
    day = last_checked(entry)
    if day is None:
        return Freshness.NEVER
    return Freshness.STALE if today - day > timedelta(days=entry.check_again_after_days) else Freshness.FRESH


@dataclass(frozen=True, slots=True)
class _State:
    """The directory as the disk had it when it was last looked at."""

    seen: object
    generation: int
    entries: tuple[Organisation, ...]
    by_id: Mapping[str, Organisation]
    faults: tuple[str, ...]


_lock = threading.Lock()
_state: _State | None = None


def _current() -> _State:
    global _state  # noqa: PLW0603
    seen = (published.stamp(ENTRIES), published.stamp(CHECKS))
    found = _state
    if found is None or found.seen != seen:
        with _lock:
            found = _state = _read(seen, _state.generation + 1 if _state else 1)
    return found


def _read(seen: object, generation: int) -> _State:
    newer, wrong = _read_newer(published.folder() / ENTRIES)
    results, unread = _read_results(published.folder() / CHECKS)
    wrong += unread
    laid = {**shipped(), **newer}
    helping = {id: with_results(one, results.get(id, {})) for id, one in laid.items() if one.closed_on is None}
    led = {
        id: replace(one, reach_through=tuple(other for other in one.reach_through if other in helping))
        for id, one in sorted(helping.items())
    }
    return _State(seen, generation, tuple(led.values()), led, tuple(wrong))


def _read_newer(folder: Path) -> tuple[dict[str, Organisation], list[str]]:
    found: dict[str, Organisation] = {}
    wrong: list[str] = []
    for file in sorted(folder.glob("*/*.yaml")):
        try:
            one = parse_entry(file.read_text("utf-8"), f"{file.parent.name}/{file.name}")
            found[one.id] = one
        except (DirectoryError, OSError, UnicodeDecodeError) as error:
            wrong.append(str(error))
    return found, wrong


def _read_results(file: Path) -> tuple[dict[str, dict[str, Result]], list[str]]:
    """Of each entry the result by number; the number of a check of the whole entry is empty."""
    try:
        told = read_yaml(file.read_text("utf-8"))
        return {id: {number: Result(**one) for number, one in all_.items()} for id, all_ in told.items()}, []
    except FileNotFoundError:
        return {}, []
    except (OSError, UnicodeDecodeError, yaml.YAMLError, TypeError, AttributeError) as error:
        return {}, [f"{file.name}: cannot be read: {error}"]
