"""A voice on the line: keyboard only, few keys, and not a word lost when the lock falls."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from tayanch.desk.actions.consultations import do_save_fields, do_start_consultation, topics_of
from tayanch.desk.actions.promises import do_promise
from tayanch.desk.actions.safety import card_about, do_write_card
from tayanch.desk.models import Consultation, Promise
from tayanch.store import gate
from tayanch.vault.people import do_add_contact, do_create_person
from tests.browser.conftest import PHONE
from tests.conftest import PASSPHRASE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIGN_IN_SECRET = "a long invented password"  # of an invented worker
NUMBER = "+996555123456"  # invented
SAID = "Хозяин не платит с мая. Күн сайын «эртең» дейт."

SignIn = Callable[[Page, Any], Page]


class Keys:
    """Types and counts: a key, a chord and a text typed into a field are one interaction each."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.count += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.count += 1


@pytest.fixture
def desk(page: Page, here: SimpleNamespace, signed_in: SignIn) -> Iterator[Page]:
    signed_in(page, here.owner).goto("/en/desk/")
    yield page
    assert page.complaints == []


def start(page: Page) -> None:
    page.keyboard.press("n")
    page.wait_for_url("**/consultations/*/")


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_contain_text("Saved ")


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_a_whole_consultation_takes_at_most_twelve_keys_while_three_women_share_the_phone(
    desk: Page, here: SimpleNamespace
) -> None:
    for name, relation in (("Бермет Ойдон", "own"), ("Назик Ойдон", "sister"), ("Айжан Ойдон", "dormitory")):
        do_add_contact(do_create_person(by=here.owner, name=name), NUMBER, relation, by=here.owner)
    keys = Keys(desk)
    keys.press("n")
    desk.wait_for_url("**/consultations/*/")
    expect(desk.locator("#phone")).to_be_focused()
    keys.type("0555 123456")
    expect(desk.locator("#known")).to_contain_text("3 women use this number. Ask which name we use.")
    assert "Ойдон" not in desk.content()
    keys.press("Enter")
    keys.type("айлык")
    keys.press("Enter")
    expect(desk.locator("#place")).to_be_focused()  # the stage was suggested by the topic
    keys.type("москва")
    keys.press("Enter")
    expect(desk.locator("#said")).to_be_focused()  # the channel is that of the last call
    keys.type(SAID)
    keys.press("Tab")
    keys.type("Write down every day")
    keys.press("Control+Enter")
    expect(desk.locator("h1 + .tag.ok")).to_have_text("finished")
    assert keys.count <= 12, keys.count
    talk = Consultation.objects.get()
    assert (talk.topic, talk.stage, talk.country, talk.place) == ("unpaid-wages", "life-abroad", "ru", "moscow")
    assert (talk.channel, talk.state, talk.person) == ("hotline-phone", "finished", None)
    assert (talk.unseal("said"), talk.unseal("advice")) == (SAID, "Write down every day")


def test_text_survives_a_lock_in_the_middle_of_a_sentence(
    desk: Page, here: SimpleNamespace, context: BrowserContext
) -> None:
    here.owner.set_password(SIGN_IN_SECRET)
    here.owner.save()
    desk.reload()
    sign_in_again(desk, here)
    start(desk)
    desk.locator("#said").fill("Before the lock. ")
    saved(desk)
    gate.lock()
    desk.locator("#said").press_sequentially("While locked.")
    expect(desk.locator("#bar")).to_contain_text("What you typed is kept on this page")
    with context.expect_page() as opened:
        desk.locator("#bar a").click()
    other = opened.value
    other.locator("#passphrase").fill(PASSPHRASE)
    other.locator("main button").click()
    other.wait_for_load_state()
    sign_in_again(other, here)
    other.close()
    expect(desk.locator("#bar")).to_be_hidden(timeout=20_000)
    saved(desk)
    assert Consultation.objects.get().unseal("said") == "Before the lock. While locked."
    desk.reload()
    expect(desk.locator("#said")).to_have_value("Before the lock. While locked.")


def sign_in_again(page: Page, here: SimpleNamespace) -> None:
    page.context.clear_cookies(name="s")
    page.goto(reverse("account_login"))
    page.locator("[name=login]").fill(here.owner.username)
    page.locator("[name=password]").fill(SIGN_IN_SECRET)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")


def test_an_answer_that_was_lost_is_asked_for_again_and_newer_words_follow(desk: Page) -> None:
    start(desk)
    lost: list[str] = []

    def lose_one(route: Any) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.request.post_data)
        route.fetch()  # the server saves it, the page never hears of it
        route.abort()

    desk.route("**/save/", lose_one)
    desk.locator("#said").press_sequentially("one")
    expect(desk.locator("#bar")).to_be_visible()
    desk.locator("#said").press_sequentially(" two")
    saved(desk)
    assert desk.locator(".notice.warning:not(#bar)").count() == 0
    assert Consultation.objects.get().unseal("said") == "one two"


def test_two_pages_on_one_conversation_lose_no_acknowledged_word(desk: Page, context: BrowserContext) -> None:
    start(desk)
    other = context.new_page()
    other.goto(desk.url)
    other.locator("#said").fill("from the other page")
    saved(other)
    desk.locator("#said").fill("from this page")
    expect(desk.locator("[role=alert]")).to_contain_text("from the other page")
    assert Consultation.objects.get().unseal("said") == "from the other page"
    desk.get_by_role("button", name="Keep both").click()
    saved(desk)
    assert Consultation.objects.get().unseal("said") == "from the other page\nfrom this page"


