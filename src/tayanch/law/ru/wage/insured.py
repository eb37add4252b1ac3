"""What sick pay and maternity benefit share: earnings of two years, limit and floor (Law 255-FZ, art. 14)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tayanch.law.days import ONE_DAY, month_end
from tayanch.law.derivation import Facts, Step
from tayanch.law.errors import BadInput
from tayanch.law.inputs import ListOf, Money, Number, Record, Whole
from tayanch.law.money import check_money
from tayanch.law.parameters import Parameter

from ..pack import PACK
from ..rounding import half_up

_BASE = PACK.tables["benefits.contribution_base"]
_MINIMUM = PACK.tables["minimum_wage.monthly"]
_FLOOR_MONTHS = PACK.tables["benefits.floor_months"]
_SHORT_RECORD = PACK.tables["benefits.short_record_months"]
EARNINGS = ListOf(
    Record({"year": Whole(1990, 2100), "amount": Money("insured earnings before tax")}),
    20,
    about="earnings of the two calendar years before, from every employer",
)
RECORD_YEARS = Number(0, 60, "years of insured work; 0.5 is six months")


@dataclass(frozen=True)
class Earned:
    """Insured earnings of one calendar year."""

    year: int
    amount: Decimal


@dataclass(frozen=True)
class Counted:
    """One of the two years: what was earned and what counts of it."""

    year: int
    earned: Fraction
    limit: Parameter

    @property
    def counts(self) -> Fraction:
        return min(self.earned, Fraction(self.limit.value))

    @property
    def at_limit(self) -> bool:
        return self.earned >= Fraction(self.limit.value)


def two_years(first_day: date, earnings: Sequence[Earned]) -> tuple[Counted, Counted]:
    """The two calendar years before `first_day`; several sums of one year are added.

    Raises BadInput (another year, a sum out of range) and OutsideKnownDates (before 2023).
    """
    years = (first_day.year - 2, first_day.year - 1)
    for index, each in enumerate(earnings):
        check_money(each.amount, f"earnings[{index}].amount")
        if each.year not in years:
            raise BadInput("not_whole", f"earnings[{index}].year", least=years[0], most=years[1])
    older, newer = (
        Counted(
            year,
            sum((Fraction(each.amount) for each in earnings if each.year == year), Fraction(0)),
            _BASE.at(date(year, 1, 1), "first_day"),
        )
        for year in years
    )
    return older, newer


def year_steps(counted: Sequence[Counted]) -> Iterator[Step]:
    for each in counted:
        if each.earned > each.counts:
            facts: Facts = {"year": each.year, "earned": half_up(each.earned, 2), "limit": half_up(each.counts, 2)}
            yield PACK.step("benefit_year_limited", facts, each.limit)


def minimum(day: date, asked: str) -> Parameter:
    return _MINIMUM.at(day, asked)


def floor(day: date, divisor: int) -> tuple[Fraction, Parameter]:
    """The lowest average per day: 24 minimum wages over the days of two years."""
    months = _FLOOR_MONTHS.at(day, "first_day")
    return Fraction(minimum(day, "first_day").value) * Fraction(months.value) / divisor, months


def is_short(record_years: Decimal, day: date) -> bool:
    """Whether her insured work is under six months."""
    return Fraction(record_years) * 12 < Fraction(_SHORT_RECORD.at(day, "first_day").value)


def short_row(day: date) -> Parameter:
    return _SHORT_RECORD.at(day, "first_day")


def month_floor(day: date, asked: str) -> Fraction:
    """The minimum wage of the month divided by its days."""
    return Fraction(minimum(day, asked).value) / month_end(day).day


def by_month(first: date, last: date) -> Iterator[tuple[date, date]]:
    """The days from `first` to `last`, cut at the ends of months."""
    while first <= last:
        stop = min(month_end(first), last)
        yield first, stop
        first = stop + ONE_DAY
