"""The API keeps what its own description promises, whatever is asked: schemathesis makes up the questions.

Without schemathesis (of the development group) these tests say that they skip.
"""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tayanch.directory.opendata import openapi
from tayanch.site.wsgi import application
from tayanch.store.state import keyring

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")

schemathesis.checks.load_all_checks()
CHECKS = schemathesis.checks.CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
        "negative_data_rejection",
    ]
)

UNPACKED = {"Accept-Encoding": "identity"}  # a client inside the process does not unpack
OPERATIONS = sorted(openapi.document()["paths"])


def known(path: str) -> dict[str, str]:
    """What leads to something that is there."""
    if "{file}" in path:
        return {"file": "service.json"}
    listed = Client().get(f"/open{path.removesuffix('/{id}')}?per_page=1").json()
    return {"id": listed["contents"][0]["id"]}


@pytest.mark.parametrize("path", OPERATIONS)
def test_every_answer_is_as_described(path: str) -> None:
    keyring().lock()
    described = schemathesis.openapi.from_wsgi("/open/openapi.json", application)
    operation = described[path]["GET"]
    modes = [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]
    cases = [operation.as_strategy(generation_mode=mode) for mode in modes]
    if "{" in path:  # nobody guesses an id
        cases.append(operation.as_strategy(path_parameters=known(path)))

    @settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=st.one_of(cases))
    def ask(case: object) -> None:
        case.call_and_validate(checks=CHECKS, headers=UNPACKED)  # type: ignore[attr-defined]

    ask()
