"""A page that nobody uses is covered when the installation locks, and opens only while it is unlocked."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tayanch.store import gate
from tests.conftest import PASSPHRASE


@pytest.fixture
def left_alone(page: Page, here: SimpleNamespace, signed_in: Callable[[Page, Any], Page], settings: Any) -> Page:
    settings.LOCK_AFTER_MINUTES = 0.03
    signed_in(page, here.owner).goto("/en/desk/cases/")
    expect(page.locator("#cover")).to_be_visible()
    expect(page.locator("h1")).not_to_be_visible()
    return page


@pytest.mark.browser
def test_a_page_left_alone_is_covered_and_shown_again(
    left_alone: Page, assert_accessible: Callable[[Page], None]
) -> None:
    assert_accessible(left_alone)
    left_alone.keyboard.press("Enter")
    expect(left_alone.locator("h1")).to_be_visible()


@pytest.mark.browser
def test_a_covered_page_of_a_locked_installation_leads_to_the_unlock_page(left_alone: Page) -> None:
    gate.lock()
    left_alone.keyboard.press("Enter")
    left_alone.wait_for_url("**/unlock/**")
    gate.unlock(PASSPHRASE)  # what empties the tables afterwards needs the keys
