"""The tools on her phone as she meets them: filled in Kyrgyz at phone width, without a line, from the kept copy."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tayanch.guide import words
from tayanch.guide.tools.registry import TOOLS
from tests.browser.conftest import PHONE
from tests.browser.test_guide import Served, keep_copy, phone, served, visit  # noqa: F401  fixtures
from tests.browser.test_screens import keep_picture

pytestmark = pytest.mark.browser
PAGES = [f"ky/g/{country}/{tool.number}/" for tool in TOOLS for country in tool.parts]


def fill_owed(tab: Page) -> None:
    """What she was not paid in Kyrgyzstan for two months, and what she got."""
    tab.get_by_label("Сумма").first.fill("52200.50")
    tab.get_by_label("Төлөнчү күн").first.fill("2026-01-31")
    tab.get_by_role("button", name="Дагы ай кошуу").click()
    tab.locator("[name='sums.amount']").nth(1).fill("30000")
    tab.locator("[name='sums.due']").nth(1).fill("2026-02-28")
    tab.get_by_role("button", name="Дагы төлөм кошуу").click()
    tab.locator("[name='payments.date']").fill("2026-03-05")
    tab.locator("[name='payments.amount']").fill("60000")
    tab.get_by_label("Кайсы күнгө эсептейбиз").fill("2026-11-22")
    tab.get_by_role("button", name="Эсептөө").click()


def test_she_counts_what_she_is_owed_without_a_line_and_nothing_leaves_a_trace(
    visit: Page,  # noqa: F811
    served: Served,  # noqa: F811
    assert_accessible: Callable[[Page], None],
) -> None:
    visit.goto("ky/g/kg/")
    keep_copy(visit)
    served.kill()
    visit.goto("ky/g/kg/")
    visit.get_by_role("link", name="Мага канча карыз?").click()
    visit.wait_for_url("**/kg/41/")
    asked = len(visit.asked)  # type: ignore[attr-defined]
    address = visit.url
    fill_owed(visit)
    answer = visit.locator("#a .big")
    expect(answer).to_have_text(
        "Төлөнбөгөн айлык 22\u00a0200,50. Кечиктиргени үчүн компенсация 19\u00a0222,87. Баары чогуу 41\u00a0423,37."
    )
    expect(visit.locator("#a h2")).to_be_focused()
    assert_accessible(visit)
    keep_picture(visit, "tool-owed-answer")
    assert visit.url == address
    assert visit.title() == "Маалымат"
    assert visit.asked[asked:] == []  # type: ignore[attr-defined]
    assert visit.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert visit.complaints == []  # type: ignore[attr-defined]


def test_she_keeps_an_answer_takes_it_along_and_forgets_it(visit: Page) -> None:  # noqa: F811
    visit.goto("ky/g/kg/41/")
    fill_owed(visit)
    with visit.expect_download() as taken:
        visit.get_by_role("button", name="Файл алуу").click()
    assert taken.value.suggested_filename == words.say("tool.file", "ky")
    assert "41\u00a0423,37" in taken.value.path().read_text("utf-8")
    visit.get_by_role("button", name="Телефондо сактоо").click()
    visit.reload()
    expect(visit.locator("#a")).to_be_hidden()
    visit.get_by_role("button", name="Сакталганын ачуу").click()
    expect(visit.locator("#a .big")).to_contain_text("41\u00a0423,37")
    visit.goto("forget")
    expect(visit.get_by_text("телефонуңузда сактаган барактар өчтү")).to_be_visible()
    visit.goto("ky/g/kg/41/")
    expect(visit.get_by_role("button", name="Сакталганын ачуу")).to_be_hidden()


def test_a_day_that_the_tables_do_not_know_is_refused_and_counted_as_far_as_they_reach(visit: Page) -> None:  # noqa: F811
    visit.goto("ky/g/ru/41/")
    visit.get_by_label("Качан иштей баштадыңыз").fill("2026-06-01")
    visit.locator("[name=salary]").fill("60000")
    visit.get_by_label("Кайсы күнгө эсептейбиз").fill("2026-11-22")
    visit.get_by_role("button", name="Эсептөө").click()
    expect(visit.locator("#a .n").first).to_contain_text("22.11.2026 үчүн эсептей албайбыз")
    expect(visit.locator("#a .big")).to_contain_text("Төлөнбөгөн айлык")
    expect(visit.locator("#a .row").first).to_contain_text("Сотко")
    keep_picture(visit, "tool-owed-refused")


def test_she_counts_her_last_day(visit: Page, assert_accessible: Callable[[Page], None]) -> None:  # noqa: F811
    visit.goto("ky/g/ru/42/")
    visit.get_by_label("Кирдим").fill("2026-09-10")
    visit.get_by_label("Кайсы күнгө эсептейбиз").fill("2026-11-22")
    visit.get_by_role("button", name="Эсептөө").click()
    expect(visit.locator("#a .big")).to_have_text("Саналган акыркы күн – 08.12.2026.")
    expect(visit.locator("#a .row").first).to_contain_text("09.10.2026")
    assert_accessible(visit)
    keep_picture(visit, "tool-days-answer")


@pytest.mark.parametrize("path", PAGES)
def test_a_tool_is_one_request_and_fits_a_phone(
    visit: Page,  # noqa: F811
    served: Served,  # noqa: F811
    assert_accessible: Callable[[Page], None],
    path: str,
) -> None:
    visit.goto(path)
    assert visit.asked == [f"{served.url}{path}"]  # type: ignore[attr-defined]
    for add in visit.locator("[data-n]").all():
        add.click()
    visit.evaluate("scrollTo(0, 0)")  # else the exit, which stays above, covers a part of a field
    assert_accessible(visit)
    keep_picture(visit, path.replace("/", "-").strip("-"))
    assert visit.complaints == []  # type: ignore[attr-defined]


def test_without_scripts_a_tool_says_what_to_write_down(browser: Browser, served: Served) -> None:  # noqa: F811
    context = browser.new_context(base_url=served.url, viewport=PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    tab = context.new_page()
    tab.goto("ky/g/ru/41/")
    expect(tab.locator("noscript p")).to_be_visible()
    expect(tab.locator("noscript p")).to_contain_text("Муну жазып алыңыз да, кеңешчиге көрсөтүңүз")
    assert tab.locator("#f").is_hidden()
    assert tab.get_by_role("link", name="Ким жардам берет").is_visible()
    context.close()
