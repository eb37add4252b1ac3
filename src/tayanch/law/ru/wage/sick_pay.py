"""Sick pay: Law 255-FZ of 29 December 2006, arts. 2, 7 and 14 (fact base: rule W-19).

Average earnings per day of the two calendar years before, times 60, 80 or 100 percent by the insured record, for every
calendar day of illness. The employer pays the first three days, the Social Fund the rest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from tayanch.law.days import check_date
from tayanch.law.derivation import Derivation, Facts, Notice, Step
from tayanch.law.errors import BadInput
from tayanch.law.inputs import Asked, Choice, Day, Record, Whole
from tayanch.law.money import round_half_up_kopecks
from tayanch.law.parameters import Parameter
from tayanch.law.texts import Days, Months

from ..pack import PACK
from .insured import (
    EARNINGS,
    RECORD_YEARS,
    Earned,
    by_month,
    floor,
    is_short,
    minimum,
    month_floor,
    short_row,
    two_years,
    year_steps,
)
from .leave import READINGS, Reading
from .tax import WHO, Status, status_of

Payer = Literal["employer", "fund"]
MOST_DAYS = 366
_DIVISOR = PACK.tables["benefits.sick_divisor"]
_PERCENT = PACK.tables["benefits.sick_percent"]
_EMPLOYER_DAYS = PACK.tables["benefits.sick_employer_days"]
_PATENT_MONTHS = PACK.tables["benefits.sick_patent_months"]
_MONTH_FLOOR = PACK.tables["benefits.month_floor"]
QUESTION = Record(
    {
        "first_day": Day("the first day of illness"),
        "days": Whole(1, MOST_DAYS, "calendar days of illness"),
        "earnings": EARNINGS,
        "record_years": RECORD_YEARS,
    },
    {
        **WHO,
        "contribution_months": Whole(0, 720, "patent workers: months of contributions before the month of illness"),
        "reading": Choice(READINGS, "whether the benefit of a day is rounded before it is multiplied"),
    },
)


@dataclass(frozen=True)
class _Stretch:
    """Days of one month with one payer; `daily` is exact."""

    first: date
    last: date
    payer: Payer
    daily: Fraction

    @property
    def days(self) -> Days:
        return Days((self.last - self.first).days + 1)

    def amount(self, reading: Reading) -> Fraction:
        daily = Fraction(round_half_up_kopecks(self.daily)) if reading == "rounded" else self.daily
        return daily * self.days


@dataclass(frozen=True)
class _Daily:
    """The way to the benefit of a day, before the month's floor: rows used and steps."""

    exact: Fraction
    average: Fraction
    rows: tuple[Parameter, ...]
    steps: tuple[Step, ...]


def sick(
    first_day: date,
    days: int,
    earnings: Sequence[Earned],
    record_years: Decimal,
    status: Status = "eaeu",
    *,
    contribution_months: int | None = None,
    reading: Reading = "rounded",
) -> Derivation:
    """Sick pay before tax for `days` calendar days from `first_day`, in roubles.

    A day's benefit is rounded to kopecks, unless `reading` is "exact". Patent workers with fewer than six months of
    contributions get 0. `details`: `daily` (of the first day), `average_daily`, `percent`, `employer_part`,
    `fund_part`, `stretches`, `reading`, `other_readings`. Raises BadInput and OutsideKnownDates (outside 2023–2026).
    """
    check_date(first_day, "first_day")
    if days < 1 or days > MOST_DAYS:
        raise BadInput("not_whole", "days", least=1, most=MOST_DAYS)
    if status == "patent" and contribution_months is not None:
        needed = _PATENT_MONTHS.at(first_day, "first_day")
        if contribution_months < int(needed.value):
            return _not_yet(needed, contribution_months)
    daily = _daily(first_day, earnings, record_years)
    stretches = list(_stretches(first_day, days, daily.exact, record_years))
    sums = {name: sum((each.amount(name) for each in stretches), Fraction(0)) for name in READINGS}
    total = round_half_up_kopecks(sums[reading])
    others = {name: round_half_up_kopecks(sums[name]) for name in READINGS if name != reading}
    return PACK.derive(
        "benefit.sick",
        total,
        used=[*daily.rows, _EMPLOYER_DAYS.at(first_day), _MONTH_FLOOR.at(first_day), minimum(first_day, "first_day")],
        currency=PACK.currency,
        exact=sums[reading],
        steps=(*daily.steps, *_stretch_steps(stretches, daily.exact, record_years, reading)),
        warnings=_warnings(),
        details={
            "daily": round_half_up_kopecks(stretches[0].daily),
            "average_daily": round_half_up_kopecks(daily.average),
            "percent": Decimal(_percent(record_years, first_day)),
            **{f"{payer}_part": _part(stretches, payer, reading) for payer in ("employer", "fund")},
            "stretches": [_describe(each, reading) for each in stretches],
            "reading": reading,
            "other_readings": others,
        },
        assumed=tuple(PACK.assumed(code, **facts) for code, facts in _assumed(status, contribution_months, first_day)),
    )


def answer_sick(asked: Asked) -> Derivation:
    return sick(
        asked["first_day"],
        asked["days"],
        [Earned(each["year"], each["amount"]) for each in asked["earnings"]],
        asked["record_years"],
        status_of(asked) or "eaeu",
        contribution_months=asked["contribution_months"],
        reading=asked["reading"] or "rounded",
    )


