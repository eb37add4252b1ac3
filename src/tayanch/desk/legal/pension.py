"""From her years of work in several countries to who pays for them: the question for the law, and its answer.

Nothing here reads a clock or writes anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tayanch.desk.legal.answer import Answer, Told, ask, day, fields_of

RULE = "eaeu.pension.periods"
ROWS = "work"


@dataclass(frozen=True, slots=True)
class Period:
    """Days in one country under one agreement. ``payer``: the code of the country that pays; empty when none is known.

    ``lost``: why it counts nowhere, as a code; empty when it counts.
    """

    country: str
    first: date
    last: date
    months: int
    days: int
    agreement: str
    payer: str
    lost: str


@dataclass(frozen=True, slots=True)
class State:
    """A state of the Eurasian Union, her months there since 2021, and whether they reach the union's least."""

    country: str
    months: int
    reaches: bool


@dataclass(frozen=True, slots=True)
class Pension:
    """Whole months and days that count somewhere, and period by period who answers for them."""

    months: int
    days: int
    periods: tuple[Period, ...]
    least_months: int
    states: tuple[State, ...]
    answer: Answer


def countries() -> tuple[str, ...]:
    """Codes of the countries that the rule knows, as it writes them."""
    return tuple(fields_of(RULE)["citizenship"]["enum"])


def most_work() -> int:
    """How many rows of work the rule reads."""
    return int(fields_of(RULE)[ROWS]["maxItems"])


def in_order(work: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Work by its first day."""
    return sorted(work, key=lambda row: str(row["from"]))


def count(told: Mapping[str, Any], as_of: date, language: str) -> Pension | None:
    """Which agreement covers which period on *as_of*; none while no work is written. Raises ``LawError``.

    *told*: citizenship, residence, and work with country, from, to and contributions, as a panel keeps them.
    """
    if not told.get(ROWS):
        return None
    work = [{key: value for key, value in row.items() if value is not None} for row in told[ROWS]]
    question = {key: told[key] for key in ("citizenship", "residence")}
    found, answer = ask(RULE, {**question, ROWS: work, "as_of": as_of.isoformat()}, language)
    reasons = {(row["country"], row["from"], row["to"]): str(row["reason"]) for row in found["lost"]}
    union = found["eaeu"]
    return Pension(
        months=int(found["value"]),
        days=int(found["days"]),
        periods=tuple(_period(row, reasons) for row in found["periods"]),
        least_months=int(union["minimum_months"]),
        states=tuple(State(row["country"], row["months"], row["reaches_minimum"]) for row in union["states"]),
        answer=answer,
    )


def _period(row: Told, reasons: Mapping[tuple[str, str, str], str]) -> Period:
    first, last = day(row["from"]), day(row["to"])
    assert first is not None
    assert last is not None
    return Period(
        country=row["country"],
        first=first,
        last=last,
        months=int(row["months"]),
        days=int(row["days"]),
        agreement=row["agreement"],
        payer=row["payer"] or "",
        lost=reasons.get((row["country"], row["from"], row["to"]), "" if row["counts"] else "lump_sum"),
    )
