"""Signing in: a password, a second step, and secrets that nobody reads in the database."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.db import connection
from django.test import Client
from pytest_django import Settings

from tayanch.accounts.models import User

PASSWORD = "apricot lamp seven"


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def administrator(here: SimpleNamespace) -> User:
    user: User = here.administrator
    user.set_password(PASSWORD)
    user.language = "ru"
    user.save()
    return user


def sign_in(client: Client, password: str = PASSWORD, path: str = "/en/sign-in/") -> object:
    return client.post(path, {"login": "administrator", "password": password})


def test_the_right_password_leads_home_in_her_own_language(administrator: User, client: Client) -> None:
    answer = sign_in(client)
    assert answer.headers["Location"] == "/ru/"  # type: ignore[attr-defined]
    assert client.get("/ru/").headers["Location"] == "/ru/staff/"


def test_she_lands_where_she_wanted_to_go(administrator: User, client: Client) -> None:
    answer = client.post("/en/sign-in/", {"login": "administrator", "password": PASSWORD, "next": "/en/staff/add/"})
    assert answer.headers["Location"] == "/en/staff/add/"


def test_a_wrong_password_and_a_wrong_name_look_the_same(administrator: User, client: Client) -> None:
    pages = [
        client.post("/en/sign-in/", {"login": login, "password": "not the password"}).content.decode()
        for login in ("administrator", "nobody")
    ]
    errors = [re.findall(r'role="alert">(.*?)</p>', page) for page in pages]
    assert errors[0] == errors[1]
    assert errors[0]


def test_guessing_is_stopped(administrator: User, client: Client) -> None:
    for _ in range(6):
        sign_in(client, "wrong")
    assert "_auth_user_id" not in client.session
    sign_in(client)
    assert "_auth_user_id" not in client.session


def test_somebody_who_left_cannot_sign_in(administrator: User, client: Client) -> None:
    User.objects.filter(id=administrator.id).update(is_active=False)
    sign_in(client)
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up_alone(client: Client, db: None) -> None:
    assert "sign-up" not in client.get("/en/sign-in/").content.decode()
    assert client.get("/en/sign-up/").status_code == 404
    assert client.get("/accounts/signup/").status_code == 404


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_the_sign_in_page_has_no_inline_script_or_style(client: Client, db: None, language: str) -> None:
    page = client.get(f"/{language}/sign-in/").content.decode()
    assert re.findall(r"<script(?![^>]* src=)|<style|style=|\son\w+=", page) == []


def switch_on(client: Client, user: User) -> str:
    """Go through the page that switches an authenticator app on; returns its secret."""
    client.force_login(user)
    assert client.get("/en/second-factor/totp/activate/").headers["Location"].startswith("/en/confirm/")
    answer = client.post("/en/confirm/?next=/en/second-factor/totp/activate/", {"password": PASSWORD})
    page = client.get(answer.headers["Location"]).content.decode()
    secret = re.search(r'<p class="once">(\w+)</p>', page)
    assert secret
    assert "data:image/svg+xml" in page
    done = client.post("/en/second-factor/totp/activate/", {"code": code_of(secret[1])})
    assert done.headers["Location"] == "/en/second-factor/recovery-codes/"
    return secret[1]


def code_of(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


def test_the_secret_of_the_app_is_sealed_in_the_database(administrator: User, client: Client) -> None:
    secret = switch_on(client, administrator)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        raw = "".join(str(row[0]) for row in cursor.fetchall())
    assert secret not in raw
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert get_adapter().decrypt(stored) == secret


def test_a_password_alone_is_not_enough_any_more(administrator: User, client: Client) -> None:
    secret = switch_on(client, administrator)
    cache.clear()
    fresh = Client()
    answer = sign_in(fresh)
    assert answer.headers["Location"] == "/en/second-factor/authenticate/"  # type: ignore[attr-defined]
    assert fresh.get("/en/second-factor/authenticate/").status_code == 200
    assert fresh.get("/en/staff/").status_code == 302
    fresh.post("/en/second-factor/authenticate/", {"code": "000000"})
    assert fresh.get("/en/staff/").status_code == 302
    totp_code = code_of(secret)
    assert fresh.post("/en/second-factor/authenticate/", {"code": totp_code}).headers["Location"] == "/ru/"
    assert fresh.get("/en/staff/").status_code == 200


def test_each_recovery_code_signs_in_once(administrator: User, client: Client) -> None:
    switch_on(client, administrator)
    codes = re.findall(r"<li>([0-9a-f]{8}|\w+)</li>", client.get("/en/second-factor/recovery-codes/").content.decode())
    assert len(codes) == 10
    for expected in (200, 302):
        cache.clear()
        fresh = Client()
        sign_in(fresh)
        fresh.post("/en/second-factor/authenticate/", {"code": codes[0]})
        assert fresh.get("/en/staff/").status_code == expected


PAGES = ["", "totp/deactivate/", "webauthn/", "webauthn/add/", "recovery-codes/", "recovery-codes/generate/"]


def test_every_page_of_the_second_factor_renders_in_our_frame(administrator: User, client: Client) -> None:
    switch_on(client, administrator)
    for path in PAGES:
        answer = client.get(f"/en/second-factor/{path}")
        assert answer.status_code == 200, path
        assert 'href="/static/tayanch/tayanch.css"' in answer.content.decode()
        assert re.findall(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=", answer.content.decode()) == []
    fresh = Client()
    fresh.force_login(administrator)
    assert fresh.get("/en/second-factor/reauthenticate/").status_code == 200


def test_where_a_second_step_is_required_nothing_else_opens_before_it(
    administrator: User, client: Client, settings: Settings
) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    client.force_login(administrator)
    for path in ("/en/staff/", "/en/safekeeping/", "/en/staff/password/", "/en/recovery/"):
        assert client.get(path).headers["Location"] == "/en/second-factor/totp/activate/"
    switch_on(client, administrator)
    assert client.get("/en/staff/").status_code == 200


def test_her_own_password_changes_with_the_old_one_and_keeps_her_signed_in(administrator: User, client: Client) -> None:
    client.force_login(administrator)
    elsewhere = Client()
    elsewhere.force_login(administrator)
    new = {"new": "another of four words", "again": "another of four words"}
    assert client.post("/en/staff/password/", {"old": "wrong", **new}).status_code == 422
    assert client.post("/en/staff/password/", {"old": PASSWORD, "new": "short", "again": "short"}).status_code == 422
    assert client.post("/en/staff/password/", {"old": PASSWORD, **new}).status_code == 302
    assert client.get("/en/staff/").status_code == 200
    assert elsewhere.get("/en/staff/").status_code == 302
    administrator.refresh_from_db()
    assert administrator.check_password("another of four words")
