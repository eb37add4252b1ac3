"""The minimum wage of Kazakhstan and what is missing to it: the budget law of each year, Labour Code art. 104."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from tayanch.law.derivation import Derivation, Facts
from tayanch.law.inputs import Asked
from tayanch.law.money import round_half_up_kopecks
from tayanch.law.month_pay import (
    WHOLE,
    MonthPay,
    asked_share,
    minimum_line,
    month_lines,
    read_months,
    shortfall_of,
)

from ..pack import PACK

_MINIMUM = PACK.tables["minimum_wage.kzt_per_month"]


def minimum(month: date, share: Decimal = WHOLE) -> Derivation:
    """The least pay for the month of that day, in tenge before tax. `details`: `month` (its first day), `share`.

    Raises BadInput and OutsideKnownDates (before 2015, after 2026).
    """
    line = minimum_line(_MINIMUM, month, share)
    amount = round_half_up_kopecks(line.least)
    facts: Facts = {"month": line.month, "full": Decimal(line.row.value), "share": line.share, "amount": amount}
    formula = f"{line.row.value} × {line.share} = {amount}"
    return PACK.derive(
        "wage.minimum",
        amount,
        used=[line.row],
        currency=PACK.currency,
        exact=line.least,
        steps=(PACK.step("minimum_month", facts, line.row, formula=formula),),
        warnings=(PACK.warning("minimum_before_tax"),),
        details={"month": line.month, "share": line.share},
    )


def answer_minimum(asked: Asked) -> Derivation:
    return minimum(asked["month"], asked_share(asked))


def shortfall(months: Sequence[MonthPay]) -> Derivation:
    """What is missing to the minimum wage over `months`, in tenge before tax.

    `details`: `months` (`month`, `minimum`, `earned`, `shortfall`), in their order. Raises BadInput (a month that is
    there twice, a sum out of range) and OutsideKnownDates (before 2015, after 2026).
    """
    return shortfall_of(PACK, month_lines(_MINIMUM, months), (PACK.warning("minimum_before_tax"),))


def answer_shortfall(asked: Asked) -> Derivation:
    return shortfall(read_months(asked))
