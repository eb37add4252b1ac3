"""New tables made at once are those that the migrations make one after another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from tayanch.desk.fact_marks import PREFIX, SOURCES
from tayanch.store import tables
from tayanch.store.copying import also_open

pytestmark = pytest.mark.slow


@pytest.fixture
def two(
    tmp_path: Path, settings: Any, django_db_setup: None, django_db_blocker: Any
) -> Iterator[tuple[BaseDatabaseWrapper, BaseDatabaseWrapper]]:
    """Two empty databases of the kind that this suite runs on; the suite itself runs without migrations."""
    settings.MIGRATION_MODULES = {}
    with django_db_blocker.unblock(), ExitStack() as opened:
        new, old = (opened.enter_context(also_open(name, empty(name, tmp_path, opened))) for name in ("new", "old"))
        yield new, old


def empty(name: str, folder: Path, opened: ExitStack) -> dict[str, Any]:
    if connection.vendor == "sqlite":
        return {"ENGINE": "tayanch.store.sqlcipher", "NAME": folder / name}
    on_server(f"CREATE DATABASE {name}")
    opened.callback(on_server, f"DROP DATABASE {name}")
    return {**connections.settings["default"], "NAME": name}


def on_server(statement: str) -> None:
    """Outside of the test's transaction."""
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(statement)


def shape(database: BaseDatabaseWrapper) -> dict[str, Any]:
    """Every table, index, constraint and trigger as the database tells it, in whatever order it was made."""
    return sqlite_shape(database) if database.vendor == "sqlite" else postgresql_shape(database)


def sqlite_shape(database: BaseDatabaseWrapper) -> dict[str, Any]:
    with database.cursor() as cursor:
        cursor.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {f"{kind} {name}": parts(sql) for kind, name, sql in cursor.fetchall()}


def parts(sql: str) -> list[str]:
    head, _, rest = sql.partition("(")
    return [head, *sorted(re.split(r", (?=[\"C])", rest.removesuffix(")")))]


POSTGRESQL = {
    # Django's own migrations leave one number wider than its model says.
    "columns": "SELECT table_name, column_name, data_type, is_nullable, character_maximum_length FROM "
    "information_schema.columns WHERE table_schema = 'public' AND "
    "(table_name, column_name) <> ('auth_group_permissions', 'id') ORDER BY 1, 2",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint ORDER BY 2",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
    "triggers": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1",
}


def postgresql_shape(database: BaseDatabaseWrapper) -> dict[str, Any]:
    with database.cursor() as cursor:
        found = {}
        for what, query in POSTGRESQL.items():
            cursor.execute(query)
            found |= {f"{what} {row[:2]}": row for row in cursor.fetchall()}
        return found


def rows(database: BaseDatabaseWrapper) -> dict[str, int]:
    with database.cursor() as cursor:
        counted = {}
        for table in database.introspection.table_names(cursor):
            cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
            counted[table] = cursor.fetchone()[0]
        return counted


def test_new_tables_are_those_of_the_migrations(two: tuple[BaseDatabaseWrapper, BaseDatabaseWrapper]) -> None:
    new, old = two
    tables.migrate("new")
    call_command("migrate", database="old", verbosity=0, interactive=False)
    assert tables.is_migrated("new")
    made, migrated = shape(new), shape(old)
    assert len(made) > 200
    triggers = [name for name in made if name.startswith("trigger")]
    assert len([name for name in triggers if PREFIX not in name]) == 2, "the two of the audit log"
    assert len([name for name in triggers if PREFIX in name]) == 3 * len(SOURCES), "what facts are made of"
    assert {name for name in made if made[name] != migrated.get(name)} == set()
    assert set(migrated) <= set(made)
    assert rows(new) == rows(old)
    tables.migrate("new")  # nothing to do, nothing breaks
    assert shape(new) == made


def test_tables_that_break_off_are_not_there_at_all(
    two: tuple[BaseDatabaseWrapper, BaseDatabaseWrapper], monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: Any) -> None:
        raise DatabaseError

    with monkeypatch.context() as broken:
        broken.setattr(tables, "_record_all_migrations", breaks)
        with pytest.raises(DatabaseError):
            tables.migrate("new")
    assert two[0].introspection.table_names() == []
    tables.migrate("new")
    assert tables.is_migrated("new")
