"""What ringing a number says about it: whether it may be dialled, and whether it must be rung again.

A number becomes one to dial when somebody answered and said who they are. It is taken off when it is a wrong number,
or when nobody answered on two different days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from tayanch.directory.model import Organisation, Phone

ANSWERED, NO_ANSWER, WRONG_NUMBER = "answered", "no answer", "wrong number"
# Nobody may ring these to try them: somebody else is waiting to get through.
EMERGENCY = frozenset({"101", "102", "103", "104", "112", "119", "911"})
_DAYS_OF_SILENCE = 2


@dataclass(frozen=True, slots=True)
class Ring:
    """One attempt. *said_who*: whoever answered confirmed that it is the organisation."""

    on: date
    result: str
    said_who: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What stands of a number after all attempts, as it is published. *confirmed*: it may be dialled."""

    last_checked: date | None
    result: str | None
    confirmed: bool


class Due(StrEnum):
    """Why a number is to be rung."""

    NEVER = "never rung"
    STALE = "rung long ago"
    AGAIN = "to be rung again"


@dataclass(frozen=True, slots=True)
class Standing:
    """What the attempts add up to. *silent*: the days on which nobody answered since somebody did."""

    confirmed: bool
    answered_on: date | None
    silent: frozenset[date] = frozenset()
    last: Ring | None = None

    @property
    def is_off(self) -> bool:
        """Whether it was taken off: the organisation needs another number."""
        wrong = self.last is not None and self.last.result == WRONG_NUMBER
        return not self.confirmed and (wrong or len(self.silent) >= _DAYS_OF_SILENCE)


def standing(phone: Phone, rings: Iterable[Ring]) -> Standing:
    """Follow the attempts, in the order of their days, from what the entry itself says of the number."""
    before = phone.last_checked if phone.result in (None, ANSWERED) else None
    found = Standing(phone.confirmed, before)
    for one in sorted(rings, key=lambda ring: ring.on):
        found = _after(found, one)
    return found


def _after(before: Standing, one: Ring) -> Standing:
    if one.result == ANSWERED:
        return Standing(before.confirmed or one.said_who, one.on, last=one)
    if one.result == WRONG_NUMBER:
        return Standing(False, before.answered_on, last=one)
    silent = before.silent | {one.on}
    return Standing(before.confirmed and len(silent) < _DAYS_OF_SILENCE, before.answered_on, silent, one)


def result(phone: Phone, rings: Iterable[Ring]) -> Result:
    """What is published of a number: of one that may be dialled, the day when somebody answered there."""
    found = standing(phone, rings)
    if found.confirmed or found.last is None:
        return Result(found.answered_on, ANSWERED if found.answered_on else phone.result, found.confirmed)
    return Result(found.last.on, found.last.result, False)


def due(phone: Phone, rings: Iterable[Ring], days: int, today: date) -> Due | None:
    """Why the number is to be rung today, if it is. *days*: after how many a check is stale."""
    found = standing(phone, rings)
    if phone.number in EMERGENCY or found.is_off or (found.last and found.last.on >= today):
        return None
    if found.last is None and found.answered_on is None:
        return Due.NEVER
    if found.silent or not found.confirmed:
        return Due.AGAIN
    stale = found.answered_on is None or today - found.answered_on > timedelta(days=days)
    return Due.STALE if stale else None


def with_results(entry: Organisation, results: Mapping[str, Result]) -> Organisation:
    """The entry with what ringing has shown. The result of the number "" is that of the whole entry."""
    if not results:
        return entry
    phones = tuple(_with(phone, results.get(phone.number)) for phone in entry.phones)
    whole = results.get("")
    days = [day for day in (entry.checked_on, whole.last_checked if whole else None) if day]
    return replace(entry, phones=phones, checked_on=max(days, default=None))


def _with(phone: Phone, found: Result | None) -> Phone:
    if found is None:
        return phone
    return replace(phone, last_checked=found.last_checked, result=found.result, confirmed=found.confirmed)
