"""The form of the mobile team."""

from __future__ import annotations

from tests.house.matrix.rows import DESK

MATRIX: dict[str, tuple[str, dict[str, object]]] = {
    "desk:field": ("GET", DESK),
    "desk:field-worker": ("GET", DESK),
    "desk:field-manifest": ("GET", DESK),
    "desk:field-hello": ("GET", DESK),
    "desk:field-hand-in": ("POST", DESK),
}
