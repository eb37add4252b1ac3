"""The whole claim of a worker in Kazakhstan: everything she was owed, with the penalty and the last days to apply.

Income tax and pension contributions are not taken off: sums before tax count as they are, and the answer says so.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from tayanch.law import claim, claim_question
from tayanch.law.days import ONE_DAY, add_months
from tayanch.law.derivation import Derivation
from tayanch.law.hours import DayHours, Pay
from tayanch.law.inputs import Asked

from ..pack import PACK
from .delay import delay
from .leave import leave
from .limitation import limitation
from .minimum import minimum
from .paid_hours import night, overtime, rest_day
from .pay_dates import PayPeriod, pay_periods

TABLES = ("late_pay.coefficient", "late_pay.yearly_rate", "limitation.wages", "pay_dates.day_of_next_month")


def _limit(due: date) -> Derivation:
    return limitation("wages", due)


def _periods(job: claim.Job, until: date) -> Sequence[PayPeriod]:
    return pay_periods(job.start, until, job.pay_days, job.end)


def _paid_hours(kind: str, job: claim.Job, norm_hours: Decimal, entries: claim.Entries) -> Derivation:
    pay = Pay(job.salary + job.bonus, norm_hours)
    worked = [DayHours(on, hours) for on, hours in entries]
    if kind == "overtime":
        return overtime(pay, worked)
    return night(pay, worked) if kind == "night" else rest_day(pay, worked, beyond_norm=True)


def _leave(job: claim.Job, last: date, taken: Decimal) -> Derivation:
    """The average day from the agreed pay of twelve months and their working days."""
    first = add_months(last, -12) + ONE_DAY
    days = (first + ONE_DAY * number for number in range((last - first).days + 1))
    worked = sum(not PACK.working_days.is_day_off(day) for day in days)
    average = (12 * (job.salary + job.bonus) / worked).quantize(Decimal("0.01"))
    return leave(job.start, last, average, int(taken))


def _settled_by(last: date) -> date:
    """Everything is due within three working days after the end; see `kz.wage.pay_dates`."""
    return pay_periods(last, last, None, last)[-1].due


LAW = claim.WageLaw(
    PACK,
    delay,
    _limit,
    pay_periods=_periods,
    paid_hours=_paid_hours,
    minimum=minimum,
    leave=_leave,
    settled_by=_settled_by,
)
QUESTION = claim_question.question(LAW)


def answer_claim(asked: Asked) -> Derivation:
    return claim_question.answer(LAW, asked)
