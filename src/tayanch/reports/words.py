"""Numbers, units and fixed sentences in Kyrgyz, Russian and English, from ``words.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from tayanch.vocabulary.model import Text
from tayanch.yaml_text import read_yaml

NBSP = "\u00a0"
Number = int | float | Decimal


@cache
def _data() -> Mapping[str, Any]:
    found: Mapping[str, Any] = read_yaml(resources.files(__package__).joinpath("words.yaml").read_text("utf-8"))
    return found


def word(group: str, name: str, language: str, /, **into: object) -> str:
    """A fixed sentence: ``word("notes", "base", "ru", n="1 200")``. Raises KeyError when there is none."""
    text: str = Text(**_data()[group][name]).get(language)
    return text.format(**into) if into else text


def number(value: Number, language: str, digits: int | None = None) -> str:
    """``12 345.6``, groups apart with a narrow gap; a comma in Kyrgyz and Russian. Without *digits* as they are given,
    at most two behind the point."""
    exact = Decimal(str(value))
    text = f"{exact:,.{digits}f}" if digits is not None else _plain(exact)
    text = text.replace(",", NBSP)
    return text if language == "en" else text.replace(".", ",")


def _plain(value: Decimal) -> str:
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def plural(value: Number, forms: list[str], language: str) -> str:
    """The form of a noun after a number, by the rules of CLDR: Russian has four, English two, Kyrgyz one."""
    if len(forms) == 1:
        return forms[0]
    exact = abs(Decimal(str(value)))
    is_whole = exact == int(exact)
    if language == "en":
        return forms[0] if exact == 1 else forms[-1]
    if not is_whole:
        return forms[-1]
    whole = int(exact)
    if whole % 10 == 1 and whole % 100 != 11:
        return forms[0]
    if 2 <= whole % 10 <= 4 and not 12 <= whole % 100 <= 14:
        return forms[1]
    return forms[2]


def said(value: Number, unit: str, language: str, high: Number | None = None) -> str:
    """A number with its unit as it stands in a sentence: ``59.6 %``, ``21 consultation``s, ``2,5 млн человек``.

    *high*: the upper end of a range. A unit that is not known stands behind the number as it is written.
    """
    if unit in ("year", "hour of day", "grade"):
        return _range(value, high, lambda one: str(Decimal(str(one)).normalize().to_integral_value()))
    if unit == "rank":
        told: str = Text(**_data()["rank"]).get(language)
        return told.format(n=number(value, language))
    last = high if high is not None else value
    short, scale = _short(value, high, language)
    figures = _range(value, high, lambda one: number(Decimal(str(one)) / scale, language))
    noun = _noun(last, unit, language, is_short=bool(short))
    return NBSP.join(part for part in (figures, short, noun) if part)


def _range(value: Number, high: Number | None, write: Any) -> str:
    return f"{write(value)}–{write(high)}" if high is not None and high != value else str(write(value))


def _short(value: Number, high: Number | None, language: str) -> tuple[str, int]:
    """``million`` when nothing is lost by it."""
    both = [Decimal(str(one)) for one in (value, high) if one is not None]
    for size, texts in _data()["large"]:
        if all(one >= size and one % (size // 100) == 0 for one in both):
            return Text(**texts).get(language), size
    return "", 1


def unit_of(value: Number, unit: str, language: str) -> str:
    """The noun of a unit after a number; a unit that is not known as it is written."""
    return _noun(value, unit.replace(" a ", "/"), language, is_short=False)


def _noun(value: Number, unit: str, language: str, *, is_short: bool) -> str:
    unit, _, each = unit.partition("/")
    forms = _data()["units"].get(unit, {}).get(language)
    if not forms:
        noun = "" if unit in ("ratio", "") else unit
    elif is_short and len(forms) > 1:
        noun = forms[2] if language != "en" else forms[-1]
    else:
        noun = plural(value, forms, language)
    per = _data()["per"].get(each, {}).get(language, each and f"/ {each}")
    return " ".join(part for part in (noun, per) if part)
