"""The desk's pages about cards, in Kyrgyz on a phone: kept as typed, two who write the same, the way to phones.

``TAYANCH_SCREENS=folder`` keeps a picture of each page.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tayanch.directory import published
from tayanch.guide.editing import actions, shelf
from tayanch.guide.editing.models import Card
from tayanch.store import gate
from tayanch.store.state import keyring
from tests.browser.conftest import DESKTOP, PHONE
from tests.conftest import PASSPHRASE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CARD = "/ky/guide-cards/ru/pension/"
SCREENS = os.environ.get("TAYANCH_SCREENS", "")
SignIn = Callable[[Page, Any], Page]


@pytest.fixture(autouse=True)
def _nothing_is_published() -> Iterator[None]:
    shutil.rmtree(published.folder(), ignore_errors=True)
    yield
    shutil.rmtree(published.folder(), ignore_errors=True)


@pytest.fixture
def phone(page: Page, here: SimpleNamespace, signed_in: SignIn) -> Iterator[Page]:
    page.set_viewport_size(PHONE)
    yield signed_in(page, here.owner)
    assert [one for one in page.complaints if "sandbox" not in one] == []


def show(page: Page, name: str) -> None:
    if SCREENS:
        Path(SCREENS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{SCREENS}/{name}.png", full_page=True)


def box(page: Page, name: str) -> Any:
    return page.locator(f"[data-save='{name}']")


def kept(page: Page) -> None:
    expect(page.locator("#saved")).to_contain_text("Сакталды")


def test_what_is_typed_is_kept_judged_and_shown_as_the_phone_shows_it(phone: Page) -> None:
    phone.goto(CARD)
    box(phone, "ky.lead").fill("Төгүмү бар жыл гана саналат. Бүгүн баштаңыз.")
    kept(phone)
    expect(phone.frame_locator("#preview").locator("main")).to_contain_text("Бүгүн баштаңыз.")
    box(phone, "ky.now").fill("1. СНИЛС алыңыз.\n2. 3 күн күтүңүз.")
    expect(phone.locator("[data-wrong='ky.now']")).to_contain_text("2-сап: Текстте 3 саны турат.")
    expect(phone.locator("#count")).to_contain_text("Оңдой турган нерсе бар.")
    assert shelf.access_card("ru", "pension").parts["ky.lead"].endswith("Бүгүн баштаңыз.")


def test_a_figure_is_put_in_where_one_writes(phone: Page) -> None:
    phone.goto(CARD)
    box(phone, "ky.more").fill("Күтүңүз: ")
    phone.locator(".picker summary").click()
    phone.locator("#pick-q").fill("ru.stay.amina.silence")
    phone.locator(".picks button", has_text="ru.stay.amina.silence").first.click()
    expect(box(phone, "ky.more")).to_have_value("Күтүңүз: {ru.stay.amina.silence}")
    expect(phone.frame_locator("#preview").locator("main")).to_contain_text("3\xa0жумуш күнү")
    phone.locator("#pick-kind").select_option("rule")
    phone.locator("#pick-q").fill("ru.wage.delay")
    phone.locator(".picks button", has_text="ru.wage.delay").first.click()
    expect(phone.locator("#s-rules")).to_be_focused()
    kept(phone)
    assert shelf.access_card("ru", "pension").parts["rules"].endswith("\nru.wage.delay")


def test_a_lock_in_the_middle_of_a_sentence_loses_nothing(
    phone: Page, here: SimpleNamespace, signed_in: SignIn
) -> None:
    phone.goto(CARD)
    box(phone, "ky.lead").fill("Кулпуга чейин. ")
    kept(phone)
    gate.lock()
    box(phone, "ky.lead").press_sequentially("Кулпудан кийин.")
    expect(phone.locator("#bar")).to_be_visible()
    keyring().unlock(PASSPHRASE)
    signed_in(phone, here.owner)
    kept(phone)
    assert Card.objects.get().parts["ky.lead"] == "Кулпуга чейин. Кулпудан кийин."


def test_two_who_write_the_same_box_see_both_texts_and_decide(phone: Page, here: SimpleNamespace) -> None:
    phone.goto(CARD)
    actions.do_save(shelf.access_card("ru", "pension"), {"ky.lead": "Башка редактордун тексти."}, by=here.teammate)
    box(phone, "ky.lead").fill("Менин текстим.")
    notice = phone.locator(".notice[role=alert]")
    expect(notice).to_contain_text("Башка редактордун тексти.")
    show(phone, "conflict")
    notice.get_by_role("button").first.click()
    kept(phone)
    assert shelf.access_card("ru", "pension").parts["ky.lead"] == "Башка редактордун тексти.\nМенин текстим."


def test_three_people_bring_a_text_to_a_womans_phone(
    phone: Page, here: SimpleNamespace, signed_in: SignIn, assert_accessible: Callable[[Page], None]
) -> None:
    phone.goto(CARD)
    box(phone, "ky.lead").fill("Төгүмү бар жыл гана саналат. Бүгүн баштаңыз.")
    phone.locator("#finish").click()
    expect(phone.locator("main")).to_contain_text("Эми экинчи адамды күтөт.")
    signed_in(phone, here.teammate).goto(f"{CARD}review/")
    expect(phone.locator("ins").first).to_contain_text("Бүгүн")
    assert_accessible(phone)
    show(phone, "review")
    phone.get_by_role("button", name="Макулмун").click()
    signed_in(phone, here.supervisor).goto(f"{CARD}review/")
    phone.get_by_role("button", name="Жарыялоо").click()
    expect(phone.locator("main")).to_contain_text("Жарыяланды.")
    phone.goto(f"{CARD}history/")
    assert_accessible(phone)
    show(phone, "history")
    gate.lock()
    phone.goto("/ky/g/ru/n1/")
    expect(phone.locator("main")).to_contain_text("Бүгүн баштаңыз.")
    keyring().unlock(PASSPHRASE)


def test_a_translation_shows_what_is_new_in_its_source(
    phone: Page, here: SimpleNamespace, assert_accessible: Callable[[Page], None]
) -> None:
    actions.do_save(
        shelf.access_card("ru", "pension"), {"ru.lead": "Считают только годы со взносами. Начните."}, by=here.owner
    )
    phone.goto(f"{CARD}translate/ru/ky/")
    expect(phone.locator("ins")).to_contain_text("Начните")
    assert_accessible(phone)
    show(phone, "translate")
    box(phone, "ky.lead").fill("Төгүмү бар жыл гана саналат. Баштаңыз.")
    phone.locator("#finish").click()
    expect(phone.locator("main")).to_contain_text("Сакталды. Мындан ары")
    assert Card.objects.get().translated["ky"]["from"] == "ru"


def test_without_scripts_a_card_is_a_plain_form(
    browser: Any, live_server: Any, here: SimpleNamespace, signed_in: SignIn
) -> None:
    with browser.new_context(base_url=live_server.url, java_script_enabled=False) as context:
        page = signed_in(context.new_page(), here.owner)
        page.goto(CARD)
        page.locator("[name='ky.lead']").fill("Жаңы текст.")
        page.locator("[data-without-script]").click()
        expect(page.locator("main")).to_contain_text("Сакталды.")
    assert Card.objects.get().parts["ky.lead"] == "Жаңы текст."
    assert Card.objects.get().edited_by == here.owner
    assert {k for k, v in Card.objects.get().parts.items() if v != Card.objects.get().base[k]} == {"ky.lead"}


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_page_of_cards_is_accessible(
    page: Page,
    context: BrowserContext,
    here: SimpleNamespace,
    signed_in: SignIn,
    assert_accessible: Callable[[Page], None],
    size: Any,
) -> None:
    page.set_viewport_size(size)
    signed_in(page, here.supervisor)
    actions.do_save(shelf.access_card("ru", "pension"), {"ky.now": "1. 3 күн күтүңүз."}, by=here.owner)
    for name, path in (
        ("list", "/ky/guide-cards/?country=ru"),
        ("new", "/ky/guide-cards/new/"),
        ("card", CARD),
        ("preview", f"{CARD}preview/ky/"),
        ("version", f"{CARD}history/0/"),
        ("pick", "/ky/guide-cards/pick/?country=ru"),
    ):
        page.goto(path)
        page.evaluate("document.querySelectorAll('main details').forEach((folded) => { folded.open = true })")
        assert_accessible(page)
        show(page, f"{name}-{size['width']}")
