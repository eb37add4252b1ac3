"""The plan of fieldwork and the supervisor's log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.actions.guard import require_recovery_sheet
from tayanch.evidence.interviews.models import FieldNote, Study
from tayanch.vault.keys import data_key


@transaction.atomic
def do_plan(study: Study, plan: Mapping[str, Any], *, by: User) -> None:
    """Say how many interviews of each kind each area gets."""
    study.plan = dict(plan)
    study.save(update_fields=["plan"])
    log.record("study.plan", by=by.id, kind="study", object_id=study.id, fields=["plan"])


@transaction.atomic
def do_note(study: Study, told: Mapping[str, Any], *, by: User, row: FieldNote | None = None) -> FieldNote:
    """Write an entry of the log, or write it anew."""
    require_recovery_sheet(by)
    note = row or FieldNote(study=study, by=by)
    note._data_key = data_key(study)
    for name in ("kind", "day", "area", "interview"):
        setattr(note, name, told[name])
    note.seal(found=told["found"], to_do=told["to_do"])
    note.save()
    word = "study.log-change" if row else "study.log-write"
    log.record(word, by=by.id, kind="study", object_id=study.id, fields=["found", "to_do"])
    return note


@transaction.atomic
def do_finish(note: FieldNote, *, is_done: bool, by: User) -> None:
    """What was to be done is done; or is open again."""
    note.done_at = timezone.now() if is_done else None
    note.save(update_fields=["done_at"])
    log.record("study.log-done", by=by.id, kind="study", object_id=note.study_id, fields=["done_at"])


@transaction.atomic
def do_delete_note(note: FieldNote, *, by: User) -> None:
    """Delete an entry."""
    log.record("study.log-delete", by=by.id, kind="study", object_id=note.study_id)
    note.delete()
