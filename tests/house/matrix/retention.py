"""How long records stay."""

from __future__ import annotations

from tests.house.matrix.rows import DESK, NO, OK, OWN, row

MATRIX: dict[str, tuple[str, dict[str, object]]] = {
    "desk:retention": ("GET", DESK | {"director": OK}),
    "desk:retention-rule": ("POST", row(NO, director=OK)),
    "desk:case-hold": ("POST", OWN),
}
