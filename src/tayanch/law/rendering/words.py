"""The few words that every page needs, and values as a reader of a language writes them."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from tayanch.law.parameters import Parameter
from tayanch.law.texts import BASE_TEXTS, NO_BREAK_SPACE, Days, Fact, Months, Texts, WorkingDayCount, Years, show
from tayanch.yaml_text import read_yaml

NONE = "–"
_COUNTS = {"days": Days, "months": Months, "years": Years, "working days": WorkingDayCount}


def say(code: str, language: str, **facts: Fact) -> str:
    """A sentence or word of the base catalogue."""
    return BASE_TEXTS.say(code, language, facts)


def money(amount: Decimal, currency: str, language: str) -> str:
    """A sum with the name of its currency, never parted at the end of a line: `9 911,04 руб.`."""
    code = f"currency.{currency}"
    name = say(code, language) if code in BASE_TEXTS else currency
    return f"{show(amount, language)}{NO_BREAK_SPACE}{name}"


def percent(rate: Decimal, language: str) -> str:
    return f"{show(rate, language)}%" if language == "en" else f"{show(rate, language)}{NO_BREAK_SPACE}%"


def shown(value: object, language: str, texts: Texts, currency: str | None = None) -> str:
    """The value of an answer. A code is shown as `value.<code>` of *texts*, or as it is."""
    if value is None:
        return NONE
    if isinstance(value, bool):
        return say("word.yes" if value else "word.no", language)
    if isinstance(value, Decimal):
        return money(value, currency, language) if currency else show(value, language)
    if isinstance(value, str) and f"value.{value}" in texts:
        return texts.say(f"value.{value}", language, {})
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(shown(each, language, texts, currency) for each in value) or NONE
    return show(value, language) if isinstance(value, int | date) else str(value)


def in_unit(row: Parameter, language: str) -> str:
    """The value of a parameter with its unit: `3 months`, `1/150 (share of the yearly rate for each day)`.

    A unit without words in `units.yaml` stays English.
    """
    if row.unit in _COUNTS and row.value.isdecimal():
        return show(_COUNTS[row.unit](row.value), language)
    number = show(Decimal(row.value), language) if row.value.replace(".", "", 1).isdecimal() else row.value
    if f"currency.{row.unit}" in BASE_TEXTS:
        return f"{number}{NO_BREAK_SPACE}{say(f'currency.{row.unit}', language)}"
    return f"{number} ({unit_words().get(row.unit, {}).get(language, row.unit)})"


@cache
def unit_words() -> Mapping[str, Mapping[str, str]]:
    """What units are called, by language; in English they are called what they are."""
    found: dict[str, dict[str, str]] = read_yaml(Path(__file__).with_name("units.yaml").read_text("utf-8"))
    return found
