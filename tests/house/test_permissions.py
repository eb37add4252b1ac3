"""Every address × every actor. An address that is missing in :mod:`tests.house.matrix` fails the suite.

The actors: the owner of the records, a teammate, a worker of another team, a supervisor of the team, a stranger of
another organisation, the administrator, the analyst, the reviewer of the law, the director, a lawyer of the team, and
somebody who is not signed in. "ok" means that the permission is there, whatever the page then says of an empty form.
"""

from __future__ import annotations

from collections.abc import Iterator
from http.cookies import SimpleCookie
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.conftest import make_here
from tests.house.matrix import MATRIX, make_records, open_data
from tests.house.matrix.rows import OK, OWN, STAFF, TEAM

pytestmark = pytest.mark.django_db
# Each user's own second factor: these pages take no record and show only what is hers.
OWN_ACCOUNT = "mfa_"
WITHOUT_SIGN_IN = {"health", "site:home", "site:begin", "site:unlock", "account_login", "account_logout"}
WITHOUT_SIGN_IN |= {"packets"}
WITHOUT_SIGN_IN |= {"callback", "callback-page", "door"}
WITHOUT_SIGN_IN |= {
    "guide:start",
    "guide:page",
    "guide:pack",
    "guide:tools",
    "guide:forget",
    "guide-forget",
    "guide-worker",
}
WITHOUT_SIGN_IN |= {"guide:find", "guide:find-in"}
WITHOUT_SIGN_IN |= {"directory:own", "directory:own-entry"}
WITHOUT_SIGN_IN |= set(open_data.MATRIX)
WITHOUT_SIGN_IN |= {"guide:leaflet", "guide:poster"}
WITHOUT_SIGN_IN |= {"open-evidence:start", "open-evidence:file"}


def addresses(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"


def test_no_address_is_missing_from_the_matrix() -> None:
    known = set(MATRIX)
    assert {name for name in addresses() if not name.startswith(OWN_ACCOUNT)} == known


@pytest.fixture(scope="module")
def here(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """The actors, made once for all addresses: whatever a request changes is taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_here()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def records(here: SimpleNamespace) -> dict[str, Any]:
    """One of everything that an address can name, all of it the owner's."""
    return make_records(here)


def path_of(name: str, records: dict[str, Any]) -> str:
    kind = "consultation" if ":consultation" in name else "closed" if name == "desk:case-reopen" else "case"
    own = records | {"reference": records[kind]}
    wanted = {key for _, parameters in get_resolver_patterns(name) for key in parameters}
    return reverse(name, kwargs={key: own[key] for key in wanted})


def get_resolver_patterns(name: str) -> list[tuple[str, list[str]]]:
    resolver: Any = get_resolver()
    prefix = "/"
    *namespaces, view = name.split(":")
    for namespace in namespaces:
        prefix, resolver = _inside(resolver, namespace)
    return [(prefix, parameters) for pattern in resolver.reverse_dict.getlist(view) for _, parameters in pattern[0]]


def _inside(resolver: Any, namespace: str) -> Any:
    if namespace in resolver.namespace_dict:
        return resolver.namespace_dict[namespace]
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver) and namespace in pattern.namespace_dict:
            return pattern.namespace_dict[namespace]
    raise LookupError(namespace)


@pytest.fixture(scope="module")
def clients(here: SimpleNamespace) -> dict[str, Client]:
    """A browser of each actor, signed in once: what a request does to its session is taken back, too."""
    made = {actor: Client() for actor in STAFF}
    for actor, client in made.items():
        client.force_login(getattr(here, actor))
    return made


def answer(client: Client, method: str, path: str, body: dict[str, str]) -> int:
    """The status that it gets; whatever the request changed is taken back, and cookies with it."""
    before = {name: one.value for name, one in client.cookies.items()}
    with transaction.atomic():
        status = (client.post(path, body) if method == "POST" else client.get(path)).status_code
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(before)
    return status


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_an_address_answers_each_actor_as_the_matrix_says(
    clients: dict[str, Client], records: dict[str, Any], name: str
) -> None:
    method, expected = MATRIX[name]
    path = path_of(name, records)
    body = {"case": records["case"]}  # the one address that names a second record takes it from the form
    statuses = {actor: answer(clients[actor], method, path, body) for actor in STAFF}
    refusals = {401, 403, 404, 405}
    told = {actor: OK if s not in refusals and s < 500 else s for actor, s in statuses.items()}
    assert told == expected, statuses


@pytest.mark.parametrize("name", sorted(set(MATRIX) - WITHOUT_SIGN_IN))
def test_without_a_sign_in_every_address_leads_to_the_sign_in(records: dict[str, Any], name: str) -> None:
    method, _ = MATRIX[name]
    response = Client().generic(method, path_of(name, records))
    assert response.status_code == 302
    assert reverse("account_login") in response["Location"]


@pytest.mark.parametrize("name", sorted(name for name, (_, row) in MATRIX.items() if row in (TEAM, OWN)))
def test_a_record_of_another_organisation_is_not_found_whatever_the_method(
    clients: dict[str, Client], records: dict[str, Any], name: str
) -> None:
    path = path_of(name, records)
    assert {answer(clients["stranger"], method, path, {}) for method in ("GET", "POST")} <= {404, 405}
