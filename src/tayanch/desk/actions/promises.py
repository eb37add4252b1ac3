"""Everything that is written to a promise. Who may write is decided before: see :mod:`tayanch.desk.access`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.models import Case, Consultation, Promise


def _is_date(text: str) -> bool:
    return _fits(date.fromisoformat, text)


def _is_time(text: str) -> bool:
    """A clock of ours: an hour with an offset would be another hour when it is read."""
    return _fits(time.fromisoformat, text) and not (text and time.fromisoformat(text).tzinfo)


def _fits(read: Callable[[str], Any], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return not text
    return True


# What the page of a consultation calls the parts of a promise, and whether a text fits there.
DRAFT_FIELDS: dict[str, Callable[[str], bool]] = {
    "promise_what": lambda text: True,
    "promise_due": _is_date,
    "promise_from": _is_time,
    "promise_until": _is_time,
    "promise_urgent": lambda text: text in {"", "yes"},
}


@transaction.atomic
def do_promise(
    about: Case | Consultation,
    *,
    by: User | None,
    what: str,
    due: date,
    due_from: time | None = None,
    due_until: time | None = None,
    is_urgent: bool = False,
    is_call: bool = True,
    owner: User | None = None,
) -> Promise:
    """Promise her something by a day and an hour. Without *owner* it is free: whoever of the team comes first.

    Without *by* the installation itself promises.
    """
    made = _new(about)
    made.owner, made.due, made.due_from, made.due_until = owner, due, due_from, due_until
    made.is_urgent, made.is_call = is_urgent, is_call
    made.seal(what=what)
    made.save(force_insert=True)
    who = by.id if by else None
    log.record("promise.make", by=who, kind="promise", object_id=made.id, fields=["what", "due"])
    return made


def _new(about: Case | Consultation) -> Promise:
    tie = {"case": about} if isinstance(about, Case) else {"consultation": about, "case": about.case}
    made = Promise(about_id=about.id, organisation_id=about.organisation_id, team_id=about.team_id, **tie)
    made._data_key = about._data_key
    return made


def draft_of(consultation: Consultation) -> Promise | None:
    """The promise that the page of this consultation writes: the first one made there and still open."""
    mine = Promise.objects.filter(consultation=consultation, about_id=consultation.id, state=Promise.State.OPEN)
    found = mine.order_by("made_at").first()
    if found is not None:
        found._data_key = consultation._data_key
    return found


def draft_values(draft: Promise | None) -> dict[str, str]:
    """The parts of a promise as the page shows them."""
    if draft is None:
        return dict.fromkeys(DRAFT_FIELDS, "")
    return {
        "promise_what": draft.unseal("what"),
        "promise_due": draft.due.isoformat(),
        "promise_from": _clock(draft.due_from),
        "promise_until": _clock(draft.due_until),
        "promise_urgent": "yes" if draft.is_urgent else "",
    }


def _clock(value: time | None) -> str:
    return value.strftime("%H:%M") if value else ""


@transaction.atomic
def do_draft_promise(consultation: Consultation, parts: Mapping[str, str], *, by: User) -> Promise | None:
    """Keep a promise while it is typed, so that a closed lid loses none. Emptied of its words and its hours it goes.

    Without a day it is due today: a promise that is seen too early harms nobody.
    """
    draft = draft_of(consultation) or _new(consultation)
    values = {**draft_values(None if draft._state.adding else draft), **parts}
    if not (values["promise_what"] or parts.get("promise_due") or values["promise_from"] or values["promise_until"]):
        _forget_draft(draft, by)
        return None
    draft.due = date.fromisoformat(values["promise_due"] or timezone.localdate().isoformat())
    draft.due_from, draft.due_until = (_time(values[name]) for name in ("promise_from", "promise_until"))
    draft.is_urgent, draft.owner = values["promise_urgent"] == "yes", draft.owner or by
    draft.seal(what=values["promise_what"])
    is_new = draft._state.adding
    draft.save()
    if is_new:
        log.record("promise.make", by=by.id, kind="promise", object_id=draft.id, fields=["what", "due"])
    return draft


def _time(text: str) -> time | None:
    return time.fromisoformat(text) if text else None


def _forget_draft(draft: Promise, by: User) -> None:
    if not draft._state.adding:
        log.record("promise.unmake", by=by.id, kind="promise", object_id=draft.id)
        draft.delete()


@transaction.atomic
def do_keep_promise(promise: Promise, *, by: User) -> Promise:
    """It was done. Raises ``PermissionDenied`` for one that is settled already."""
    return _settle(promise, Promise.State.KEPT, "promise.keep", by)


@transaction.atomic
def do_drop_promise(promise: Promise, *, by: User) -> Promise:
    """It will not be done. Raises ``PermissionDenied`` for one that is settled already."""
    return _settle(promise, Promise.State.DROPPED, "promise.drop", by)


def _settle(promise: Promise, state: str, action: str, by: User) -> Promise:
    _must_be_open(promise)
    promise.state, promise.settled_at, promise.settled_by = state, timezone.now(), by
    promise.save(update_fields=["state", "settled_at", "settled_by"])
    log.record(action, by=by.id, kind="promise", object_id=promise.id, fields=["state"])
    return promise


def _must_be_open(promise: Promise) -> None:
    if promise.state != Promise.State.OPEN:
        raise PermissionDenied


@transaction.atomic
def do_reopen_promise(promise: Promise, *, by: User) -> Promise:
    """Take back that it was kept or dropped."""
    promise.state, promise.settled_at, promise.settled_by = Promise.State.OPEN, None, None
    promise.save(update_fields=["state", "settled_at", "settled_by"])
    log.record("promise.reopen", by=by.id, kind="promise", object_id=promise.id, fields=["state"])
    return promise


@transaction.atomic
def do_move_promise(
    promise: Promise, *, by: User, due: date, due_from: time | None = None, due_until: time | None = None
) -> Promise:
    """Give it another day and hour; how often it was moved is counted. Raises ``PermissionDenied`` when settled."""
    _must_be_open(promise)
    promise.due, promise.due_from, promise.due_until = due, due_from, due_until
    promise.moved, promise.moved_at = promise.moved + 1, timezone.now()
    promise.save(update_fields=["due", "due_from", "due_until", "moved", "moved_at"])
    log.record("promise.move", by=by.id, kind="promise", object_id=promise.id, fields=["due"])
    return promise


@transaction.atomic
def do_take_promise(promise: Promise, *, by: User) -> Promise:
    """Become the owner of a free one. Raises ``PermissionDenied`` when somebody was quicker."""
    free = Promise.objects.filter(id=promise.id, owner__isnull=True, state=Promise.State.OPEN)
    if not free.update(owner=by):
        raise PermissionDenied
    promise.owner = by
    log.record("promise.take", by=by.id, kind="promise", object_id=promise.id, fields=["owner"])
    return promise


@transaction.atomic
def do_free_promise(promise: Promise, *, by: User) -> Promise:
    """Give one's own promise back to the team. Raises ``PermissionDenied`` for somebody else's."""
    if promise.owner_id != by.id or promise.state != Promise.State.OPEN:
        raise PermissionDenied
    promise.owner = None
    promise.save(update_fields=["owner"])
    log.record("promise.free", by=by.id, kind="promise", object_id=promise.id, fields=["owner"])
    return promise
