"""What happens once after the first unlock: the tables are brought up to date, the erasures are replayed."""

from __future__ import annotations

import threading

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from tayanch.desk.actions.cases import do_forget_statuses
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
    """Migrate, forget expired statuses, replay the erasure ledger; returns how many people were erased again."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
    do_forget_statuses(timezone.localdate())
    return erasure.replay()
