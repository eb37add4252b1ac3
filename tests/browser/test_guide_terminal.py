"""A terminal that many use: it forgets after each visitor, by itself, while somebody is looking and while nobody is."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tayanch.guide.pages import frame
from tayanch.guide.pages.rendering import Making, page
from tests.browser.conftest import TIMEOUT_MS
from tests.browser.test_guide import Served, complain, served  # noqa: F401  a fixture
from tests.browser.test_screens import keep_picture
from tests.guide.test_kiosk import NUMBER, TODAY, confirmed, guide

pytestmark = pytest.mark.browser
SCREEN = {"width": 1080, "height": 1920}


@pytest.fixture
def screen(browser: Browser, served: Served) -> Iterator[Page]:  # noqa: F811
    """The terminal's one tab; its clock goes only when the test says so."""
    context = browser.new_context(base_url=served.url, viewport=SCREEN, locale="ky-KG")  # type: ignore[arg-type]
    context.set_default_timeout(TIMEOUT_MS)
    tab = context.new_page()
    tab.complaints = []  # type: ignore[attr-defined]
    tab.on("pageerror", lambda error: tab.complaints.append(str(error)))  # type: ignore[attr-defined]
    tab.on("console", lambda said: None if "Clear-Site-Data" in said.text else complain(tab, said.text))
    tab.clock.install()
    tab.goto("ky/g/kiosk/")
    yield tab
    assert tab.complaints == []  # type: ignore[attr-defined]
    context.close()


def walk(tab: Page) -> None:
    """To a card, by touch."""
    for name in ("Россия", "Ким жардам берет", "Россияда кимге кайрылсам болот?"):
        tab.get_by_role("link", name=name).first.click()
        expect(tab.locator("h1")).to_contain_text(name)


def test_after_a_minute_without_a_touch_the_screen_is_back_at_its_start(screen: Page) -> None:
    walk(screen)
    expect(screen.locator("#c")).to_have_text("60")
    screen.clock.run_for(30_000)
    expect(screen.locator("#c")).to_have_text("30")
    expect(screen.get_by_role("alert")).to_be_hidden()
    screen.clock.run_for(15_000)
    expect(screen.get_by_role("alert")).to_have_text("Барак азыр жабылат. Окуп жатсаңыз, экранга тийиңиз.")
    keep_picture(screen, "kiosk-soon")
    screen.clock.run_for(16_000)
    screen.wait_for_url("**/ky/g/kiosk/")
    expect(screen.locator("h1")).to_have_text("Кайсы өлкө керек?")


def test_a_touch_begins_the_minute_anew(screen: Page) -> None:
    walk(screen)
    for _ in range(3):
        screen.clock.run_for(50_000)
        screen.mouse.click(500, 900)
        expect(screen.locator("#c")).to_have_text("60")
        expect(screen.get_by_role("alert")).to_be_hidden()
    assert "/t1/" in screen.url


def test_another_language_does_not_stay_for_the_next_visitor(screen: Page) -> None:
    screen.get_by_role("link", name="English").click()
    screen.wait_for_url("**/en/g/kiosk/")
    screen.clock.run_for(61_000)
    screen.wait_for_url("**/ky/g/kiosk/")


def test_the_start_waits_without_a_countdown(screen: Page) -> None:
    screen.clock.run_for(200_000)
    assert screen.url.endswith("/ky/g/kiosk/")
    expect(screen.locator("#c")).to_have_text("")
    expect(screen.get_by_role("alert")).to_be_hidden()


def test_a_computer_that_slept_goes_back_to_the_start_when_it_wakes(screen: Page) -> None:
    walk(screen)
    screen.clock.fast_forward(3_600_000)
    screen.wait_for_url("**/ky/g/kiosk/")


def test_there_is_no_page_to_go_back_to(screen: Page) -> None:
    length = screen.evaluate("history.length")
    walk(screen)
    screen.get_by_role("link", name="RU", exact=True).click()
    screen.wait_for_url("**/ru/g/kiosk/ru/t1/")
    screen.locator("#x").click()
    screen.wait_for_url("**/ky/g/kiosk/")
    assert screen.evaluate("history.length") == length


def test_what_was_typed_is_cleared_before_the_screen_goes_back(screen: Page) -> None:
    walk(screen)
    screen.evaluate(
        """() => {
            document.querySelector("main").insertAdjacentHTML("beforeend", "<form><input id=typed></form>");
            document.forms[0].addEventListener("reset", () => { window.name = "cleared"; });
        }"""
    )
    screen.fill("#typed", "0700 123 456")
    expect(screen.locator("#c")).to_have_text("60")
    screen.clock.run_for(61_000)
    screen.wait_for_url("**/ky/g/kiosk/")
    assert screen.evaluate("window.name") == "cleared"


def test_nothing_is_kept_and_nothing_can_be_printed(screen: Page) -> None:
    walk(screen)
    assert screen.context.cookies() == []
    kept = "Promise.all([caches.keys(), navigator.serviceWorker.getRegistrations()]).then(x => x.map(y => y.length))"
    assert screen.evaluate(kept) == [0, 0]
    assert screen.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    screen.emulate_media(media="print")
    assert screen.locator("h1").is_hidden()


def test_the_pages_of_a_terminal_are_large_and_accessible(
    screen: Page, assert_accessible: Callable[[Page], None]
) -> None:
    for path in ("ky/g/kiosk/", "ky/g/kiosk/ru/", "ky/g/kiosk/ru/t1/"):
        screen.goto(path)
        assert_accessible(screen)
        keep_picture(screen, path.strip("/").replace("/", "-"))
        assert screen.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 24
        small = "a => [...document.querySelectorAll('a,summary')].filter(e => e.offsetHeight < 44).length"
        assert screen.evaluate(small) == 0


def test_without_scripts_the_terminal_goes_back_by_itself(browser: Browser, served: Served) -> None:  # noqa: F811
    context = browser.new_context(base_url=served.url, java_script_enabled=False)
    tab = context.new_page()
    tab.goto("ru/g/kiosk/ru/w2/")
    assert "url=/ky/g/kiosk/" in tab.locator("meta[http-equiv=refresh]").get_attribute("content")
    tab.locator("#x").click()
    tab.wait_for_url("**/ky/g/kiosk/")
    context.close()


def test_a_number_is_carried_away_by_the_camera_of_her_phone(browser: Browser) -> None:
    made = Making(guide(), TODAY, lambda _id: confirmed("kg-helpers"), lambda _language: "")
    tab = browser.new_page(viewport=SCREEN)  # type: ignore[arg-type]
    tab.set_content(frame.whole(page(made, "ky", "kiosk/ru/w2/"), "ky"))
    keep_picture(tab, "kiosk-number")
    seen = Image.open(io.BytesIO(tab.locator(".z svg").first.screenshot()))
    assert [found.text for found in zxingcpp.read_barcodes(seen)] == [f"TEL:{NUMBER}"]
    assert tab.locator(".z b").first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") >= 36
    tab.close()
