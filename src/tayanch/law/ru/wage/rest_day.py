"""Work on days off and public holidays: Labour Code, art. 153 (fact base: rule W-13).

With a monthly salary an hour costs one hourly rate on top of it inside the monthly norm, and two beyond. If she chose
another day of rest, one rate less is due; when she leaves before using that day, the missing rate is paid.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tayanch.law.days import check_date
from tayanch.law.derivation import Derivation, Facts, Notice, Step
from tayanch.law.errors import BadInput
from tayanch.law.hours import BONUS, NORM, SALARY, DayHours, Pay, by_day, hours_list, plain, read_hours
from tayanch.law.inputs import Asked, Day, Flag, Record
from tayanch.law.money import round_half_up_kopecks
from tayanch.law.parameters import Parameter
from tayanch.law.texts import Years

from ..pack import PACK
from .hours import about_months, counts_bonus, rounding, uncertain_days

_WITHIN = PACK.tables["pay.rest_day_within_norm"]
_BEYOND = PACK.tables["pay.rest_day_beyond_norm"]
_BASE = PACK.tables["pay.rest_day_base"]
_USE_WITHIN = PACK.tables["pay.rest_day_use_within"]
_ON_DISMISSAL = PACK.tables["pay.rest_day_on_dismissal"]

QUESTION = Record(
    {
        "monthly_salary": SALARY,
        "norm_hours": NORM,
        "worked": hours_list("hours on days off and public holidays, by day"),
        "beyond_norm": Flag("whether these hours came on top of the normal hours of the month"),
    },
    {
        "bonus": BONUS,
        "rest_day_chosen": Flag("whether she took another day of rest instead of the higher pay"),
        "dismissed_on": Day("the day she left without having used that day of rest"),
    },
)


@dataclass(frozen=True)
class _Line:
    """The work of one day off: how many hourly rates each hour costs on top of the salary."""

    on: date
    hours: Decimal
    rates: int
    pay: Pay
    base: Parameter
    times: Parameter

    def worth(self, rates: int) -> Fraction:
        return self.pay.hour(counts_bonus(self.base)) * Fraction(self.hours) * rates

    @property
    def exact(self) -> Fraction:
        return self.worth(self.rates)


def rest_day(
    pay: Pay,
    worked: Sequence[DayHours],
    beyond_norm: bool,
    rest_day_chosen: bool = False,
    dismissed_on: date | None = None,
) -> Derivation:
    """What is due on top of the monthly salary, in roubles before tax.

    With `rest_day_chosen` and `dismissed_on` (she left without having used the rest days) it is the difference due on
    leaving. `details`: `hours`, `due` (without a rest day), `paid_single` (with one), `difference` and `days`
    (`date`, `hours`, `day_off`: whether the calendar says so, `amount`).
    Raises BadInput and OutsideKnownDates (worked before 1 February 2002, left before 1 March 2025).
    """
    pay, days = pay.checked(), by_day(worked, "worked")
    dismissal = _dismissal(days, dismissed_on) if rest_day_chosen else None
    kind = "rest_day_difference" if dismissal else "rest_day_single" if rest_day_chosen else "rest_day_pay"
    lines = list(_lines(pay, days, beyond_norm, kind))
    exact = sum((line.exact for line in lines), Fraction(0))
    total = round_half_up_kopecks(exact)
    due = sum((line.worth(int(line.times.value)) for line in lines), Fraction(0))
    single = sum((line.worth(int(line.times.value) - 1) for line in lines), Fraction(0))
    rest = _rest_rows(days) if rest_day_chosen and not dismissal else []
    return PACK.derive(
        "wage.rest_day",
        total,
        used=[*(row for line in lines for row in (line.times, line.base)), *rest, *([dismissal] if dismissal else [])],
        currency=PACK.currency,
        exact=exact,
        steps=(*(_step(kind, line, dismissal) for line in lines), *(_use_within(row) for row in rest)),
        warnings=[*rounding(total, [line.exact for line in lines]), *_warnings(pay, days)],
        details={
            "hours": plain(sum((day.hours for day in days), Decimal(0))),
            "due": round_half_up_kopecks(due),
            "paid_single": round_half_up_kopecks(single) if rest_day_chosen else None,
            "difference": round_half_up_kopecks(due - single) if rest_day_chosen else None,
            "days": [_describe(line) for line in lines],
        },
        assumed=(PACK.assumed("monthly_salary"), *((PACK.assumed("bonus_is_pay"),) if pay.bonus else ())),
    )


def answer_rest_day(asked: Asked) -> Derivation:
    pay = Pay(asked["monthly_salary"], asked["norm_hours"], asked["bonus"])
    chosen = bool(asked["rest_day_chosen"])
    return rest_day(pay, read_hours(asked["worked"]), asked["beyond_norm"], chosen, asked["dismissed_on"])


def _dismissal(days: Sequence[DayHours], dismissed_on: date | None) -> Parameter | None:
    if dismissed_on is None:
        return None
    if check_date(dismissed_on, "dismissed_on") < days[-1].on:
        raise BadInput("range_backwards", "dismissed_on")
    return _ON_DISMISSAL.at(dismissed_on, "dismissed_on")


def _lines(pay: Pay, days: Sequence[DayHours], beyond_norm: bool, kind: str) -> Iterator[_Line]:
    for index, day in enumerate(days):
        field = f"worked[{index}].date"
        times = (_BEYOND if beyond_norm else _WITHIN).at(day.on, field)
        full = int(times.value)
        rates = {"rest_day_pay": full, "rest_day_single": full - 1, "rest_day_difference": 1}[kind]
        yield _Line(day.on, day.hours, rates, pay, _BASE.at(day.on, field), times)


def _rest_rows(days: Sequence[DayHours]) -> list[Parameter]:
    last = days[-1].on
    return [_USE_WITHIN.at(last)] if _USE_WITHIN.touches(last, last) else []


def _use_within(row: Parameter) -> Step:
    return PACK.step("rest_day_use_within", {"within": Years(row.value)}, row)


def _step(kind: str, line: _Line, dismissal: Parameter | None) -> Step:
    amount = round_half_up_kopecks(line.exact)
    facts: Facts = {
        "date": line.on,
        "hours": line.hours,
        "hour": round_half_up_kopecks(line.pay.hour(counts_bonus(line.base))),
        "rates": line.rates,
        "amount": amount,
    }
    price = f"{line.pay.base(counts_bonus(line.base))} / {plain(line.pay.norm_hours)}"
    formula = f"{price} × {line.hours} × {line.rates} = {amount}"
    return PACK.step(kind, facts, dismissal or line.times, formula=formula)


def _describe(line: _Line) -> dict[str, object]:
    return {
        "date": line.on,
        "hours": line.hours,
        "day_off": PACK.working_days.is_day_off(line.on),
        "amount": round_half_up_kopecks(line.exact),
    }


def _warnings(pay: Pay, days: Sequence[DayHours]) -> Iterator[Notice]:
    since = next(row.valid_from for row in _BASE.rows if row.value == "salary and bonus")
    if pay.bonus and days[0].on < since:
        yield PACK.warning("bonus_left_out", since=since)
    working = next((day.on for day in days if not PACK.working_days.is_day_off(day.on)), None)
    if working:
        yield PACK.warning("not_a_day_off", day=working)
    yield from about_months(days)
    yield from uncertain_days(days)
    yield PACK.warning("paid_by_hour_or_day")
    yield PACK.warning("proof_of_hours")
