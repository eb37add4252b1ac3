"""A new contract after an early end: EAEU Treaty, art. 97(9) (fact base: eaeu.work.termination_15).

When the contract ends early, more than 90 days after entry, she may sign another within 15 days without leaving.
Within the first 90 days the Treaty gives no such term: the days without a visa of the host country count.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from tayanch.law.days import check_date
from tayanch.law.derivation import Derivation, Facts, Notice, Step
from tayanch.law.errors import BadInput
from tayanch.law.inputs import Asked, Day, Record
from tayanch.law.parameters import Parameter
from tayanch.law.texts import Days

from ..pack import PACK

_DAYS = PACK.tables["stay.new_contract"]
_AFTER = PACK.tables["stay.contract_after"]
QUESTION = Record(
    {"entry": Day("the day she entered the country"), "terminated_early": Day("the day the contract ended early")}
)


def new_contract_by(entry: date, terminated_early: date) -> Derivation:
    """The last day to sign a new contract, or None when the contract ended within the first 90 days.

    `details`: `entry`, `terminated_early`, `day_of_stay` (the day of entry is day 1), `over_limit`, `limit_days`,
    `new_contract_by`. Raises BadInput (an end before entry) and OutsideKnownDates (entry before 12 August 2015).
    """
    check_date(entry, "entry")
    check_date(terminated_early, "terminated_early")
    if terminated_early < entry:
        raise BadInput("range_backwards", "terminated_early")
    after, row = _AFTER.at(entry, "entry"), _DAYS.at(terminated_early, "terminated_early")
    limit, day_of_stay = Days(after.value), Days((terminated_early - entry).days + 1)
    over = day_of_stay > limit
    last = terminated_early + timedelta(days=int(row.value)) if over else None
    return PACK.derive(
        "work.new_contract_by",
        last,
        used=[after, row],
        steps=tuple(_steps(terminated_early, day_of_stay, last, after, row)),
        warnings=_warnings(day_of_stay, limit, over=over),
        details={
            "entry": entry,
            "terminated_early": terminated_early,
            "day_of_stay": day_of_stay,
            "limit_days": limit,
            "over_limit": over,
            "new_contract_by": last,
        },
        assumed=(PACK.assumed("union_worker"), PACK.assumed("ended_early")),
    )


def answer_new_contract_by(asked: Asked) -> Derivation:
    return new_contract_by(asked["entry"], asked["terminated_early"])


def _steps(ended: date, day_of_stay: Days, last: date | None, after: Parameter, row: Parameter) -> Iterator[Step]:
    limit = Days(after.value)
    compared = f"{int(day_of_stay)} {'>' if last else '≤'} {int(limit)}"
    yield PACK.step("stay_counted", {"ended": ended, "day_of_stay": int(day_of_stay)}, after, formula=compared)
    if last is None:
        yield PACK.step("fifteen_days_not_given", {"limit": limit}, after)
        return
    days = Days(row.value)
    facts: Facts = {"limit": limit, "days": days, "last": last}
    yield PACK.step("fifteen_days_given", facts, row, formula=f"{ended} + {int(days)} = {last}")


def _warnings(day_of_stay: Days, limit: Days, *, over: bool) -> Iterator[Notice]:
    if not over:
        yield PACK.warning("host_days_without_visa")
    if day_of_stay == limit + 1:
        yield PACK.warning("border_day", limit=limit)
    yield PACK.warning("early_end_only")
    yield PACK.warning("keep_the_proof")
