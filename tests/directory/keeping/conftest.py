"""Nothing that a test publishes is there for the next one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest

from tayanch.directory import published
from tayanch.directory.model import Source

SOURCE = Source("Told on the phone (invented)", None, date(2026, 11, 1))
SENT = {"source-title": "Told on the phone (invented)", "source-url": "", "source-seen": "2026-11-01"}


@pytest.fixture(autouse=True)
def _nothing_published() -> Iterator[None]:
    shutil.rmtree(published.folder(), ignore_errors=True)
    yield
    shutil.rmtree(published.folder(), ignore_errors=True)


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Callable[[], AbstractContextManager[Any]]:
    """Inside, what is written is published as it is after a transaction."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
