"""A file with names takes two people: one asks and takes it, another approves."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.models import Alert, NamedExport
from tayanch.desk.privacy import watch
from tayanch.desk.reporting.named_export import MOST_CASES, chosen_cases, workbook

OPEN_FOR = timedelta(hours=48)


class NotOpen(Exception):
    """It was not approved, was taken already, or its time is over."""


class TooMany(Exception):
    """More cases than one file may hold."""


@transaction.atomic
def do_ask_for_export(*, by: User, columns: list[str], **facts: Any) -> NamedExport:
    """*facts*: purpose, recipient, state, topic, owner. Raises :class:`TooMany`."""
    made = NamedExport(organisation=by.organisation, asked_by=by, columns=columns, cases=0, **facts)
    made.cases = chosen_cases(made).count()
    if made.cases > MOST_CASES:
        raise TooMany
    made.save()
    log.record("export.ask", by=by.id, kind="export", object_id=made.id, fields=columns, reason=made.purpose)
    watch.alert(by, Alert.Kind.EXPORT)
    return made


@transaction.atomic
def do_decide_export(export: NamedExport, *, approve: bool, by: User) -> NamedExport:
    """The second person says yes or no, once. Raises ``PermissionDenied`` for whoever asked."""
    held = NamedExport.objects.select_for_update().get(id=export.id)
    if held.asked_by_id == by.id or held.decided_at is not None:
        raise PermissionDenied
    held.decided_by, held.decided_at, held.is_approved = by, timezone.now(), approve
    held.expires_at = held.decided_at + OPEN_FOR if approve else None
    held.save()
    log.record("export.approve" if approve else "export.refuse", by=by.id, kind="export", object_id=held.id)
    return held


@transaction.atomic
def do_take_export(export: NamedExport, passphrase: str, *, by: User, language: str, now: datetime) -> bytes:
    """The locked file, once. Raises :class:`NotOpen`."""
    held = NamedExport.objects.select_for_update().get(id=export.id)
    if held.asked_by_id != by.id or not is_open(held, now):
        raise NotOpen
    body = workbook(held, passphrase, language, timezone.localdate(now))
    held.taken_at = now
    held.save(update_fields=["taken_at"])
    log.record("export.take", by=by.id, kind="export", object_id=held.id, fields=held.columns, reason=held.purpose)
    watch.alert(by, Alert.Kind.EXPORT)
    return body


def is_open(export: NamedExport, now: datetime) -> bool:
    """True while the file may be taken."""
    return bool(export.is_approved and export.taken_at is None and export.expires_at and now < export.expires_at)
