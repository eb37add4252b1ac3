"""What an agency may ask of her (fact base: kg.pea.deposit, kg.mig.bill_2025).

No limit of the fee was found in the law, so none is invented: the answer says what is known, what is not, and
whom to ask. The price of a permit and the deposit are sums that the agency paid under the rule of 2019.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from tayanch.law.days import check_date
from tayanch.law.derivation import Derivation, Notice, Step
from tayanch.law.inputs import Asked, Choice, Day, Money, Record
from tayanch.law.money import check_money, round_half_up_kopecks
from tayanch.law.parameters import Parameter

from ..pack import PACK

Kind = Literal["service", "deposit", "permit"]
KINDS: tuple[Kind, ...] = ("service", "deposit", "permit")
# The table of each kind, and what the answer is called.
_RESTS: dict[Kind, tuple[str, str]] = {
    "service": ("agency.service_limit", "no_limit_known"),
    "deposit": ("agency.deposit", "agency_pays"),
    "permit": ("agency.permit_cost", "agency_pays"),
}
_WORKER_PAYS = PACK.tables["agency.worker_pays"]
QUESTION = Record(
    {
        "kind": Choice(KINDS, "what the agency says the money is for"),
        "amount": Money("what it asks"),
        "on": Day("the day on which it asks"),
    },
    {"monthly_income": Money("promised pay of a month, in the same currency")},
)


def fee(kind: Kind, amount: Decimal, on: date, monthly_income: Decimal | None = None) -> Derivation:
    """What is known about a sum that an agency asks for: `no_limit_known` or `agency_pays`.

    `details`: `kind`, `amount`, `on`, `rule_sum` (the sum of the rule of 2019, None for the service) and
    `months_of_income`, how many months of the promised pay it is (two decimals; None without the pay).
    Raises BadInput and OutsideKnownDates (before 16 April 2019).
    """
    check_date(on, "on")
    asked = check_money(amount, "amount")
    income = None if monthly_income is None else check_money(monthly_income, "monthly_income")
    table, answer = _RESTS[kind]
    row, fair = PACK.tables[table].at(on, "on"), _WORKER_PAYS.at(on, "on")
    months = None if income is None else round_half_up_kopecks(Fraction(asked) / Fraction(income))
    return PACK.derive(
        "agency.fee",
        answer,
        used=[row, fair],
        steps=tuple(_steps(kind, asked, income, row, fair)),
        warnings=_warnings(kind),
        details={
            "kind": kind,
            "amount": asked,
            "on": on,
            "rule_sum": None if kind == "service" else Decimal(row.value),
            "months_of_income": months,
        },
    )


def answer_fee(asked: Asked) -> Derivation:
    return fee(asked["kind"], asked["amount"], asked["on"], asked["monthly_income"])


def _steps(kind: Kind, asked: Decimal, income: Decimal | None, row: Parameter, fair: Parameter) -> Iterator[Step]:
    facts = {"amount": asked} if kind == "service" else {"amount": asked, "rule_sum": Decimal(row.value)}
    yield PACK.step(f"fee_{kind}", facts, row)
    if income is not None:
        months = round_half_up_kopecks(Fraction(asked) / Fraction(income))
        formula = f"{asked} / {income} = {months}"
        yield PACK.step("fee_in_months", {"months": months}, row, formula=formula)
    yield PACK.step("fair_recruitment", {}, fair)


def _warnings(kind: Kind) -> Iterator[Notice]:
    yield PACK.warning("fee_bill_unknown" if kind == "service" else "fee_sums_are_old")
    yield PACK.warning("fee_in_writing")
    yield PACK.warning("ask_the_center")
