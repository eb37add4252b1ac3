"""The end of a shift and the beginning of the next: what is left, whom to call first, and what nobody has taken yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from tayanch.accounts.models import User
from tayanch.desk.access import consultations_for, handed_for, promises_for, tasks_for
from tayanch.desk.hotline.tonight import opened
from tayanch.desk.models import Case, Consultation, HandedItem, Promise, ShiftEnd, Task
from tayanch.vault.keys import load_keys

MOST = 100
SHOWN_ENDS = 30


@dataclass(frozen=True)
class Left:
    """Something of hers that is not done: a promise, a step or a conversation, with the note typed so far."""

    kind: str  # promise, task, talk
    row: Any
    about: Any  # the case or the consultation
    what: str
    due: date | None
    note: str
    is_first: bool

    @property
    def key(self) -> str:
        """What the page's fields are called after."""
        return f"{self.kind}-{self.row.id}"


@dataclass(frozen=True)
class FromLastShift:
    """One item that nobody has taken yet, as the next worker reads it."""

    item: HandedItem
    reference: str
    link: str
    what: str
    note: str


def left_by(user: User, today: date) -> list[Left]:
    """What *user* promised or is to do and has not done, due by now first; her unfinished conversations last."""
    soon = Q(due__lte=today) | Q(is_urgent=True)
    promises = promises_for(user).filter(soon, owner=user, state=Promise.State.OPEN)
    mine = list(promises.select_related("case", "consultation").order_by("-is_urgent", "due", "due_from")[:MOST])
    tasks = tasks_for(user).filter(owner=user, state=Task.State.OPEN, due__lte=today).select_related("case")
    steps = list(tasks.order_by("due")[:MOST])
    talks = consultations_for(user).filter(owner=user, state=Consultation.State.OPEN)
    open_talks = list(talks.order_by("-started_at")[:MOST])
    drafts = list(HandedItem.objects.filter(by=user, shift_end=None))
    load_keys([*mine, *steps, *drafts])
    notes = {(draft.promise_id, draft.task_id, _talk_of(draft)): draft for draft in drafts}
    return [
        *(_left("promise", row, row.case or row.consultation, notes.get((row.id, None, None))) for row in mine),
        *(_left("task", row, row.case, notes.get((None, row.id, None))) for row in steps),
        *(_left("talk", row, row, notes.get((None, None, row.id))) for row in open_talks),
    ]


def _talk_of(item: HandedItem) -> UUID | None:
    return item.consultation_id if item.promise_id is None and item.task_id is None else None


def _left(kind: str, row: Any, about: Any, draft: HandedItem | None) -> Left:
    what, due = ("", None) if kind == "talk" else (opened(row, "what"), row.due)
    return Left(kind, row, about, what, due, opened(draft, "note"), bool(draft and draft.is_first))


def waiting() -> Q:
    """Items that nobody has taken: neither here nor from the row itself, and that are not done meanwhile."""
    promise = Q(promise__state=Promise.State.OPEN, promise__owner=None)
    task = Q(task__state=Task.State.OPEN, task__owner=None)
    talk = Q(promise=None, task=None, consultation__state=Consultation.State.OPEN, consultation__owner=F("by"))
    return Q(taken_at=None) & (promise | task | talk)


def from_last_shift(user: User) -> list[FromLastShift]:
    """What earlier shifts left and nobody took, whom to call first on top; nothing leaves this list by growing old."""
    items = list(_with_rows(handed_for(user).filter(waiting()))[:MOST])
    load_keys([*items, *(row for item in items if (row := item.promise or item.task))])
    return [_told(item) for item in items]


def _with_rows(items: QuerySet[HandedItem]) -> QuerySet[HandedItem]:
    rows = items.select_related("promise", "task", "case", "consultation", "by", "taken_by", "shift_end")
    return rows.order_by("-is_first", "shift_end__at", "place", "id")


def _told(item: HandedItem) -> FromLastShift:
    link = "desk:case" if isinstance(item.about, Case) else "desk:consultation"
    reference = item.about.reference if item.about else ""
    return FromLastShift(item, reference, link, opened(item.row, "what"), opened(item, "note"))


def ends(user: User) -> list[tuple[ShiftEnd, list[HandedItem]]]:
    """Who handed what to whom: the last ends of shifts in the reach of *user*, the newest first."""
    items = _with_rows(handed_for(user))
    newest = ShiftEnd.objects.filter(id__in=items.order_by().values("shift_end")).select_related("by")
    shown = list(newest.order_by("-at")[:SHOWN_ENDS])
    of_end: dict[UUID, list[HandedItem]] = {end.id: [] for end in shown}
    for item in items.filter(shift_end__in=shown):
        of_end[item.shift_end_id].append(item)  # type: ignore[index]  # drafts are left out
    return [(end, of_end[end.id]) for end in shown]
