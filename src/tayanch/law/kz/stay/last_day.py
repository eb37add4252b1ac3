"""The last day of a stay: Government Resolution 148, the EAEU Treaty (art. 97) and the Kyrgyz-Kazakh agreement.

Without a permit the migration police count at most 90 days in any 180; the day of entry and the day of exit count.
Citizens of Uzbekistan and Tajikistan may also stay at most 30 days at a time. Two other readings are counted beside
it: the stay of an EAEU worker follows the contract, and a registered citizen of Kyrgyzstan may stay 90 days, with an
extension as many again. A residence permission ends on its own day.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from tayanch.law.days import ONE_DAY, check_date
from tayanch.law.derivation import Derivation, Facts, Notice, Step
from tayanch.law.errors import BadInput
from tayanch.law.given import Given
from tayanch.law.inputs import Asked, Choice, Day, ListOf, Record
from tayanch.law.parameters import DatedTable, Parameter
from tayanch.law.texts import Days

from ..pack import PACK

Kind = Literal["entry", "exit", "contract_start", "contract_end", "contract_end_early", "registration", "permit_until"]
KINDS: tuple[Kind, ...] = (
    "entry",
    "exit",
    "contract_start",
    "contract_end",
    "contract_end_early",
    "registration",
    "permit_until",
)
EAEU = ("KG", "AM", "BY", "RU")
CITIZENSHIPS = (*EAEU, "UZ", "TJ")
READINGS = ("visa_free", "contract", "agreement")
MOST_EVENTS = 1000
_TABLES = PACK.tables
_IN_WINDOW, _WINDOW, _ONE_STAY = (_TABLES[f"stay.{name}"] for name in ("in_window", "window", "one_stay"))
_UNREGISTERED, _NEW_CONTRACT = _TABLES["stay.without_registration"], _TABLES["stay.new_contract"]
_AGREED, _EXTENDED = _TABLES["stay.bilateral_registration"], _TABLES["stay.bilateral_extension"]

QUESTION = Record(
    {
        "citizenship": Choice(CITIZENSHIPS),
        "events": ListOf(
            Record({"date": Day(), "kind": Choice(KINDS)}),
            MOST_EVENTS,
            about="crossings of the border, contracts, registrations; an end or a permit may lie after as_of",
        ),
        "as_of": Day("the day to look from"),
    },
    {"reading": Choice(READINGS, "which rule ends the stay; without it, 90 days in 180")},
)


@dataclass(frozen=True)
class Event:
    """What happened on a day; `contract_end` and `permit_until` are last days and may be planned."""

    on: date
    kind: Kind


@dataclass(frozen=True)
class _Stay:
    """Her stays until the day asked for; `since` is the entry of the open one, or that day when she is outside."""

    past: tuple[tuple[date, date], ...]
    since: date
    inside: bool

    def days_in(self, last: date, window: int) -> int:
        """Days of presence among the `window` days that end on `last`, if she stays until then."""
        first = last - timedelta(days=window - 1)
        spans = [*self.past, (self.since, last)]
        return sum(max(0, (min(end, last) - max(begin, first)).days + 1) for begin, end in spans)

    def last_day(self, most: int, window: int) -> date:
        """The last day on which no more than `most` days count; before `since` when none was left."""
        day = self.since
        while self.days_in(day, window) <= most:
            day += ONE_DAY
        return day - ONE_DAY


def last_day(citizenship: str, events: Sequence[Event], as_of: date, reading: str = "visa_free") -> Derivation:
    """The last day of the stay; None when it follows a contract whose end was not told.

    Who is outside on `as_of` is counted as if she entered on it. `details`: `inside`, `since`, `ground` (what the value
    rests on: `permit` or a reading), `days_used` in the window that ends on `as_of`, `days_left` after it,
    `register_by` (EAEU), `reading` and `other_readings`. Events after `as_of` are left out, except ends that are
    planned. Raises BadInput and OutsideKnownDates (before 27 January 2023).
    """
    check_date(as_of, "as_of")
    Given(citizenship, "citizenship").one_of(CITIZENSHIPS)
    Given(reading, "reading").one_of(_readings(citizenship))
    for place, event in enumerate(events):
        check_date(event.on, f"events[{place}].date")
    window = _days(_WINDOW, as_of)
    stay = _stays(events, as_of)
    found = {end.reading: end for end in _ends(citizenship, events, stay, as_of)}
    end = found.get("permit") or found.get(reading) or found["visa_free"]
    value, others = end.last, {name: other.last for name, other in found.items() if other is not end}
    used = Days(stay.days_in(as_of, window) - (0 if stay.inside else 1))
    left = None if value is None else Days(max(0, (value - as_of).days + (0 if stay.inside else 1)))
    register_by = stay.since + timedelta(days=_days(_UNREGISTERED, as_of) - 1) if citizenship in EAEU else None
    return PACK.derive(
        "stay.last_day",
        value,
        used=_rows(citizenship, end.reading, as_of),
        steps=(*_steps(stay, end, used, as_of), *_register_steps(register_by, as_of)),
        warnings=_warnings(citizenship, stay, others, value),
        assumed=(PACK.assumed("entry_day_counts"), PACK.assumed("told_everything")),
        details={
            "citizenship": citizenship,
            "inside": stay.inside,
            "since": stay.since,
            "ground": end.reading,
            "days_used": used,
            "days_left": left,
            "register_by": register_by,
            "reading": reading,
            "other_readings": others,
        },
    )


def answer_last_day(asked: Asked) -> Derivation:
    events = [Event(each["date"], each["kind"]) for each in asked["events"]]
    return last_day(asked["citizenship"], events, asked["as_of"], asked["reading"] or READINGS[0])


def _readings(citizenship: str) -> tuple[str, ...]:
    return READINGS if citizenship == "KG" else READINGS[:2] if citizenship in EAEU else READINGS[:1]


def _days(table: DatedTable, as_of: date) -> int:
    return int(table.at(as_of, "as_of").value)


def _stays(events: Sequence[Event], as_of: date) -> _Stay:
    """Pairs entries with exits until `as_of`. A day on which she left and came back counts once."""
    past: list[tuple[date, date]] = []
    since: date | None = None
    for day in sorted({each.on for each in events if each.on <= as_of}):
        kinds = [each.kind for each in events if each.on == day and each.kind in ("entry", "exit")]
        while kinds:
            wanted: Kind = "exit" if since else "entry"
            if wanted not in kinds:
                raise BadInput("entries_unpaired", _place(events, kinds[0], day), day=day)
            kinds.remove(wanted)
            if since:
                past.append((since, day))
            since = None if since else day
    spans = _once(past)
    start = since or as_of
    return _Stay(spans, max([start, *(last + ONE_DAY for _, last in spans[-1:])]), since is not None)


def _once(past: Sequence[tuple[date, date]]) -> tuple[tuple[date, date], ...]:
    """The same stays without a day that is in two of them."""
    found: list[tuple[date, date]] = []
    for first, last in past:
        start = max([first, *(end + ONE_DAY for _, end in found[-1:])])
        if start <= last:
            found.append((start, last))
    return tuple(found)


def _place(events: Sequence[Event], kind: Kind, on: date) -> str:
    index = next(index for index, each in enumerate(events) if (each.kind, each.on) == (kind, on))
    return f"events[{index}].date"


@dataclass(frozen=True)
class _End:
    """The last day by one reading (None: not told), and the step that says so."""

    reading: str
    last: date | None
    step: str


def _ends(citizenship: str, events: Sequence[Event], stay: _Stay, as_of: date) -> Iterator[_End]:
    """The last day by every reading that her story allows."""
    free = stay.last_day(_days(_IN_WINDOW, as_of), _days(_WINDOW, as_of))
    if citizenship not in EAEU:
        free = min(free, stay.since + timedelta(days=_days(_ONE_STAY, as_of) - 1))
    yield _End("visa_free", free, "stay_visa_free" if free >= stay.since else "no_days_left")
    permits = [each.on for each in events if each.kind == "permit_until" and each.on >= as_of]
    if permits:
        yield _End("permit", max(permits), "stay_permit")
    if citizenship in EAEU:
        yield from _by_contract(events, stay, as_of)
    if citizenship == "KG":
        yield from _by_agreement(events, stay, as_of)


def _by_contract(events: Sequence[Event], stay: _Stay, as_of: date) -> Iterator[_End]:
    """While it runs, its last day; after an early end late in the stay, the days for a new one."""
    starts = [each.on for each in events if each.kind == "contract_start" and each.on <= as_of]
    if not starts:
        return
    start = max(starts)
    early = [each.on for each in events if each.kind == "contract_end_early" and start <= each.on <= as_of]
    ends = [each.on for each in events if each.kind == "contract_end" and each.on >= start]
    if early:
        if (min(early) - stay.since).days + 1 > _days(_IN_WINDOW, as_of):
            yield _End("contract", min(early) + timedelta(days=_days(_NEW_CONTRACT, as_of)), "stay_new_contract")
    elif not ends:
        yield _End("contract", None, "stay_contract_open")
    elif max(ends) >= as_of:
        yield _End("contract", max(ends), "stay_contract")


def _by_agreement(events: Sequence[Event], stay: _Stay, as_of: date) -> Iterator[_End]:
    registered = [each.on for each in events if each.kind == "registration" and stay.since <= each.on <= as_of]
    if registered:
        first, more = _days(_AGREED, as_of), _days(_EXTENDED, as_of)
        yield _End("agreement", min(registered) + timedelta(days=first - 1), "stay_agreement")
        yield _End("agreement_extended", min(registered) + timedelta(days=first + more - 1), "stay_agreement")


def _rows(citizenship: str, ground: str, as_of: date) -> list[Parameter]:
    tables = [_WINDOW, _IN_WINDOW]
    tables += [_UNREGISTERED] if citizenship in EAEU else [_ONE_STAY]
    tables += {"contract": [_NEW_CONTRACT], "agreement": [_AGREED]}.get(ground, [])
    return [table.at(as_of, "as_of") for table in tables]


def _steps(stay: _Stay, end: _End, used: Days, as_of: date) -> Iterator[Step]:
    row, window = _IN_WINDOW.at(as_of), Days(_days(_WINDOW, as_of))
    yield PACK.step("days_counted", {"as_of": as_of, "window": window, "used": used}, row)
    if not stay.inside:
        yield PACK.step("if_she_enters", {"since": stay.since}, row)
    cited = {"contract": _NEW_CONTRACT, "agreement": _AGREED}.get(end.reading, _IN_WINDOW).at(as_of)
    told: Facts = {"since": stay.since, "most": Days(row.value), "window": window, "days": Days(cited.value)}
    shown = {**told, **({} if end.last is None else {"last_day": end.last})}
    yield PACK.step(end.step, {place: shown[place] for place in PACK.texts.places(f"step.{end.step}")}, cited)


def _register_steps(register_by: date | None, as_of: date) -> Iterator[Step]:
    """How long without registration (EAEU), or how long at a time (the others)."""
    if register_by is None:
        row = _ONE_STAY.at(as_of)
        yield PACK.step("one_stay", {"most": Days(row.value)}, row)
    else:
        free = _UNREGISTERED.at(as_of)
        yield PACK.step("register_by", {"days": Days(free.value), "register_by": register_by}, free)


def _warnings(citizenship: str, stay: _Stay, others: Mapping[str, date | None], value: date | None) -> Iterator[Notice]:
    for other in sorted({day for day in others.values() if day is not None and day != value}):
        yield PACK.other_reading(other)
    yield PACK.warning("police_decide")
    if citizenship == "KG":
        yield PACK.warning("three_rules_collide")
    if citizenship in EAEU:
        yield PACK.warning("long_work_needs_permission")
    else:
        yield PACK.warning("work_needs_permit")
    yield PACK.warning("host_must_notify")
