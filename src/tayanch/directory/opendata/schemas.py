"""What the objects look like, as JSON Schema, and what of it is not HSDS: the profile.

Everything is made from ``schema.yaml``. The official schema files (Open Referral, CC BY-SA 4.0) are no part of the
product; a test lays the profile over them and compares.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import Any

from tayanch.directory.model import KINDS
from tayanch.yaml_text import read_yaml

PROFILE_VERSION = "1.0.0"
DRAFT = "https://json-schema.org/draft/2020-12/schema"
Json = dict[str, Any]
Refer = Callable[[str], str]

_LIST = "_list"
_TRANSLATIONS: Json = {
    "type": "object",
    "description": "The object's texts in other languages: language code, then field, then text.",
    "additionalProperties": {"type": "object", "additionalProperties": {"type": "string"}},
    "ours": True,
}


def names() -> tuple[str, ...]:
    """All objects, and each as lists have it: ``service``, ``service_list`` …"""
    return tuple(_objects())


def schema(name: str) -> Json:
    """A schema that needs no other file: what it names stands in its ``$defs``. Raises KeyError for an unknown one."""
    needed = _needed_by(name)
    refer = "#/$defs/{}".format
    found = _plain(_objects()[name], refer)
    defined = {"$defs": {one: _plain(_objects()[one], refer) for one in needed}} if needed else {}
    return {"$schema": DRAFT, "title": name, **found, **defined}


def components(refer: Refer) -> Json:
    """All schemas for a document that refers to them in its own way."""
    return {name: _plain(one, refer) for name, one in _objects().items()}


def profile() -> Mapping[str, Json]:
    """What differs from HSDS 3.0, file by file, as JSON Merge Patches (RFC 7386)."""
    found = {f"{name}.json": _patch(one) for name, one in _objects().items() if not name.endswith(_LIST)}
    return {file: patch for file, patch in found.items() if patch}


@cache
def _objects() -> Mapping[str, Json]:
    given = read_yaml((resources.files("tayanch.directory.opendata") / "schema.yaml").read_text("utf-8"))
    whole = {name: _object(one) for name, one in given.items()}
    return {**whole, **{f"{name}{_LIST}": _in_lists(one) for name, one in whole.items()}}


def _object(given: Json) -> Json:
    return {
        "type": "object",
        "description": given["about"],
        "properties": {name: _field(one) for name, one in given["fields"].items()},
        "required": given["required"],
        "ours_required": given.get("ours_required", []),
    }


def _field(given: Json) -> Json:
    if "$translations" in given:
        return _TRANSLATIONS
    if "$kinds" in given:
        return {"type": "string", "enum": list(KINDS), **{k: v for k, v in given.items() if k != "$kinds"}}
    return given


def _in_lists(whole: Json) -> Json:
    """As ``hsds.in_short`` makes it: without fields that hold many."""
    fields = {name: _shorter(one) for name, one in whole["properties"].items() if one.get("type") != "array"}
    return {**whole, "properties": fields}


def _shorter(field: Json) -> Json:
    refers = field.get("$ref", "")
    return {**field, "$ref": f"{refers}{_LIST}"} if refers and not refers.endswith(_LIST) else field


def _plain(given: Any, refer: Refer) -> Any:
    """Without our own marks, and with references as they are wanted."""
    if isinstance(given, list):
        return [_plain(one, refer) for one in given]
    if not isinstance(given, dict):
        return given
    found = {name: _plain(value, refer) for name, value in given.items() if name not in {"ours", "ours_required"}}
    if "$ref" in found:
        found["$ref"] = refer(found["$ref"])
    if "required" in found:
        found["required"] = [*found["required"], *given.get("ours_required", [])]
    return found


def _patch(whole: Json) -> Json:
    ours = {name: _plain(one, "{}.json".format) for name, one in whole["properties"].items() if one.get("ours")}
    required = [*whole["required"], *whole["ours_required"]] if whole["ours_required"] else []
    found: Json = {}
    if ours:
        found["properties"] = ours
    if required:
        found["required"] = required
    return found


def _needed_by(name: str) -> tuple[str, ...]:
    """The objects that a schema refers to, and those that they refer to."""
    found: dict[str, None] = {}
    waiting = [name]
    while waiting:
        for one in _references(_objects()[waiting.pop()]):
            if one not in found:
                found[one] = None
                waiting.append(one)
    return tuple(sorted(found))


def _references(given: Any) -> list[str]:
    if isinstance(given, list):
        return [found for one in given for found in _references(one)]
    if not isinstance(given, dict):
        return []
    own = [given["$ref"]] if "$ref" in given else []
    return own + [found for one in given.values() for found in _references(one)]
