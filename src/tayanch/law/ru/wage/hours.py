"""The price of an hour of work, and hours by day: Labour Code, art. 91 (fact base: rule W-09)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tayanch.law.days import check_date
from tayanch.law.derivation import Derivation, Notice
from tayanch.law.errors import BadInput
from tayanch.law.given import Given
from tayanch.law.inputs import Asked, Day, Input, ListOf, Money, Number, Record
from tayanch.law.money import check_money, round_half_up_kopecks
from tayanch.law.parameters import Parameter

from ..pack import PACK

MOST_DAYS = 1000
MOST_NORM = 744  # the hours of a month of 31 days
SALARY = Money("her salary for a whole month, before tax")
BONUS = Money("bonuses and supplements that are part of her pay for that month")
NORM = Number(1, MOST_NORM, "the normal hours of that month")
_YEAR_NORM = PACK.tables["pay.norm_of_year"]

QUESTION = Record(
    {"monthly_salary": SALARY, "date": Day("any day of the month that was worked")},
    {"norm_hours": Number(1, MOST_NORM, "the normal hours of that month; without them the average of the year")},
)


@dataclass(frozen=True)
class DayHours:
    """Hours worked on one day; hours of a night shift belong to the day of the clock."""

    on: date
    hours: Decimal


@dataclass(frozen=True)
class Pay:
    """Pay for a whole month in roubles before tax, and the normal hours that it is for."""

    salary: Decimal
    norm_hours: Decimal
    bonus: Decimal | None = None

    def checked(self) -> "Pay":
        """The same with two decimals. Raises BadInput."""
        salary = check_money(self.salary, "monthly_salary")
        norm = Given(self.norm_hours, "norm_hours").number(1, MOST_NORM, 2)
        return Pay(salary, norm, None if self.bonus is None else check_money(self.bonus, "bonus"))

    def base(self, row: Parameter) -> Decimal:
        """What an hour is counted from while that row is in force."""
        return self.salary + (self.bonus or 0) if row.value == "salary and bonus" else self.salary

    def hour(self, row: Parameter) -> Fraction:
        return Fraction(self.base(row)) / Fraction(self.norm_hours)


def hours_list(about: str, most: int = 24) -> Input:
    """The hours of some days, as a question gives them."""
    return ListOf(Record({"date": Day(), "hours": Number(0, most)}), MOST_DAYS, least=1, about=about)


def read_hours(asked: Iterable[Asked]) -> list[DayHours]:
    return [DayHours(each["date"], each["hours"]) for each in asked]


def by_day(worked: Sequence[DayHours], field: str, most: int = 24) -> list[DayHours]:
    """One entry a day, in the order of the days; entries of one day are added.

    Raises BadInput with the path below `field` when a day gets more than `most` hours, and when there is no day.
    """
    if not worked:
        raise BadInput("list_length", field, least=1, most=MOST_DAYS)
    total: dict[date, Decimal] = defaultdict(Decimal)
    for index, each in enumerate(worked):
        day = check_date(each.on, f"{field}[{index}].date")
        place = f"{field}[{index}].hours"
        total[day] += Given(each.hours, place).number(0, most, 2)
        if total[day] > most:
            raise BadInput("not_a_number", place, least=0, most=most, decimals=2)
    return [DayHours(day, plain(hours)) for day, hours in sorted(total.items())]


def plain(number: Decimal) -> Decimal:
    """Without zeros at the end: 5, not 5.00."""
    return Decimal(f"{number.normalize():f}")


def rounding(total: Decimal, lines: Iterable[Fraction]) -> list[Notice]:
    """A warning when the rounded lines do not add up to the total, which is rounded once."""
    shown = sum(map(round_half_up_kopecks, lines), Decimal(0))
    return [PACK.warning("rounded_once", total=total)] if shown != total else []


def about_months(worked: Sequence[DayHours]) -> list[Notice]:
    """A warning when one norm of hours was used for days of several months."""
    months = {(each.on.year, each.on.month) for each in worked}
    return [PACK.warning("one_norm_for_months")] if len(months) > 1 else []


def uncertain_days(worked: Sequence[DayHours]) -> list[Notice]:
    """A warning when moved days off are not known for one of the days."""
    days = PACK.working_days
    if all(days.is_certain(each.on) for each in worked):
        return []
    return [PACK.warning("days_off_unknown", first=days.known_from, last=days.known_through)]


def hourly(salary: Decimal, day: date, norm_hours: Decimal | None = None) -> Derivation:
    """What one hour costs in the month of `day`, in roubles.

    The value is the salary divided by the normal hours of the month or, without `norm_hours`, by the average month
    of the year. `details`: `reading` (`month` or `year`), `hours` and `other_readings`.
    Raises BadInput, and OutsideKnownDates when the average of that year is needed and not known.
    """
    salary = check_money(salary, "monthly_salary")
    check_date(day, "date")
    of_year = _by_year(salary, day) if norm_hours is None or _YEAR_NORM.touches(day, day) else None
    if norm_hours is not None:
        norm = Given(norm_hours, "norm_hours").number(1, MOST_NORM, 2)
        exact, reading, shown, formula = Fraction(salary) / Fraction(norm), "month", plain(norm), f"{plain(norm)}"
    elif of_year is not None:
        exact, reading, shown, formula = of_year, "year", _average(day), f"({_YEAR_NORM.at(day).value} / 12)"
    value = round_half_up_kopecks(exact)
    other = round_half_up_kopecks(of_year) if of_year is not None and reading == "month" else None
    row = _YEAR_NORM.at(day, "date") if of_year is not None else _YEAR_NORM.rows[-1]
    facts = {"salary": salary, "hours": shown, "amount": value}
    return PACK.derive(
        "wage.hourly",
        value,
        used=[row],
        currency=PACK.currency,
        exact=exact,
        steps=(PACK.step(f"hour_by_{reading}", facts, row, formula=f"{salary} / {formula} = {value}"),),
        warnings=[PACK.other_reading(other)] if other not in (None, value) else [],
        details={"reading": reading, "hours": shown, "other_readings": {} if other is None else {"year": other}},
    )


def answer_hourly(asked: Asked) -> Derivation:
    return hourly(asked["monthly_salary"], asked["date"], asked["norm_hours"])


def _by_year(salary: Decimal, day: date) -> Fraction:
    return Fraction(salary) * 12 / int(_YEAR_NORM.at(day, "date").value)


def _average(day: date) -> Decimal:
    """The average month of that year in hours, to two decimals."""
    return round_half_up_kopecks(Fraction(int(_YEAR_NORM.at(day, "date").value), 12))
