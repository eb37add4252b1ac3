"""Work that takes longer than a page may wait: a generator, carried on in a thread of this process.

Each step runs inside the gate, so a lock waits for one step and not for the work; then the work ends where it is. What
it has written must make sense there.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from uuid import UUID

from django.db import connection

from tayanch.accounts.scopes import of_organisation
from tayanch.store import gate
from tayanch.store.keyring import Locked

Work = Iterator[None]
logger = logging.getLogger(__name__)


def start(work: Work, organisation_id: UUID, failed: Callable[[], None]) -> None:
    """Carry *work* on in the background; *failed* is called, inside the gate, when a step of it raised."""
    threading.Thread(target=carry_on, args=(work, organisation_id, failed), name="work", daemon=True).start()


def carry_on(work: Work, organisation_id: UUID, failed: Callable[[], None]) -> None:
    """Every step of *work*, one after the other."""
    try:
        with of_organisation(organisation_id):
            while _step(work, failed):
                pass
    except Locked:
        return
    finally:
        connection.close()


def _step(work: Work, failed: Callable[[], None]) -> bool:
    with gate.inside(is_use=False):
        try:
            next(work)
        except StopIteration:
            return False
        except Locked:
            raise
        except Exception:
            logger.exception("a background work stopped")
            failed()
            return False
    return True
