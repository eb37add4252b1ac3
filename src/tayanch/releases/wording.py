"""The words of a release's site, its charts and its notes, in three languages; numbers as one writes them there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from tayanch.indicators.units import units
from tayanch.vocabulary.model import LANGUAGES, Text
from tayanch.yaml_text import read_yaml

NBSP = "\u00a0"
PERCENT = ("percent", "%")  # units of values from 0 to 100


@cache
def _all() -> Mapping[str, Mapping[str, str]]:
    told: dict[str, dict[str, str]] = read_yaml(Path(__file__).with_name("words.yaml").read_text("utf-8"))
    for name, by_language in told.items():
        if tuple(by_language) != LANGUAGES:
            raise ValueError(f"words.yaml: {name!r} must be there in exactly {LANGUAGES}")
    return told


def say(name: str, language: str, **places: object) -> str:
    """A word or a sentence, its places filled. Raises ``KeyError`` for a name that is not there."""
    text = _all()[name][language if language in LANGUAGES else "en"]
    for place, value in places.items():
        text = text.replace(f"{{{place}}}", str(value))
    return text


def text(name: str) -> Text:
    """The same in all languages."""
    return Text(**_all()[name])


def knows(name: str) -> bool:
    return name in _all()


def number(value: float, language: str, digits: int | None = None) -> str:
    """``12 345.6``, with a comma in Kyrgyz and Russian. Without *digits* as many as four figures need."""
    if digits is None:
        size = abs(value)
        digits = 0 if size >= 1000 or value == int(value) else 1 if size >= 100 else 2
    told = f"{value:,.{digits}f}".replace(",", NBSP).replace("-", "−")
    return told if language == "en" else told.replace(".", ",")


def amount(value: float, unit: str, language: str) -> str:
    """A value as it is read: a share from 0 to 1 in per cent, anything else as a number."""
    known = units().get(unit)
    if known and known.is_share:
        return f"{number(value * 100, language, 1)}{NBSP}%"
    if unit in PERCENT:
        return f"{number(value, language, 1)}{NBSP}%"
    return number(value, language, None if known is None or value == int(value) else known.decimals)


def unit_name(unit: str, language: str) -> str:
    """What is counted, in words; a unit that has none stands as it is."""
    known = units().get(unit)
    return known.text.get(language) if known else unit


def day(iso: str, language: str) -> str:
    """``23 November 2026``."""
    found = date.fromisoformat(iso)
    return say("day", language, d=found.day, m=say(f"month.{found.month}", language), y=found.year)


def period(code: str, language: str) -> str:
    """``2026``, ``3rd quarter of 2026`` or ``October 2026`` as short as an axis needs: ``Q3 2026``, ``10.2026``."""
    year, _, part = code.partition("-")
    if part.startswith("Q"):
        return f"{say('quarter', language)}{part[1:]} {year}"
    return f"{part}.{year}" if part else year
