"""What went wrong, in words for a terminal: never a traceback, never a value."""

from __future__ import annotations

from tayanch.packets import PacketError
from tayanch.store.backup import BackupError
from tayanch.store.keyring import KeyringError, Locked
from tayanch.store.sqlcipher.base import NOT_OURS
from tayanch.store.wrapping import WrongSecret

DAMAGED = (
    "The database is damaged: part of it is not as it was written. Keep this folder as it is, and bring back your "
    "newest backup: `tayanch restore FILE`."
)


class Unsound(Exception):
    """A copy does not prove whole; the message says where."""


class PortTaken(Exception):
    """Another program listens there; the message says what to try."""


def in_plain_words(error: Exception) -> str:
    """One line that says what happened and what to do."""
    if isinstance(error, KeyringError | BackupError | PacketError | Unsound | PortTaken):
        return str(error)
    if isinstance(error, WrongSecret):
        return "This secret does not open the folder."
    if isinstance(error, Locked):
        return "The keys are not open. Try again and type the passphrase."
    if isinstance(error, OSError) and error.strerror:
        return f"A file or folder cannot be used: {error.strerror} ({error.filename or 'no name'})."
    return _about_the_database(str(error)) or (
        f"Something broke ({type(error).__name__}). Nothing was changed on purpose; try again."
    )


def _about_the_database(said: str) -> str:
    """What is wrong with the database file, "" when it is something else."""
    if said == NOT_OURS:
        return NOT_OURS
    return DAMAGED if "malformed" in said else ""  # SQLite's word for a page that does not fit
