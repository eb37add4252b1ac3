"""All rows of one database into another with the same tables, through Django: how they leave and enter PostgreSQL.

The copy of a server's database is the same encrypted file that the embedded way keeps, so a backup made on either
opens on both.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql import InsertQuery

from tayanch.store.backup import BackupError
from tayanch.store.tables import is_migrated, migrate

COPY = "copy"
BATCH = 500
MADE_BY_MIGRATE = ("auth.Permission", "contenttypes.ContentType")  # the copied rows take the place of these
# Nobody stays signed in across a copy; facts are taken out anew there, and the triggers have marked them already.
NOT_COPIED = ("sessions.Session", "desk.FactChange", "desk.FactPart")


def copy_server(path: Path) -> None:
    """Copy the database of this process into a new encrypted file; raises :class:`BackupError`, ``Locked``."""
    if not is_migrated():
        raise BackupError(
            "The database is not of this version of Tayanch. Back it up with the version that last ran, or start this "
            "one once: it brings the database up to date."
        )
    with also_open(COPY, {"ENGINE": "tayanch.store.sqlcipher", "NAME": path}):
        migrate(COPY)
        copy_rows(DEFAULT_DB_ALIAS, COPY)


def copy_rows(source: str, target: str) -> None:
    """Copy every row as it was at one moment, all or none, from alias to alias.

    *target* must be migrated and empty. Keys and numbers stay, dates are not set anew. Raises :class:`BackupError`.
    """
    try:
        with _one_moment(source), transaction.atomic(using=target):
            for label in MADE_BY_MIGRATE:
                apps.get_model(label)._base_manager.using(target)._raw_delete(target)
            for model in copied_models():
                _copy_table(model, source, target)
            connections[target].check_constraints()  # they are deferred while the tables come one after another
            _reset_sequences(connections[target])
    except DatabaseError as error:
        # The database's own message may hold values.
        raise BackupError(f"The records could not be copied ({type(error).__name__}). Nothing was changed.") from None


def copied_models() -> list[type[models.Model]]:
    """Every table of ours, those between two others included."""
    everything = apps.get_models(include_auto_created=True)
    return [m for m in everything if m._meta.managed and not m._meta.proxy and m._meta.label not in NOT_COPIED]


def is_empty(connection: BaseDatabaseWrapper) -> bool:
    """True when no table holds more than what migrations put there; a table of another program counts too."""
    labels = (*MADE_BY_MIGRATE, *NOT_COPIED)
    expected = {"django_migrations", *(apps.get_model(label)._meta.db_table for label in labels)}
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names(cursor)) - expected:
            cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")  # noqa: S608
            if cursor.fetchone():
                return False
    return True


@contextmanager
def also_open(alias: str, settings: dict[str, Any]) -> Iterator[BaseDatabaseWrapper]:
    """Know a second database by *alias* while the block runs."""
    connections.settings[alias] = settings
    connections.configure_settings(connections.settings)
    try:
        yield connections[alias]
    finally:
        connections[alias].close()
        del connections[alias], connections.settings[alias]


@contextmanager
def _one_moment(alias: str) -> Iterator[None]:
    """Read as if everything were read at once, while others go on writing."""
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        if connections[alias].vendor == "postgresql":
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _copy_table(model: type[models.Model], source: str, target: str) -> None:
    columns = model._meta.local_concrete_fields
    size = min(BATCH, connections[target].ops.bulk_batch_size(columns, range(BATCH)))
    rows = model._base_manager.using(source).iterator(chunk_size=BATCH)
    while batch := list(islice(rows, size)):
        query = InsertQuery(model)
        query.insert_values(columns, batch, raw=True)  # bulk_create would date the rows anew
        query.get_compiler(using=target).execute_sql()


def _reset_sequences(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), copied_models()):
            cursor.execute(statement)
