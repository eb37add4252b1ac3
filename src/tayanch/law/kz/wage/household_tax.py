"""Income tax of a foreigner who works in a household on a permit: Tax Code of Kazakhstan.

Since 2026 each month counts with an income of at least 40 MCI, and 10 percent of that is paid in advance; what was
earned above it, less 14 MCI a month, is taxed when the permit ends. Before 2026 the advance was a number of MCI.
Citizens of the EAEU need neither the permit nor this tax.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tayanch.law.days import add_months, check_date
from tayanch.law.derivation import Derivation, Facts, Step
from tayanch.law.given import Given
from tayanch.law.inputs import Asked, Day, Money, Record, Whole
from tayanch.law.money import check_money, round_half_up_kopecks
from tayanch.law.parameters import Parameter
from tayanch.law.texts import Months

from ..pack import PACK

LONGEST = 12
_MCI = PACK.tables["mci.kzt_per_month"]
_OLD = PACK.tables["household_tax.old_advance"]
_LEAST = PACK.tables["household_tax.least_income"]
_DEDUCTION = PACK.tables["household_tax.deduction"]
_PERCENT = PACK.tables["household_tax.percent"]

QUESTION = Record(
    {"from": Day("the first day of the permit"), "months": Whole(1, LONGEST, "months of the permit")},
    {"income": Money("what she earned in a month; without it, only the advance is counted")},
)


@dataclass(frozen=True)
class _Month:
    """One month of the permit, with the MCI of its first day."""

    first: date
    mci: Parameter
    advance: Fraction
    extra: Fraction
    rows: tuple[Parameter, ...]


def household_tax(start: date, months: int, income: Decimal | None = None) -> Derivation:
    """The tax in tenge for a permit of `months` from `start`, with an `income` of a month when it is known.

    The value is the advance and, from 2026, the tax on the income above the least one. `details`: `advance`, `extra`
    (None for an income before 2026: not known) and `months` (`from`, `mci`, `advance`, `extra`).
    Raises BadInput and OutsideKnownDates (before 1 February 2014, after the last MCI).
    """
    check_date(start, "from")
    count = Given(months, "months").whole(1, LONGEST)
    earned = None if income is None else Fraction(check_money(income, "income"))
    lines = [_month(add_months(start, number), earned, "months" if number else "from") for number in range(count)]
    advance, extra = (sum((part(line) for line in lines), Fraction(0)) for part in (_advance, _extra))
    total = round_half_up_kopecks(advance + extra)
    unknown = income is not None and any(_is_old(line.first) for line in lines)
    facts: Facts = {"months": Months(count), "amount": total}
    return PACK.derive(
        "permit.household_tax",
        total,
        used=[row for line in lines for row in line.rows],
        currency=PACK.currency,
        exact=advance + extra,
        steps=(*_steps(lines, income), PACK.step("tax_total", facts, lines[-1].rows[0])),
        warnings=[
            *([PACK.warning("old_extra_unknown")] if unknown else []),
            PACK.warning("pay_before_permit"),
            PACK.warning("not_for_eaeu"),
        ],
        details={
            "advance": round_half_up_kopecks(advance),
            "extra": None if unknown else round_half_up_kopecks(extra),
            "months": [_describe(line) for line in lines],
        },
    )


def answer_household_tax(asked: Asked) -> Derivation:
    return household_tax(asked["from"], asked["months"], asked["income"])


def _is_old(day: date) -> bool:
    return _OLD.touches(day, day)


def _advance(line: _Month) -> Fraction:
    return line.advance


def _extra(line: _Month) -> Fraction:
    return line.extra


def _month(first: date, earned: Fraction | None, field: str) -> _Month:
    if first < _LEAST.known_from:
        old, mci = _OLD.at(first, field), _MCI.at(first, field)
        return _Month(first, mci, Fraction(old.value) * Fraction(mci.value), Fraction(0), (old, mci))
    mci = _MCI.at(first, field)
    rows = tuple(table.at(first, field) for table in (_LEAST, _DEDUCTION, _PERCENT))
    least, deduction, percent = (Fraction(row.value) for row in rows)
    above = max(Fraction(0), (earned or Fraction(0)) - (least + deduction) * Fraction(mci.value))
    return _Month(first, mci, least * Fraction(mci.value) * percent / 100, above * percent / 100, (*rows, mci))


def _steps(lines: Sequence[_Month], income: Decimal | None) -> list[Step]:
    """One step a stretch of equal months would hide the year's change of MCI, so each month has its own."""
    found: list[Step] = []
    for line in lines:
        advance, mci = round_half_up_kopecks(line.advance), Decimal(line.mci.value)
        facts: Facts = {"from": line.first, "mci": mci, "amount": advance}
        found.append(PACK.step("tax_advance", facts, line.rows[0], formula=_formula(line, advance)))
        if income is not None and not _is_old(line.first):
            extra = round_half_up_kopecks(line.extra)
            more: Facts = {"from": line.first, "income": income, "amount": extra}
            least, deduction, percent = (row.value for row in line.rows[:3])
            formula = f"max(0, {income} − ({least} + {deduction}) × {mci}) × {percent}% = {extra}"
            found.append(PACK.step("tax_extra", more, line.rows[0], formula=formula))
    return found


def _formula(line: _Month, advance: Decimal) -> str:
    percent = "" if _is_old(line.first) else f" × {line.rows[2].value}%"
    return f"{line.rows[0].value} × {line.mci.value}{percent} = {advance}"


def _describe(line: _Month) -> dict[str, object]:
    return {
        "from": line.first,
        "mci": Decimal(line.mci.value),
        "advance": round_half_up_kopecks(line.advance),
        "extra": None if _is_old(line.first) else round_half_up_kopecks(line.extra),
    }
