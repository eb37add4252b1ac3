"""When unpaid wages can become a criminal case: Criminal Code, art. 145.1 (fact base: rule W-06)."""

from datetime import date

from tayanch.law.days import ONE_DAY, add_months, check_date
from tayanch.law.derivation import Derivation, Facts
from tayanch.law.inputs import Asked, Day, Flag, Record
from tayanch.law.texts import Months

from ..pack import PACK

_PARTIAL = PACK.tables["criminal_threshold.months_partial"]
_FULL = PACK.tables["criminal_threshold.months_full"]

QUESTION = Record(
    {
        "due": Day("the day the oldest unpaid wages were due"),
        "unpaid_on": Day("a day on which they are still unpaid"),
        "partial": Flag("whether she was paid something, but less than half of what was due"),
    }
)


def criminal_threshold(due: date, unpaid_on: date, partial: bool) -> Derivation:
    """Whether the delay is longer than the months after which an employer can be prosecuted.

    `partial`: less than half was paid; otherwise nothing, or less than the minimum wage. `details`: `months`,
    `first_day` (the first day after the threshold). Raises BadInput and OutsideKnownDates (due before
    23 December 2010).
    """
    row = (_PARTIAL if partial else _FULL).at(check_date(due, "due"), "due")
    check_date(unpaid_on, "unpaid_on")
    months = Months(row.value)
    first_day = add_months(due, months) + ONE_DAY
    passed = unpaid_on >= first_day
    facts: Facts = {"due": due, "unpaid_on": unpaid_on, "months": months, "first_day": first_day}
    code = "threshold_passed" if passed else "threshold_not_passed"
    kind = "partial" if partial else "full"
    return PACK.derive(
        "wage.criminal_threshold",
        passed,
        used=[row],
        steps=(PACK.step(f"threshold_{kind}", {"months": months}, row), PACK.step(code, facts, row)),
        warnings=map(PACK.warning, ("motive_is_needed", "whom_to_tell", "law_may_soften")),
        details={"months": months, "first_day": first_day},
    )


def answer_criminal_threshold(asked: Asked) -> Derivation:
    return criminal_threshold(asked["due"], asked["unpaid_on"], asked["partial"])
