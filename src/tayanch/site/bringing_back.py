"""Open a restored copy: keys, tables, erasures, proofs. The data folder of this process must be the copy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, transaction

from tayanch.audit import log
from tayanch.audit.models import Entry
from tayanch.site.faults import Unsound
from tayanch.site.prepare import prepare
from tayanch.site.settings import database
from tayanch.store import check
from tayanch.store.backup import BackupError
from tayanch.store.copying import also_open, copy_rows, is_empty
from tayanch.store.sqlcipher.base import close_all
from tayanch.store.tables import migrate
from tayanch.vault.models import DataKey, SealedField, SealedModel

SERVER = "server"
NOT_EMPTY = (
    "The database that TAYANCH_DATABASE_URL names is not empty. A backup comes back into an empty one only: make a new "
    "database, let the setting name it, and try again. Nothing was changed."
)


@dataclass(frozen=True)
class Proof:
    """What was found in an opened copy: counts, never values."""

    erased_again: int
    rows: int
    people: int
    audit_entries: int
    sealed_opened: bool


def open_copy() -> Proof:
    """Bring an unlocked copy up to date, erase again whom the ledger names, and prove it; raises :class:`Unsound`.

    ``sealed_opened`` is False when nobody has been recorded yet.
    """
    try:
        if damage := check.damaged_pages():
            raise Unsound(f"The database is damaged: {damage[0]}")
        erased = prepare()
        entries = prove_log()
        people = apps.get_model("vault", "Person")._base_manager.count()
        return Proof(erased, count_rows(), people, entries, open_one_sealed_value())
    finally:
        close_all()


@contextmanager
def moved_to_server(url: str) -> Iterator[None]:
    """Fill the empty database at *url* from the proven copy, whose file then goes; a block that fails undoes it.

    Whom the ledger names is gone from the copy already, so the server never sees her. Raises ``BackupError``,
    :class:`Unsound`.
    """
    with also_open(SERVER, database(url)) as server:
        if not is_empty(server):
            raise BackupError(NOT_EMPTY)
        migrate(SERVER)
        with transaction.atomic(using=SERVER):
            copy_rows(DEFAULT_DB_ALIAS, SERVER)
            prove_log(Entry.objects.using(SERVER).order_by("seq").iterator())
            close_all()
            check.database_path().unlink()
            yield


def prove_log(entries: Iterable[Entry] | None = None) -> int:
    """How many entries the audit log has; raises :class:`Unsound` when one does not fit."""
    verdict = log.verify(entries)
    if not verdict.is_whole:
        raise Unsound(f"The audit log does not fit at entry {verdict.first_bad}.")
    return verdict.entries


def count_rows() -> int:
    """All rows of all our tables."""
    return sum(model._base_manager.count() for model in apps.get_models())


def open_one_sealed_value() -> bool:
    """Unseal the first value found; raises ``CannotUnseal`` when the keys do not fit the rows.

    What is sealed to named workers is passed over: nobody but they can prove it.
    """
    ours = DataKey.objects.values("subject")
    for model in apps.get_models():
        columns = [f.name for f in model._meta.get_fields() if isinstance(f, SealedField)]
        if not issubclass(model, SealedModel):
            continue
        for column in columns:
            row = model._base_manager.filter(**{f"{model.sealed_by}__in": ours}).exclude(**{column: b""}).first()
            if row is not None and row.unseal(column):
                return True
    return False
