"""The last day to appeal: Code of Administrative Offences, art. 30.3; Administrative Court Procedure, art. 219; Labour
Code, art. 386 (fact base: rules S-06, S-10, B-06, W-25, W-29).

The counts run from the day after she received the decision or learned of it. They are not moved to a later working day
here: the last safe day is the working day on or before the last one.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from tayanch.law.days import add_months, check_date
from tayanch.law.derivation import Derivation, Notice
from tayanch.law.inputs import Asked, Choice, Day, Record
from tayanch.law.texts import Days, Months

from ..pack import PACK

# What can be appealed, and the table of its period.
TABLES = {
    "fine": "appeal.fine_or_expulsion",
    "expulsion": "appeal.fine_or_expulsion",
    "entry_ban": "appeal.decision_of_office",
    "controlled_persons": "appeal.decision_of_office",
    "stay_shortened": "appeal.decision_of_office",
    "patent_refused": "appeal.decision_of_office",
    "labour_commission": "appeal.labour_commission",
}
QUESTION = Record(
    {
        "decision": Choice(tuple(TABLES), "what she wants to appeal, or whom she applies to"),
        "received": Day("the day she received the decision or learned of it"),
    }
)


def appeal(decision: str, received: date) -> Derivation:
    """The last day to appeal a decision that she got on `received`.

    `details`: `decision`, `last_day` (the value), `last_safe_day`. Raises BadInput and OutsideKnownDates.
    """
    row = PACK.tables[TABLES[decision]].at(check_date(received, "received"), "received")
    count = Days(row.value) if row.unit == "days" else Months(row.value)
    last = received + timedelta(days=count) if row.unit == "days" else add_months(received, count)
    safe = PACK.working_days.on_or_before(last)
    counted = PACK.step("appeal_counted", {"received": received, "count": count, "last_day": last}, row)
    eve = PACK.step("last_safe_day", {"last_day": last, "last_safe_day": safe}, row)
    return PACK.derive(
        "remedy.appeal",
        last,
        used=[row],
        steps=(counted, eve) if safe != last else (counted,),
        warnings=_warnings(decision, last),
        details={"decision": decision, "last_day": last, "last_safe_day": safe},
    )


def answer_appeal(asked: Asked) -> Derivation:
    return appeal(asked["decision"], asked["received"])


def _warnings(decision: str, last: date) -> Iterator[Notice]:
    if decision == "expulsion":
        yield PACK.warning("appeal_expulsion_fast")
    if decision in ("entry_ban", "controlled_persons"):
        yield PACK.warning("appeal_office_too")
    if not PACK.working_days.is_certain(last):
        days = PACK.working_days
        yield PACK.warning("days_off_unknown", first=days.known_from, last=days.known_through)
    yield PACK.warning("limit_may_be_restored")
