"""The register of figures, in Kyrgyz on a phone and a desk: find, read a contradiction, bring a file, judge, undo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from tayanch.evidence.figures.models import Judgement, PublishedFigure
from tests.browser.conftest import DESKTOP, PHONE, sign_in
from tests.browser.test_screens import keep_picture
from tests.evidence.figures.made import added, csv_file, publication

Check = Callable[[Page], None]
WORDS = "weavers of Invented"


def find(page: Page) -> None:
    """Look for the invented figures; the words stand in no address."""
    page.goto("/ky/evidence/figures/")
    page.locator("[name=q]").fill(WORDS)
    page.locator("#find button.btn").click()
    expect(page.locator(".figure")).to_have_count(2)
    assert "weavers" not in page.url


@pytest.mark.browser
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_a_contradiction_is_found_read_judged_and_the_judgement_taken_back(
    page: Page, here: SimpleNamespace, assert_accessible: Check, size: dict[str, int]
) -> None:
    added(here.analyst)
    added(here.analyst, value="35", document="report-2024")
    page.set_viewport_size(size)  # type: ignore[arg-type]
    name = "phone" if size is PHONE else "desk"
    sign_in(page, here.analyst)
    find(page)
    assert_accessible(page)
    page.locator(".figure details summary").first.click()
    expect(page.locator(".figure .side").first).to_be_visible()
    assert_accessible(page)
    keep_picture(page, f"figures-{name}-1-register")

    page.locator(".figure h3 a").first.click()
    expect(page.locator(".disagree").first).to_contain_text("35")
    assert_accessible(page)
    keep_picture(page, f"figures-{name}-2-figure")
    page.locator("a[href$='beside/']").click()
    page.locator("img.chart").scroll_into_view_if_needed()
    assert page.evaluate("document.querySelector('img.chart').decode().then(() => true)")
    assert_accessible(page)
    keep_picture(page, f"figures-{name}-3-question")

    page.locator(".disagree a[href*='findings/']").first.click()
    page.locator("[name=verdict]").select_option("base")
    page.locator("[name=text]").fill("Бири баарын, бири айлык алгандарды сурады.")
    page.locator("main form.card button").click()
    expect(page.locator(".disagree.is-judged")).to_be_visible()
    assert_accessible(page)
    keep_picture(page, f"figures-{name}-4-judged")
    page.goto("/ky/evidence/figures/findings/?state=judged")
    expect(page.locator(".disagree")).to_have_count(1)
    page.locator(".disagree a[href*='findings/']").last.click()
    page.locator("form[action*='said/judgement'] button").click()
    expect(page.locator(".disagree.is-judged")).to_have_count(0)
    page.locator(".undo button").click()
    expect(page.locator(".disagree.is-judged")).to_be_visible()
    assert Judgement.objects.get().withdrawn_at is None
    page.goto("/ky/evidence/figures/findings/")
    assert_accessible(page)
    keep_picture(page, f"figures-{name}-5-findings")
    assert not page.complaints  # type: ignore[attr-defined]


@pytest.mark.browser
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_a_file_is_looked_at_kept_and_taken_back_whole(
    page: Page, here: SimpleNamespace, assert_accessible: Check, tmp_path: Path, size: dict[str, int]
) -> None:
    publication(here.analyst, title="Токуучулар жөнүндө отчет (ойдон чыгарылган)")
    page.set_viewport_size(size)  # type: ignore[arg-type]
    name = "phone" if size is PHONE else "desk"
    sign_in(page, here.analyst)
    page.goto("/ky/evidence/figures/imports/")
    assert_accessible(page)
    bad, good = tmp_path / "bad.csv", tmp_path / "good.csv"
    bad.write_bytes(csv_file("60", "a lot"))
    good.write_bytes(csv_file("60", "35", "12"))
    page.locator("[name=file]").set_input_files(bad)
    page.locator("main form.card button").click()
    expect(page.locator(".field .error")).to_contain_text("3")
    assert_accessible(page)
    keep_picture(page, f"figures-{name}-6-damaged")
    page.locator("[name=file]").set_input_files(good)
    page.locator("main form.card button").click()
    expect(page.locator(".import-rows tbody tr")).to_have_count(3)
    expect(page.locator(".disagree").first).to_be_visible()
    assert_accessible(page)
    keep_picture(page, f"figures-{name}-7-preview")
    assert not PublishedFigure.objects.exists()
    page.locator("[name=codes]").last.uncheck()
    page.locator("#keep button").click()
    expect(page.locator(".undo button")).to_be_visible()
    assert PublishedFigure.objects.count() == 2
    assert_accessible(page)
    keep_picture(page, f"figures-{name}-8-kept")
    page.locator(".undo button").click()
    expect(page.locator(".heading .tag")).to_be_visible()
    assert not PublishedFigure.objects.exists()
    assert not page.complaints  # type: ignore[attr-defined]


@pytest.mark.browser
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_the_checks_speak_while_a_figure_is_typed(
    page: Page, here: SimpleNamespace, assert_accessible: Check, size: dict[str, int]
) -> None:
    added(here.analyst)
    publication(here.analyst, "report-2024", "Дагы бир отчет (ойдон чыгарылган)")
    page.set_viewport_size(size)  # type: ignore[arg-type]
    name = "phone" if size is PHONE else "desk"
    sign_in(page, here.analyst)
    page.goto("/ky/evidence/figures/new/")
    page.locator("[name=document]").select_option("report-2024")
    for field, text in {
        "measure": "share paid without a contract",
        "population": "women weavers of Invented Town",
        "unit": "percent",
        "year": "2025",
        "source": "Invented survey",
        "topic": "wages",
        "value": "35",
    }.items():
        page.locator(f"[name={field}]").fill(text)
    for field, text in {"sex": "female", "origin": "KG", "destination": "TR"}.items():
        page.locator(f"[name={field}]").select_option(text)
    expect(page.locator("#preview .disagree").first).to_contain_text("60")
    assert PublishedFigure.objects.count() == 1
    assert_accessible(page)
    keep_picture(page, f"figures-{name}-9-typing")
    page.locator("[name=save]").click()
    expect(page.locator(".undo")).to_be_visible()
    page.locator("a[href$='edit/']").click()
    page.locator("[name=value]").fill("36")
    page.locator("[name=save]").click()
    expect(page.locator(".changes")).to_contain_text("36")
    assert_accessible(page)
    keep_picture(page, f"figures-{name}-10-history")
    page.goto("/ky/evidence/figures/publications/")
    assert_accessible(page)
    keep_picture(page, f"figures-{name}-11-publications")
    assert not page.complaints  # type: ignore[attr-defined]
