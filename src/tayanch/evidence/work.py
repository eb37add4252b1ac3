"""Long work: carried on in a thread, watched from a page, stopped by whoever wants to.

The work holds the gate only while it touches the database or the keys, so a lock does not wait for it; what it
computes in between lies in memory, and is dropped when the keys are gone.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from tayanch.accounts.scopes import of_organisation
from tayanch.evidence import troubles
from tayanch.evidence.models import Work
from tayanch.store import gate
from tayanch.store.keyring import Locked

State = Work.State
SILENCE = timedelta(seconds=90)  # a work without a sign of life for so long is dead
EVERY_SECONDS = 0.7  # between two signs of life
Row = Any  # a model that is a Work: abstract models have no id for the types
logger = logging.getLogger(__name__)


class Stopped(Exception):
    """Somebody pressed stop."""


class Pulse:
    """What a computation calls with the share that is done: it writes it down, and raises :class:`Stopped`."""

    def __init__(self, row: Row) -> None:
        self.row, self.last = row, 0.0

    def __call__(self, share: float) -> None:
        if time.monotonic() - self.last < EVERY_SECONDS:
            return
        self.last = time.monotonic()
        with gate.inside(is_use=False):
            working = type(self.row)._base_manager.filter(id=self.row.id, state=State.WORKING)
            if not working.update(share=min(max(share, 0.0), 1.0), beat=timezone.now()):
                raise Stopped

    def part(self, begin: float, end: float) -> Callable[[float], None]:
        """For a step that fills the shares from *begin* to *end*."""
        return lambda share: self(begin + (end - begin) * share)


Job = Callable[[Pulse], None]


def start(row: Row, job: Job, *, organisation_id: UUID, language: str) -> None:
    """Carry *job* on in the background."""
    arguments = {"organisation_id": organisation_id, "language": language}
    threading.Thread(target=carry_on, args=(row, job), kwargs=arguments, name="evidence", daemon=True).start()


def carry_on(row: Row, job: Job, *, organisation_id: UUID, language: str) -> None:
    """Do *job* to its end, or write down why it did not come there."""
    try:
        with of_organisation(organisation_id), override(language):
            _carried(row, job)
    except Locked:
        return  # the keys are gone: the page says that it was interrupted
    finally:
        if threading.current_thread() is not threading.main_thread():
            connection.close()


def _carried(row: Row, job: Job) -> None:
    try:
        job(Pulse(row))
    except Stopped:
        return
    except Locked:
        raise
    except Exception as error:
        trouble = troubles.of(error)
        if trouble.kind == troubles.UNKNOWN:
            logger.exception("a work on a survey stopped")
        with gate.inside(is_use=False):
            end(row, State.FAILED, trouble=trouble.kind, failure=trouble.text[:1000])


def end(row: Row, state: str, *, trouble: str = "", failure: str = "") -> bool:
    """Write down how a work ended; False when somebody stopped it before."""
    working = type(row)._base_manager.filter(id=row.id, state=State.WORKING)
    return bool(working.update(state=state, trouble=trouble, failure=failure, beat=timezone.now()))


def is_dead(row: Work) -> bool:
    """True for a work that was interrupted: the program was locked or ended meanwhile."""
    return row.state == State.WORKING and timezone.now() - row.beat > SILENCE


def interrupted() -> str:
    return _("This was interrupted: the program was locked or ended meanwhile. Nothing is lost. Begin again.")
