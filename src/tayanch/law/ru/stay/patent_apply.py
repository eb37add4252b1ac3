"""Until when to apply for a patent: 115-FZ, art. 13.3 (fact base: rule S-08)."""

from datetime import date

from tayanch.law.days import add_months, check_date
from tayanch.law.derivation import Derivation, Step
from tayanch.law.inputs import Asked, Day, Record
from tayanch.law.texts import Days, Months, WorkingDayCount

from ..pack import PACK
from .counting import READING, FirstDay, last_of_days, other
from .track import APPLY, CITIZENSHIP, MEMBERS, Citizenship, is_eaeu

ISSUE = PACK.tables["patent.issue_days"]
COPY = PACK.tables["patent.contract_copy_months"]
FINE_FROM, FINE_TO = (PACK.tables[f"patent.late_fine_{end}"] for end in ("from", "to"))
QUESTION = Record(
    {"citizenship": CITIZENSHIP, "entry": Day("the day of entry")},
    {"issued": Day("the day the patent was issued"), "reading": READING},
)


def apply_by(
    citizenship: Citizenship, entry: date, *, issued: date | None = None, reading: FirstDay = "entry_day"
) -> Derivation:
    """The last safe day to apply, with the day of entry as day 1; None for EAEU citizens, who need no patent.

    `details`: `apply_by_safe`, `issue_working_days`, `contract_copy_by` when `issued` is given.
    Raises BadInput and OutsideKnownDates (entry before 2015).
    """
    row = APPLY.at(check_date(entry, "entry"), "entry")
    if is_eaeu(citizenship):
        law = MEMBERS.rows[-1]
        return PACK.derive(
            "patent.apply_by",
            None,
            used=[law],
            steps=(PACK.step("track_eaeu", {}, law),),
            details={"apply_by_safe": None, "patent_needed": False},
        )
    last, later = (last_of_days(entry, int(row.value), each) for each in (reading, other(reading)))
    copy = COPY.at(entry)
    by = add_months(check_date(issued, "issued"), int(copy.value)) if issued else None
    low, high = FINE_FROM.at(entry), FINE_TO.at(entry)
    return PACK.derive(
        "patent.apply_by",
        last,
        used=[row, ISSUE.at(entry), copy, low, high],
        steps=_steps(entry, last),
        warnings=(
            PACK.other_reading(later),
            PACK.warning("patent_late_fine", low=int(low.value), high=int(high.value)),
            PACK.warning("patent_region_bound"),
        ),
        details={
            "apply_by_safe": last,
            "patent_needed": True,
            "issue_working_days": WorkingDayCount(ISSUE.at(entry).value),
            "contract_copy_by": by,
            "reading": reading,
            "other_readings": {other(reading): later},
        },
    )


def answer_apply(asked: Asked) -> Derivation:
    return apply_by(
        asked["citizenship"], asked["entry"], issued=asked["issued"], reading=asked["reading"] or "entry_day"
    )


def _steps(entry: date, last: date) -> tuple[Step, ...]:
    row, issue, copy = APPLY.at(entry), ISSUE.at(entry), COPY.at(entry)
    return (
        PACK.step("patent_apply", {"entry": entry, "days": Days(row.value), "last": last}, row),
        PACK.step("patent_issue", {"days": WorkingDayCount(issue.value)}, issue),
        PACK.step("patent_contract_copy", {"months": Months(copy.value)}, copy),
    )
