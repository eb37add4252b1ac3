"""A free lawyer by income: Law No. 91 of 10 August 2022 (fact base: kg.legal_aid.secondary).

The income of the last 12 months must not be over 60 minimum wages. Some groups need no such test.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from tayanch.law.days import ONE_DAY, add_months, check_date
from tayanch.law.derivation import Derivation, Notice, Step
from tayanch.law.inputs import Asked, Choice, Day, ListOf, Money, Record
from tayanch.law.money import check_money, round_half_up_kopecks
from tayanch.law.parameters import Parameter
from tayanch.law.texts import Months

from ..pack import PACK
from ..wage.minimum import minimum

Group = Literal["family_violence", "child"]
GROUPS: tuple[Group, ...] = ("family_violence", "child")
MOST_INCOMES = 1000
_CAP = PACK.tables["legal_aid.cap"]
_WINDOW = PACK.tables["legal_aid.window"]
_GROUPS = PACK.tables["legal_aid.groups_without_limit"]
QUESTION = Record(
    {
        "as_of": Day("the day of the request"),
        "incomes": ListOf(
            Record({"date": Day("the day it reached her"), "amount": Money()}),
            MOST_INCOMES,
            about="what she received; an empty list is no income",
        ),
    },
    {"group": Choice(GROUPS, "a group that needs no income test")},
)


@dataclass(frozen=True)
class Income:
    """Money that reached her: the day and som."""

    on: date
    amount: Decimal


def income_test(incomes: Sequence[Income], as_of: date, group: Group | None = None) -> Derivation:
    """Whether she may have a free lawyer in a civil or administrative case, by income or by group.

    Only what came in the 12 months up to and including `as_of` is counted. `details`: `from`, `to`, `income`,
    `cap`, `cap_per_month`, `within_cap`, `left` (0.00 when over), `group`, `not_counted` (how many other sums).
    Raises BadInput and OutsideKnownDates (days without a known minimum wage).
    """
    check_date(as_of, "as_of")
    checked = [_checked(income, f"incomes[{index}]") for index, income in enumerate(incomes)]
    cap_row, window = _CAP.at(as_of, "as_of"), _WINDOW.at(as_of, "as_of")
    lowest = minimum(as_of, "as_of")
    first = add_months(as_of, -int(window.value)) + ONE_DAY
    counted = [income.amount for income in checked if first <= income.on <= as_of]
    total = sum(counted, Decimal("0.00"))
    exact = Fraction(cap_row.value) * (lowest.exact or 0)
    cap = round_half_up_kopecks(exact)
    within = total <= cap
    group_rows = [_GROUPS.at(as_of)] if group else []
    return PACK.derive(
        "legal_aid.income_test",
        within or group is not None,
        used=[cap_row, window, *group_rows],
        steps=(*_steps(cap_row, window, lowest, total, cap), *(_group_step(row) for row in group_rows)),
        warnings=_warnings(group, first, as_of),
        details={
            "as_of": as_of,
            "from": first,
            "to": as_of,
            "income": total,
            "cap": cap,
            "cap_per_month": round_half_up_kopecks(exact / int(window.value)),
            "within_cap": within,
            "left": max(cap - total, Decimal("0.00")),
            "group": group,
            "not_counted": len(checked) - len(counted),
        },
        assumed=(PACK.assumed("civil_or_administrative"), PACK.assumed("any_citizenship")),
        parts=(lowest,),
    )


def answer_income_test(asked: Asked) -> Derivation:
    incomes = [Income(each["date"], each["amount"]) for each in asked["incomes"]]
    return income_test(incomes, asked["as_of"], asked["group"])


def _checked(income: Income, field: str) -> Income:
    return Income(check_date(income.on, f"{field}.date"), check_money(income.amount, f"{field}.amount"))


def _steps(cap_row: Parameter, window: Parameter, lowest: Derivation, total: Decimal, cap: Decimal) -> tuple[Step, ...]:
    times = Decimal(cap_row.value)
    formula = f"{times} × {lowest.value} = {cap}"
    limit = PACK.step("aid_cap", {"times": times, "cap": cap}, cap_row, formula=formula)
    sum_up = PACK.step("aid_income", {"window": Months(window.value), "income": total}, window)
    code = "aid_within" if total <= cap else "aid_over"
    return limit, sum_up, PACK.step(code, {"income": total, "cap": cap}, cap_row, formula=_compared(total, cap))


def _compared(total: Decimal, cap: Decimal) -> str:
    return f"{total} {'≤' if total <= cap else '>'} {cap}"


def _group_step(row: Parameter) -> Step:
    return PACK.step("aid_group", {}, row)


def _warnings(group: Group | None, first: date, as_of: date) -> Iterator[Notice]:
    if group is None:
        yield PACK.warning("groups_without_test")
    if first.year != as_of.year:
        yield PACK.warning("which_minimum_wage")
    yield PACK.warning("aid_bring_papers")
