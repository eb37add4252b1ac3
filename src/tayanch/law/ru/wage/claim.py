"""The whole claim of a worker in Russia: everything she was owed, with tax, compensation and the last days to sue."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from tayanch.law import claim, claim_question
from tayanch.law.derivation import Derivation
from tayanch.law.hours import DayHours, Pay
from tayanch.law.inputs import Asked

from ..pack import PACK
from .deductions import Deduction, deductions
from .delay import delay
from .leave import leave
from .limitation import limitation
from .minimum import minimum
from .night import night
from .overtime import overtime
from .pay_dates import PayPeriod, pay_periods
from .rest_day import rest_day
from .tax import net_of

TABLES = (
    "wage_delay.daily_fraction",
    "wage_delay.yearly_rate",
    "limitation.wages",
    "pay_dates.days_after_half_month",
)


def _limit(due: date) -> Derivation:
    return limitation("wages", due)


def _periods(job: claim.Job, until: date) -> Sequence[PayPeriod]:
    return pay_periods(job.start, until, job.pay_days, job.end)


def _paid_hours(kind: str, job: claim.Job, norm_hours: Decimal, entries: claim.Entries) -> Derivation:
    pay = Pay(job.salary, norm_hours, job.bonus or None)
    worked = [DayHours(on, hours) for on, hours in entries]
    if kind == "overtime":
        return overtime(pay, worked)
    return night(pay, worked) if kind == "night" else rest_day(pay, worked, beyond_norm=True)


def _leave(job: claim.Job, last: date, taken: Decimal) -> Derivation:
    """Twelve months of the agreed pay have the same average day as the months she worked."""
    return leave(job.start, last, earnings=12 * (job.salary + job.bonus), taken=taken)


def _given_back(wage: Decimal, kept: Sequence[claim.Deduction]) -> Derivation:
    return deductions(wage, [Deduction(each.kind, each.amount) for each in kept])


def _in_hand(gross: Decimal, day: date, status: str) -> Derivation:
    return net_of(gross, day, "patent" if status == "patent" else "eaeu")


LAW = claim.WageLaw(
    PACK,
    delay,
    _limit,
    pay_periods=_periods,
    paid_hours=_paid_hours,
    minimum=minimum,
    leave=_leave,
    deductions=_given_back,
    in_hand=_in_hand,
)
QUESTION = claim_question.question(LAW)


def answer_claim(asked: Asked) -> Derivation:
    return claim_question.answer(LAW, asked)
