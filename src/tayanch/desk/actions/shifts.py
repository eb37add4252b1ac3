"""Everything that is written when one shift hands over to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.hotline.shifts import Left, waiting
from tayanch.desk.models import Consultation, HandedItem, Promise, ShiftEnd, Task
from tayanch.vault.keys import data_key


@dataclass(frozen=True)
class Given:
    """One thing that is left to the next shift, and what to know about it."""

    left: Left
    note: str = ""
    is_first: bool = False


@transaction.atomic
def do_note_item(given: Given, *, by: User) -> HandedItem:
    """Keep a note for the next shift while it is typed, so that a closed lid loses none."""
    draft = _draft(given, by)
    draft.save()
    log.record("shift.note", by=by.id, kind="shift", object_id=draft.id, fields=["note"])
    return draft


def _draft(given: Given, by: User) -> HandedItem:
    row = given.left.row
    ties = _ties(given.left)
    draft = HandedItem.objects.filter(by=by, shift_end=None, **ties).first() or HandedItem(by=by, **ties)
    draft.about_id = row.about_id if isinstance(row, Promise) else row.case_id if isinstance(row, Task) else row.id
    owned: Any = row.case if isinstance(row, Task) else row
    draft.organisation_id, draft.team_id = owned.organisation_id, owned.team_id
    draft._data_key = data_key(row)
    draft.is_first = given.is_first
    draft.seal(note=given.note)
    return draft


def _ties(left: Left) -> dict[str, Any]:
    """Which record an item is about. A promise of a conversation that became a case belongs to both."""
    if left.kind == "talk":
        return {"consultation": left.row, "case_id": left.row.case_id, "promise": None, "task": None}
    if left.kind == "task":
        return {"task": left.row, "case_id": left.row.case_id, "promise": None, "consultation": None}
    ties = {"case_id": left.row.case_id, "consultation_id": left.row.consultation_id}
    return {"promise": left.row, "task": None, **ties}


@transaction.atomic
def do_end_shift(given: Sequence[Given], *, by: User) -> ShiftEnd | None:
    """Hand over in one act: promises and steps become free, conversations wait for whoever takes them.

    What is not given stays hers. Nothing given: nothing is written. Raises ``PermissionDenied`` for what is not hers.
    """
    if any(one.left.row.owner_id != by.id for one in given):
        raise PermissionDenied
    if not given:
        return None
    end = ShiftEnd.objects.create(organisation_id=by.organisation_id, by=by)
    for place, one in enumerate(given, start=1):
        _hand(one, end, place, by)
    HandedItem.objects.filter(by=by, shift_end=None).delete()  # notes on what stays hers
    log.record("shift.hand-over", by=by.id, kind="shift", object_id=end.id)
    return end


def _hand(given: Given, end: ShiftEnd, place: int, by: User) -> None:
    item = _draft(given, by)
    item.shift_end, item.place = end, place
    item.save()
    _own(item, None)
    row = given.left.row
    log.record("shift.hand-item", by=by.id, kind=given.left.kind, object_id=row.id, fields=["owner"])


def _own(item: HandedItem, owner: User | None) -> None:
    """A conversation always has an owner: until somebody takes it, that is whoever began it."""
    if item.promise_id:
        Promise.objects.filter(id=item.promise_id).update(owner=owner)
    elif item.task_id:
        Task.objects.filter(id=item.task_id).update(owner=owner)
    else:
        Consultation.objects.filter(handed=item).update(owner=owner or item.by)


@transaction.atomic
def do_take_item(item: HandedItem, *, by: User) -> HandedItem:
    """Take one thing over from the last shift. Raises ``PermissionDenied`` when somebody was quicker."""
    is_waiting = HandedItem.objects.filter(waiting(), id=item.id).exclude(shift_end=None).exists()
    free = HandedItem.objects.filter(id=item.id, taken_at=None)
    if not is_waiting or not free.update(taken_by=by, taken_at=timezone.now()):
        raise PermissionDenied
    item.taken_by = by
    _own(item, by)
    log.record("shift.take", by=by.id, kind="shift", object_id=item.id, fields=["owner"])
    return item


@transaction.atomic
def do_give_back_item(item: HandedItem, *, by: User) -> HandedItem:
    """Take back that one took it. Raises ``PermissionDenied`` for what another took."""
    if item.taken_by_id != by.id:
        raise PermissionDenied
    item.taken_by, item.taken_at = None, None
    item.save(update_fields=["taken_by", "taken_at"])
    _own(item, None)
    log.record("shift.give-back", by=by.id, kind="shift", object_id=item.id, fields=["owner"])
    return item
