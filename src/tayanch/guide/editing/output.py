"""What is published, as the files that phones are served from while the desk is locked. The database is the truth."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from django.db import DatabaseError

from tayanch.directory import published
from tayanch.guide.content.loading import WITHDRAWN
from tayanch.guide.content.parts import files_of
from tayanch.guide.editing import shelf
from tayanch.guide.editing.models import Card, Version
from tayanch.store.keyring import Locked
from tayanch.store.state import data_folder


def write_all() -> None:
    """Write what differs and take away what is published no more; before the tables are there, nothing."""
    try:
        cards = list(Card.objects.prefetch_related("versions", "readings", "checks"))
    except (DatabaseError, Locked):
        return
    for card in cards:
        write(card)
    known = {(card.country, card.slug) for card in cards}
    for folder in published.folder().glob("cards/*/*"):
        if (folder.parent.name, folder.name) not in known:
            shutil.rmtree(folder)


def write(card: Card) -> None:
    """The files of a card as they should be: those of its newest version, the mark of one taken back, or none."""
    folder = published.folder() / "cards" / card.country / card.slug
    wanted = files(card)
    if wanted == _held(folder):
        return
    with tempfile.TemporaryDirectory(dir=data_folder(), prefix=".card-") as name:
        fresh, old = Path(name) / "fresh", Path(name) / "old"
        fresh.mkdir()
        for file, text in wanted.items():
            (fresh / file).write_text(text, "utf-8", newline="\n")
        if folder.exists():
            folder.rename(old)
        if wanted:
            folder.parent.mkdir(parents=True, exist_ok=True)
            fresh.rename(folder)


def files(card: Card) -> dict[str, str]:
    """Name and text of each; none while the program's own card stands."""
    version = shelf.newest(card)
    if version is None or shelf.is_outdated(version, shelf.shipped().get((card.country, card.slug))):
        return {}
    if version.kind == Version.Kind.WITHDRAWN:
        return {WITHDRAWN: f"{card.country}.{version.parts['code']}\n"}
    parts = shelf.shown(card) or version.parts
    return {name: file.text for name, file in files_of(parts, shelf.reviewed(card, parts)).items()}


def _held(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in folder.iterdir()} if folder.is_dir() else {}
