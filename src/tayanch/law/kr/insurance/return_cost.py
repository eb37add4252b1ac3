"""Return cost insurance: paid in by the worker, paid back when she leaves (fact base: kr.insurance.return)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from tayanch.law.days import add_months, check_date
from tayanch.law.derivation import Derivation
from tayanch.law.errors import BadInput
from tayanch.law.inputs import Asked, Choice, Day, Record
from tayanch.law.texts import Days, Months, Years

from ..pack import PACK

Reading = Literal["80_days", "3_months"]
READINGS: tuple[Reading, ...] = ("80_days", "3_months")
_SUM = PACK.tables["insurance.return_sum"]
_DAYS = PACK.tables["insurance.return_days"]
_MONTHS = PACK.tables["insurance.return_months"]
_KEPT = PACK.tables["insurance.kept"]
QUESTION = Record(
    {"entered": Day("the day she entered Korea")},
    {
        "leaves_on": Day("the day she leaves Korea for good"),
        "reading": Choice(READINGS, "which limit is taken; 80 days if left out, the earlier one"),
    },
)


def return_cost(entered: date, leaves_on: date | None = None, reading: Reading = "80_days") -> Derivation:
    """The last day to pay in, by one of two official pages.

    `details`: `won` (the sum that is paid in and comes back), `reading`, `other_readings` and, with `leaves_on`,
    `claim_until`, the last day to ask for it. Raises BadInput (also when she leaves before she enters).
    """
    check_date(entered, "entered")
    if leaves_on is not None and check_date(leaves_on, "leaves_on") < entered:
        raise BadInput("range_backwards", "leaves_on")
    won, days, months = _SUM.at(entered, "entered"), _DAYS.at(entered, "entered"), _MONTHS.at(entered, "entered")
    ends = {"80_days": entered + timedelta(days=int(days.value)), "3_months": add_months(entered, int(months.value))}
    other = ends["3_months" if reading == "80_days" else "80_days"]
    kept = _KEPT.at(leaves_on, "leaves_on") if leaves_on else None
    until = add_months(leaves_on, 12 * int(kept.value)) if leaves_on and kept else None
    limit, row = (Days(days.value), days) if reading == "80_days" else (Months(months.value), months)
    steps = [
        PACK.step("return_pay_in", {"won": Decimal(won.value)}, won),
        PACK.step("return_last_day", {"entered": entered, "limit": limit, "last_day": ends[reading]}, row),
    ]
    if kept and until:
        steps.append(PACK.step("return_paid_back", {"leaves_on": leaves_on or until}, won))
        steps.append(PACK.step("claim_until", {"kept": Years(kept.value), "until": until}, kept))
    return PACK.derive(
        "insurance.return",
        ends[reading],
        used=[won, row, *([kept] if kept else [])],
        steps=tuple(steps),
        warnings=(PACK.other_reading(other),),
        details={
            "won": Decimal(won.value),
            "reading": reading,
            "other_readings": {name: end for name, end in ends.items() if name != reading},
            "claim_until": until,
        },
    )


def answer_return_cost(asked: Asked) -> Derivation:
    return return_cost(asked["entered"], asked["leaves_on"], asked["reading"] or "80_days")
