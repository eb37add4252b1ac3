"""Her key opens with her own password, lives in memory as long as her session, and nobody can open it for her."""

from __future__ import annotations

import json
import re
import time
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from nacl.public import PrivateKey

from tayanch.accounts import actions, worker_keys
from tayanch.accounts.models import User
from tayanch.audit.models import Entry
from tayanch.store import gate, keyring
from tayanch.store.state import keyring as the_keyring
from tayanch.store.wrapping import WrongSecret
from tests.accounts.test_sign_in import code_of

PASSWORD, OTHER = "apricot lamp seven", "walnut door eleven"


@pytest.fixture(autouse=True)
def _cheap_and_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "ARGON2", {"memory_kib": 64, "iterations": 1, "lanes": 1})
    cache.clear()
    worker_keys.forget_all()


@pytest.fixture
def owner(here: SimpleNamespace) -> User:
    user: User = here.owner
    user.set_password(PASSWORD)
    user.chose_password = True
    user.save()
    return user


def sign_in(password: str = PASSWORD) -> Client:
    client = Client()
    client.post("/en/sign-in/", {"login": "owner", "password": password})
    return client


def key_of(client: Client, user: User) -> Any:
    return worker_keys.held(client.session, User.objects.get(id=user.id))


def test_the_first_sign_in_with_her_own_password_makes_her_pair(owner: User) -> None:
    client = sign_in()
    user = User.objects.get(id=owner.id)
    key = key_of(client, owner)
    assert bytes(key.private.public_key) == bytes(user.public_key)
    assert user.key_made_at is not None
    assert Entry.objects.filter(action="user.key", object_id=owner.id).count() == 1


def test_a_later_sign_in_opens_the_same_pair(owner: User) -> None:
    first = bytes(key_of(sign_in(), owner).secret)
    assert bytes(key_of(sign_in(), owner).secret) == first


def test_a_wrong_password_opens_nothing(owner: User) -> None:
    sign_in()
    assert worker_keys.held(sign_in("not her password").session, owner) is None
    with pytest.raises(WrongSecret):
        worker_keys.unwrap(User.objects.get(id=owner.id), "not her password")


def test_a_password_that_somebody_gave_her_wraps_no_key(here: SimpleNamespace) -> None:
    user, password = actions.do_add_user(
        username="new.one", name="New", role="caseworker", language="en", teams=[here.night], by=here.administrator
    )
    client = Client()
    client.post("/en/sign-in/", {"login": "new.one", "password": password})
    user.refresh_from_db()
    assert "_auth_user_id" in client.session
    assert not user.has_key
    assert "choose one of your own" in client.get("/en/staff/key/").content.decode()


def test_choosing_a_password_makes_the_key_and_holds_it(here: SimpleNamespace) -> None:
    user, password = actions.do_add_user(
        username="new.one", name="New", role="caseworker", language="en", teams=[here.night], by=here.administrator
    )
    client = Client()
    client.post("/en/sign-in/", {"login": "new.one", "password": password})
    client.post("/en/staff/password/", {"old": password, "new": PASSWORD, "again": PASSWORD})
    user.refresh_from_db()
    assert user.has_key
    assert key_of(client, user) is not None
    assert worker_keys.unwrap(user, PASSWORD) == bytes(key_of(client, user).secret)


def test_changing_her_password_wraps_the_same_key_anew(owner: User) -> None:
    client = sign_in()
    before = bytes(key_of(client, owner).secret)
    client.post("/en/staff/password/", {"old": PASSWORD, "new": OTHER, "again": OTHER})
    user = User.objects.get(id=owner.id)
    assert worker_keys.unwrap(user, OTHER) == before
    assert bytes(key_of(client, owner).secret) == before
    with pytest.raises(WrongSecret):
        worker_keys.unwrap(user, PASSWORD)


def test_an_administrators_new_password_takes_her_key_away(here: SimpleNamespace, owner: User) -> None:
    client = sign_in()
    held = key_of(client, owner)
    before = bytes(User.objects.get(id=owner.id).public_key)
    given = actions.do_reset_password(User.objects.get(id=owner.id), by=here.administrator)
    user = User.objects.get(id=owner.id)
    assert (bytes(user.public_key), user.wrapped_key, user.chose_password) == (b"", {}, False)
    assert held.is_wiped
    with pytest.raises(WrongSecret):
        worker_keys.unwrap(user, given)
    client = sign_in(given)
    client.post("/en/staff/password/", {"old": given, "new": OTHER, "again": OTHER})
    assert bytes(User.objects.get(id=owner.id).public_key) not in {b"", before}


def test_the_page_of_a_new_password_says_what_becomes_of_sealed_cases(here: SimpleNamespace, owner: User) -> None:
    client = Client()
    client.force_login(here.administrator)
    page = client.post(f"/en/staff/{owner.id}/password/").content.decode()
    assert "shares each sealed case with her again" in page


