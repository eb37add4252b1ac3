"""These tests ask thousands of pages, and look at what is sent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.template.base import Template
from django.test.utils import _TestState


@pytest.fixture(autouse=True, scope="module")
def _templates_are_not_watched(django_test_environment: None) -> Iterator[None]:
    """Django copies all that each template was given, for ``response.context``: nothing here reads it."""
    watched = Template._render
    Template._render = _TestState.saved_data.template_render
    yield
    Template._render = watched
