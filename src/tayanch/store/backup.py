"""Copies of the installation in one file, and what is needed to bring one back.

A backup is a ZIP archive without compression (what lies in it is encrypted already): ``manifest.json``, ``database``,
``keyring.json``, ``erasures.ledger``, the sealed ``files/`` and newer parameters of the ``law/``. No name in it says
anything about anybody. It opens with the passphrase or the recovery code of the day it was made.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tayanch.store import check
from tayanch.store.files import flush, write_atomically
from tayanch.store.sqlcipher.base import open_file
from tayanch.store.state import data_folder, keyring

FORMAT = 1
LAST = "last_backup.json"
LEDGER = "erasures.ledger"
# Where each member of the archive goes in the data folder; any other name is refused, so none can climb out of it.
PLACES = {"database": "tayanch.db", "keyring.json": "keyring.json", LEDGER: LEDGER}
SEALED_FILE = re.compile(r"files/[0-9a-f]{2}/[0-9a-f]{32}")
# Newer parameters of the law: public figures, which the sums of the desk rest on.
LAW_FILE = re.compile(r"law/[a-z]{2,10}/parameters/[a-z0-9_]{1,60}\.yaml")


class BackupError(Exception):
    """The backup cannot be made or used; the message says why and what to do."""


@dataclass(frozen=True)
class Backup:
    """What a backup says of itself. *parts*: SHA-256 of each member."""

    path: Path
    made_at: datetime
    installation: str
    parts: dict[str, str]

    @property
    def files(self) -> int:
        """How many sealed files are in it."""
        return sum(1 for name in self.parts if SEALED_FILE.fullmatch(name))


def copy_file(path: Path) -> None:
    """Copy the embedded database into a new encrypted file; raises :class:`BackupError` when there is none, or when a
    page of it is damaged: the copy makes its indexes anew, so it would not tell of one that was."""
    if not check.database_path().exists():
        raise BackupError("There is no database file here, so there is nothing to copy.")
    # A page that a writer is just putting down looks damaged for a moment: what counts is what stays so.
    if check.damaged_pages() and (damage := check.damaged_pages()):
        raise BackupError(f"The database is damaged ({damage[0]}). No backup was written. Restore the last good one.")
    source = open_file(check.database_path(), isolation_level=None)
    try:
        source.execute("VACUUM INTO ?", [str(path)])
    finally:
        source.close()


def make_backup(target: Path, copy: Callable[[Path], None] = copy_file) -> Backup:
    """Copy everything into *target*, read the copy back, and only then give it its name.

    *copy* writes the database as an encrypted file: :func:`copy_file`, or ``copying.copy_server`` on PostgreSQL.
    Raises :class:`BackupError`, ``OSError`` when the place cannot be written, ``Locked``.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=data_folder()) as folder:
        database = Path(folder) / "database"
        copy(database)
        if damage := check.damaged_pages(database):
            raise BackupError(f"The copy of the database is damaged ({damage[0]}). No backup was written.")
        try:
            _write(part, database)
            _reread(part)
            os.replace(part, target)
        finally:
            part.unlink(missing_ok=True)
    made = read_manifest(target)
    write_atomically(data_folder() / LAST, json.dumps({"made_at": made.made_at.isoformat()}).encode())
    return made


def last_backup() -> datetime | None:
    """When the last backup of this installation was made here."""
    try:
        return datetime.fromisoformat(json.loads((data_folder() / LAST).read_text("ascii"))["made_at"])
    except (OSError, ValueError, LookupError, TypeError):
        return None


def read_manifest(source: Path) -> Backup:
    """What *source* says of itself; raises :class:`BackupError`."""
    try:
        with zipfile.ZipFile(source) as archive:
            told = json.loads(archive.read("manifest.json"))
        if told["format"] != FORMAT:
            raise BackupError("This backup was made by a newer Tayanch. Update Tayanch, then try again.")
        made_at = datetime.fromisoformat(told["made_at"])
        return Backup(source, made_at, str(told["installation"]), dict(told["parts"]))
    except FileNotFoundError:
        raise BackupError(f"There is no file {source.name}.") from None
    except (OSError, zipfile.BadZipFile, ValueError, LookupError, TypeError):
        raise BackupError(f"{source.name} is not a Tayanch backup, or it is damaged. Try an older one.") from None


