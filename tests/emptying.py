"""Tests that really commit have their tables emptied afterwards, which the append-only audit log would refuse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models.signals import post_migrate

from tayanch.audit.append_only import make_append_only


@contextmanager
def log_without_triggers() -> Iterator[None]:
    """Take the triggers of the audit log away, so that emptying does not set them again, and set them at the end.

    Without tables nothing is done: tests that only start servers of their own have none here.
    """
    if "audit_entry" not in connection.introspection.table_names():
        yield
        return
    audit = apps.get_app_config("audit")
    post_migrate.disconnect(make_append_only, sender=audit)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION audit_refuse CASCADE")
        else:
            for act in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER audit_no_{act}")
    try:
        yield
    finally:
        post_migrate.connect(make_append_only, sender=audit)
        make_append_only(DEFAULT_DB_ALIAS)
