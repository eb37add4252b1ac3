"""The guide: everybody reads it, signed in or not."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tests.house.matrix.rows import EVERYBODY

MATRIX: dict[str, tuple[str, dict[str, object]]] = {
    "guide:start": ("GET", EVERYBODY),
    "guide:page": ("GET", EVERYBODY),
    "guide:pack": ("GET", EVERYBODY),
    "guide:tools": ("GET", EVERYBODY),
    "guide:forget": ("GET", EVERYBODY),
    "guide:find": ("POST", EVERYBODY),
    "guide:find-in": ("POST", EVERYBODY),
    "guide:leaflet": ("GET", EVERYBODY),
    "guide:poster": ("GET", EVERYBODY),
    "guide-forget": ("GET", EVERYBODY),
    "guide-worker": ("GET", EVERYBODY),
}


def records(here: SimpleNamespace, made: dict[str, Any]) -> dict[str, Any]:
    """A card that holds everywhere, and a country."""
    return {"path": "any/z2/", "country": "ru"}
