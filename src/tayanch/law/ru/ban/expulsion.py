"""After expulsion, deportation or readmission: 114-FZ, art. 27 items 2, 2.1 (fact base: rule B-04)."""

from collections.abc import Sequence
from datetime import date

from tayanch.law.days import add_months, check_date
from tayanch.law.derivation import Derivation, Facts, Step
from tayanch.law.inputs import Asked, Day, ListOf, Record
from tayanch.law.parameters import Parameter
from tayanch.law.texts import Years

from ..pack import PACK

FIRST = PACK.tables["ban.removal_years"]
REPEATED = PACK.tables["ban.repeated_removal_years"]
MOST_REMOVALS = 50
REMOVALS = ListOf(Day("the day of removal"), MOST_REMOVALS, about="expulsions, deportations, readmissions")
QUESTION = Record({"removals": REMOVALS, "as_of": Day("the day from which one looks")})


def expulsion(removals: Sequence[date], as_of: date) -> Derivation:
    """Until when the entry is closed after removals up to `as_of`; None without one.

    Five years from the day of the first removal, ten from that of a repeated one. `details`: `ban_years`, `until`,
    `repeated`, `ground`. Raises BadInput and OutsideKnownDates (removals before 2013).
    """
    check_date(as_of, "as_of")
    for index, day in enumerate(removals):
        FIRST.at(check_date(day, f"removals[{index}]"), f"removals[{index}]")
    days = sorted({day for day in removals if day <= as_of})
    if not days:
        none = PACK.step("ban_no_removal", {}, FIRST.rows[-1])
        details = {"as_of": as_of, "ban_years": Years(0), "until": None, "repeated": False, "ground": None}
        return PACK.derive("ban.expulsion", None, used=[FIRST.rows[-1]], steps=(none,), details=details)
    ends = [(add_months(day, 12 * int(row.value)), row, day) for day, row in _closed(days)]
    until, row, last = max(ends, key=lambda each: each[0])
    return PACK.derive(
        "ban.expulsion",
        until,
        used=[row],
        steps=(_step(last, row, until, repeated=len(days) > 1),),
        warnings=(PACK.warning("ban_only_counted"), PACK.warning("ban_check_lists")),
        details={
            "as_of": as_of,
            "ban_years": Years(row.value),
            "until": until,
            "repeated": len(days) > 1,
            "ground": "27-2.1" if len(days) > 1 else "27-2",
        },
    )


def answer_expulsion(asked: Asked) -> Derivation:
    return expulsion(asked["removals"], asked["as_of"])


def _closed(days: Sequence[date]) -> list[tuple[date, Parameter]]:
    return [(day, (REPEATED if index else FIRST).at(day)) for index, day in enumerate(days)]


def _step(last: date, row: Parameter, until: date, *, repeated: bool) -> Step:
    code = "ban_repeated_removal" if repeated else "ban_removal"
    facts: Facts = {"last": last, "years": Years(row.value), "until": until}
    return PACK.step(code, facts, row, formula=f"{last} + {row.value} = {until}")
