"""Fifty conversations without a server: the phone restarts in between, fifty arrive once, and nothing can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import CHROMIUM, PHONE, check_accessible, sign_in, wait_until
from tests.server import Server, only_embedded
from tests.traces import Traces

PIN = "алма бак 77"
NAMES = [f"Айымкан Сыдыкова {n:02}" for n in range(50)]  # invented
SAID = "Кожоюн айлыгымды бербейт"


def spoken(page: Page, name: str) -> None:
    page.locator("#said").fill(f"{SAID}: {name}")
    page.locator("#topics").select_option("unpaid-wages")
    page.locator("#name").fill(name)
    page.get_by_role("button", name="Finish and seal").click()


def opened(page: Page) -> None:
    page.locator("#typed").fill(PIN)
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.locator("#said")).to_be_visible()


def waiting(page: Page, number: int) -> None:
    expect(page.locator("[data-part=queue] b")).to_have_text(f"Waiting: {number}")


@pytest.fixture
def phone(browser: Browser, tmp_path: Path) -> Callable[[], BrowserContext]:
    """A phone whose storage stays when it is switched off."""

    def switched_on() -> BrowserContext:
        made = browser.browser_type.launch_persistent_context(
            tmp_path / "phone", executable_path=CHROMIUM, args=["--no-sandbox"], viewport=PHONE, locale="en-GB"
        )
        made.set_default_timeout(15_000)
        return made

    return switched_on


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path / "data").prepare().start()
    yield made
    made.kill()


@pytest.mark.browser
@pytest.mark.slow
@only_embedded
def test_fifty_talks_arrive_once_after_the_server_was_gone_and_the_phone_restarted(
    phone: Callable[[], BrowserContext], server: Server, tmp_path: Path
) -> None:
    context = phone()
    context.add_cookies([{"name": "s", "value": server.session, "domain": "localhost", "path": "/"}])
    page = context.pages[0]
    page.goto(f"{server.address}/en/desk/field/")
    page.locator("#first").fill(PIN)
    page.locator("#second").fill(PIN)
    page.get_by_role("button", name="Begin").click()
    expect(page.locator("#said")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    wait_until(page, "navigator.serviceWorker.controller !== null")

    port = server.port
    server.kill()
    page.reload()
    opened(page)
    for number, name in enumerate(NAMES[:25], start=1):
        spoken(page, name)
        waiting(page, number)
    page.locator("#said").fill(f"{SAID}: {NAMES[25]}")
    expect(page.locator("#status")).to_contain_text("Kept on this phone")
    context.close()  # the battery is empty

    context = phone()
    page = context.pages[0]
    page.goto(f"http://localhost:{port}/en/desk/field/")
    opened(page)
    expect(page.locator("#said")).to_have_value(f"{SAID}: {NAMES[25]}")
    for number, name in enumerate(NAMES[25:], start=26):
        spoken(page, name)
        waiting(page, number)
    context.close()
    assert readable(tmp_path / "phone") == set()

    server.start(port)
    context = phone()
    context.add_cookies([{"name": "s", "value": server.session, "domain": "localhost", "path": "/"}])
    page = context.pages[0]
    page.goto(f"http://localhost:{port}/en/desk/field/")
    expect(page.locator("#status")).to_have_text("Handed in: 50", timeout=60_000)
    expect(page.locator("[data-part=queue] b")).to_have_text("Nothing waits on this phone.")
    context.close()
    told = server.inside(
        "from tayanch.desk.models import Consultation\n"
        "print(sorted(one.person.unseal('name') for one in Consultation.objects.select_related('person')))"
    )
    assert told.strip() == str(sorted(NAMES))
    assert readable(tmp_path / "phone") == set()


def readable(folder: Path) -> set[str]:
    """Which of the names, words and the PIN lie in any file of the phone, in whatever spelling."""
    values = {name: name for name in NAMES} | {"said": SAID, "pin": PIN}
    found = Traces(values | {"control": "field"}).below(folder)
    everything = {what for each in found.values() for what in each}
    assert "control" in everything  # the name of the database is there, so the storage is really read
    return everything - {"control"}


@pytest.mark.browser
def test_ten_wrong_pins_destroy_the_draft_and_keep_what_is_sealed(
    page: Page, here: SimpleNamespace, context: Any
) -> None:
    sign_in(page, here.owner).goto("/en/desk/field/")
    check_accessible(page)
    page.locator("#first").fill(PIN)
    page.locator("#second").fill(PIN)
    page.get_by_role("button", name="Begin").click()
    expect(page.locator("#said")).to_be_visible()
    check_accessible(page)
    page.route("**/field/hello/", lambda route: route.abort())
    spoken(page, NAMES[0])
    waiting(page, 1)
    page.locator("#said").fill("a draft")
    expect(page.locator("#status")).to_contain_text("Kept on this phone")
    page.reload()
    for tries in range(9, 0, -1):
        page.locator("#typed").fill("wrong pin")
        page.locator("#typed").press("Enter")
        expect(page.locator("#status")).to_contain_text(f"Tries left: {tries}")
    page.locator("#typed").fill("wrong pin")
    page.locator("#typed").press("Enter")
    expect(page.locator("#first")).to_be_visible()
    waiting(page, 1)
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Wipe this phone").click()
    expect(page.locator("#status")).to_have_text("This phone holds nothing any more.")
    assert page.evaluate("indexedDB.databases().then((found) => found.length)") == 0
