"""Leaving after the last lawful day: 114-FZ, art. 26 item 8, art. 27 items 12-14 (fact base: rule B-03)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tayanch.law.days import ONE_DAY, add_months, check_date
from tayanch.law.derivation import Derivation, Notice, Step
from tayanch.law.errors import BadInput
from tayanch.law.inputs import Asked, Choice, Day, Input, ListOf, Record
from tayanch.law.parameters import Parameter
from tayanch.law.texts import Days, Years

from ..pack import PACK
from ..stay.spans import NO_END, Span, length, merged
from ..stay.visa_free import LIMITS, last_free_day, sum_end

Basis = Literal["contract", "patent", "visa_free", "other"]
BASES: tuple[Basis, ...] = ("contract", "patent", "visa_free", "other")
RUNGS = ("third", "second", "first")  # the longest first
ITEMS = {"first": "26-8", "second": "27-13", "third": "27-14", "sum": "27-12"}
SUM_YEARS = PACK.tables["ban.visa_free_sum_years"]
TABLES = (
    *(f"ban.{rung}_rung_{what}" for rung in reversed(RUNGS) for what in ("over", "years")),
    "ban.visa_free_sum_years",
)
MOST_STAYS = 200
FIELDS: Mapping[str, Input] = {
    "basis": Choice(BASES, "what her stay rested on; other"),
    "stay_ended": Day("the last lawful day, for every basis but visa_free"),
    "entry": Day("the day of entry, for visa_free"),
    "earlier_stays": ListOf(Record({"entry": Day(), "exit": Day()}), MOST_STAYS, about="for visa_free: stays before"),
}
QUESTION = Record({"left": Day("the day she left, or would leave")}, FIELDS)


@dataclass(frozen=True)
class Overstay:
    """What the days come to: `years` is 0 when no ground for closing the entry was found."""

    days: Days
    stay_days: Days | None  # all days of a visa-free stay
    rung: Parameter | None
    years: Years
    ground: str  # the item, or empty
    sum_exceeded: bool


def overstay(
    left: date,
    *,
    basis: Basis = "other",
    stay_ended: date | None = None,
    entry: date | None = None,
    earlier_stays: Sequence[Span] = (),
) -> Derivation:
    """For how many years an entry may be closed after leaving on `left`; the value is that number, 0 without a ground.

    `stay_ended` is the last lawful day; for a visa-free stay give `entry` (and earlier stays) instead. `details`:
    `overstay_days`, `days` (of a visa-free stay), `ban_years`, `until`, `ground`, `discretionary`.
    Raises BadInput and OutsideKnownDates (leaving before 10 January 2015).
    """
    SUM_YEARS.at(check_date(left, "left"), "left")
    if basis == "visa_free" and entry is not None:
        found = _after_free_days(left, check_date(entry, "entry"), earlier_stays)
    elif stay_ended is None:
        raise BadInput("missing_key", "entry" if basis == "visa_free" else "stay_ended")
    else:
        found = _judged(left, Days(max(0, (left - check_date(stay_ended, "stay_ended")).days)))
    until = add_months(left, 12 * found.years) if found.years else None
    rows = [found.rung] if found.rung else [PACK.tables["ban.first_rung_over"].at(left)]
    return PACK.derive(
        "ban.overstay",
        found.years,
        used=[*rows, *_rung_rows(left)],
        steps=tuple(_steps(left, found, until)),
        warnings=_warnings(found, basis),
        assumed=(PACK.assumed("ban_law_of_leaving"),),
        details={
            "overstay_days": found.days,
            "days": found.stay_days,
            "ban_years": found.years,
            "until": until,
            "ground": found.ground or None,
            "discretionary": found.ground == ITEMS["first"],
            "basis": basis,
        },
    )


def answer_overstay(asked: Asked) -> Derivation:
    return overstay(
        asked["left"],
        basis=asked["basis"] or "other",
        stay_ended=asked["stay_ended"],
        entry=asked["entry"],
        earlier_stays=read_stays(asked["earlier_stays"], "earlier_stays"),
    )


def read_stays(given: Sequence[Mapping[str, date]] | None, field: str) -> list[Span]:
    """Raises BadInput when an exit comes before its entry."""
    for index, each in enumerate(given or []):
        if each["exit"] < each["entry"]:
            raise BadInput("range_backwards", f"{field}[{index}].exit")
    return [(each["entry"], each["exit"]) for each in given or []]


def _after_free_days(left: date, entry: date, earlier: Sequence[Span]) -> Overstay:
    """A visa-free stay: the days after its last free day, and whether the sum of 90 days was exceeded."""
    if left < entry:
        raise BadInput("range_backwards", "left")
    LIMITS.at(entry, "entry")
    counted = merged([*((first, min(last, entry)) for first, last in earlier if first <= entry), (entry, NO_END)])
    free, within_sum = last_free_day(entry, counted), sum_end(entry, counted)
    exceeded = left > (within_sum or entry - ONE_DAY)
    over = Days(max(0, (left - (free or entry - ONE_DAY)).days))
    found = _judged(left, over)
    years = Years(SUM_YEARS.at(left).value)
    if exceeded and years >= found.years:
        return Overstay(over, length(entry, left), SUM_YEARS.at(left), years, ITEMS["sum"], True)
    return Overstay(over, length(entry, left), found.rung, found.years, found.ground, exceeded)


def _judged(left: date, days: Days) -> Overstay:
    """The rung of the ladder that so many days reach."""
    for rung in RUNGS:
        if days > int(PACK.tables[f"ban.{rung}_rung_over"].at(left).value):
            row = PACK.tables[f"ban.{rung}_rung_years"].at(left)
            return Overstay(days, None, row, Years(row.value), ITEMS[rung], False)
    return Overstay(days, None, None, Years(0), "", False)


def _rung_rows(left: date) -> list[Parameter]:
    return [PACK.tables[name].at(left) for name in TABLES]


def _steps(left: date, found: Overstay, until: date | None) -> Iterator[Step]:
    first = PACK.tables["ban.first_rung_over"].at(left)
    if found.stay_days:
        yield PACK.step("ban_stay_days", {"left": left, "days": found.stay_days}, SUM_YEARS.at(left))
    yield PACK.step("ban_overstay_days", {"left": left, "days": found.days}, first)
    if found.rung and until:
        code = "ban_free_sum" if found.ground == ITEMS["sum"] else "ban_rung"
        yield PACK.step(
            code, {"years": found.years, "until": until}, found.rung, formula=f"{left} + {found.rung.value}"
        )
    else:
        yield PACK.step("ban_no_rung", {"limit": Days(first.value)}, first)


def _warnings(found: Overstay, basis: Basis) -> Iterator[Notice]:
    if found.ground == ITEMS["first"]:
        yield PACK.warning("ban_may_be_waived")
    if found.ground == ITEMS["third"]:
        yield PACK.warning("ban_extraordinary")
    if basis == "visa_free" and found.days and not found.sum_exceeded:
        yield PACK.warning("ban_in_a_row_only")
    if found.days:
        yield PACK.warning("ban_fine_possible")
    yield PACK.warning("ban_only_counted")
    yield PACK.warning("ban_check_lists")
