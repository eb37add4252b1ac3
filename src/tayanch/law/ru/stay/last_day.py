"""The last lawful day in Russia that can be counted from what happened (fact base: rules S-02, S-03, S-05).

115-FZ, art. 5; EAEU Treaty, art. 97. It counts days and names what is unclear; it never judges.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from tayanch.law.days import check_date
from tayanch.law.derivation import Assumption, Derivation, Facts, Notice, Step
from tayanch.law.errors import BadInput
from tayanch.law.inputs import Asked, Choice, Day, ListOf, Record
from tayanch.law.parameters import Parameter
from tayanch.law.texts import Days

from ..pack import PACK
from .events import (
    AFTER_DAY,
    CONTRACT_TERM,
    KINDS,
    NEW_CONTRACT,
    PATENT_TERM,
    Event,
    check_days,
    days_for_a_new_contract,
    on_days,
    patents,
)
from .reckoning import READINGS, Reading, Reckoning, reckon
from .spans import NO_END, length
from .track import CITIZENSHIP, Citizenship, is_eaeu
from .visa_free import IN_A_ROW

MOST_EVENTS = 400
TRACKS = {"contract": "eaeu", "new_contract_days": "eaeu", "patent": "patent"}
QUESTION = Record(
    {
        "citizenship": CITIZENSHIP,
        "events": ListOf(
            Record({"date": Day("the day; of an end, the last day"), "kind": Choice(KINDS)}),
            MOST_EVENTS,
            least=1,
            about="what happened, in any order",
        ),
        "as_of": Day("the day from which one looks"),
    },
    {
        "what_if": Record({"contract_end_early": Day("the day on which the contract would end early")}),
        "reading": Choice(READINGS, "whether days on a contract or a patent count as visa-free days; all_days"),
    },
)


def last_day(
    citizenship: Citizenship,
    events: Sequence[Event],
    as_of: date,
    *,
    what_if: date | None = None,
    reading: Reading = "all_days",
) -> Derivation:
    """The last day of the stay that something covers: visa-free days, a contract, a paid patent, an extension.

    The value is a date, or None when not one day can be counted, or when a contract has no known end (`no_end`).
    Entries and exits after `as_of` do not count; ends that lie ahead do. When she has left, the stay she ended is
    counted. `details`: `track`, `ground`, `allowed` (the day is among the counted ones), `in_country`, `days_used` and
    `days_left` (of the visa-free days), `days_by_year`, `first_uncertain`, `new_contract_by`, `what_if` (an early end
    of the contract now or on that day), `if_entered_on_as_of` (when she has left) and others.
    Raises BadInput and OutsideKnownDates (entry before 2014, an EAEU contract before 12 August 2015, a patent before
    2015).
    """
    check_date(as_of, "as_of")
    check_days(events)
    eaeu = is_eaeu(citizenship)
    found = reckon(events, as_of, reading, eaeu=eaeu)
    other = _other_reading(events, as_of, reading, eaeu=eaeu)
    return PACK.derive(
        "stay.last_day",
        _shown(found.last),
        used=_rows(found),
        steps=tuple(_steps(found)),
        warnings=_warnings(events, found, as_of, other, eaeu=eaeu),
        assumed=tuple(_assumed(events, found)),
        details={
            **_details(events, found, as_of),
            "reading": reading,
            "other_readings": other,
            "what_if": _what_if(events, found, as_of, what_if, reading, eaeu=eaeu),
            "if_entered_on_as_of": _if_entered(events, found, as_of, reading, eaeu=eaeu),
        },
    )


def answer_last_day(asked: Asked) -> Derivation:
    return last_day(
        asked["citizenship"],
        [Event(each["date"], each["kind"]) for each in asked["events"]],
        asked["as_of"],
        what_if=asked["what_if"]["contract_end_early"] if asked["what_if"] else None,
        reading=asked["reading"] or "all_days",
    )


def _shown(last: date | None) -> date | None:
    return None if last == NO_END else last


def _other_reading(events: Sequence[Event], as_of: date, reading: Reading, *, eaeu: bool) -> dict[Reading, date | None]:
    others = [each for each in READINGS if each != reading]
    return {each: _shown(reckon(events, as_of, each, eaeu=eaeu).last) for each in others}


def _details(events: Sequence[Event], found: Reckoning, as_of: date) -> dict[str, object]:
    last = found.last
    return {
        "as_of": as_of,
        "track": TRACKS.get(found.ground or "", "visa_free"),
        "ground": found.ground,
        "allowed": last is not None and found.day <= last,
        "no_end": last == NO_END,
        "in_country": found.left is None,
        "entry": found.entry,
        "left": found.left,
        "day_number": int(length(found.entry, found.day)),
        "days_used": found.window.used,
        "days_left": found.window.left,
        "days_counted_from": found.window.first,
        "days_by_year": found.days_by_year,
        "days_used_this_year": found.days_by_year[str(found.day.year)],
        "days_after_last_day": _days_after(found),
        "visa_free_until": found.until("visa_free"),
        "contract_until": _shown(found.until("contract")),
        "new_contract_by": found.until("new_contract_days"),
        "patent_until": found.until("patent"),
        "first_uncertain": found.first_uncertain,
        "registered": any(found.entry <= day <= as_of for day in on_days(events, "registration")),
    }


def _days_after(found: Reckoning) -> Days:
    """Days of the stay after the last counted one; all of them when not one is counted."""
    if found.last is None:
        return length(found.entry, found.day)
    return Days(max(0, (found.day - found.last).days))


def _what_if(
    events: Sequence[Event], found: Reckoning, as_of: date, day: date | None, reading: Reading, *, eaeu: bool
) -> dict[str, object] | None:
    """What an early end of the contract would do: on `day`, or now."""
    if day and not (check_date(day, "what_if.contract_end_early") and found.is_in_a_contract(day)):
        raise BadInput("start_missing", "what_if.contract_end_early")
    end = day or as_of
    if found.left or not found.is_in_a_contract(end):
        return None
    then = reckon([*events, Event(end, "contract_end_early")], as_of, reading, eaeu=eaeu)
    return {
        "contract_end_early": end,
        "last_day": _shown(then.last),
        "new_contract_by": then.until("new_contract_days"),
        "ground": then.ground,
    }


def _if_entered(
    events: Sequence[Event], found: Reckoning, as_of: date, reading: Reading, *, eaeu: bool
) -> dict[str, object] | None:
    """What she could count on if she came back on `as_of`; nothing while she is there."""
    if not found.left:
        return None
    known = [event for event in events if event.on <= as_of or event.kind not in ("entry", "exit")]
    then = reckon([*known, Event(as_of, "entry")], as_of, reading, eaeu=eaeu)
    covers = then.last is not None and then.last >= as_of
    return {
        "last_day": _shown(then.last) if covers else None,
        "no_end": then.last == NO_END,
        "ground": then.ground if covers else None,
    }


def _rows(found: Reckoning) -> list[Parameter]:
    day = found.day
    worked = [CONTRACT_TERM.at(each.first) for each in found.contracts]
    early = [table.at(each.last) for each in found.contracts if each.early for table in (AFTER_DAY, NEW_CONTRACT)]
    paid = [PATENT_TERM.at(each.first) for each in found.patents]
    return [found.window.limit, IN_A_ROW.at(day), *worked, *early, *paid]


def _steps(found: Reckoning) -> Iterator[Step]:
    at = found.window
    facts: Facts = {"from": at.first, "to": at.last, "used": at.used, "limit": Days(at.limit.value), "left": at.left}
    yield PACK.step("stay_entered", {"entry": found.entry, "number": int(length(found.entry, found.day))}, at.limit)
    if found.ground in (None, "visa_free"):
        yield PACK.step("stay_days_used", facts, at.limit, formula=f"{at.limit.value} − {int(at.used)}")
    else:
        yield PACK.step("stay_days_with_basis", facts, at.limit)
    free = found.until("visa_free")
    if free:
        yield PACK.step("stay_visa_free", {"last": free}, IN_A_ROW.at(found.entry))
    else:
        yield PACK.step("stay_no_free_days", {"entry": found.entry}, at.limit)
    yield from _contract_steps(found)
    for patent in found.patents:
        yield PACK.step("stay_patent", {"first": patent.first, "last": patent.last}, PATENT_TERM.at(patent.first))
    extended = found.until("extension")
    if extended:
        yield PACK.step("stay_extended", {"last": extended}, at.limit)
    if found.last == NO_END:
        yield PACK.step("stay_no_end", {}, CONTRACT_TERM.at(found.contracts[-1].first))
    elif found.last:
        yield PACK.step("stay_last_day", {"last": found.last}, at.limit)


def _contract_steps(found: Reckoning) -> Iterator[Step]:
    for contract in found.contracts:
        row, facts = CONTRACT_TERM.at(contract.first), {"first": contract.first, "last": contract.last}
        if contract.last == NO_END:
            yield PACK.step("stay_contract_open", {"first": contract.first}, row)
        elif not contract.early:
            yield PACK.step("stay_contract", facts, row)
        else:
            yield PACK.step("stay_contract_ended_early", facts, row)
            yield _early_end_step(found.entry, contract.last, days_for_a_new_contract(found.entry, contract))


def _early_end_step(entry: date, ended: date, new: tuple[date, date] | None) -> Step:
    number = int(length(entry, ended))
    if new is None:
        return PACK.step("stay_early_end_within", {"number": number}, AFTER_DAY.at(ended))
    row = NEW_CONTRACT.at(ended)
    formula = f"{ended} + {row.value} = {new[1]}"
    return PACK.step(
        "stay_new_contract_days", {"number": number, "days": Days(row.value), "last": new[1]}, row, formula=formula
    )


def _assumed(events: Sequence[Event], found: Reckoning) -> Iterator[Assumption]:
    yield PACK.assumed("all_crossings_written")
    if found.contracts:
        yield PACK.assumed("contracts_in_turn")
    if found.until("extension"):
        yield PACK.assumed("extended_in_time")


def _warnings(
    events: Sequence[Event], found: Reckoning, as_of: date, other: dict[Reading, date | None], *, eaeu: bool
) -> Iterator[Notice]:
    last, uncertain = found.last, found.first_uncertain
    if any(event.on > as_of and event.kind in ("entry", "exit") for event in events):
        yield PACK.warning("later_crossings", as_of=as_of)
    yield from _basis_warnings(events, found, eaeu=eaeu)
    if last is None or last < found.day:
        yield PACK.warning("stay_days_over", days=_days_after(found))
    if last is not None and uncertain is not None and uncertain < last:
        yield PACK.warning("stay_gap", first=uncertain)
    if found.ground == "visa_free" and last is not None and last.year > found.entry.year:
        yield PACK.warning("new_year_no_reset")
    if not any(found.entry <= day for day in on_days(events, "registration")):
        yield PACK.warning("registration_not_written")
    yield from (PACK.other_reading(each) for each in other.values() if each is not None and each != last)
    yield PACK.warning("stay_ask_first")


def _basis_warnings(events: Sequence[Event], found: Reckoning, *, eaeu: bool) -> Iterator[Notice]:
    """What is unclear about contracts and patents."""
    if eaeu and on_days(events, "patent_start"):
        yield PACK.warning("patent_not_needed")
    if not eaeu and on_days(events, "contract_start"):
        yield PACK.warning("contract_needs_patent")
    if any(each.unsure for each in found.contracts):
        yield PACK.warning("two_contract_ends")
    if found.ground == "contract" and found.last != NO_END:
        yield PACK.warning("no_days_after_term")
    if found.ground == "contract":
        yield PACK.warning("family_registration")
    if not eaeu and len(patents(events)) < len(on_days(events, "patent_start")):
        yield PACK.warning("patent_not_paid")
    if any(each.capped for each in found.patents):
        yield PACK.warning("patent_longest_term")
    if found.ground == "patent":
        yield PACK.warning("patent_day_late")
