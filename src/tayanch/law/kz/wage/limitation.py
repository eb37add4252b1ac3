"""The last day to bring a labour dispute: Labour Code of Kazakhstan, art. 160."""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from tayanch.law.days import ONE_DAY, add_months, check_date
from tayanch.law.derivation import Derivation, Notice
from tayanch.law.inputs import Asked, Day, Variants
from tayanch.law.texts import Months

from ..pack import PACK

Kind = Literal["wages", "dismissal", "commission", "other"]
# The day from which each limit runs, by its name in the input.
STARTS: dict[Kind, str] = {
    "wages": "due",
    "dismissal": "order_received",
    "commission": "decision_received",
    "other": "knew",
}
QUESTION = Variants(
    "kind",
    {
        "wages": {"due": Day("the day the wages were due")},
        "dismissal": {"order_received": Day("the day she received the act of dismissal: the limit to the commission")},
        "commission": {"decision_received": Day("the day she received its decision on dismissal: the limit to court")},
        "other": {"knew": Day("the day she learned of the breach")},
    },
)


def limitation(kind: Kind, start: date) -> Derivation:
    """The last day to apply, counted in whole months from `start`.

    `dismissal` goes to the conciliation commission, `commission` from there to court. `details["last_safe_day"]` is the
    last working day before the value, because the day from which the limit runs is disputed. Raises BadInput and
    OutsideKnownDates (before 1 January 2016).
    """
    field = STARTS[kind]
    row = PACK.tables[f"limitation.{kind}"].at(check_date(start, field), field)
    months = Months(row.value)
    last_day = add_months(start, months)
    safe = PACK.working_days.on_or_before(last_day - ONE_DAY)
    counted = PACK.step(f"limit_{kind}", {"start": start, "months": months, "last_day": last_day}, row)
    return PACK.derive(
        "wage.limitation",
        last_day,
        used=[row],
        steps=(counted, PACK.step("last_safe_day", {"last_safe_day": safe}, row)),
        warnings=_warnings(kind, safe),
        details={"kind": kind, "start": start, "months": months, "last_day": last_day, "last_safe_day": safe},
    )


def answer_limitation(asked: Asked) -> Derivation:
    kind: Kind = asked["kind"]
    return limitation(kind, asked[STARTS[kind]])


def _warnings(kind: Kind, safe: date) -> Iterator[Notice]:
    yield PACK.warning("limit_is_no_promise")
    if kind != "commission":
        yield PACK.warning("commission_first")
    if not PACK.working_days.is_certain(safe):
        days = PACK.working_days
        yield PACK.warning("days_off_unknown", first=days.known_from, last=days.known_through)
