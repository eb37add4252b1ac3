"""Everything that is written to a list of things to do: papers to get, a plan of return."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.actions.promises import do_keep_promise, do_promise
from tayanch.desk.assessments import Task
from tayanch.desk.cases import returns
from tayanch.desk.models import Case, Checklist, ChecklistStep, Promise
from tayanch.vault.keys import data_key
from tayanch.vault.models import Person

MOST_STEPS = 60
State = ChecklistStep.State


@dataclass(frozen=True)
class NewStep:
    """A step before it is kept. *facts*: ``key``, ``answer``, ``country`` or ``text``."""

    facts: dict[str, str]
    who: str = "we"
    due: date | None = None
    is_inside: bool = False


def checklist_of(case: Case, kind: str, person: Person | None) -> Checklist | None:
    """The list of one woman, with its key in hand; none while nothing was begun."""
    found = Checklist.objects.filter(case=case, kind=kind, person=person).first()
    if found is not None:
        found._data_key = data_key(case)
    return found


@transaction.atomic
def do_list_papers(
    case: Case, tasks: Iterable[Task], *, by: User, country: str = "", person: Person | None = None
) -> Checklist:
    """Put missing papers on her list. One that is there already gets its new answer and stays as it is."""
    found = _begun(case, Checklist.Kind.PAPERS, person, by)
    there = {step.facts.get("key"): step for step in steps_of(found)}
    for task in tasks:
        facts = {"key": task.id, "answer": task.answer, "country": country}
        if old := there.get(task.id):
            old.tell(**facts)
            old.save(update_fields=["told"])
        else:
            _add(found, NewStep(facts, is_inside=task.is_inside))
    _log(found, "papers", by)
    return found


@transaction.atomic
def do_begin_return(
    case: Case, kind: returns.ReturnKind, *, by: User, home_on: date | None = None, person: Person | None = None
) -> Checklist:
    """Begin a plan from a template, with days counted from *home_on*. A plan that is there keeps what is settled."""
    found = _begun(case, Checklist.Kind.RETURN, person, by)
    found.steps.filter(state=State.OPEN, promise=None).delete()
    found.tell(template=kind.id, day=home_on.isoformat() if home_on else "")
    found.save(update_fields=["told"])
    settled = {step.facts.get("key") for step in steps_of(found)}
    for step in kind.steps:
        if f"{kind.id}/{step.id}" not in settled:
            due = home_on + timedelta(days=step.days) if home_on else None
            _add(found, NewStep({"key": f"{kind.id}/{step.id}"}, step.who, due, step.inside))
    _log(found, "plan", by)
    return found


def _begun(case: Case, kind: str, person: Person | None, by: User) -> Checklist:
    Case.objects.select_for_update().get(id=case.id)  # one writer at a time, or she would have two lists
    found = checklist_of(case, kind, person)
    if found is None:
        found = Checklist(case=case, kind=kind, person=person)
        found._data_key = data_key(case)
        found.save(force_insert=True)
    return found


def steps_of(checklist: Checklist) -> list[ChecklistStep]:
    """Its steps in order, each with the key in hand."""
    found = list(checklist.steps.select_related("promise", "promise__owner"))
    for step in found:
        step._data_key = checklist._data_key
        if step.promise is not None:
            step.promise._data_key = checklist._data_key
    return found


def _add(checklist: Checklist, new: NewStep) -> ChecklistStep:
    step = ChecklistStep(case_id=checklist.case_id, checklist=checklist, who=new.who, due=new.due)
    step._data_key = checklist._data_key
    step.is_inside, step.place = new.is_inside, checklist.steps.count()
    step.tell(**new.facts)
    step.save(force_insert=True)
    return step


@transaction.atomic
def do_add_step(
    checklist: Checklist, text: str, *, by: User, who: str = "we", due: date | None = None
) -> ChecklistStep:
    """Add a step in her words. Raises ``ValueError`` when the list has too many."""
    if checklist.steps.count() >= MOST_STEPS:
        raise ValueError("This list has too many steps.")
    step = _add(checklist, NewStep({"text": text}, who, due))
    _log(checklist, "steps", by)
    return step


@transaction.atomic
def do_change_step(
    step: ChecklistStep, *, by: User, who: str, due: date | None, is_inside: bool, text: str = ""
) -> ChecklistStep:
    """Change who does it, its day, whether it may be printed, and its words; empty words are the template's again."""
    step.who, step.due, step.is_inside = who, due, is_inside
    step.tell(text=text)
    step.save(update_fields=["who", "due", "is_inside", "told"])
    _log(step.checklist, "steps", by)
    return step


@transaction.atomic
def do_settle_step(step: ChecklistStep, state: str, *, by: User) -> ChecklistStep:
    """Done, dropped, or open again. When it is done, an open promise for it is kept."""
    step.state = ChecklistStep.State(state)
    step.settled_on = None if step.state == State.OPEN else timezone.localdate()
    step.save(update_fields=["state", "settled_on"])
    if step.state == State.DONE and step.promise and step.promise.state == Promise.State.OPEN:
        do_keep_promise(step.promise, by=by)
    _log(step.checklist, "steps", by)
    return step


@transaction.atomic
def do_promise_step(step: ChecklistStep, words: str, *, by: User) -> Promise:
    """Promise to do it on its day: it waits in the queue. Raises ``PermissionDenied`` when that was done before."""
    if step.state != State.OPEN or (step.promise and step.promise.state == Promise.State.OPEN):
        raise PermissionDenied
    due = step.due or timezone.localdate()
    step.promise = do_promise(step.checklist.case, by=by, owner=by, what=words, due=due, is_call=False)
    step.save(update_fields=["promise"])
    return step.promise


@transaction.atomic
def do_remove_checklist(checklist: Checklist, *, by: User) -> None:
    """Take the whole list back. What was promised for it stays promised."""
    _log(checklist, "removed", by)
    checklist.delete()


def _log(checklist: Checklist, what: str, by: User) -> None:
    log.record("case.checklist", by=by.id, kind="case", object_id=checklist.case_id, fields=[what])
