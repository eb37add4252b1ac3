"""Divide one sum among many so that the parts add up to the kopeck. Plain arithmetic, no database."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

KOPECK = Decimal("0.01")


def divide(total: Decimal, weights: Sequence[Decimal], unit: Decimal = KOPECK) -> list[Decimal]:
    """Parts of *total* in proportion to *weights*, each rounded once to *unit*; together exactly *total*.

    The method of the largest remainder (Hamilton): everybody gets her part rounded down, and the units that are left
    go one by one to the largest remainders; of equal ones to the first. A weight of zero gets nothing.
    Raises ``ValueError`` for a sum that is negative or not whole units, for a negative weight, or when all are zero.
    """
    units = total / unit
    if total < 0 or units != units.to_integral_value():
        raise ValueError("The sum must be zero or more, in whole units.")
    if any(weight < 0 for weight in weights) or not sum(weights):
        raise ValueError("Weights must not be negative, and one must be more than zero.")
    counted = [_whole(weight, weights) for weight in weights]
    together = sum(counted)
    parts = [divmod(int(units) * weight, together) for weight in counted]
    left = int(units) - sum(whole for whole, _ in parts)
    order = sorted(range(len(parts)), key=lambda place: (-parts[place][1], place))
    extra = set(order[:left])
    return [(whole + (place in extra)) * unit for place, (whole, _) in enumerate(parts)]


def _whole(weight: Decimal, weights: Sequence[Decimal]) -> int:
    """A weight as a whole number, all scaled alike, so that nothing is rounded before the end."""
    digits = max(0, *(-int(one.as_tuple().exponent) for one in weights))
    return int(weight.scaleb(digits))


def percents(weights: Sequence[Decimal]) -> list[Decimal]:
    """Each weight's part of all in percent with one decimal; together exactly 100.0. All zero: all zero."""
    if not sum(weights):
        return [Decimal("0.0") for _ in weights]
    return divide(Decimal("100.0"), weights, Decimal("0.1"))
