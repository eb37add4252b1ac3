"""Penalty for late wages: Labour Code No. 23 of 23 January 2025 (fact base: kg.wage.late_penalty).

For every calendar day from the day after the due date to the day of payment, both included:
0.25 % of the unpaid sum. Days before the new Code are refused.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tayanch.law.batch import DailyInterest
from tayanch.law.days import check_date
from tayanch.law.debts import DEBT_FIELDS, Debt, Payment, checked_debts, debt_details, read_debts
from tayanch.law.derivation import Derivation, Facts, Notice, Step
from tayanch.law.inputs import Asked, Record
from tayanch.law.money import round_half_up_kopecks
from tayanch.law.parameters import Parameter
from tayanch.law.texts import Days

from ..pack import PACK

__all__ = ["Debt", "Payment", "delay"]

_PERCENT = PACK.tables["wage_delay.daily_percent"]
_START = PACK.tables["wage_delay.start_unclear"]
WHOLE = "1"  # the percentage is already that of one day; other countries take a fraction of a yearly rate

MANY = DailyInterest((_PERCENT,)).values
QUESTION = Record(DEBT_FIELDS)


@dataclass(frozen=True)
class _Line:
    """A stretch of days with one unpaid sum and one daily percentage."""

    debt: int
    first: date
    last: date
    base: Decimal
    rate: Parameter

    @property
    def days(self) -> Days:
        return Days((self.last - self.first).days + 1)

    @property
    def exact(self) -> Fraction:
        return Fraction(self.base) * self.days * Fraction(self.rate.value) / 100


def delay(debts: Sequence[Debt], as_of: date) -> Derivation:
    """What the employer owes for the delay up to and including `as_of`, in som.

    Payments after `as_of` have not happened yet and are left out with a warning. The sum is exact and
    rounded once, half up to tyiyn. `details`: `as_of`, `debts` (per debt `due`, `unpaid`, `compensation`),
    `total_unpaid`, `table_known_through` (None: no end known).
    Raises BadInput (sum or date out of range, more paid than owed) and OutsideKnownDates when a day that
    bears a penalty is before 23 January 2025: the former Code was not read.
    """
    check_date(as_of, "as_of")
    checked = checked_debts(debts)
    known = [debt.until(as_of) for debt in checked]
    by_debt = [list(_lines(index, debt, as_of)) for index, debt in enumerate(known)]
    parts = [sum((line.exact for line in lines), Fraction(0)) for lines in by_debt]
    lines = [line for lines in by_debt for line in lines]
    exact = sum(parts, Fraction(0))
    total = round_half_up_kopecks(exact)
    return PACK.derive(
        "wage.delay",
        total,
        used=[line.rate for line in lines] or [_PERCENT.rows[-1]],
        currency=PACK.currency,
        exact=exact,
        steps=tuple(_step(line) for line in lines),
        warnings=_warnings(checked, lines, parts, total, as_of),
        details={"as_of": as_of, **debt_details(known, parts), "table_known_through": _known_through()},
    )


def answer_delay(asked: Asked) -> Derivation:
    return delay(read_debts(asked), asked["as_of"])


def _known_through() -> date | None:
    return None if _PERCENT.known_through == date.max else _PERCENT.known_through


def _lines(index: int, debt: Debt, as_of: date) -> Iterator[_Line]:
    for start, end, base in debt.stretches(as_of):
        field = "as_of" if end > _PERCENT.known_through else f"debts[{index}].due"
        for first, last, rate in _PERCENT.spans(start, end, field):
            yield _Line(index, first, last, base, rate)


def _step(line: _Line) -> Step:
    rate, amount = Decimal(line.rate.value), round_half_up_kopecks(line.exact)
    facts: Facts = {
        "debt": line.debt,
        "from": line.first,
        "to": line.last,
        "days": line.days,
        "rate": rate,
        "fraction": WHOLE,
        "base": line.base,
        "amount": amount,
    }
    formula = f"{line.base} × {int(line.days)} × {rate}% = {amount}"
    return PACK.step("penalty", facts, line.rate, formula=formula)


def _warnings(
    debts: Sequence[Debt], lines: Sequence[_Line], parts: Sequence[Fraction], total: Decimal, as_of: date
) -> Iterator[Notice]:
    if any(payment.on > as_of for debt in debts for payment in debt.payments):
        yield PACK.warning("later_payments", as_of=as_of)
    if not lines:
        return
    shown = [sum(map(round_half_up_kopecks, exacts)) for exacts in ([line.exact for line in lines], parts)]
    if any(total != each for each in shown):
        yield PACK.warning("rounded_once", total=total)
    yield PACK.warning("cap_not_confirmed")
    yield PACK.warning("payment_day_counts")
    if any(_START.touches(line.first, line.last) for line in lines):
        yield PACK.warning("code_start_unclear", first=_START.known_from, last=_START.known_through)
