"""Voluntary contributions for months without record (fact base: kg.pension.voluntary).

Months × 8% of the average monthly wage. Which year's average is taken the Social Fund must say: it is asked for.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tayanch.law.derivation import Derivation, Facts, Step
from tayanch.law.inputs import Asked, Money, Record, Whole
from tayanch.law.money import check_money, round_half_up_kopecks
from tayanch.law.parameters import Parameter
from tayanch.law.texts import Months

from ..pack import PACK

MOST_MONTHS = 720
_PERCENT = PACK.tables["pension.least_percent"]
_FULL = PACK.tables["pension.full_record_women"]
QUESTION = Record(
    {
        "months": Whole(1, MOST_MONTHS, "months to fill"),
        "year": Whole(1990, 2100, "the year in which they begin"),
        "average_wage": Money("average monthly wage that the Social Fund takes, in som"),
    },
    {"record_months": Whole(0, MOST_MONTHS, "months of record she has already")},
)


def voluntary(months: int, year: int, average_wage: Decimal, record_months: int | None = None) -> Derivation:
    """The least price, in som, of `months` of record.

    `details`: `each_month`, `months`, and with `record_months` `record_after` and `missing`: months up to the full
    record of a woman. Raises BadInput and OutsideKnownDates (years before 1996).
    """
    first = date(year, 1, 1)
    row = _PERCENT.at(first, "year")
    wage = check_money(average_wage, "average_wage")
    each = Fraction(wage) * Fraction(row.value) / 100
    total = round_half_up_kopecks(each * months)
    full = None if record_months is None else _FULL.rows[-1]
    details: dict[str, object] = {"months": Months(months), "each_month": round_half_up_kopecks(each)}
    percent = Decimal(row.value)
    facts: Facts = {"months": Months(months), "percent": percent, "wage": wage, "total": total}
    steps = [PACK.step("voluntary_price", facts, row, formula=f"{months} × {percent}% × {wage} = {total}")]
    if full is not None and record_months is not None:
        after = Months(record_months + months)
        missing = Months(max(0, 12 * int(full.value) - after))
        details |= {"record_after": after, "missing": missing}
        steps += _record(full, after, missing)
    return PACK.derive(
        "pension.voluntary",
        total,
        used=[row, *([full] if full else [])],
        currency=PACK.currency,
        exact=each * months,
        steps=tuple(steps),
        warnings=(PACK.warning("voluntary_ask_fund"),),
        details=details,
        assumed=(PACK.assumed("voluntary_least"),),
    )


def answer_voluntary(asked: Asked) -> Derivation:
    return voluntary(asked["months"], asked["year"], asked["average_wage"], asked["record_months"])


def _record(full: Parameter, after: Months, missing: Months) -> Iterator[Step]:
    facts = {"after": after, "missing": missing, "full": Months(12 * int(full.value))}
    yield PACK.step("voluntary_record", facts, full, formula=f"{int(facts['full'])} − {int(after)} → {int(missing)}")
