"""Indicators on a phone and by keyboard: sex first, nothing small, a chart with its table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tayanch.evidence.indicators.actions import compute_now
from tests.browser.conftest import PHONE
from tests.evidence.test_indicators import fill

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SignIn = Callable[[Page, Any], Page]


def test_indicators_are_read_on_a_phone_in_kyrgyz_and_a_number_leads_to_its_records(
    page: Page, here: SimpleNamespace, signed_in: SignIn, assert_accessible: Callable[[Page], None]
) -> None:
    fill(here)
    compute_now(here.organisation.id, date(2026, 11, 22))
    signed_in(page, here.supervisor).set_viewport_size(PHONE)
    page.goto("/ky/evidence/indicators/")
    assert_accessible(page)
    page.goto("/ky/evidence/indicators/desk-consultations/?kind=quarter")
    expect(page.locator("svg.over-time").first).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.locator("table.values a").first.click()
    expect(page.locator("main ul.plain li").first).to_be_visible()
    assert_accessible(page)
    page.goto("/ky/evidence/indicators/desk-consultations/way/")
    assert_accessible(page)
