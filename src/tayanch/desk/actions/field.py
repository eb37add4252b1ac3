"""Take in what a mobile team wrote without a connection: each conversation once, and not a word less."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.actions.consultations import (
    FIELDS,
    NotComplete,
    do_finish_consultation,
    do_know_by_name,
    do_save_fields,
    do_start_consultation,
)
from tayanch.desk.models import Consultation, HandedIn
from tayanch.vault import letterbox
from tayanch.vault.keys import blind_index, organisation_key

OLDEST = timedelta(days=90)
MOST_BYTES = 200_000


class Unreadable(Exception):
    """The letter is not for this organisation, or it is damaged."""


class Different(Exception):
    """Another conversation was handed in under the same id. Nothing was written."""

    def __init__(self, reference: str) -> None:
        super().__init__(reference)
        self.reference = reference


@transaction.atomic
def do_take_in(entry_id: UUID, letter: bytes, *, by: User) -> tuple[HandedIn, bool]:
    """Open a sealed conversation and keep it as a consultation of *by*'s; the second value says whether it is new.

    Raises :class:`Unreadable`, :class:`Different`, ``RecoverySheetMissing`` and ``PermissionDenied``.
    """
    text = _opened(letter, by)
    content = blind_index(by.organisation_id).token("handed-in", text)
    log.record("field.take-in", by=by.id, kind="handed-in", object_id=entry_id)  # one writer at a time, see audit.log
    known = HandedIn.objects.select_related("consultation").filter(id=entry_id).first()
    if known is not None:
        if bytes(known.content) != content or known.by_id != by.id:
            raise Different(known.consultation.reference if known.by_id == by.id else "")
        return known, False
    made = _keep(json.loads(text), by)
    return HandedIn.objects.create(id=entry_id, consultation=made, content=content, by=by), True


def _opened(letter: bytes, by: User) -> str:
    private = letterbox.private_key(organisation_key(by.organisation_id))
    try:
        text = letterbox.open_letter(private, letter).decode()
        told = json.loads(text)
    except (letterbox.CannotOpen, ValueError):
        raise Unreadable from None
    if not isinstance(told, dict) or not all(isinstance(value, str) for value in told.values()):
        raise Unreadable
    return text


def _keep(told: dict[str, str], by: User) -> Consultation:
    talk = do_start_consultation(by=by)
    talk.started_at = _moment(told.pop("at", ""))
    talk.save(update_fields=["started_at"])
    name = told.pop("name", "").strip()
    do_save_fields(talk, {"channel": "mobile-point"}, by=by)
    refused = do_save_fields(talk, {field: text for field, text in told.items() if field in FIELDS}, by=by).refused
    _keep_the_rest(talk, {field: text for field, text in told.items() if field in refused or field not in FIELDS}, by)
    if name:
        do_know_by_name(talk, by=by, name=name)
    with suppress(NotComplete):  # then it waits under "Not finished yet", where a topic can be chosen
        do_finish_consultation(talk, by=by)
    return talk


def _keep_the_rest(talk: Consultation, rest: dict[str, str], by: User) -> None:
    """What a field would not take goes into the words: nothing that was written in the field is lost."""
    lines = [f"{field}: {text}" for field, text in rest.items() if text]
    if lines:
        talk.refresh_from_db()
        do_save_fields(talk, {"said": "\n".join([talk.unseal("said"), *lines]).strip()}, by=by)


def _moment(typed: str) -> datetime:
    """When it was, by the phone's clock; now, when that cannot be."""
    now = timezone.now()
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        return now
    return found if found.tzinfo and now - OLDEST <= found <= now else now
