"""Make the pictures of README and docs from a running demonstration: ``python -m tools.pictures http://localhost:8765``.

Everybody in them is invented. Needs Chromium.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).parents[1] / "docs" / "images"
PASSWORD = "felt-carpet-demo"  # noqa: S105
DESK = {"width": 1200, "height": 860}
TABLE = {"x": 0, "y": 100, "width": 1200, "height": 1280}  # without the menu, to the end of the chart
PHONE = {"width": 360, "height": 740}
SHARED_PHONE = "+996000000545"  # three invented women use it


def sign_in(page: Page, base: str, language: str, username: str) -> None:
    page.goto(f"{base}/{language}/sign-in/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/**")
    page.goto(f"{base}/{language}/desk/")


def keep(page: Page, name: str) -> None:
    page.screenshot(path=IMAGES / f"{name}.png")


def a_claim(page: Page, base: str) -> str:
    """The address of a claim that has both wages and part payments."""
    page.goto(f"{base}/en/desk/cases/")
    for address in [link.get_attribute("href") for link in page.locator("main table a").all()]:
        page.goto(f"{base}{address}")
        for link in page.locator("main a[href*='/claims/']").all():
            if re.search(r"/claims/\d+/$", found := link.get_attribute("href") or ""):
                return found
    raise LookupError("the demonstration has no claim")


def talk(page: Page) -> None:
    """A conversation half way: a shared phone, a topic found by three letters."""
    page.keyboard.press("n")
    page.wait_for_url("**/consultations/**")
    page.locator("#phone").type(SHARED_PHONE)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.locator("#topics").type("айл")
    page.wait_for_selector("#topics-list >> visible=true")
    page.wait_for_timeout(900)


def main(base: str) -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        executable = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        chromium = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        page = chromium.new_page(viewport=DESK)  # type: ignore[arg-type]
        sign_in(page, base, "en", "aigul")
        keep(page, "tonight")
        talk(page)
        keep(page, "consultation")
        page.context.clear_cookies()
        sign_in(page, base, "en", "bermet")
        claim = a_claim(page, base)
        keep(page, "case")
        page.goto(f"{base}{claim}")
        keep(page, "claim")
        page.context.clear_cookies()
        sign_in(page, base, "en", "elnura")
        page.goto(f"{base}/en/evidence/surveys/")
        page.locator("main a[href*='/tables/']").first.click()
        page.wait_for_selector("img.chart")
        page.screenshot(path=IMAGES / "survey.png", full_page=True, clip=TABLE)  # type: ignore[arg-type]
        page.context.clear_cookies()
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        sign_in(page, base, "ky", "aigul")
        keep(page, "tonight-ky-phone")
        chromium.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
