"""The minimum wage in South Korea, for hours or for a month (fact base: kr.wage.minimum)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tayanch.law.days import check_date
from tayanch.law.derivation import Derivation, Step
from tayanch.law.inputs import Asked, Day, Flag, Money, Number, Record
from tayanch.law.money import check_money, round_half_up_kopecks
from tayanch.law.parameters import Parameter

from ..pack import PACK

MOST_HOURS = 744
_HOUR = PACK.tables["wage.hour"]
_MONTH = PACK.tables["wage.month_hours"]
_OVERTIME = PACK.tables["wage.overtime_times"]
QUESTION = Record(
    {"date": Day("a day of the month that was worked")},
    {
        "hours": Number(0, MOST_HOURS, "paid hours without overtime; left out, a full month of 209 hours"),
        "overtime_hours": Number(0, MOST_HOURS, "hours beyond the normal ones"),
        "no_premium": Flag("a farm, or fewer than five workers: overtime is paid without the premium"),
        "paid": Money("won that were paid for these hours"),
    },
)


def minimum(
    day: date,
    hours: Decimal | None = None,
    overtime: Decimal = Decimal(0),
    *,
    no_premium: bool = False,
    paid: Decimal | None = None,
) -> Derivation:
    """The least pay before tax for `hours` and `overtime`, in whole won.

    `details`: `hour`, `hours`, `overtime_hours`, and with `paid` also `paid` and `shortfall`. Raises BadInput and
    OutsideKnownDates (known years are 2024 to 2026).
    """
    rows = hour, month, times = [table.at(check_date(day, "date"), "date") for table in (_HOUR, _MONTH, _OVERTIME)]
    worked = Decimal(month.value) if hours is None else hours
    factor = Fraction(1) if no_premium else Fraction(times.value)
    exact = Fraction(hour.value) * (Fraction(worked) + Fraction(overtime) * factor)
    total = whole_won(exact)
    details: dict[str, object] = {"hour": Decimal(hour.value), "hours": worked, "overtime_hours": overtime}
    steps = [*_steps(rows, day, worked, overtime, no_premium), PACK.step("minimum_total", {"total": total}, hour)]
    if paid is not None:
        short = max(Decimal(0), total - check_money(paid, "paid"))
        details |= {"paid": paid, "shortfall": short}
        steps.append(PACK.step("shortfall", {"paid": paid, "shortfall": short}, hour))
    return PACK.derive(
        "wage.minimum",
        total,
        used=rows,
        currency=PACK.currency,
        exact=exact,
        steps=tuple(steps),
        warnings=() if no_premium or not overtime else (PACK.warning("no_premium_on_farms"),),
        details=details,
        assumed=(PACK.assumed("before_tax"),),
    )


def answer_minimum(asked: Asked) -> Derivation:
    return minimum(
        asked["date"],
        asked["hours"],
        asked["overtime_hours"] or Decimal(0),
        no_premium=bool(asked["no_premium"]),
        paid=asked["paid"],
    )


def whole_won(exact: Fraction) -> Decimal:
    """Half a won goes up: there is no smaller coin."""
    return (round_half_up_kopecks(exact / 100) * 100).quantize(Decimal(1))


def _steps(rows: list[Parameter], day: date, worked: Decimal, overtime: Decimal, plain: bool) -> Iterator[Step]:
    hour, _, times = rows
    rate = Decimal(hour.value)
    yield PACK.step("minimum_hour", {"day": day, "hour": rate}, hour)
    amount = whole_won(Fraction(rate) * Fraction(worked))
    facts = {"hours": worked, "amount": amount}
    yield PACK.step("minimum_hours", facts, hour, formula=f"{rate} × {worked} = {amount}")
    if overtime:
        factor = Decimal(1) if plain else Decimal(times.value)
        extra = whole_won(Fraction(rate) * Fraction(overtime) * Fraction(factor))
        formula = f"{rate} × {overtime} × {factor} = {extra}"
        yield PACK.step(
            "minimum_overtime", {"hours": overtime, "times": factor, "amount": extra}, times, formula=formula
        )
