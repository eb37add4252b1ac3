"""The open data over HTTP: every answer fits HSDS 3.0 and the profile, and tells nothing that is hidden."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from copy import deepcopy
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings

from tayanch.directory import Organisation, Place, all_entries, find, find_leaks, lookup, published, searching
from tayanch.directory.opendata import hsds, schemas
from tayanch.directory.opendata.urls import LISTS
from tayanch.directory.searching import Directory
from tayanch.directory.writing import file_of, text_of
from tayanch.store.state import keyring
from tests.directory import schema_check
from tests.directory.made import organisation, text
from tests.directory.test_hiding import entries

NAMES = {
    "services": "service",
    "organizations": "organization",
    "service_at_locations": "service_at_location",
    "locations": "location",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
}
PAGE = {"total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents"}
NOBODY = "00000000-0000-4000-8000-000000000000"
Json = dict[str, Any]


def got(path: str, status: int = 200) -> Any:
    answer = Client().get(f"/open/{path}")
    assert answer.status_code == status, path
    assert answer.headers["Content-Type"] == "application/json"
    return answer.json()


def pages(path: str) -> Iterator[Json]:
    """All pages of a list, as a program reads them that trusts ``last_page``."""
    number, last = 1, False
    while not last:
        page = got(f"{path}{'&' if '?' in path else '?'}per_page=60&page={number}")
        yield page
        number, last = number + 1, page["last_page"]


def everything(path: str) -> list[Json]:
    return [one for page in pages(path) for one in page["contents"]]


# --- what HSDS asks for ------------------------------------------------------------------------------------------


def test_the_first_address_tells_the_version_the_profile_and_the_description() -> None:
    told = got("")
    assert told["version"] == "3.0"
    for address in (told["profile"], told["openapi_url"]):
        assert Client().get(address).status_code == 200
    assert got("openapi.json")["openapi"].startswith("3.1")


def merged(schema: Json, patch: Json) -> Json:
    """JSON Merge Patch (RFC 7386)."""
    found = deepcopy(schema)
    for name, value in patch.items():
        if value is None:
            found.pop(name, None)
        else:
            found[name] = merged(found.get(name, {}), value) if isinstance(value, dict) else value
    return found


@pytest.fixture(params=["HSDS 3.0", "HSDS 3.0 with the profile"])
def _schemas(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The official schemas as they are, and as they are under the patches that ``/open/profile`` gives."""
    if not schema_check.is_here():
        pytest.skip("the official schemas are not here")
    official, patches = schema_check._schema, got("profile")["patches"]

    def patched(reference: str) -> Json:
        name = Path(reference).name.replace("_list.json", ".json")
        return merged(official(name), patches.get(name, {}))

    if request.param.endswith("profile"):
        monkeypatch.setattr(schema_check, "_schema", patched)


@pytest.mark.usefixtures("_schemas")
@pytest.mark.parametrize("kind", LISTS)
def test_every_answer_fits_the_official_schemas(kind: str) -> None:
    name, questions = NAMES[kind], [""]
    questions += ["?full=true"] if kind not in ("taxonomies", "taxonomy_terms") else []
    questions += {"services": ["?minimal=true"], "organizations": ["?full_service=true"]}.get(kind, [])
    in_short = everything(kind)
    assert in_short
    whole = [got(f"{kind}/{one['id']}") for one in in_short]
    found = [*whole, *(one for question in questions for one in everything(f"{kind}{question}"))]
    if kind == "organizations":
        found += [got(f"{kind}/{one['id']}?full_service=true") for one in in_short]
        inside = [("service", service) for one in found for service in one.get("services", [])]
        assert [fault for kind, one in inside for fault in schema_check.faults(kind, one)] == []
    assert [fault for one in found for fault in schema_check.faults(name, one)] == []


@pytest.mark.parametrize("kind", LISTS)
def test_a_page_has_all_eight_fields_and_the_pages_together_are_the_list(kind: str) -> None:
    found = list(pages(kind))
    for number, page in enumerate(found, 1):
        assert page.keys() == PAGE
        assert (page["page_number"], page["total_pages"]) == (number, len(found))
        assert (page["first_page"], page["last_page"]) == (number == 1, number == len(found))
        assert page["size"] == len(page["contents"]) > 0
        assert page["empty"] is False
    ids = [one["id"] for page in found for one in page["contents"]]
    assert len(ids) == len(set(ids)) == found[0]["total_items"]


