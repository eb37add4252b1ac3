"""What she paid for the job, in months of her pay: indicator 10.7.1 of the Sustainable Development Goals."""

from decimal import Decimal
from fractions import Fraction

from tayanch.law.derivation import Derivation
from tayanch.law.inputs import Asked, Money, Record
from tayanch.law.money import check_money, round_half_up_kopecks

from ..pack import PACK

_TABLE = PACK.tables["recruitment.indicator"]
QUESTION = Record(
    {
        "cost": Money("all she paid to get the job: fees, papers, travel"),
        "monthly_income": Money("pay of the first month in the country of work, in the same currency"),
    }
)


def cost(paid: Decimal, monthly_income: Decimal) -> Derivation:
    """Months of pay, with two decimals, half a hundredth up. Both sums in one currency. Raises BadInput."""
    row = _TABLE.rows[-1]
    exact = Fraction(check_money(paid, "cost")) / Fraction(check_money(monthly_income, "monthly_income"))
    months = round_half_up_kopecks(exact)
    facts = {"cost": paid, "income": monthly_income, "months": months}
    return PACK.derive(
        "recruitment.cost",
        months,
        used=[row],
        exact=exact,
        steps=(PACK.step("cost_in_months", facts, row, formula=f"{paid} / {monthly_income} = {months}"),),
        warnings=(PACK.warning("fees_not_hers"),),
        assumed=(PACK.assumed("one_currency"),),
    )


def answer_cost(asked: Asked) -> Derivation:
    return cost(asked["cost"], asked["monthly_income"])
