"""A sealed case does not exist: not at any address, in any list or search, for anybody who is not named in it."""

from __future__ import annotations

from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tayanch.desk.actions.sealing import do_need_two
from tayanch.desk.models import Case, Consultation
from tests.house.matrix import MATRIX, make_records
from tests.house.matrix.rows import OWN, TEAM
from tests.house.test_permissions import get_resolver_patterns, path_of
from tests.sealing import at_work, give_keys, seal, signed_in

OUTSIDERS = ("teammate", "supervisor", "lawyer", "other_team", "stranger", "administrator", "director", "analyst")
# Rows of a team's own record that are not about a case or a conversation are open to it, sealed cases or not.
DAILY = ("desk:case", "desk:ledger", "desk:stay", "desk:pension", "desk:claim", "desk:sealed")
OF_A_CASE = {"reference", "promise_id"}


@pytest.fixture
def made(here: SimpleNamespace) -> dict[str, Any]:
    """One of everything; the conversation is put to the case."""
    give_keys(*(getattr(here, actor) for actor in ("owner", *OUTSIDERS)))
    made = make_records(here)
    talk = Consultation.objects.get(reference=made["consultation"])
    talk.case = Case.objects.get(reference=made["case"])
    talk.save(update_fields=["case"])
    return made


def seal_both(made: dict[str, Any]) -> None:
    for reference in (made["case"], made["closed"]):
        seal(Case.objects.get(reference=reference))


def names() -> list[str]:
    """Every address of the matrix that names a case, a conversation or a promise."""
    rows = [name for name, (_, row) in MATRIX.items() if row in (TEAM, OWN)]
    return sorted(name for name in rows if OF_A_CASE & {key for _, keys in get_resolver_patterns(name) for key in keys})


def test_every_address_of_a_sealed_case_is_not_found_for_whoever_is_not_named(
    here: SimpleNamespace, made: dict[str, Any]
) -> None:
    """A method that an address does not take is refused before it looks who asks: two actors are enough for that."""
    seal_both(made)
    found = {}
    clients = {actor: signed_in(getattr(here, actor)) for actor in OUTSIDERS}
    for name, method in product(names(), ("GET", "POST")):
        path, refused = path_of(name, made), 0
        for actor, client in clients.items():
            status = answer(client, method, path)
            refused += status == 405
            if status not in {404, 405}:
                found[f"{name} {method} {actor}"] = status
            if refused == 2 and method != MATRIX[name][0]:
                break
    assert found == {}


def test_the_same_addresses_answer_its_owner_as_before(here: SimpleNamespace, made: dict[str, Any]) -> None:
    asked = [name for name in names() if not name.startswith("desk:sealed")]
    client = signed_in(here.owner)
    before = {name: answer(client, MATRIX[name][0], path_of(name, made)) for name in asked}
    seal_both(made)
    assert {name: answer(client, MATRIX[name][0], path_of(name, made)) for name in asked} == before


def test_with_her_key_away_no_address_breaks(here: SimpleNamespace, made: dict[str, Any]) -> None:
    """After a restart or a passkey: she is asked for her password, whatever she wants of the case."""
    seal_both(made)
    asked = [name for name in names() if "promise" not in name]  # a promise is moved without reading it
    client = signed_in(here.owner, with_key=False)
    told = {name: answer(client, MATRIX[name][0], path_of(name, made)) for name in asked}
    assert {name: status for name, status in told.items() if status != 423} == {}


def answer(client: Client, method: str, path: str) -> int:
    """The status; whatever the request did is undone, so that one sign-in serves them all."""
    with transaction.atomic():
        status = client.generic(method, path).status_code
        transaction.set_rollback(True)
    return int(status)


def test_where_two_must_agree_no_page_of_the_case_tells_a_name(here: SimpleNamespace, made: dict[str, Any]) -> None:
    """A page that cannot do without one asks for a colleague; the daily ones open."""
    case = Case.objects.get(reference=made["case"])
    seal(case, here.teammate)
    with at_work(here.owner):
        do_need_two(case, by=here.owner)
    pages = [name for name in names() if MATRIX[name][0] == "GET" and name != "desk:case-reopen"]
    client = signed_in(here.owner)
    told = {name: page_of(client, path_of(name, made)) for name in pages}
    assert {name for name, (_, text) in told.items() if "Асель Ойдон" in text} == set()
    asked = {name: text for name, (status, text) in told.items() if status == 423}
    assert all("Two people open this together" in text for text in asked.values())
    assert "desk:person" in asked
    assert {name for name in DAILY if told[name][0] != 200} == set()


def page_of(client: Client, path: str) -> tuple[int, str]:
    with transaction.atomic():
        answered = client.get(path)
        transaction.set_rollback(True)
    return answered.status_code, answered.content.decode(errors="replace")


def test_no_page_of_anybody_else_names_the_case(here: SimpleNamespace, made: dict[str, Any]) -> None:
    """Every page without a record of its own: lists, counts, what somebody saw, what waits."""
    seal_both(made)
    secret = {made["case"], made["closed"], made["consultation"]}
    pages = [name for name, (method, _) in MATRIX.items() if method == "GET" and not parameters(name)]
    assert len(pages) > 15
    found = []
    for actor in OUTSIDERS:
        client = signed_in(getattr(here, actor))
        for name in pages:
            _status, text = page_of(client, path_of(name, made))
            found += [(actor, name, reference) for reference in secret if reference in text]
    assert found == []


def parameters(name: str) -> set[str]:
    return {key for _, keys in get_resolver_patterns(name) for key in keys}
