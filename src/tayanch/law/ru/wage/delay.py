"""Compensation for late wages: Labour Code, art. 236 (fact base: rule W-03).

For every day from the day after the due date to the day of payment, both included:
unpaid sum × yearly rate of that day × daily fraction of that day (1/150; 1/300 before 3 October 2016).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tayanch.law.days import ONE_DAY, check_date
from tayanch.law.derivation import Derivation, Facts, Notice, Step
from tayanch.law.errors import BadInput
from tayanch.law.inputs import Asked, Day, ListOf, Money, Record
from tayanch.law.money import check_money, round_half_up_kopecks
from tayanch.law.parameters import Parameter
from tayanch.law.texts import Days

from ..pack import PACK

MOST_DEBTS = MOST_PAYMENTS = 1000
_FRACTIONS = PACK.tables["wage_delay.daily_fraction"]
_RATES = PACK.tables["wage_delay.yearly_rate"]
_MORATORIUM = PACK.tables["wage_delay.bankruptcy_moratorium"]
_NEVER_ACCRUED = PACK.tables["wage_delay.never_accrued_needs_judgment"]

QUESTION = Record(
    {
        "debts": ListOf(
            Record(
                {"amount": Money("the sum that was due"), "due": Day("the day it was due")},
                {
                    "payments": ListOf(
                        Record({"date": Day("the day it reached her"), "amount": Money()}),
                        MOST_PAYMENTS,
                        about="what was paid of it",
                    )
                },
            ),
            MOST_DEBTS,
            least=1,
        ),
        "as_of": Day("the last day to count; what is unpaid then counts to it"),
    }
)


@dataclass(frozen=True)
class Payment:
    """Money that reached her: the day and roubles."""

    on: date
    amount: Decimal


@dataclass(frozen=True)
class Debt:
    """One sum in roubles that was due on one day, and what was paid of it."""

    amount: Decimal
    due: date
    payments: tuple[Payment, ...] = ()


@dataclass(frozen=True)
class _Line:
    """A stretch of days with one unpaid sum, one rate and one fraction."""

    debt: int
    first: date
    last: date
    base: Decimal
    rate: Parameter
    fraction: Parameter

    @property
    def days(self) -> Days:
        return Days((self.last - self.first).days + 1)

    @property
    def exact(self) -> Fraction:
        return Fraction(self.base) * self.days * Fraction(self.rate.value) / 100 * Fraction(self.fraction.value)


def delay(debts: Sequence[Debt], as_of: date) -> Derivation:
    """What the employer owes for the delay up to and including `as_of`, in roubles.

    Payments after `as_of` have not happened yet and are left out with a warning. The sum is exact
    and rounded once, half up to kopecks. `details`: `as_of`, `debts` (per debt `due`, `unpaid`,
    `compensation`), `total_unpaid`, `table_known_through`.
    Raises BadInput (sum or date out of range, more paid than owed) and OutsideKnownDates when a
    day that bears interest is before 14 September 2012 or after the last verified rate.
    """
    check_date(as_of, "as_of")
    checked = [_checked(debt, f"debts[{index}]") for index, debt in enumerate(debts)]
    known = [_until(debt, as_of) for debt in checked]
    by_debt = [list(_lines(index, debt, as_of)) for index, debt in enumerate(known)]
    parts = [sum((line.exact for line in lines), Fraction(0)) for lines in by_debt]
    lines = [line for lines in by_debt for line in lines]
    exact = sum(parts, Fraction(0))
    total = round_half_up_kopecks(exact)
    return PACK.derive(
        "wage.delay",
        total,
        used=[row for line in lines for row in (line.fraction, line.rate)] or [_FRACTIONS.rows[-1]],
        currency=PACK.currency,
        exact=exact,
        steps=tuple(_step(line) for line in lines),
        warnings=_warnings(checked, lines, parts, total, as_of),
        details=_details(known, parts, as_of),
    )


def answer_delay(asked: Asked) -> Derivation:
    return delay([_debt(each) for each in asked["debts"]], asked["as_of"])


def _debt(asked: Asked) -> Debt:
    payments = tuple(Payment(each["date"], each["amount"]) for each in asked["payments"] or [])
    return Debt(asked["amount"], asked["due"], payments)


def _checked(debt: Debt, field: str) -> Debt:
    """The same debt with two decimals everywhere; refuses a payment that pays more than was owed."""
    amount = check_money(debt.amount, f"{field}.amount")
    check_date(debt.due, f"{field}.due")
    payments, paid = [], Decimal(0)
    for index, payment in enumerate(debt.payments):
        place = f"{field}.payments[{index}]"
        check_date(payment.on, f"{place}.date")
        payments.append(replace(payment, amount=check_money(payment.amount, f"{place}.amount")))
        paid += payments[-1].amount
        if paid > amount:
            raise BadInput("overpaid", f"{place}.amount", amount=amount, paid=paid)
    return Debt(amount, debt.due, tuple(payments))


def _until(debt: Debt, as_of: date) -> Debt:
    return replace(debt, payments=tuple(payment for payment in debt.payments if payment.on <= as_of))


def _unpaid(debt: Debt) -> Decimal:
    return debt.amount - sum((payment.amount for payment in debt.payments), Decimal(0))


def _stretches(debt: Debt, as_of: date) -> Iterator[tuple[date, date, Decimal]]:
    """Days on which the unpaid sum stays the same; the day of a payment still bears interest on it."""
    first, base = debt.due + ONE_DAY, debt.amount
    for payment in sorted(debt.payments, key=lambda payment: payment.on):
        if payment.on >= first:
            yield first, payment.on, base
            first = payment.on + ONE_DAY
        base -= payment.amount
    if base and first <= as_of:
        yield first, as_of, base


def _lines(index: int, debt: Debt, as_of: date) -> Iterator[_Line]:
    for start, end, base in _stretches(debt, as_of):
        field = "as_of" if end > _RATES.known_through else f"debts[{index}].due"
        for first, last, rate in _RATES.spans(start, end, field):
            for begin, stop, fraction in _FRACTIONS.spans(first, last, field):
                yield _Line(index, begin, stop, base, rate, fraction)


def _step(line: _Line) -> Step:
    rate, amount = Decimal(line.rate.value), round_half_up_kopecks(line.exact)
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


def _details(debts: Sequence[Debt], parts: Sequence[Fraction], as_of: date) -> dict[str, object]:
    each = [
        {"due": debt.due, "unpaid": _unpaid(debt), "compensation": round_half_up_kopecks(part)}
        for debt, part in zip(debts, parts, strict=True)
    ]
    return {
        "as_of": as_of,
        "debts": each,
        "total_unpaid": sum((_unpaid(debt) for debt in debts), Decimal("0.00")),
        "table_known_through": _RATES.known_through,
    }


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
    yield PACK.warning("net_or_gross")
    if any(_MORATORIUM.touches(line.first, line.last) for line in lines):
        first, last = _MORATORIUM.known_from, _MORATORIUM.known_through
        yield PACK.warning("moratorium_disputed", first=first, last=last)
    yield PACK.warning("never_accrued", since=_NEVER_ACCRUED.known_from)
    yield PACK.warning("contract_may_say_more")
