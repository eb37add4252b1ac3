"""The supplement for work at night: Labour Code, arts. 96 and 154 (fact base: rule W-12)."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from tayanch.law.derivation import Derivation, Facts, Step
from tayanch.law.hours import NORM, SALARY, DayHours, Pay, by_day, hours_list, plain, read_hours
from tayanch.law.inputs import Asked, Record
from tayanch.law.money import round_half_up_kopecks
from tayanch.law.parameters import Parameter

from ..pack import PACK
from .hours import about_months, rounding

MOST_NIGHT_HOURS = 8  # of one day of the clock: 00:00–06:00 and 22:00–24:00
_PERCENT = PACK.tables["pay.night_percent"]
_SPAN = PACK.tables["pay.night_span"]

QUESTION = Record(
    {
        "monthly_salary": SALARY,
        "norm_hours": NORM,
        "night": hours_list("hours between 22:00 and 06:00, by day of the clock", MOST_NIGHT_HOURS),
    }
)


def night(pay: Pay, worked: Sequence[DayHours]) -> Derivation:
    """The least supplement for `worked` night hours, in roubles before tax; the pay for the hours comes on top.

    The bonus of `pay` is not counted. `details`: `hours`, `percent` of the last day. Raises BadInput and
    OutsideKnownDates (before 1 August 2008).
    """
    pay, days = pay.checked(), by_day(worked, "night", MOST_NIGHT_HOURS)
    hour = Fraction(pay.salary) / Fraction(pay.norm_hours)
    rows = [_PERCENT.at(day.on, f"night[{index}].date") for index, day in enumerate(days)]
    spans = [_SPAN.at(day.on, f"night[{index}].date") for index, day in enumerate(days)]
    lines = [hour * Fraction(day.hours) * Fraction(row.value) / 100 for day, row in zip(days, rows, strict=True)]
    exact = sum(lines, Fraction(0))
    total = round_half_up_kopecks(exact)
    steps = [_step(pay, day, row, line) for day, row, line in zip(days, rows, lines, strict=True)]
    explained = PACK.step("night_span", {"span": spans[-1].value}, spans[-1])
    return PACK.derive(
        "wage.night",
        total,
        used=[*spans, *rows],
        currency=PACK.currency,
        exact=exact,
        steps=(explained, *steps),
        warnings=[
            *rounding(total, lines),
            *about_months(days),
            PACK.warning("contract_may_say_more"),
            PACK.warning("night_not_for_everyone"),
            PACK.warning("proof_of_hours"),
        ],
        details={"hours": plain(sum((day.hours for day in days), Decimal(0))), "percent": Decimal(rows[-1].value)},
    )


def answer_night(asked: Asked) -> Derivation:
    return night(Pay(asked["monthly_salary"], asked["norm_hours"]), read_hours(asked["night"]))


def _step(pay: Pay, day: DayHours, row: Parameter, exact: Fraction) -> Step:
    amount, percent = round_half_up_kopecks(exact), Decimal(row.value)
    facts: Facts = {
        "date": day.on,
        "hours": day.hours,
        "hour": round_half_up_kopecks(Fraction(pay.salary) / Fraction(pay.norm_hours)),
        "percent": percent,
        "amount": amount,
    }
    formula = f"{pay.salary} / {plain(pay.norm_hours)} × {day.hours} × {percent}% = {amount}"
    return PACK.step("night_day", facts, row, formula=formula)
