"""What is due on leaving and on which day: Labour Code, art. 140 (fact base: rules W-02, W-15).

Wages not yet paid, pay for unused leave and, from 1 March 2025, pay for unused rest days: all on the last day of work.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tayanch.law.days import check_date
from tayanch.law.derivation import Derivation, Notice, Step
from tayanch.law.errors import BadInput
from tayanch.law.inputs import Asked, Day, Money, Record
from tayanch.law.money import check_money, round_half_up_kopecks
from tayanch.law.parameters import Parameter

from ..pack import PACK
from .leave import LEAVE_FIELDS, leave, read_leave

_DUE = PACK.tables["pay_dates.settlement_on_leaving"]
_REST_DAYS = PACK.tables["pay.rest_day_on_dismissal"]
QUESTION = Record(
    {"last_day": Day("her last day of work")},
    {
        "unpaid_wages": Money("wages before tax that are not yet paid"),
        "leave": Record({"start": Day("the first day of work")}, LEAVE_FIELDS, "the leave she did not use"),
        "rest_days": Money("what is still due for rest days earned and not used"),
    },
)


@dataclass(frozen=True)
class _Line:
    """One sum of the settlement and the row that says it is due."""

    name: str
    amount: Decimal
    row: Parameter


def settlement(
    last_day: date,
    unpaid_wages: Decimal | None = None,
    unused_leave: Derivation | None = None,
    rest_days: Decimal | None = None,
) -> Derivation:
    """The sum before tax that is due on `last_day`, in roubles; at least one sum is given.

    `unused_leave` is the answer of `leave` up to `last_day` and becomes a part. `details`: `due`, `lines` (`what`
    is wages, leave or rest_days; `amount`). Raises BadInput and OutsideKnownDates (before 1 February 2002; rest days
    before 1 March 2025).
    """
    due = _DUE.at(check_date(last_day, "last_day"), "last_day")
    lines = list(_lines(last_day, due, unpaid_wages, unused_leave, rest_days))
    if not lines:
        raise BadInput("missing_key", "unpaid_wages")
    total = sum((line.amount for line in lines), Decimal("0.00"))
    return PACK.derive(
        "wage.settlement",
        total,
        used=[due, *(line.row for line in lines)],
        currency=PACK.currency,
        exact=Fraction(total),
        steps=_steps(last_day, due, lines, total),
        warnings=_warnings(last_day),
        details={"due": last_day, "lines": [{"what": line.name, "amount": line.amount} for line in lines]},
        parts=(unused_leave,) if unused_leave else (),
    )


def answer_settlement(asked: Asked) -> Derivation:
    last_day: date = asked["last_day"]
    return settlement(last_day, asked["unpaid_wages"], _leave(asked["leave"], last_day), asked["rest_days"])


def _leave(asked: Asked | None, last_day: date) -> Derivation | None:
    if asked is None:
        return None
    given: dict[str, Any] = read_leave(asked)
    return leave(asked["start"], last_day, place="leave.", **given)


def _lines(
    last_day: date,
    due: Parameter,
    unpaid_wages: Decimal | None,
    unused_leave: Derivation | None,
    rest_days: Decimal | None,
) -> Iterator[_Line]:
    if unpaid_wages is not None:
        yield _Line("wages", check_money(unpaid_wages, "unpaid_wages"), due)
    if unused_leave is not None:
        yield _Line("leave", round_half_up_kopecks(Fraction(str(unused_leave.value))), unused_leave.used[0])
    if rest_days is not None:
        yield _Line("rest_days", check_money(rest_days, "rest_days"), _REST_DAYS.at(last_day, "last_day"))


def _steps(last_day: date, due: Parameter, lines: list[_Line], total: Decimal) -> tuple[Step, ...]:
    each = tuple(PACK.step(f"settle_{line.name}", {"amount": line.amount}, line.row) for line in lines)
    formula = " + ".join(f"{line.amount}" for line in lines)
    return (*each, PACK.step("settle_due", {"total": total, "day": last_day}, due, formula=f"{formula} = {total}"))


def _warnings(last_day: date) -> Iterator[Notice]:
    yield PACK.warning("absent_on_last_day")
    if PACK.working_days.is_day_off(last_day):
        yield PACK.warning("last_day_is_day_off", day=last_day)
    yield PACK.warning("settle_undisputed_part")
    yield PACK.warning("leave_before_tax")
