"""Hours by day and the price of an hour: the same in every country."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tayanch.law.days import check_date
from tayanch.law.errors import BadInput
from tayanch.law.given import Given
from tayanch.law.inputs import Day, Input, ListOf, Money, Number, Record
from tayanch.law.money import check_money

MOST_DAYS = 1000
MOST_NORM = 744  # the hours of a month of 31 days
SALARY = Money("her salary for a whole month, before tax")
BONUS = Money("bonuses and supplements that are part of her pay for that month")
NORM = Number(1, MOST_NORM, "the normal hours of that month")


@dataclass(frozen=True)
class DayHours:
    """Hours worked on one day; hours of a night shift belong to the day of the clock."""

    on: date
    hours: Decimal


@dataclass(frozen=True)
class Pay:
    """Pay for a whole month before tax, in the currency of the pack, and the normal hours that it is for."""

    salary: Decimal
    norm_hours: Decimal
    bonus: Decimal | None = None

    def checked(self) -> "Pay":
        """The same with two decimals. Raises BadInput."""
        salary = check_money(self.salary, "monthly_salary")
        norm = Given(self.norm_hours, "norm_hours").number(1, MOST_NORM, 2)
        return Pay(salary, norm, None if self.bonus is None else check_money(self.bonus, "bonus"))

    def base(self, with_bonus: bool = False) -> Decimal:
        """What an hour is counted from."""
        return self.salary + (self.bonus or 0) if with_bonus else self.salary

    def hour(self, with_bonus: bool = False) -> Fraction:
        return Fraction(self.base(with_bonus)) / Fraction(self.norm_hours)


def hours_list(about: str, most: int = 24) -> Input:
    """The hours of some days, as a question gives them."""
    return ListOf(Record({"date": Day(), "hours": Number(0, most)}), MOST_DAYS, least=1, about=about)


def read_hours(asked: Iterable[Mapping[str, Any]]) -> list[DayHours]:
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
