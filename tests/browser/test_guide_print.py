"""What comes out of a printer: everything that stands on the page, numbers in full, nothing of the screen."""

from __future__ import annotations

import html
import re

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page

from tayanch.guide.content.card import LANGUAGES
from tayanch.guide.content.helpers import directory
from tayanch.guide.content.loading import guide
from tayanch.guide.edition import Edition
from tayanch.guide.pages import frame
from tayanch.guide.pages.rendering import Making, page
from tests.guide.test_kiosk import NUMBER, TODAY, confirmed

pytestmark = pytest.mark.browser
WIDTHS = {"A4": 595, "A5": 420}  # points


def printed(tab: Page, told: str, size: str = "A4") -> str:
    """The words that a PDF reader finds in the printed page, without spaces: a line ends where the paper does."""
    tab.set_content(told)
    pdf = pypdfium2.PdfDocument(tab.pdf(format=size, prefer_css_page_size=False))
    assert all(abs(one.get_width() - WIDTHS[size]) < 2 for one in pdf)
    return squeezed("".join(one.get_textpage().get_text_bounded() for one in pdf))


def stands(text: str, told: str) -> bool:
    """Whether all of *text* is there; the end of a page may stand between two parts of it."""
    text = squeezed(text)
    return any(text[:place] in told and text[place:] in told for place in range(len(text), 0, -1))


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u00a0\ufffe-]", "", text)


@pytest.mark.parametrize("size", WIDTHS)
@pytest.mark.parametrize("path", ["ru/w2/", "kz/k7f/", "ru/1/", "ru/33/", "kg/"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_all_words_of_a_page_come_out_of_the_printer(browser: Browser, language: str, path: str, size: str) -> None:
    made = Edition(Making(guide(), TODAY, directory(), lambda language: f"/{language}/callback/"))
    whole = made.page(language, path).body.decode()
    tab = browser.new_page()
    told = printed(tab, whole, size)
    shown = "[...document.querySelectorAll('main :is(h1,h2,p,li,blockquote,summary,dt,dd)')]"
    leaves = "e => !e.closest('.p') && !e.hidden && !e.querySelector('p,li')"
    words = tab.evaluate(f"{shown}.filter({leaves}).map(e => e.textContent)")
    assert len(words) > 10
    assert [one for one in words if not stands(one, told)] == []
    assert squeezed(tab.locator("#x").text_content() or "") not in told
    tab.close()


def test_a_number_is_printed_in_full_and_sources_and_day_stand_at_the_foot(browser: Browser) -> None:
    made = Making(guide(), TODAY, lambda _id: confirmed("kg-helpers"), lambda _language: "")
    tab = browser.new_page()
    told = printed(tab, frame.whole(page(made, "en", "ru/w2/"), "en"))
    assert NUMBER in told
    foot = told[told.index("Sources") :]
    assert "LabourCode,art.236" in foot
    assert "Thispagewascheckedon22November2026.Nolawyerandnoeditorhasreadthistextyet." in foot
    tab.close()


def test_a_rule_that_is_closed_on_the_screen_is_open_on_paper_also_without_scripts(browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    made = Making(guide(), TODAY, directory(), lambda _language: "")
    found = page(made, "en", "ru/w2/")
    told = printed(tab, frame.whole(found, "en"))
    last = re.findall(r"<summary>(.*?)</summary>(.*?)</details>", found.main, re.DOTALL)[-2][1]
    sentence = re.findall(r"<li>(.*?)</li>", last)[0]
    assert stands(html.unescape(sentence), told)
    context.close()
