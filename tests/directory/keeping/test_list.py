"""The list: what is to be done with which entry."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tayanch.directory import published
from tayanch.directory.keeping import actions
from tayanch.directory.keeping.listing import rows
from tests.directory.keeping.conftest import SOURCE

pytestmark = pytest.mark.django_db
LINE, TENDESH = "kg-migrant-line-1899", "kg-tendesh"


def found(**chosen: str) -> set[str]:
    return {row.kept.entry.id for row in rows(timezone.localdate(), chosen)}


def test_each_state_finds_what_is_to_be_done(here: SimpleNamespace) -> None:
    today = timezone.localdate()
    everything = found()
    assert LINE in found(state="due") & found(state="stale") & found(state="unconfirmed")
    assert found(state="off") == found(state="draft") == found(state="proposed") == found(state="closed") == set()
    actions.do_ring(LINE, "1899", "answered", by=here.owner, on=today, said_who=True)
    assert LINE not in found(state="due") | found(state="stale") | found(state="unconfirmed")
    actions.do_ring(LINE, "1899", "wrong number", by=here.owner, on=today)
    assert found(state="off") == {LINE}
    words = dict.fromkeys(("ky", "ru", "en"), "Newer")
    actions.do_change(TENDESH, "name", {"name": words, "says": words, "alert": None}, SOURCE, by=here.owner)
    assert found(state="draft") == {TENDESH}
    invitation, _secret = actions.do_invite(LINE, by=here.owner, today=today)
    actions.do_propose(invitation, {"languages": ["ky"]})
    assert found(state="proposed") == {LINE}
    actions.do_close(TENDESH, "ended", SOURCE, by=here.supervisor, today=today)
    assert found(state="closed") == {TENDESH}
    assert found() == everything - {TENDESH}


def test_it_is_narrowed_by_country_and_topic() -> None:
    assert "tr-yimer" in found(country="tr")
    assert LINE not in found(country="tr")
    assert "kg-sezim" in found(need="domestic-violence")
    assert LINE not in found(need="domestic-violence")


def test_a_whole_entry_can_be_made_sure_of_in_another_way(here: SimpleNamespace, committed: Callable[[], Any]) -> None:
    client = Client()
    client.force_login(here.owner)
    assert "kg-sezim" in found(state="stale")
    with committed():
        client.post("/en/directory/kg-sezim/made-sure/", {"note": "A letter came"})
    assert "kg-sezim" not in found(state="stale")
    assert "kg-sezim" in (published.folder() / "checks.yaml").read_text("utf-8")
    assert "A letter came" not in (published.folder() / "checks.yaml").read_text("utf-8")
    page = client.get("/en/directory/kg-sezim/").content.decode()
    assert "A letter came" in page


def test_a_file_that_cannot_be_read_is_told_of(here: SimpleNamespace) -> None:
    client = Client()
    client.force_login(here.owner)
    published.write("directory/kg/kg-sezim.yaml", "name: [")
    assert "kg/kg-sezim.yaml" in client.get("/en/directory/").content.decode()


def test_the_list_has_pages_and_keeps_its_choice(here: SimpleNamespace) -> None:
    client = Client()
    client.force_login(here.owner)
    page = client.get("/en/directory/?state=stale&page=2").content.decode()
    assert "state=stale" in page
    assert "2 / " in page
