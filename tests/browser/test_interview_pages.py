"""A study on a phone in Kyrgyz, from three files to a board; the plan by keyboard; a release on a desk in Russian."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from tayanch.evidence.interviews.actions import studies
from tayanch.evidence.interviews.models import Interview, Study
from tests.browser.conftest import DESKTOP, PHONE, sign_in
from tests.browser.test_screens import keep_picture
from tests.evidence.interviews.made import GROUP, interview_named, kept

Check = Callable[[Page], None]
ROOT = "/{}/evidence/interviews/"


def fits(page: Page) -> bool:
    """Nothing makes the page wider than its window."""
    wide: bool = page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    return wide


def seen(page: Page, name: str, assert_accessible: Check) -> None:
    keep_picture(page, name)
    assert_accessible(page)
    assert fits(page), name


@pytest.mark.browser
def test_from_files_to_a_board_on_a_phone(
    page: Page, here: SimpleNamespace, assert_accessible: Check, tmp_path: Path
) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    sign_in(page, here.analyst)
    page.goto(ROOT.format("ky"))
    seen(page, "ky-1-empty", assert_accessible)
    page.locator("[name=title]").fill("Кайтып келген аялдар (ойдон чыгарылган)")
    page.locator("main form button.btn").click()
    expect(page.locator(".empty")).to_be_visible()
    seen(page, "ky-2-study", assert_accessible)

    page.locator("nav.tabs a").nth(1).click()
    (tmp_path / "Топ 1.txt").write_text(GROUP, "utf-8")
    (tmp_path / "Топ 2.txt").write_text(GROUP.replace("Айнура", "Гүлзат"), "utf-8")
    (tmp_path / "сканер.pdf").write_bytes(b"%PDF-1.7")
    page.locator("[name=transcripts]").set_input_files([*sorted(tmp_path.glob("Топ*")), tmp_path / "сканер.pdf"])
    page.locator("#bring button.btn").click()
    expect(page.locator("#progress .notice")).to_have_count(3)
    expect(page.locator("#progress .notice.error")).to_have_count(1)
    seen(page, "ky-3-read", assert_accessible)
    page.locator("#progress a.btn").click()
    expect(page.locator("[name=waiting]")).to_have_count(2)
    seen(page, "ky-4-waiting", assert_accessible)
    page.locator("a[href*='/waiting/']").first.click()
    expect(page.locator("dl.turns dt")).to_have_count(3)
    seen(page, "ky-5-preview", assert_accessible)
    page.locator("[name=area]").select_option("batken")
    page.locator("main form.card button.btn").click()
    page.wait_for_url("**/interview/**")
    assert Interview.objects.get().area == "batken"
    seen(page, "ky-6-interview", assert_accessible)
    page.locator("nav.tabs a[href$='speakers/']").click()
    page.locator("table.fill select").first.select_option("woman")
    seen(page, "ky-7-speakers", assert_accessible)
    page.locator("nav.tabs a[href$='consent/']").click()
    seen(page, "ky-8-consent", assert_accessible)
    page.locator(".path a").nth(1).click()
    expect(page.locator("table.board tbody tr")).to_have_count(1)
    seen(page, "ky-9-board", assert_accessible)
    assert not page.complaints  # type: ignore[attr-defined]


@pytest.mark.browser
def test_a_plan_is_filled_in_by_keyboard_and_its_sums_are_held_against_what_was_stated(
    page: Page, here: SimpleNamespace, assert_accessible: Check
) -> None:
    study = kept(here)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    sign_in(page, here.analyst)
    page.goto(f"{ROOT.format('ky')}{study.id}/plan/")
    page.locator("[name='n-0-focus-group']").focus()
    for typed in ("3", "2", "", "", "4"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    expect(page.locator("#wrong li")).to_have_count(1)
    expect(page.locator("#wrong")).to_contain_text("4")
    expect(page.locator("[data-line] [data-sum]").first).to_have_text("5")
    seen(page, "ky-plan-phone", assert_accessible)
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    seen(page, "ky-plan", assert_accessible)
    page.locator("[name=new_area]").press("Enter")
    expect(page.locator(".notice.warning").first).to_be_visible()
    seen(page, "ky-plan-wrong", assert_accessible)
    assert Study.objects.get().plan["totals"]["areas"] == {"batken": 4}
    page.goto(f"{ROOT.format('ky')}{study.id}/log/")
    page.locator("[name=found]").fill("Эки суроо берилген эмес")
    page.locator("[name=to_do]").fill("Кайра чалуу")
    page.locator("main form.card button.btn").last.click()
    expect(page.locator("ul.surveys li.card")).to_have_count(1)
    seen(page, "ky-log", assert_accessible)
    assert not page.complaints  # type: ignore[attr-defined]


@pytest.mark.browser
def test_members_a_correction_and_a_release_on_a_desk(
    page: Page, here: SimpleNamespace, assert_accessible: Check
) -> None:
    study = kept(here)
    studies.do_add_member(study, here.supervisor, "lead", by=here.analyst)
    group = interview_named(study, "Group 1")
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    sign_in(page, here.supervisor)
    page.goto(f"{ROOT.format('ru')}{study.id}/")
    seen(page, "ru-1-board", assert_accessible)
    page.locator("[name=method]").select_option("case-study")
    page.locator(".filter button").click()
    expect(page.locator("table.board tbody tr")).to_have_count(2)
    for name in ("people", "about", "attributes"):
        page.goto(f"{ROOT.format('ru')}{study.id}/{name}/")
        seen(page, f"ru-2-{name}", assert_accessible)
    page.goto(f"{ROOT.format('ru')}interview/{group.id}/correct/")
    typed = page.locator("[name=typed]")
    typed.fill(typed.input_value().replace("беришкен жок", "берген жок"))
    page.locator("main form button.btn").last.click()
    page.wait_for_url("**/waiting/**")
    expect(page.locator("del").first).to_be_visible()
    seen(page, "ru-3-correction", assert_accessible)
    page.locator("main form button.link").click()
    page.wait_for_url(f"**/interview/{group.id}/")
    for box in page.locator("[name=checked]").all():
        box.focus()
        page.keyboard.press("Space")
    seen(page, "ru-4-interview", assert_accessible)
    page.locator("form[action$='release/'] button").press("Enter")
    expect(page.locator("form[action$='hold/']")).to_be_visible()
    assert Interview.objects.get(id=group.id).released_by == here.supervisor
    family = study.cases.get()
    page.goto(f"{ROOT.format('ru')}family/{family.id}/")
    seen(page, "ru-5-family", assert_accessible)
    assert not page.complaints  # type: ignore[attr-defined]
