"""What a figure says, as a line in three languages: measure, people, place and year, and the value with its unit.

Phrases stand beside each other, so that they are translated once and need no grammar between them. Where a phrase has
no translation yet, the line is empty in that language and readers get the next one.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from tayanch import vocabulary
from tayanch.figures.checking import number
from tayanch.figures.model import Figure
from tayanch.vocabulary.model import LANGUAGES, Text
from tayanch.yaml_text import read_yaml


@cache
def _file() -> Mapping[str, Any]:
    found: dict[str, Any] = read_yaml(files("tayanch.figures.register").joinpath("phrases.yaml").read_bytes())
    return found


def phrases() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """``measures``, ``populations`` and ``units``: English phrase → {"ky": …, "ru": …}."""
    return {name: _file()[name] for name in ("measures", "populations", "units")}


def statement(figure: Figure) -> Text:
    """The line of *figure*; empty in a language that lacks one of its phrases."""
    return Text(**{language: _line(figure, language) for language in LANGUAGES})


def _phrase(kind: str, english: str, language: str) -> str:
    if language == "en":
        return english
    return str(_file()[kind].get(english, {}).get(language, ""))


def _unit(unit: str, value: Decimal, language: str) -> str:
    """The unit in the form that *value* asks for: 1 год, 3 года, 5 лет, 4,5 раза."""
    if forms := _file()["unit_forms"].get(unit, {}).get(language):
        return str(forms[(0 if value == 1 else 1) if language == "en" else _russian(value)])
    return str(_file()["units"].get(unit, {}).get(language, unit if language == "en" else ""))


def _russian(value: Decimal) -> int:
    """0: one, 1: few or a fraction, 2: many (the plural rules of CLDR for Russian)."""
    if value != int(value):
        return 1
    last, two = int(abs(value)) % 10, int(abs(value)) % 100
    if last == 1 and two != 11:
        return 0
    return 1 if 2 <= last <= 4 and not 12 <= two <= 14 else 2


def _line(figure: Figure, language: str) -> str:
    measure, people = (
        _phrase("measures", figure.measure, language),
        _phrase("populations", figure.population, language),
    )
    value = value_with_unit(figure, language)
    if not measure or not people or not value:
        return ""
    where = ", ".join(part for part in (_place(figure, language), figure.year) if part)
    return f"{measure[0].upper()}{measure[1:]}: {people}{f' ({where})' if where else ''} – {value}"


def _place(figure: Figure, language: str) -> str:
    codes = [code for code in (figure.origin, figure.destination) if code]
    return " → ".join(_countries().get(code, {}).get(language, code) for code in codes)


@cache
def _countries() -> dict[str, dict[str, str]]:
    return {c.id.upper(): {code: c.label(code) for code in LANGUAGES} for c in vocabulary.scheme("country")}


def value_with_unit(figure: Figure, language: str) -> str:
    """``18.4 %``, ``650,000–700,000 people``; empty when the unit has no word in *language*."""
    if figure.value is None:
        return ""
    if figure.unit == "year":
        return str(figure.value)
    high = figure.value if figure.value_high is None else figure.value_high
    unit = "%" if figure.unit == "percent" else _unit(figure.unit, high, language)
    value = number(figure.value, language)
    if figure.value_high is not None:
        value += f"–{number(figure.value_high, language)}"
    return f"{value}\u00a0{unit}" if unit else ""
