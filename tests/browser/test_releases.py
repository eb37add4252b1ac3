"""A release opens by double click: on a phone in Kyrgyz, without complaints, accessible; the pages at the desk too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import Browser, Page

from tayanch.releases import writing
from tests.browser.conftest import PHONE
from tests.evidence.conftest import at_once
from tests.evidence.releases.made import draft, published
from tests.releases.made import KEY, release

pytestmark = pytest.mark.browser

__all__ = ["at_once"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return writing.write(release(), tmp_path_factory.mktemp("out"), KEY)


@pytest.mark.parametrize("page_name", ["index", "data", "method", "changes", "cite"])
def test_a_page_of_the_site_fits_a_phone_and_is_accessible(browser: Browser, folder: Path, page_name: str) -> None:
    context = browser.new_context(viewport=PHONE, bypass_csp=True)  # type: ignore[arg-type]
    tab = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    tab.on("request", lambda one: asked.append(one.url))
    tab.on("console", lambda one: said.append(one.text))
    tab.goto((folder / "ky" / f"{page_name}.html").as_uri())
    for closed in tab.locator("details").all():
        closed.evaluate("one => one.open = true")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    assert asked == [tab.url]
    assert said == []
    found = Axe().run(tab, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()
    context.close()


def test_the_policy_of_a_page_lets_its_style_through(browser: Browser, folder: Path) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    tab = context.new_page()
    said: list[str] = []
    tab.on("console", lambda one: said.append(one.text))
    tab.goto((folder / "index.html").as_uri())
    tab.get_by_role("link", name="Кыргызча").click()
    tab.get_by_role("link", name="Маалыматтар").first.click()
    assert tab.url.endswith("/ky/data.html")
    assert said == []
    context.close()


def test_the_pages_at_the_desk_are_accessible(
    at_once: SimpleNamespace,
    page: Page,
    signed_in: Callable[[Page, Any], Page],
    assert_accessible: Callable[[Page], None],
) -> None:
    one = draft(at_once.analyst)
    signed_in(page, at_once.director)
    with translation.override("en"):
        addresses = [reverse("releases:releases"), reverse("releases:new"), reverse("releases:website")]
        own = reverse("releases:release", args=[one.id])
    for address in [*addresses, own]:
        page.goto(address)
        assert_accessible(page)
    published(one, at_once.director)
    page.goto(own)
    assert_accessible(page)
    assert page.complaints == []  # type: ignore[attr-defined]
