"""Cards of the guide: those who speak with women write them, supervisors publish, the reviewer of the law reads."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tests.house.matrix.rows import DESK, NO, OK, row

READ = row(OK, administrator=NO, analyst=NO, director=NO)
PUBLISH = row(NO, supervisor=OK)

MATRIX: dict[str, tuple[str, dict[str, object]]] = {
    "guide-cards:list": ("GET", READ),
    "guide-cards:pick": ("GET", READ),
    "guide-cards:new": ("GET", DESK),
    "guide-cards:card": ("GET", READ),
    "guide-cards:preview": ("GET", READ),
    "guide-cards:translate": ("GET", READ),
    "guide-cards:review": ("GET", READ),
    "guide-cards:history": ("GET", READ),
    "guide-cards:version": ("GET", READ),
    "guide-cards:save": ("POST", DESK),
    "guide-cards:translated": ("POST", DESK),
    "guide-cards:ask": ("POST", DESK),
    "guide-cards:withdraw": ("POST", DESK),
    "guide-cards:discard": ("POST", DESK),
    "guide-cards:bring-back": ("POST", DESK),
    "guide-cards:judge": ("POST", READ),
    "guide-cards:read": ("POST", READ),
    "guide-cards:checked": ("POST", READ),
    "guide-cards:publish": ("POST", PUBLISH),
    "guide-cards:withdrawal": ("POST", PUBLISH),
}


def records(here: SimpleNamespace, made: dict[str, Any]) -> dict[str, Any]:
    """A card of Russia, which the guide's pages name, its program's text, and two languages."""
    return {"slug": "pension", "nth": 0, "source": "ru", "target": "ky", "language": "ky"}
