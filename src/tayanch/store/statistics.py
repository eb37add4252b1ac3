"""What the database knows about the sizes of its tables, so that it chooses the right index.

SQLite never counts by itself. Without statistics it takes an index over the organisation to be as good as the key of
a row, and with a million consultations reads half of them to show twenty. PostgreSQL counts by itself.
"""

from __future__ import annotations

import threading

from django.db import DatabaseError, connection

from tayanch.store import gate
from tayanch.store.keyring import Locked

EVERY_SECONDS = 3600
ROWS_READ = 10_000  # of each index; https://sqlite.org/lang_analyze.html#approx
# Tables that have no statistics yet or have changed a lot, those too that this connection has not asked for.
WHAT = "0x10002"

_wake = threading.Event()


def refresh() -> None:
    """Count the tables that need it. Done in milliseconds when none does."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit = {ROWS_READ}")
        cursor.execute(f"PRAGMA optimize = {WHAT}")


def keep_fresh() -> None:
    """Refresh now, after each unlock and every hour, in the background."""
    gate.after_unlock(_wake.set)
    threading.Thread(target=_for_ever, name="statistics", daemon=True).start()


def _for_ever() -> None:
    while True:
        _quietly()
        _wake.wait(EVERY_SECONDS)
        _wake.clear()


def _quietly() -> None:
    try:
        with gate.inside(is_use=False):
            refresh()
    except (Locked, DatabaseError):  # locked, or busy: in an hour again
        pass
    finally:
        connection.close()
