"""The database file is closed to whoever lacks the key, whole or known not to be, and quick under threads."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from sqlcipher3 import dbapi2

from tayanch.accounts.models import Organisation, Team
from tayanch.store import check, gate
from tayanch.store.keyring import Keyring, Locked
from tayanch.store.sqlcipher import base
from tayanch.store.state import keyring

embedded = pytest.mark.skipif(connection.vendor != "sqlite", reason="the embedded database only")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An encrypted file of some pages."""
    path = tmp_path / "a.db"
    with_rows = base.open_file(path, isolation_level=None)
    with_rows.execute("CREATE TABLE t (word TEXT)")
    with_rows.executemany("INSERT INTO t VALUES (?)", [("Айгүл алма терди " * 20,)] * 200)
    with_rows.close()
    return path


def test_plain_sqlite_cannot_open_the_file(file: Path) -> None:
    with pytest.raises(sqlite3.DatabaseError, match="file is not a database"):
        sqlite3.connect(file).execute("SELECT count(*) FROM sqlite_master")
    assert "Айгүл".encode() not in file.read_bytes()


def test_another_key_gets_a_clear_message(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Keyring(tmp_path / "keyring.json", _master=bytearray(32))
    monkeypatch.setattr(base, "keyring", lambda: other)
    with pytest.raises(dbapi2.DatabaseError, match="does not open with the keys of this keyring"):
        base.open_file(file)


def test_without_keys_the_file_does_not_open_at_all(
    file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(base, "keyring", lambda: Keyring(tmp_path / "keyring.json"))
    with pytest.raises(Locked):
        base.open_file(file)


def test_a_whole_file_has_no_damage_and_a_missing_one_is_none(file: Path, tmp_path: Path) -> None:
    assert check.damaged_pages(file) == []
    assert check.damaged_pages(tmp_path / "none.db") == []


@pytest.mark.parametrize("place", [0.2, 0.5, 0.9])
def test_one_flipped_byte_is_reported(file: Path, place: float) -> None:
    data = bytearray(file.read_bytes())
    data[int(len(data) * place)] ^= 1
    file.write_bytes(data)
    damage = check.damaged_pages(file)
    assert damage
    assert "HMAC verification failed for page" in damage[0]


def test_a_flipped_byte_on_the_first_page_is_reported(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[100] ^= 1
    file.write_bytes(data)
    assert check.damaged_pages(file)


def in_threads(count: int, act: Any) -> list[Exception]:
    """Run *act* in threads with a connection each; returns what went wrong."""
    wrong: list[Exception] = []

    def run(number: int) -> None:
        try:
            act(number)
        except Exception as error:
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


@embedded
@pytest.mark.django_db(transaction=True)
def test_eight_threads_write_without_a_lock_error() -> None:
    here = Organisation.objects.create(name="Helpers", country="KG")

    def write(number: int) -> None:
        for row in range(25):
            Team.objects.create(organisation=here, name=f"{number}-{row}")

    assert in_threads(8, write) == []
    assert Team.objects.count() == 200


@embedded
@pytest.mark.django_db(transaction=True)
def test_a_lock_closes_the_connections_of_every_thread_and_they_open_again_after_unlock() -> None:
    passphrase = "four words make one"
    looked, unlocked = threading.Event(), threading.Event()
    seen: list[Any] = []

    def another_thread() -> None:
        seen.append(Team.objects.count())
        wrapper = connections["default"]
        looked.set()
        unlocked.wait(20)
        seen.append(closed_by_lock)
        seen.append(Team.objects.count())
        wrapper.close()

    thread = threading.Thread(target=another_thread)
    thread.start()
    assert looked.wait(20)
    gate.lock()
    closed_by_lock = len(base._open)
    with pytest.raises(Locked):
        Team.objects.count()
    keyring().unlock(passphrase)
    unlocked.set()
    thread.join()
    assert seen == [0, 0, 0]
    assert Team.objects.count() == 0
