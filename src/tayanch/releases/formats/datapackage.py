"""``datapackage.json``: a Frictionless data package (specs.frictionlessdata.io, v1) over the CSV files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from tayanch.releases.model import Column, Dataset, Release

_TYPES = {"number": "number", "integer": "integer"}


def describe(release: Release, files: Mapping[str, bytes]) -> bytes:
    """The package of *files* (path → bytes); each dataset is one resource with its schema."""
    told = {
        "profile": "tabular-data-package",
        "name": f"evidence-{release.date}",
        "id": f"urn:tayanch:evidence:{release.date}",
        "title": release.title.get("en"),
        "description": release.summary.get("en"),
        "version": release.date,
        "created": f"{release.date}T00:00:00Z",
        "licenses": [{"name": release.licence.id, "title": release.licence.name, "path": release.licence.url}],
        "contributors": [{"title": release.publisher.name, "role": "publisher"}],
        "resources": [_resource(one, files) for one in release.datasets],
    }
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def _resource(dataset: Dataset, files: Mapping[str, bytes]) -> dict[str, Any]:
    path = f"data/{dataset.id}.csv"
    keys = [one.name for one in dataset.columns if one.kind in ("period", "code")]
    schema: dict[str, Any] = {"fields": [_field(one) for one in dataset.columns], "missingValues": [""]}
    if dataset.kind == "series":
        schema["primaryKey"] = keys
    about = " ".join(text.get("en") for text in (dataset.about, dataset.method, dataset.caveats, *dataset.hidden))
    return {
        "profile": "tabular-data-resource",
        "name": dataset.id.lower().replace("_", "-"),
        "path": path,
        "title": dataset.title.get("en"),
        "description": about.strip(),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(files[path]),
        "hash": f"sha256:{hashlib.sha256(files[path]).hexdigest()}",
        "schema": schema,
        **({"sources": [{"title": dataset.source}]} if dataset.source else {}),
    }


def _field(column: Column) -> dict[str, Any]:
    told: dict[str, Any] = {"name": column.name, "type": _TYPES.get(column.kind, "string")}
    told["title"] = column.label.get("en")
    if about := column.about.get("en"):
        told["description"] = about
    if column.codes:
        told["constraints"] = {"enum": [code for code, _text in column.codes]}
    return told
