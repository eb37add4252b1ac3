"""What will I send and what will I keep: the plan of ``sending.py`` as a tool, beside the price that states promise."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Any

from tayanch.guide.tools.packing import Packed, hundredths, number, refused, roubles
from tayanch.guide.tools.said import holds, said, statement
from tayanch.guide.tools.sending import (
    MOST_MONTHS,
    PERIODS,
    QUESTION,
    Month,
    Paid,
    Wanted,
    are_apart,
    arrives,
    grows,
    months,
    price,
    wanted,
)
from tayanch.guide.tools.tool import Answer, Field, Part, Question, Tool
from tayanch.law.days import EARLIEST, LATEST, add_months
from tayanch.law.errors import LawError
from tayanch.law.given import Given
from tayanch.law.texts import LANGUAGES

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
    limits = {name: hundredths(rows[name].value) for name in ("target", "most") if name in rows}
    return {"days": [number(EARLIEST), number(LATEST)], "says": said(PRICE, today), **limits}


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
    for place, debt in enumerate(found["debts"], 1):
        yield from _debt_lines(plan, place, debt)
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