def unpack(source: Path, into: Path) -> Backup:
    """Lay the parts of *source* into the empty folder *into*, each checked against its SHA-256.

    Raises :class:`BackupError` for a strange name, a missing or changed part.
    """
    backup = read_manifest(source)
    _check_names(source, backup)
    with zipfile.ZipFile(source) as archive:
        for name, digest in backup.parts.items():
            if _extract(archive, name, into / PLACES.get(name, name)) != digest:
                raise BackupError(f"{source.name} is damaged: one of its parts was changed. Try an older backup.")
    return backup


def merge_ledgers(into: Path, *others: Path) -> None:
    """Make *into* the union of the ledgers, in order: an erasure that any of them knows is never lost."""
    lines: dict[bytes, None] = {}
    for path in (into, *others):
        if path.exists():
            lines.update(dict.fromkeys(line for line in path.read_bytes().splitlines() if line.strip()))
    if lines:
        write_atomically(into, b"\n".join(lines) + b"\n")


def swap_in(restored: Path, target: Path, now: datetime) -> Path | None:
    """Give *restored* the place of *target*; what was there moves aside and is never deleted. Returns where to."""
    if not target.exists():
        restored.rename(target)
        return None
    aside = target.with_name(f"{target.name}-before-restore-{now:%Y-%m-%d-%H%M%S}")
    target.rename(aside)
    try:
        restored.rename(target)
    except OSError:
        aside.rename(target)
        raise
    return aside


def _write(part: Path, database: Path) -> None:
    parts: dict[str, str] = {}
    with part.open("wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for name, path in _members(database):
                try:
                    parts[name] = _add(archive, name, path)
                except FileNotFoundError:  # erased while we walked
                    continue
            archive.writestr("manifest.json", json.dumps(_manifest(parts), indent=1))
        file.flush()
        flush(file.fileno())


def _members(database: Path) -> Iterator[tuple[str, Path]]:
    yield "database", database
    yield "keyring.json", data_folder() / "keyring.json"
    if (data_folder() / LEDGER).exists():
        yield LEDGER, data_folder() / LEDGER
    for path in sorted((data_folder() / "files").glob("*/*")):
        name = path.relative_to(data_folder()).as_posix()
        if SEALED_FILE.fullmatch(name):
            yield name, path
    for path in sorted((data_folder() / "law").glob("*/parameters/*.yaml")):
        name = path.relative_to(data_folder()).as_posix()
        if LAW_FILE.fullmatch(name):
            yield name, path


def _add(archive: zipfile.ZipFile, name: str, path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as member:
        while block := source.read(1 << 20):
            digest.update(block)
            member.write(block)
    return digest.hexdigest()


def _manifest(parts: dict[str, str]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "installation": keyring().id,
        "parts": parts,
    }


def _reread(part: Path) -> None:
    backup = read_manifest(part)
    with zipfile.ZipFile(part) as archive:
        for name, digest in backup.parts.items():
            with archive.open(name) as member:
                if hashlib.file_digest(member, "sha256").hexdigest() != digest:  # type: ignore[arg-type]
                    raise BackupError("The backup does not read back as it was written. Is the disk full or failing?")


def _check_names(source: Path, backup: Backup) -> None:
    with zipfile.ZipFile(source) as archive:
        names = [name for name in archive.namelist() if name != "manifest.json"]
    strange = [name for name in names if name not in PLACES and not _is_ours(name)]
    if strange or sorted(names) != sorted(backup.parts) or not {"database", "keyring.json"} <= set(names):
        raise BackupError(f"{source.name} holds parts that no backup has, or lacks some. Nothing was restored.")


def _is_ours(name: str) -> bool:
    return bool(SEALED_FILE.fullmatch(name) or LAW_FILE.fullmatch(name))


def _extract(archive: zipfile.ZipFile, name: str, path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with archive.open(name) as member, path.open("wb") as file:
            shutil.copyfileobj(member, file, 1 << 20)
            file.flush()
            flush(file.fileno())
    except zipfile.BadZipFile:
        return "damaged"
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
