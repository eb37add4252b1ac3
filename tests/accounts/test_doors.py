"""Unlock, lock, begin and the recovery sheet: the pages before the first record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils.html import escape

from tayanch.accounts.models import Organisation, Role, Team, User
from tayanch.audit.models import Entry
from tayanch.site import beginning, views
from tayanch.site.patience import LONGEST_SECONDS, Patience
from tayanch.store import gate
from tayanch.store.keyring import Keyring
from tayanch.store.sqlcipher import base
from tayanch.store.state import keyring

PASSPHRASE = "four words make one"


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> Patience:
    fresh = Patience()
    for module in (views, beginning):
        monkeypatch.setattr(module, "patience", fresh)
    return fresh


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch, patience: Patience) -> Iterator[None]:
    """Locked, with the database forbidden: a door must not need it."""
    monkeypatch.setattr(gate, "_before_lock", [])
    gate.lock()
    yield
    if not keyring().is_unlocked:
        keyring().unlock(PASSPHRASE)


def test_a_locked_installation_shows_one_neutral_page_without_the_database(locked: None, client: Client) -> None:
    client.cookies["s"] = "a session of before"
    answer = client.get("/en/unlock/")
    assert answer.status_code == 200
    assert "<title>Tayanch</title>" in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/en/", "/en/staff/", "/en/sign-in/", "/en/begin/", "/en/safekeeping/"])
def test_every_other_page_leads_to_the_unlock_page_and_back(locked: None, client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/en/unlock/?next={path.replace('/', '%2F')}"


def test_a_script_is_told_423_so_that_it_keeps_what_it_wanted_to_save(locked: None, client: Client) -> None:
    assert client.post("/en/staff/", headers={"X-Requested-With": "fetch"}).status_code == 423


def test_the_page_that_was_asked_for_comes_back_after_the_passphrase(
    locked: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared: list[bool] = []
    monkeypatch.setattr(views, "prepare_once", lambda: prepared.append(True))
    answer = client.post("/en/unlock/?next=/en/staff/", {"passphrase": PASSPHRASE})
    assert answer.headers["Location"] == "/en/staff/"
    assert keyring().is_unlocked
    assert prepared == [True]


@pytest.mark.parametrize(
    "next_page", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "evil", "\\\\evil"]
)
def test_unlocking_never_leads_to_another_site(
    locked: None, client: Client, next_page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "prepare_once", lambda: None)
    answer = client.post(f"/en/unlock/?next={next_page}", {"passphrase": PASSPHRASE})
    assert answer.headers["Location"] == "/en/"


def test_wrong_passphrases_must_wait_longer_and_longer(locked: None, client: Client, patience: Patience) -> None:
    answers = [client.post("/en/unlock/", {"passphrase": "wrong"}).status_code for _ in range(4)]
    assert answers == [403, 403, 403, 429]
    assert client.post("/en/unlock/", {"passphrase": PASSPHRASE}).status_code == 429
    assert not keyring().is_unlocked


def test_patience_doubles_to_a_minute_and_ends_with_a_success() -> None:
    now = [0.0]
    patience = Patience(lambda: now[0])
    waits = []
    for _ in range(10):
        patience.failed()
        waits.append(patience.seconds_left())
        now[0] += waits[-1]
        assert patience.seconds_left() == 0
    assert waits == [0, 0, 2, 4, 8, 16, 32, LONGEST_SECONDS, LONGEST_SECONDS, LONGEST_SECONDS]
    patience.succeeded()
    patience.failed()
    assert patience.seconds_left() == 0


def test_the_unlock_form_needs_its_own_token(locked: None) -> None:
    assert Client(enforce_csrf_checks=True).post("/en/unlock/", {"passphrase": PASSPHRASE}).status_code == 403
    assert not keyring().is_unlocked


def test_the_lock_button_locks_at_once_and_ends_every_session(
    here: SimpleNamespace, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "close_all", lambda: None)  # the test's own transaction lives on
    client.force_login(here.administrator)
    assert client.get("/en/staff/").status_code == 200
    answer = client.post("/en/lock/")
    assert answer.headers["Location"] == "/en/unlock/"
    assert not keyring().is_unlocked
    keyring().unlock(PASSPHRASE)
    assert Session.objects.count() == 0
    assert client.get("/en/staff/").headers["Location"] == "/en/sign-in/?next=%2Fen%2Fstaff%2F"


def test_keys_that_go_in_the_middle_of_a_request_end_at_the_unlock_page(
    here: SimpleNamespace, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tayanch.accounts import views as staff_views
    from tayanch.store.keyring import Locked

    def gone(*_: object) -> None:
        raise Locked

    client.force_login(here.administrator)
    monkeypatch.setattr(staff_views, "access_staff", gone)
    assert client.get("/en/staff/").headers["Location"].startswith("/en/unlock/")


# --- begin ---------------------------------------------------------------------------------------------

GIVEN = {
    "passphrase": PASSPHRASE,
    "organisation": "Helpers",
    "country": "kg",
    "team": "Night shift",
    "name": "Айгүл",
    "username": "Aigul.B",
    "password": "apricot lamp seven",
    "again": "apricot lamp seven",
}


@pytest.mark.django_db
def test_an_empty_installation_begins_with_the_first_administrator(client: Client, patience: Patience) -> None:
    assert client.get("/ky/", follow=True).redirect_chain[-1][0] == "/ky/begin/"
    answer = client.post("/ky/begin/", GIVEN)
    assert answer.headers["Location"] == "/ky/recovery/"
    user = User.objects.get()
    assert (user.username, user.role, user.language) == ("aigul.b", Role.ADMINISTRATOR, "ky")
    assert Organisation.objects.get().name == "Helpers"
    assert Team.objects.get().name == "Night shift"
    assert list(Entry.objects.values_list("action", flat=True)) == ["organisation.create", "team.create", "user.create"]
    assert client.get("/ky/recovery/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("passphrase", "not the passphrase"),
        ("password", "short"),
        ("again", "another password"),
        ("username", "Айгүл"),
        ("country", "xx"),
        ("organisation", ""),
    ],
)
def test_nobody_begins_with_a_fault(client: Client, patience: Patience, field: str, value: str) -> None:
    answer = client.post("/en/begin/", {**GIVEN, field: value})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not User.objects.exists()


@pytest.mark.django_db
def test_who_guesses_the_passphrase_at_the_beginning_must_wait_too(client: Client, patience: Patience) -> None:
    for _ in range(3):
        client.post("/en/begin/", {**GIVEN, "passphrase": "wrong"})
    assert client.post("/en/begin/", GIVEN).status_code == 422
    assert not User.objects.exists()


def test_the_beginning_is_closed_once_there_is_somebody(here: SimpleNamespace, client: Client) -> None:
    count = User.objects.count()
    for answer in (client.get("/en/begin/"), client.post("/en/begin/", GIVEN)):
        assert answer.headers["Location"] == "/en/"
    assert User.objects.count() == count


# --- the recovery sheet ----------------------------------------------------------------------------------


@pytest.fixture
def ring(tmp_path, monkeypatch: pytest.MonkeyPatch) -> Keyring:  # type: ignore[no-untyped-def]
    """A keyring whose sheet was not made yet."""
    from tayanch.site import safekeeping

    ring = Keyring(tmp_path / "keyring.json")
    ring.create(PASSPHRASE)
    for module in (beginning, safekeeping):
        monkeypatch.setattr(module, "keyring", lambda: ring)
    return ring


def code_on(page: str) -> str:
    groups = re.search(r'<ol class="code">(.*?)</ol>', page)
    assert groups
    return "-".join(re.findall(r"<li>(\w{4})</li>", groups[1]))


def test_the_sheet_is_shown_once_and_works_when_typed_back(
    here: SimpleNamespace, client: Client, ring: Keyring
) -> None:
    client.force_login(here.administrator)
    assert '<ol class="code">' not in client.get("/en/recovery/").content.decode()
    code = code_on(client.post("/en/recovery/").content.decode())
    assert not ring.recovery_confirmed
    assert client.get("/en/safekeeping/").content.decode().count("missing") == 1
    assert client.post("/en/recovery/typed/", {"code": code.lower()}).headers["Location"] == "/en/safekeeping/"
    assert ring.recovery_confirmed_on is not None
    assert list(Entry.objects.values_list("action", flat=True)) == ["recovery.sheet", "recovery.confirm"]


def test_a_code_typed_wrongly_says_why_and_confirms_nothing(
    here: SimpleNamespace, client: Client, ring: Keyring
) -> None:
    client.force_login(here.administrator)
    code = code_on(client.post("/en/recovery/").content.decode())
    other = "0" if code[0] != "0" else "1"
    wrong = client.post("/en/recovery/typed/", {"code": other + code[1:]})
    short = client.post("/en/recovery/typed/", {"code": code[:-1]})
    assert (wrong.status_code, short.status_code) == (422, 422)
    assert "32 letters and digits" in short.content.decode()
    assert code not in wrong.content.decode()
    assert not ring.recovery_confirmed


@pytest.mark.parametrize("who", ["owner", "supervisor", "analyst"])
def test_only_an_administrator_makes_or_confirms_a_sheet(
    here: SimpleNamespace, client: Client, ring: Keyring, who: str
) -> None:
    client.force_login(getattr(here, who))
    assert client.post("/en/recovery/").status_code == 403
    assert client.post("/en/recovery/typed/", {"code": "x"}).status_code == 403
    assert client.get("/en/safekeeping/").status_code == 403


def test_safekeeping_checks_the_pages_and_the_log(here: SimpleNamespace, client: Client) -> None:
    client.force_login(here.administrator)
    page = client.post("/en/safekeeping/").content.decode()
    assert "The log is whole: 0 entries." in page
    assert keyring().recovery_confirmed_on == date(2026, 11, 1)


def test_pages_of_faults_say_what_to_do_and_repeat_nothing(here: SimpleNamespace, client: Client) -> None:
    client.force_login(here.administrator)
    answer = client.get("/en/<script>Айгүл/")
    assert answer.status_code == 404
    assert escape("There is nothing here") in answer.content.decode()
    assert "Айгүл" not in answer.content.decode()
    client.force_login(here.analyst)
    assert "not open to you" in client.get("/en/staff/").content.decode()


def test_a_fault_of_ours_answers_500_without_the_value_that_caused_it(
    here: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from tayanch.accounts import views as staff_views

    def breaks(*_: object) -> None:
        raise ValueError("Айгүл Токтосунова")

    monkeypatch.setattr(staff_views, "access_staff", breaks)
    client = Client(raise_request_exception=False)
    client.force_login(here.administrator)
    answer = client.get("/en/staff/")
    assert answer.status_code == 500
    assert "Something broke here" in answer.content.decode()
    assert "Токтосунова" not in answer.content.decode() + capsys.readouterr().err
