"""Writing files so that a crash leaves the old one or the new one, never half of each."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import BinaryIO


def write_atomically(path: Path, data: bytes) -> None:
    """Replace *path* by *data*, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            flush(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def append_line(path: Path, line: bytes) -> None:
    """Add one line to *path* and wait until it is on the disk."""
    with path.open("ab") as file:
        file.write(line.rstrip(b"\n") + b"\n")
        file.flush()
        flush(file.fileno())


def flush(descriptor: int) -> None:
    os.fsync(descriptor)


def replace_and_overwrite(path: Path, data: bytes) -> None:
    """As :func:`write_atomically`, and the bytes that were there before are overwritten, for keys.

    A disk that writes elsewhere (flash memory, snapshots) may keep them all the same: that is what encrypting the whole
    disk is for.
    """
    old = path.open("r+b") if path.exists() and os.name == "posix" else None  # Windows replaces no open file
    try:
        write_atomically(path, data)
        if old is not None:
            _overwrite(old)
    finally:
        if old is not None:
            old.close()


def overwrite(path: Path) -> None:
    """Fill a file with noise where it lies, and remove it."""
    with path.open("r+b") as file:
        _overwrite(file)
    path.unlink()


def _overwrite(file: BinaryIO) -> None:
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    file.write(os.urandom(size))
    file.flush()
    flush(file.fileno())
