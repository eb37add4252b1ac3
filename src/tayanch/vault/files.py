"""Sealed files in the data folder: what a scan or a letter says is never on the disk in clear."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from uuid import UUID

from django.db import transaction

from tayanch.store.files import write_atomically
from tayanch.store.state import data_folder
from tayanch.vault import envelope
from tayanch.vault.keys import data_key
from tayanch.vault.models import SealedModel


def path_of(file_id: UUID) -> Path:
    """Where the sealed bytes of a file lie; its name says nothing."""
    return data_folder() / "files" / file_id.hex[:2] / file_id.hex


def store(row: SealedModel, data: bytes) -> None:
    """Seal *data* with the key of *row* and write it."""
    write_atomically(path_of(row.id), envelope.seal(data_key(row), data, table="file", column="bytes", row=row.id))


def read(row: SealedModel) -> bytes:
    """The bytes; raises ``CannotUnseal`` when the file was changed, ``FileNotFoundError`` when it is gone."""
    key, path = data_key(row) + row._older_key, path_of(row.id)
    try:
        return _opened(key, path, row.id)
    except envelope.CannotUnseal:
        if not _newer(path).exists():
            raise
        data = _opened(key, _newer(path), row.id)  # the computer stopped before the file got its place
        _take_place(path)
        return data


def rekey(file_id: UUID, before: bytes, after: bytes) -> None:
    """Seal a file, if there is one, with another key; it takes its place when the transaction ends well."""
    path = path_of(file_id)
    if path.exists():
        data = _of_either(before, path, file_id)
        sealed = envelope.seal(after[: envelope.KEY_BYTES], data, table="file", column="bytes", row=file_id)
        write_atomically(_newer(path), sealed)
        transaction.on_commit(partial(_take_place, path))


def _opened(key: bytes, path: Path, file_id: UUID) -> bytes:
    return envelope.opened_by_any(key, path.read_bytes(), table="file", column="bytes", row=file_id)


def _of_either(keys: bytes, path: Path, file_id: UUID) -> bytes:
    """The file, or the one that waits to take its place."""
    try:
        return _opened(keys, path, file_id)
    except envelope.CannotUnseal:
        return _opened(keys, _newer(path), file_id) if _newer(path).exists() else _opened(keys, path, file_id)


def _newer(path: Path) -> Path:
    return path.with_suffix(".newer")


def _take_place(path: Path) -> None:
    if _newer(path).exists():
        _newer(path).replace(path)


def delete(file_ids: list[UUID]) -> None:
    """Remove sealed files; one that is gone already is no error."""
    for file_id in file_ids:
        path_of(file_id).unlink(missing_ok=True)
        _newer(path_of(file_id)).unlink(missing_ok=True)
