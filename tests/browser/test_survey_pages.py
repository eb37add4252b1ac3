"""A survey on a phone in Kyrgyz, from the file to the table that leaves; and the same pages on a desk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tayanch.evidence.models import Survey, Tabulation
from tests.browser.conftest import DESKTOP, PHONE, sign_in
from tests.browser.test_screens import keep_picture
from tests.evidence.made import csv_file

Check = Callable[[Page], None]


def bring(page: Page, language: str, tmp_path: Path) -> None:
    """Upload the survey, wait for its reading, leave out names and phones."""
    file = tmp_path / "women.csv"
    file.write_bytes(csv_file())
    page.goto(f"/{language}/evidence/surveys/")
    page.locator("[name=file]").set_input_files(file)
    page.locator("[name=title]").fill("Үй-бүлөлөр (ойдон чыгарылган)")
    page.locator("main form button").last.click()
    expect(page.locator("[name=columns]").first).to_be_checked()


@pytest.mark.browser
def test_from_the_file_to_a_table_that_leaves_on_a_phone(
    page: Page, here: SimpleNamespace, assert_accessible: Check, tmp_path: Path
) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    sign_in(page, here.analyst)
    page.goto("/ky/evidence/surveys/")
    assert_accessible(page)
    keep_picture(page, "1-empty")
    bring(page, "ky", tmp_path)
    assert_accessible(page)
    keep_picture(page, "2-people")
    page.locator("main form button.btn").first.click()
    expect(page.locator(".question").first).to_be_visible()
    assert Survey.objects.get().left_out == ["respondent_name", "phone"]
    assert_accessible(page)
    keep_picture(page, "3-codebook")

    page.locator("nav.tabs a").nth(1).click()
    page.locator("[name=strata_1]").select_option("oblast")
    page.locator("[name=clusters_1]").select_option("village")
    page.locator("[name=weight]").select_option("w")
    expect(page.locator("#preview")).to_contain_text("1 200")  # the sum of weights: the preview came by itself
    assert_accessible(page)
    keep_picture(page, "4-design")
    page.locator("[name=save]").click()

    page.wait_for_url("**/tables/new/")
    expect(page.locator("[name=sex]")).to_have_value("sex")
    page.locator(".pick [value=abroad]").check()
    assert_accessible(page)
    keep_picture(page, "5-ask")
    page.locator("#ask button.btn").click()
    expect(page.locator(".figures tbody tr")).to_have_count(6)
    expect(page.locator("img.chart")).to_be_visible()
    assert page.evaluate("document.querySelector('img.chart').decode().then(() => true)")
    assert_accessible(page)
    keep_picture(page, "6-table")

    page.locator("[name=name]").fill("Чет өлкөдө болгондор")
    page.locator("form[action$='keep/'] button").click()
    expect(page.locator(".heading .tag.ok")).to_be_visible()
    with page.expect_download() as coming:
        page.locator("[name=form][value=xlsx]").click()
    kept = tmp_path / "table.xlsx"
    coming.value.save_as(kept)
    assert load_workbook(kept).active.max_row > 10  # type: ignore[union-attr]
    assert not page.complaints  # type: ignore[attr-defined]


@pytest.mark.browser
def test_groups_are_compared_and_a_lonely_stratum_is_decided_on_a_desk(
    page: Page, here: SimpleNamespace, assert_accessible: Check, tmp_path: Path
) -> None:
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    sign_in(page, here.supervisor)
    bring(page, "ru", tmp_path)
    keep_picture(page, "ru-2-people")
    page.locator("main form button.btn").first.click()
    keep_picture(page, "ru-3-codebook")
    page.locator("nav.tabs a").nth(1).click()
    page.locator("[name=strata_1]").select_option("village")
    page.locator("[name=clusters_1]").select_option("village")
    page.locator("[name=weight]").select_option("w")
    expect(page.locator("#preview .notice").last).to_contain_text("только по одной единице")
    assert_accessible(page)
    keep_picture(page, "ru-4-lonely")
    page.locator("[name=save]").click()
    page.wait_for_url("**/tables/new/")
    page.locator(".pick [value=abroad]").check()
    keep_picture(page, "ru-5-ask")
    page.locator("#ask button.btn").click()
    expect(page.locator("[name=rule]").first).to_be_checked()
    assert_accessible(page)
    keep_picture(page, "ru-6-lonely")
    page.locator("main form button.btn").first.click()
    expect(page.locator(".figures tbody tr")).to_have_count(6)
    assert_accessible(page)
    keep_picture(page, "ru-7-table")
    page.locator("a[href$='compare/']").click()
    page.locator("#second").select_option(index=2)
    page.locator("#first").select_option(index=1)
    page.locator("main form button").first.click()
    expect(page.locator(".figures tbody tr")).to_have_count(2)
    assert_accessible(page)
    keep_picture(page, "ru-8-compare")
    assert Tabulation.objects.get().survey.design["lonely"] == "adjust"
    assert not page.complaints  # type: ignore[attr-defined]
