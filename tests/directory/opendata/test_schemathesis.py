"""The API keeps what its own description promises, whatever is asked: schemathesis makes up the questions.

Without schemathesis (of the development group) these tests say that they skip.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tayanch.directory.opendata import openapi
from tayanch.site.wsgi import application
from tayanch.store.state import keyring
from tests.directory import schema_check

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")

schemathesis.checks.load_all_checks()
# The official description tells of no other status than 200, so against it only these can be asked.
OF_THE_OFFICIAL = ["not_a_server_error", "content_type_conformance", "response_schema_conformance"]
OF_OURS = [*OF_THE_OFFICIAL, "status_code_conformance", "negative_data_rejection"]

UNPACKED = {"Accept-Encoding": "identity"}  # a client inside the process does not unpack
OFFICIAL = (
    json.loads((schema_check.FOLDER / "openapi.json").read_text("utf-8"))["paths"] if schema_check.is_here() else {}
)
OPERATIONS = sorted(openapi.document()["paths"])


@contextmanager
def without_database() -> Iterator[None]:
    """The bare application looks after connections around each request; these addresses use none, and may not here."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


def known(path: str) -> dict[str, str]:
    """What leads to something that is there."""
    if "{file}" in path:
        return {"file": "service.json"}
    listed = Client().get(f"/open{path.removesuffix('/{id}')}?per_page=1").json()
    return {"id": listed["contents"][0]["id"]}


@pytest.mark.parametrize("path", OPERATIONS)
def test_every_answer_is_as_described(path: str) -> None:
    keyring().lock()
    operation = described("/open/openapi.json", application)[path]["GET"]
    modes = [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]
    cases = [operation.as_strategy(generation_mode=mode) for mode in modes]
    if "{" in path:  # nobody guesses an id
        cases.append(operation.as_strategy(path_parameters=known(path)))
    ask(cases, OF_OURS)


@pytest.mark.skipif(not schema_check.is_here(), reason="the official files are not here")
@pytest.mark.parametrize("path", [path for path in OPERATIONS if path in OFFICIAL])
def test_every_answer_is_as_the_official_description_says(path: str) -> None:
    keyring().lock()
    operation = described("/official.json", beside_the_official)[path]["GET"]
    cases = [operation.as_strategy()]
    if "{" in path:
        cases.append(operation.as_strategy(path_parameters=known(path)))
    ask(cases, OF_THE_OFFICIAL)


def described(path: str, app: Any) -> Any:
    with without_database():
        return schemathesis.openapi.from_wsgi(path, app)


def ask(cases: list[Any], checks: list[str]) -> None:
    @settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=st.one_of(cases))
    def asked(case: Any) -> None:
        case.call_and_validate(checks=schemathesis.checks.CHECKS.get_by_names(checks), headers=UNPACKED)

    with without_database():
        asked()


def official() -> dict[str, Any]:
    """The official description in one piece. It names files on the web; the lists' ones are the whole ones here.

    A slip of it is mended: what is one service at one place is told there to be a service.
    """
    refers = re.compile(r'"\$ref": "(?:https://[^"#]*/)?(\w+?)(?:_list)?\.json"')
    names = [file.stem for file in schema_check.FOLDER.glob("*.json") if file.stem != "openapi"]
    texts = {name: (schema_check.FOLDER / f"{name}.json").read_text("utf-8") for name in [*names, "openapi"]}
    whole = {name: json.loads(refers.sub(r'"$ref": "#/components/schemas/\1"', text)) for name, text in texts.items()}
    found: dict[str, Any] = whole.pop("openapi")
    found["components"]["schemas"] |= whole
    found["servers"] = [{"url": "/open"}]
    at = found["paths"]["/service_at_locations/{id}"]["get"]["responses"]["200"]["content"]["application/json"]
    at["schema"]["$ref"] = "#/components/schemas/service_at_location"
    return found


def beside_the_official(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    """The product, and the official description beside it, so that it can be read from there."""
    if environ["PATH_INFO"] != "/official.json":
        return application(environ, start)
    start("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(official()).encode()]
