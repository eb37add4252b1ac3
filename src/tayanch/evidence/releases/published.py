"""Releases that this installation serves itself: plain files in the data folder, read while the desk is locked.

``<data folder>/published/evidence/<date>-<sign>/`` holds what everybody may read and nothing else. The database is the
truth; these files are its output.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from tayanch.directory import published
from tayanch.releases import writing

GONE = "withdrawn.txt"


def home() -> Path:
    return published.folder() / "evidence"


def put(folder: str, files: dict[str, bytes]) -> None:
    """Lay a release out, whole: nobody sees half of it."""
    place, beside = home() / folder, home() / f".{folder}.part"
    shutil.rmtree(beside, ignore_errors=True)
    writing.unpack(files, beside)
    shutil.rmtree(place, ignore_errors=True)
    beside.rename(place)


def withdraw(folder: str, page: bytes) -> None:
    """Take the files away; in their place stands a page that says so."""
    if is_there(folder):
        put(folder, page_of_withdrawn(page))


def page_of_withdrawn(page: bytes) -> dict[str, bytes]:
    """The files that stand in the place of a release that was withdrawn."""
    return {"index.html": page, GONE: b""}


def is_there(folder: str) -> bool:
    """Whether a release lies here, or the page of one that was withdrawn."""
    return (home() / folder).exists()


def remove(folder: str) -> None:
    shutil.rmtree(home() / folder, ignore_errors=True)


def read(folder: str, path: str) -> bytes | None:
    """A file of a release; none when there is no such one. No path leads out of its folder."""
    start = (home() / folder).resolve()
    found = (start / (path or "index.html")).resolve()
    is_inside = start.parent == home().resolve() and found.is_relative_to(start)
    return found.read_bytes() if is_inside and found.is_file() and found.name != GONE else None


def is_withdrawn(folder: str) -> bool:
    return (home() / folder / GONE).exists()
