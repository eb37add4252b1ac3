"""The list of the directory for staff, and all that is known of one entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tayanch import vocabulary
from tayanch.accounts.models import User
from tayanch.directory import lookup
from tayanch.directory.checks import EMERGENCY, standing
from tayanch.directory.keeping import entries
from tayanch.directory.keeping.entries import Kept
from tayanch.directory.keeping.forms import CLOSED, own_language
from tayanch.directory.keeping.models import Change, Check, Invitation, Proposal
from tayanch.directory.keeping.parts import PARTS, TITLES, compared, lines
from tayanch.directory.keeping.ringing import due_numbers
from tayanch.directory.model import Organisation, Phone
from tayanch.directory.stops import next_stops


@dataclass(frozen=True, slots=True)
class Row:
    """An entry in the list."""

    kept: Kept
    is_due: bool
    unconfirmed: int
    off: int
    proposals: int

    @property
    def is_fresh(self) -> bool:
        return self.kept.freshness is lookup.Freshness.FRESH

    @property
    def is_closed(self) -> bool:
        return self.kept.entry.closed_on is not None


_STATES: Mapping[str, Callable[[Row], bool]] = {
    "": lambda row: True,
    "due": lambda row: row.is_due,
    "stale": lambda row: not row.is_fresh,
    "unconfirmed": lambda row: row.unconfirmed > 0,
    "off": lambda row: row.off > 0,
    "draft": lambda row: row.kept.is_draft,
    "proposed": lambda row: row.proposals > 0,
    "closed": lambda row: True,
}


def rows(today: date, chosen: Mapping[str, str]) -> list[Row]:
    """The entries that fit; closed ones only when they are asked for."""
    waiting: dict[str, int] = {}
    for id in Proposal.objects.filter(decided_at=None).values_list("entry", flat=True):
        waiting[id] = waiting.get(id, 0) + 1
    state = chosen.get("state", "")
    found = [_row(one, waiting.get(one.entry.id, 0)) for one in entries.kept(today) if _fits(one.entry, chosen)]
    return [row for row in found if row.is_closed == (state == "closed") and _STATES[state](row)]


def _row(one: Kept, proposals: int) -> Row:
    off = sum(_is_off(one, phone) for phone in one.entry.phones)
    unconfirmed = sum(not phone.confirmed for phone in one.entry.phones) - off
    return Row(one, bool(due_numbers(one)), unconfirmed, off, proposals)


def _is_off(one: Kept, phone: Phone) -> bool:
    return standing(phone, one.rung.get(phone.number, ())).is_off


def _fits(entry: Organisation, chosen: Mapping[str, str]) -> bool:
    country, need = chosen.get("country", ""), chosen.get("need", "")
    return country in ("", entry.country, *entry.covers) and need in ("", *(one.need for one in entry.services))


def countries() -> list[str]:
    """Where the entries help, in the order of the vocabulary."""
    helped = {country for one in entries.drafts().values() for country in one.covers}
    return [one.id for one in vocabulary.scheme("country").concepts if one.id in helped]


# --- one entry -------------------------------------------------------------------------------------------------------


def everything(id: str, today: date, asker: User) -> dict[str, Any]:
    """What the page of an entry shows: every part with its source, numbers with their history, what waits."""
    one = entries.kept_one(id, today)
    seen = entries.public_now(id)
    changes = list(Change.objects.filter(entry=id).select_related("by__organisation"))
    checks = list(Check.objects.filter(entry=id).select_related("by__organisation"))
    draft = entries.draft(id)
    return {
        "kept": one,
        "entry": one.entry,
        "freshness": str(one.freshness),
        "checked": lookup.last_checked(one.entry),
        "is_public": seen is not None and seen.closed_on is None,
        "parts": [_part(draft, part, changes) for part in PARTS],
        "numbers": [_number(one, phone, checks, asker) for phone in one.entry.phones],
        "whole": [_shown_check(check, asker) for check in checks if not check.number],
        "compared": compared(seen, draft, own_language()) if seen and one.is_draft else [],
        "stops": [(stop, stop.key) for stop in next_stops(draft, today)],
        "history": [_shown_change(change, asker) for change in changes],
        "invitations": [(link, link.is_open(today)) for link in Invitation.objects.filter(entry=id)],
        "proposals": Proposal.objects.filter(entry=id, decided_at=None),
    }


def _part(entry: Organisation, part: str, changes: list[Change]) -> dict[str, Any]:
    """A part with its lines and where it is known from: the newest change, or what the file says."""
    newest = next((change.source for change in changes if change.part in {part, "new"}), None)
    of_others = {change.source for change in changes}
    sources = [newest] if newest else [one for one in entry.sources if one not in of_others]
    if not newest and part == "services":
        sources = list(dict.fromkeys(source for one in entry.services for source in one.sources))
    if part == "phones":
        sources = list(dict.fromkeys(one.source for one in entry.phones))
    told = lines(entry, part, own_language())
    return {"id": part, "title": TITLES[part], "lines": told, "sources": sources if told else []}


def _number(one: Kept, phone: Phone, checks: list[Check], asker: User) -> dict[str, Any]:
    history = [_shown_check(check, asker) for check in checks if check.number == phone.number]
    never = phone.number in EMERGENCY
    return {"phone": phone, "is_off": _is_off(one, phone), "is_emergency": never, "history": history}


def _shown_check(check: Check, asker: User) -> dict[str, Any]:
    return {"check": check, "by": who(check.by, asker)}


def _shown_change(change: Change, asker: User) -> dict[str, Any]:
    closed = CLOSED.get(change.part.removeprefix("closed-"))
    title = TITLES.get(change.part) or closed or change.part
    return {"change": change, "by": who(change.by, asker), "title": title, "is_closing": closed is not None}


def who(user: User, asker: User) -> str:
    """Somebody of one's own organisation by name; of another one, only the organisation."""
    return user.name if user.organisation_id == asker.organisation_id else user.organisation.name
