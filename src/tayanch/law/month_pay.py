"""Pay month by month against the minimum wage: the same in every country. The minimum is before tax and for a month in
which all normal hours were worked; for less work it is a share of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tayanch.law.days import check_date
from tayanch.law.derivation import Derivation, Facts, Notice, Step
from tayanch.law.errors import BadInput
from tayanch.law.given import Given
from tayanch.law.hours import plain
from tayanch.law.inputs import Asked, Day, ListOf, Money, Number, Record
from tayanch.law.money import check_money, round_half_up_kopecks
from tayanch.law.pack import Pack
from tayanch.law.parameters import DatedTable, Parameter

MOST_MONTHS = 240
WHOLE = Decimal(1)
_MONTH = Day("any day of the month")
_SHARE = Number(0, 1, "worked hours as a share of the normal hours; without it, all of them")

MINIMUM_QUESTION = Record({"month": _MONTH}, {"share": _SHARE})
SHORTFALL_QUESTION = Record(
    {
        "months": ListOf(
            Record(
                {"month": _MONTH},
                {
                    "earned": Money("pay for the normal hours of the month, before tax; left out if there was none"),
                    "share": _SHARE,
                },
            ),
            MOST_MONTHS,
            least=1,
        )
    }
)


@dataclass(frozen=True)
class MonthPay:
    """What one month of normal hours was paid, before tax (None: nothing), and the share of them worked."""

    month: date
    earned: Decimal | None = None
    share: Decimal = WHOLE


@dataclass(frozen=True)
class MonthLine:
    """One month with its minimum wage."""

    month: date
    earned: Decimal
    share: Decimal
    row: Parameter

    @property
    def least(self) -> Fraction:
        return Fraction(self.row.value) * Fraction(self.share)

    @property
    def missing(self) -> Fraction:
        return max(Fraction(0), self.least - Fraction(self.earned))

    def step(self, pack: Pack) -> Step:
        least, missing = round_half_up_kopecks(self.least), round_half_up_kopecks(self.missing)
        facts: Facts = {"month": self.month, "minimum": least, "earned": self.earned, "amount": missing}
        code = "month_below_minimum" if self.missing else "month_not_below_minimum"
        formula = f"max(0, {self.row.value} × {self.share} − {self.earned}) = {missing}"
        return pack.step(code, facts, self.row, formula=formula)

    def describe(self) -> dict[str, object]:
        return {
            "month": self.month,
            "minimum": round_half_up_kopecks(self.least),
            "earned": self.earned,
            "shortfall": round_half_up_kopecks(self.missing),
        }


def minimum_line(table: DatedTable, month: date, share: Decimal) -> MonthLine:
    """The minimum of one month, nothing earned. Raises BadInput and OutsideKnownDates."""
    first = first_day(month, "month")
    return MonthLine(first, Decimal("0.00"), _checked_share(share, "share"), table.at(first, "month"))


def month_lines(table: DatedTable, months: Sequence[MonthPay]) -> list[MonthLine]:
    """The months in their order. Raises BadInput (a month that is there twice) and OutsideKnownDates."""
    return sorted(_lines(table, months), key=lambda line: line.month)


def _lines(table: DatedTable, months: Sequence[MonthPay]) -> Iterator[MonthLine]:
    seen: set[date] = set()
    for index, each in enumerate(months):
        place = f"months[{index}]"
        first = first_day(each.month, f"{place}.month")
        if first in seen:
            raise BadInput("duplicate_key", f"{place}.month")
        seen.add(first)
        earned = Decimal("0.00") if each.earned is None else check_money(each.earned, f"{place}.earned")
        row = table.at(first, f"{place}.month")
        yield MonthLine(first, earned, _checked_share(each.share, f"{place}.share"), row)


def shortfall_of(pack: Pack, lines: Sequence[MonthLine], warnings: Iterable[Notice]) -> Derivation:
    """What is missing to the minimum wage over all months; a month above it does not make up for another."""
    exact = sum((line.missing for line in lines), Fraction(0))
    return pack.derive(
        "wage.shortfall",
        round_half_up_kopecks(exact),
        used=[line.row for line in lines],
        currency=pack.currency,
        exact=exact,
        steps=tuple(line.step(pack) for line in lines),
        warnings=warnings,
        details={"months": [line.describe() for line in lines]},
        assumed=(pack.assumed("normal_hours_only"),),
    )


def read_months(asked: Asked) -> list[MonthPay]:
    return [MonthPay(each["month"], each["earned"], asked_share(each)) for each in asked["months"]]


def asked_share(asked: Asked) -> Decimal:
    share: Decimal | None = asked["share"]
    return WHOLE if share is None else share


def first_day(month: date, field: str) -> date:
    return check_date(month, field).replace(day=1)


def _checked_share(share: Decimal, field: str) -> Decimal:
    return plain(Given(share, field).number(0, 1, 2))