def test_a_page_after_the_last_one_and_a_list_of_nothing_are_empty() -> None:
    after = got("services?page=99999")
    assert (after["empty"], after["last_page"], after["size"], after["contents"]) == (True, True, 0, [])
    assert after["total_items"] > 0
    nothing = got(f"services?organization_id={NOBODY}")
    assert (nothing["total_items"], nothing["total_pages"], nothing["first_page"]) == (0, 0, True)


@pytest.mark.parametrize("kind", LISTS)
def test_an_unknown_id_is_not_found(kind: str) -> None:
    other = "organizations" if kind == "services" else "services"
    for id in (NOBODY, "x", "kg-sezim", got(f"{other}?per_page=1")["contents"][0]["id"]):
        assert got(f"{kind}/{id}", 404)["error"]["code"] == "not_found"


@pytest.mark.parametrize("path", ["v1", "services/", "services/a/b", "schema/none.json", "profile/none.json"])
def test_an_address_that_is_none_is_told_as_json(path: str) -> None:
    assert got(path, 404)["error"]["message"]


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=x", "page"),
        ("page=1000000000000000000000", "page"),
        ("page=١", "page"),
        ("per_page=0", "per_page"),
        ("per_page=101", "per_page"),
        ("format=xml", "format"),
        ("full=yes", "full"),
        ("free=1", "free"),
        ("need=nothing", "need"),
        ("country=XX", "country"),
        ("city=atlantis", "city"),
        ("oblast=moscow", "oblast"),
        ("language=kyrgyz", "language"),
        ("organization_id=kg-sezim", "organization_id"),
        ("taxonomy_term_id=work", "taxonomy_term_id"),
        ("modified_after=yesterday", "modified_after"),
        ("modified_after=", "modified_after"),
        (f"search={'а' * 201}", "search"),
        ("langauge=ky", "langauge"),
        ("free=true&free=false", "free"),
    ],
)
def test_a_parameter_that_is_wrong_is_named(question: str, field: str) -> None:
    for path in ("services", "services.csv") if field not in {"page", "per_page", "format", "full"} else ("services",):
        error = got(f"{path}?{question}", 400)["error"]
        assert error["field"] == field
        assert error["message"]


# --- what can be asked -------------------------------------------------------------------------------------------


def test_filters_narrow_and_hold_together() -> None:
    all_of_them = {one["id"]: one for one in everything("services?full=true")}
    for question, holds in (
        ("need=unpaid-wages", lambda one: one["need"] == "unpaid-wages"),
        ("free=true", lambda one: one["free"] is True),
        ("women_only=true", lambda one: one["women_only"] is True),
        ("language=ky", lambda one: "ky" in [spoken["code"] for spoken in one["languages"]]),
        ("country=ru", lambda one: "RU" in [area["extent"] for area in one["service_areas"]]),
    ):
        found = {one["id"] for one in everything(f"services?{question}")}
        assert found == {id for id, one in all_of_them.items() if holds(one)}, question
        assert found < set(all_of_them)
        both = {one["id"] for one in everything(f"services?{question}&city=moscow")}
        assert both == found & {one["id"] for one in everything("services?city=moscow")}


def test_a_term_a_taxonomy_and_an_organisation_narrow() -> None:
    (term,) = (one for one in everything("taxonomy_terms") if one["code"] == "unpaid-wages")
    by_term = everything(f"services?taxonomy_term_id={term['id']}")
    assert by_term == everything("services?need=unpaid-wages")
    assert len(everything(f"services?taxonomy_id={term['taxonomy_id']}")) == len(everything("services"))
    owner = by_term[0]["organization_id"]
    own = everything(f"services?organization_id={owner}")
    assert own
    assert {one["organization_id"] for one in own} == {owner}
    assert [one["id"] for one in everything(f"organizations?organization_id={owner}")] == [owner]
    below = everything(f"taxonomy_terms?parent_id={term['parent_id']}")
    assert term["id"] in {one["id"] for one in below}
    assert all("parent_id" not in one for one in everything("taxonomy_terms?top_only=true"))


def test_what_changed_since_a_day_is_found_by_the_day_and_by_a_moment() -> None:
    found = everything("services")
    last = max(one["last_modified"] for one in found)
    newest = {one["id"] for one in found if one["last_modified"] == last}
    for moment in (last[:10], last, f"{last[:10]}T23:59:59%2B00:00", f"{last[:10]}T05:00:00+05:00"):
        assert {one["id"] for one in everything(f"services?modified_after={moment}")} == newest
    assert everything("services?modified_after=2999-01-01") == []


