"""The audit log cannot be rewritten without being found out."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction

from tayanch.audit import log
from tayanch.audit.models import Entry


def three_entries(here: SimpleNamespace) -> list[Entry]:
    return [log.record(f"test.{n}", by=here.owner.id, fields=["name"]) for n in range(3)]


def test_a_whole_chain_verifies(here: SimpleNamespace) -> None:
    three_entries(here)
    verdict = log.verify()
    assert verdict.is_whole
    assert verdict.entries == 3


def test_the_database_refuses_to_change_or_delete_an_entry(here: SimpleNamespace) -> None:
    three_entries(here)
    for statement in ("UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.parametrize("field", ["action", "kind", "reason", "fields", "actor_id", "at"])
def test_a_changed_field_is_found_at_its_row(here: SimpleNamespace, field: str) -> None:
    entries = three_entries(here)
    setattr(entries[1], field, entries[0].at.replace(year=2001) if field == "at" else "changed")
    assert log.verify(entries).first_bad == 2


def test_a_dropped_row_is_found(here: SimpleNamespace) -> None:
    entries = three_entries(here)
    assert log.verify([entries[0], entries[2]]).first_bad == 2


def test_reordered_rows_are_found(here: SimpleNamespace) -> None:
    entries = three_entries(here)
    assert log.verify([entries[0], entries[2], entries[1]]).first_bad == 2
