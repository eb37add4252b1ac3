"""The policy monitor on a phone in Kyrgyz, and on a desk: read, narrowed, assessed, taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from tayanch.evidence.policy import actions
from tayanch.evidence.policy.models import Body, Clause, Commitment, Judgement, Sheet, Talk
from tests.browser.conftest import DESKTOP, PHONE, sign_in
from tests.browser.test_screens import keep_picture

Check = Callable[[Page], None]
DAY = date(2026, 3, 1)


def written(here: SimpleNamespace) -> SimpleNamespace:
    """A review with a finding, a talk with a promise, an office, levels of two years."""
    by = here.analyst
    sheet = actions.do_add(Sheet, {"title": "Мыйзам (ойдон чыгарылган)", "day": DAY, "instrument": "icrmw"}, by=by)
    found = {"place": "12", "finding": "discriminates", "says": "Келишим чыгуудан мурун", "topic": "need:contract"}
    actions.do_add(Clause, {"sheet": sheet, **found, "wording": "Келишим кийин да болот", "cedaw": ["11"]}, by=by)
    talk = actions.do_add(Talk, {"day": DAY, "kind": "meeting", "title": "Жолугушуу", "parties": "Эки мекеме"}, by=by)
    actions.do_add(Commitment, {"talk": talk, "text": "Жооп берүү", "who": "Мекеме", "due": DAY}, by=by)
    actions.do_add(Body, {"name": "Борбор", "country": "KG", "year": 2026, "source": "Жобо", "posts": 4}, by=by)
    for year, level in ((2024, "low"), (2026, "average")):
        actions.do_set_level("income-of-wives", year=year, level=level, reasons="Эки курс", by=by)
    return SimpleNamespace(sheet=sheet, talk=talk)


@pytest.mark.browser
def test_a_state_is_written_and_taken_back_on_a_phone(
    page: Page, here: SimpleNamespace, assert_accessible: Check
) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    sign_in(page, here.analyst)
    page.goto("/ky/evidence/policy/recommendations/?q=айлыкты")
    expect(page.locator(".asked li")).to_have_count(1)
    assert_accessible(page)
    keep_picture(page, "policy-1-list")
    page.locator(".asked a").click()
    page.locator("[name=state]").select_option("partly-done")
    page.locator("[name=note]").fill("Эки юрист иштейт (ойдон чыгарылган)")
    page.locator("[name=due]").fill("2026-01-31")
    assert_accessible(page)
    page.locator("main form.card button").click()
    expect(page.locator(".history li")).to_have_count(1)
    assert_accessible(page)
    keep_picture(page, "policy-2-state")
    page.locator(".undo button").click()
    expect(page.locator(".history li.gone")).to_have_count(1)
    assert Judgement.objects.get().taken_back
    assert not page.complaints  # type: ignore[attr-defined]


@pytest.mark.browser
@pytest.mark.parametrize("size", ["phone", "desk"])
def test_every_page_is_accessible_and_fits(
    page: Page, here: SimpleNamespace, assert_accessible: Check, size: str
) -> None:
    made = written(here)
    page.set_viewport_size(PHONE if size == "phone" else DESKTOP)  # type: ignore[arg-type]
    sign_in(page, here.analyst)
    pages = ["", "recommendations/", "instruments/", "instruments/icrmw/", "instruments/kg-ru-labour/", "areas/"]
    pages += ["areas/income-of-wives/", "calendar/", "sheets/", f"sheets/{made.sheet.id}/", "talks/", "offices/"]
    pages += [f"talks/{made.talk.id}/", "offices/new/", "sheets/new/", "recommendations/new/"]
    for nth, path in enumerate(pages):
        page.goto(f"/ky/evidence/policy/{path}")
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
        keep_picture(page, f"policy-{size}-{nth:02}")
    assert not page.complaints  # type: ignore[attr-defined]
