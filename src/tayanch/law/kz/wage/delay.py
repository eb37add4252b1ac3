"""Penalty for late wages: Labour Code of Kazakhstan, art. 113, part 3.

The rate and the multiplier are those of the day on which the employer pays, for the whole delay of what is paid on
that day: part paid × rate × multiplier / 365 × days, from the day after the due date to the day of payment, both
included. What is still unpaid counts with the rate of the last day asked for, which is provisional.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from tayanch.law.batch import DailyInterest
from tayanch.law.days import ONE_DAY, check_date
from tayanch.law.debts import DEBT_FIELDS, Debt, Payment, checked_debts, debt_details, read_debts
from tayanch.law.derivation import Derivation, Facts, Notice, Step
from tayanch.law.errors import OutsideKnownDates
from tayanch.law.given import Given
from tayanch.law.inputs import Asked, Choice, Record
from tayanch.law.money import round_half_up_kopecks
from tayanch.law.parameters import Parameter
from tayanch.law.texts import Days

from ..pack import PACK

__all__ = ["Debt", "Payment", "delay"]

Reading = Literal["payment_day", "stepwise"]
READINGS: tuple[Reading, Reading] = ("payment_day", "stepwise")
_COEFFICIENTS = PACK.tables["late_pay.coefficient"]
_RATES = PACK.tables["late_pay.yearly_rate"]
_YEAR = PACK.tables["late_pay.days_in_year"]

MANY = DailyInterest((_RATES, _COEFFICIENTS), (PACK.tables["late_pay.days_in_year"],), at_payment=True).values
QUESTION = Record(
    DEBT_FIELDS,
    {"reading": Choice(READINGS, "one rate, of the day of payment (as the Code says), or that of each day")},
)


@dataclass(frozen=True)
class _Part:
    """What was paid on one day, or is still unpaid, and the days it was late."""

    debt: int
    amount: Decimal
    first: date
    last: date
    field: str  # of its last day
    paid: bool


@dataclass(frozen=True)
class _Line:
    """A stretch of days of a part with one rate and one multiplier."""

    part: _Part
    first: date
    last: date
    rate: Parameter
    coefficient: Parameter
    year: Parameter

    @property
    def days(self) -> Days:
        return Days((self.last - self.first).days + 1)

    @property
    def exact(self) -> Fraction:
        yearly = Fraction(self.rate.value) / 100 * Fraction(self.coefficient.value)
        return Fraction(self.part.amount) * yearly / int(self.year.value) * self.days


def delay(debts: Sequence[Debt], as_of: date, reading: Reading = "payment_day") -> Derivation:
    """What the employer owes for the delay up to and including `as_of`, in tenge.

    Payments after `as_of` are left out with a warning. The sum is exact and rounded once, half up. `details`: `as_of`,
    `debts` (per debt `due`, `unpaid`, `compensation`), `total_unpaid`, `table_known_through`, `reading` and
    `other_readings` (left empty when the other reading needs days that the tables do not know).
    Raises BadInput (sum or date out of range, more paid than owed) and OutsideKnownDates when a late payment, or
    `as_of` while something is unpaid, is before 1 January 2016 or after the last verified rate.
    """
    check_date(as_of, "as_of")
    Given(reading, "reading").one_of(READINGS)
    checked = checked_debts(debts)
    by_debt = [list(_parts(index, debt, as_of)) for index, debt in enumerate(checked)]
    by_line = [[line for part in parts for line in _lines(part, reading)] for parts in by_debt]
    sums = [sum((line.exact for line in lines), Fraction(0)) for lines in by_line]
    lines = [line for lines in by_line for line in lines]
    exact = sum(sums, Fraction(0))
    total = round_half_up_kopecks(exact)
    others = _other_readings([part for parts in by_debt for part in parts], reading)
    return PACK.derive(
        "wage.delay",
        total,
        used=[row for line in lines for row in (line.coefficient, line.rate, line.year)] or [_COEFFICIENTS.rows[-1]],
        currency=PACK.currency,
        exact=exact,
        steps=tuple(_step(line, reading) for line in lines),
        warnings=_warnings(checked, lines, sums, as_of, others),
        details={
            "as_of": as_of,
            **debt_details([debt.until(as_of) for debt in checked], sums),
            "table_known_through": _RATES.known_through,
            "reading": reading,
            "other_readings": others,
        },
    )


def answer_delay(asked: Asked) -> Derivation:
    return delay(read_debts(asked), asked["as_of"], asked["reading"] or READINGS[0])


def _parts(index: int, debt: Debt, as_of: date) -> Iterator[_Part]:
    """The late payments until `as_of` in their order, then what is still unpaid on it."""
    first = debt.due + ONE_DAY
    places = sorted(enumerate(debt.payments), key=lambda each: each[1].on)
    for place, payment in places:
        if first <= payment.on <= as_of:
            field = f"debts[{index}].payments[{place}].date"
            yield _Part(index, payment.amount, first, payment.on, field, paid=True)
    unpaid = debt.until(as_of).unpaid
    if unpaid and first <= as_of:
        yield _Part(index, unpaid, first, as_of, "as_of", paid=False)


def _lines(part: _Part, reading: Reading) -> Iterator[_Line]:
    if reading == "payment_day":
        rate, coefficient, year = (table.at(part.last, part.field) for table in (_RATES, _COEFFICIENTS, _YEAR))
        yield _Line(part, part.first, part.last, rate, coefficient, year)
        return
    field = part.field if part.last > _RATES.known_through else f"debts[{part.debt}].due"
    for first, last, rate in _RATES.spans(part.first, part.last, field):
        for begin, stop, coefficient in _COEFFICIENTS.spans(first, last, field):
            yield _Line(part, begin, stop, rate, coefficient, _YEAR.at(stop, field))


def _other_readings(parts: Sequence[_Part], reading: Reading) -> dict[str, Decimal]:
    other = READINGS[1 - READINGS.index(reading)]
    try:
        exact = sum((line.exact for part in parts for line in _lines(part, other)), Fraction(0))
    except OutsideKnownDates:
        return {}
    return {other: round_half_up_kopecks(exact)}


def _step(line: _Line, reading: Reading) -> Step:
    rate, coefficient = Decimal(line.rate.value), Decimal(line.coefficient.value)
    amount = round_half_up_kopecks(line.exact)
    facts: Facts = {
        "debt": line.part.debt,
        "from": line.first,
        "to": line.last,
        "days": line.days,
        "rate": rate,
        "coefficient": coefficient,
        "base": line.part.amount,
        "amount": amount,
    }
    formula = f"{line.part.amount} × {rate}% × {coefficient} / {line.year.value} × {int(line.days)} = {amount}"
    code = "late_by_day" if reading == "stepwise" else "late_paid" if line.part.paid else "late_unpaid"
    return PACK.step(code, facts, line.coefficient, formula=formula, source=line.rate.source)


def _warnings(
    debts: Sequence[Debt], lines: Sequence[_Line], sums: Sequence[Fraction], as_of: date, others: Mapping[str, Decimal]
) -> Iterator[Notice]:
    if any(payment.on > as_of for debt in debts for payment in debt.payments):
        yield PACK.warning("later_payments", as_of=as_of)
    if not lines:
        return
    total = round_half_up_kopecks(sum(sums, Fraction(0)))
    shown = [sum(map(round_half_up_kopecks, exacts)) for exacts in ([line.exact for line in lines], sums)]
    if any(total != each for each in shown):
        yield PACK.warning("rounded_once", total=total)
    if any(not line.part.paid for line in lines):
        yield PACK.warning("provisional_rate", as_of=as_of)
    for other in others.values():
        if other != total:
            yield PACK.other_reading(other)
    yield PACK.warning("net_or_gross")
    yield PACK.warning("contract_may_say_more")