def _not_yet(needed: Parameter, months: int) -> Derivation:
    """A patent worker whose contributions do not reach back far enough."""
    facts: Facts = {"needed": Months(needed.value), "months": Months(months)}
    return PACK.derive(
        "benefit.sick",
        Decimal("0.00"),
        used=[needed],
        currency=PACK.currency,
        exact=Fraction(0),
        steps=(PACK.step("sick_patent_months", facts, needed),),
        warnings=[PACK.warning("sick_ask_the_fund")],
        details={
            "daily": Decimal("0.00"),
            "contribution_months": Months(months),
            "months_needed": Months(needed.value),
        },
    )


def _daily(first_day: date, earnings: Sequence[Earned], record_years: Decimal) -> _Daily:
    years = two_years(first_day, earnings)
    row = _DIVISOR.at(first_day, "first_day")
    total = sum((each.counts for each in years), Fraction(0))
    average = total / int(row.value)
    lowest, floor_row = floor(first_day, int(row.value))
    shown = round_half_up_kopecks(average)
    earned: Facts = {"total": round_half_up_kopecks(total), "divisor": int(row.value), "average": shown}
    steps = [
        *year_steps(years),
        PACK.step("sick_average", earned, row, formula=f"{earned['total']} / {row.value} = {shown}"),
    ]
    if average < lowest:
        average = lowest
        steps.append(PACK.step("benefit_floor", {"average": round_half_up_kopecks(lowest)}, floor_row))
    percent, percent_row = _percent(record_years, first_day), _PERCENT.at(first_day, "first_day")
    exact = average * Fraction(percent) / 100
    facts: Facts = {"percent": Decimal(percent), "daily": round_half_up_kopecks(exact)}
    steps.append(PACK.step("sick_percent", facts, percent_row))
    rows = (row, *(each.limit for each in years), floor_row, percent_row)
    return _Daily(exact, average, rows, tuple(steps))


def _percent(record_years: Decimal, day: date) -> str:
    """`"60 to 5, 80 to 8, 100"`: the percent below each number of years."""
    for band in _PERCENT.at(day, "first_day").value.split(", "):
        percent, _, years = band.partition(" to ")
        if not years or Fraction(record_years) < Fraction(years):
            break
    return percent


def _stretches(first_day: date, days: int, daily: Fraction, record_years: Decimal) -> Iterator[_Stretch]:
    own = min(days, int(_EMPLOYER_DAYS.at(first_day, "first_day").value))
    last = first_day + timedelta(days=days - 1)
    turn = first_day + timedelta(days=own - 1)
    spans: list[tuple[Payer, date, date]] = [("employer", first_day, turn), ("fund", turn + timedelta(days=1), last)]
    for payer, begin, end in spans:
        for first, stop in by_month(begin, end):
            least = month_floor(first, "days")
            yield _Stretch(first, stop, payer, least if is_short(record_years, first_day) else max(daily, least))


def _stretch_steps(
    stretches: Sequence[_Stretch], daily: Fraction, record_years: Decimal, reading: Reading
) -> Iterator[Step]:
    first_day = stretches[0].first
    if is_short(record_years, first_day):
        row = short_row(first_day)
        facts: Facts = {"months": Months(row.value), "minimum": Decimal(minimum(first_day, "first_day").value)}
        yield PACK.step("benefit_short_record", facts, row)
    elif any(each.daily > daily for each in stretches):
        facts = {"minimum": Decimal(minimum(first_day, "first_day").value)}
        yield PACK.step("sick_month_floor", facts, _MONTH_FLOOR.at(first_day))
    for each in stretches:
        rounded, amount = round_half_up_kopecks(each.daily), round_half_up_kopecks(each.amount(reading))
        line: Facts = {"from": each.first, "to": each.last, "days": each.days, "daily": rounded, "amount": amount}
        formula = f"{rounded} × {int(each.days)} = {amount}" if reading == "rounded" else ""
        yield PACK.step(f"sick_by_{each.payer}", line, _EMPLOYER_DAYS.at(first_day), formula=formula)


def _part(stretches: Sequence[_Stretch], payer: str, reading: Reading) -> Decimal:
    return round_half_up_kopecks(sum((each.amount(reading) for each in stretches if each.payer == payer), Fraction(0)))


def _describe(each: _Stretch, reading: Reading) -> dict[str, object]:
    return {
        "from": each.first,
        "to": each.last,
        "days": each.days,
        "payer": each.payer,
        "daily": round_half_up_kopecks(each.daily),
        "amount": round_half_up_kopecks(each.amount(reading)),
    }


def _warnings() -> Iterator[Notice]:
    # The other reading differs by the rounding only: it is in the details and worth no warning.
    yield PACK.warning("benefit_needs_contract")
    yield PACK.warning("benefit_north")
    yield PACK.warning("sick_taxed")


def _assumed(status: Status, contribution_months: int | None, day: date) -> Iterator[tuple[str, Facts]]:
    if status == "patent" and contribution_months is None:
        yield "sick_patent_paid", {"months": Months(_PATENT_MONTHS.at(day, "first_day").value)}
    yield "sick_full_time", {}
