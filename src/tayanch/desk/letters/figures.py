"""Sums, days and rates the way letters in Russian and Kyrgyz write them."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

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
    """A yearly rate and the share of it counted per day: ``15,50 % × 1/150``."""
    return NBSP.join((number(percent), "%", "×", fraction))
