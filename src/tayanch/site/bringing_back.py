"""Open a restored copy: keys, tables, erasures, proofs. The data folder of this process must be the copy."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps

from tayanch.audit import log
from tayanch.site.faults import Unsound
from tayanch.site.prepare import prepare
from tayanch.store import check
from tayanch.store.sqlcipher.base import close_all
from tayanch.vault.models import SealedField, SealedModel


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
        verdict = log.verify()
        if not verdict.is_whole:
            raise Unsound(f"The audit log does not fit at entry {verdict.first_bad}.")
        people = apps.get_model("vault", "Person")._default_manager.count()
        return Proof(erased, count_rows(), people, verdict.entries, open_one_sealed_value())
    finally:
        close_all()


def count_rows() -> int:
    """All rows of all our tables."""
    return sum(model._default_manager.count() for model in apps.get_models())


def open_one_sealed_value() -> bool:
    """Unseal the first value found; raises ``CannotUnseal`` when the keys do not fit the rows."""
    for model in apps.get_models():
        columns = [f.name for f in model._meta.get_fields() if isinstance(f, SealedField)]
        if not issubclass(model, SealedModel):
            continue
        for column in columns:
            row = model._default_manager.exclude(**{column: b""}).first()
            if row is not None and row.unseal(column):
                return True
    return False
