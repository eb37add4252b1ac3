"""An organisation keeps its own entry by an invited link."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from tayanch.accounts.flood import Flood
from tayanch.audit.models import Entry as Logged
from tayanch.directory import find
from tayanch.directory.keeping import actions, entries
from tayanch.directory.keeping.editors import EDITORS, OWN_PARTS
from tayanch.directory.keeping.models import Change, Invitation, Proposal
from tayanch.directory.keeping.views import own
from tayanch.store.state import keyring
from tests.conftest import PASSPHRASE
from tests.directory.keeping.test_entry import sent_as_shown

pytestmark = pytest.mark.django_db
ENTRY = "kg-migrant-line-1899"
PAGE = "/ky/directory/own/entry/"


@pytest.fixture(autouse=True)
def _no_flood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own, "requests", Flood(1000, 1000))


@pytest.fixture
def link(here: SimpleNamespace) -> SimpleNamespace:
    made, secret = actions.do_invite(ENTRY, by=here.owner, today=timezone.localdate())
    return SimpleNamespace(made=made, secret=secret)


def sent(id: str = ENTRY, **changed: str) -> dict[str, Any]:
    """The page as the organisation sends it back."""
    editors = [EDITORS[part](entries.draft(id), own=True) for part in OWN_PARTS]
    told = {name: value for one in editors for name, value in sent_as_shown(one).items()}
    return {**told, "version": editors[0].version, "send": "1", **changed}


def test_only_a_digest_of_the_secret_is_kept_and_the_page_says_it_once(here: SimpleNamespace) -> None:
    client = Client()
    client.force_login(here.owner)
    page = client.post(f"/en/directory/{ENTRY}/invite/").content.decode()
    made = Invitation.objects.get()
    secret = page.split("/en/directory/own/#")[1].split('"')[0]
    assert actions.digest(secret) == made.digest
    assert secret not in str(vars(made))
    assert secret not in client.get(f"/en/directory/{ENTRY}/").content.decode()
    assert made.until == timezone.localdate() + timedelta(days=30)


def test_the_link_opens_its_entry_without_a_sign_in_and_without_a_cookie(link: SimpleNamespace) -> None:
    client = Client()
    assert client.get("/ky/directory/own/").status_code == 200
    answer = client.post(PAGE, {"secret": link.secret})
    assert answer.status_code == 200
    assert "1899" in answer.content.decode()
    assert not answer.cookies


@pytest.mark.parametrize("ended", ["revoked", "over", "another secret", "no secret"])
def test_a_link_that_ended_opens_nothing(here: SimpleNamespace, link: SimpleNamespace, ended: str) -> None:
    if ended == "revoked":
        actions.do_revoke(link.made, by=here.owner)
    if ended == "over":
        Invitation.objects.update(until=timezone.localdate() - timedelta(days=1))
    secret = {"another secret": "x" * 43, "no secret": ""}.get(ended, link.secret)
    answer = Client().post(PAGE, {"secret": secret, "send": "1"})
    assert answer.status_code == 404
    assert "1899" not in answer.content.decode()


def test_a_proposal_is_read_beside_the_entry_and_only_what_is_ticked_is_taken(
    here: SimpleNamespace, link: SimpleNamespace, committed: Callable[[], Any]
) -> None:
    before = entries.draft(ENTRY)
    told = {f"name-says_{code}": "Жаңы сүйлөм" for code in ("ky", "ru", "en")}
    answer = Client().post(PAGE, {**sent(**told, **{"phones-1-number": "+996312998877"}), "secret": link.secret})
    assert answer.status_code == 200, answer.content.decode()
    made = Proposal.objects.get()
    assert made.parts == ["name", "phones"]
    assert entries.draft(ENTRY) == before
    client = Client()
    client.force_login(here.supervisor)
    page = client.get(f"/en/directory/proposals/{made.id}/").content.decode()
    assert before.says.ky in page
    assert "Жаңы сүйлөм" in page
    with committed():
        client.post(f"/en/directory/proposals/{made.id}/", {"take": ["name"]})
        client.post(f"/en/directory/{ENTRY}/publish/")
    found = find(ENTRY)
    assert found
    assert found.says.ky == "Жаңы сүйлөм"
    assert [one.number for one in found.phones] == ["1899"]
    made.refresh_from_db()
    assert (made.content, made.parts, made.decided_by) == ("", ["name"], here.supervisor)
    assert "organisation itself" in Change.objects.get().title


def test_a_proposed_number_is_shown_to_nobody_before_somebody_has_rung(
    here: SimpleNamespace, link: SimpleNamespace
) -> None:
    Client().post(PAGE, {**sent(**{"phones-1-number": "+996312998877"}), "secret": link.secret})
    actions.do_decide(Proposal.objects.get(), ["phones"], by=here.supervisor, today=timezone.localdate())
    assert [one.confirmed for one in entries.draft(ENTRY).phones] == [False, False]


def test_the_page_neither_shows_nor_takes_a_hiding_place(here: SimpleNamespace) -> None:
    _made, secret = actions.do_invite("kg-sezim", by=here.owner, today=timezone.localdate())
    page = Client().post(PAGE, {"secret": secret}).content.decode()
    assert 'name="places-0-city"' in page
    assert 'value="bishkek" selected' not in page
    told = {f"name-says_{code}": "Жаңы сүйлөм" for code in ("ky", "ru", "en")}
    Client().post(PAGE, {**sent("kg-sezim", **told), "secret": secret})
    proposed = entries.parsed("kg-sezim", Proposal.objects.get().content)
    assert proposed.places == entries.draft("kg-sezim").places


def test_nothing_different_a_wrong_version_and_a_heap_are_refused(link: SimpleNamespace) -> None:
    def answer(**changed: str) -> str:
        return Client().post(PAGE.replace("/ky/", "/en/"), {**sent(**changed), "secret": link.secret}).content.decode()

    assert "Nothing is different" in answer()
    assert "changed meanwhile" in answer(version="0")
    for number in range(actions.MOST_PROPOSALS + 1):
        last = answer(**{"phones-1-number": f"+99631299887{number}"})
    assert "wait to be read" in last
    assert Proposal.objects.count() == actions.MOST_PROPOSALS


def test_a_flood_is_asked_to_wait(link: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own, "requests", Flood(2, 10))
    assert [Client().post(PAGE, {"secret": "x"}).status_code for _ in range(3)] == [404, 404, 429]


def test_while_the_desk_is_locked_the_page_says_so(link: SimpleNamespace) -> None:
    keyring().lock()
    try:
        assert Client().get("/ky/directory/own/").status_code == 200
        assert Client().post(PAGE, {"secret": link.secret}).status_code == 503
    finally:
        keyring().unlock(PASSPHRASE)


def test_nothing_of_who_proposed_is_kept(link: SimpleNamespace) -> None:
    client = Client(REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT="Browser of somebody")
    told = {f"name-says_{code}": "Жаңы сүйлөм" for code in ("ky", "ru", "en")}
    client.post(PAGE, {**sent(**told), "secret": link.secret})
    kept = str(vars(Proposal.objects.get())) + str(vars(Invitation.objects.get()))
    entry = Logged.objects.order_by("-seq").first()
    assert entry
    assert entry.actor_id is None
    assert not any(word in kept + str(vars(entry)) for word in ("203.0.113.77", "Browser of somebody", link.secret))
    assert settings.SESSION_COOKIE_NAME not in client.cookies
