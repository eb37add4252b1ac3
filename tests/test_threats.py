"""The table of threats names tests that exist; and two drills of its own: an order of a state, a robot."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client

from tayanch.desk.actions import cases, people
from tayanch.desk.actions.channels import do_write_rules
from tayanch.desk.actions.consultations import do_save_fields, do_start_consultation
from tayanch.desk.messages import doors
from tayanch.desk.models import Arrival
from tayanch.vault import erasure, spool
from tayanch.vault.keys import Erased
from tayanch.vault.models import ContactPoint, SealedField, SealedModel
from tayanch.vault.people import do_add_contact
from tayanch.vault.shares import KeyAway
from tests.sealing import seal
from tests.traces import Traces

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "explanation" / "threats.md").read_text("utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
HERS = {"name": "Айымкан Сыдыкова", "phone": "+996700998877", "said": "Кожоюн паспортумду алып койду"}  # invented


@cache
def named_tests(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_every_threat_names_its_proof() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and "---" not in line][1:]
    assert len(rows) == 13
    assert [row for row in rows if "::test_" not in row] == []


@pytest.mark.parametrize(("path", "name"), NAMED, ids=[name for _path, name in NAMED])
def test_a_proof_that_is_named_exists(path: str, name: str) -> None:
    assert name in named_tests(path)


# --- an order: "give us everything you have on her" ------------------------------------------------------------


def everything_told() -> str:
    """All rows of all tables, and every sealed value that the operator's keys open: what an order can be given."""
    told: list[str] = []
    for model in apps.get_models():
        for row in model._base_manager.all():
            told += [shown(row, field) for field in model._meta.concrete_fields]
    return "\n".join(told)


def shown(row: models.Model, field: Any) -> str:
    if not isinstance(field, SealedField):
        value = getattr(row, field.attname)
        return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)
    try:
        return row.unseal(field.name) if isinstance(row, SealedModel) else ""
    except (Erased, KeyAway):
        return ""


def a_woman(here: SimpleNamespace) -> Any:
    talk = do_start_consultation(by=here.owner)
    do_save_fields(talk, {"topics": "violence", "said": HERS["said"], "phone": HERS["phone"]}, by=here.owner)
    talk.refresh_from_db()
    case = cases.do_open_case(by=here.owner, consultation=talk)
    person = people.do_add_person(case, by=here.owner, name=HERS["name"], relation="client").person
    do_add_contact(person, HERS["phone"], "own", by=here.owner)
    type(talk).objects.filter(id=talk.id).update(person=person)
    return case


def found_in(text: str) -> set[str]:
    return set(Traces(HERS).within(text.encode()))


def test_an_order_for_all_we_have_on_her_yields_nothing_sealed_or_erased(here: SimpleNamespace) -> None:
    case = a_woman(here)
    assert found_in(everything_told()) == set(HERS)  # the drill would find her
    seal(case, here.supervisor)
    assert found_in(everything_told()) == set()
    assert not ContactPoint.objects.exists()


def test_an_order_on_somebody_who_was_erased_yields_counts(here: SimpleNamespace) -> None:
    case = a_woman(here)
    person = case.people.get().person
    erasure.do_erase_person(person, by=here.owner, reason="her-wish")
    assert found_in(everything_told()) == set()


# --- a robot that follows every link ---------------------------------------------------------------------------


def test_a_robot_that_asks_for_a_public_page_changes_and_learns_nothing(here: SimpleNamespace) -> None:
    do_write_rules(here.organisation, by=here.administrator, team=here.night, takes_callbacks=True)
    doors.publish()
    robot = Client(headers={"User-Agent": "TelegramBot (like TwitterBot)"})
    for method in (robot.get, robot.head) * 5:
        answer = method("/ky/callback/")
        assert answer.status_code == (200 if method == robot.get else 405)
        assert "noindex" in answer["X-Robots-Tag"]
        assert not answer.cookies
        assert here.owner.name not in answer.content.decode()
        assert "og:" not in answer.content.decode()
    assert not Arrival.objects.exists()
    assert spool.waiting(here.organisation.id) == []
