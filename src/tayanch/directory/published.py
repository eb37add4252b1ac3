"""What staff have published lies here as plain files, over what was shipped with the program.

``<data folder>/published/`` holds public content only, so that public pages can be made of it while the desk is
locked. The database is the truth of what staff changed; these files are its output, and are written again after a
restore.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from tayanch.store.files import write_atomically
from tayanch.store.state import data_folder

Stamp = tuple[tuple[str, int, int], ...]


def folder() -> Path:
    """Where published files lie. It is there once something was published."""
    return data_folder() / "published"


def stamp(part: str = "") -> Stamp:
    """Name, moment and size of every published file, of one *part* ("directory", "checks.yaml") if it is named.

    What was made of the files is old as soon as this differs.
    """
    start = folder() / part
    return tuple(_seen(start)) if start.exists() else ()


def write(name: str, text: str) -> bool:
    """Publish a file; False when it was there already, word for word."""
    path = folder() / name
    content = text.encode()
    if path.exists() and path.read_bytes() == content:
        return False
    write_atomically(path, content)
    return True


def remove(name: str) -> None:
    """Take a file back, if it is there."""
    (folder() / name).unlink(missing_ok=True)


def _seen(path: Path) -> Iterator[tuple[str, int, int]]:
    """A file that goes while we look is one that is not there."""
    if path.is_file():
        told = path.stat()
        yield path.name, told.st_mtime_ns, told.st_size
        return
    try:
        found = sorted(os.scandir(path), key=lambda one: one.name)
    except FileNotFoundError:  # a folder is exchanged whole
        return
    for one in found:
        if one.is_dir():
            yield from ((f"{one.name}/{name}", moment, size) for name, moment, size in _seen(Path(one.path)))
        elif not one.name.endswith(".part"):
            try:
                told = one.stat()
            except FileNotFoundError:
                continue
            yield one.name, told.st_mtime_ns, told.st_size
