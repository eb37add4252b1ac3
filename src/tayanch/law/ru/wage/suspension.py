"""The right to stop work when wages are late: Labour Code, art. 142 (fact base: rule W-04)."""

from datetime import date, timedelta

from tayanch.law.days import check_date
from tayanch.law.derivation import Derivation, Facts, Step
from tayanch.law.inputs import Asked, Day, Record
from tayanch.law.parameters import Parameter
from tayanch.law.texts import Days

from ..pack import PACK

_LIMIT = PACK.tables["suspension.delay_more_than"]
_PAY = PACK.tables["suspension.pay_while_stopped"]
QUESTION = Record({"due": Day("the day the wages were due"), "unpaid_on": Day("a day on which they are still unpaid")})


def suspension(due: date, unpaid_on: date) -> Derivation:
    """Whether wages due on `due` and still unpaid on `unpaid_on` allow her to stop work.

    The value is `may_suspend`; `details` add `delay_days` and `first_day`, the first day of the right.
    Raises BadInput and OutsideKnownDates (before 1 February 2002).
    """
    check_date(unpaid_on, "unpaid_on")
    row = _LIMIT.at(check_date(due, "due"), "due")
    limit = Days(row.value)
    late = Days(max(0, (unpaid_on - due).days))
    first_day = due + timedelta(days=limit + 1)
    may = late > limit
    return PACK.derive(
        "wage.suspension",
        may,
        used=[row, *_pay_rows(may, unpaid_on)],
        steps=_steps(row, due, unpaid_on, late, first_day),
        warnings=map(PACK.warning, ("written_notice", "some_jobs_may_not_stop", "stay_risk")),
        details={"delay_days": late, "may_suspend": may, "first_day": first_day},
    )


def answer_suspension(asked: Asked) -> Derivation:
    return suspension(asked["due"], asked["unpaid_on"])


def _pay_rows(may: bool, day: date) -> list[Parameter]:
    return [_PAY.at(day)] if may and _PAY.touches(day, day) else []


def _steps(row: Parameter, due: date, unpaid_on: date, late: Days, first_day: date) -> tuple[Step, ...]:
    limit = Days(row.value)
    may = late > limit
    formula = f"{unpaid_on} − {due} = {int(late)} {'>' if may else '≤'} {int(limit)}"
    facts: Facts = {"due": due, "unpaid_on": unpaid_on, "delay_days": late}
    counted = PACK.step("delay_counted", facts, row, formula=formula)
    answer = PACK.step("may_stop" if may else "may_not_stop_yet", {"limit": limit, "first_day": first_day}, row)
    paid = tuple(PACK.step("paid_while_stopped", {}, pay) for pay in _pay_rows(may, unpaid_on))
    return (counted, answer, *paid)
