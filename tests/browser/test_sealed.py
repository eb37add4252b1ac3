"""Sealing in a real browser: the pages, the password that is asked for, two people, and the keys that lock in haste."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tayanch.accounts import worker_keys
from tayanch.desk.actions import cases, reveals, sealing
from tayanch.desk.actions.people import do_add_person
from tayanch.desk.models import Case
from tayanch.store import gate
from tayanch.store.state import keyring
from tayanch.vault.models import Person
from tests.browser.conftest import DESKTOP, PHONE, TIMEOUT_MS
from tests.conftest import PASSPHRASE
from tests.sealing import PRIVATE, at_work, give_keys, signed_in

PASSWORD = "apricot lamp seven"
SCREENS = os.environ.get("TAYANCH_SCREENS", "")
pytestmark = pytest.mark.browser


def show(page: Page, name: str) -> None:
    """Keep a picture where TAYANCH_SCREENS says."""
    if SCREENS:
        Path(SCREENS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{SCREENS}/{name}.png", full_page=True)


def enter(context: BrowserContext, user: Any, *, with_key: bool = True) -> Page:
    """A tab in the session of *user*."""
    cookie = signed_in(user, with_key=with_key).cookies[settings.SESSION_COOKIE_NAME].value
    told = {"name": settings.SESSION_COOKIE_NAME, "value": cookie, "domain": "localhost", "path": "/"}
    context.add_cookies([told])
    return context.new_page()


@pytest.fixture
def open_context(browser: Browser, live_server: Any) -> Callable[..., BrowserContext]:
    def make(size: dict[str, int] = DESKTOP) -> BrowserContext:
        made = browser.new_context(base_url=live_server.url, viewport=size)
        made.set_default_timeout(TIMEOUT_MS)
        return made

    return make


@pytest.fixture
def case(here: SimpleNamespace) -> Case:
    give_keys(here.owner, here.teammate, here.other_team)
    case = cases.do_open_case(by=here.owner, topic="violence")
    do_add_person(case, by=here.owner, name="Айгүл Токтосунова (invented)", relation="client")
    do_add_person(case, by=here.owner, name="Сын (invented)", relation="child")
    return case


def address(case: Case, language: str = "en", part: str = "sealed/") -> str:
    return f"/{language}/desk/cases/{case.reference}/{part}"


def test_a_case_is_sealed_named_and_opened_to_the_team_again(
    here: SimpleNamespace, case: Case, open_context: Callable[..., BrowserContext], assert_accessible: Any
) -> None:
    page = enter(open_context(), here.owner)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(address(case))
    assert_accessible(page)
    page.get_by_label("Teammate").check()
    page.get_by_label("I have read what sealing does").check()
    page.get_by_role("button", name="Seal it").click()
    expect(page.get_by_text("The case is sealed.").or_(page.get_by_text("Sealed."))).to_be_visible()
    page.get_by_label("Colleague").select_option(label="Other-Team")
    page.get_by_role("button", name="Name a colleague").click()
    expect(page.get_by_text("Compare the six words")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Open it to the team").click()
    expect(page.get_by_role("button", name="Seal it")).to_be_visible()
    assert not Case.objects.get().is_sealed


def test_her_password_is_asked_for_and_what_she_typed_is_not_lost(
    here: SimpleNamespace, case: Case, open_context: Callable[..., BrowserContext], assert_accessible: Any
) -> None:
    sealing.do_seal_case(case, named=[], by=here.owner)
    here.owner.set_password(PASSWORD)
    worker_keys.wrap(here.owner, PRIVATE[here.owner.id], PASSWORD)
    here.owner.save()
    context = open_context(PHONE)
    page = enter(context, here.owner)
    page.goto(address(case, part=""))
    page.get_by_label("What happened or was said").fill("she was taken to a safe place\nat noon")
    worker_keys.forget_all()
    page.get_by_role("button", name="Add the note").click()
    expect(page.get_by_text("What you typed is not lost")).to_be_visible()
    assert_accessible(page)
    show(page, "password-en-360")
    page.get_by_label("Type your password").fill(PASSWORD)
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.get_by_text("she was taken to a safe place")).to_be_visible()


def test_two_people_open_a_name(
    here: SimpleNamespace, case: Case, open_context: Callable[..., BrowserContext], assert_accessible: Any
) -> None:
    sealing.do_seal_case(case, named=[here.teammate, here.other_team], by=here.owner)
    with at_work(here.owner):
        sealing.do_need_two(case, by=here.owner)
    hers = enter(open_context(), here.owner)
    hers.goto(address(case, part=""))
    expect(hers.get_by_text("Айгүл")).to_have_count(0)
    hers.goto(address(case))
    hers.get_by_text("Ask to see who this is").first.click()
    hers.get_by_label("Why you need to know").first.fill("the shelter asks for her name")
    hers.get_by_role("button", name="Ask", exact=True).first.click()
    expect(hers.get_by_text("asked, waiting")).to_be_visible()
    theirs = enter(open_context(), here.other_team)
    theirs.goto("/en/")
    theirs.get_by_role("link", name=case.reference).first.click()
    expect(theirs.get_by_text("the shelter asks for her name")).to_be_visible()
    assert_accessible(theirs)
    with theirs.expect_navigation():
        theirs.get_by_role("button", name="Agree, for 24 hours").click()
    hers.goto(address(case))
    expect(hers.get_by_text("open for you until")).to_be_visible()
    assert_accessible(hers)
    hers.goto(address(case, part=""))
    expect(hers.get_by_text("Айгүл").first).to_be_visible()


def test_escape_three_times_covers_and_locks_at_once_even_while_she_types(
    here: SimpleNamespace, case: Case, open_context: Callable[..., BrowserContext]
) -> None:
    sealing.do_seal_case(case, named=[], by=here.owner)
    page = enter(open_context(), here.owner)
    page.on("dialog", lambda dialog: pytest.fail("a question would keep the page open"))
    page.goto(address(case, part=""))
    page.get_by_label("What happened or was said").fill("half a sentence")
    held = list(worker_keys._held.values())
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert keyring().is_unlocked
    page.keyboard.press("Escape")
    page.wait_for_url("**/unlock/**")
    try:
        assert not keyring().is_unlocked
        assert held
        assert all(key.is_wiped for key in held)
        expect(page.get_by_text("Айгүл")).to_have_count(0)
    finally:
        gate.unlock(PASSPHRASE)  # what empties the tables afterwards needs the keys


def test_the_pages_in_three_languages(
    here: SimpleNamespace, case: Case, open_context: Callable[..., BrowserContext], assert_accessible: Any
) -> None:
    """Every state of them passes axe and does not scroll sideways, at 360 and at 1280 pixels."""
    for language, size in (("ky", PHONE), ("ru", DESKTOP)):
        page = enter(open_context(size), here.owner)
        state = f"{language}-{size['width']}"
        page.goto(address(case, language))
        assert_accessible(page)
        show(page, f"open-{state}")
        page.goto(f"/{language}/staff/key/")
        assert_accessible(page)
        show(page, f"key-{state}")
    sealing.do_seal_case(case, named=[here.teammate, here.other_team], by=here.owner)
    with at_work(here.owner):
        sealing.do_need_two(case, by=here.owner)
        reveals.do_ask(case, Person.objects.first(), "приюту нужно её имя", by=here.owner)
    with at_work(here.teammate):
        reveals.do_ask(case, Person.objects.last(), "врач спрашивает", by=here.teammate)
    for language, size in (("ky", PHONE), ("ru", DESKTOP)):
        page = enter(open_context(size), here.owner)
        state = f"{language}-{size['width']}"
        page.goto(address(case, language) + "?words=1")
        assert_accessible(page)
        show(page, f"sealed-{state}")
        page.goto(address(case, language, f"people/{Person.objects.first().id}/"))
        assert_accessible(page)
        show(page, f"two-{state}")
        page = enter(open_context(size), here.owner, with_key=False)
        page.goto(address(case, language))
        assert_accessible(page)
        show(page, f"password-{state}")
