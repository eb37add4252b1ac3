"""Fees for work in the United Kingdom: nobody may charge a worker for finding it (fact base: uk.swv.fees)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tayanch.law.days import check_date
from tayanch.law.derivation import Derivation, Notice, Step
from tayanch.law.inputs import Asked, Choice, Day, ListOf, Money, Record
from tayanch.law.money import check_money
from tayanch.law.parameters import Parameter

from ..pack import PACK

MOST_FEES = 100
FORBIDDEN = ("finding_work", "registration", "interview", "sponsorship", "job_change")
USUAL = ("visa", "travel")  # the worker usually pays these herself
KINDS = (*FORBIDDEN, *USUAL, "other")
_TO_WORKER = PACK.tables["fees.to_worker"]
_VISA = PACK.tables["fees.visa"]
_ZERO = Decimal("0.00")
QUESTION = Record(
    {
        "fees": ListOf(
            Record({"kind": Choice(KINDS), "amount": Money("pounds")}),
            MOST_FEES,
            about="what was asked of her and for what",
        )
    },
    {"date": Day("the day of the visa application: the visa money is then compared with the state fee")},
)


@dataclass(frozen=True)
class Fee:
    """What was asked for, and pounds."""

    kind: str
    amount: Decimal


def fees(asked_for: Sequence[Fee], day: date | None = None) -> Derivation:
    """The sum, in pounds, that nobody may charge her.

    Money for finding work, under any name, may not be charged; visa and travel she usually pays. `details`:
    `not_allowed`, `usual` and `unclear` (sums), `kinds` (of the first), and with `day` `visa_above_fee`: what was
    taken for the visa beyond the state fee. Raises BadInput and OutsideKnownDates (visa fee before 8 April 2026).
    """
    row = _TO_WORKER.rows[-1]
    paid = [Fee(fee.kind, check_money(fee.amount, f"fees[{place}].amount")) for place, fee in enumerate(asked_for)]
    sums = {name: _sum(paid, kinds) for name, kinds in (("not_allowed", FORBIDDEN), ("usual", USUAL))}
    sums["unclear"] = _sum(paid, ("other",))
    visa_fee = _VISA.at(check_date(day, "date"), "date") if day else None
    above = max(_ZERO, _sum(paid, ("visa",)) - Decimal(visa_fee.value)) if visa_fee else None
    return PACK.derive(
        "fees",
        sums["not_allowed"],
        used=[row, *([visa_fee] if visa_fee else [])],
        currency=PACK.currency,
        exact=Fraction(sums["not_allowed"]),
        steps=tuple(_steps(row, sums, visa_fee, above)),
        warnings=_warnings(sums),
        details={**sums, "kinds": _kinds(paid), "visa_above_fee": above},
        assumed=(PACK.assumed("seasonal_visa"),),
    )


def answer_fees(asked: Asked) -> Derivation:
    return fees([Fee(each["kind"], each["amount"]) for each in asked["fees"]], asked["date"])


def _sum(paid: Sequence[Fee], kinds: Sequence[str]) -> Decimal:
    return sum((fee.amount for fee in paid if fee.kind in kinds), _ZERO)


def _kinds(paid: Sequence[Fee]) -> list[str]:
    """The kinds nobody may charge for that were charged, in the order of the law."""
    return [kind for kind in FORBIDDEN if any(fee.kind == kind for fee in paid)]


def _steps(
    row: Parameter, sums: dict[str, Decimal], visa_fee: Parameter | None, above: Decimal | None
) -> Iterator[Step]:
    code = "fees_not_allowed" if sums["not_allowed"] else "fees_none_found"
    yield PACK.step(code, {"amount": sums["not_allowed"]}, row)
    if sums["usual"]:
        yield PACK.step("fees_usual", {"amount": sums["usual"]}, row)
    if sums["unclear"]:
        yield PACK.step("fees_unclear", {"amount": sums["unclear"]}, row)
    if visa_fee and above:
        yield PACK.step("visa_above_fee", {"fee": Decimal(visa_fee.value), "above": above}, visa_fee)


def _warnings(sums: dict[str, Decimal]) -> Iterator[Notice]:
    if sums["not_allowed"]:
        yield PACK.warning("report_the_agent")
    yield PACK.warning("keep_receipts")
