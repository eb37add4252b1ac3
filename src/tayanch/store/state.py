"""Where this process keeps its data, and its one keyring."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from platformdirs import user_data_path

from tayanch.store.keyring import Keyring


@cache
def data_folder() -> Path:
    """The folder of the database, the keyring and the sealed files; made on first use, for its owner only."""
    folder = Path(os.environ.get("TAYANCH_DATA") or user_data_path("tayanch", appauthor=False)).resolve()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


@cache
def keyring() -> Keyring:
    """The keyring of the data folder."""
    return Keyring(data_folder() / "keyring.json")
