"""A real Chromium against a real server. Skips with a plain line where there is no Chromium."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, expect, sync_playwright

from tests.emptying import log_without_triggers

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
TIMEOUT_MS = 20_000  # two suites share two cores
expect.set_options(timeout=TIMEOUT_MS)


@pytest.fixture(scope="module", autouse=True)
def _log_may_be_emptied(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """These tests really commit, and the tables are emptied after each: the audit log would refuse that."""
    with django_db_blocker.unblock(), log_without_triggers():
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip("There is no Chromium here: install it, or name it in CHROMIUM.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        # Playwright keeps an event loop in this thread; the database is still used by one thread at a time.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        yield chromium
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
        chromium.close()


@pytest.fixture
def context(browser: Browser, live_server: Any) -> Iterator[BrowserContext]:
    made = browser.new_context(base_url=live_server.url, viewport=DESKTOP, locale="en-GB")
    made.set_default_timeout(TIMEOUT_MS)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A tab that collects what the browser complains about in ``page.complaints``: errors of scripts, what the console
    shows as an error, files of the page that are not there. An answer like 423 is none: tests lock on purpose."""
    tab = context.new_page()
    complaints: list[str] = []
    tab.complaints = complaints  # type: ignore[attr-defined]
    tab.on("pageerror", lambda error: complaints.append(f"{error.name}: {error.message} {error.stack}"))
    tab.on("console", lambda said: complaints.append(f"{said.text} {said.location}") if is_complaint(said) else None)
    tab.on("response", lambda answer: complaints.append(f"{answer.status} {answer.url}") if is_gone(answer) else None)
    return tab


def is_complaint(said: ConsoleMessage) -> bool:
    return "Content Security" in said.text or (said.type == "error" and "Failed to load resource" not in said.text)


def is_gone(answer: Response) -> bool:
    return "/static/" in answer.url and answer.status >= 400


@pytest.fixture
def signed_in() -> Callable[[Page, Any], Page]:
    return sign_in


def sign_in(page: Page, user: Any) -> Page:
    """Give the tab the session of *user* without the sign-in page."""
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "domain": "localhost", "path": "/"}]
    )
    return page


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    return check_accessible


def check_accessible(page: Page) -> None:
    """Fail on anything that axe finds against WCAG 2.2 A and AA, and on sideways scrolling."""
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
    results = Axe().run(page, options=options)
    assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"
    check_fits(page)


def check_fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"


def wait_until(page: Page, condition: str) -> None:
    """Wait until a condition in JavaScript holds; ``wait_for_function`` compiles it again, which our pages forbid."""
    page.evaluate(
        f"""() => new Promise((done, fail) => {{
            const last = Date.now() + {TIMEOUT_MS};
            const late = () => Date.now() > last;
            const look = () => ({condition}) ? done() : late() ? fail(new Error("never held")) : setTimeout(look, 50);
            look();
        }})"""
    )
