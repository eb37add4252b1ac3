"""The minimum wage of a month in Türkiye, in hand and before tax (fact base: tr.wage.minimum)."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from tayanch.law.days import check_date
from tayanch.law.derivation import Derivation, Step
from tayanch.law.inputs import Asked, Day, Money, Record
from tayanch.law.money import check_money

from ..pack import PACK

_NET = PACK.tables["wage.net_month"]
_GROSS = PACK.tables["wage.gross_month"]
QUESTION = Record(
    {"date": Day("a day of the month that was worked")},
    {"paid": Money("lira she was paid in hand for a full month")},
)


def minimum(day: date, paid: Decimal | None = None) -> Derivation:
    """The least pay in hand for a full month of work, in lira.

    `details`: `gross`, and with `paid` also `paid` and `shortfall` (0.00 when it was enough).
    Raises BadInput and OutsideKnownDates (known years are 2024 to 2026).
    """
    net = _NET.at(check_date(day, "date"), "date")
    gross = _GROSS.at(day, "date")
    least = Decimal(net.value)
    steps: tuple[Step, ...] = (
        PACK.step("minimum_net", {"day": day, "net": least}, net),
        PACK.step("minimum_gross", {"gross": Decimal(gross.value)}, gross),
    )
    details: dict[str, object] = {"date": day, "gross": Decimal(gross.value)}
    if paid is not None:
        short = max(Decimal("0.00"), least - check_money(paid, "paid"))
        details |= {"paid": paid, "shortfall": short}
        formula = f"{least} − {paid} = {short}" if short else ""
        steps = (*steps, PACK.step("shortfall", {"paid": paid, "shortfall": short}, net, formula=formula))
    return PACK.derive(
        "wage.minimum",
        least,
        used=[net, gross],
        currency=PACK.currency,
        exact=Fraction(least),
        steps=steps,
        warnings=(PACK.warning("home_work_other_law"), PACK.warning("wage_without_papers")),
        details=details,
        assumed=(PACK.assumed("full_month"),),
    )


def answer_minimum(asked: Asked) -> Derivation:
    return minimum(asked["date"], asked["paid"])
