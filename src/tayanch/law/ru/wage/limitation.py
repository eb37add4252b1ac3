"""The last day to go to court: Labour Code, art. 392 (fact base: rule W-05)."""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from tayanch.law.days import add_months, check_date
from tayanch.law.derivation import Derivation, Notice
from tayanch.law.inputs import Asked, Day, Variants
from tayanch.law.texts import Months

from ..pack import PACK

Kind = Literal["wages", "dismissal", "other"]
# The day from which each limit runs, by its name in the input.
STARTS: dict[Kind, str] = {"wages": "due", "dismissal": "order_received", "other": "knew"}
QUESTION = Variants(
    "kind",
    {
        "wages": {"due": Day("the day the wages were due")},
        "dismissal": {"order_received": Day("the day she received the dismissal order")},
        "other": {"knew": Day("the day she learned of the breach")},
    },
)


def limitation(kind: Kind, start: date) -> Derivation:
    """The last day to file, counted in whole months from `start`.

    `start` is the due day of the wages, the day she received the dismissal order, or the day she
    knew of another breach. A last day on a day off is not moved forward; `details["last_safe_day"]`
    is the working day on or before it. Raises BadInput and OutsideKnownDates (wages before
    1 February 2002, the other kinds before 3 October 2016).
    """
    field = STARTS[kind]
    row = PACK.tables[f"limitation.{kind}"].at(check_date(start, field), field)
    months = Months(row.value)
    last_day = add_months(start, months)
    safe = PACK.working_days.on_or_before(last_day)
    counted = PACK.step(f"limit_{kind}", {"start": start, "months": months, "last_day": last_day}, row)
    eve = PACK.step("last_safe_day", {"last_day": last_day, "last_safe_day": safe}, row)
    return PACK.derive(
        "wage.limitation",
        last_day,
        used=[row],
        steps=(counted, eve) if safe != last_day else (counted,),
        warnings=_warnings(kind, start, last_day, safe),
        details={"kind": kind, "start": start, "months": months, "last_day": last_day, "last_safe_day": safe},
    )


def answer_limitation(asked: Asked) -> Derivation:
    kind: Kind = asked["kind"]
    return limitation(kind, asked[STARTS[kind]])


def _warnings(kind: Kind, start: date, last_day: date, safe: date) -> Iterator[Notice]:
    yield PACK.warning("limit_is_no_promise")
    if safe != last_day:
        yield PACK.warning("last_day_not_moved", last_day=last_day, last_safe_day=safe)
    if not PACK.working_days.is_certain(last_day):
        days = PACK.working_days
        yield PACK.warning("days_off_unknown", first=days.known_from, last=days.known_through)
    changed = PACK.tables[f"limitation.{kind}"].at(last_day).valid_from
    if start < changed:
        yield PACK.warning("limit_changed_while_running", changed=changed)
    if kind == "wages":
        yield PACK.warning("still_employed")
    if kind != "dismissal":
        yield PACK.warning("no_contract_three_months")
    yield PACK.warning("limit_may_be_restored")
