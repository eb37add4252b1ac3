"""Releases and the dashboard: analysts, supervisors and directors of the organisation; a published one is for all."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tayanch.evidence.releases import published
from tests.evidence.releases.made import draft
from tests.house.matrix.rows import EVERYBODY, GONE, NO, OK, row

LEADING = row(NO, analyst=OK, supervisor=OK, director=OK)
# What is not there (a draft has no archive, a chart that is none) is a 404 for those who may ask.
ABSENT = row(NO, analyst=GONE, supervisor=GONE, director=GONE)
PAGES = ("releases", "new", "website", "release", "change")
PRESSED = ("compute", "publish", "drop", "withdraw")
MATRIX: dict[str, tuple[str, dict[str, object]]] = {
    **{f"releases:{name}": ("GET", LEADING) for name in PAGES},
    **{f"releases:{name}": ("POST", LEADING) for name in PRESSED},
    "releases:file": ("GET", ABSENT),
    "dashboard:dashboard": ("GET", LEADING),
    "dashboard:chart": ("GET", ABSENT),
    "open-evidence:start": ("GET", EVERYBODY),
    "open-evidence:file": ("GET", EVERYBODY),
}


def records(here: SimpleNamespace, made: dict[str, Any]) -> dict[str, Any]:
    """A draft of the analyst, and a folder that is served."""
    published.put("2026-11-23-abcdef", {"index.html": b"<!doctype html>", "release.json": b"{}"})
    served = {"folder": "2026-11-23-abcdef", "inside": "release.json"}
    return {"release_id": draft(here.analyst).id, "chart_id": "none", "form": "svg"} | served
