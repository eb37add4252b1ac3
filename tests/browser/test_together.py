"""Hand-over and plan in a real browser: notes are kept while they are typed, and keys do what they say."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from tayanch.desk.actions.promises import do_promise
from tayanch.desk.actions.tasks import do_add_task
from tests.desk.together_helpers import NAMES, a_case


@pytest.mark.browser
def test_a_shift_is_handed_over_and_taken_with_one_key(
    page: Page, here: SimpleNamespace, signed_in: Callable[[Page, Any], Page]
) -> None:
    case = a_case(here.owner, NAMES[0])
    do_promise(case, what="Call after six", due=timezone.localdate(), by=here.owner, owner=here.owner)
    signed_in(page, here.owner)
    page.goto(reverse("desk:shift"))
    page.get_by_label("To the next shift").fill("Her sister answers")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_label("To the next shift")).to_have_value("Her sister answers")
    with page.expect_navigation():
        page.get_by_role("button", name="I hand over").click()
    page.context.clear_cookies()
    signed_in(page, here.teammate)
    page.goto(reverse("desk:tonight"))
    expect(page.get_by_text("Her sister answers")).to_be_visible()
    page.keyboard.press("t")
    expect(page.get_by_text("It is yours now.")).to_be_visible()
    assert page.complaints == []  # type: ignore[attr-defined]


@pytest.mark.browser
def test_a_digit_marks_a_step_as_done(
    page: Page, here: SimpleNamespace, signed_in: Callable[[Page, Any], Page]
) -> None:
    case = a_case(here.owner, NAMES[0])
    first, second = (do_add_task(case, by=here.owner, what=what) for what in ("Count", "Write"))
    signed_in(page, here.owner)
    page.goto(reverse("desk:tasks", args=[case.reference]))
    page.keyboard.press("2")
    expect(page.get_by_text("Done.", exact=True)).to_be_visible()
    for task in (first, second):
        task.refresh_from_db()
    assert (first.state, second.state) == ("open", "done")
