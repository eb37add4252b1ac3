"""Sealed files in the data folder: what a scan or a letter says is never on the disk in clear."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

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
    return envelope.unseal(data_key(row), path_of(row.id).read_bytes(), table="file", column="bytes", row=row.id)


def delete(file_ids: list[UUID]) -> None:
    """Remove sealed files; one that is gone already is no error."""
    for file_id in file_ids:
        path_of(file_id).unlink(missing_ok=True)
