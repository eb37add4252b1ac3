from __future__ import annotations

from types import SimpleNamespace

import pytest

from tayanch.evidence import work


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch, here: SimpleNamespace) -> SimpleNamespace:
    """The actors; what waits for the end of a transaction, and long work, is done before a call returns."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda do, **_more: do())
    monkeypatch.setattr(work, "start", work.carry_on)
    return here