def test_search_finds_what_the_guide_finds() -> None:
    found = [one["name"] for one in got("services?search=айлыгымды бербей жатат&country=kg")["contents"]]
    assert found[:3] == [one.service.name.en for one in searching.search("айлыгымды бербей жатат", WANTED, 3)]


WANTED = searching.Wanted(country="kg")


def test_minimal_full_and_lines() -> None:
    (first, *_) = got("services?minimal=true&full=true")["contents"]
    assert first.keys() <= {"id", "name", "status", "freshness", "last_modified"}
    lines = Client().get("/open/services?format=ndjson&full=true&per_page=1")
    assert lines.headers["Content-Type"].startswith("application/x-ndjson")
    assert [json.loads(line) for line in lines.content.decode().splitlines()] == everything("services?full=true")


def test_a_place_outside_the_city_that_was_asked_for_is_left_out() -> None:
    city = {one["name"] for one in everything("locations?city=bishkek")}
    assert city == {"Bishkek"}
    assert {one["location"]["name"] for one in everything("service_at_locations?city=bishkek")} == {"Bishkek"}


def test_the_table_has_the_services_that_the_list_has() -> None:
    answer = Client().get("/open/services.csv?country=kz&free=true")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    heading, tags, *rows = csv.reader(StringIO(answer.content.decode()))
    assert tags[0] == "#org+name"
    names = [one["name"] for one in everything("services?country=kz&free=true")]
    assert names
    assert [dict(zip(heading, row, strict=True))["service in English"] for row in rows] == names


# --- schemas and profile -----------------------------------------------------------------------------------------


def test_our_schemas_say_what_the_official_ones_say_and_the_profile_the_rest() -> None:
    if not schema_check.is_here():
        pytest.skip("the official schemas are not here")
    profile = got("profile")["patches"]
    for name in (one for one in schemas.names() if not one.endswith("_list")):
        ours, official = got(f"schema/{name}.json"), schema_check._schema(f"{name}.json")
        added = profile.get(f"{name}.json", {}).get("properties", {})
        assert ours["properties"].keys() - official["properties"].keys() == added.keys()
        assert set(official["required"]) <= set(ours["required"]) <= set(ours["properties"])
        for field in ours["properties"].keys() - added.keys():
            assert alike(ours["properties"][field], official["properties"][field]), f"{name}.{field}"


def alike(ours: Json, official: Json) -> bool:
    if "items" in ours:
        return alike(ours["items"], official["items"])
    if "$ref" in ours:
        return bool(Path(official["$ref"]).stem == ours["$ref"].rpartition("/")[2])
    same = ours["type"] == official["type"] and official.get("format") in (None, ours.get("format"))
    return same and ("enum" not in official or set(ours["enum"]) <= set(official["enum"]))


