"""The minimum wage and what is missing to it: law 82-FZ, art. 1; Labour Code, arts. 133, 133.1 (fact base: rule W-08).

Overtime, night and rest-day pay, regional coefficients and northern supplements come on top of it.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tayanch.law.derivation import Derivation, Facts, Notice
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
from .hours import rounding

_MINIMUM = PACK.tables["minimum_wage.monthly"]
_TAX = PACK.tables["minimum_wage.tax_percent"]


def minimum(month: date, share: Decimal = WHOLE) -> Derivation:
    """The least pay for the month of that day, in roubles before tax.

    `details`: `month` (its first day), `share`, `gross_min` (the value) and `net` after the first tax band.
    Raises BadInput and OutsideKnownDates (before 2015, after 2026).
    """
    line = minimum_line(_MINIMUM, month, share)
    tax = _TAX.at(line.month, "month")
    gross, percent = round_half_up_kopecks(line.least), Decimal(tax.value)
    net = round_half_up_kopecks(line.least * (100 - int(tax.value)) / 100)
    facts: Facts = {"month": line.month, "full": Decimal(line.row.value), "share": line.share, "amount": gross}
    formula = f"{line.row.value} × {line.share} = {gross}"
    after_tax = PACK.step("minimum_net", {"percent": percent, "net": net}, tax, formula=f"{gross} − {percent}% = {net}")
    return PACK.derive(
        "wage.minimum",
        gross,
        used=[line.row, tax],
        currency=PACK.currency,
        exact=line.least,
        steps=(PACK.step("minimum_month", facts, line.row, formula=formula), after_tax),
        warnings=[*_warnings(), PACK.warning("net_rate_may_differ", percent=percent)],
        details={"month": line.month, "share": line.share, "gross_min": gross, "net": net},
    )


def answer_minimum(asked: Asked) -> Derivation:
    return minimum(asked["month"], asked_share(asked))


def shortfall(months: Sequence[MonthPay]) -> Derivation:
    """What is missing to the minimum wage over `months`, in roubles before tax.

    `details`: `months` (`month`, `minimum`, `earned`, `shortfall`), in their order. Raises BadInput (a month that is
    there twice, a sum out of range) and OutsideKnownDates (before 2015, after 2026).
    """
    lines = month_lines(_MINIMUM, months)
    missing = [line.missing for line in lines]
    total = round_half_up_kopecks(sum(missing, Fraction(0)))
    return shortfall_of(PACK, lines, [*rounding(total, missing), *_warnings()])


def answer_shortfall(asked: Asked) -> Derivation:
    return shortfall(read_months(asked))


def _warnings() -> Iterator[Notice]:
    yield PACK.warning("region_may_be_higher")
    yield PACK.warning("what_minimum_leaves_out")
