"""Sums of money in som of the year: by the recorded currency and period, at a rate that has a source, or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tayanch.survey.codebook import Level
from tayanch.survey.recipes.model import Rate

HOME_CURRENCY = "KGS"
MONTHS = {"month": 12.0, "year": 1.0}

WHY = (
    Level(
        "no-rate",
        {"en": "No exchange rate", "ru": "Нет курса валюты", "ky": "Валюта курсу жок"},
        missing=True,
    ),
    Level(
        "no-currency",
        {"en": "Currency not recorded", "ru": "Валюта не записана", "ky": "Валютасы жазылган эмес"},
        missing=True,
    ),
    Level(
        "no-period",
        {"en": "Period not recorded", "ru": "Период не записан", "ky": "Мезгили жазылган эмес"},
        missing=True,
    ),
)

Texts = NDArray[np.object_]


def som(
    amount: NDArray[np.float64], currency: Texts, period: Texts, rates: Mapping[str, float]
) -> tuple[NDArray[np.float64], Texts]:
    """Som of the year for each sum, and why a sum has none.

    Args:
        amount: (n,) sums, NaN where there is none.
        currency: (n,) KGS, USD, …; None where it was not recorded.
        period: (n,) ``month`` (twelve of them make the year) or ``year``; None where it was not recorded.
        rates: som for one unit of each currency in the year.

    Returns:
        (n,) som a year, NaN where unknown; (n,) codes of :data:`WHY`, None where the sum is known or there is none.
        A sum of nothing is nothing in every currency.
    """
    known = {HOME_CURRENCY: 1.0, **rates}
    factor = np.array([known.get(one, np.nan) if isinstance(one, str) else np.nan for one in currency], dtype=float)
    months = np.array([MONTHS.get(one, np.nan) if isinstance(one, str) else np.nan for one in period], dtype=float)
    value = np.where(amount == 0, 0.0, amount * factor * months)
    open_sum = ~np.isnan(amount) & np.isnan(value)
    has_currency = np.array([isinstance(one, str) for one in currency], dtype=bool)
    why = np.full(len(amount), None, dtype=object)
    why[open_sum & np.isnan(months)] = "no-period"
    why[open_sum & np.isnan(factor)] = "no-rate"
    why[open_sum & ~has_currency] = "no-currency"
    return value, why


def rates_of(rates: Sequence[Rate], year: int) -> dict[str, float]:
    """Currency to som in one year."""
    return {rate.currency: rate.som for rate in rates if rate.year == year}
