"""Invented entries for the tests: nobody can ring or visit any of this."""

from __future__ import annotations

from datetime import date
from typing import Any

from tayanch.directory import Organisation, Phone, Place, Service, Source
from tayanch.vocabulary import Text

SOURCE = Source("Invented", "https://example.org/", date(2026, 11, 1))


def text(words: str) -> Text:
    return Text(words, words, words)


def phone(number: str, **more: Any) -> Phone:
    return Phone(number, short=len(number) < 7, confirmed=more.pop("confirmed", True), source=SOURCE, **more)


def organisation(**fields: Any) -> Organisation:
    """An entry with one service; *fields* replace what it has."""
    given: dict[str, Any] = {
        "id": "kg-invented",
        "country": "kg",
        "name": text("Invented"),
        "kind": "ngo",
        "covers": ("kg",),
        "languages": ("ky", "ru"),
        "says": text("Helps"),
        "services": (Service("domestic-violence", "domestic-violence", text("Help")),),
        "places": (Place("bishkek", "bishkek-city"),),
        "phones": (),
        "sources": (SOURCE,),
    }
    return Organisation(**{**given, **fields})
