"""The price of an hour of work, and hours by day: Labour Code, art. 91 (fact base: rule W-09)."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tayanch.law.days import check_date
from tayanch.law.derivation import Derivation, Notice
from tayanch.law.given import Given
from tayanch.law.hours import MOST_NORM, SALARY, DayHours, plain
from tayanch.law.inputs import Asked, Day, Number, Record
from tayanch.law.money import check_money, round_half_up_kopecks
from tayanch.law.parameters import Parameter

from ..pack import PACK

_YEAR_NORM = PACK.tables["pay.norm_of_year"]

QUESTION = Record(
    {"monthly_salary": SALARY, "date": Day("any day of the month that was worked")},
    {"norm_hours": Number(1, MOST_NORM, "the normal hours of that month; without them the average of the year")},
)


def counts_bonus(row: Parameter) -> bool:
    """Whether an hour is counted from salary and bonus while that row is in force."""
    return row.value == "salary and bonus"


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
