"""A report on a phone in Kyrgyz, from its first draft to the file; a number put in on a desk."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from tayanch.evidence.reports.models import Report, Version
from tests.browser.conftest import DESKTOP, PHONE, sign_in
from tests.browser.test_screens import keep_picture

Check = Callable[[Page], None]


@pytest.mark.browser
def test_from_the_first_draft_to_the_file_on_a_phone(
    page: Page, here: SimpleNamespace, assert_accessible: Check
) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    sign_in(page, here.analyst)
    page.goto("/ky/evidence/reports/")
    assert_accessible(page)
    page.goto("/ky/evidence/reports/new/")
    page.locator("[name=kind]").select_option("brief")
    assert_accessible(page)
    page.locator("main form button.btn").click()
    expect(page.locator(".outline li").first).to_be_visible()
    assert_accessible(page)
    keep_picture(page, "report-1-outline")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.locator(".outline a").first.click()
    assert_accessible(page)
    page.locator("#write textarea").fill("Аялдардын 63 % кеткен.")
    expect(page.locator("#preview mark")).to_have_text("63 %")
    assert_accessible(page)
    keep_picture(page, "report-2-section")
    assert Version.objects.filter(number=2).count() == 1

    for address in ("read", "changes", "finish"):
        page.goto(f"/ky/evidence/reports/{Report.objects.get().id}/{address}/")
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    page.locator("main form button.btn").click()
    expect(page.locator(".tag.ok")).to_be_visible()
    with page.expect_download() as coming:
        page.locator("[name=format][value=docx]").click()
    assert coming.value.suggested_filename.endswith(".docx")
    assert not page.complaints  # type: ignore[attr-defined]


@pytest.mark.browser
def test_a_number_is_put_in_where_the_cursor_stands(
    page: Page, here: SimpleNamespace, assert_accessible: Check
) -> None:
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    sign_in(page, here.analyst)
    page.goto("/en/evidence/reports/new/")
    page.locator("[name=kind]").select_option("brief")
    page.locator("[name=language]").select_option("en")
    page.locator("main form button.btn").click()
    page.locator(".outline a").first.click()
    page.locator("#write textarea").fill("So it is: ")
    page.locator("#q").fill("women migrants")
    page.locator("#found button[data-token]").first.click()
    # What is known is looked through for it: seconds where much else runs.
    expect(page.locator("#write textarea")).to_have_value(re.compile(r"^So it is: \{\{"), timeout=30_000)
    expect(page.locator("#preview sup").first).to_be_visible(timeout=30_000)
    assert_accessible(page)
    keep_picture(page, "report-3-desk")
    assert not page.complaints  # type: ignore[attr-defined]
