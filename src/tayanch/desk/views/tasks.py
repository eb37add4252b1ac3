"""The plan of a case: its steps, with the days that the law sets between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk import plans, undo
from tayanch.desk.access import Need, access_case, access_task
from tayanch.desk.actions import tasks as actions
from tayanch.desk.forms.tasks import TaskForm, TemplateForm, task_values
from tayanch.desk.language import language
from tayanch.desk.legal.clocks import Clock, clocks
from tayanch.desk.models import Case, Task
from tayanch.vault.keys import load_keys

# act → (what to do, what to say, the act that takes it back)
ACTS: dict[str, tuple[Any, Any, str]] = {
    "done": (lambda task, by: actions.do_settle_task(task, Task.State.DONE, by=by), gettext_lazy("Done."), "reopen"),
    "drop": (
        lambda task, by: actions.do_settle_task(task, Task.State.DROPPED, by=by),
        gettext_lazy("Dropped."),
        "reopen",
    ),
    "reopen": (actions.do_reopen_task, gettext_lazy("It is open again."), ""),
    "take": (actions.do_take_task, gettext_lazy("It is yours now."), "free"),
    "free": (actions.do_free_task, gettext_lazy("It is free for whoever of the team comes first."), "take"),
    "up": (lambda task, by: actions.do_shift_task(task, -1, by=by), "", ""),
    "down": (lambda task, by: actions.do_shift_task(task, 1, by=by), "", ""),
}
KEYS = 9  # so many open steps are kept with a digit


@dataclass(frozen=True)
class Line:
    """A step or a day of the law, as the page shows it. *number*: the digit that keeps the step."""

    task: Task | None = None
    clock: Clock | None = None
    form: TaskForm | None = None
    number: int = 0


@require_GET
def tasks(request: StaffRequest, reference: str) -> HttpResponse:
    """The plan."""
    case = access_case(request.user, reference)
    return _page(request, case)


@require_POST
def add(request: StaffRequest, reference: str) -> HttpResponse:
    """Add a step."""
    case = access_case(request.user, reference, Need.WRITE)
    form = TaskForm(request.POST, case=case)
    if not form.is_valid():
        return _page(request, case, add=form)
    task = actions.do_add_task(case, by=request.user, **form.cleaned_data)
    undo.offer(request, _("The step is in the plan."), reverse("desk:tasks-unmake", args=[reference]), _ids([task]))
    return redirect("desk:tasks", reference)


@require_POST
def template(request: StaffRequest, reference: str) -> HttpResponse:
    """Add the steps of a usual plan."""
    case = access_case(request.user, reference, Need.WRITE)
    form = TemplateForm(request.POST, case=case)
    chosen = plans.plan(form.cleaned_data["plan"]) if form.is_valid() else None
    if chosen is None:
        return _page(request, case, template=form)
    made = actions.do_add_plan(case, chosen, by=request.user, today=timezone.localdate(), language=language())
    said = _("The steps are in the plan. Change what does not fit her.")
    undo.offer(request, said, reverse("desk:tasks-unmake", args=[reference]), _ids(made))
    return redirect("desk:tasks", reference)


def _ids(made: Sequence[Task]) -> dict[str, str]:
    return {"steps": " ".join(str(task.id) for task in made)}


@require_POST
def unmake(request: StaffRequest, reference: str) -> HttpResponse:
    """Take steps out again that were just added."""
    case = access_case(request.user, reference, Need.WRITE)
    wanted = set(request.POST.get("steps", "").split())
    made = [task for task in case.tasks.filter(state=Task.State.OPEN) if str(task.id) in wanted]
    actions.do_remove_tasks(made, by=request.user)
    return redirect("desk:tasks", reference)


@require_POST
def change(request: StaffRequest, reference: str, task_id: UUID) -> HttpResponse:
    """Say a step anew."""
    task = access_task(request.user, reference, task_id)
    form = TaskForm(request.POST, case=task.case)
    if not form.is_valid():
        return _page(request, task.case, **{str(task.id): form})
    actions.do_change_task(task, by=request.user, **form.cleaned_data)
    messages.success(request, _("Written."))
    return redirect("desk:tasks", reference)


@require_POST
def act(request: StaffRequest, reference: str, task_id: UUID, step_act: str) -> HttpResponse:
    """Done, drop, reopen, take, free, up or down."""
    task = access_task(request.user, reference, task_id)
    if step_act not in ACTS:
        raise Http404
    do, said, back = ACTS[step_act]
    do(task, by=request.user)
    here = "tonight" if request.POST.get("from") == "tonight" else "tasks"
    if back:
        undo.offer(request, said, reverse("desk:task-act", args=[reference, task_id, back]), {"from": here})
    elif said:
        messages.success(request, said)
    return redirect("desk:tonight") if here == "tonight" else redirect("desk:tasks", reference)


def _page(request: StaffRequest, case: Case, **wrong: Form) -> HttpResponse:
    rows = list(case.tasks.select_related("owner", "settled_by"))
    deadlines = list(case.deadlines.select_related("case", "claim"))
    load_keys([case, *rows, *deadlines])
    today = timezone.localdate()
    fits = [one for one in plans.for_topic(case.topic) if case.topic in one.topics]
    context = {
        "case": case,
        "may_write": case.state != Case.State.CLOSED,
        "lines": _lines(case, rows, clocks(deadlines, today), wrong),
        "settled": [task for task in rows if task.state != Task.State.OPEN],
        "add": wrong.get("add") or TaskForm(case=case, initial={"owner": request.user.id}),
        "template": wrong.get("template") or TemplateForm(case=case),
        "fits": fits,
        "wrong": next(iter(wrong), ""),
        "today": today,
    }
    return render(request, "desk/tasks.html", context, status=422 if wrong else 200)


def _lines(case: Case, rows: Sequence[Task], days: Sequence[Clock], wrong: dict[str, Form]) -> list[Line]:
    """The open steps in their order; each day of the law before the first step that is due after it."""
    waiting = sorted((day for day in days if not day.is_past or not day.is_start), key=lambda day: day.safe_day)
    lines: list[Line] = []
    open_steps = [task for task in rows if task.state == Task.State.OPEN]
    for number, task in enumerate(open_steps, start=1):
        while waiting and task.due and waiting[0].safe_day < task.due:
            lines.append(Line(clock=waiting.pop(0)))
        form: Any = wrong.get(str(task.id)) or TaskForm(case=case, initial=task_values(task), prefix=None)
        form.auto_id = f"{task.id}_%s"
        lines.append(Line(task=task, form=form, number=number if number <= KEYS else 0))
    return [*lines, *(Line(clock=day) for day in waiting)]
