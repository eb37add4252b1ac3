"""Everything that is written to a plan's steps. Who may write is decided before: see :mod:`tayanch.desk.access`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.models import Case, Task
from tayanch.desk.plans import Plan

FACTS = ("what", "why", "doer", "partner", "due")


@transaction.atomic
def do_add_task(case: Case, *, by: User, what: str, owner: User | None = None, **facts: Any) -> Task:
    """Add a step at the end of the plan. *facts*: why, doer, partner, due. Ours without *owner* is free."""
    task = Task(case=case, made_by=by, place=_last(case) + 1)
    task._data_key = case._data_key
    _fill(task, what=what, owner=owner, **facts)
    task.save(force_insert=True)
    log.record("task.add", by=by.id, kind="task", object_id=task.id, fields=list(FACTS))
    return task


def _last(case: Case) -> int:
    return case.tasks.aggregate(last=Max("place"))["last"] or 0


def _fill(task: Task, *, what: str, owner: User | None, **facts: Any) -> None:
    task.doer, task.due = facts.get("doer") or Task.Doer.COLLEAGUE, facts.get("due")
    task.owner = owner if task.doer == Task.Doer.COLLEAGUE else None
    partner = facts.get("partner", "") if task.doer == Task.Doer.PARTNER else ""
    task.seal(what=what, why=facts.get("why", ""), partner=partner)


@transaction.atomic
def do_change_task(task: Task, *, by: User, what: str, owner: User | None = None, **facts: Any) -> Task:
    """Say a step anew: all of it is replaced."""
    _fill(task, what=what, owner=owner, **facts)
    task.save()
    log.record("task.change", by=by.id, kind="task", object_id=task.id, fields=list(FACTS))
    return task


@transaction.atomic
def do_add_plan(case: Case, plan: Plan, *, by: User, today: date, language: str) -> list[Task]:
    """Add the steps of a template, each with its day counted from *today*; ours become those of the case's owner."""
    return [
        do_add_task(
            case,
            by=by,
            what=step.what[language],
            why=step.why[language],
            doer=step.doer,
            partner=step.partner.get(language, ""),
            owner=case.owner if step.doer == Task.Doer.COLLEAGUE else None,
            due=today + timedelta(days=step.days),
        )
        for step in plan.steps
    ]


@transaction.atomic
def do_remove_tasks(tasks: Sequence[Task], *, by: User) -> None:
    """Take steps out again that were added by mistake."""
    for task in tasks:
        log.record("task.remove", by=by.id, kind="task", object_id=task.id)
        task.delete()


@transaction.atomic
def do_settle_task(task: Task, state: str, *, by: User) -> Task:
    """It is done, or it will not be. Raises ``PermissionDenied`` for one that is settled already."""
    if task.state != Task.State.OPEN:
        raise PermissionDenied
    task.state, task.settled_at, task.settled_by = state, timezone.now(), by
    task.save(update_fields=["state", "settled_at", "settled_by"])
    log.record(f"task.{state}", by=by.id, kind="task", object_id=task.id, fields=["state"])
    return task


@transaction.atomic
def do_reopen_task(task: Task, *, by: User) -> Task:
    """Take back that it was done or dropped."""
    task.state, task.settled_at, task.settled_by = Task.State.OPEN, None, None
    task.save(update_fields=["state", "settled_at", "settled_by"])
    log.record("task.reopen", by=by.id, kind="task", object_id=task.id, fields=["state"])
    return task


@transaction.atomic
def do_shift_task(task: Task, steps: int, *, by: User) -> Task:
    """Move a step up (-1) or down (+1) in the plan. At an end it stays where it is."""
    order = list(Task.objects.select_for_update().filter(case_id=task.case_id).order_by("place", "made_at"))
    here = next(place for place, one in enumerate(order) if one.id == task.id)
    there = min(max(here + steps, 0), len(order) - 1)
    order.insert(there, order.pop(here))
    for place, one in enumerate(order, start=1):
        one.place = place
    Task.objects.bulk_update(order, ["place"])
    log.record("task.order", by=by.id, kind="task", object_id=task.id, fields=["place"])
    return order[there]


@transaction.atomic
def do_take_task(task: Task, *, by: User) -> Task:
    """Become the one who does a free step. Raises ``PermissionDenied`` when somebody was quicker."""
    free = Task.objects.filter(id=task.id, owner=None, state=Task.State.OPEN, doer=Task.Doer.COLLEAGUE)
    if not free.update(owner=by):
        raise PermissionDenied
    task.owner = by
    log.record("task.take", by=by.id, kind="task", object_id=task.id, fields=["owner"])
    return task


@transaction.atomic
def do_free_task(task: Task, *, by: User) -> Task:
    """Give one's own step back to the team. Raises ``PermissionDenied`` for somebody else's."""
    if task.owner_id != by.id or task.state != Task.State.OPEN:
        raise PermissionDenied
    task.owner = None
    task.save(update_fields=["owner"])
    log.record("task.free", by=by.id, kind="task", object_id=task.id, fields=["owner"])
    return task
