"""The ringing round on a phone in Kyrgyz, by keys alone; and an organisation that mends its own entry by its link."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tayanch.directory import may_be_dialled, published
from tayanch.directory.keeping import actions
from tayanch.directory.keeping.models import Check, Proposal
from tayanch.directory.keeping.ringing import next_to_ring
from tests.browser.conftest import PHONE, sign_in
from tests.browser.test_screens import keep_picture

ENTRY = "kg-migrant-line-1899"


@pytest.fixture(autouse=True)
def _nothing_published() -> Iterator[None]:
    yield
    shutil.rmtree(published.folder(), ignore_errors=True)


@pytest.fixture
def phone(page: Page, here: SimpleNamespace) -> Page:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    return sign_in(page, here.owner)


@pytest.mark.browser
def test_the_round_goes_from_number_to_number_by_keys(
    phone: Page, here: SimpleNamespace, assert_accessible: Callable[[Page], None]
) -> None:
    phone.goto("/ky/directory/")
    assert_accessible(phone)
    keep_picture(phone, "list")
    phone.keyboard.press("r")
    phone.wait_for_url("**/directory/round/")
    first = next_to_ring(timezone.localdate())
    assert first
    number = phone.locator(".ring .big a")
    expect(number).to_have_text(first.phone.number)
    expect(phone.locator(".heading .tag")).to_have_text(f"{first.total} ичинен 1")
    assert_accessible(phone)
    keep_picture(phone, "round-first")

    phone.keyboard.press("1")
    expect(phone.locator(".heading .tag")).to_have_text(f"{first.total} ичинен 2")
    assert may_be_dialled(first.phone.number)
    second = number.inner_text()
    phone.keyboard.press("t")
    phone.keyboard.type("Түшкү тыныгуу болсо керек")
    phone.keyboard.press("Tab")
    phone.keyboard.press("3")
    expect(phone.locator(".heading .tag")).to_have_text(f"{first.total} ичинен 3")
    made = Check.objects.order_by("-at")[0]
    assert (made.number, made.result, made.note) == (second, "no answer", "Түшкү тыныгуу болсо керек")
    keep_picture(phone, "round-third")

    phone.keyboard.press("u")
    expect(number).to_have_text(second)
    made.refresh_from_db()
    assert made.taken_back_at
    phone.keyboard.press("s")
    expect(number).not_to_have_text(second)
    assert_accessible(phone)


@pytest.mark.browser
def test_an_entry_is_mended_on_a_phone(
    phone: Page, here: SimpleNamespace, assert_accessible: Callable[[Page], None]
) -> None:
    actions.do_ring(ENTRY, "1899", "no answer", by=here.owner, on=timezone.localdate())
    phone.goto(f"/ky/directory/{ENTRY}/")
    for closed in phone.locator("main details:not([open]) > summary").all():
        closed.click()
    assert_accessible(phone)
    keep_picture(phone, "entry")
    phone.goto(f"/ky/directory/{ENTRY}/change/places/")
    phone.locator("details.rowed summary").last.click()
    keep_picture(phone, "places")
    phone.locator("[name=places-0-city]").select_option("osh")
    phone.locator("[name=places-0-address_ky]").fill("Ачык көчө 7")
    phone.locator("[name=places-0-address_ru]").fill("Ачык көчө 7")
    phone.locator("[name=places-0-address_en]").fill("Ачык көчө 7")
    phone.locator("[name=source-title]").fill("Уюмдун сайты (ойдон чыгарылган)")
    phone.locator("main form button").first.click()
    phone.wait_for_url(f"**/directory/{ENTRY}/")
    expect(phone.locator("#part-places").locator("xpath=../..")).to_contain_text("Ачык көчө 7")
    sign_in(phone, here.supervisor).reload()
    phone.locator("[data-command='Жарыялоо']").click()
    expect(phone.locator("main .notice").first).to_contain_text("Жарыяланды")
    keep_picture(phone, "published")


@pytest.mark.browser
def test_an_organisation_mends_its_entry_by_its_link(
    page: Page, here: SimpleNamespace, assert_accessible: Callable[[Page], None]
) -> None:
    _made, secret = actions.do_invite(ENTRY, by=here.owner, today=timezone.localdate())
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/ky/directory/own/#{secret}")
    says = page.locator("[name=name-says_ky]")
    expect(says).to_be_visible()
    assert not [url for url in asked if secret in url.split("#")[0]]
    assert page.context.cookies() == []
    assert_accessible(page)
    keep_picture(page, "own")
    says.fill("Жаңы сүйлөм")
    page.locator("button[name=send]").click()
    expect(page.locator("h1")).to_have_text("Рахмат")
    assert_accessible(page)
    made = Proposal.objects.get()
    assert made.parts == ["name"]
    sign_in(page, here.supervisor).goto(f"/ky/directory/proposals/{made.id}/")
    assert_accessible(page)
    keep_picture(page, "proposal")
    page.locator("main form button").click()
    expect(page.locator("main")).to_contain_text("Жаңы сүйлөм")
    keep_picture(page, "draft")
