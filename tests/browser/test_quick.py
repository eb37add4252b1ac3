"""Everything by keyboard, and no word lost: the palette of commands, and forms that are not sent into a lock."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tayanch.desk.actions import cases
from tayanch.desk.models import CaseNote
from tayanch.store import gate
from tests.browser.conftest import sign_in
from tests.conftest import PASSPHRASE


@pytest.fixture
def desk(page: Page, here: SimpleNamespace) -> Page:
    sign_in(page, here.owner).goto("/en/desk/")
    return page


@pytest.mark.browser
def test_a_page_is_found_by_a_part_of_its_name(desk: Page, assert_accessible: Callable[[Page], None]) -> None:
    desk.keyboard.press("Control+k")
    expect(desk.locator("#palette input")).to_be_focused()
    assert_accessible(desk)
    desk.keyboard.type("cas")
    expect(desk.locator("#palette li[aria-selected=true]")).to_have_text("Cases")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/desk/cases/")


@pytest.mark.browser
def test_a_reference_leads_to_its_case(desk: Page, here: SimpleNamespace) -> None:
    case = cases.do_open_case(by=here.owner, topic="unpaid-wages")
    desk.keyboard.press("k")
    desk.keyboard.type(case.reference.replace("-", "").lower())
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**/cases/{case.reference}/")
    desk.keyboard.press("Control+k")
    desk.keyboard.type("money")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**/cases/{case.reference}/ledger/")


@pytest.mark.browser
def test_escape_closes_and_nothing_happens(desk: Page) -> None:
    desk.keyboard.press("k")
    desk.keyboard.type("nothing is called so")
    expect(desk.locator("#palette li")).to_have_count(0)
    desk.keyboard.press("Enter")
    desk.keyboard.press("Escape")
    expect(desk.locator("#palette")).not_to_be_visible()
    assert desk.url.endswith("/en/desk/")


@pytest.mark.browser
def test_a_note_is_not_sent_into_a_lock_and_not_lost(desk: Page, here: SimpleNamespace) -> None:
    case = cases.do_open_case(by=here.owner, topic="unpaid-wages")
    desk.goto(f"/en/desk/cases/{case.reference}/")
    desk.locator("#notes textarea").fill("He will pay on Friday.")
    gate.lock()
    desk.locator("#notes button").first.click()
    expect(desk.locator("#not-sent")).to_contain_text("locked")
    expect(desk.locator("#notes textarea")).to_have_value("He will pay on Friday.")
    gate.unlock(PASSPHRASE)
    sign_in(desk, here.owner)
    token = desk.context.request.get(f"/en/desk/cases/{case.reference}/")  # another window signs in again
    assert token.ok
    desk.locator("#notes button").first.click()
    expect(desk.locator("#notes .said")).to_contain_text("He will pay on Friday.")
    assert CaseNote.objects.count() == 1


@pytest.mark.browser
def test_without_a_connection_the_text_stays(desk: Page, here: SimpleNamespace, context: Any) -> None:
    case = cases.do_open_case(by=here.owner, topic="unpaid-wages")
    desk.goto(f"/en/desk/cases/{case.reference}/")
    desk.locator("#notes textarea").fill("The line is bad.")
    context.set_offline(True)
    desk.locator("#notes button").first.click()
    expect(desk.locator("#not-sent")).to_contain_text("no connection")
    context.set_offline(False)
    desk.locator("#notes button").first.click()
    expect(desk.locator("#notes .said")).to_contain_text("The line is bad.")
