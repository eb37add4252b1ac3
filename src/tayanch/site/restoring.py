"""Restore and drill: a backup is opened beside the data folder, proven, and only then takes its place.

This process must not have used a data folder before: the copy becomes its own.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tayanch.site.bringing_back import Proof


@dataclass(frozen=True)
class Restored:
    """What came back, where the earlier content of the folder went, and whether the rows are in PostgreSQL."""

    proof: Proof
    aside: Path | None
    on_server: bool


def restore_into(
    target: Path, source: Path, ledger: Path | None, *, no_ledger: bool, unlock: Callable[[], None]
) -> Restored:
    """Bring *source* back into *target*, and its rows into the empty PostgreSQL where there is one.

    Both or neither: the server's rows are committed last. Raises ``BackupError``, ``Unsound``, ``KeyringError``,
    ``OSError``.
    """
    from tayanch.store.backup import merge_ledgers, swap_in, unpack

    server = os.environ.get("TAYANCH_DATABASE_URL", "")
    target.parent.mkdir(parents=True, exist_ok=True)
    copy = Path(tempfile.mkdtemp(prefix=f".{target.name}-restore-", dir=target.parent))
    try:
        os.environ["TAYANCH_DATA"] = str(copy)
        backup = unpack(source, copy)
        ledgers = known_ledgers(target, backup.installation, ledger, no_ledger=no_ledger)
        merge_ledgers(copy / "erasures.ledger", *ledgers)
        with opened_and_proven(unlock) as proof, moved_to(server):
            aside = swap_in(copy, target, datetime.now(UTC))
        return Restored(proof, aside, bool(server))
    finally:
        shutil.rmtree(copy, ignore_errors=True)


def known_ledgers(target: Path, installation: str, ledger: Path | None, *, no_ledger: bool) -> list[Path]:
    """The ledgers that know of erasures after the backup; raises ``BackupError`` when there is none at hand."""
    from tayanch.store.backup import BackupError

    if ledger is not None and not ledger.exists():
        raise BackupError(f"There is no file {ledger}.")
    given = [ledger] if ledger is not None else []
    if installation_of(target) == installation:
        return [target / "erasures.ledger", *given]
    if given or no_ledger:
        return given
    raise BackupError(
        "This folder does not know whom the organisation erased since the backup. Give the ledger of the lost "
        "computer (--ledger erasures.ledger), or say that nobody was erased since (--no-ledger)."
    )


def installation_of(folder: Path) -> str | None:
    """The id in the folder's keyring, if there is one."""
    try:
        told: dict[str, Any] = json.loads((folder / "keyring.json").read_text("utf-8"))
        return str(told["id"])
    except (OSError, ValueError, LookupError, TypeError):
        return None


def rehearse(source: Path, unlock: Callable[[], None]) -> tuple[datetime, Proof]:
    """Open *source* in this process's empty data folder and prove it; returns when it was made and what was found."""
    from tayanch.store.backup import unpack
    from tayanch.store.state import data_folder

    backup = unpack(source, data_folder())
    with opened_and_proven(unlock) as proof:
        return backup.made_at, proof


@contextmanager
def opened_and_proven(unlock: Callable[[], None]) -> Iterator[Proof]:
    """Unlock this process's data folder, start Django on it, and prove it; it locks when the block ends."""
    os.environ.pop("TAYANCH_DATABASE_URL", None)  # a backup is always the embedded file
    unlock()
    import django

    django.setup()
    from tayanch.site.bringing_back import open_copy
    from tayanch.store.state import keyring

    try:
        yield open_copy()
    finally:
        keyring().lock()


@contextmanager
def moved_to(server: str) -> Iterator[None]:
    """Move the rows of the open copy to the server, if there is one."""
    from tayanch.site.bringing_back import moved_to_server

    with moved_to_server(server) if server else nullcontext():
        yield
