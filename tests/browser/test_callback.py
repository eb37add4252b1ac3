"""She asks for a call on her phone, leaves the page, and a worker finds the request: in a real browser."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, Request, Route, expect

from tayanch.accounts.flood import Flood
from tayanch.desk.actions.channels import do_write_rules
from tayanch.desk.messages import doors, inbox
from tayanch.desk.models import Arrival
from tayanch.desk.views import public
from tayanch.vault import letterbox, spool
from tests.browser.test_screens import SIZES, keep_picture
from tests.traces import Traces

pytestmark = pytest.mark.browser
NUMBER, WORDS = "0555 000 111", "Мага жардам керек"


@pytest.fixture
def open_desk(transactional_db: None, here: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    monkeypatch.setattr(public, "requests", Flood(most=100, most_of_all=100))
    monkeypatch.setattr("tayanch.desk.hotline.callback.EXIT", "/health")  # nothing outside is loaded by a test
    do_write_rules(here.organisation, by=here.administrator, team=here.night, takes_callbacks=True)
    assert doors.callback_of("")
    return here


def fill(page: Page) -> None:
    page.fill("#reach", NUMBER)
    page.fill("[name=from]", "18:00")
    page.fill("[name=until]", "21:00")
    page.fill("#words", WORDS)


def test_her_browser_seals_the_request_and_the_desk_reads_it(
    page: Page,
    open_desk: SimpleNamespace,
    signed_in: Callable[[Page, Any], Page],
    assert_accessible: Callable[..., None],
) -> None:
    page.set_viewport_size(SIZES["phone"])  # type: ignore[arg-type]
    sent: list[str] = []
    page.on("request", lambda request: sent.append(body_of(request)) if request.method == "POST" else None)
    page.goto("/ky/callback/")
    keep_picture(page, "ky-callback")
    assert_accessible(page)
    fill(page)
    page.click("form button")
    expect(page.locator("#kept")).to_be_visible()
    expect(page.locator("#kept .code")).to_have_text(re.compile(r"^\d{4}$"))
    word = page.locator("#kept .code").text_content() or ""
    keep_picture(page, "ky-callback-kept")
    assert_accessible(page)
    assert set(json.loads(sent[0])) == {"to", "once", "website", "box"}
    assert NUMBER not in sent[0]
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.complaints == []  # type: ignore[attr-defined]
    signed_in(page, open_desk.teammate)
    page.set_viewport_size(SIZES["desktop"])  # type: ignore[arg-type]
    page.goto("/en/desk/")
    keep_picture(page, "en-tonight-arrivals")
    page.get_by_role("link", name="Call-back request").click()
    expect(page.locator("main")).to_contain_text(WORDS)
    expect(page.locator("main")).to_contain_text(word)
    keep_picture(page, "en-arrival")
    page.click("text=Take it: start a consultation")
    assert page.input_value("#phone").replace(" ", "") == "+996555000111"


def body_of(request: Request) -> str:
    return request.post_data or ""


def test_without_scripts_the_form_works_just_the_same(browser: Browser, live_server: Any, open_desk: Any) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, viewport=SIZES["phone"])  # type: ignore[arg-type]
    tab = context.new_page()
    tab.goto("/ru/callback/")
    fill(tab)
    tab.click("form button")
    expect(tab.locator(".code")).to_be_visible()
    assert context.cookies() == []
    context.close()
    assert inbox.read_in(timezone.now()) == 1


def test_leaving_takes_the_page_and_what_was_typed_away_and_back_shows_nothing(page: Page, open_desk: Any) -> None:
    page.goto("/health")
    page.goto("/ru/callback/")
    fill(page)
    page.click("#exit")
    page.wait_for_url("**/health")
    page.go_back()
    assert "callback" not in page.url
    page.goto("/ru/callback/")
    fill(page)
    page.keyboard.press("Escape")
    page.wait_for_url("**/health")


def test_a_broken_line_keeps_what_she_wrote_and_says_so(page: Page, open_desk: Any) -> None:
    page.goto("/ru/callback/")
    page.route("**/callback/", cut)
    fill(page)
    page.click("form button")
    expect(page.locator("#no")).to_be_visible()
    assert page.input_value("#reach") == NUMBER
    page.unroute("**/callback/")
    page.click("form button")
    expect(page.locator("#kept")).to_be_visible()


def cut(route: Route) -> None:
    route.abort()


def test_sent_three_times_on_a_bad_line_it_arrives_once(page: Page, open_desk: SimpleNamespace) -> None:
    page.goto("/ru/callback/")
    arrived: list[int] = []

    def lose_the_answer(route: Route) -> None:
        arrived.append(route.fetch().status)
        route.abort()

    page.route("**/callback/", lose_the_answer)
    fill(page)
    for times in (1, 2):
        page.click("form button")
        expect(page.locator("#no")).to_be_visible()
        assert arrived == [202] * times
    page.unroute("**/callback/")
    page.click("form button")
    expect(page.locator("#kept")).to_be_visible()
    (path,) = spool.waiting(open_desk.organisation.id)
    assert not Traces({"number": "555000111", "words": WORDS}).below(path)
    with pytest.raises(letterbox.CannotOpen):
        letterbox.open_letter(letterbox.private_key(bytes(32)), path.read_bytes())
    inbox.read_in(timezone.now())
    (kept,) = Arrival.objects.all()
    assert WORDS not in str(kept.__dict__)
    assert WORDS in kept.unseal("content")


def test_the_page_is_one_request_and_allows_nothing_else(page: Page, open_desk: Any) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    answer = page.goto("/en/callback/")
    assert answer is not None
    assert asked == [page.url]
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.title() == "Call me back"
