"""Wages that are due and what was paid of them: the same in every country."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tayanch.law.days import ONE_DAY, check_date
from tayanch.law.errors import BadInput
from tayanch.law.inputs import Asked, Day, Input, ListOf, Money, Record
from tayanch.law.money import check_money, round_half_up_kopecks

MOST_DEBTS = MOST_PAYMENTS = 1000
# The fields of a question about late wages; a country adds its own beside them.
DEBT_FIELDS: dict[str, Input] = {
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


@dataclass(frozen=True, order=True)
class Payment:
    """Money that reached her: the day and the sum, in the currency of the pack."""

    on: date
    amount: Decimal


@dataclass(frozen=True)
class Debt:
    """One sum that was due on one day, and what was paid of it, in the currency of the pack."""

    amount: Decimal
    due: date
    payments: tuple[Payment, ...] = ()

    @property
    def unpaid(self) -> Decimal:
        return self.amount - sum((payment.amount for payment in self.payments), Decimal(0))

    def until(self, as_of: date) -> "Debt":
        """The same debt as it was known at the end of that day."""
        return replace(self, payments=tuple(payment for payment in self.payments if payment.on <= as_of))

    def stretches(self, as_of: date) -> Iterator[tuple[date, date, Decimal]]:
        """Days on which the unpaid sum stays the same; the day of a payment still bears interest on it."""
        first, base = self.due + ONE_DAY, self.amount
        for payment in sorted(self.payments, key=lambda payment: payment.on):
            if payment.on >= first:
                yield first, payment.on, base
                first = payment.on + ONE_DAY
            base -= payment.amount
        if base and first <= as_of:
            yield first, as_of, base


@dataclass(frozen=True)
class PayPeriod:
    """Days worked and the day their pay is due.

    `planned` is the day before any move; `reason` says why `due` differs or where it comes from.
    """

    first: date
    last: date
    planned: date
    due: date
    reason: str  # contract, law_limit, day_off or leaving

    def describe(self) -> dict[str, object]:
        moved = self.planned if self.due != self.planned else None
        return {
            "from": self.first,
            "to": self.last,
            "due": self.due,
            "moved_from": moved,
            "reason": self.reason,
        }


def read_debts(asked: Asked) -> list[Debt]:
    """The debts of a question with DEBT_FIELDS, not checked yet."""
    return [_debt(each) for each in asked["debts"]]


def checked_debts(debts: Sequence[Debt]) -> list[Debt]:
    """The same debts with two decimals everywhere. Raises BadInput, also when more was paid than was owed."""
    return [checked_debt(debt, f"debts[{index}]") for index, debt in enumerate(debts)]


def debt_details(debts: Sequence[Debt], parts: Sequence[Fraction]) -> dict[str, object]:
    """What every answer about late wages says of each debt; `parts` are the exact sums for their delay."""
    each = [
        {"due": debt.due, "unpaid": debt.unpaid, "compensation": round_half_up_kopecks(part)}
        for debt, part in zip(debts, parts, strict=True)
    ]
    return {"debts": each, "total_unpaid": sum((debt.unpaid for debt in debts), Decimal("0.00"))}


def check_worked(first: date, last: date, last_day: date | None) -> None:
    """The days worked, `from`..`to`, and her `last_day` among them. Raises BadInput."""
    check_date(first, "from")
    check_date(last, "to")
    if last < first:
        raise BadInput("range_backwards", "to")
    if last_day is not None and not first <= last_day <= last:
        raise BadInput("last_day_outside", "last_day", first=first, last=last)


def _debt(asked: Asked) -> Debt:
    payments = tuple(Payment(each["date"], each["amount"]) for each in asked["payments"] or [])
    return Debt(asked["amount"], asked["due"], payments)


def checked_debt(debt: Debt, field: str) -> Debt:
    """One of them; `field` is its place in the question. Raises BadInput."""
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
