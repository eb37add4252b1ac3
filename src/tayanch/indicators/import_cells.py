"""Cells of official files: numbers, periods, sexes, countries and dimensions, as different sources write them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType

from tayanch import vocabulary
from tayanch.indicators.errors import SeriesError
from tayanch.yaml_text import read_yaml


class Unread(SeriesError):
    """One cell cannot be read. *column*: its heading."""

    def __init__(self, column: str, text: str) -> None:
        super().__init__(text)
        self.column = column


@dataclass(frozen=True)
class Problem:
    """What was not understood, and where."""

    line: int
    column: str
    text: str


@dataclass(frozen=True)
class Number:
    """A number with what stood around it: ``<2.5`` is 2.5 with the flag ``at-most``."""

    value: float
    flags: tuple[str, ...] = ()


_NOTHING = {"", "-", "–", "—", "..", "...", "…", "na", "n/a", "n.a.", "nan", "n", "null", ":", "x"}
_NUMBER = re.compile(r"([<>≤≥]?)\s*(-?\d+(?:[ \u00a0\u202f]\d{3})*(?:[.,]\d+)?(?:[eE][+-]?\d+)?)\s*%?")
_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
_SIDES = {"<": "at-most", "≤": "at-most", ">": "at-least", "≥": "at-least"}


def number_of(text: str) -> Number | str | None:
    """A number; None when the cell says that there is none; the text itself when it is neither.

    Decimals may have a comma or a point, thousands a space (or commas, when there are two groups or a decimal point:
    ``1,234`` alone could be either and is read as in English tables, as 1234).
    """
    cell = text.strip()
    if cell.lower() in _NOTHING:
        return None
    if _THOUSANDS.fullmatch(cell):
        return Number(float(cell.replace(",", "")))
    match = _NUMBER.fullmatch(cell)
    if not match:
        return text
    value = float(re.sub(r"[ \u00a0\u202f]", "", match[2]).replace(",", "."))
    if not math.isfinite(value):
        return text
    return Number(value, (_SIDES[match[1]],) if match[1] else ())


_PERIODS = (
    (re.compile(r"(\d{4})(?:\.0+)?"), r"\1"),
    (re.compile(r"(\d{4}) \[YR\d{4}\]"), r"\1"),
    (re.compile(r"(\d{4})[- ]?[QК]([1-4])", re.IGNORECASE), r"\1-Q\2"),
    (re.compile(r"(\d{4})[- ]?[SHБ]([12])", re.IGNORECASE), r"\1-S\2"),
    (re.compile(r"(\d{4})[-.]?M?(0[1-9]|1[0-2])", re.IGNORECASE), r"\1-\2"),
    (re.compile(r"(\d{4})-(0[1-9]|1[0-2])-\d{2}(?:[T ].*)?"), r"\1-\2"),
    (re.compile(r"(0[1-9]|1[0-2])[./](\d{4})"), r"\2-\1"),
    (re.compile(r"(\d{4})\s*[-–/]\s*(\d{4})"), r"\1/\2"),
)


@lru_cache(4096)
def period_of(text: str, column: str) -> str:
    """``2019``, ``2019-Q3``, ``2019-S1``, ``2019-05`` or ``2019/2021``. Raises Unread."""
    for pattern, told in _PERIODS:
        if match := pattern.fullmatch(text.strip()):
            return match.expand(told)
    raise Unread(column, f"“{text}” is no year, half-year, quarter or month")


_FEMALE = {"female", "f", "women", "woman", "girls", "ж", "жен", "женщины", "женский", "аял", "аялдар"}
_MALE = {"male", "m", "men", "man", "boys", "м", "муж", "мужчины", "мужской", "эркек", "эркектер"}
_ALL = {"", "bothsex", "both sexes", "both", "total", "all", "_t", "t", "оба пола", "всего", "все", "баары", "экөө тең"}


def sex_of(text: str, column: str) -> str:
    """``female``, ``male``, or "" for everybody. Raises Unread."""
    word = re.split(r":\s", text.strip())[0].lower()
    if word in _FEMALE:
        return "female"
    if word in _MALE:
        return "male"
    if word in _ALL or word.startswith("_"):
        return ""
    raise Unread(column, f"“{text}” is neither women nor men nor both")


@cache
def _areas() -> Mapping[str, str]:
    """Codes and names of countries, in small letters, to ids of the vocabulary."""
    codes = read_yaml((resources.files("tayanch.indicators") / "areas.yaml").read_text(encoding="utf-8"))
    found: dict[str, str] = {}
    for concept in vocabulary.scheme("country"):
        three, numeric = codes[concept.id]
        names = [concept.id, three, numeric, str(int(numeric))]
        names += [text for _, text in concept.labels.items()]
        names += [word for language in vocabulary.LANGUAGES for word in concept.alts.get(language)]
        found |= {name.lower(): concept.id for name in names}
    # How the UN and the World Bank write these in English.
    found |= {
        "russian federation": "ru",
        "kyrgyz republic": "kg",
        "turkiye": "tr",
        "republic of korea": "kr",
        "korea, rep.": "kr",
        "united states of america": "us",
        "united kingdom of great britain and northern ireland": "gb",
        "republic of moldova": "md",
        "slovak republic": "sk",
    }
    return MappingProxyType(found)


@lru_cache(4096)
def country_of(text: str) -> str:
    """The vocabulary's id of a country by its name or its ISO or UN code; "" when it has none."""
    return _areas().get(re.split(r":\s", text.strip())[0].strip().lower(), "")


@lru_cache(4096)
def dimension_of(text: str) -> str:
    """The code of another dimension; "" where it says that it is not broken down (SDMX ``_T``, ``ALLAGE`` …)."""
    code = re.split(r":\s", text.strip())[0].strip()
    word = code.lower()
    whole = {"", "total", "all", "allage", "allarea", "bothsex", "totals", "no breakdown", "none", "na", "n/a"}
    return "" if word in whole or re.fullmatch(r"_[tzxu]", word) else word


_UNITS = {
    "percent": "percent",
    "%": "percent",
    "pt": "percent",
    "number": "people",
    "persons": "people",
    "per_100000_emp": "per 100,000 workers",
    "per_100000_employees": "per 100,000 workers",
    "per_100000_pop": "per 100,000 people",
}


def unit_of(text: str) -> str:
    """The word of units.yaml for what a file calls its unit; "" when there is none."""
    word = text.strip().lower()
    return _UNITS.get(word, word)
