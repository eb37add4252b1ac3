"""Every page that can be opened, as a person sees it: on a phone in each language, and on a desk.

axe looks once at each size: on the phone in Kyrgyz, on the desk in Russian. That nothing scrolls sideways or complains
is asked of every language, for their words are not of one length.

``TAYANCH_SCREENS=folder`` keeps a picture of each, to be looked at.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import Page

from tests.browser.conftest import check_fits
from tests.house.matrix import MATRIX, make_records
from tests.house.matrix.rows import OK
from tests.house.test_permissions import path_of

LANGUAGES = ("ky", "ru", "en")
ACTORS = ("owner", "supervisor", "analyst", "administrator", "director")
# These answer a GET with something that is not a page, or only while nobody is signed in.
NOT_PAGES = {
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "desk:consent-pdf",
    "desk:document",
    "desk:document-original",
    "desk:document-picture",
    "desk:field-hello",
    "desk:field-manifest",
    "desk:field-worker",
    "desk:import-progress",
    "desk:partner-card",
    "desk:step-file",
    "desk:template-example",
    "desk:template-file",
    "evidence:survey-progress",
    "evidence:table-chart",
    "evidence:table-progress",
    "figures:chart",
    "figures:cite",
    "guide-forget",
    "guide-cards:preview",  # her phone's page in a frame, in the language of the card
    "guide-worker",
    "guide:leaflet",
    "guide:pack",
    "guide:poster",
    "guide:tools",
    "health",
    "indicators:progress",
    "interviews:agreement-file",
    "interviews:codebook-file",
    "interviews:codings",
    "interviews:groups-chart",
    "reports:find",
    "site:awake",
    "site:begin",
    "site:home",
    "site:unlock",
}
NOT_PAGES |= {name for name in MATRIX if name.startswith(("open:", "open-evidence:"))}
PAGES = sorted(name for name, (method, _) in MATRIX.items() if method == "GET" and name not in NOT_PAGES)
SIZES = {"phone": {"width": 360, "height": 740}, "desktop": {"width": 1280, "height": 900}}


def keep_picture(page: Page, name: str) -> None:
    if folder := os.environ.get("TAYANCH_SCREENS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name.replace(':', '-')}.png", full_page=True)


def look_at(page: Page, path: str, name: str, assert_accessible: Callable[[Page], None]) -> None:
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200, path
    page.evaluate("for (const hidden of document.querySelectorAll('main details:not(nav *)')) hidden.open = true")
    keep_picture(page, name)
    assert_accessible(page)
    complaints: list[str] = page.complaints  # type: ignore[attr-defined]
    assert not complaints, f"the browser complains at {path}:\n" + "\n".join(complaints)


@pytest.fixture
def records(here: SimpleNamespace) -> dict[str, Any]:
    """One of everything that an address can name."""
    return make_records(here)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("actor", ACTORS)
def test_every_page_of_a_role_fits_a_phone_and_is_accessible(
    page: Page,
    here: SimpleNamespace,
    records: dict[str, Any],
    signed_in: Callable[[Page, Any], Page],
    assert_accessible: Callable[[Page], None],
    actor: str,
) -> None:
    """In all languages, one after another: the records are made once."""
    signed_in(page, getattr(here, actor))
    page.set_viewport_size(SIZES["phone"])  # type: ignore[arg-type]
    for language in LANGUAGES:
        check = assert_accessible if language == "ky" else check_fits
        names = pages_of(actor, language)
        assert names or language != "ky"
        with translation.override(language):
            for name in names:
                look_at(page, path_of(name, records), f"{language}-{name}", check)
                assert page.locator("html").get_attribute("lang") == language, name


def pages_of(actor: str, language: str) -> list[str]:
    """What *actor* is shown: all pages of the owner's, of the others' those that the owner has not.

    Once it was looked at in Kyrgyz, a page that somebody sees who may do more is not looked at again as a director, who
    only reads it.
    """
    own = [name for name in PAGES if MATRIX[name][1][actor] == OK]
    if actor != "owner":
        own = [name for name in own if MATRIX[name][1]["owner"] != OK]
    if actor == "director" and language != "ky":
        own = [name for name in own if MATRIX[name][1]["supervisor"] != OK]
    return own


@pytest.mark.browser
@pytest.mark.slow
def test_every_page_is_accessible_on_a_desk(
    page: Page,
    here: SimpleNamespace,
    records: dict[str, Any],
    signed_in: Callable[[Page, Any], Page],
    assert_accessible: Callable[[Page], None],
) -> None:
    signed_in(page, here.owner)
    page.set_viewport_size(SIZES["desktop"])  # type: ignore[arg-type]
    with translation.override("ru"):
        for name in PAGES:
            if MATRIX[name][1]["owner"] == OK:
                look_at(page, path_of(name, records), f"desk-{name}", assert_accessible)


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sign_in_is_accessible(
    page: Page, transactional_db: None, assert_accessible: Callable[[Page], None], language: str
) -> None:
    page.set_viewport_size(SIZES["phone"])  # type: ignore[arg-type]
    with translation.override(language):
        look_at(page, reverse("account_login"), f"{language}-sign-in", assert_accessible)
