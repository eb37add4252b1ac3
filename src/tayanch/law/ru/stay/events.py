"""What happened in a stay, in any order, read as stretches of days: stays, contracts, patents, extensions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, pairwise
from typing import Literal

from tayanch.law.days import ONE_DAY, add_months, check_date
from tayanch.law.errors import BadInput
from tayanch.law.texts import Days

from ..pack import PACK
from .spans import NO_END, Span, length

Kind = Literal[
    "entry",
    "exit",
    "contract_start",
    "contract_end",
    "contract_end_early",
    "registration",
    "patent_start",
    "patent_paid_until",
    "extension",
]
KINDS: tuple[Kind, ...] = (
    *("entry", "exit", "contract_start", "contract_end", "contract_end_early"),
    *("registration", "patent_start", "patent_paid_until", "extension"),
)
CONTRACT_TERM = PACK.tables["stay.contract_term"]
PATENT_TERM = PACK.tables["stay.patent_term"]
NEW_CONTRACT = PACK.tables["stay.new_contract_days"]
AFTER_DAY = PACK.tables["stay.new_contract_after_day"]


@dataclass(frozen=True)
class Event:
    """One day on which something happened.

    `contract_end`, `patent_paid_until` and `extension` are the last day of what they name and may lie ahead.
    """

    on: date
    kind: Kind


@dataclass(frozen=True)
class Contract:
    """A contract from `first` to `last`.

    `early`: it ended before its term. `unsure`: two ends do not fit together, and the earlier was taken.
    """

    first: date
    last: date
    early: bool = False
    unsure: bool = False


@dataclass(frozen=True)
class Patent:
    """A patent and the last day that is paid; `capped` when the payments reach beyond its longest term."""

    first: date
    last: date
    capped: bool = False


def on_days(events: Sequence[Event], kind: Kind) -> list[date]:
    return sorted({event.on for event in events if event.kind == kind})


def place(events: Sequence[Event], kind: Kind, on: date) -> str:
    """The field of that event in the question."""
    index = next(index for index, event in enumerate(events) if (event.kind, event.on) == (kind, on))
    return f"events[{index}].date"


def check_days(events: Sequence[Event]) -> None:
    """Raises BadInput for days outside 1990 to 2100."""
    for index, event in enumerate(events):
        check_date(event.on, f"events[{index}].date")


def stays(events: Sequence[Event], as_of: date) -> list[Span]:
    """Entries with their exits; a stay that goes on after `as_of` has no end. Crossings after `as_of` do not count.

    On one day she may leave and come back, or come and leave. Raises BadInput when entries and exits do not take turns.
    """
    crossings = sorted((event for event in events if event.kind in ("entry", "exit")), key=lambda event: event.on)
    found: list[Span] = []
    entered: date | None = None
    for day, of_day in groupby(crossings, key=lambda event: event.on):
        kinds = [event.kind for event in of_day]
        while kinds:
            wanted: Kind = "exit" if entered else "entry"
            if wanted not in kinds:
                raise BadInput("entries_unpaired", place(events, kinds[0], day), day=day)
            kinds.remove(wanted)
            if entered:
                found.append((entered, day))
            entered = None if entered else day
    if entered:
        found.append((entered, NO_END))
    return [(first, last if last <= as_of else NO_END) for first, last in found if first <= as_of]


def contracts(events: Sequence[Event]) -> list[Contract]:
    """Contracts one after another, each with the ends that fit it. Raises BadInput and OutsideKnownDates."""
    starts = on_days(events, "contract_start")
    _check_started(events, starts, ("contract_end", "contract_end_early"))
    found: list[Contract] = []
    unmatched = 0  # contracts that ended early and whose planned end may still stand further on
    for index, (start, following) in enumerate(pairwise([*starts, NO_END])):
        CONTRACT_TERM.at(start, place(events, "contract_start", start))
        planned = _within(on_days(events, "contract_end"), start, following, first=index == 0)
        early = _within(on_days(events, "contract_end_early"), start, following, first=index == 0)
        kept = planned[: max(1, len(planned) - unmatched)]
        fewer = len(kept) < len(planned)
        unmatched -= len(planned) - len(kept)
        end = kept[-1] if kept else (following if following == NO_END else following - ONE_DAY)
        ended_early = bool(early) and early[0] < end
        unmatched += int(ended_early and not planned)
        found.append(
            Contract(start, early[0] if ended_early else end, ended_early, fewer or (bool(early) and not ended_early))
        )
    return found


def patents(events: Sequence[Event]) -> list[Patent]:
    """Patents, each to the last paid day and not beyond twelve months. Raises BadInput and OutsideKnownDates."""
    starts = on_days(events, "patent_start")
    _check_started(events, starts, ("patent_paid_until",))
    found = []
    for index, (start, following) in enumerate(pairwise([*starts, NO_END])):
        term = PATENT_TERM.at(start, place(events, "patent_start", start))
        paid = _within(on_days(events, "patent_paid_until"), start, following, first=index == 0)
        longest = add_months(start, int(term.value)) - ONE_DAY
        if paid:
            found.append(Patent(start, min(paid[-1], longest), paid[-1] > longest))
    return found


def days_for_a_new_contract(entry: date, contract: Contract) -> Span | None:
    """The days for a new contract after an early end more than 90 days after entry (S-03)."""
    if not contract.early or contract.last < entry:
        return None
    if length(entry, contract.last) <= int(AFTER_DAY.at(contract.last).value):
        return None
    days = Days(NEW_CONTRACT.at(contract.last).value)
    return contract.last + ONE_DAY, contract.last + timedelta(days=days)


def _within(days: Sequence[date], start: date, following: date, *, first: bool) -> list[date]:
    """The ends of what began on `start`; an end on the day the next one begins belongs to the former."""
    return [day for day in days if start < day <= following or (first and day == start)]


def _check_started(events: Sequence[Event], starts: Sequence[date], ends: tuple[Kind, ...]) -> None:
    for kind in ends:
        for day in on_days(events, kind):
            if not starts or day < starts[0]:
                raise BadInput("start_missing", place(events, kind, day))
