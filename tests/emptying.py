"""Tests that really commit have their tables emptied afterwards, which the append-only audit log would refuse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def log_without_triggers() -> Iterator[None]:
    """Take the triggers of the audit log away, and put the same ones back."""
    kept = _drop_triggers()
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for statement in kept:
                cursor.execute(statement)


def _drop_triggers() -> list[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
            return ["ALTER TABLE audit_entry ENABLE TRIGGER USER"]
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        return [sql for _name, sql in triggers]
