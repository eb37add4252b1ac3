"""What leaves the desk as a file."""

from __future__ import annotations

from tests.house.matrix.rows import NO, row

MATRIX: dict[str, tuple[str, dict[str, object]]] = {
    "desk:open-rows": ("POST", row(NO, supervisor="ok", analyst="ok", director="ok")),
}
