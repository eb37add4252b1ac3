"""Letters that wait on the disk until somebody unlocks: sealed files with random names, a folder an organisation.

They are no part of a backup: what was read in is in the database, and a letter of an erased woman must not come back.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

from tayanch.store.files import write_atomically
from tayanch.store.state import data_folder
from tayanch.vault import letterbox
from tayanch.vault.keys import organisation_key

MOST = 5000  # of one organisation: above that a flood would fill the disk
UNREADABLE_DAYS = 30  # a letter that does not open may be for a key that comes back: it waits so long


class Full(Exception):
    """No more letters fit until somebody unlocks and reads."""


def folder(organisation_id: UUID) -> Path:
    return data_folder() / "spool" / organisation_id.hex


def put(organisation_id: UUID, public: bytes, text: bytes, *, name: str = "") -> None:
    """Seal *text* and keep it; needs no key. A letter of the same *name* is the same letter, sent again.

    *name*: 32 hexadecimal digits that nobody can guess. Raises :class:`Full`.
    """
    place = folder(organisation_id)
    if place.exists() and sum(1 for _ in place.iterdir()) >= MOST:
        raise Full
    write_atomically(place / (name or uuid4().hex), letterbox.seal(public, text))


def waiting(organisation_id: UUID) -> list[Path]:
    """The letters, in no order that tells anything; files that are still being written are left out."""
    place = folder(organisation_id)
    return sorted(path for path in place.iterdir() if path.suffix == "") if place.exists() else []


def read(organisation_id: UUID) -> Iterator[tuple[Path, bytes]]:
    """Each letter with its file, which the caller removes once its words are kept. What does not open is left out."""
    private = letterbox.private_key(organisation_key(organisation_id))
    for path in waiting(organisation_id):
        try:
            yield path, letterbox.open_letter(private, path.read_bytes())
        except letterbox.CannotOpen:
            if time.time() - path.stat().st_mtime > UNREADABLE_DAYS * 86400:
                path.unlink(missing_ok=True)
        except FileNotFoundError:  # another process was quicker
            continue
