"""The minimum wage of a month: yearly law on the budget (fact base: kg.wage.minimum)."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from tayanch.law.days import check_date
from tayanch.law.derivation import Derivation
from tayanch.law.inputs import Asked, Day, Record
from tayanch.law.money import round_half_up_kopecks

from ..pack import PACK

_MONTH = PACK.tables["minimum_wage.month"]
QUESTION = Record({"on": Day("any day of the month")})


def minimum(on: date, field: str = "on") -> Derivation:
    """The minimum wage of a month, in som, that holds on that day.

    `field` is the field of the question that a refusal names. Raises BadInput and OutsideKnownDates (before
    2026, and after it: the sums of later years are only planned).
    """
    row = _MONTH.at(check_date(on, field), field)
    amount = round_half_up_kopecks(Fraction(Decimal(row.value)))
    return PACK.derive(
        "wage.minimum",
        amount,
        used=[row],
        currency=PACK.currency,
        exact=Fraction(row.value),
        steps=(PACK.step("minimum_wage", {"on": on, "amount": amount}, row),),
        warnings=(PACK.warning("minimum_is_a_measure"),),
        details={"on": on},
    )


def answer_minimum(asked: Asked) -> Derivation:
    return minimum(asked["on"])
