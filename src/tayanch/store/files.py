"""Writing files so that a crash leaves the old one or the new one, never half of each."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


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
