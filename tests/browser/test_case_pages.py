"""The pages of a case in their groups: on a small phone, on a desk, with keys alone and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import Browser, Page, expect

from tayanch.desk.actions import cases
from tayanch.desk.models import Case
from tests.browser.conftest import PHONE, TIMEOUT_MS, sign_in
from tests.browser.test_screens import keep_picture

pytestmark = pytest.mark.browser
SMALL = {"width": 320, "height": 640}
FINGER = 44


@pytest.fixture
def case(here: SimpleNamespace) -> Case:
    return cases.do_open_case(by=here.owner, topic="unpaid-wages")


def address(case: Case, name: str = "desk:pension", language: str = "en") -> str:
    with translation.override(language):
        return reverse(name, args=[case.reference])


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_each_group_opens_like_a_menu_on_a_small_phone(
    page: Page, here: SimpleNamespace, case: Case, assert_accessible: Callable[[Page], None], language: str
) -> None:
    page.set_viewport_size(SMALL)  # type: ignore[arg-type]
    sign_in(page, here.owner).goto(address(case, language=language))
    assert page.locator(".pages details[open]").count() == 0
    for number, group in enumerate(page.locator(".pages details").all()):
        group.locator("summary").click()
        expect(page.locator(".pages details[open]")).to_have_count(1)
        for link in [group.locator("summary"), *group.locator("a").all()]:
            box = link.bounding_box()
            assert box is not None
            assert box["height"] >= FINGER
            assert 0 <= box["x"] <= box["x"] + box["width"] <= SMALL["width"]
        assert_accessible(page)
        keep_picture(page, f"nav-{language}-{number}")
    page.keyboard.press("Escape")
    assert page.locator(".pages details[open]").count() == 0
    assert page.complaints == []  # type: ignore[attr-defined]


def test_a_touch_elsewhere_closes_the_group(page: Page, here: SimpleNamespace, case: Case) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    sign_in(page, here.owner).goto(address(case))
    page.locator(".pages summary").first.click()
    page.locator(".path").click(position={"x": 2, "y": 2})
    expect(page.locator(".pages details[open]")).to_have_count(0)


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_on_a_desk_the_pages_beside_this_one_stand_open_in_one_row(
    page: Page, here: SimpleNamespace, case: Case, assert_accessible: Callable[[Page], None], language: str
) -> None:
    for width in (1280, 900):
        page.set_viewport_size({"width": width, "height": 900})
        sign_in(page, here.owner).goto(address(case, language=language))
        expect(page.locator(".pages details[open] [aria-current=page]")).to_be_visible()
        for group in page.locator(".pages details").all():
            if group.get_attribute("open") is None:
                group.locator("summary").click()
            expect(page.locator(".pages details[open]")).to_have_count(1)
            box = page.locator(".pages").bounding_box()
            row = group.locator("ul").bounding_box()
            assert box is not None
            assert row is not None
            assert box["y"] + FINGER <= row["y"]  # below the groups, and not over what follows
            assert row["y"] + row["height"] <= box["y"] + box["height"] + 1
        assert_accessible(page)
        keep_picture(page, f"nav-{language}-{width}")


def test_a_page_is_reached_with_keys_alone(page: Page, here: SimpleNamespace, case: Case) -> None:
    sign_in(page, here.owner).goto(address(case))
    page.locator(".pages summary").last.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address(case, 'desk:case-referrals')}")


def test_without_scripts_the_groups_open_and_on_paper_there_are_none(
    browser: Browser, live_server: Any, here: SimpleNamespace, case: Case
) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, viewport=PHONE)  # type: ignore[arg-type]
    context.set_default_timeout(TIMEOUT_MS)
    page = sign_in(context.new_page(), here.owner)
    page.goto(address(case))
    page.get_by_text("With others").click()
    page.get_by_role("link", name="Consents").click()
    page.wait_for_url(f"**{address(case, 'desk:consents')}")
    page.emulate_media(media="print")
    expect(page.locator(".pages")).not_to_be_visible()
    context.close()
