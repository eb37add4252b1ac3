"""The open data described for programs: OpenAPI 3.1, made from the same tables that answer."""

from __future__ import annotations

from functools import cache
from typing import Any

from tayanch.directory.opendata import schemas
from tayanch.directory.opendata.asking import KNOWN, LAST_PAGE, parameters

API_VERSION = "1.0.0"
Json = dict[str, Any]

_ENTITIES = {
    "services": ("service", "Services: what help there is."),
    "organizations": ("organization", "Organisations that give them."),
    "service_at_locations": ("service_at_location", "Which service is where."),
    "locations": ("location", "Places of organisations. HSDS 3.0 has no such list; it is ours."),
    "taxonomies": ("taxonomy", "Lists of terms: one, what women ask about."),
    "taxonomy_terms": ("taxonomy_term", "Its terms."),
}
_ABOUT = (
    "Who helps women labour migrants of Central Asia, as HSDS 3.0 with a profile of its own. Read only; no key. "
    "Places whose address must not be known have none here; a number is given only when somebody has confirmed it. "
    "Words in `search` stand in the address of a request: this is for programs. For people there is the guide."
)


@cache
def document() -> Json:
    """The whole description. Addresses in it are relative to ``/open``."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tayanch directory",
            "version": API_VERSION,
            "summary": "Who helps, as open data",
            "description": _ABOUT,
            "license": {"name": "Apache License 2.0", "identifier": "Apache-2.0"},
        },
        "jsonSchemaDialect": schemas.DRAFT,
        "servers": [{"url": "/open"}],
        "paths": _paths(),
        "components": {
            "schemas": {**schemas.components("#/components/schemas/{}".format), **_OWN_SCHEMAS},
            "parameters": {name: _parameter(name) for name in parameters()},
            "responses": _REFUSALS,
        },
    }


def _paths() -> Json:
    found = {
        "/": _get("about", "About this API and its relation to HSDS.", "About"),
        "/profile": _get("profile", "What differs from HSDS 3.0, file by file, as JSON Merge Patches.", "Profile"),
        "/profile/{file}": _file("profileFile", "The JSON Merge Patch for one schema file of HSDS 3.0."),
        "/schema": _get("schemas", "The schemas of the objects.", "Schemas"),
        "/schema/{file}": _file("schemaFile", "One schema: HSDS 3.0 and the profile, as far as we fill it."),
        "/openapi.json": _file("openapi", "This document.", item=False),
        "/services.csv": _csv(),
    }
    for kind, (name, about) in _ENTITIES.items():
        found[f"/{kind}"] = _listing(kind, name, about)
        found[f"/{kind}/{{id}}"] = _item(kind, name)
    return found


def _listing(kind: str, name: str, about: str) -> Json:
    item = _refer(f"{name}_list")
    items = {"anyOf": [_refer("minimal"), item, _refer(name)]} if "minimal" in KNOWN[kind] else item
    whole = {"allOf": [_refer("page"), {"properties": {"contents": {"type": "array", "items": items}}}]}
    content = {**_json(whole), "application/x-ndjson": {"schema": {"type": "string"}}}
    return {"get": _operation(kind, about, content, KNOWN[kind], "BadQuestion")}


def _item(kind: str, name: str) -> Json:
    about = f"One {name} with everything that belongs to it."
    operation = _operation(
        f"{kind}ById", about, _json(_refer(name)), KNOWN.get(f"{kind}/", ()), "BadQuestion", "NotThere"
    )
    return {"parameters": [_in_path("id", "Its id.", _UUID)], "get": operation}


def _file(id: str, about: str, item: bool = True) -> Json:
    refusals = ("BadQuestion", "NotThere") if item else ("BadQuestion",)
    found: Json = {"get": _operation(id, about, _json({"type": "object"}), (), *refusals)}
    if item:
        found["parameters"] = [_in_path("file", "Its name, such as service.json.", {"type": "string"})]
    return found


def _csv() -> Json:
    content = {"text/csv": {"schema": {"type": "string"}}}
    about = "The services as a table with a row of HXL tags under the heading; the same filters, no pages."
    return {"get": _operation("servicesCsv", about, content, KNOWN["services.csv"], "BadQuestion")}


def _get(id: str, about: str, name: str) -> Json:
    return {"get": _operation(id, about, _json(_refer(name)), (), "BadQuestion")}


def _operation(id: str, about: str, content: Json, known: tuple[str, ...], *refusals: str) -> Json:
    named = {"BadQuestion": "400", "NotThere": "404"}
    return {
        "operationId": id,
        "summary": about,
        "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in known],
        "responses": {
            "200": {"description": about, "content": content},
            **{named[one]: {"$ref": f"#/components/responses/{one}"} for one in refusals},
        },
    }


def _parameter(name: str) -> Json:
    one = parameters()[name]
    return {"name": name, "in": "query", "required": False, "description": one.about, "schema": one.schema}


def _in_path(name: str, about: str, schema: Json) -> Json:
    return {"name": name, "in": "path", "required": True, "description": about, "schema": schema}


def _refer(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _json(schema: Json) -> Json:
    return {"application/json": {"schema": schema}}


def _whole(**fields: Json) -> Json:
    return {"type": "object", "required": list(fields), "properties": fields}


_TEXT: Json = {"type": "string"}
_UUID: Json = {"type": "string", "format": "uuid"}
_ADDRESS: Json = {"type": "string", "format": "uri"}
_COUNT: Json = {"type": "integer", "minimum": 0}
_TRUTH: Json = {"type": "boolean"}
_PATCHES: Json = {"type": "object", "additionalProperties": {"type": "object"}}
_ADDRESSES: Json = {"type": "object", "additionalProperties": _ADDRESS}

_OWN_SCHEMAS: Json = {
    "page": _whole(
        total_items=_COUNT,
        total_pages=_COUNT,
        page_number={"type": "integer", "minimum": 1, "maximum": LAST_PAGE},
        size=_COUNT,
        first_page=_TRUTH,
        last_page=_TRUTH,
        empty=_TRUTH,
        contents={"type": "array"},
    ),
    "minimal": {
        **_whole(id=_UUID, name=_TEXT, status=_TEXT, freshness=_TEXT, last_modified=_TEXT),
        "required": ["id", "name", "status", "freshness"],
        "additionalProperties": False,
    },
    "About": _whole(version=_TEXT, profile=_ADDRESS, openapi_url=_ADDRESS),
    "Profile": _whole(name=_TEXT, version=_TEXT, hsds=_TEXT, schema=_ADDRESS, patches=_PATCHES),
    "Schemas": _whole(schemas=_ADDRESSES),
    "Error": _whole(error=_whole(code=_TEXT, message=_TEXT)),
}
_REFUSALS: Json = {
    "BadQuestion": {"description": "A parameter is wrong; the message says what it may be.", "content": None},
    "NotThere": {"description": "There is no such thing.", "content": None},
}
for _one in _REFUSALS.values():
    _one["content"] = _json(_refer("Error"))
