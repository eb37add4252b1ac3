"""Pay for overtime, days off and night hours: Labour Code of Kazakhstan, arts. 108 to 110.

Each such hour costs at least one and a half hourly rates. The hourly rate is the salary of a month over its normal
hours; whether regular bonuses belong to it is open, so both are counted when there is one. Hours that the salary
already pays for (night hours, a day off inside the norm) add only what is above one rate.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from tayanch.law.derivation import Derivation, Facts, Notice, Step
from tayanch.law.given import Given
from tayanch.law.hours import BONUS, NORM, SALARY, DayHours, Pay, by_day, hours_list, plain, read_hours
from tayanch.law.inputs import Asked, Choice, Flag, Input, Record
from tayanch.law.money import round_half_up_kopecks
from tayanch.law.parameters import Parameter

from ..pack import PACK

__all__ = ["DayHours", "Pay", "night", "overtime", "rest_day"]

Kind = Literal["overtime", "rest_day", "night"]
Reading = Literal["salary", "with_bonus"]
READINGS: tuple[Reading, Reading] = ("salary", "with_bonus")
MOST_NIGHT_HOURS = 8  # of one day of the clock: 00:00–06:00 and 22:00–24:00
_MONTH = PACK.tables["pay.overtime_month"]
_FIELDS: dict[Kind, str] = {"overtime": "overtime", "rest_day": "worked", "night": "night"}
_BESIDE: dict[str, Input] = {
    "bonus": BONUS,
    "reading": Choice(READINGS, "what an hour is counted from: the salary (default) or the salary and the bonus"),
}

OVERTIME_QUESTION = Record(
    {"monthly_salary": SALARY, "norm_hours": NORM, "overtime": hours_list("hours beyond the norm, by day")}, _BESIDE
)
REST_DAY_QUESTION = Record(
    {
        "monthly_salary": SALARY,
        "norm_hours": NORM,
        "worked": hours_list("hours on days off and public holidays, by day"),
        "beyond_norm": Flag("whether these hours came on top of the normal hours of the month"),
    },
    _BESIDE,
)
NIGHT_QUESTION = Record(
    {
        "monthly_salary": SALARY,
        "norm_hours": NORM,
        "night": hours_list("hours between 22:00 and 06:00, by day of the clock", MOST_NIGHT_HOURS),
    },
    _BESIDE,
)


@dataclass(frozen=True)
class _Line:
    """The hours of one day and how many hourly rates each of them adds."""

    day: DayHours
    row: Parameter
    paid_already: int  # hourly rates of these hours that the salary covers

    @property
    def rates(self) -> Decimal:
        return plain(Decimal(self.row.value) - self.paid_already)

    def exact(self, hour: Fraction) -> Fraction:
        return hour * Fraction(self.day.hours) * Fraction(self.rates)


def overtime(pay: Pay, worked: Sequence[DayHours], reading: Reading = "salary") -> Derivation:
    """Pay for `worked` hours beyond the norm, in tenge before tax; the whole pay of these hours, not a supplement.

    `details`: `hours`, `hour` (the hourly rate), `reading`, `other_readings` and `days` (`date`, `hours`, `amount`).
    Raises BadInput and OutsideKnownDates (before 1 January 2016).
    """
    return _paid("overtime", pay, worked, reading)


def rest_day(pay: Pay, worked: Sequence[DayHours], beyond_norm: bool, reading: Reading = "salary") -> Derivation:
    """What work on days off adds to the salary of the month, with the details of `overtime`.

    Inside the normal hours of the month the salary already has one rate for each hour.
    """
    return _paid("rest_day", pay, worked, reading, 0 if beyond_norm else 1)


def night(pay: Pay, worked: Sequence[DayHours], reading: Reading = "salary") -> Derivation:
    """What night hours add to the salary of the month, with the details of `overtime`."""
    return _paid("night", pay, worked, reading, 1)


def answer_overtime(asked: Asked) -> Derivation:
    return overtime(_pay(asked), read_hours(asked["overtime"]), asked["reading"] or READINGS[0])


def answer_rest_day(asked: Asked) -> Derivation:
    return rest_day(_pay(asked), read_hours(asked["worked"]), asked["beyond_norm"], asked["reading"] or READINGS[0])


def answer_night(asked: Asked) -> Derivation:
    return night(_pay(asked), read_hours(asked["night"]), asked["reading"] or READINGS[0])


def _pay(asked: Asked) -> Pay:
    return Pay(asked["monthly_salary"], asked["norm_hours"], asked["bonus"])


def _paid(kind: Kind, pay: Pay, worked: Sequence[DayHours], reading: Reading, paid_already: int = 0) -> Derivation:
    Given(reading, "reading").one_of(READINGS)
    pay, field = pay.checked(), _FIELDS[kind]
    table = PACK.tables[f"pay.{kind}_multiplier"]
    days = by_day(worked, field, MOST_NIGHT_HOURS if kind == "night" else 24)
    lines = [_Line(day, table.at(day.on, f"{field}[{index}].date"), paid_already) for index, day in enumerate(days)]
    sums = {each: sum((line.exact(_hour(pay, each)) for line in lines), Fraction(0)) for each in READINGS}
    total, hour = round_half_up_kopecks(sums[reading]), _hour(pay, reading)
    others = {each: round_half_up_kopecks(exact) for each, exact in sums.items() if each != reading and pay.bonus}
    return PACK.derive(
        f"wage.{kind}",
        total,
        used=[line.row for line in lines] or [table.rows[-1]],
        currency=PACK.currency,
        exact=sums[reading],
        steps=(_hour_step(pay, hour, reading, table.rows[-1]), *(_step(kind, line, hour) for line in lines)),
        warnings=[*_disputed(others, total), *_rounding(total, lines, hour), *_warnings(kind, days)],
        assumed=(PACK.assumed("at_least"),),
        details={
            "hours": plain(sum((day.hours for day in days), Decimal(0))),
            "hour": round_half_up_kopecks(hour),
            "reading": reading,
            "other_readings": others,
            "days": [_describe(line, hour) for line in lines],
        },
    )


def _hour(pay: Pay, reading: Reading) -> Fraction:
    return pay.hour(with_bonus=reading == "with_bonus")


def _hour_step(pay: Pay, hour: Fraction, reading: Reading, row: Parameter) -> Step:
    monthly, norm = pay.salary + ((pay.bonus or 0) if reading == "with_bonus" else 0), plain(pay.norm_hours)
    facts: Facts = {"monthly": monthly, "norm": norm, "hour": round_half_up_kopecks(hour)}
    return PACK.step("hour", facts, row, formula=f"{monthly} / {norm} = {facts['hour']}")


def _step(kind: Kind, line: _Line, hour: Fraction) -> Step:
    amount = round_half_up_kopecks(line.exact(hour))
    facts: Facts = {"date": line.day.on, "hours": line.day.hours, "rates": line.rates, "amount": amount}
    formula = f"{round_half_up_kopecks(hour)} × {line.rates} × {line.day.hours} = {amount}"
    return PACK.step(f"{kind}_day", facts, line.row, formula=formula)


def _describe(line: _Line, hour: Fraction) -> dict[str, object]:
    return {"date": line.day.on, "hours": line.day.hours, "amount": round_half_up_kopecks(line.exact(hour))}


def _disputed(others: dict[Reading, Decimal], total: Decimal) -> list[Notice]:
    return [PACK.other_reading(other) for other in others.values() if other != total]


def _rounding(total: Decimal, lines: Sequence[_Line], hour: Fraction) -> list[Notice]:
    shown = sum((round_half_up_kopecks(line.exact(hour)) for line in lines), Decimal(0))
    return [PACK.warning("rounded_once", total=total)] if shown != total else []


def _warnings(kind: Kind, days: Sequence[DayHours]) -> Iterator[Notice]:
    if kind == "overtime":
        if _most_in_a_month(days) > Decimal(_MONTH.rows[-1].value):
            yield PACK.warning("above_ceiling", limit=Decimal(_MONTH.rows[-1].value))
        yield PACK.warning("rest_instead_of_pay")
    if kind == "rest_day":
        yield PACK.warning("day_off_instead_of_pay")
        yield PACK.warning("not_double_here")
    yield PACK.warning("hours_once")
    yield PACK.warning("prove_hours")


def _most_in_a_month(days: Sequence[DayHours]) -> Decimal:
    totals: dict[date, Decimal] = {}
    for day in days:
        month = day.on.replace(day=1)
        totals[month] = totals.get(month, Decimal(0)) + day.hours
    return max(totals.values(), default=Decimal(0))
