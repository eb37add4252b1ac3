"""Forget a woman: her keys go, what is left counts and names nobody, and no backup brings her back.

Every app that keeps something about a person registers what erasing her removes. The ledger of erasures lies beside
the database and holds random ids only; it is replayed before a restored backup opens.
"""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.store.files import append_line
from tayanch.store.state import data_folder, keyring
from tayanch.vault import files, people, search, shares
from tayanch.vault.models import DataKey, Person, Tombstone

REASONS = ("her-wish", "retention", "made-by-mistake")


@dataclass
class Removed:
    """What one app gives up with a person: subjects whose keys go, files, and tombstones that stay."""

    subjects: list[UUID] = field(default_factory=list)
    files: list[UUID] = field(default_factory=list)
    tombstones: list[Tombstone] = field(default_factory=list)


class NotScrubbed(Exception):
    """She is erased, but her sealed bytes still lie in the database's log until it is emptied."""


Shredder = Callable[[Person], Removed]
RecordShredder = Callable[[UUID], Removed | None]
_shredders: dict[str, Shredder] = {}
_record_shredders: list[RecordShredder] = []
# Every model with a path to a person, and the app whose shredder removes it: a test walks all models against this.
covered_models: set[str] = {"vault.Person", "vault.PersonToken", "vault.PersonContact", "vault.FormerId"}


def registers(app: str, *models: str) -> Callable[[Shredder], Shredder]:
    """Register the function that removes what *app* keeps in *models* about a person."""

    def register(shredder: Shredder) -> Shredder:
        _shredders[app] = shredder
        covered_models.update(models)
        return shredder

    return register


def registers_records(shredder: RecordShredder) -> RecordShredder:
    """Register what removes a record in which nobody is named; it answers none for an id it does not know."""
    _record_shredders.append(shredder)
    return shredder


def do_erase_record(record_id: UUID, *, by: User | None, reason: str) -> bool:
    """Erase a conversation or a case in which nobody is named; False when there is none of this id."""
    if reason not in REASONS:
        raise ValueError(f"The reason must be one of: {', '.join(REASONS)}")
    append_line(ledger_path(), _ledger_line(record_id))
    return _erase_record(record_id, by=by, reason=reason)


def _erase_record(record_id: UUID, *, by: User | None, reason: str) -> bool:
    with transaction.atomic():
        removed = next((found for shred in _record_shredders if (found := shred(record_id)) is not None), None)
        if removed is None:
            return False
        Tombstone.objects.bulk_create(removed.tombstones)
        DataKey.objects.filter(subject__in=removed.subjects).delete()
        shares.forget(removed.subjects)
        log.record("record.erase", by=by.id if by else None, kind="record", object_id=record_id, reason=reason)
    files.delete(removed.files)
    transaction.on_commit(scrub)
    return True


def do_erase_person(person: Person, *, by: User | None, reason: str) -> None:
    """Erase her for ever. The ledger is written first, so a crash in between ends in an erasure, not in a doubt."""
    if reason not in REASONS:
        raise ValueError(f"The reason must be one of: {', '.join(REASONS)}")
    for known_as in (person.id, *person.former_ids.values_list("former", flat=True)):
        append_line(ledger_path(), _ledger_line(known_as))
    _erase(person, by=by, reason=reason)


def _erase(person: Person, *, by: User | None, reason: str) -> None:
    with transaction.atomic():
        points = list(person.contacts.values_list("point_id", flat=True))
        removed = [shredder(person) for shredder in _shredders.values()]
        subjects = [person.id, *(subject for part in removed for subject in part.subjects)]
        Tombstone.objects.bulk_create([_tombstone(person), *(t for part in removed for t in part.tombstones)])
        DataKey.objects.filter(subject__in=subjects).delete()
        shares.forget(subjects)
        log.record("person.erase", by=by.id if by else None, kind="person", object_id=person.id, reason=reason)
        person.delete()
        people.forget_unused_points(points)
    files.delete([file_id for part in removed for file_id in part.files])
    transaction.on_commit(partial(search.forget_people, person.organisation_id, subjects))
    transaction.on_commit(scrub)  # at once, unless the caller holds a transaction: then when it ends


def _tombstone(person: Person) -> Tombstone:
    return Tombstone(kind="person", organisation_id=person.organisation_id, quarter=quarter(person.created_at))


def quarter(moment: datetime) -> str:
    """``2026-Q3``: all that stays of a date."""
    return f"{moment.year}-Q{(moment.month + 2) // 3}"


def scrub() -> None:
    """Overwrite what deleted rows left on the disk (SQLite: secure_delete and an emptied log; PostgreSQL: VACUUM)."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            _empty_log(cursor)
        elif not connection.in_atomic_block:
            cursor.execute(f"VACUUM {connection.ops.quote_name(DataKey._meta.db_table)}")


def _empty_log(cursor: CursorWrapper) -> None:
    """Another reader can hold the log back for a moment: try again before saying that it was not emptied."""
    for _attempt in range(10):
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        is_busy, _in_log, _emptied = cursor.fetchone()
        if not is_busy:
            return
        time.sleep(0.2)
    raise NotScrubbed


def ledger_path() -> Path:
    return data_folder() / "erasures.ledger"


def _ledger_line(person_id: UUID) -> bytes:
    told = {"person": str(person_id), "on": timezone.now().date().isoformat()}
    told["mac"] = _mac(told)
    return json.dumps(told).encode()


def _mac(told: dict[str, str]) -> str:
    message = f"{told['person']}/{told['on']}".encode()
    return hmac.new(keyring().key("erasure-ledger"), message, "sha256").hexdigest()


def ledger(path: Path | None = None) -> Iterator[UUID]:
    """The ids in the ledger; a line that was tampered with or cut off is skipped, never trusted."""
    path = path or ledger_path()
    for line in path.read_bytes().splitlines() if path.exists() else ():
        try:
            told = json.loads(line)
            if hmac.compare_digest(told["mac"], _mac(told)):
                yield UUID(told["person"])
        except (ValueError, KeyError, TypeError):
            continue


def replay() -> int:
    """Erase everybody and everything that the ledger names and the database still knows; returns how many."""
    told = list(ledger())
    named = list(Person.objects.filter(id__in=told))
    for person in named:
        _erase(person, by=None, reason="ledger")
    return len(named) + sum(_erase_record(one, by=None, reason="ledger") for one in told)
