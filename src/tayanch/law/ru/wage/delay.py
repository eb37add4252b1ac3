"""Compensation for late wages: Labour Code, art. 236 (fact base: rule W-03).

For every day from the day after the due date to the day of payment, both included:
unpaid sum × yearly rate of that day × daily fraction of that day (1/150; 1/300 before 3 October 2016).
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import lcm
from typing import NamedTuple

from tayanch.law.batch import DailyInterest
from tayanch.law.days import check_date
from tayanch.law.debts import DEBT_FIELDS, Debt, Payment, checked_debts, debt_details, read_debts
from tayanch.law.derivation import Derivation, Facts, Notice, Step
from tayanch.law.inputs import Asked, Record
from tayanch.law.money import round_half_up_kopecks, rounded
from tayanch.law.parameters import Parameter
from tayanch.law.texts import Days

from ..pack import PACK

__all__ = ["Debt", "Payment", "delay"]

_FRACTIONS = PACK.tables["wage_delay.daily_fraction"]
_RATES = PACK.tables["wage_delay.yearly_rate"]
_MORATORIUM = PACK.tables["wage_delay.bankruptcy_moratorium"]
_NEVER_ACCRUED = PACK.tables["wage_delay.never_accrued_needs_judgment"]

MANY = DailyInterest((_RATES, _FRACTIONS)).values
QUESTION = Record(DEBT_FIELDS)


class _Line(NamedTuple):
    """A stretch of days with one unpaid sum, one rate and one fraction; exactly it adds `units` / `per` kopecks."""

    debt: int
    first: date
    last: date
    base: Decimal
    rate: Parameter
    fraction: Parameter
    days: Days
    units: int
    per: int
    amount: Decimal


@cache
def _share(rate: str, fraction: str) -> Fraction:
    """What a day adds to one rouble; there are few pairs, and a claim asks for them very often."""
    return Fraction(rate) / 100 * Fraction(fraction)


def delay(debts: Sequence[Debt], as_of: date) -> Derivation:
    """What the employer owes for the delay up to and including `as_of`, in roubles.

    Payments after `as_of` have not happened yet and are left out with a warning. The sum is exact
    and rounded once, half up to kopecks. `details`: `as_of`, `debts` (per debt `due`, `unpaid`,
    `compensation`), `total_unpaid`, `table_known_through`.
    Raises BadInput (sum or date out of range, more paid than owed) and OutsideKnownDates when a
    day that bears interest is before 14 September 2012 or after the last verified rate.
    """
    check_date(as_of, "as_of")
    checked = checked_debts(debts)
    known = [debt.until(as_of) for debt in checked]
    by_debt = [list(_lines(index, debt, as_of)) for index, debt in enumerate(known)]
    parts = [_exact(lines) for lines in by_debt]
    lines = [line for lines in by_debt for line in lines]
    exact = _exact(lines)
    total = round_half_up_kopecks(exact)
    return PACK.derive(
        "wage.delay",
        total,
        used=_rows(lines) or [_FRACTIONS.rows[-1]],
        currency=PACK.currency,
        exact=exact,
        steps=tuple(_step(line) for line in lines),
        warnings=_warnings(checked, lines, parts, total, as_of),
        details={"as_of": as_of, **debt_details(known, parts), "table_known_through": _RATES.known_through},
    )


def answer_delay(asked: Asked) -> Derivation:
    return delay(read_debts(asked), asked["as_of"])


def _lines(index: int, debt: Debt, as_of: date) -> Iterator[_Line]:
    for start, end, base in debt.stretches(as_of):
        field = "as_of" if end > _RATES.known_through else f"debts[{index}].due"
        for first, last, rate in _RATES.spans(start, end, field):
            for begin, stop, fraction in _FRACTIONS.spans(first, last, field):
                days = Days((stop - begin).days + 1)
                share = _share(rate.value, fraction.value)
                units, per = int(base.scaleb(2)) * days * share.numerator, share.denominator
                yield _Line(index, begin, stop, base, rate, fraction, days, units, per, rounded(units, per))


def _exact(lines: Sequence[_Line]) -> Fraction:
    """Their sum in roubles: whole numbers over one denominator are added, which is quicker than fractions."""
    per = lcm(*{line.per for line in lines})
    return Fraction(sum(line.units * (per // line.per) for line in lines), per * 100)


def _rows(lines: Sequence[_Line]) -> list[Parameter]:
    """Every row once, in the order of the reckoning."""
    return list({id(row): row for line in lines for row in (line.fraction, line.rate)}.values())


def _step(line: _Line) -> Step:
    rate, amount = Decimal(line.rate.value), line.amount
    facts: Facts = {
        "debt": line.debt,
        "from": line.first,
        "to": line.last,
        "days": line.days,
        "rate": rate,
        "fraction": line.fraction.value,
        "base": line.base,
        "amount": amount,
    }
    formula = f"{line.base} × {int(line.days)} × {rate}% × {line.fraction.value} = {amount}"
    return PACK.step("interest", facts, line.fraction, formula=formula, source=line.rate.source)


def _warnings(
    debts: Sequence[Debt], lines: Sequence[_Line], parts: Sequence[Fraction], total: Decimal, as_of: date
) -> Iterator[Notice]:
    if any(payment.on > as_of for debt in debts for payment in debt.payments):
        yield PACK.warning("later_payments", as_of=as_of)
    if not lines:
        return
    if total != sum(line.amount for line in lines) or total != sum(map(round_half_up_kopecks, parts)):
        yield PACK.warning("rounded_once", total=total)
    yield PACK.warning("net_or_gross")
    first, last = _MORATORIUM.known_from, _MORATORIUM.known_through
    if any(line.first <= last and first <= line.last for line in lines):
        yield PACK.warning("moratorium_disputed", first=first, last=last)
    yield PACK.warning("never_accrued", since=_NEVER_ACCRUED.known_from)
    yield PACK.warning("contract_may_say_more")
