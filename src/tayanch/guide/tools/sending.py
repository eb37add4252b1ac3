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
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any

from tayanch.guide.tools.packing import Packed, hundredths, number, refused, roubles
from tayanch.guide.tools.packing import kopecks as in_kopecks
from tayanch.guide.tools.said import holds, said, statement
from tayanch.guide.tools.tool import Answer, Field, Part, Question, Tool
from tayanch.law.days import EARLIEST, LATEST, add_months
from tayanch.law.errors import BadInput, LawError
from tayanch.law.given import Given
from tayanch.law.inputs import Choice, Day, ListOf, Money, Number, Record, Whole
from tayanch.law.money import LARGEST
from tayanch.law.texts import LANGUAGES

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


# --- the tool -------------------------------------------------------------------------------------------------------

PRICE = "ilo.remittance.cost"
_TEXTS = (
    *(
        f"word:send.{name}"
        for name in ("total", "total_short", "first", "months_plan", "months_short", "debt_ends", "debt_left")
    ),
    *(
        f"word:send.{name}"
        for name in ("debt_grows", "costs", "arrives", "price", "price_gain", "said", "dear", "above")
    ),
    *(f"word:send.{name}" for name in ("no_rate", "apart", "no_own", "short", "less", "yours")),
    *("error.not_a_number", "error.money_too_big"),
)


def _tables(today: date) -> Packed:
    rows = statement(PRICE).rows if holds(PRICE, today) else {}
    wanted = {name: hundredths(rows[name].value) for name in ("target", "most") if name in rows}
    return {"days": [number(EARLIEST), number(LATEST)], "says": said(PRICE, today), **wanted}


def _reference(asked: Question, today: date) -> Answer:
    try:
        plan = _read(asked)
        debts = [Paid(debt.owed) for debt in plan.debts]
        passed = list(months(plan, debts))
        return _told(plan, debts, passed, _tables(today))
    except LawError as error:
        return refused(error)


_SUMS = ("own", "living", "fee_fixed", "send")


def _read(asked: Question) -> Wanted:
    """A sum of 0 is the same as none, but for what she wants to send. Raises BadInput."""
    told = {key: asked[key] for key in ("from", "months", "fee_percent", "rate", "reference_rate") if key in asked}
    told |= {"income": roubles(asked["income"])} | {key: roubles(asked[key]) for key in _SUMS if asked.get(key)}
    if asked.get("debts"):
        told["debts"] = [_debt_told(each) for each in asked["debts"]]
    plan = wanted(QUESTION.read(Given(told)))
    return replace(plan, send=0) if asked.get("send") == 0 else plan


def _debt_told(debt: Mapping[str, Any]) -> dict[str, Any]:
    sums = {"owed": roubles(debt["owed"])} if "owed" in debt else {}
    sums |= {"payment": roubles(debt["payment"])} if debt.get("payment") else {}
    return sums | {key: debt[key] for key in ("percent", "per") if debt.get(key)}


def _told(plan: Wanted, debts: Sequence[Paid], passed: Sequence[Month], known: Packed) -> Answer:
    sent, fees = sum(month.sent for month in passed), sum(month.fee for month in passed)
    found: Answer = {
        "value": plan.own * plan.months + sum(month.left for month in passed),
        "months": [[month.paid, month.sent, month.fee, month.left] for month in passed],
        "paid": sum(month.paid for month in passed),
        "interest": sum(month.interest for month in passed),
        "sent": sent,
        "fees": fees,
        "arrives": arrives(plan, sent),
        "price": price(plan, sent, fees),
        "debts": [
            {"owed": debt.owed, "interest": debt.interest, "ends_in": debt.ends_in, "grows": grows(term)}
            for term, debt in zip(plan.debts, debts, strict=True)
        ],
    }
    return found | {"lines": [*_plan_lines(plan, found), *_price_lines(plan, found, known), *_notes(plan, found)]}