def test_signing_out_locking_and_a_last_session_wipe_the_key(owner: User) -> None:
    client = sign_in()
    key = key_of(client, owner)
    client.post("/en/sign-out/")
    assert key.is_wiped
    client = sign_in()
    key = key_of(client, owner)
    actions.end_sessions(owner.id)
    assert key.is_wiped
    key = key_of(sign_in(), owner)
    worker_keys.forget_all()
    assert key.is_wiped


def test_the_lock_wipes_workers_keys_before_it_waits_for_anybody() -> None:
    assert worker_keys.forget_all in gate._at_once


def test_a_key_is_of_one_session_and_one_user_only(here: SimpleNamespace, owner: User) -> None:
    client = sign_in()
    assert worker_keys.held(client.session, here.teammate) is None
    other = Client()
    other.force_login(owner)
    assert worker_keys.held(other.session, owner) is None


def test_a_key_outlives_no_session(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in()
    later = time.monotonic() + settings.SESSION_COOKIE_AGE + 1
    monkeypatch.setattr(worker_keys.time, "monotonic", lambda: later)
    assert key_of(client, owner) is None


def test_no_row_of_the_database_holds_her_key_in_clear(owner: User) -> None:
    client = sign_in()
    secret = bytes(key_of(client, owner).secret)
    user = User.objects.get(id=owner.id)
    told = json.dumps(user.wrapped_key) + "".join(Session.objects.values_list("session_data", flat=True))
    assert secret.hex() not in told
    assert secret not in bytes(user.public_key)
    session = Session.objects.get(session_key=client.session.session_key).get_decoded()
    assert set(session) >= {worker_keys.HANDLE}


def test_the_password_alone_opens_nothing_outside_this_installation(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in()
    user = User.objects.get(id=owner.id)
    monkeypatch.setattr(the_keyring(), "key", lambda purpose: bytes(32))
    with pytest.raises(WrongSecret):
        worker_keys.unwrap(user, PASSWORD)


def test_one_workers_wrapped_key_does_not_open_as_anothers(here: SimpleNamespace, owner: User) -> None:
    sign_in()
    user, teammate = User.objects.get(id=owner.id), here.teammate
    teammate.wrapped_key = user.wrapped_key
    with pytest.raises(WrongSecret):
        worker_keys.unwrap(teammate, PASSWORD)


def test_the_staff_page_shows_who_has_a_key(here: SimpleNamespace, owner: User) -> None:
    sign_in()
    client = Client()
    client.force_login(here.administrator)
    page = client.get("/en/staff/").content.decode()
    assert page.count("since ") == 1
    assert "none yet" in page


def test_her_own_page_shows_six_words_and_opens_with_her_password(owner: User) -> None:
    sign_in()
    client = Client()
    client.force_login(owner)  # as after a passkey: signed in, and no password typed
    page = client.get("/en/staff/key/").content.decode()
    assert page.count(" · ") >= 5
    wrong = client.post("/en/staff/key/", {"key-password": "wrong"})
    assert wrong.status_code == 423
    assert key_of(client, owner) is None
    assert client.post("/en/staff/key/", {"key-password": PASSWORD}).status_code == 302
    assert key_of(client, owner) is not None


def test_guessing_at_her_key_must_wait_longer_and_longer(owner: User) -> None:
    sign_in()
    client = Client()
    client.force_login(owner)
    for _ in range(4):
        page = client.post("/en/staff/key/", {"key-password": "wrong"}).content.decode()
    assert "Wait" in page
    client.post("/en/staff/key/", {"key-password": PASSWORD})
    assert key_of(client, owner) is None


def test_an_address_elsewhere_is_not_followed_after_opening(owner: User) -> None:
    sign_in()
    client = Client()
    client.force_login(owner)
    for wanted in ("https://example.org/", "//example.org", "javascript:alert(1)"):
        answer = client.post("/en/staff/key/", {"key-password": PASSWORD, "next": wanted})
        assert answer.headers["Location"] == "/en/staff/key/"


def test_a_key_in_hand_at_a_terminal_is_wiped_at_the_end(owner: User) -> None:
    with worker_keys.with_private_key(owner, bytes(PrivateKey.generate())):
        current = worker_keys.current()
        assert current is not None
        assert current.key is not None
    assert current.key.is_wiped


def test_a_second_step_comes_between_and_her_key_is_held_once_she_is_in(owner: User) -> None:
    first = sign_in()
    first.get("/en/second-factor/totp/activate/")
    first.post("/en/confirm/?next=/en/second-factor/totp/activate/", {"password": PASSWORD})
    page = first.get("/en/second-factor/totp/activate/").content.decode()
    secret = re.search(r'<p class="once">(\w+)</p>', page)
    assert secret
    first.post("/en/second-factor/totp/activate/", {"code": code_of(secret[1])})
    first.post("/en/sign-out/")
    cache.clear()
    client = sign_in()
    assert "_auth_user_id" not in client.session
    client.post("/en/second-factor/authenticate/", {"code": code_of(secret[1])})
    assert "_auth_user_id" in client.session
    assert key_of(client, owner) is not None
