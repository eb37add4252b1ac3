"""A backup reads back, a changed one is refused, and nothing in it can climb out of its folder."""

from __future__ import annotations

import json
import shutil
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tayanch.store import backup, check
from tayanch.store.backup import BackupError
from tayanch.store.sqlcipher.base import open_file
from tayanch.store.state import keyring

SEALED = "files/ab/ab" + "0" * 30


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with a database, a ledger, a sealed file and things that must stay out of a backup."""
    folder = tmp_path / "data"
    (folder / "files/ab").mkdir(parents=True)
    for module in (backup, check):
        monkeypatch.setattr(module, "data_folder", lambda: folder)
    shutil.copy(keyring().path, folder / "keyring.json")
    database = open_file(folder / "tayanch.db", isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("CREATE TABLE t (word TEXT)")
    database.execute("INSERT INTO t VALUES ('kept')")
    database.close()
    (folder / SEALED).write_bytes(b"sealed bytes")
    (folder / "erasures.ledger").write_bytes(b'{"a": 1}\n')
    (folder / "secret_key").write_text("never in a backup")
    return folder


def test_a_backup_brings_back_every_part_and_no_more(folder: Path, tmp_path: Path) -> None:
    made = backup.make_backup(tmp_path / "b.tayanch")
    assert set(zipfile.ZipFile(made.path).namelist()) == {
        "manifest.json", "database", "keyring.json", "erasures.ledger", SEALED,
    }  # fmt: skip
    assert made.installation == keyring().id
    into = tmp_path / "copy"
    into.mkdir()
    backup.unpack(made.path, into)
    assert open_file(into / "tayanch.db").execute("SELECT word FROM t").fetchall() == [("kept",)]
    assert (into / SEALED).read_bytes() == b"sealed bytes"
    assert not (into / "secret_key").exists()


def test_a_backup_leaves_nothing_beside_it_and_tells_when_it_was_made(folder: Path, tmp_path: Path) -> None:
    assert backup.last_backup() is None
    made = backup.make_backup(tmp_path / "b.tayanch")
    assert backup.last_backup() == made.made_at
    assert not list(folder.glob(".backup-*"))
    assert not list(tmp_path.glob("*.part"))


def test_writers_may_go_on_while_a_backup_is_made(folder: Path, tmp_path: Path) -> None:
    writer = open_file(folder / "tayanch.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO t VALUES ('not yet')")
    backup.make_backup(tmp_path / "b.tayanch")
    writer.execute("COMMIT")
    writer.close()
    into = tmp_path / "copy"
    into.mkdir()
    backup.unpack(tmp_path / "b.tayanch", into)
    assert open_file(into / "tayanch.db").execute("SELECT count(*) FROM t").fetchone() == (1,)


def test_a_damaged_database_is_not_copied_over_a_good_backup(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "b.tayanch"
    backup.make_backup(target)
    before = target.read_bytes()
    data = bytearray((folder / "tayanch.db").read_bytes())
    data[-100] ^= 1
    (folder / "tayanch.db").write_bytes(data)
    with pytest.raises(Exception, match=r"damaged|malformed|disk I/O|not a database"):
        backup.make_backup(target)
    assert target.read_bytes() == before


def test_every_flipped_byte_of_a_part_is_found(folder: Path, tmp_path: Path) -> None:
    good = backup.make_backup(tmp_path / "b.tayanch").path.read_bytes()
    bad = tmp_path / "bad.tayanch"
    bad.write_bytes(good.replace(b"sealed bytes", b"sealed bytez"))
    into = tmp_path / "copy"
    into.mkdir()
    with pytest.raises(BackupError, match="damaged"):
        backup.unpack(bad, into)


@pytest.mark.parametrize(
    "name",
    ["../../evil", "/etc/evil", "files/../../evil", "C:\\evil", "files/ab/short", "files/AB/" + "0" * 32, "more"],
)
def test_a_path_that_climbs_out_is_refused(folder: Path, tmp_path: Path, name: str) -> None:
    made = backup.make_backup(tmp_path / "b.tayanch").path
    add_member(made, name, b"evil")
    into = tmp_path / "a" / "b" / "copy"
    into.mkdir(parents=True)
    with pytest.raises(BackupError, match="no backup has"):
        backup.unpack(made, into)
    assert not list(tmp_path.rglob("evil"))
    assert list(into.iterdir()) == []


def add_member(path: Path, name: str, data: bytes) -> None:
    """Add a part and name it in the manifest, as an attacker would."""
    import hashlib

    with zipfile.ZipFile(path) as old:
        parts = {member: old.read(member) for member in old.namelist()}
    manifest = json.loads(parts.pop("manifest.json"))
    manifest["parts"][name] = hashlib.sha256(data).hexdigest()
    with zipfile.ZipFile(path, "w") as new:
        for member, content in {**parts, name: data, "manifest.json": json.dumps(manifest).encode()}.items():
            new.writestr(member, content)


def test_a_missing_part_is_refused(folder: Path, tmp_path: Path) -> None:
    made = backup.make_backup(tmp_path / "b.tayanch").path
    with zipfile.ZipFile(made) as old:
        manifest = old.read("manifest.json")
    with zipfile.ZipFile(made, "w") as new:
        new.writestr("manifest.json", manifest)
    with pytest.raises(BackupError, match="lacks"):
        backup.unpack(made, tmp_path)


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip at all"])
def test_any_other_file_is_no_backup(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(BackupError, match="not a Tayanch backup"):
        backup.read_manifest(tmp_path / "x")


def test_merged_ledgers_keep_every_line_once_and_in_order(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.write_bytes(b"one\ntwo\n")
    there.write_bytes(b"two\nthree")
    backup.merge_ledgers(here, there, tmp_path / "missing")
    assert here.read_bytes() == b"one\ntwo\nthree\n"


def test_what_was_there_moves_aside_and_is_never_overwritten(tmp_path: Path) -> None:
    target, copy = tmp_path / "data", tmp_path / "copy"
    for folder, word in ((target, "old"), (copy, "new")):
        folder.mkdir()
        (folder / "word").write_text(word)
    aside = backup.swap_in(copy, target, datetime(2026, 11, 3, 12, 0, tzinfo=UTC))
    assert (target / "word").read_text() == "new"
    assert aside == tmp_path / "data-before-restore-2026-11-03-120000"
    assert (aside / "word").read_text() == "old"
