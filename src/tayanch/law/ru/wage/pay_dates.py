"""When wages are due: Labour Code, art. 136 and, on leaving, art. 140 (fact base: rules W-01, W-02).

Wages are paid for every half of a month, at the latest 15 calendar days after it. A pay day that is
a day off moves to the working day before it. On leaving, everything is due on the last day of work.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from tayanch.law.days import ONE_DAY, day_in_month, month_end
from tayanch.law.debts import PayPeriod, check_worked
from tayanch.law.derivation import Derivation, Notice, Step
from tayanch.law.errors import BadInput
from tayanch.law.given import Given
from tayanch.law.inputs import Asked, Day, ListOf, Record, Whole
from tayanch.law.parameters import Parameter

from ..pack import PACK

__all__ = ["PayPeriod", "pay_dates", "pay_periods"]

HALF = 15
_LIMIT = PACK.tables["pay_dates.days_after_half_month"]
_SETTLEMENT = PACK.tables["pay_dates.settlement_on_leaving"]

QUESTION = Record(
    {"from": Day("first day worked"), "to": Day("last day to look at")},
    {
        "days": ListOf(Whole(1, 31), 2, least=2, about="the two pay days of the month in her contract"),
        "last_day": Day("her last day of work, if she left"),
    },
)


def pay_periods(
    first: date, last: date, pay_days: tuple[int, int] | None = None, last_day: date | None = None
) -> tuple[PayPeriod, ...]:
    """Half-months from `first` to `last` with their due days.

    `pay_days` are two days of the month from her contract; without them the latest days that the
    law allows are used. `last_day` is her last day of work: later days are left out and everything
    not yet due is due on it. Raises BadInput and OutsideKnownDates (before 3 October 2016).
    """
    check_worked(first, last, last_day)
    _LIMIT.at(first, "from")
    by_half = _order(pay_days)
    end = min(last, last_day or last)
    periods = [_period(begin, stop, by_half) for begin, stop in _halves(first, end)]
    return tuple(_on_leaving(period, last_day) for period in periods)


def pay_dates(
    first: date, last: date, pay_days: tuple[int, int] | None = None, last_day: date | None = None
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
    days = asked["days"]
    return pay_dates(asked["from"], asked["to"], (days[0], days[1]) if days else None, asked["last_day"])


def _order(pay_days: tuple[int, int] | None) -> tuple[int, int] | None:
    """Pay days for the first and the second half. Only a day from the 15th on can pay the first half."""
    if pay_days is None:
        return None
    one, other = (Given(day, "days").whole(1, 31) for day in pay_days)
    if one == other:
        raise BadInput("pay_days_equal", "days")
    return (other, one) if one < HALF <= other else (one, other)


def _halves(first: date, last: date) -> Iterator[tuple[date, date]]:
    while first <= last:
        end = first.replace(day=HALF) if first.day <= HALF else month_end(first)
        yield first, min(end, last)
        first = end + ONE_DAY


def _period(first: date, last: date, by_half: tuple[int, int] | None) -> PayPeriod:
    is_first_half = first.day <= HALF
    end = first.replace(day=HALF) if is_first_half else month_end(first)
    limit = end + timedelta(days=int(_LIMIT.at(end, "from").value))
    agreed = _agreed_day(end, by_half, is_first_half)
    planned = min(agreed or limit, limit)
    due = PACK.working_days.on_or_before(planned)
    reason = "day_off" if due != planned else "contract" if planned == agreed else "law_limit"
    return PayPeriod(first, last, planned, due, reason)


def _agreed_day(end: date, by_half: tuple[int, int] | None, is_first_half: bool) -> date | None:
    """The contract's day: for the second half a day up to the 15th is in the next month."""
    if by_half is None:
        return None
    number = by_half[0 if is_first_half else 1]
    month = end if number > HALF or (is_first_half and number == HALF) else month_end(end) + ONE_DAY
    return day_in_month(month, number)


def _on_leaving(period: PayPeriod, last_day: date | None) -> PayPeriod:
    if last_day is None or period.due <= last_day:
        return period
    return replace(period, due=last_day, reason="leaving")


def _row(period: PayPeriod) -> Parameter:
    table = _SETTLEMENT if period.reason == "leaving" else _LIMIT
    return table.at(period.last, "from")


def _step(period: PayPeriod) -> Step:
    facts = {"from": period.first, "to": period.last, "planned": period.planned, "due": period.due}
    return PACK.step(f"pay_{period.reason}", facts, _row(period))


def _warnings(
    periods: Sequence[PayPeriod], pay_days: tuple[int, int] | None, last_day: date | None
) -> Iterator[Notice]:
    days = PACK.working_days
    if pay_days and any(period.reason == "law_limit" for period in periods):
        yield PACK.warning("contract_day_too_late")
    if last_day is not None:
        yield PACK.warning("absent_on_last_day")
    if last_day is not None and days.is_day_off(last_day):
        yield PACK.warning("last_day_is_day_off", day=last_day)
    yield PACK.warning("days_off_imperfect")
    if not all(days.is_certain(period.planned) for period in periods):
        yield PACK.warning("days_off_unknown", first=days.known_from, last=days.known_through)
