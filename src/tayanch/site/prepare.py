"""What happens once after the first unlock: the tables are brought up to date, the erasures are replayed."""

from __future__ import annotations

import threading

from django.utils import timezone

from tayanch.accounts.scopes import every_organisation
from tayanch.desk.actions.cases import do_forget_statuses
from tayanch.desk.actions.imports import do_forget_imports
from tayanch.desk.actions.law import load_reviews
from tayanch.desk.actions.panels import do_forget_panels
from tayanch.desk.actions.retention import do_retain
from tayanch.desk.watch import forget_old_openings
from tayanch.store.copying import is_migrated, migrate
from tayanch.vault import erasure

_lock = threading.Lock()
_done = False


def prepare_once() -> None:
    """Make an unlocked installation ready to serve; later calls do nothing."""
    global _done  # noqa: PLW0603
    with _lock:
        if not _done:
            prepare()
            _done = True


def prepare() -> int:
    """Migrate, forget what has expired, replay the erasure ledger; returns how many people were erased again."""
    if not is_migrated():
        migrate()
    with every_organisation():
        do_forget_statuses(timezone.localdate())
        do_forget_panels(timezone.localdate())
        do_forget_imports(timezone.localdate())
        forget_old_openings(timezone.localdate())
        load_reviews()
        again = erasure.replay()
        do_retain(timezone.localdate())
        return again
