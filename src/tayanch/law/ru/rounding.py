"""Rounding of sums and counts that are not negative; exact until the last line."""

from decimal import Decimal
from fractions import Fraction

from tayanch.law.money import round_half_up_kopecks


def half_up(exact: Fraction, decimals: int) -> Decimal:
    """Half of the last place goes upwards."""
    return Decimal((exact * 2 * 10**decimals + 1) // 2).scaleb(-decimals)


def hundredths_up(exact: Fraction) -> Decimal:
    """Two decimals, never less than the exact count."""
    return Decimal(-(-exact * 100 // 1)).scaleb(-2)


def whole_roubles(exact: Fraction) -> Decimal:
    """Half a rouble goes upwards; written with two decimals like every sum."""
    return round_half_up_kopecks(Fraction(half_up(exact, 0)))
