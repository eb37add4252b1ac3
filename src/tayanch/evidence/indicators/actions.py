"""Every change of kept values: the views decide who may ask for it, here it is written to the log."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk import facts
from tayanch.evidence import work
from tayanch.evidence.indicators import keeping
from tayanch.evidence.indicators.models import Run
from tayanch.indicators.computing import Facts
from tayanch.store import gate

State = Run.State


@dataclass(frozen=True)
class Done:
    """What a computation did. *rows*: read again; *months*: of all kinds of facts that are others than before."""

    rows: int
    months: int
    indicators: int
    periods: int
    seconds: float


def compute_now(organisation_id: UUID, today: date, *, anew: bool = False, pulse: work.Pulse | None = None) -> Done:
    """Bring all values of one organisation up to date. Raises :class:`~tayanch.store.keyring.Locked`."""
    begin, told = time.monotonic(), pulse or (lambda _share: None)
    with gate.inside(is_use=False):
        taken = facts.take_out(organisation_id)
    told(0.4)
    with gate.inside(is_use=False), facts.without_collector():
        of, state = keeping.plans(), Facts({}, facts.state_of(organisation_id))
        todo = keeping.to_do(organisation_id, of, state, anew=anew)
        found = keeping.computed(organisation_id, of, state, todo, today=today, pulse=told)
    told(0.8)
    with gate.inside(is_use=False), facts.without_collector():
        keeping.keep(organisation_id, of, state, todo, found=found, today=today)
    periods = len({(one.indicator, one.period) for one in found})
    return Done(taken.rows, taken.months, todo.indicators, periods, time.monotonic() - begin)


@transaction.atomic
def do_compute(*, by: User, anew: bool = False) -> Run:
    """Begin to bring the values up to date in the background; one that is at work already is given back."""
    last: Run | None = Run.objects.filter(organisation_id=by.organisation_id, state=State.WORKING).first()
    if last is not None and not work.is_dead(last):
        return last
    run: Run = Run.objects.create(organisation_id=by.organisation_id, by=by, is_whole=anew)
    log.record("indicators.compute", by=by.id, kind="indicators", object_id=run.id)
    begin = partial(
        work.start, run, partial(_carry_out, run), organisation_id=by.organisation_id, language=get_language() or "en"
    )
    transaction.on_commit(begin)
    return run


def _carry_out(run: Run, pulse: work.Pulse) -> None:
    done = compute_now(run.organisation_id, timezone.localdate(), anew=run.is_whole, pulse=pulse)
    with gate.inside(is_use=False), transaction.atomic():
        if work.end(run, State.DONE):
            Run.objects.filter(id=run.id).update(share=1, **vars(done))


def do_compute_for(organisation_id: UUID, *, anew: bool = False) -> Done:
    """The same at once, from a terminal: by the installation itself."""
    done = compute_now(organisation_id, timezone.localdate(), anew=anew)
    with transaction.atomic():
        run = Run.objects.create(
            organisation_id=organisation_id, state=State.DONE, share=1, is_whole=anew, **vars(done)
        )
        log.record("indicators.compute", by=None, kind="indicators", object_id=run.id)
    return done