def test_several_topics_are_added_and_taken_away_by_keys(desk: Page) -> None:
    start(desk)
    topics = desk.locator("#topics")
    topics.focus()
    desk.keyboard.type("passport")
    expect(topics).to_have_attribute("aria-expanded", "true")
    desk.keyboard.press(",")
    expect(desk.locator(".chips li")).to_have_count(1)
    desk.keyboard.type("wage")
    desk.keyboard.press(",")
    expect(desk.locator(".chips li")).to_have_count(2)
    saved(desk)
    assert topics_of(Consultation.objects.get()) == ["withheld-passport", "unpaid-wages"]
    desk.keyboard.press("Backspace")
    expect(desk.locator(".chips li")).to_have_count(1)
    desk.keyboard.type("zzzz")
    desk.keyboard.press("Enter")
    expect(desk.locator(".typeahead [role=status]").first).to_contain_text("Nothing found")
    assert focused(desk) == "topics"


def test_what_a_quick_typist_types_before_the_answer_reaches_the_next_field(desk: Page) -> None:
    desk.route("**/desk/concepts/", lambda route: (time.sleep(0.4), route.continue_())[1])
    start(desk)
    desk.locator("#topics").focus()
    desk.keyboard.type("айлык")
    desk.keyboard.press("Enter")
    desk.keyboard.type("москва")
    expect(desk.locator("#place")).to_have_value("москва")
    expect(desk.locator("#topics")).to_have_value("")
    assert Consultation.objects.get().place == ""


def test_a_promise_typed_in_a_talk_that_was_never_finished_waits_in_the_queue(desk: Page) -> None:
    start(desk)
    desk.locator("#promise_what").fill("Call about the letter")
    saved(desk)
    expect(desk.locator("#promise_due")).to_have_value(timezone.localdate().isoformat())
    desk.goto("/en/desk/")
    expect(desk.locator("table.queue")).to_contain_text("Call about the letter")
    expect(desk.locator(".side")).to_contain_text(Consultation.objects.get().reference)


def test_leaving_with_unsaved_words_asks_and_leaving_after_saving_does_not(desk: Page) -> None:
    start(desk)
    desk.route("**/save/", lambda route: route.abort())
    asked: list[str] = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    desk.locator("#said").press_sequentially("unsaved")
    desk.goto("/en/desk/")
    assert asked == ["beforeunload"]
    desk.unroute("**/save/")
    start(desk)
    desk.locator("#said").press_sequentially("saved")
    saved(desk)
    desk.goto("/en/desk/")
    assert asked == ["beforeunload"]


def test_kept_and_undo_by_keyboard(desk: Page, here: SimpleNamespace) -> None:
    talk = do_start_consultation(by=here.owner)
    do_promise(talk, by=here.owner, owner=here.owner, what="Call back", due=timezone.localdate())
    desk.reload()
    desk.get_by_role("button", name="Kept").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator(".undo")).to_contain_text("Kept.")
    assert Promise.objects.get().state == "kept"
    desk.get_by_role("button", name="Undo").click()
    expect(desk.locator("table.queue")).to_contain_text("Call back")


def test_without_scripts_the_page_is_a_plain_form(
    browser: Any, live_server: Any, here: SimpleNamespace, signed_in: SignIn
) -> None:
    with browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="en-GB") as context:
        page = signed_in(context.new_page(), here.owner)
        page.goto("/en/desk/")
        page.get_by_role("button", name="New consultation").click()
        page.locator("#topics").select_option(["unpaid-wages", "contract"])
        page.locator("#place").select_option("place/kazan")
        page.locator("#said").fill("Said")
        page.locator("#finish").click()
        assert page.locator("h1 + .tag.ok").text_content() == "finished"
    assert topics_of(Consultation.objects.get()) == ["unpaid-wages", "contract"]


@pytest.mark.parametrize("size", [None, PHONE, {"width": 320, "height": 640}], ids=["desktop", "360", "320"])
def test_every_page_of_the_shift_is_accessible(
    desk: Page, here: SimpleNamespace, assert_accessible: Callable[[Page], None], size: Any
) -> None:
    talk = do_start_consultation(by=here.owner)
    do_save_fields(talk, {"topics": "unpaid-wages contract", "place": "place/moscow", "said": SAID}, by=here.owner)
    do_promise(talk, by=here.owner, what="Safe place found; tell her the address", due=timezone.localdate())
    do_write_card(card_about(talk), by=here.owner, name_to_use="the shop", code_word="tea", whose_phone="sister")
    if size:
        desk.set_viewport_size(size)
    at = f"/en/desk/consultations/{talk.reference}/"
    for address in ("/en/desk/", at, f"{at}safety/"):
        desk.goto(address)
        for closed in desk.locator("main details:not([open]) > summary").all():
            closed.click()
        assert_accessible(desk)
    desk.goto(at)
    desk.locator("#topics").type("айл")
    expect(desk.locator("#topics-list")).to_be_visible()
    assert_accessible(desk)
    desk.keyboard.press("Escape")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("h1 + .tag.ok")).to_be_visible()
    assert_accessible(desk)
