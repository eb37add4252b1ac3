"""Which days of the last stay something covers, and where that ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tayanch.law.days import ONE_DAY
from tayanch.law.errors import BadInput

from .events import Contract, Event, Patent, contracts, days_for_a_new_contract, on_days, patents, place, stays
from .spans import NO_END, Span, clipped, days_within, merged, without
from .visa_free import LIMITS, Window, last_free_day, window

Ground = Literal["contract", "new_contract_days", "patent", "extension", "visa_free"]
Reading = Literal["all_days", "days_without_contract"]
READINGS: tuple[Reading, ...] = ("all_days", "days_without_contract")


@dataclass(frozen=True)
class Reckoning:
    """The last stay that began by `as_of`, counted to `day`: that day, or the day she left."""

    day: date
    stay: Span  # until NO_END while she is there
    contracts: tuple[Contract, ...]  # those that reach into the stay
    patents: tuple[Patent, ...]
    covered: tuple[tuple[Ground, Span], ...]
    window: Window
    days_by_year: dict[str, int]

    @property
    def entry(self) -> date:
        return self.stay[0]

    @property
    def left(self) -> date | None:
        return None if self.stay[1] == NO_END else self.stay[1]

    @property
    def lawful(self) -> list[Span]:
        return merged(span for _, span in self.covered)

    @property
    def last(self) -> date | None:
        """The end of the covered days around `day`, else of those before it; NO_END when there is none in sight."""
        return max((end for first, end in self.lawful if first <= self.day), default=None)

    @property
    def ground(self) -> Ground | None:
        return next((ground for ground, span in self.covered if span[1] == self.last), None)

    @property
    def first_uncertain(self) -> date | None:
        """The first day of the stay that nothing covers."""
        lawful = self.lawful
        if not lawful or lawful[0][0] > self.entry:
            return self.entry
        return None if lawful[0][1] == NO_END else lawful[0][1] + ONE_DAY

    def until(self, ground: Ground) -> date | None:
        """The last day that this ground covers; None without one."""
        return max((span[1] for each, span in self.covered if each == ground), default=None)

    def is_in_a_contract(self, day: date) -> bool:
        return any(contract.first <= day <= contract.last for contract in self.contracts)


def reckon(events: Sequence[Event], as_of: date, reading: Reading, *, eaeu: bool) -> Reckoning:
    """Reads the events up to `as_of`.

    A contract carries the stay of EAEU citizens, a patent that of the others. Raises BadInput (no entry by `as_of`,
    an end without a start) and OutsideKnownDates.
    """
    visits, worked, paid = _visits(events, as_of), contracts(events), patents(events)
    bases = [(each.first, each.last) for each in (worked if eaeu else paid)]
    entry, end = visits[-1]
    day = min(as_of, end)
    seen = merged([*visits[:-1], (entry, NO_END)])
    counted = without(seen, bases) if reading == "days_without_contract" else seen
    free = last_free_day(entry, counted)
    covered = _covered(entry, bases, worked if eaeu else (), on_days(events, "extension"))
    return Reckoning(
        day,
        (entry, end),
        tuple(each for each in worked if eaeu and each.last >= entry),
        tuple(each for each in paid if not eaeu and each.last >= entry),
        (*covered, *((("visa_free", (entry, free)),) if free else ())),
        window(day, counted),
        _days_by_year(seen, visits[0][0], day),
    )


def _visits(events: Sequence[Event], as_of: date) -> list[Span]:
    for entered in on_days(events, "entry"):
        LIMITS.at(entered, place(events, "entry", entered))
    visits = stays(events, as_of)
    if not visits:
        raise BadInput("range_backwards", "as_of") if on_days(events, "entry") else BadInput("start_missing", "events")
    return visits


def _covered(
    entry: date, bases: Sequence[Span], worked: Sequence[Contract], extensions: Sequence[date]
) -> tuple[tuple[Ground, Span], ...]:
    """What covers days from `entry` on, apart from the visa-free days."""
    carried: Ground = "contract" if worked else "patent"
    after_early_end = (days_for_a_new_contract(entry, each) for each in worked)
    return (
        *((carried, span) for span in clipped(bases, entry, NO_END)),
        *(("new_contract_days", span) for span in after_early_end if span),
        *(("extension", (entry, last)) for last in extensions if last >= entry),
    )


def _days_by_year(seen: Sequence[Span], first: date, day: date) -> dict[str, int]:
    years = range(first.year, day.year + 1)
    return {str(year): int(days_within(seen, date(year, 1, 1), min(date(year, 12, 31), day))) for year in years}
