"""Overtime pay: Labour Code, art. 152, and its ceiling, art. 99 (fact base: rules W-10, W-11).

The first two hours of a day cost one and a half hourly rates, later ones two. Whether the two hours are those of each
day or of the whole accounting period is disputed under summed working time: both readings are counted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tayanch.law.days import ONE_DAY
from tayanch.law.derivation import Derivation, Facts, Notice, Step
from tayanch.law.given import Given
from tayanch.law.hours import BONUS, NORM, SALARY, DayHours, Pay, by_day, hours_list, plain, read_hours
from tayanch.law.inputs import Asked, Choice, Record
from tayanch.law.money import round_half_up_kopecks
from tayanch.law.parameters import Parameter

from ..pack import PACK
from .hours import about_months, counts_bonus, rounding, uncertain_days

READINGS = ("per_day", "per_period")
_FIRST_HOURS = PACK.tables["pay.overtime_first_hours"]
_FIRST = PACK.tables["pay.overtime_first_multiplier"]
_LATER = PACK.tables["pay.overtime_later_multiplier"]
_BASE = PACK.tables["pay.overtime_base"]
_TWO_DAYS = PACK.tables["pay.overtime_two_days"]
_YEAR = PACK.tables["pay.overtime_year"]

QUESTION = Record(
    {"monthly_salary": SALARY, "norm_hours": NORM, "overtime": hours_list("hours beyond the norm, by day")},
    {
        "bonus": BONUS,
        "reading": Choice(READINGS, "whose first two hours are cheaper: those of each day (default) or of the period"),
    },
)


@dataclass(frozen=True)
class _Line:
    """The overtime of one day: its hours at the first and at the later rate."""

    on: date
    at_first: Decimal
    at_later: Decimal
    pay: Pay
    base: Parameter
    first: Parameter
    later: Parameter

    @property
    def hour(self) -> Fraction:
        return self.pay.hour(counts_bonus(self.base))

    @property
    def exact(self) -> Fraction:
        first = Fraction(self.at_first) * Fraction(self.first.value)
        later = Fraction(self.at_later) * Fraction(self.later.value)
        return self.hour * (first + later)


def overtime(pay: Pay, worked: Sequence[DayHours], reading: str = "per_day") -> Derivation:
    """Pay for `worked` hours beyond the norm, in roubles before tax; the whole pay of these hours, not a supplement.

    `details`: `hours`, `reading`, `other_readings` and `days` (`date`, `hours`, `at_first`, `at_later`, `hour`,
    `amount`). Hours above the ceiling of art. 99 are paid as well and bring a warning.
    Raises BadInput and OutsideKnownDates (before 1 February 2002).
    """
    pay, days = pay.checked(), by_day(worked, "overtime")
    Given(reading, "reading").one_of(READINGS)
    lines = list(_lines(pay, days, reading))
    exact, others = _total(lines), [each for each in READINGS if each != reading]
    total = round_half_up_kopecks(exact)
    other = {each: round_half_up_kopecks(_total(list(_lines(pay, days, each)))) for each in others}
    disputed = [PACK.other_reading(each) for each in other.values() if each != total]
    return PACK.derive(
        "wage.overtime",
        total,
        used=[row for line in lines for row in (line.first, line.later, line.base)],
        currency=PACK.currency,
        exact=exact,
        steps=tuple(map(_step, lines)),
        warnings=[*disputed, *rounding(total, [line.exact for line in lines]), *_warnings(pay, days)],
        details={
            "hours": plain(sum((day.hours for day in days), Decimal(0))),
            "reading": reading,
            "other_readings": other,
            "days": [_describe(line) for line in lines],
        },
        assumed=(PACK.assumed("overtime_ordered"), *((PACK.assumed("bonus_is_pay"),) if pay.bonus else ())),
    )


def answer_overtime(asked: Asked) -> Derivation:
    pay = Pay(asked["monthly_salary"], asked["norm_hours"], asked["bonus"])
    return overtime(pay, read_hours(asked["overtime"]), asked["reading"] or "per_day")


def _lines(pay: Pay, days: Sequence[DayHours], reading: str) -> Iterator[_Line]:
    """In the order of the days; per period, the earliest hours are the cheaper ones."""
    used = Decimal(0)
    for index, day in enumerate(days):
        field = f"overtime[{index}].date"
        allowed = Decimal(_FIRST_HOURS.at(day.on, field).value)
        left = allowed if reading == "per_day" else max(Decimal(0), allowed - used)
        first = min(day.hours, left)
        used += first
        rows = (table.at(day.on, field) for table in (_BASE, _FIRST, _LATER))
        yield _Line(day.on, plain(first), plain(day.hours - first), pay, *rows)


def _total(lines: Sequence[_Line]) -> Fraction:
    return sum((line.exact for line in lines), Fraction(0))


def _step(line: _Line) -> Step:
    amount = round_half_up_kopecks(line.exact)
    facts: Facts = {
        "date": line.on,
        "hour": round_half_up_kopecks(line.hour),
        "at_first": line.at_first,
        "first_rate": Decimal(line.first.value),
        "at_later": line.at_later,
        "later_rate": Decimal(line.later.value),
        "amount": amount,
    }
    rates = f"({line.at_first} × {line.first.value} + {line.at_later} × {line.later.value})"
    formula = f"{line.pay.base(counts_bonus(line.base))} / {plain(line.pay.norm_hours)} × {rates} = {amount}"
    return PACK.step("overtime_day", facts, line.base, formula=formula)


def _describe(line: _Line) -> dict[str, object]:
    return {
        "date": line.on,
        "hours": plain(line.at_first + line.at_later),
        "at_first": line.at_first,
        "at_later": line.at_later,
        "hour": round_half_up_kopecks(line.hour),
        "amount": round_half_up_kopecks(line.exact),
    }


def _warnings(pay: Pay, days: Sequence[DayHours]) -> Iterator[Notice]:
    since = next(row.valid_from for row in _BASE.rows if row.value == "salary and bonus")
    if pay.bonus and days[0].on < since:
        yield PACK.warning("bonus_left_out", since=since)
    yield from about_months(days)
    yield from _ceilings(days)
    day_off = next((day.on for day in days if PACK.working_days.is_day_off(day.on)), None)
    if day_off:
        yield PACK.warning("overtime_on_day_off", day=day_off)
    yield from uncertain_days(days)
    yield PACK.warning("rest_instead_of_overtime_pay")
    yield PACK.warning("proof_of_hours")


def _ceilings(days: Sequence[DayHours]) -> Iterator[Notice]:
    """The first two days in a row, and each year, with more hours than an employer may ask for."""
    hours = {day.on: day.hours for day in days}
    for day in days:
        if not _TWO_DAYS.touches(day.on, day.on):
            continue
        both = day.hours + hours.get(day.on + ONE_DAY, Decimal(0))
        limit = Decimal(_TWO_DAYS.at(day.on).value)
        if both > limit:
            yield PACK.warning("overtime_two_days", day=day.on, hours=plain(both), limit=limit)
            break
    for year in sorted({day.on.year for day in days}):
        total = sum((day.hours for day in days if day.on.year == year), Decimal(0))
        row = _YEAR.at(date(year, 12, 31)) if _YEAR.touches(date(year, 12, 31), date(year, 12, 31)) else None
        if row and total > Decimal(row.value):
            yield PACK.warning("overtime_year", year=str(year), hours=plain(total), limit=Decimal(row.value))
