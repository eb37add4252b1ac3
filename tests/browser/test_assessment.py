"""A short form by keyboard alone, while the lock falls in the middle of a sentence."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tayanch.desk import assessments
from tayanch.desk.actions import assessments as actions
from tayanch.desk.models import Assessment, Case, Promise
from tayanch.store import gate
from tayanch.store.state import keyring
from tests.conftest import PASSPHRASE
from tests.desk.claim_helpers import a_case
from tests.house.matrix.assessments import records

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SignIn = Callable[[Page, Any], Page]


@pytest.fixture
def case(here: SimpleNamespace) -> Case:
    return a_case(here)


def told() -> dict[str, str]:
    answers: dict[str, str] = Assessment.objects.select_related("case").get().facts["answers"]
    return answers


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_contain_text("Saved ")


def begin(page: Page, case: Case, name: str) -> None:
    page.goto(f"/en/desk/cases/{case.reference}/assessments/")
    page.get_by_role("button", name=name).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/assessments/*-*/")


def test_a_form_is_answered_by_keys_and_survives_a_lock_in_mid_sentence(
    page: Page, here: SimpleNamespace, case: Case, signed_in: SignIn, context: BrowserContext
) -> None:
    signed_in(page, here.owner)
    begin(page, case, "Safety")
    expect(page.locator("[data-question=near] :focus")).to_have_count(1)
    page.keyboard.press("2")  # not near
    page.keyboard.press("2")  # not hurt
    expect(page.locator("[data-question=who] :focus")).to_have_count(1)
    page.keyboard.press("1")  # her husband
    page.keyboard.press("1")  # choked her
    expect(page.locator("[data-alert=strangled]")).to_be_visible()
    page.keyboard.press("3")  # weapon: not asked
    page.keyboard.press("4")  # threats to kill: she does not want to say
    saved(page)
    assert told() == {"near": "no", "hurt": "no", "who": "husband", "strangled": "yes", "kill": "unsaid"}
    page.locator("#q-trusted").focus()
    page.keyboard.type("Her sister lives ")
    saved(page)
    gate.lock()
    page.keyboard.type("next door.")
    expect(page.locator("#bar")).to_contain_text("What you typed is kept on this page")
    unlock_elsewhere(page, context)
    signed_in(page, here.owner)
    expect(page.locator("#bar")).to_be_hidden(timeout=20_000)
    saved(page)
    assert told()["trusted"] == "Her sister lives next door."
    page.keyboard.press("Control+Enter")
    expect(page.locator(".finding.critical h2")).to_have_text("The danger is high")
    page.get_by_role("button", name="Put an urgent call into the queue").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".notice.success, .notice[role=status]").first).to_contain_text("queue of tonight")
    assert Promise.objects.get().is_urgent
    assert page.complaints == []  # type: ignore[attr-defined]


def unlock_elsewhere(page: Page, context: BrowserContext) -> None:
    with context.expect_page() as opened:
        page.locator("#bar a").click()
    other = opened.value
    other.locator("#passphrase").fill(PASSPHRASE)
    other.locator("main button").click()
    other.wait_for_load_state()
    other.close()
    page.locator("#q-trusted").focus()


def test_what_to_do_at_once_is_shown_while_the_installation_is_locked(
    page: Page, here: SimpleNamespace, case: Case, signed_in: SignIn
) -> None:
    signed_in(page, here.owner)
    begin(page, case, "Heavy thoughts")
    expect(page.locator("[data-question=now]")).to_be_hidden()
    gate.lock()
    page.keyboard.press("1")
    expect(page.locator("[data-alert=stay]")).to_be_visible()
    expect(page.locator("[data-question=now]")).to_be_visible()
    page.locator("[data-question=now] input").first.focus()
    page.keyboard.press("1")
    expect(page.locator("[data-alert=now]")).to_contain_text("do not leave her alone")
    keyring().unlock(PASSPHRASE)


def test_two_pages_on_one_form_lose_no_answer(
    page: Page, here: SimpleNamespace, case: Case, signed_in: SignIn, context: BrowserContext
) -> None:
    signed_in(page, here.owner)
    begin(page, case, "Safety")
    other = context.new_page()
    other.goto(page.url)
    other.locator("[data-question=worse] input[value=yes]").check()
    saved(other)
    page.locator("[data-question=worse] input[value=no]").check()
    expect(page.locator("[data-question=worse] [role=alert] blockquote")).to_have_text("Yes")
    assert told() == {"worse": "yes"}
    page.get_by_role("button", name="Keep mine").click()
    saved(page)
    assert told() == {"worse": "no"}


def test_of_two_who_wrote_different_words_both_can_be_kept(
    page: Page, here: SimpleNamespace, case: Case, signed_in: SignIn, context: BrowserContext
) -> None:
    signed_in(page, here.owner)
    begin(page, case, "Safety")
    other = context.new_page()
    other.goto(page.url)
    other.locator("#q-trusted").fill("Her sister.")
    saved(other)
    page.locator("#q-trusted").fill("Her aunt.")
    page.get_by_role("button", name="Keep both").click()
    saved(page)
    assert told() == {"trusted": "Her sister.\nHer aunt."}
    assert page.complaints == []  # type: ignore[attr-defined]


def test_without_scripts_a_form_is_a_plain_form(
    browser: Any, live_server: Any, here: SimpleNamespace, case: Case, signed_in: SignIn
) -> None:
    with browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="en-GB") as context:
        page = signed_in(context.new_page(), here.owner)
        begin(page, case, "Heavy thoughts")
        page.locator("input[name=wish][value=yes]").check()
        page.locator("input[name=now][value=no]").check()
        page.locator("#finish").click()
        expect(page.locator(".finding.critical h2")).to_have_text("She needs to speak with a specialist today")


@pytest.mark.parametrize("form", assessments.available())
def test_every_form_and_its_result_are_accessible_on_a_phone(
    page: Page,
    here: SimpleNamespace,
    case: Case,
    signed_in: SignIn,
    assert_accessible: Callable[[Page], None],
    form: str,
) -> None:
    row = actions.do_start_assessment(case, assessments.load(form), by=here.owner)
    first = {"needs": "housing", "danger": "strangled", "suicide": "wish", "labour": "locked"}.get(form, "")
    answers = {first: "yes"} if first else {"children": {"number": "2"}, "papers": {"birth": "missing"}}[form]
    actions.do_save_answers(row, answers, by=here.owner)
    signed_in(page, here.owner)
    page.set_viewport_size({"width": 320, "height": 640})
    at = f"/ky/desk/cases/{case.reference}/assessments/{row.id}/"
    page.goto(at)
    assert_accessible(page)
    page.keyboard.press("Control+Enter")
    page.locator(".finding").first.wait_for()
    assert_accessible(page)


@pytest.mark.parametrize("width", [320, 1280])
def test_the_lists_and_the_household_are_accessible(
    page: Page,
    here: SimpleNamespace,
    signed_in: SignIn,
    assert_accessible: Callable[[Page], None],
    case: Case,
    width: int,
) -> None:
    made = records(here, {"case": case.reference})
    signed_in(page, here.owner)
    page.set_viewport_size({"width": width, "height": 800})
    one = f"assessments/{made['assessment_id']}/compare/"
    for at in ("assessments/", one, "household/", "papers-list/", "return-list/", "return-list/print/"):
        page.goto(f"/ru/desk/cases/{case.reference}/{at}")
        page.evaluate("for (const hidden of document.querySelectorAll('main details')) hidden.open = true")
        assert_accessible(page)
