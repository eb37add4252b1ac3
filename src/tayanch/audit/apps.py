from django.apps import AppConfig
from django.db.models.signals import post_migrate

from tayanch.audit.append_only import make_append_only


class AuditConfig(AppConfig):
    name = "tayanch.audit"
    label = "audit"

    def ready(self) -> None:
        # After every migration: SQLite drops the triggers of a table that a migration makes anew.
        post_migrate.connect(make_append_only, sender=self)
