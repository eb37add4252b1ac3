"""A small checker of JSON Schema, as much of it as HSDS 3.0 uses: type, required, enum, format, items and $ref.

The official schemas are read from the folder in ``HSDS_SCHEMAS``, or from beside the project's folder where somebody
has put them (Open Referral, CC BY-SA 4.0; they are no part of the product). Without them the fields that HSDS requires
are checked from the list here.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

_BESIDE = Path(__file__).parents[3] / "shared" / "standards" / "hsds" / "schema"
FOLDER = Path(os.environ.get("HSDS_SCHEMAS", _BESIDE))
REQUIRED = {
    "organization": ("id", "name", "description"),
    "service": ("id", "name", "status"),
    "location": ("id", "location_type"),
    "address": ("id", "address_1", "city", "state_province", "postal_code", "country", "address_type"),
    "phone": ("id", "number"),
    "schedule": ("id",),
    "language": ("id",),
    "service_area": ("id",),
    "service_at_location": ("id",),
}
_MANY = {
    **{f"{name}s": name for name in ("phone", "location", "schedule", "service_area", "service_at_location")},
    "languages": "language",
    "addresses": "address",
    "location": "location",
    "organization": "organization",
}
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "object": (dict,),
    "array": (list,),
    "boolean": (bool,),
    "null": (type(None),),
}
_URI = re.compile(r"[a-z][a-z0-9+.-]*:\S+")


def is_here() -> bool:
    return (FOLDER / "service.json").exists()


def faults(name: str, value: Any) -> list[str]:
    """What is wrong with an HSDS object of this name: way to the field, and why."""
    return list(_against(_schema(f"{name}.json"), value, name) if is_here() else _lacking(name, value, name))


def _against(schema: dict[str, Any], value: Any, way: str) -> Iterator[str]:
    if "$ref" in schema:
        yield from _against(_schema(schema["$ref"]), value, way)
        return
    yield from _of_its_kind(schema, value, way)
    if isinstance(value, dict):
        yield from (f"{way}: {name} is missing" for name in schema.get("required", ()) if name not in value)
        for name, one in schema.get("properties", {}).items():
            if name in value:
                yield from _against(one, value[name], f"{way}.{name}")
    if isinstance(value, list) and "items" in schema:
        for number, one in enumerate(value):
            yield from _against(schema["items"], one, f"{way}[{number}]")


def _of_its_kind(schema: dict[str, Any], value: Any, way: str) -> Iterator[str]:
    kinds = schema.get("type", [])
    allowed = [kind for one in ([kinds] if isinstance(kinds, str) else kinds) for kind in _TYPES[one]]
    if allowed and (type(value) not in allowed):
        yield f"{way}: {value!r} is no {kinds}"
    elif "enum" in schema and value not in schema["enum"]:
        yield f"{way}: {value!r} is not one of {schema['enum']}"
    elif not _has_format(schema.get("format"), value):
        yield f"{way}: {value!r} is no {schema['format']}"


def _has_format(name: str | None, value: Any) -> bool:
    readers = {"uuid": UUID, "date": date.fromisoformat}
    if name == "uri":
        return bool(_URI.fullmatch(value))
    try:
        readers.get(name or "", str)(value)
    except ValueError:
        return False
    return True


def _lacking(name: str, value: Any, way: str) -> Iterator[str]:
    yield from (f"{way}: {field} is missing" for field in REQUIRED[name] if field not in value)
    for field, kind in _MANY.items():
        inner = value.get(field, [])
        for one in inner if isinstance(inner, list) else [inner]:
            yield from _lacking(kind, one, f"{way}.{field}")


@cache
def _schema(reference: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FOLDER / Path(reference).name).read_text("utf-8"))
    return loaded
