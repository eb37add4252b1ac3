"""Until when she must be registered at her address: 109-FZ, arts. 20, 22 and treaties (fact base: rule S-04)."""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from tayanch.law.days import check_date
from tayanch.law.derivation import Derivation, Notice
from tayanch.law.inputs import Asked, Choice, Day, Record
from tayanch.law.parameters import Parameter
from tayanch.law.texts import Days, Fact, WorkingDayCount

from ..pack import PACK
from .counting import READING, FirstDay, last_of_days, last_of_working_days, other
from .track import CITIZENSHIPS, Citizenship

# The treaties that set another time than the law.
GROUPS = {"KG": "eaeu", "AM": "eaeu", "KZ": "eaeu", "BY": "eaeu", "TJ": "tj", "UZ": "uz"}
TABLES = ("stay.register_eaeu", "stay.register_tj", "stay.register_uz", "stay.register_other")
QUESTION = Record(
    {
        "citizenship": Choice((*CITIZENSHIPS, "other"), "her citizenship"),
        "entry": Day("the day of entry, or of moving to a new address"),
    },
    {"reading": READING},
)


def registration(
    citizenship: Citizenship | Literal["other"], entry: date, *, reading: FirstDay = "entry_day"
) -> Derivation:
    """The last day to be registered, with the day of entry as day 1 unless *reading* says otherwise.

    `details`: `register_by`, `period` ("30 days", "7 working days"), `days`, `counts` ("days" or "working days").
    Raises BadInput and OutsideKnownDates (entry before 12 August 2015).
    """
    row = PACK.tables[f"stay.register_{GROUPS.get(citizenship, 'other')}"].at(check_date(entry, "entry"), "entry")
    last, later = (_last(entry, row, each) for each in (reading, other(reading)))
    count: Fact = WorkingDayCount(row.value) if row.unit == "working days" else Days(row.value)
    return PACK.derive(
        "stay.registration",
        last,
        used=[row],
        steps=(PACK.step("register_by", {"entry": entry, "days": count, "last": last}, row),),
        warnings=_warnings(row, last, later),
        assumed=(PACK.assumed("register_temporary"),),
        details={
            "register_by": last,
            "period": f"{row.value} {row.unit}",
            "days": int(row.value),
            "counts": row.unit,
            "reading": reading,
            "other_readings": {other(reading): later},
        },
    )


def answer_registration(asked: Asked) -> Derivation:
    return registration(asked["citizenship"], asked["entry"], reading=asked["reading"] or "entry_day")


def _last(entry: date, row: Parameter, first: FirstDay) -> date:
    if row.unit == "working days":
        return last_of_working_days(entry, int(row.value), first, PACK.working_days)
    return last_of_days(entry, int(row.value), first)


def _warnings(row: Parameter, last: date, later: date) -> Iterator[Notice]:
    if later != last:
        yield PACK.other_reading(later)
    calendar = PACK.working_days
    if row.unit == "working days" and not calendar.is_certain(last):
        yield PACK.warning("days_off_unknown", first=calendar.known_from, last=calendar.known_through)
    yield PACK.warning("register_real_address")
    yield PACK.warning("register_anew")
    yield PACK.warning("register_fine")
