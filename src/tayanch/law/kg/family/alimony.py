"""Maintenance of children by a court: Family Code, arts. 86 and 118 (fact base: kg.family.alimony)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tayanch.law.days import add_months, check_date
from tayanch.law.derivation import Derivation, Facts, Step
from tayanch.law.given import Given
from tayanch.law.inputs import Asked, Day, Money, Record, Whole
from tayanch.law.money import check_money, round_half_up_kopecks
from tayanch.law.parameters import Parameter
from tayanch.law.texts import Years

from ..pack import PACK

MOST_CHILDREN = 30
_BY_CHILDREN = {1: PACK.tables["alimony.one_child"], 2: PACK.tables["alimony.two_children"]}
_THREE_OR_MORE = PACK.tables["alimony.three_or_more"]
_ARREARS = PACK.tables["alimony.arrears"]
QUESTION = Record(
    {"income": Money("what the parent earns in a month"), "children": Whole(1, MOST_CHILDREN)},
    {
        "on": Day("a day of that month; without it, the day the rule was checked"),
        "writ_on": Day("the day on which the court's writ is handed in for collection"),
    },
)


def alimony(income: Decimal, children: int, on: date | None = None, writ_on: date | None = None) -> Derivation:
    """Maintenance of a month, in som, when a court takes a share of the income.

    `details`: `share` ("1/4"), `children`, `income`, `on`, and `arrears_from`: the earliest day for which
    unpaid maintenance can be collected when the writ is handed in on `writ_on` (None without it).
    Raises BadInput and OutsideKnownDates (before 30 August 2003).
    """
    paid = check_money(income, "income")
    count = Given(children, "children").whole(1, MOST_CHILDREN)
    table = _BY_CHILDREN.get(count, _THREE_OR_MORE)
    row = table.at(check_date(on, "on"), "on") if on else table.rows[-1]
    exact = Fraction(paid) * Fraction(row.value)
    amount = round_half_up_kopecks(exact)
    back = _ARREARS.at(check_date(writ_on, "writ_on"), "writ_on") if writ_on else None
    since = add_months(writ_on, -12 * int(back.value)) if back and writ_on else None
    formula = f"{paid} × {row.value} = {amount}"
    facts: Facts = {"income": paid, "children": count, "share": row.value, "amount": amount}
    share = PACK.step("alimony_share", facts, row, formula=formula)
    return PACK.derive(
        "family.alimony",
        amount,
        used=[row, *([back] if back else [])],
        currency=PACK.currency,
        exact=exact,
        steps=(share, *_arrears(back, since)),
        warnings=map(PACK.warning, ("fixed_sum_possible", "which_income", "parent_abroad")),
        details={
            "children": count,
            "income": paid,
            "on": on or row.checked_on,
            "share": row.value,
            "arrears_from": since,
        },
        assumed=(PACK.assumed("court_takes_a_share"),),
    )


def answer_alimony(asked: Asked) -> Derivation:
    return alimony(asked["income"], asked["children"], asked["on"], asked["writ_on"])


def _arrears(back: Parameter | None, since: date | None) -> Iterator[Step]:
    """How far back an unpaid maintenance is collected, when the day of the writ is known."""
    if back and since:
        yield PACK.step("alimony_arrears", {"years": Years(back.value), "since": since}, back)
        yield PACK.step("alimony_evaded", {}, back)
