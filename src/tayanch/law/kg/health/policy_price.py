"""Price of the compulsory medical policy: Law on medical insurance (fact base: kg.health.policy)."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from tayanch.law.days import check_date
from tayanch.law.derivation import Derivation
from tayanch.law.inputs import Asked, Day, Record
from tayanch.law.money import round_half_up_kopecks
from tayanch.law.texts import Months

from ..pack import PACK

_PRICE = PACK.tables["health_policy.price"]
_MONTHS = PACK.tables["health_policy.months"]
QUESTION = Record({"on": Day("the day the policy is bought")})


def policy_price(on: date) -> Derivation:
    """What a policy costs when it is bought on that day, in som; `details`: `on`, `months` of cover.

    Raises BadInput and OutsideKnownDates (before 10 April 2023, and from 2025: the prices were not seen).
    """
    row = _PRICE.at(check_date(on, "on"), "on")
    term = _MONTHS.at(on, "on")
    months, price = Months(term.value), round_half_up_kopecks(Fraction(Decimal(row.value)))
    return PACK.derive(
        "health.policy_price",
        price,
        used=[row, term],
        currency=PACK.currency,
        exact=Fraction(row.value),
        steps=(PACK.step("policy_price", {"on": on, "months": months, "price": price}, row),),
        warnings=map(PACK.warning, ("policy_price_now", "state_may_pay")),
        details={"on": on, "months": months},
        assumed=(PACK.assumed("not_insured_otherwise"),),
    )


def answer_policy_price(asked: Asked) -> Derivation:
    return policy_price(asked["on"])
