"""Prove that the database file is whole: SQLCipher signs every page, SQLite knows its own structure."""

from __future__ import annotations

from pathlib import Path

from sqlcipher3 import dbapi2

from tayanch.store.sqlcipher.base import open_file
from tayanch.store.state import data_folder


def database_path() -> Path:
    return data_folder() / "tayanch.db"


def damaged_pages(path: Path | None = None) -> list[str]:
    """What is wrong with the file, in SQLCipher's words; an empty list means whole.

    The default is this installation's database; without such a file (PostgreSQL) the list is empty.
    Raises :class:`~tayanch.store.keyring.Locked`.
    """
    path = path or database_path()
    if not path.exists():
        return []
    try:
        connection = open_file(path)
    except dbapi2.DatabaseError as error:
        return [str(error)]
    try:
        return _damage(connection)
    finally:
        connection.close()


def _damage(connection: dbapi2.Connection) -> list[str]:
    found: list[str] = [row[0] for row in connection.execute("PRAGMA cipher_integrity_check")]
    if found:
        return found
    try:
        told = [row[0] for row in connection.execute("PRAGMA integrity_check")]
    except dbapi2.DatabaseError as error:
        return [str(error)]
    return [] if told == ["ok"] else told
