"""How many days the law leaves for departure, by ground: 115-FZ, arts. 5, 31; EAEU Treaty, art. 97 (rule S-07)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from tayanch.law.days import check_date
from tayanch.law.derivation import Derivation, Notice
from tayanch.law.inputs import Asked, Choice, Day, Record
from tayanch.law.texts import Days

from ..pack import PACK

Ground = Literal[
    "stay_shortened",
    "residence_permit_annulled",
    "expelled_student",
    "eaeu_early_termination",
    "contract_expired",
    "patent_not_paid",
]
# The table of each ground. For the last two the law was found to give no days.
TABLES: dict[Ground, str] = {
    "stay_shortened": "stay.leave_stay_shortened",
    "residence_permit_annulled": "stay.leave_residence_permit_annulled",
    "expelled_student": "stay.leave_expelled_student",
    "eaeu_early_termination": "stay.new_contract_days",
    "contract_expired": "stay.leave_no_days_found",
    "patent_not_paid": "stay.leave_no_days_found",
}
QUESTION = Record(
    {
        "ground": Choice(tuple(TABLES), "what happened"),
        "on": Day("the day of the decision, or the last day of the contract or the paid month"),
    }
)


def departure(ground: Ground, on: date) -> Derivation:
    """The last of the days that begin after `on`; None where the law was found to give no days.

    `details`: `ground`, `days` (None without days), `leave_by`, `may_sign_new_contract` (instead of
    leaving). Raises BadInput and OutsideKnownDates (before November 2002; EAEU before 12 August 2015).
    """
    row = PACK.tables[TABLES[ground]].at(check_date(on, "on"), "on")
    days = Days(row.value)
    last = on + timedelta(days=days) if days else None
    if last is None:
        step = PACK.step("leave_no_days", {"on": on}, row)
    else:
        code = "leave_or_new_contract" if ground == "eaeu_early_termination" else "leave_by"
        step = PACK.step(code, {"on": on, "days": days, "last": last}, row, formula=f"{on} + {row.value} = {last}")
    return PACK.derive(
        "stay.departure",
        last,
        used=[row],
        steps=(step,),
        warnings=_warnings(ground),
        details={
            "ground": ground,
            "days": days or None,
            "leave_by": last,
            "may_sign_new_contract": ground == "eaeu_early_termination",
        },
    )


def answer_departure(asked: Asked) -> Derivation:
    return departure(asked["ground"], asked["on"])


def _warnings(ground: Ground) -> Iterator[Notice]:
    if ground == "eaeu_early_termination":
        yield PACK.warning("leave_early_end_condition")
    if ground in ("contract_expired", "patent_not_paid"):
        yield PACK.warning("leave_free_days_first")
    yield PACK.warning("no_thirty_days_grace")
    yield PACK.warning("stay_ask_first")
