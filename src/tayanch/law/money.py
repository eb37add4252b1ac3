"""Money: read exactly, computed as fractions, rounded once."""

import re
from decimal import Decimal
from fractions import Fraction

from tayanch.law.errors import BadInput

LARGEST = Decimal("1000000000.00")
_KOPECK = Decimal("0.01")
_WRITTEN = re.compile(r"[0-9]{1,15}(\.[0-9]{1,2})?")


def parse_money(given: object, field: str) -> Decimal:
    """A positive sum with at most two decimals, written as text: `"52200.00"`.

    Numbers are refused even when whole: JSON readers turn them into binary floats, and no float
    ever holds money. Raises BadInput.
    """
    if not isinstance(given, str):
        raise BadInput("money_not_text", field)
    if not _WRITTEN.fullmatch(given):
        raise BadInput("money_bad", field, given=given)
    return check_money(Decimal(given), field)


def parse_number(given: object, field: str, least: int, most: int, decimals: int) -> Decimal:
    """A count such as hours, written as a JSON number or as text: `5`, `7.5`, `"7.5"`. Raises BadInput."""
    whole = isinstance(given, int) and not isinstance(given, bool)
    text = str(given) if whole or isinstance(given, str | Decimal) else ""
    known = re.fullmatch(rf"[0-9]{{1,12}}(\.[0-9]{{1,{decimals}}})?" if decimals else "[0-9]{1,12}", text)
    if not known or not least <= Decimal(text) <= most:
        raise BadInput("not_a_number", field, least=least, most=most, decimals=decimals)
    return Decimal(text)


def check_money(amount: Decimal, field: str) -> Decimal:
    """The same limits for callers from Python; the result always has two decimals. Raises BadInput."""
    if not isinstance(amount, Decimal):
        raise BadInput("money_not_text", field)
    if not amount.is_finite() or abs(amount) > LARGEST:
        raise BadInput("money_too_big", field, largest=LARGEST)
    if amount != amount.quantize(_KOPECK):
        raise BadInput("money_bad", field, given=str(amount))
    if amount <= 0:
        raise BadInput("money_not_positive", field)
    return amount.quantize(_KOPECK)


def round_half_up_kopecks(exact: Fraction) -> Decimal:
    """Rounds a sum that is not negative to two decimals, half a kopeck upwards."""
    if exact < 0:
        raise ValueError("only sums that are not negative are rounded here")
    return rounded(exact.numerator * 100, exact.denominator)


def rounded(units: int, per: int) -> Decimal:
    """The same for `units` / `per` kopecks, without making a fraction of them."""
    return Decimal((2 * units + per) // (2 * per)).scaleb(-2).quantize(_KOPECK)
