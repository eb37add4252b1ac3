"""The last day to claim unpaid wages: Labour Code of 2025 (fact base: kg.wage.limitation)."""

from collections.abc import Iterator
from datetime import date

from tayanch.law.days import add_months, check_date
from tayanch.law.derivation import Derivation, Notice
from tayanch.law.inputs import Asked, Choice, Day, Record
from tayanch.law.texts import Years

from ..pack import PACK

_LIMIT = PACK.tables["limitation.wages"]
QUESTION = Record({"due": Day("the day the wages were due")}, {"kind": Choice(("wages",), "what the claim is about")})


def limitation(due: date) -> Derivation:
    """The last day to claim wages that were due on `due`: three years later.

    A last day on a day off is not moved forward; `details["last_safe_day"]` is the working day on or before it,
    `months` the length of the limit. Raises BadInput and OutsideKnownDates (before 23 January 2025: how the new
    Code treats older debts was not read).
    """
    row = _LIMIT.at(check_date(due, "due"), "due")
    years = Years(row.value)
    months = years * 12
    last_day = add_months(due, months)
    safe = PACK.working_days.on_or_before(last_day)
    counted = PACK.step("limit_wages", {"start": due, "years": years, "last_day": last_day}, row)
    eve = PACK.step("last_safe_day", {"last_day": last_day, "last_safe_day": safe}, row)
    return PACK.derive(
        "wage.limitation",
        last_day,
        used=[row],
        steps=(counted, eve) if safe != last_day else (counted,),
        warnings=_warnings(last_day),
        details={"kind": "wages", "start": due, "months": months, "last_day": last_day, "last_safe_day": safe},
    )


def answer_limitation(asked: Asked) -> Derivation:
    return limitation(asked["due"])


def _warnings(last_day: date) -> Iterator[Notice]:
    yield PACK.warning("limit_is_no_promise")
    if not PACK.working_days.is_certain(last_day):
        days = PACK.working_days
        yield PACK.warning("days_off_unknown", first=days.known_from, last=days.known_through)
    yield PACK.warning("each_debt_has_its_limit")
