"""What happens once after the first unlock: the tables are brought up to date, the erasures are replayed."""

from __future__ import annotations

import threading

from django.db import DatabaseError, connection
from django.utils import timezone

from tayanch.accounts.scopes import every_organisation
from tayanch.desk.actions.cases import do_forget_statuses
from tayanch.desk.actions.imports import do_forget_imports
from tayanch.desk.actions.law import load_reviews
from tayanch.desk.actions.panels import do_forget_panels
from tayanch.desk.actions.retention import do_retain
from tayanch.desk.actions.reveals import do_forget_reveals
from tayanch.desk.privacy.watch import forget_old_openings
from tayanch.directory.keeping.actions import write_published as write_directory
from tayanch.evidence.releases.actions import write_published as write_releases
from tayanch.guide.editing.output import write_all as write_cards
from tayanch.store import gate
from tayanch.store.keyring import Locked
from tayanch.store.tables import is_migrated, migrate
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
        load_reviews()
        write_directory()  # after a restore the files are those of another day
        write_cards()
        write_releases()
        again = erasure.replay()
        forget_what_ended()
        return again


def forget_what_ended() -> None:
    """Forget whatever's day has come, in every organisation."""
    today = timezone.localdate()
    with every_organisation():
        do_forget_statuses(today)
        do_forget_panels(today)
        do_forget_reveals(timezone.now())
        do_forget_imports(today)
        forget_old_openings(today)
        do_retain(today)


def forget_in_background() -> None:
    """The same after each unlock, so that a server that runs for months forgets too and nobody waits for it."""
    threading.Thread(target=_forget_quietly, name="forgetting", daemon=True).start()


def _forget_quietly() -> None:
    try:
        with gate.inside():
            forget_what_ended()
    except (Locked, DatabaseError):  # locked again meanwhile: after the next unlock
        pass
    finally:
        connection.close()
