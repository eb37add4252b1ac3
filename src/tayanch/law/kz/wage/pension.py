"""Pension contributions for a worker: Social Code of Kazakhstan."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from tayanch.law.days import check_date
from tayanch.law.derivation import Derivation, Facts
from tayanch.law.inputs import Asked, Day, Money, Record
from tayanch.law.money import check_money, round_half_up_kopecks

from ..pack import PACK

QUESTION = Record({"wage": Money("the wage of a month before tax"), "paid_on": Day("the day it is paid")})


def contributions(wage: Decimal, paid_on: date) -> Derivation:
    """What is kept back from the wage of a month for her pension, in tenge; `details["employer"]` comes on top.

    Raises BadInput and OutsideKnownDates (before 2024).
    """
    check_money(wage, "wage")
    own, other = (
        PACK.tables[f"pension.{payer}"].at(check_date(paid_on, "paid_on"), "paid_on")
        for payer in ("worker", "employer")
    )
    exact = Fraction(wage) * Fraction(own.value) / 100
    kept, on_top = (round_half_up_kopecks(Fraction(wage) * Fraction(row.value) / 100) for row in (own, other))
    from_her: Facts = {"wage": wage, "percent": Decimal(own.value), "amount": kept}
    from_employer: Facts = {"percent": Decimal(other.value), "amount": on_top}
    return PACK.derive(
        "pension.contributions",
        kept,
        used=[own, other],
        currency=PACK.currency,
        exact=exact,
        steps=(
            PACK.step("pension_worker", from_her, own, formula=f"{wage} × {own.value}% = {kept}"),
            PACK.step("pension_employer", from_employer, other, formula=f"{wage} × {other.value}% = {on_top}"),
        ),
        warnings=(PACK.warning("check_contributions"),),
        assumed=(PACK.assumed("eaeu_worker_declared"),),
        details={"employer": on_top},
    )


def answer_contributions(asked: Asked) -> Derivation:
    return contributions(asked["wage"], asked["paid_on"])
