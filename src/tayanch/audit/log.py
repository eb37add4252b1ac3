"""Write to the audit log and prove that nobody rewrote it.

Each entry carries HMAC-SHA-256 over its own fields and the code of the entry before it, under a key derived from the
installation's master key: a changed, dropped or reordered row breaks the chain at that row.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from tayanch.audit.models import Entry
from tayanch.store.state import keyring

START = bytes(32)
ADVISORY_LOCK = 0x7A1A4C41  # PostgreSQL: one writer of the chain at a time


def record(
    action: str,
    *,
    by: UUID | None,
    kind: str = "",
    object_id: UUID | None = None,
    fields: Sequence[str] = (),
    reason: str = "",
) -> Entry:
    """Add one entry; call it inside the transaction of the act it tells of. *by* is the user's id.

    *reason* must never hold anything about her: it is for the worker's own choice from a list or a neutral line.
    """
    with transaction.atomic():
        _one_writer()
        last = Entry.objects.order_by("-seq").values_list("seq", "mac").first()
        seq, previous = (last[0] + 1, bytes(last[1])) if last else (1, START)
        entry = Entry(
            seq=seq,
            at=timezone.now(),
            actor_id=by,
            action=action,
            kind=kind,
            object_id=object_id,
            fields=sorted(fields),
            reason=reason,
            previous=previous,
        )
        entry.mac = _mac(entry)
        entry.save(force_insert=True)
    return entry


def _one_writer() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])


def _mac(entry: Entry) -> bytes:
    told = [
        entry.seq,
        entry.at.isoformat(),
        str(entry.actor_id),
        entry.action,
        entry.kind,
        str(entry.object_id),
        entry.fields,
        entry.reason,
    ]
    message = bytes(entry.previous) + json.dumps(told, ensure_ascii=False).encode()
    return hmac.digest(keyring().key("audit"), message, "sha256")


@dataclass(frozen=True)
class Verdict:
    """What the check of the chain found. *first_bad* is the number of the first entry that does not fit."""

    entries: int
    first_bad: int | None
    head: str

    @property
    def is_whole(self) -> bool:
        return self.first_bad is None


def verify(entries: Iterable[Entry] | None = None) -> Verdict:
    """Walk the chain from the first entry; stops at the first that was changed, dropped or moved."""
    previous, count = START, 0
    for entry in Entry.objects.order_by("seq").iterator() if entries is None else entries:
        fits = entry.seq == count + 1 and bytes(entry.previous) == previous
        if not fits or not hmac.compare_digest(bytes(entry.mac), _mac(entry)):
            return Verdict(count, count + 1, previous.hex())
        previous, count = bytes(entry.mac), count + 1
    return Verdict(count, None, previous.hex())
