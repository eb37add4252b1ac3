"""What she sends and what she keeps: a plan of months. No law says this, so the arithmetic is written here.

All sums are kopecks (hundredths of one currency) in whole numbers; percents are exact fractions. Each month:

1. Income comes in. Her own savings are put aside first, then what she needs to live.
2. Each debt bears interest on what is owed: owed × percent / 100 for a percent a month, owed × percent / 1200 for a
   percent a year, rounded to the kopeck, half a kopeck up. Then it is paid: the payment, or all that is owed if that
   is less.
3. Of what remains she sends what she wants to send, or all of it when she names no sum. A transfer costs the percent
   of what is sent, rounded the same way, and the fixed fee, once a month and on top. When the remainder does not bear
   both, the largest sum is sent that it bears; when it does not bear the fixed fee, nothing is sent.
4. What is left over is hers. When more is needed than comes in, nothing is sent and what is missing lowers what she
   keeps.

At home arrives what was sent times the rate of the transfer, rounded once, half a hundredth up. The price of sending is
the fees, and with a reference rate also what the worse rate takes: (fee + sent × (1 − rate / reference)) / sent, in
percent with two decimals. It stands beside the price that states have promised each other (`ilo.remittance.cost`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tayanch.guide.tools.packing import kopecks as in_kopecks
from tayanch.law.errors import BadInput
from tayanch.law.inputs import Choice, Day, ListOf, Money, Number, Record, Whole
from tayanch.law.money import LARGEST

MOST_MONTHS, MOST_DEBTS = 60, 5
MOST_AT_HOME = Decimal("10000000000000.00")  # beyond it a rate is a slip of the pen, and a phone counts no longer
PERIODS = ("month", "year")
DECIMALS = 6  # of an exchange rate
QUESTION = Record(
    {
        "from": Day("the first month begins on this day"),
        "months": Whole(1, MOST_MONTHS, "how many months to plan"),
        "income": Money("what she earns in a month, in her hand"),
    },
    {
        "own": Money("her own savings of a month, put aside first"),
        "living": Money("what she needs for a month: room, food, travel, telephone, medicine"),
        "send": Money("what she wants to send each month; without it, all that remains"),
        "fee_percent": Number(0, 100, "price of a transfer in percent of what is sent"),
        "fee_fixed": Money("price of a transfer beside the percent"),
        "rate": Number(0, 1_000_000, "how much money of home one unit becomes in the transfer", DECIMALS),
        "reference_rate": Number(0, 1_000_000, "the rate that the National Bank gives", DECIMALS),
        "debts": ListOf(
            Record(
                {"owed": Money("what is owed")},
                {
                    "payment": Money("what is paid back in a month"),
                    "percent": Number(0, 1000, "interest in percent; without it, none"),
                    "per": Choice(PERIODS, "whether that is for a month or for a year; a month if left out"),
                },
            ),
            MOST_DEBTS,
        ),
    },
)


@dataclass(frozen=True)
class Debt:
    """What is owed and paid in a month, in kopecks; `percent` is the share that a month adds."""

    owed: int
    payment: int
    share: Fraction


@dataclass
class Paid:
    """A debt while it is paid: what is still owed, all the interest so far, and the month of the last payment."""

    owed: int
    interest: int = 0
    ends_in: int | None = None


@dataclass(frozen=True)
class Month:
    """One month in kopecks. `left` is negative when money is missing."""

    number: int
    interest: int
    paid: int
    owed: int
    sent: int
    fee: int
    left: int


@dataclass(frozen=True)
class Transfer:
    """The price of sending: a share of what is sent, and a fixed fee in kopecks."""

    share: Fraction
    fixed: int

    def fee(self, sent: int) -> int:
        return half_up(sent * self.share) + self.fixed if sent else 0

    def most(self, remains: int) -> int:
        """The largest sum that `remains` bears together with its fee."""
        return max(0, (remains - self.fixed) // (1 + self.share))


@dataclass(frozen=True)
class Wanted:
    """The plan as it was asked for, in kopecks; `send` None: all that remains."""

    first: date
    months: int
    income: int
    own: int
    living: int
    send: int | None
    transfer: Transfer
    debts: tuple[Debt, ...]
    rate: Fraction | None = None
    reference: Fraction | None = None


def wanted(asked: Mapping[str, Any]) -> Wanted:
    """Of a question that QUESTION has read."""
    return Wanted(
        first=asked["from"],
        months=asked["months"],
        income=kopecks(asked["income"]),
        own=kopecks(asked["own"]),
        living=kopecks(asked["living"]),
        send=None if asked["send"] is None else kopecks(asked["send"]),
        transfer=Transfer(Fraction(asked["fee_percent"] or 0) / 100, kopecks(asked["fee_fixed"])),
        debts=tuple(_debt(each) for each in asked["debts"] or ()),
        rate=Fraction(asked["rate"]) if asked["rate"] else None,
        reference=Fraction(asked["reference_rate"]) if asked["reference_rate"] else None,
    )


def _debt(asked: Mapping[str, Any]) -> Debt:
    share = Fraction(asked["percent"] or 0) / (1200 if asked["per"] == "year" else 100)
    return Debt(kopecks(asked["owed"]), kopecks(asked["payment"]), share)


def months(plan: Wanted, debts: Sequence[Paid]) -> Iterator[Month]:
    """The months one after the other; `debts` are paid while they pass."""
    for place in range(1, plan.months + 1):
        interest, paid = _pay(plan.debts, debts, place)
        remains = plan.income - plan.own - plan.living - paid
        most = plan.transfer.most(remains)
        sent = most if plan.send is None else min(most, plan.send)
        fee = plan.transfer.fee(sent)
        yield Month(place, interest, paid, sum(debt.owed for debt in debts), sent, fee, remains - sent - fee)


def _pay(terms: Sequence[Debt], debts: Sequence[Paid], number: int) -> tuple[int, int]:
    """The interest and the payments of a month. Raises BadInput for a debt that grows beyond what is counted here."""
    interest = paid = 0
    for term, debt in zip(terms, debts, strict=True):
        grown = half_up(debt.owed * term.share)
        payment = min(term.payment, debt.owed + grown)
        debt.owed += grown - payment
        if debt.owed > kopecks(LARGEST):
            raise BadInput("money_too_big", "debts", largest=LARGEST)
        debt.interest += grown
        if payment and not debt.owed:
            debt.ends_in = number
        interest, paid = interest + grown, paid + payment
    return interest, paid


def grows(debt: Debt) -> bool:
    """Whether what is paid in a month is no more than the interest of the first."""
    return debt.share > 0 and debt.payment <= half_up(debt.owed * debt.share)


def price(plan: Wanted, sent: int, fees: int) -> int | None:
    """The price of sending in hundredths of a percent of what was sent; None when nothing was, or when one rate is
    more than ten times the other: then one of them is a slip of the pen."""
    if not sent or are_apart(plan):
        return None
    worse = 1 - plan.rate / plan.reference if plan.rate and plan.reference else Fraction(0)
    return half_up((fees + sent * worse) / sent * 10_000)


def are_apart(plan: Wanted) -> bool:
    rate, reference = plan.rate, plan.reference
    return bool(rate and reference and (rate > 10 * reference or reference > 10 * rate))


def arrives(plan: Wanted, sent: int) -> int | None:
    """What becomes of it at home, in hundredths of that money; None without a rate. Raises BadInput."""
    if not plan.rate:
        return None
    found = half_up(sent * plan.rate)
    if found > kopecks(MOST_AT_HOME):
        raise BadInput("money_too_big", "rate", largest=MOST_AT_HOME)
    return found


def half_up(exact: Fraction | int) -> int:
    """To a whole number, a half upwards."""
    exact = Fraction(exact)
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def kopecks(amount: Decimal | None) -> int:
    return in_kopecks(amount) if amount else 0
