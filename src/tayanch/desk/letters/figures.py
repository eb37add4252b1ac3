"""Sums, days and rates the way letters in Russian and Kyrgyz write them."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

NBSP = "\u00a0"
SIGNS = {"RUB": "₽", "KZT": "₸", "KGS": "сом"}


def number(value: Decimal) -> str:
    """Two decimals, rounded half up: ``Decimal("52200")`` → ``52 200,00`` with no-break spaces."""
    rounded = value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return f"{rounded:,.2f}".replace(",", NBSP).replace(".", ",").replace("-", "\u2212")


def money(value: Decimal, currency: str) -> str:
    """A sum with the sign of its currency, which never parts from it at the end of a line."""
    return f"{number(value)}{NBSP}{SIGNS.get(currency, currency)}"


def day(value: date) -> str:
    """``2025-05-05`` → ``05.05.2025``."""
    return f"{value.day:02}.{value.month:02}.{value.year:04}"


def rate(percent: Decimal, fraction: str) -> str:
    """A rate and the share of it counted per day: ``15,50 % × 1/150``; all of it when the share is 1."""
    shown = NBSP.join((number(percent), "%"))
    return shown if fraction in ("", "1") else NBSP.join((shown, "×", fraction.replace(".", ",")))


MONTHS = {
    "ru": "января, февраля, марта, апреля, мая, июня, июля, августа, сентября, октября, ноября, декабря",
    "ky": "январы, февралы, марты, апрели, майы, июну, июлу, августу, сентябры, октябры, ноябры, декабры",
}
# Endings of a month's name with its own vowel: -ына/-ине/-уна and so on.
_KY_ENDINGS = {"to": ("на", "не"), "from": ("нан", "нен"), "on": ("нда", "нде"), "at": ("ндагы", "ндеги")}
KyrgyzCase = Literal["", "to", "from", "on", "at"]


def day_in_words(value: date, language: str, case: KyrgyzCase = "") -> str:
    """``5 мая 2025 г.`` or ``2025-жылдын 5-майы``; in Kyrgyz with the ending of *case* (``on``: ``5-майында``).

    A language without month names gets the day in figures.
    """
    if language == "ky":
        return f"{value.year}-жылдын {value.day}-{_kyrgyz_month(value, case)}"
    if language == "ru":
        return f"{value.day}{NBSP}{_month(value, 'ru')} {value.year}{NBSP}г."
    return day(value)


def _month(value: date, language: str) -> str:
    return MONTHS[language].split(", ")[value.month - 1]


def _kyrgyz_month(value: date, case: KyrgyzCase) -> str:
    name = _month(value, "ky")
    if not case:
        return name
    back, front = _KY_ENDINGS[case]
    return name + (front if name.endswith("и") else back)


def days_of(count: int) -> str:
    """``7 календарных дней``, as it follows «в течение»."""
    one = count % 10 == 1 and count % 100 != 11
    return f"{count}{NBSP}календарн{'ого дня' if one else 'ых дней'}"
