"""Lists of things to do of a case: papers to get, and a plan of return. One list a woman."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk.access import Need, access_case, access_checklist_step
from tayanch.desk.actions import checklists as actions
from tayanch.desk.assessments import LANGUAGES
from tayanch.desk.cases import checklisting, returns
from tayanch.desk.cases.assessing import client
from tayanch.desk.forms.assessments import BeginReturnForm, ChangeStepForm, SettleForm, StepForm
from tayanch.desk.language import language
from tayanch.desk.models import Case, Checklist

KINDS = ("papers", "return")


@require_GET
def checklist(request: StaffRequest, reference: str, kind: str) -> HttpResponse:
    """The lists of a case, one a woman."""
    return page(request, access_case(request.user, reference), kind)


def page(request: StaffRequest, case: Case, kind: str, **wrong: Form) -> HttpResponse:
    """The page; *wrong* is a form that was refused, and is answered with 422."""
    context = {
        "case": case,
        "kind": kind,
        "lists": checklisting.lists(case, kind),
        "kinds": checklisting.kinds() if kind == "return" else [],
        "step_form": StepForm(),
        "begin_form": BeginReturnForm(),
        "is_open": case.state == Case.State.OPEN,
        "today": timezone.localdate(),
        **wrong,
    }
    return render(request, f"desk/{kind}_list.html", context, status=422 if wrong else 200)


@require_POST
def begin(request: StaffRequest, reference: str, kind: str) -> HttpResponse:
    """Begin a plan of return, or an empty list of papers. Body: ``template``, ``day``, ``person``."""
    case = access_case(request.user, reference, Need.WRITE)
    person = client(case, request.POST.get("person", ""))
    if kind == "papers":
        actions.do_list_papers(case, [], by=request.user, person=person)
        return _back(case, kind)
    form = BeginReturnForm(request.POST)
    if not form.is_valid():
        return page(request, case, kind, begin_form=form)
    chosen = returns.kind(form.cleaned_data["template"])
    assert chosen is not None
    actions.do_begin_return(case, chosen, by=request.user, home_on=form.cleaned_data["day"], person=person)
    return _back(case, kind)


def _list(case: Case, kind: str, list_id: str) -> Checklist:
    found: list[Checklist] = [one["list"] for one in checklisting.lists(case, kind) if one["list"] is not None]
    chosen = [one for one in found if str(one.id) == list_id] or (found if len(found) == 1 and not list_id else [])
    if not chosen:
        raise Http404
    chosen[0].case = case
    return chosen[0]


@require_POST
def add(request: StaffRequest, reference: str, kind: str) -> HttpResponse:
    """Add a step in her words. Body: ``list``, ``text``, ``who``, ``due``."""
    case = access_case(request.user, reference, Need.WRITE)
    found, form = _list(case, kind, request.POST.get("list", "")), StepForm(request.POST)
    if not form.is_valid():
        return page(request, case, kind, step_form=form)
    try:
        actions.do_add_step(found, form.cleaned_data.pop("text"), by=request.user, **form.cleaned_data)
    except ValueError:
        messages.warning(request, _("This list is full. Take a step out first."))
    return _back(case, kind)


@require_POST
def change(request: StaffRequest, reference: str, kind: str, todo_id: UUID) -> HttpResponse:
    """Change who does a step, its day and its words."""
    step = access_checklist_step(request.user, reference, todo_id)
    form = ChangeStepForm(request.POST)
    if form.is_valid():
        actions.do_change_step(step, by=request.user, **form.cleaned_data)
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return _back(step.checklist.case, step.checklist.kind)


@require_POST
def settle(request: StaffRequest, reference: str, kind: str, todo_id: UUID) -> HttpResponse:
    """Done, dropped, or open again. Body: ``state``."""
    step = access_checklist_step(request.user, reference, todo_id)
    form = SettleForm(request.POST)
    if form.is_valid():
        actions.do_settle_step(step, form.cleaned_data["state"], by=request.user)
    return _back(step.checklist.case, step.checklist.kind)


@require_POST
def promise(request: StaffRequest, reference: str, kind: str, todo_id: UUID) -> HttpResponse:
    """Put a step into the queue of promises, on its day."""
    step = access_checklist_step(request.user, reference, todo_id)
    try:
        actions.do_promise_step(step, checklisting.words_of(step), by=request.user)
        messages.success(request, _("Promised. It waits in the queue on its day."))
    except PermissionDenied:
        messages.warning(request, _("This is promised already."))
    return _back(step.checklist.case, step.checklist.kind)


@require_POST
def remove(request: StaffRequest, reference: str, kind: str) -> HttpResponse:
    """Take a whole list back. Body: ``list``."""
    case = access_case(request.user, reference, Need.OWN)
    if case.state == Case.State.CLOSED:
        raise PermissionDenied
    actions.do_remove_checklist(_list(case, kind, request.POST.get("list", "")), by=request.user)
    messages.success(request, _("The list is gone."))
    return _back(case, kind)


@require_GET
def printed(request: StaffRequest, reference: str, kind: str) -> HttpResponse:
    """One page to take along, in her language (``?in=ru``), without anything that must stay here."""
    case = access_case(request.user, reference)
    found = _list(case, kind, request.GET.get("list", ""))
    spoken = request.GET.get("in") or (found.person.language if found.person else language())
    spoken = spoken if spoken in LANGUAGES else "ru"
    with translation.override(spoken):
        rows = list(checklisting.sheet(found))
    context: dict[str, Any] = {"case": case, "kind": kind, "list": found, "rows": rows, "spoken": spoken}
    context |= {"languages": LANGUAGES, "held_back": checklisting.held_back(found)}
    context |= {"watched": checklisting.watched(found.person)}
    return render(request, "desk/checklist_print.html", context)


def _back(case: Case, kind: str) -> HttpResponse:
    return redirect(f"desk:{kind}-list", case.reference)
