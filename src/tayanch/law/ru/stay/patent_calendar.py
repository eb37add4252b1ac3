"""When each month of the patent must be paid: 115-FZ, art. 13.3; Tax Code, art. 227.1 (fact base: rule S-09)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tayanch.law.days import ONE_DAY, add_months, check_date
from tayanch.law.derivation import Derivation, Facts, Notice, Step
from tayanch.law.errors import OutsideKnownDates
from tayanch.law.inputs import Asked, Day, Number, Record, Whole
from tayanch.law.parameters import Parameter

from ..pack import PACK
from .events import PATENT_TERM
from .patent_price import LARGEST_COEFFICIENT, Region, month_price

MOST_MONTHS = 12
QUESTION = Record(
    {
        "region": Region(),
        "first_paid": Day("the first day of the first paid month"),
        "months": Whole(1, MOST_MONTHS),
    },
    {"coefficient": Number(0, LARGEST_COEFFICIENT, "the coefficient of the region, when you know it", decimals=4)},
)


@dataclass(frozen=True)
class PatentMonth:
    """A month of the patent: its days, the last safe day to pay it, its price in roubles when that is known."""

    first: date
    last: date
    pay_by: date
    price: Decimal | None
    rows: tuple[Parameter, ...]

    def to_dict(self) -> dict[str, object]:
        return {"from": self.first, "to": self.last, "pay_by": self.pay_by, "price": self.price}


def calendar(region: str, first_paid: date, months: int, *, coefficient: Decimal | None = None) -> Derivation:
    """The days by which to pay: the first month on its first day, each other one before the month before it ends.

    A day before a day off is taken, because money must arrive in time. `details`: `months` (per month `from`, `to`,
    `pay_by`, `price`; null for a year whose price is not known), `paid_until`.
    Raises BadInput and OutsideKnownDates (before 2015).
    """
    term = PATENT_TERM.at(check_date(first_paid, "first_paid"), "first_paid")
    found = [_month(region, first_paid, number, coefficient) for number in range(months)]
    return PACK.derive(
        "patent.calendar",
        tuple(each.pay_by for each in found),
        used=[term, *(row for each in found for row in each.rows)],
        steps=tuple(_step(each, term) for each in found),
        warnings=_warnings(found),
        details={"region": region, "months": [each.to_dict() for each in found], "paid_until": found[-1].last},
    )


def answer_calendar(asked: Asked) -> Derivation:
    return calendar(asked["region"], asked["first_paid"], asked["months"], coefficient=asked["coefficient"])


def _month(region: str, first_paid: date, number: int, coefficient: Decimal | None) -> PatentMonth:
    """Months run from the day of the first one; the eve of the month is the last day to pay it."""
    first = add_months(first_paid, number)
    last = add_months(first_paid, number + 1) - ONE_DAY
    pay_by = PACK.working_days.on_or_before(first - ONE_DAY) if number else first_paid
    try:
        found = month_price(region, pay_by.year, coefficient, "first_paid")
    except OutsideKnownDates:
        return PatentMonth(first, last, pay_by, None, ())
    return PatentMonth(first, last, pay_by, found.month, found.rows)


def _step(month: PatentMonth, term: Parameter) -> Step:
    facts: Facts = {"from": month.first, "to": month.last, "pay_by": month.pay_by}
    if month.price is None:
        return PACK.step("patent_pay_price_unknown", facts, term)
    return PACK.step("patent_pay", {**facts, "price": month.price}, month.rows[0])


def _warnings(months: list[PatentMonth]) -> Iterator[Notice]:
    yield PACK.warning("patent_day_late")
    yield PACK.warning("patent_pay_earlier")
    if any(each.pay_by.year != each.last.year for each in months):
        yield PACK.warning("patent_new_year_price")
    days = PACK.working_days
    if not all(days.is_certain(each.pay_by) for each in months):
        yield PACK.warning("days_off_unknown", first=days.known_from, last=days.known_through)
    yield PACK.warning("patent_state_fee")
