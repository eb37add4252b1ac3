"""The least pay of a week with the Seasonal Worker visa (fact base: uk.swv.terms).

At least 32 hours a week are paid, worked or not, each at the National Living Wage or more.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from tayanch.law.days import check_date
from tayanch.law.derivation import Derivation
from tayanch.law.inputs import Asked, Day, Money, Number, Record
from tayanch.law.money import check_money, round_half_up_kopecks

from ..pack import PACK

MOST_HOURS = 168
_HOUR = PACK.tables["wage.hour"]
_WEEK = PACK.tables["wage.week_hours"]
QUESTION = Record(
    {"date": Day("a day of the week that was worked")},
    {
        "hours": Number(0, MOST_HOURS, "hours worked in the week; left out, the least number of paid hours"),
        "paid": Money("pounds that were paid for the week, before tax"),
    },
)


def minimum_week(day: date, hours: Decimal | None = None, paid: Decimal | None = None) -> Derivation:
    """The least pay of the week before tax, in pounds.

    `details`: `hour`, `hours` (worked, or None), `hours_paid` (not less than 32) and, with `paid`, also `paid` and
    `shortfall`. Raises BadInput and OutsideKnownDates (before April 2025, after March 2027).
    """
    hour, week = _HOUR.at(check_date(day, "date"), "date"), _WEEK.at(day, "date")
    least, rate = Decimal(week.value), Decimal(hour.value)
    counted = max(least, hours or least)
    exact = Fraction(rate) * Fraction(counted)
    total = round_half_up_kopecks(exact)
    steps = [
        PACK.step("minimum_hour", {"day": day, "hour": rate}, hour),
        PACK.step("hours_paid", {"least": least, "hours": counted}, week),
        PACK.step("minimum_week", {"total": total}, hour, formula=f"{counted} × {rate} = {total}"),
    ]
    details: dict[str, object] = {"hour": rate, "hours": hours, "hours_paid": counted}
    if paid is not None:
        short = max(Decimal("0.00"), total - check_money(paid, "paid"))
        details |= {"paid": paid, "shortfall": short}
        steps.append(PACK.step("shortfall", {"paid": paid, "shortfall": short}, hour))
    return PACK.derive(
        "wage.minimum_week",
        total,
        used=[hour, week],
        currency=PACK.currency,
        exact=exact,
        steps=tuple(steps),
        warnings=(PACK.warning("deductions_for_housing"),),
        details=details,
        assumed=(PACK.assumed("seasonal_visa"),),
    )


def answer_minimum_week(asked: Asked) -> Derivation:
    return minimum_week(asked["date"], asked["hours"], asked["paid"])
