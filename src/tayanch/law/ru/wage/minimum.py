"""The minimum wage and what is missing to it: law 82-FZ, art. 1; Labour Code, arts. 133, 133.1 (fact base: rule W-08).

The minimum is gross and holds for a month in which all normal hours were worked; for less work it is a share of it.
Overtime, night and rest-day pay, regional coefficients and northern supplements come on top.
"""

from collections.abc import Iterator, Sequence
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
from tayanch.law.parameters import Parameter

from ..pack import PACK
from .hours import rounding

MOST_MONTHS = 240
WHOLE = Decimal(1)
_MINIMUM = PACK.tables["minimum_wage.monthly"]
_TAX = PACK.tables["minimum_wage.tax_percent"]
_MONTH = Day("any day of the month")
_SHARE = Number(0, 1, "worked hours as a share of the normal hours; without it, all of them")

QUESTION = Record({"month": _MONTH}, {"share": _SHARE})
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
    """What one month of normal hours was paid, in roubles before tax (None: nothing), and the share worked."""

    month: date
    earned: Decimal | None = None
    share: Decimal = WHOLE


@dataclass(frozen=True)
class _Line:
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


def minimum(month: date, share: Decimal = WHOLE) -> Derivation:
    """The least pay for the month of that day, in roubles before tax.

    `details`: `month` (its first day), `share`, `gross_min` (the value) and `net` after the first tax band.
    Raises BadInput and OutsideKnownDates (before 2015, after 2026).
    """
    first = _first(month, "month")
    row, tax = _MINIMUM.at(first, "month"), _TAX.at(first, "month")
    share = _share(share, "share")
    exact = Fraction(row.value) * Fraction(share)
    gross, percent = round_half_up_kopecks(exact), Decimal(tax.value)
    net = round_half_up_kopecks(exact * (100 - int(tax.value)) / 100)
    facts: Facts = {"month": first, "full": Decimal(row.value), "share": share, "amount": gross}
    after_tax = PACK.step("minimum_net", {"percent": percent, "net": net}, tax, formula=f"{gross} − {percent}% = {net}")
    return PACK.derive(
        "wage.minimum",
        gross,
        used=[row, tax],
        currency=PACK.currency,
        exact=exact,
        steps=(PACK.step("minimum_month", facts, row, formula=f"{row.value} × {share} = {gross}"), after_tax),
        warnings=[*_warnings(), PACK.warning("net_rate_may_differ", percent=percent)],
        details={"month": first, "share": share, "gross_min": gross, "net": net},
    )


def answer_minimum(asked: Asked) -> Derivation:
    return minimum(asked["month"], _asked_share(asked))


def shortfall(months: Sequence[MonthPay]) -> Derivation:
    """What is missing to the minimum wage over `months`, in roubles before tax.

    A month above the minimum does not make up for another. `details`: `months` (`month`, `minimum`, `earned`,
    `shortfall`), in the order of the months. Raises BadInput (a month that is there twice, a sum out of range) and
    OutsideKnownDates (before 2015, after 2026).
    """
    lines = sorted(_lines(months), key=lambda line: line.month)
    exact = sum((line.missing for line in lines), Fraction(0))
    total = round_half_up_kopecks(exact)
    return PACK.derive(
        "wage.shortfall",
        total,
        used=[line.row for line in lines],
        currency=PACK.currency,
        exact=exact,
        steps=tuple(map(_step, lines)),
        warnings=[*rounding(total, [line.missing for line in lines]), *_warnings()],
        details={"months": [_describe(line) for line in lines]},
        assumed=(PACK.assumed("normal_hours_only"),),
    )


def answer_shortfall(asked: Asked) -> Derivation:
    return shortfall([MonthPay(each["month"], each["earned"], _asked_share(each)) for each in asked["months"]])


def _lines(months: Sequence[MonthPay]) -> Iterator[_Line]:
    seen: set[date] = set()
    for index, each in enumerate(months):
        place = f"months[{index}]"
        first = _first(each.month, f"{place}.month")
        if first in seen:
            raise BadInput("duplicate_key", f"{place}.month")
        seen.add(first)
        earned = Decimal("0.00") if each.earned is None else check_money(each.earned, f"{place}.earned")
        yield _Line(first, earned, _share(each.share, f"{place}.share"), _MINIMUM.at(first, f"{place}.month"))


def _first(month: date, field: str) -> date:
    return check_date(month, field).replace(day=1)


def _asked_share(asked: Asked) -> Decimal:
    share: Decimal | None = asked["share"]
    return WHOLE if share is None else share


def _share(share: Decimal, field: str) -> Decimal:
    return plain(Given(share, field).number(0, 1, 2))


def _step(line: _Line) -> Step:
    least, missing = round_half_up_kopecks(line.least), round_half_up_kopecks(line.missing)
    facts: Facts = {"month": line.month, "minimum": least, "earned": line.earned, "amount": missing}
    code = "month_below_minimum" if line.missing else "month_not_below_minimum"
    formula = f"max(0, {line.row.value} × {line.share} − {line.earned}) = {missing}"
    return PACK.step(code, facts, line.row, formula=formula)


def _describe(line: _Line) -> dict[str, object]:
    return {
        "month": line.month,
        "minimum": round_half_up_kopecks(line.least),
        "earned": line.earned,
        "shortfall": round_half_up_kopecks(line.missing),
    }


def _warnings() -> Iterator[Notice]:
    yield PACK.warning("region_may_be_higher")
    yield PACK.warning("what_minimum_leaves_out")
