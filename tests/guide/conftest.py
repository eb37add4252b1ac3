"""The guide as it is served, made once for all who look at its pages."""

from __future__ import annotations

from datetime import date

import pytest

from tayanch.guide.content.helpers import directory
from tayanch.guide.content.known import known
from tayanch.guide.content.loading import guide
from tayanch.guide.edition import Edition
from tayanch.guide.pages.rendering import Making

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def whole() -> Edition:
    """With a directory, and with somebody who calls back: all that can stand on a page."""
    return Edition(Making(guide(), TODAY, directory(), lambda language: f"/{language}/callback/", known()))
