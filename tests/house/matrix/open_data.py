"""The open data of the directory: everybody reads it, signed in or not."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tayanch.directory.opendata import hsds
from tests.house.matrix.rows import EVERYBODY, GONE, row

MATRIX: dict[str, tuple[str, dict[str, object]]] = {
    "open:about": ("GET", EVERYBODY),
    "open:openapi": ("GET", EVERYBODY),
    "open:profile": ("GET", EVERYBODY),
    "open:profile-file": ("GET", EVERYBODY),
    "open:schemas": ("GET", EVERYBODY),
    "open:schema": ("GET", EVERYBODY),
    "open:table": ("GET", EVERYBODY),
    "open:services": ("GET", EVERYBODY),
    "open:services-one": ("GET", EVERYBODY),
    "open:organizations": ("GET", EVERYBODY),
    # The id that stands in the address is a service's: no other kind of thing has it.
    "open:organizations-one": ("GET", row(GONE)),
    "open:service_at_locations": ("GET", EVERYBODY),
    "open:service_at_locations-one": ("GET", row(GONE)),
    "open:locations": ("GET", EVERYBODY),
    "open:locations-one": ("GET", row(GONE)),
    "open:taxonomies": ("GET", EVERYBODY),
    "open:taxonomies-one": ("GET", row(GONE)),
    "open:taxonomy_terms": ("GET", EVERYBODY),
    "open:taxonomy_terms-one": ("GET", row(GONE)),
    "open:nothing": ("GET", row(GONE)),
}


def records(here: SimpleNamespace, made: dict[str, Any]) -> dict[str, Any]:
    """A service, a file that has both a schema and a patch, and an address that is none."""
    service = hsds.identifier("service", "kg-sezim", "domestic-violence")
    return {"hsds_id": service, "schema_file": "service.json", "rest": "nothing-here"}
