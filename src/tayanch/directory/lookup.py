"""Finds who helps: by id, all of them, and how fresh what we know about them is."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib import resources

from tayanch.directory.hiding import public
from tayanch.directory.loading import read_entries
from tayanch.directory.model import Organisation

__all__ = ["Freshness", "all_entries", "find", "freshness", "last_checked", "may_be_dialled", "public"]


class Freshness(StrEnum):
    """How much a number or an opening hour can be relied on."""

    FRESH = "fresh"
    STALE = "stale"
    NEVER = "never checked"


def all_entries() -> tuple[Organisation, ...]:
    """Every entry of the product's files, by id. Nothing is hidden in them yet: see ``public``.

    Raises DirectoryError naming file and field when a file is wrong.
    """
    return _by_id()[0]


def find(id: str) -> Organisation | None:
    """The entry of this id, or none."""
    return _by_id()[1].get(id)


def may_be_dialled(number: str, country: str = "") -> bool:
    """Whether a number may be shown as one to dial: it is confirmed, in *country* where one is given."""
    return any(
        phone.number == number
        for entry in all_entries()
        if not country or country in entry.covers
        for phone in public(entry).phones
    )


def last_checked(entry: Organisation) -> date | None:
    """The day when somebody last rang or made sure of the entry; none: nobody ever did."""
    days = [entry.checked_on, *(phone.last_checked for phone in entry.phones)]
    return max((day for day in days if day), default=None)


def freshness(entry: Organisation, today: date) -> Freshness:
    """Whether the last check is so long ago that the entry must be shown as doubtful. *today* is the day of reading."""
    day = last_checked(entry)
    if day is None:
        return Freshness.NEVER
    return Freshness.STALE if today - day > timedelta(days=entry.check_again_after_days) else Freshness.FRESH


@cache
def _by_id() -> tuple[tuple[Organisation, ...], dict[str, Organisation]]:
    found = read_entries(resources.files("tayanch.directory") / "entries")
    return found, {one.id: one for one in found}
