"""What a tired hand does, and what Back shows after a lock."""

from __future__ import annotations

from time import sleep
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page

from tayanch.desk.actions import cases
from tayanch.desk.models import Case, CaseNote

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case(here: SimpleNamespace) -> Case:
    return cases.do_open_case(by=here.owner, topic="unpaid-wages")


def test_a_form_that_is_pressed_twice_on_a_bad_line_is_sent_once(
    here: Any, case: Case, page: Page, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    came: list[str] = []
    do_add_note = cases.do_add_note
    monkeypatch.setattr(
        cases, "do_add_note", lambda *said, by: (came.append("note"), sleep(1), do_add_note(*said, by=by))
    )
    signed_in(page, here.owner)
    page.goto(f"/en/desk/cases/{case.reference}/")
    page.evaluate("""() => {
        const form = document.querySelector("form[action$='/notes/']");
        form.text.value = "She called";
        form.requestSubmit();
        setTimeout(() => form.requestSubmit(), 300);
    }""")
    page.get_by_text("The note is added.").first.wait_for()
    assert (came, CaseNote.objects.count()) == (["note"], 1)


def test_a_page_out_of_the_browsers_memory_asks_the_server_again(
    here: Any, case: Case, page: Page, signed_in: Any
) -> None:
    signed_in(page, here.owner)
    page.goto(f"/en/desk/cases/{case.reference}/")
    page.context.clear_cookies()  # signed out elsewhere, or locked
    with page.expect_navigation():
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    assert "/sign-in/" in page.url
