"""Pay for unused leave and average earnings per day: Labour Code, arts. 127 and 139 (fact base: rule W-15).

Every month of work earns a twelfth of 28 days; fewer than 15 days over are dropped, 15 or more count as a month.
Eleven months of a leave year give the whole 28 days.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from tayanch.law.days import ONE_DAY, add_months, check_date
from tayanch.law.derivation import Derivation, Facts, Notice, Step
from tayanch.law.errors import BadInput
from tayanch.law.inputs import Asked, Choice, Day, Flag, Input, ListOf, Money, Number, Record, Whole
from tayanch.law.money import check_money, round_half_up_kopecks
from tayanch.law.parameters import Parameter
from tayanch.law.texts import Days, Months

from ..pack import PACK
from ..rounding import half_up, hundredths_up

Reading = Literal["rounded", "exact"]
READINGS: tuple[Reading, ...] = ("rounded", "exact")
YEAR = 12
_PER_YEAR = PACK.tables["leave.days_per_year"]
_PART_MONTH = PACK.tables["leave.part_month_counts_from"]
_FULL_YEAR = PACK.tables["leave.full_year_from"]
_FULL_YEAR_REDUNDANT = PACK.tables["leave.full_year_on_redundancy_from"]
_MONTH_DAYS = PACK.tables["leave.average_month_days"]
_AVERAGING = PACK.tables["leave.averaging_months"]
_MINIMUM = PACK.tables["minimum_wage.monthly"]

# What a question about leave has besides its last day.
LEAVE_FIELDS: dict[str, Input] = {
    "days_taken": Number(0, 3000, "calendar days of leave she already had"),
    "earnings_12m": Money("what she earned before tax in the 12 full months before the last day"),
    "average_daily": Money("her average earnings per day, instead of earnings_12m"),
    "redundancy": Flag("the employer closed down or cut her job"),
    "reading": Choice(READINGS, "whether days and average are rounded before they are multiplied"),
}
QUESTION = Record({"start": Day("the first day of work"), "end": Day("the last day of work")}, LEAVE_FIELDS)
AVERAGE_QUESTION = Record(
    {"earnings": Money("earnings before tax in the period"), "full_months": Whole(0, 12)},
    {
        "partial": ListOf(
            Record({"days_in_month": Whole(28, 31), "days_worked": Whole(0, 31, "calendar days that count")}),
            12,
            about="the months that were not worked in full",
        ),
        "end": Day("the last day of work or the day before the leave; without it, the latest coefficient"),
    },
)


@dataclass(frozen=True)
class PartMonth:
    """A month not worked in full: its length and the calendar days that fall on time worked."""

    days_in_month: int
    days_worked: int


@dataclass(frozen=True)
class _Earned:
    """Leave earned: whole months worked, days over, months that count and the days of leave."""

    whole: int
    over: int
    months: int
    full_year: bool  # the last leave year counts in full although it was not finished
    days: Fraction


def leave(
    start: date,
    end: date,
    earnings: Decimal | None = None,
    average: Decimal | None = None,
    *,
    taken: Decimal = Decimal(0),
    reading: Reading = "rounded",
    redundancy: bool = False,
    place: str = "",
) -> Derivation:
    """Pay before tax for leave not used by `end`, in roubles.

    Exactly one of `earnings` (of the last 12 months) and `average` (per day) is given. "rounded" takes days rounded
    up and the average rounded, to two decimals each; "exact" rounds once, at the end. `details`: `months`,
    `days_earned`, `days_taken`, `days`, `average_daily`, `reading`, `other_readings`. `place` begins the name of a
    field in errors.
    Raises BadInput and OutsideKnownDates (before 1 February 2002; average earnings before 6 January 2008).
    """
    if check_date(end, f"{place}end") < check_date(start, f"{place}start"):
        raise BadInput("range_backwards", f"{place}end")
    per_year = _PER_YEAR.at(start, f"{place}start")
    daily, average_steps, average_rows = _average(end, earnings, average, place)
    earned = _earned(start, end, redundancy)
    left = max(Fraction(0), earned.days - Fraction(taken))
    sums = _sums(left, daily)
    days, rounded_daily = hundredths_up(left), round_half_up_kopecks(daily)
    rows = [per_year, _PART_MONTH.at(end), (_FULL_YEAR_REDUNDANT if redundancy else _FULL_YEAR).at(end), *average_rows]
    value = round_half_up_kopecks(sums[reading])
    others = {name: round_half_up_kopecks(sums[name]) for name in READINGS if name != reading}
    facts: Facts = {"days": days, "average": rounded_daily, "sum": value}
    formula = f"{days} × {rounded_daily} = {value}" if reading == "rounded" else ""
    return PACK.derive(
        "wage.leave",
        value,
        used=rows,
        currency=PACK.currency,
        exact=sums[reading],
        steps=(
            *_steps((start, end), earned, taken, left, rows),
            *average_steps,
            PACK.step("leave_sum", facts, per_year, formula=formula),
        ),
        warnings=_warnings(end, earned, taken, daily, [value, *others.values()]),
        details={
            "months": Months(earned.months),
            "days_earned": hundredths_up(earned.days),
            "days_taken": taken,
            "days": days,
            "average_daily": rounded_daily,
            "reading": reading,
            "other_readings": others,
        },
        assumed=(PACK.assumed("leave_as_most", days=Days(per_year.value)), PACK.assumed("leave_no_gaps")),
    )


def answer_leave(asked: Asked) -> Derivation:
    return leave(asked["start"], asked["end"], **read_leave(asked))


def read_leave(asked: Asked) -> dict[str, Any]:
    """The fields of LEAVE_FIELDS as arguments of `leave`."""
    return {
        "earnings": asked["earnings_12m"],
        "average": asked["average_daily"],
        "taken": asked["days_taken"] or Decimal(0),
        "reading": asked["reading"] or "rounded",
        "redundancy": bool(asked["redundancy"]),
    }


def average_daily(
    earnings: Decimal, full_months: int, partial: Sequence[PartMonth] = (), end: date | None = None
) -> Derivation:
    """Average earnings per day for leave, in roubles: the earnings divided by the days that count.

    A full month counts 29.3 days, a part month its share of them. `details`: `divisor` (four decimals).
    Raises BadInput (no month, or more than twelve) and OutsideKnownDates.
    """
    check_money(earnings, "earnings")
    row = _MONTH_DAYS.at(check_date(end, "end"), "end") if end else _MONTH_DAYS.rows[-1]
    rules = _AVERAGING.at(end, "end") if end else _AVERAGING.rows[-1]
    _check_months(full_months, partial)
    month = Fraction(row.value)
    shares = [month * each.days_worked / each.days_in_month for each in partial]
    divisor = month * full_months + sum(shares, Fraction(0))
    if divisor == 0:
        raise BadInput("not_whole", "full_months", least=1, most=YEAR)
    value = round_half_up_kopecks(Fraction(earnings) / divisor)
    shown = half_up(divisor, 4)
    counted: Facts = {
        "months": Months(full_months),
        "month_days": Decimal(row.value),
        "days": half_up(month * full_months, 4),
    }
    divided: Facts = {"earnings": earnings, "divisor": shown, "average": value}
    return PACK.derive(
        "wage.average_daily",
        value,
        used=[row, rules],
        currency=PACK.currency,
        exact=Fraction(earnings) / divisor,
        steps=(
            PACK.step("average_full_months", counted, row),
            *(_part_step(each, share, row) for each, share in zip(partial, shares, strict=True)),
            PACK.step("average_divided", divided, rules, formula=f"{earnings} / {shown} = {value}"),
        ),
        warnings=[PACK.warning("average_excluded")],
        details={"divisor": shown},
    )


def answer_average_daily(asked: Asked) -> Derivation:
    partial = [PartMonth(each["days_in_month"], each["days_worked"]) for each in asked["partial"] or []]
    return average_daily(asked["earnings"], asked["full_months"], partial, asked["end"])


def _check_months(full_months: int, partial: Sequence[PartMonth]) -> None:
    if len(partial) > YEAR - full_months:
        raise BadInput("list_length", "partial", least=0, most=YEAR - full_months)
    for index, each in enumerate(partial):
        if each.days_worked > each.days_in_month:
            raise BadInput("not_whole", f"partial[{index}].days_worked", least=0, most=each.days_in_month)


def _part_step(each: PartMonth, share: Fraction, row: Parameter) -> Step:
    facts: Facts = {
        "worked": Days(each.days_worked),
        "length": Days(each.days_in_month),
        "days": half_up(share, 4),
    }
    return PACK.step(
        "average_part_month", facts, row, formula=f"{row.value} / {each.days_in_month} × {each.days_worked}"
    )


def _average(
    end: date, earnings: Decimal | None, average: Decimal | None, place: str
) -> tuple[Fraction, tuple[Step, ...], list[Parameter]]:
    """Average earnings per day, how they came about and what they rest on."""
    if (earnings is None) == (average is None):
        raise BadInput("one_of_two", f"{place}earnings_12m", first="earnings_12m", second="average_daily")
    row = _MONTH_DAYS.at(end, f"{place}end")
    if average is not None:
        check_money(average, f"{place}average_daily")
        return Fraction(average), (PACK.step("average_given", {"average": average}, row),), [row]
    rules = _AVERAGING.at(end, f"{place}end")
    total = check_money(earnings or Decimal(0), f"{place}earnings_12m")
    daily = Fraction(total) / YEAR / Fraction(row.value)
    shown = round_half_up_kopecks(daily)
    facts: Facts = {"earnings": total, "month_days": Decimal(row.value), "average": shown}
    formula = f"{total} / {YEAR} / {row.value} = {shown}"
    return daily, (PACK.step("average_of_year", facts, rules, formula=formula),), [row, rules]


def _earned(start: date, end: date, redundancy: bool) -> _Earned:
    whole, over = _months(start, end)
    months = whole + (over >= int(_PART_MONTH.at(end).value))
    years, rest = divmod(months, YEAR)
    enough = Fraction((_FULL_YEAR_REDUNDANT if redundancy else _FULL_YEAR).at(end).value)
    full_year = rest >= enough
    per_year = Fraction(_PER_YEAR.at(start).value)
    return _Earned(whole, over, months, full_year, per_year * (years + (1 if full_year else Fraction(rest, YEAR))))


def _months(start: date, end: date) -> tuple[int, int]:
    """Whole months from `start` to `end`, both days included, and the days over."""
    after = end + ONE_DAY
    whole = (after.year - start.year) * YEAR + after.month - start.month
    whole -= add_months(start, whole) > after
    return whole, (after - add_months(start, whole)).days


def _sums(left: Fraction, daily: Fraction) -> dict[Reading, Fraction]:
    return {
        "rounded": Fraction(hundredths_up(left)) * Fraction(round_half_up_kopecks(daily)),
        "exact": left * daily,
    }


def _steps(
    worked: tuple[date, date], earned: _Earned, taken: Decimal, left: Fraction, rows: Sequence[Parameter]
) -> Iterator[Step]:
    per_year, part, full = rows[:3]
    start, end = worked
    facts: Facts = {"start": start, "end": end, "months": Months(earned.whole), "over": Days(earned.over)}
    yield PACK.step("leave_worked", facts, per_year)
    if earned.over:
        code = "leave_part_counts" if earned.months > earned.whole else "leave_part_dropped"
        yield PACK.step(code, {"limit": Days(part.value), "months": Months(earned.months)}, part)
    if earned.full_year:
        yield PACK.step("leave_full_year", {"months": Months(earned.months % YEAR)}, full)
    days = hundredths_up(earned.days)
    yield PACK.step("leave_earned", {"per_year": Days(per_year.value), "days": days}, per_year)
    if taken:
        yield PACK.step("leave_left", {"taken": taken, "left": hundredths_up(left)}, per_year)


def _warnings(end: date, earned: _Earned, taken: Decimal, daily: Fraction, sums: Sequence[Decimal]) -> Iterator[Notice]:
    for other in sums[1:]:
        if other != sums[0]:
            yield PACK.other_reading(other)
    if Fraction(taken) > earned.days:
        yield PACK.warning("leave_taken_ahead")
    if earned.full_year:
        yield PACK.warning("leave_full_year_asked")
    if _MINIMUM.touches(end, end):
        least = Fraction(_MINIMUM.at(end).value) / Fraction(_MONTH_DAYS.at(end).value)
        if daily < least:
            yield PACK.warning("average_under_minimum", least=round_half_up_kopecks(least))
    yield PACK.warning("average_excluded")
    yield PACK.warning("leave_before_tax")
