"""The tables of a database: made whole for a new one, brought up to date by migrations for an old one."""

from __future__ import annotations

from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import DEFAULT_DB_ALIAS, connections, router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor


def is_migrated(alias: str = DEFAULT_DB_ALIAS) -> bool:
    """True when the tables are those of this version."""
    executor = MigrationExecutor(connections[alias])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def migrate(alias: str = DEFAULT_DB_ALIAS) -> None:
    """Bring the tables up to date."""
    if connections[alias].introspection.table_names():
        call_command("migrate", database=alias, verbosity=0, interactive=False)
    else:
        _make(connections[alias])


def _make(connection: BaseDatabaseWrapper) -> None:
    """All tables as the models say, all or none: migrations one after another take nine seconds."""
    with connection.constraint_checks_disabled(), transaction.atomic(using=connection.alias):
        with connection.schema_editor(atomic=False) as editor:
            for config in apps.get_app_configs():
                for model in router.get_migratable_models(config, connection.alias):
                    if model._meta.can_migrate(connection):
                        editor.create_model(model)
        _record_all_migrations(connection)
        emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)


def _record_all_migrations(connection: BaseDatabaseWrapper) -> None:
    executor = MigrationExecutor(connection)
    executor.recorder.ensure_schema()
    made = [executor.recorder.Migration(app=app, name=name) for app, name in executor.loader.graph.nodes]
    executor.recorder.migration_qs.bulk_create(made)
