"""Departure insurance, paid by the employer instead of severance pay (fact base: kr.insurance.departure)."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from tayanch.law.days import add_months, check_date
from tayanch.law.derivation import Derivation, Facts, Step
from tayanch.law.inputs import Asked, Day, Money, Record, Whole
from tayanch.law.money import check_money
from tayanch.law.parameters import Parameter
from tayanch.law.texts import Days, Months, Years

from ..pack import PACK
from ..wage.minimum import whole_won

MOST_MONTHS = 600
_PERCENT = PACK.tables["insurance.departure_percent"]
_LEAST = PACK.tables["insurance.departure_least_months"]
_WITHIN = PACK.tables["insurance.paid_within"]
_KEPT = PACK.tables["insurance.kept"]
QUESTION = Record(
    {
        "monthly_wage": Money("ordinary wage of a month, in won"),
        "months": Whole(0, MOST_MONTHS, "whole months at this workplace"),
        "leaves_on": Day("the day she leaves Korea"),
    }
)


def departure(monthly_wage: Decimal, months: int, leaves_on: date) -> Derivation:
    """What the insurance pays when she leaves Korea, in whole won; 0 below twelve months at the workplace.

    `details`: `entitled`, `pay_by` (the day by which it should be paid) and `claim_until` (null when she is not
    entitled). Raises BadInput and OutsideKnownDates (before 29 July 2014).
    """
    check_date(leaves_on, "leaves_on")
    wage = check_money(monthly_wage, "monthly_wage")
    rows = percent, least, within, kept = [t.at(leaves_on, "leaves_on") for t in (_PERCENT, _LEAST, _WITHIN, _KEPT)]
    entitled = months >= int(least.value)
    exact = Fraction(wage) * months * Fraction(percent.value) / 100 if entitled else Fraction(0)
    pay_by = leaves_on + timedelta(days=int(within.value)) if entitled else None
    until = add_months(leaves_on, 12 * int(kept.value)) if entitled else None
    return PACK.derive(
        "insurance.departure",
        whole_won(exact),
        used=rows if entitled else rows[:2],
        currency=PACK.currency,
        exact=exact,
        steps=tuple(_steps(rows, wage, months, whole_won(exact), leaves_on)),
        warnings=(PACK.warning("employer_pays_all"), PACK.warning("severance_difference")),
        details={"months": Months(months), "entitled": entitled, "pay_by": pay_by, "claim_until": until},
        assumed=(PACK.assumed("same_wage"),),
    )


def answer_departure(asked: Asked) -> Derivation:
    return departure(asked["monthly_wage"], asked["months"], asked["leaves_on"])


def _steps(rows: list[Parameter], wage: Decimal, months: int, total: Decimal, leaves_on: date) -> Iterator[Step]:
    percent, least, within, kept = rows
    worked, needed = Months(months), Months(least.value)
    if worked < needed:
        formula = f"{int(worked)} < {int(needed)}"
        yield PACK.step("departure_too_short", {"months": worked, "least": needed}, least, formula=formula)
        return
    share = Decimal(percent.value)
    facts: Facts = {"wage": wage, "months": worked, "percent": share, "total": total}
    yield PACK.step("departure_sum", facts, percent, formula=f"{wage} × {share}% × {int(worked)} = {total}")
    pay_by = leaves_on + timedelta(days=int(within.value))
    yield PACK.step("departure_paid", {"within": Days(within.value), "pay_by": pay_by}, within)
    until = add_months(leaves_on, 12 * int(kept.value))
    yield PACK.step("claim_until", {"kept": Years(kept.value), "until": until}, kept)
