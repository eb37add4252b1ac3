"""Many photos at once, told of one by one; a bundle put into order; nothing lost while the program is locked."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import Page, expect

from tayanch.desk.actions import documents
from tayanch.desk.actions.cases import do_open_case
from tayanch.desk.models import Bundle, Document
from tayanch.store.state import keyring
from tests.browser.conftest import DESKTOP
from tests.conftest import PASSPHRASE
from tests.desk import paper_files as made

pytestmark = pytest.mark.browser


@pytest.fixture
def case(here: SimpleNamespace, page: Page, signed_in: Callable[[Page, Any], Page]) -> Any:
    signed_in(page, here.owner)
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    return do_open_case(by=here.owner)


def address(name: str, case: Any) -> str:
    with translation.override("en"):
        return reverse(name, args=[case.reference])


def choose(page: Page, **sent: bytes) -> None:
    named = [{"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": data} for name, data in sent.items()]
    page.set_input_files("#id_files", named)  # type: ignore[arg-type]


def test_each_of_many_files_gets_its_own_answer(
    page: Page, case: Any, assert_accessible: Callable[[Page], None]
) -> None:
    page.goto(address("desk:evidence", case))
    choose(page, one=made.photo(), two=made.HEIC, three=made.photo(colour="olive"), again=made.photo())
    page.get_by_role("button", name="Keep them").click()
    told = page.locator("#told-files > li")
    expect(page.locator("#told-files .tag")).to_have_text(["kept, sealed", "not taken", "kept, sealed", "here already"])
    expect(told.nth(0)).to_contain_text(made.SAID_PLACE)
    expect(told.nth(1)).to_contain_text("Most Compatible")
    assert_accessible(page)
    page.get_by_role("link", name="Show them in the gallery").click()
    expect(page.locator(".gallery img")).to_have_count(2)
    expect(page.locator(".gallery img").first).to_have_js_property("naturalWidth", 240)
    page.locator(".gallery a").nth(0).click()
    expect(page.locator("img.look")).to_be_visible()
    expect(page.locator("img.look")).to_have_js_property("naturalWidth", 400)
    assert page.complaints == []  # type: ignore[attr-defined]
    assert Document.objects.count() == 2


def test_files_that_were_chosen_are_still_there_after_a_lock(page: Page, case: Any) -> None:
    page.goto(address("desk:evidence", case))
    choose(page, one=made.photo(), two=made.photo(colour="olive"))
    keyring().lock()
    page.get_by_role("button", name="Keep them").click()
    expect(page.locator("#told-files")).to_contain_text("Tayanch is locked")
    keyring().unlock(PASSPHRASE)
    page.get_by_role("button", name="Keep them").click()
    expect(page.locator("#told-files .tag")).to_have_text(["kept, sealed", "kept, sealed"])
    assert Document.objects.count() == 2


def test_a_bundle_is_put_into_order_with_buttons_and_made(
    page: Page, here: SimpleNamespace, case: Any, assert_accessible: Callable[[Page], None]
) -> None:
    for name in ("first", "second", "third"):
        documents.do_keep_document(case, made.pdf(words=name), name, by=here.owner)
    page.goto(address("desk:bundle", case))
    page.get_by_role("button", name="Down: first").click()
    page.get_by_role("button", name="Leave out: third").click()
    expect(page.locator("#order b")).to_have_text(["second", "first", "third"])
    assert [box.input_value() for box in page.locator("#order input").all()] == ["1", "2", ""]
    page.get_by_role("button", name="Make the bundle").click()
    expect(page.get_by_role("link", name="Download")).to_be_visible()
    assert_accessible(page)
    assert [line["name"] for line in Bundle.objects.get().told] == ["second", "first"]
    page.get_by_text("Download a copy with a password").click()
    with page.expect_download() as given:
        page.get_by_role("button", name="Download the copy").click()
    assert given.value.suggested_filename.startswith("papers-")
    assert page.complaints == []  # type: ignore[attr-defined]
