"""Pay for leave that was not used: Labour Code of Kazakhstan, arts. 88 and 96, part 2.

Each full month of work earns a twelfth of 24 calendar days. Accountants pay the working days that fall into the unused
leave as if it began on the day after the last day of work; the other reading pays every calendar day of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from tayanch.law.days import ONE_DAY, add_months, check_date
from tayanch.law.derivation import Derivation, Facts, Notice, Step
from tayanch.law.errors import BadInput
from tayanch.law.given import Given
from tayanch.law.inputs import Asked, Choice, Day, Money, Record, Whole
from tayanch.law.money import check_money, round_half_up_kopecks
from tayanch.law.parameters import Parameter
from tayanch.law.texts import Days, Months, WorkingDayCount

from ..pack import PACK

Reading = Literal["working_days", "calendar_days"]
READINGS: tuple[Reading, Reading] = ("working_days", "calendar_days")
MOST_TAKEN = 3000
_PER_YEAR = PACK.tables["leave.days_per_year"]
_PAID = PACK.tables["leave.paid_days"]

QUESTION = Record(
    {
        "start": Day("the first day of work"),
        "end": Day("the last day of work"),
        "average_daily": Money("her average pay of a working day"),
    },
    {
        "days_taken": Whole(0, MOST_TAKEN, "calendar days of leave she already had"),
        "reading": Choice(READINGS, "which days of the unused leave are paid"),
    },
)


@dataclass(frozen=True)
class _Leave:
    """Leave earned and taken; what is left is laid on the days after the last day of work."""

    months: int
    earned: Days
    taken: Days
    end: date

    @property
    def left(self) -> Days:
        return Days(max(0, self.earned - self.taken))

    @property
    def first(self) -> date:
        return self.end + ONE_DAY

    @property
    def last(self) -> date:
        return self.end + timedelta(days=self.left)

    def paid_days(self, reading: Reading) -> int:
        if reading == "calendar_days":
            return int(self.left)
        days = (self.first + timedelta(days=number) for number in range(self.left))
        return sum(not PACK.working_days.is_day_off(day) for day in days)


def leave(
    start: date, end: date, average_daily: Decimal, days_taken: int = 0, reading: Reading = "working_days"
) -> Derivation:
    """What is due for unused leave at the end of the work, in tenge.

    `details`: `full_months`, `days_earned`, `days` (calendar days left), `from` and `to` of that leave (None when
    nothing is left), `paid_days`, `reading` and `other_readings`. Raises BadInput and OutsideKnownDates (before 2016).
    """
    check_date(start, "start")
    if check_date(end, "end") < start:
        raise BadInput("range_backwards", "end")
    Given(reading, "reading").one_of(READINGS)
    average = check_money(average_daily, "average_daily")
    row, way = _PER_YEAR.at(start, "start"), _PAID.at(start, "start")
    months, taken = _full_months(start, end), Given(days_taken, "days_taken").whole(0, MOST_TAKEN)
    found = _Leave(months, Days(int(row.value) * months // 12), Days(taken), end)
    sums = {each: Fraction(average) * found.paid_days(each) for each in READINGS}
    total = round_half_up_kopecks(sums[reading])
    others = {each: round_half_up_kopecks(exact) for each, exact in sums.items() if each != reading}
    return PACK.derive(
        "wage.leave",
        total,
        used=[row, way],
        currency=PACK.currency,
        exact=sums[reading],
        steps=tuple(_steps(found, (row, way), average, reading)),
        warnings=_warnings(others, total, found.last),
        assumed=(PACK.assumed("full_months_only"), PACK.assumed("least_leave")),
        details={
            "full_months": Months(months),
            "days_earned": found.earned,
            "days": found.left,
            "from": found.first if found.left else None,
            "to": found.last if found.left else None,
            "paid_days": found.paid_days(reading),
            "reading": reading,
            "other_readings": others,
        },
    )


def answer_leave(asked: Asked) -> Derivation:
    return leave(
        asked["start"], asked["end"], asked["average_daily"], asked["days_taken"] or 0, asked["reading"] or READINGS[0]
    )


def _full_months(start: date, end: date) -> int:
    """Months that are over when the last day of work is."""
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    while add_months(start, months) > end + ONE_DAY:
        months -= 1
    return months


def _steps(found: _Leave, rows: tuple[Parameter, Parameter], average: Decimal, reading: Reading) -> Iterator[Step]:
    per_year, way = rows
    count = found.paid_days(reading)
    days = WorkingDayCount(count) if reading == "working_days" else Days(count)
    amount = round_half_up_kopecks(Fraction(average) * count)
    counted: Facts = {
        "months": Months(found.months),
        "earned": found.earned,
        "taken": found.taken,
        "left": found.left,
    }
    formula = f"{per_year.value} / 12 × {found.months} − {int(found.taken)} → {int(found.left)}"
    yield PACK.step("leave_earned", counted, per_year, formula=formula)
    if found.left:
        yield PACK.step(f"leave_{reading}", {"from": found.first, "to": found.last, "days": days}, way)
    money: Facts = {"average": average, "days": days, "amount": amount}
    yield PACK.step("leave_paid", money, way, formula=f"{average} × {count} = {amount}")


def _warnings(others: Mapping[Reading, Decimal], total: Decimal, last: date) -> Iterator[Notice]:
    for other in others.values():
        if other != total:
            yield PACK.other_reading(other)
    if not PACK.working_days.is_certain(last):
        days = PACK.working_days
        yield PACK.warning("days_off_unknown", first=days.known_from, last=days.known_through)
    yield PACK.warning("due_in_three_days")
