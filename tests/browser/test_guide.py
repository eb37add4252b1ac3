"""Her whole visit in a real browser: nothing goes elsewhere, nothing stays behind that she has not asked for.

The server here has lost its keys: the guide needs none.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect
from waitress.server import create_server

from tayanch.guide.pages import frame
from tayanch.site.wsgi import application
from tayanch.store.state import keyring
from tests.browser.conftest import CHROMIUM, PHONE, TIMEOUT_MS
from tests.browser.test_screens import keep_picture
from tests.conftest import PASSPHRASE

pytestmark = pytest.mark.browser
ELSEWHERE = "https://weather.invalid/"
WEATHER = "<!doctype html><title>Weather</title><h1>Sunny</h1>"
WALK = ["ky/g/", "ky/g/ru/", "ky/g/ru/1/", "ky/g/ru/21/", "ky/g/any/z1/", "ky/g/ru/7/", "ky/g/ru/kq4/", "ky/g/about/"]
WALK += ["ky/g/kg/51/", "ky/g/ru/51/", "ky/g/find/", "ky/g/ru/find/"]


@dataclass
class Served:
    """A server in this process, which a test can end."""

    server: Any
    url: str

    def kill(self) -> None:
        self.server.close()
        self.server.task_dispatcher.shutdown()
        for channel in list(self.server.active_channels.values()):
            channel.handle_close()


@pytest.fixture
def served(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """The guide of a locked desk; the exit leads to an invented weather page."""
    monkeypatch.setattr(frame, "EXIT", ELSEWHERE)
    _forget_what_was_made()
    keyring().lock()
    server = create_server(application, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=_run, args=(server,), daemon=True)
    thread.start()
    yield Served(server, f"http://localhost:{server.effective_port}/")
    server.close()
    thread.join(5)
    keyring().unlock(PASSPHRASE)
    _forget_what_was_made()


def _run(server: Any) -> None:
    try:
        server.run()
    except OSError:  # its sockets were closed under it
        return


def _forget_what_was_made() -> None:
    from tayanch.guide import edition

    for made in (frame.script, frame.pieces):
        made.cache_clear()
    edition._current = None


@pytest.fixture
def phone(browser: Browser, served: Served) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=served.url, viewport=PHONE, locale="ky-KG")  # type: ignore[arg-type]
    context.set_default_timeout(TIMEOUT_MS)
    context.route(f"{ELSEWHERE}**", lambda route: route.fulfill(body=WEATHER, content_type="text/html"))
    yield context
    context.close()


@pytest.fixture
def visit(phone: BrowserContext) -> Page:
    """A tab that collects what it asked for and what the browser complains about."""
    tab = phone.new_page()
    tab.asked, tab.complaints = [], []  # type: ignore[attr-defined]
    phone.on("request", lambda request: keep(tab, request))
    tab.on("pageerror", lambda error: tab.complaints.append(str(error)))  # type: ignore[attr-defined]
    tab.on("console", lambda said: complain(tab, said.text))
    return tab


def keep(tab: Page, request: Request) -> None:
    if not request.url.startswith("data:"):
        tab.asked.append(request.url)  # type: ignore[attr-defined]


def complain(tab: Page, text: str) -> None:
    if "Failed to load resource" not in text:
        tab.complaints.append(text)  # type: ignore[attr-defined]


def test_each_page_is_one_request_to_this_host_and_nothing_is_kept(
    visit: Page, served: Served, assert_accessible: Callable[[Page], None]
) -> None:
    for path in WALK:
        before = len(visit.asked)  # type: ignore[attr-defined]
        answer = visit.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        assert visit.asked[before:] == [f"{served.url}{path}"]  # type: ignore[attr-defined]
        assert_accessible(visit)
        keep_picture(visit, f"guide-{path.strip('/').replace('/', '-')}")
    assert visit.context.cookies() == []
    assert visit.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert visit.evaluate("caches.keys()") == []
    assert visit.complaints == []  # type: ignore[attr-defined]


def test_she_reaches_a_card_in_three_taps(visit: Page) -> None:
    visit.goto("ky/g/")
    visit.get_by_role("link", name="Россия").click()
    visit.get_by_role("link", name="Жумуш жана айлык").click()
    visit.get_by_role("link", name="Жумуш сунушун барардан мурун текшериңиз").click()
    expect(visit.locator("h1")).to_have_text("Жумуш сунушун барардан мурун текшериңиз")
    visit.get_by_role("link", name="RU", exact=True).click()
    expect(visit.locator("h1")).to_have_text("Проверьте работу до отъезда")


def test_the_exit_is_reached_first_by_the_keyboard(visit: Page) -> None:
    visit.goto("ky/g/ru/")
    visit.keyboard.press("Tab")
    assert visit.evaluate("document.activeElement.id") == "x"


def leave(tab: Page) -> Page:
    """Press the exit: this tab and a new one show the weather; the new one is given."""
    with tab.context.expect_page() as opened:
        tab.click("#x")
    tab.wait_for_url(ELSEWHERE)
    opened.value.wait_for_load_state()
    return opened.value


def test_after_the_exit_back_shows_nothing_of_ours_in_either_tab(visit: Page, served: Served) -> None:
    visit.goto("health")  # what she had open before
    for path in ("ky/g/", "ky/g/ru/", "ky/g/any/z1/"):
        visit.goto(path)
    new = leave(visit)
    assert new.url == ELSEWHERE
    assert new.evaluate("[history.length, document.referrer, window.opener]") == [1, "", None]
    for _ in range(2):
        visit.evaluate("history.back()")
        visit.wait_for_timeout(400)
        assert visit.url == ELSEWHERE
        assert "Sunny" in visit.content()
    visit.evaluate("history.back()")
    visit.wait_for_url("**/health")  # hers, from before
    visit.goto("ky/g/")  # whoever comes again by the address, comes in
    expect(visit.locator("h1")).to_be_visible()
    assert visit.evaluate("sessionStorage.length") == 0


def test_a_sensitive_page_has_a_neutral_title_and_takes_the_place_of_the_page_before(visit: Page) -> None:
    visit.goto("ky/g/ru/")
    length = visit.evaluate("history.length")
    visit.goto("ky/g/ru/7/")
    assert visit.title() == "Маалымат"
    visit.get_by_role("link", name="Сизди зордоп иштетип жатабы?").click()
    visit.wait_for_url("**/ru/kq4/")
    assert visit.title() == "Маалымат"
    assert visit.evaluate("history.length") == length + 1


def test_the_history_of_the_phone_keeps_a_neutral_title_of_the_page_she_left(
    browser: Browser, served: Served, tmp_path: Path
) -> None:
    context = browser.browser_type.launch_persistent_context(
        tmp_path,
        executable_path=CHROMIUM,
        args=["--no-sandbox"],
        viewport=PHONE,  # type: ignore[arg-type]
    )
    context.route(f"{ELSEWHERE}**", lambda route: route.fulfill(body=WEATHER, content_type="text/html"))
    tab = context.new_page()
    for path in ("ky/g/", "ky/g/ru/kq4/", "ky/g/any/z1/"):
        tab.goto(f"{served.url}{path}")
    tab.wait_for_timeout(300)
    leave(tab)
    context.close()
    with closing(sqlite3.connect(tmp_path / "Default" / "History")) as history:
        titles = dict(history.execute("SELECT url, title FROM urls"))
    ours = {title for url, title in titles.items() if url.startswith(served.url)}
    assert ours <= {"Маалымат", "Weather"}  # Chromium gives the title of what took its place


def test_the_escape_key_leaves_too(visit: Page) -> None:
    visit.goto("ky/g/ru/")
    visit.keyboard.press("Escape")
    visit.wait_for_url(ELSEWHERE)


def test_without_scripts_everything_can_be_read_and_the_exit_is_a_link(browser: Browser, served: Served) -> None:
    context = browser.new_context(base_url=served.url, viewport=PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    context.route(f"{ELSEWHERE}**", lambda route: route.fulfill(body=WEATHER, content_type="text/html"))
    tab = context.new_page()
    tab.goto("ru/g/ru/")
    assert tab.locator("#s").is_hidden()
    tab.goto("ru/g/ru/kq4/")
    tab.locator("details summary").last.click()
    assert tab.locator("h1").is_visible()
    tab.click("#x")
    tab.wait_for_url(ELSEWHERE)
    context.close()


def test_a_kept_country_opens_without_a_server_and_is_forgotten(
    visit: Page, served: Served, assert_accessible: Callable[[Page], None]
) -> None:
    visit.goto("ky/g/ru/")
    keep_copy(visit)
    keep_picture(visit, "guide-kept")
    assert visit.evaluate("caches.keys()") == ["g"]
    served.kill()
    for path in ("ky/g/", "ky/g/ru/", "ky/g/ru/z1/", "ky/g/ru/kq4/", "ky/g/about/"):
        answer = visit.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        assert visit.locator("h1").is_visible()
    assert_accessible(visit)
    assert_a_search_says_that_it_needs_a_line(visit)
    missing = visit.goto("ky/g/kz/")
    assert missing is not None
    assert missing.status == 503
    expect(visit.locator("h1")).to_have_text("Байланыш жок, барак сакталган эмес")
    keep_picture(visit, "guide-unsaved")
    assert visit.complaints == []  # type: ignore[attr-defined]


def assert_a_search_says_that_it_needs_a_line(tab: Page) -> None:
    """The list of who helps is in the copy; a search is not, and says so when one wants it."""
    answer = tab.goto("ky/g/ru/51/")
    assert answer is not None
    assert answer.status == 200
    tab.get_by_role("link", name="Издөө").click()
    expect(tab.get_by_text("Издөө интернетсиз иштебейт.")).to_be_visible()


def test_a_search_that_loses_its_line_says_so_and_not_the_browser(visit: Page, served: Served) -> None:
    visit.goto("ky/g/ru/")
    keep_copy(visit)
    visit.goto("ky/g/ru/find/")
    visit.fill("#q", "айлык")
    served.kill()
    visit.click("form:has(#q) button:not([formaction])")
    expect(visit.get_by_text("Издөө интернетсиз иштебейт.")).to_be_visible()


def test_she_finds_help_by_the_map_by_the_list_and_by_her_own_words(
    visit: Page, assert_accessible: Callable[[Page], None]
) -> None:
    visit.goto("ky/g/")
    visit.get_by_role("link", name="Издөө").click()
    visit.fill("#q", "паспортумду бербей жатат")
    visit.click("form:has(#q) button:not([formaction])")
    visit.get_by_role("button", name="Казакстан").click()
    expect(visit.locator("h1")).to_have_text("Издөө: Казакстан")
    expect(visit.locator("#q")).to_have_value("паспортумду бербей жатат")
    assert visit.title() == "Маалымат"
    assert_accessible(visit)
    keep_picture(visit, "guide-found")
    visit.get_by_role("link", name="Паспортумду бербей жатышат").first.click()
    visit.wait_for_url("**/kz/p3/")
    visit.goto("ky/g/kg/51/")
    visit.get_by_role("link", name="Нарын облусу").click()
    assert_accessible(visit)
    keep_picture(visit, "guide-place")
    visit.get_by_role("link", name="«Тендеш»").first.click()
    expect(visit.get_by_text("Дареги коопсуздук үчүн айтылбайт.")).to_be_visible()
    assert visit.title() == "Маалымат"
    assert_accessible(visit)
    keep_picture(visit, "guide-organisation")


def test_a_point_of_the_map_leads_to_its_place(visit: Page) -> None:
    visit.goto("ky/g/kg/51/")
    visit.locator("svg a", has_text="Нарын").click()
    expect(visit.locator("h1")).to_have_text("Нарын")


def test_the_search_works_without_scripts_and_its_page_is_kept_by_nobody(browser: Browser, served: Served) -> None:
    context = browser.new_context(base_url=served.url, viewport=PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    tab = context.new_page()
    tab.goto("ky/g/find/")
    tab.get_by_role("button", name="Пенсия").click()
    assert tab.url.endswith("/ky/g/find/")
    expect(tab.get_by_role("link", name="Пенсия").first).to_be_visible()
    tab.fill("#q", "aylyk berbeit")
    tab.press("#q", "Enter")
    expect(tab.get_by_role("link", name="Айлыгымды бербей жатышат").first).to_be_visible()
    assert "aylyk" not in tab.url
    assert context.cookies() == []
    context.close()


def test_forgetting_leaves_no_copy_no_worker_and_no_storage(visit: Page) -> None:
    visit.goto("ky/g/ru/")
    keep_copy(visit)
    visit.goto("forget")
    expect(visit.get_by_text("телефонуңузда сактаган барактар өчтү")).to_be_visible()
    keep_picture(visit, "guide-forget")
    left = "Promise.all([caches.keys(), navigator.serviceWorker.getRegistrations()]).then(x => x.map(y => y.length))"
    assert visit.evaluate(left) == [0, 0]
    assert visit.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    visit.goto("ky/g/ru/")
    expect(visit.locator("[data-s=done]")).to_be_hidden()


def keep_copy(tab: Page) -> None:
    for part in ("Барактарды", "Эсептөөлөрдү"):
        tab.get_by_role("button", name=f"{part} сактоо").click()
        expect(tab.get_by_role("button", name=f"{part} сактоо ✓")).to_be_disabled()
    expect(tab.locator("[data-s=done]")).to_be_visible()
