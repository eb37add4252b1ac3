"""Maternity benefit and leave: Law 255-FZ, arts. 10–14; Labour Code, art. 255 (fact base: rule W-20).

Average earnings per day of the two calendar years before, in full, for every day of maternity leave. The days of the
two years are the real ones (731 with a leap year) less excluded days; no average is above the limit of the year.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from tayanch.law.days import add_months, check_date
from tayanch.law.derivation import Assumption, Derivation, Facts, Notice, Step
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
from .tax import WHO, Status, status_of

Reading = Literal["rounded", "exact", "divided"]
READINGS: tuple[Reading, ...] = ("rounded", "exact", "divided")
Birth = Literal["ordinary", "complicated", "multiple"]
LEAVES: dict[Birth, str] = {
    "ordinary": "benefits.maternity_leave",
    "complicated": "benefits.maternity_leave_complicated",
    "multiple": "benefits.maternity_leave_multiple",
}
MOST_DAYS = 194
WORTH_A_WARNING = 2  # roubles: days rounded to kopecks come to less in the longest leave
_PERCENT = PACK.tables["benefits.maternity_percent"]
_CAP_DIVISOR = PACK.tables["benefits.cap_divisor"]
_CLAIM = PACK.tables["benefits.claim_within"]
_CARE_PERCENT = PACK.tables["benefits.child_care_percent"]
_CARE_MONTH = PACK.tables["benefits.child_care_month"]
_CARE_UNTIL = PACK.tables["benefits.child_care_until"]
QUESTION = Record(
    {"first_day": Day("the first day of maternity leave"), "earnings": EARNINGS},
    {
        **WHO,
        "birth": Choice(tuple(LEAVES), "how the birth went or is expected; decides the days of leave"),
        "days": Whole(1, MOST_DAYS, "days of leave actually taken, when fewer"),
        "excluded_days": Whole(0, 700, "days of the two years on sick, maternity or child-care leave"),
        "record_years": RECORD_YEARS,
        "reading": Choice(READINGS, "rounded: by the day; exact: once; divided: the limit of a year comes first"),
    },
)


@dataclass(frozen=True)
class _Average:
    """Average earnings per day, exact; `divided` is what it is when the published limit is left aside."""

    daily: Fraction
    divided: Fraction
    divisor: int
    cap: Fraction
    rows: tuple[Parameter, ...]
    steps: tuple[Step, ...]


def maternity(
    first_day: date,
    earnings: Sequence[Earned],
    status: Status = "eaeu",
    *,
    birth: Birth = "ordinary",
    days: int | None = None,
    excluded_days: int = 0,
    record_years: Decimal | None = None,
    reading: Reading = "rounded",
) -> Derivation:
    """Maternity benefit for a leave that begins on `first_day`, in roubles; 0 for patent workers, who keep the leave.

    "rounded" rounds the benefit of a day and takes the published limit when both years reach it; "divided" divides the
    limited earnings by the real days also then. Without `record_years` it is six months or more. `details`:
    `maternity_benefit`, `maternity_leave_days`, `leave`, `daily`, `divisor`, `cap`, `claim_by`, `child_care_month`,
    `reading`, `other_readings`. Raises BadInput and OutsideKnownDates (outside 2023–2026).
    """
    check_date(first_day, "first_day")
    leave_row = PACK.tables[LEAVES[birth]].at(first_day, "first_day")
    before, after = (int(each) for each in leave_row.value.split(" and "))
    if days is not None and not 1 <= days <= before + after:
        raise BadInput("not_whole", "days", least=1, most=before + after)
    taken = before + after if days is None else days
    leave = {"before": Days(before), "after": Days(after)}
    shown = PACK.step("maternity_leave", leave, leave_row)
    if status == "patent":
        return _leave_only(leave_row, shown, taken, leave)
    average = _average(first_day, earnings, excluded_days)
    sums = _sums(first_day, taken, average, record_years)
    last_day = first_day + timedelta(days=taken - 1)
    claim, total = _CLAIM.at(first_day, "first_day"), round_half_up_kopecks(sums[reading])
    daily = round_half_up_kopecks(average.divided if reading == "divided" else average.daily)
    others = {name: round_half_up_kopecks(sums[name]) for name in READINGS if name != reading}
    care = _care(first_day, average)
    claim_by = add_months(last_day, int(claim.value))
    return PACK.derive(
        "benefit.maternity",
        total,
        used=[leave_row, *average.rows, *_more_rows(first_day), claim],
        currency=PACK.currency,
        exact=sums[reading],
        steps=(
            shown,
            *average.steps,
            *_short_step(first_day, record_years),
            PACK.step("maternity_sum", {"days": Days(taken), "daily": daily, "total": total}, _PERCENT.at(first_day)),
            PACK.step("maternity_claim", {"last_day": last_day, "claim_by": claim_by}, claim),
            _care_step(first_day, care),
        ),
        warnings=_warnings(total, others),
        details={
            **_leave_details(total, taken, {**leave, "last_day": last_day}),
            "daily": daily,
            "divisor": Days(average.divisor),
            "cap": round_half_up_kopecks(average.cap),
            "claim_by": claim_by,
            "child_care_month": round_half_up_kopecks(care),
            "reading": reading,
            "other_readings": others,
        },
        assumed=() if record_years is not None else (_record_assumed(first_day),),
    )


def answer_maternity(asked: Asked) -> Derivation:
    return maternity(
        asked["first_day"],
        [Earned(each["year"], each["amount"]) for each in asked["earnings"]],
        status_of(asked) or "eaeu",
        birth=asked["birth"] or "ordinary",
        days=asked["days"],
        excluded_days=asked["excluded_days"] or 0,
        record_years=asked["record_years"],
        reading=asked["reading"] or "rounded",
    )


def _leave_only(row: Parameter, shown: Step, days: int, leave: Mapping[str, object]) -> Derivation:
    """Patent workers: the leave and the job stay hers, the benefit is not paid."""
    return PACK.derive(
        "benefit.maternity",
        Decimal("0.00"),
        used=[row],
        currency=PACK.currency,
        exact=Fraction(0),
        steps=(shown, PACK.step("maternity_patent", {}, row)),
        warnings=[PACK.warning("maternity_other_ways")],
        details=_leave_details(Decimal("0.00"), days, leave),
    )


def _leave_details(total: Decimal, days: int, leave: Mapping[str, object]) -> dict[str, object]:
    return {"maternity_benefit": total, "maternity_leave_days": Days(days), "leave": leave}


def _average(first_day: date, earnings: Sequence[Earned], excluded_days: int) -> _Average:
    years = two_years(first_day, earnings)
    length = (date(first_day.year, 1, 1) - date(first_day.year - 2, 1, 1)).days
    if not 0 <= excluded_days < length:
        raise BadInput("not_whole", "excluded_days", least=0, most=length - 1)
    divisor = length - excluded_days
    cap_row = _CAP_DIVISOR.at(first_day, "first_day")
    cap = sum((Fraction(each.limit.value) for each in years), Fraction(0)) / int(cap_row.value)
    total = sum((each.counts for each in years), Fraction(0))
    lowest, floor_row = floor(first_day, int(cap_row.value))
    divided = max(lowest, min(cap, total / divisor))
    # The limit is published as the sum of both years over 730 days, whatever the years were.
    published = all(each.at_limit for each in years)
    daily = cap if published else divided
    shown = round_half_up_kopecks(total / divisor)
    facts: Facts = {"total": round_half_up_kopecks(total), "divisor": divisor, "average": shown}
    steps = [
        *year_steps(years),
        PACK.step("maternity_average", facts, cap_row, formula=f"{facts['total']} / {divisor} = {shown}"),
    ]
    if daily != total / divisor:
        code, row = ("benefit_floor", floor_row) if daily == lowest else ("maternity_cap", cap_row)
        steps.append(PACK.step(code, {"average": round_half_up_kopecks(daily)}, row))
    rows = (*(each.limit for each in years), cap_row, floor_row, minimum(first_day, "first_day"))
    return _Average(daily, divided, divisor, cap, rows, tuple(steps))


def _sums(first_day: date, days: int, average: _Average, record_years: Decimal | None) -> dict[Reading, Fraction]:
    """The benefit by each reading; a record under six months is limited month by month."""
    exact = list(_day_rates(first_day, days, average.daily, record_years))
    divided = _day_rates(first_day, days, average.divided, record_years)
    return {
        "rounded": sum((Fraction(round_half_up_kopecks(daily)) * count for daily, count in exact), Fraction(0)),
        "exact": sum((daily * count for daily, count in exact), Fraction(0)),
        "divided": sum((Fraction(round_half_up_kopecks(daily)) * count for daily, count in divided), Fraction(0)),
    }


def _day_rates(
    first_day: date, days: int, daily: Fraction, record_years: Decimal | None
) -> Iterator[tuple[Fraction, int]]:
    if record_years is None or not is_short(record_years, first_day):
        yield daily, days
        return
    for first, last in by_month(first_day, first_day + timedelta(days=days - 1)):
        yield min(daily, month_floor(first, "first_day")), (last - first).days + 1


def _more_rows(day: date) -> list[Parameter]:
    return [table.at(day, "first_day") for table in (_PERCENT, _CARE_PERCENT, _CARE_MONTH, _CARE_UNTIL)]


def _short_step(day: date, record_years: Decimal | None) -> Iterator[Step]:
    if record_years is not None and is_short(record_years, day):
        row = short_row(day)
        facts: Facts = {"months": Months(row.value), "minimum": Decimal(minimum(day, "first_day").value)}
        yield PACK.step("benefit_short_record", facts, row)


def _care(day: date, average: _Average) -> Fraction:
    """Child-care benefit of a month, before its own lowest sum."""
    days, percent = Fraction(_CARE_MONTH.at(day).value), Fraction(_CARE_PERCENT.at(day).value)
    return average.daily * days * percent / 100


def _care_step(day: date, care: Fraction) -> Step:
    row = _CARE_PERCENT.at(day)
    facts: Facts = {
        "percent": Decimal(row.value),
        "months": Months(_CARE_UNTIL.at(day).value),
        "sum": round_half_up_kopecks(care),
    }
    return PACK.step("child_care", facts, row)


def _record_assumed(day: date) -> Assumption:
    return PACK.assumed("maternity_record", months=Months(short_row(day).value))


def _warnings(total: Decimal, others: dict[Reading, Decimal]) -> Iterator[Notice]:
    # The rounding alone makes no other reading; whether the limit of a year comes first does.
    for name, other in others.items():
        if abs(other - total) >= WORTH_A_WARNING and name != "exact":
            yield PACK.other_reading(other)
    yield PACK.warning("benefit_needs_contract")
    yield PACK.warning("benefit_north")
    yield PACK.warning("child_care_minimum")
