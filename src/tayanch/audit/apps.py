from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "tayanch.audit"
    label = "audit"

    def ready(self) -> None:
        post_migrate.connect(refuse_changes, sender=self)


def refuse_changes(using: str, **_: Any) -> None:
    """After every migration, because SQLite drops the triggers of a table that a migration makes anew."""
    from tayanch.audit.append_only import make_append_only

    make_append_only(using)