@pytest.mark.parametrize("kind", LISTS)
def test_every_field_that_is_sent_is_described(kind: str) -> None:
    def unknown(schema: Json, defined: Json, value: Any, way: str) -> Iterator[str]:
        schema = defined[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
        if isinstance(value, list):
            for one in value:
                yield from unknown(schema["items"], defined, one, way)
        elif isinstance(value, dict) and "additionalProperties" not in schema:
            for name, one in value.items():
                if name not in schema["properties"]:
                    yield f"{way}.{name}"
                else:
                    yield from unknown(schema["properties"][name], defined, one, f"{way}.{name}")

    for suffix, question in (("_list", ""), ("", "?full=true")):
        schema = got(f"schema/{NAMES[kind]}{suffix}.json")
        found = everything(f"{kind}{question if not kind.startswith('taxonom') else ''}")
        assert {way for one in found for way in unknown(schema, schema.get("$defs", {}), one, kind)} == set()


# --- how it is sent ----------------------------------------------------------------------------------------------

PATHS = ["", "openapi.json", "profile", "profile/service.json", "schema", "schema/service.json", "services.csv", *LISTS]


@pytest.mark.parametrize("path", PATHS)
def test_it_answers_while_the_desk_is_locked_and_leaves_nothing(path: str) -> None:
    keyring().lock()
    answer = Client(headers={"Origin": "https://example.org"}).get(f"/open/{path}")
    assert answer.status_code == 200
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    again = Client(headers={"If-None-Match": answer.headers["ETag"]}).get(f"/open/{path}")
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", ["/ky/g/", "/health", "/en/unlock/", "/g.js"])
def test_no_other_address_is_read_from_pages_of_other_hosts(path: str) -> None:
    keyring().lock()
    answer = Client(headers={"Origin": "https://example.org"}).get(path)
    assert answer.status_code == 200
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:8000"])
def test_a_desk_on_a_laptop_does_not_tell_pages_of_other_hosts_that_it_runs(host: str) -> None:
    answer = Client(headers={"Origin": "https://example.org", "Host": host}).get("/open/services")
    assert answer.status_code == 200
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_long_answer_is_packed_for_whoever_takes_that_and_is_known_again() -> None:
    client = Client(headers={"Accept-Encoding": "gzip"})
    answer = client.get("/open/services?full=true&per_page=100")
    assert answer.headers["Content-Encoding"] == "gzip"
    again = client.get("/open/services?full=true&per_page=100", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_it_can_only_be_read() -> None:
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(Client(), method)("/open/services")
        assert answer.status_code == 405
        assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert Client().head("/open/services").status_code == 200
    asked = Client().options("/open/services")
    assert (asked.status_code, asked.headers["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")


def test_a_refusal_is_not_kept_and_does_not_repeat_what_was_asked() -> None:
    for path in ("services?search=" + "Айгүл" * 50, "services/Айгүл", "services?need=Айгүл", "Айгүл"):
        answer = Client().get(f"/open/{path}")
        assert answer.status_code in (400, 404)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Айгүл" not in answer.content.decode() + json.dumps(answer.json(), ensure_ascii=False)


# --- what is hidden ----------------------------------------------------------------------------------------------


def all_bytes(entry: Organisation) -> dict[str, str]:
    """Everything that the open data gives away while the directory is this entry."""
    paths = ["", "services.csv", "profile", "schema", "openapi.json"]
    for kind in LISTS:
        paths += [kind, f"{kind}?format=ndjson", f"{kind}?search=Көмүскө көчөсү жардам Help 0"]
        if not kind.startswith("taxonom"):
            paths += [f"{kind}?full=true", f"{kind}?city=karakol&full=true"]
            paths += [f"{kind}/{one['id']}" for one in got(kind)["contents"]]
    paths += [f"organizations/{hsds.identifier('organization', entry.id)}?full_service=true", "services?minimal=true"]
    found = {path: Client().get(f"/open/{path}") for path in paths}
    return {path: f"{answer.headers}{answer.content.decode()}" for path, answer in found.items()}


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entry=entries())
def test_no_byte_tells_of_a_hidden_place(entry: Organisation) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lookup, "all_entries", lambda: (entry,))
        patch.setattr(searching, "search", Directory([entry]).search)
        told = all_bytes(entry)
    assert [path for path, output in told.items() if find_leaks(entry, output)] == []
    assert "+996555000111" in told["services?full=true"]
    assert "Ачык көчө 7" in told["locations?full=true"]


def test_no_entry_of_the_product_tells_a_number_that_nobody_confirmed() -> None:
    told = json.dumps([everything(f"{kind}?full=true") for kind in LISTS[:4]])
    held_back = {phone.number for entry in all_entries() for phone in entry.phones if not phone.confirmed}
    held_back -= {phone.number for entry in all_entries() for phone in entry.phones if phone.confirmed}
    assert held_back
    assert [number for number in held_back if f'"{number}"' in told] == []


def test_an_entry_that_changes_shows_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    one = find("kg-sezim")
    assert one
    monkeypatch.setattr(lookup, "all_entries", lambda: (one,))
    assert [entry["name"] for entry in everything("organizations")] == [one.name.en]
    monkeypatch.undo()
    assert len(everything("organizations")) == len(all_entries())


def test_what_staff_publish_shows_at_once_while_the_desk_is_locked() -> None:
    keyring().lock()
    id = hsds.identifier("organization", "kg-aaa-invented")
    open_one = organisation(id="kg-aaa-invented", places=(Place("osh", "osh-city", text("Ачык көчө 7")),))
    hiding = organisation(id="kg-aaa-invented", places=(Place("osh", "osh-city", hidden=True),))
    try:
        published.write(f"directory/{file_of(open_one)}", text_of(open_one))
        assert "Ачык көчө 7" in json.dumps(got(f"organizations/{id}"), ensure_ascii=False)
        assert got("services?search=Invented")["contents"][0]["organization_id"] == id
        published.write(f"directory/{file_of(hiding)}", text_of(hiding))
        assert "көчө" not in json.dumps(got(f"organizations/{id}"), ensure_ascii=False)
    finally:
        published.remove(f"directory/{file_of(open_one)}")
    got(f"organizations/{id}", 404)
