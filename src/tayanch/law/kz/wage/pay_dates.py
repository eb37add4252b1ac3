"""When wages are due: Labour Code of Kazakhstan, art. 113, parts 1, 2 and, on leaving, 4.

Wages of a month are paid by the tenth of the next one. A pay day that is a day off moves to the working day before
it. On leaving, everything is due within three working days after the end of the contract.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from tayanch.law.days import ONE_DAY, day_in_month, month_end
from tayanch.law.debts import PayPeriod, check_worked
from tayanch.law.derivation import Derivation, Notice, Step
from tayanch.law.given import Given
from tayanch.law.inputs import Asked, Day, ListOf, Record, Whole
from tayanch.law.parameters import Parameter

from ..pack import PACK

__all__ = ["PayPeriod", "pay_dates", "pay_periods"]

_LIMIT = PACK.tables["pay_dates.day_of_next_month"]
_SETTLEMENT = PACK.tables["pay_dates.settlement_on_leaving"]

QUESTION = Record(
    {"from": Day("first day worked"), "to": Day("last day to look at")},
    {
        "days": ListOf(Whole(1, 31), 2, least=1, about="the pay days of the month in her contract"),
        "last_day": Day("the day her contract ended, if she left"),
    },
)


def pay_periods(
    first: date, last: date, pay_days: Sequence[int] | None = None, last_day: date | None = None
) -> tuple[PayPeriod, ...]:
    """Months from `first` to `last` with their due days.

    Of `pay_days`, days of the month from her contract, the last one up to the tenth counts: by then the month must be
    paid in full. Without such a day the tenth is taken. `last_day` is the end of her contract: later days are left
    out, and what is not due by the third working day after it is due then.
    Raises BadInput and OutsideKnownDates (before 1 January 2016).
    """
    check_worked(first, last, last_day)
    _LIMIT.at(first, "from")
    agreed = _agreed_day(pay_days)
    end = min(last, last_day or last)
    periods = [_period(begin, stop, agreed) for begin, stop in _months(first, end)]
    return tuple(_on_leaving(period, last_day) for period in periods)


def pay_dates(
    first: date, last: date, pay_days: Sequence[int] | None = None, last_day: date | None = None
) -> Derivation:
    """`pay_periods` with steps; the value is the due days in the order of the periods."""
    periods = pay_periods(first, last, pay_days, last_day)
    return PACK.derive(
        "wage.pay_dates",
        tuple(period.due for period in periods),
        used=[_row(period) for period in periods],
        steps=tuple(_step(period) for period in periods),
        warnings=_warnings(periods, pay_days, last_day),
        details={"periods": [period.describe() for period in periods]},
    )


def answer_pay_dates(asked: Asked) -> Derivation:
    return pay_dates(asked["from"], asked["to"], asked["days"], asked["last_day"])


def _agreed_day(pay_days: Sequence[int] | None) -> int | None:
    days = [Given(day, "days").whole(1, 31) for day in pay_days or ()]
    return max((day for day in days if day <= int(_LIMIT.rows[-1].value)), default=None)


def _months(first: date, last: date) -> Iterator[tuple[date, date]]:
    while first <= last:
        end = month_end(first)
        yield first, min(end, last)
        first = end + ONE_DAY


def _period(first: date, last: date, agreed: int | None) -> PayPeriod:
    following = month_end(first) + ONE_DAY
    planned = day_in_month(following, agreed or int(_LIMIT.at(first, "from").value))
    due = PACK.working_days.on_or_before(planned)
    reason = "day_off" if due != planned else "contract" if agreed else "law_limit"
    return PayPeriod(first, last, planned, due, reason)


def _on_leaving(period: PayPeriod, last_day: date | None) -> PayPeriod:
    if last_day is None:
        return period
    settled = PACK.working_days.after(last_day, int(_SETTLEMENT.at(last_day, "last_day").value))
    return period if period.due <= settled else replace(period, due=settled, reason="leaving")


def _row(period: PayPeriod) -> Parameter:
    table = _SETTLEMENT if period.reason == "leaving" else _LIMIT
    return table.at(period.last, "from")


def _step(period: PayPeriod) -> Step:
    facts = {"from": period.first, "to": period.last, "planned": period.planned, "due": period.due}
    return PACK.step(f"pay_{period.reason}", facts, _row(period))


def _warnings(periods: Sequence[PayPeriod], pay_days: Sequence[int] | None, last_day: date | None) -> Iterator[Notice]:
    days = PACK.working_days
    if pay_days and _agreed_day(pay_days) is None:
        yield PACK.warning("contract_day_too_late")
    yield PACK.warning("ask_for_payslip")
    looked_at = [day for period in periods for day in (period.planned, period.due)]
    if not all(days.is_certain(day) for day in looked_at):
        yield PACK.warning("days_off_unknown", first=days.known_from, last=days.known_through)
