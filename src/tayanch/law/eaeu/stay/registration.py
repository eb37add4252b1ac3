"""Days without registration: EAEU Treaty, art. 97(5)-(6) (fact base: eaeu.stay.registration_30)."""

from datetime import date, timedelta
from typing import Literal, get_args

from tayanch.law.days import ONE_DAY, check_date
from tayanch.law.derivation import Derivation, Facts
from tayanch.law.inputs import Asked, Choice, Day, Record
from tayanch.law.texts import Days

from ..pack import PACK

Reading = Literal["entry_day_counts", "from_next_day"]
READINGS: tuple[Reading, ...] = get_args(Reading)
_DAYS = PACK.tables["stay.without_registration"]
QUESTION = Record(
    {"entry": Day("the day she entered the country")},
    {"reading": Choice(READINGS, "whether the day of entry is the first of the days; without it, it is")},
)


def registration(entry: date, reading: Reading = "entry_day_counts") -> Derivation:
    """The last day on which a worker of the Union and her family need no registration.

    The day of entry is counted as the first one, to be safe; `reading` may count from the next day.
    `details`: `entry`, `days`, `register_by`, `reading`, `other_readings` (name → last day).
    Raises BadInput and OutsideKnownDates (entry before 12 August 2015).
    """
    row = _DAYS.at(check_date(entry, "entry"), "entry")
    days = Days(row.value)
    by_reading: dict[Reading, date] = {
        "entry_day_counts": entry + timedelta(days=days) - ONE_DAY,
        "from_next_day": entry + timedelta(days=days),
    }
    last = by_reading.pop(reading)
    formula = f"{entry} + {int(days)}" + (" − 1" if reading == "entry_day_counts" else "") + f" = {last}"
    facts: Facts = {"entry": entry, "days": days, "last": last}
    return PACK.derive(
        "stay.registration",
        last,
        used=[row],
        steps=(PACK.step(f"registration_{reading}", facts, row, formula=formula),),
        warnings=(
            *(PACK.other_reading(other) for other in by_reading.values()),
            *map(PACK.warning, ("country_may_ask_sooner", "stay_follows_contract")),
        ),
        details={"entry": entry, "days": days, "register_by": last, "reading": reading, "other_readings": by_reading},
        assumed=(PACK.assumed("union_worker_or_family"),),
    )


def answer_registration(asked: Asked) -> Derivation:
    return registration(asked["entry"], asked["reading"] or "entry_day_counts")
