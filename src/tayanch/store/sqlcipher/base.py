"""A database wrapper that sends the key before anything else."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Iterable, Mapping
from itertools import tee
from pathlib import Path
from typing import Any
from weakref import WeakSet

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3._functions import register as register_functions  # type: ignore[import-untyped]
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from sqlcipher3 import dbapi2

from tayanch.store.keyring import Locked
from tayanch.store.state import keyring

CACHE_KIB = 128 * 1024  # the decrypted page cache; without it a badly indexed query is six times slower
PRAGMAS = (
    "foreign_keys = ON",
    "legacy_alter_table = OFF",
    "journal_mode = WAL",
    "synchronous = FULL",  # an acknowledged save survives a power cut
    "secure_delete = ON",
    "temp_store = MEMORY",
    f"cache_size = -{CACHE_KIB}",
)
NOT_OURS = (
    "The database does not open with the keys of this keyring: one of the two files was exchanged or damaged. "
    "Bring both back from a backup: `tayanch restore FILE`."
)
_open: WeakSet[DatabaseWrapper] = WeakSet()


def open_file(database: str | Path, **options: Any) -> Any:
    """A bare connection to an encrypted file; raises ``DatabaseError`` when its key is not in this keyring."""
    connection = dbapi2.connect(database, **options)
    try:
        connection.execute(f"PRAGMA key = \"x'{keyring().key('database').hex()}'\"")
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # fails here on a wrong key
    except dbapi2.DatabaseError as error:
        connection.close()
        if "not a database" in str(error):
            raise dbapi2.DatabaseError(NOT_OURS) from None
        raise
    except Locked:
        connection.close()
        raise
    return connection


class SQLCipherCursor(dbapi2.Cursor):  # type: ignore[misc]
    """SQLCipher's cursor with Django's parameter style."""

    convert_query = base.SQLiteCursorWrapper.convert_query

    def execute(self, query: str, params: Any = None) -> Any:
        if params is None:
            return super().execute(query)
        names = list(params) if isinstance(params, Mapping) else None
        return super().execute(self.convert_query(query, param_names=names), params)

    def executemany(self, query: str, param_list: Iterable[Any]) -> Any:
        peekable, param_list = tee(iter(param_list))
        first = next(peekable, None)
        names = list(first) if isinstance(first, Mapping) else None
        return super().executemany(self.convert_query(query, param_names=names), param_list)


class DatabaseWrapper(base.DatabaseWrapper):
    """SQLite for Django, encrypted."""

    Database = dbapi2

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = open_file(**conn_params)
        register_functions(connection)
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        _open.add(self)
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=SQLCipherCursor)


def interrupt_all() -> None:
    """End the queries that are running, so that nobody is inside a connection that is closed."""
    for wrapper in list(_open):
        if wrapper.connection is not None:
            wrapper.connection.interrupt()


def close_all() -> None:
    """Close the connections of every thread, so that no decrypted page stays in memory."""
    for wrapper in list(_open):
        if wrapper.connection is not None:
            wrapper.connection.close()
            wrapper.connection = None
    _open.clear()


dbapi2.register_converter("bool", b"1".__eq__)
dbapi2.register_converter("date", lambda raw: parse_date(raw.decode()))
dbapi2.register_converter("time", lambda raw: parse_time(raw.decode()))
dbapi2.register_converter("datetime", lambda raw: parse_datetime(raw.decode()))
dbapi2.register_converter("timestamp", lambda raw: parse_datetime(raw.decode()))
dbapi2.register_adapter(decimal.Decimal, str)
dbapi2.register_adapter(datetime.date, datetime.date.isoformat)
dbapi2.register_adapter(datetime.datetime, lambda moment: moment.isoformat(" "))
