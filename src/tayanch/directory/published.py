"""What staff have published, as plain files in the data folder: public pages read them while the desk is locked.

All of it is public, so it lies there in clear, and nothing about a woman ever does. The database is the truth; these
files are its output and are written again after a restore.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from tayanch.store.state import data_folder


def folder() -> Path:
    """Where it lies: ``cards/``, ``directory/``, ``checks.yaml``. It may not be there yet."""
    return data_folder() / "published"


def stamp() -> object:
    """Differs after every change in the folder: names, times and sizes of its files. Costs a look at each."""
    found = []
    for path in sorted(folder().rglob("*")):
        with suppress(OSError):  # taken away meanwhile: the next look sees it
            told = path.stat()
            found.append((str(path), told.st_mtime_ns, told.st_size))
    return tuple(found)