def _plan_lines(plan: Wanted, found: Answer) -> Iterator[list[Any]]:
    kept = found["value"]
    facts: dict[str, Any] = {"months": [plan.months, "m"], "sent": _c(found["sent"]), "kept": _c(abs(kept))}
    yield ["big", "send.total_short" if kept < 0 else "send.total", facts]
    yield ["step", "send.first", {"income": _c(plan.income), "own": _c(plan.own), "living": _c(plan.living)}]
    first = 1
    for alike, group in groupby(found["months"]):
        paid, sent, fee, left = alike
        last = first + len(list(group)) - 1
        span = f"{first}–{last}" if first < last else f"{first}"
        facts = {"span": span, "paid": _c(paid), "sent": _c(sent), "fee": _c(fee), "left": _c(abs(left))}
        yield ["row", "send.months_short" if left < 0 else "send.months_plan", facts]
        first = last + 1
    for number_, debt in enumerate(found["debts"], 1):
        yield from _debt_lines(plan, number_, debt)
    yield ["step", "send.costs", {"fees": _c(found["fees"]), "interest": _c(found["interest"])}]


def _debt_lines(plan: Wanted, place: int, debt: Mapping[str, Any]) -> Iterator[list[Any]]:
    facts = {"number": place, "interest": _c(debt["interest"])}
    if debt["ends_in"]:
        yield ["row", "send.debt_ends", {**facts, "day": add_months(plan.first, debt["ends_in"]).isoformat()}]
    else:
        yield ["row", "send.debt_left", {**facts, "months": [plan.months, "m"], "left": _c(debt["owed"])}]
    if debt["grows"]:
        yield ["note", "send.debt_grows", {"number": place}]


def _price_lines(plan: Wanted, found: Answer, known: Packed) -> Iterator[list[Any]]:
    if found["arrives"] is not None:
        yield ["step", "send.arrives", {"arrives": _c(found["arrives"])}]
    asked = found["price"]
    if asked is None:
        return
    yield ["row", "send.price_gain" if asked < 0 else "send.price", {"price": _c(abs(asked))}]
    yield from (["step", "send.said", {"text": one[LANGUAGES[0]]}] for one in known["says"])
    if "most" in known and asked > known["most"]:
        yield ["note", "send.dear", {"most": _c(known["most"])}]
    elif "target" in known and asked > known["target"]:
        yield ["note", "send.above", {"target": _c(known["target"])}]
    if not (plan.rate and plan.reference):
        yield ["note", "send.no_rate", {}]


def _notes(plan: Wanted, found: Answer) -> Iterator[list[Any]]:
    short = sum(max(0, -left) for *_, left in found["months"])
    if found["sent"] and are_apart(plan):
        yield ["note", "send.apart", {}]
    if not plan.own:
        yield ["note", "send.no_own", {}]
    if short:
        yield ["note", "send.short", {"short": _c(short)}]
    elif plan.send is not None and found["sent"] < plan.send * plan.months:
        yield ["note", "send.less", {}]
    yield ["note", "send.yours", {}]


def _c(amount: int) -> list[Any]:
    return [amount, "c"]


_DEBT = (
    Field("owed", "money"),
    Field("percent", "number", False, has_hint=True),
    Field("per", "choice", options=PERIODS),
    Field("payment", "money", False),
)
_FIELDS = (
    Field("from", "day", is_today=True),
    Field("months", "whole", least=1, most=MOST_MONTHS),
    Field("income", "money"),
    Field("own", "money", False, has_hint=True),
    Field("living", "money", False, has_hint=True),
    Field("debts", "list", False, fields=_DEBT, has_hint=True),
    Field("send", "money", False, has_hint=True),
    Field("fee_percent", "number", False),
    Field("fee_fixed", "money", False),
    Field("rate", "number", False, has_hint=True),
    Field("reference_rate", "number", False, has_hint=True),
)


def _part(country: str) -> Part:
    return Part(
        pack="ilo" if country == "any" else country,
        rules=(PRICE,),
        fields=_FIELDS,
        tables=_tables,
        texts=_TEXTS,
        units=("m",),
        scripts=("arithmetic", "sending", "form"),
        reference=_reference,
    )


TOOL = Tool(
    "send", "46", ("money",), {country: _part(country) for country in ("ru", "kz", "tr", "kr", "uk", "de", "kg", "any")}
)
