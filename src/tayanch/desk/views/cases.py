"""Cases: the list, one case, and every small form on its page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk.access import Need, access_case, access_consultation, cases_by_id, open_and_own
from tayanch.desk.actions import cases as actions
from tayanch.desk.actions.guard import RecoverySheetMissing
from tayanch.desk.actions.law import do_catch_up
from tayanch.desk.actions.panels import do_forget_panels
from tayanch.desk.actions.promises import do_promise
from tayanch.desk.actions.reviews import ReviewMissing
from tayanch.desk.cases import caselist
from tayanch.desk.cases.casefile import case_file
from tayanch.desk.forms import cases as forms
from tayanch.desk.models import Case


@require_GET
def cases(request: StaffRequest) -> HttpResponse:
    """Her own and her teams' cases, the open ones first. The query string holds concepts and a worker's id only."""
    if not request.user.works_on_cases:
        raise PermissionDenied
    form = forms.FilterForm(request.GET, user=request.user)
    chosen = {name: value for name, value in (form.cleaned_data if form.is_valid() else {}).items() if value}
    number, ids, has_older = caselist.page_of(request.user, chosen, request.GET.get("page", ""))
    within_reach = {case.id: case for case, is_within_reach in cases_by_id(request.user, ids) if is_within_reach}
    context = {"number": number, "has_older": has_older, "form": form, "chosen": chosen, "query": _query(chosen)}
    context |= {"cases": [within_reach[one] for one in ids], "nearest": caselist.nearest(request.user, ids)}
    context |= {
        "views": request.user.saved_views.select_related("owner"),
        "may_hand_over": open_and_own(request.user, within_reach.values()),
    }
    return render(request, "desk/cases.html", context)


def _query(chosen: dict[str, Any]) -> str:
    return "".join(f"{name}={getattr(value, 'pk', value)}&" for name, value in chosen.items())


@require_POST
def case_start(request: StaffRequest) -> HttpResponse:
    """Open a case, out of a consultation if one is named."""
    user, reference = request.user, request.POST.get("consultation", "")
    if not user.works_on_cases:
        raise PermissionDenied
    consultation = access_consultation(user, reference, Need.WRITE) if reference else None
    try:
        case = actions.do_open_case(by=user, consultation=consultation)
    except RecoverySheetMissing as missing:
        messages.warning(request, str(missing))
        return redirect("desk:cases")
    return redirect("desk:case", case.reference)


@require_GET
def case(request: StaffRequest, reference: str) -> HttpResponse:
    """Everything about one case."""
    actions.do_forget_statuses(timezone.localdate())
    do_forget_panels(timezone.localdate())
    return show_case(request, reference)


def show_case(request: StaffRequest, reference: str, **wrong: Form) -> HttpResponse:
    """The page of a case; with a refused form it opens there and answers 422."""
    found = access_case(request.user, reference)
    if found.is_behind_law:
        do_catch_up(found, by=request.user, today=timezone.localdate())
    context = case_file(found, request.user, timezone.localdate(), wrong)
    return render(request, "desk/case.html", context, status=422 if wrong else 200)


def back_to(request: StaffRequest, case: Case, said: str, part: str = "") -> HttpResponse:
    """Say that it is written, and show the part of the page where it now stands."""
    messages.success(request, said)
    answer = redirect("desk:case", case.reference)
    answer["Location"] += f"#{part}" if part else ""
    return answer


@require_POST
def case_facts(request: StaffRequest, reference: str) -> HttpResponse:
    case = access_case(request.user, reference, Need.WRITE)
    form = forms.FactsForm(request.POST)
    if not form.is_valid():
        return show_case(request, reference, facts=form)
    place = form.cleaned_data.pop("place")
    actions.do_change_facts(case, by=request.user, **form.cleaned_data, **place)
    return back_to(request, case, _("Written."))


@require_POST
def case_plan(request: StaffRequest, reference: str) -> HttpResponse:
    case = access_case(request.user, reference, Need.WRITE)
    form = forms.PlanForm(request.POST)
    if not form.is_valid():
        return show_case(request, reference, plan=form)
    actions.do_change_plan(case, form.cleaned_data["plan"], by=request.user)
    return back_to(request, case, _("The plan is written."), "plan")


@require_POST
def case_note(request: StaffRequest, reference: str) -> HttpResponse:
    case = access_case(request.user, reference, Need.WRITE)
    form = forms.NoteForm(request.POST)
    if not form.is_valid():
        return show_case(request, reference, note=form)
    actions.do_add_note(case, form.cleaned_data["text"], by=request.user)
    return back_to(request, case, _("The note is added."), "notes")


@require_POST
def case_note_strike(request: StaffRequest, reference: str, note_id: UUID) -> HttpResponse:
    """Only the owner or a supervisor, and only in an open case."""
    access_case(request.user, reference, Need.OWN)
    case = access_case(request.user, reference, Need.WRITE)
    note = get_object_or_404(case.notes, id=note_id)
    actions.do_strike_note(note, by=request.user)
    return back_to(request, case, _("The note is struck out."), "notes")


@require_POST
def case_employer(request: StaffRequest, reference: str) -> HttpResponse:
    case = access_case(request.user, reference, Need.WRITE)
    form = forms.EmployerForm(request.POST)
    if not form.is_valid():
        return show_case(request, reference, employer=form)
    actions.do_set_employer(case, by=request.user, **form.cleaned_data)
    return back_to(request, case, _("The employer is written down."), "employer")


@require_POST
def case_episode(request: StaffRequest, reference: str) -> HttpResponse:
    case = access_case(request.user, reference, Need.WRITE)
    form = forms.EpisodeForm(request.POST)
    if not form.is_valid():
        return show_case(request, reference, episode=form)
    place = form.cleaned_data.pop("place")
    actions.do_set_episode(case, by=request.user, **form.cleaned_data, **place)
    return back_to(request, case, _("The stay is written down."), "stay")


@require_POST
def case_violation(request: StaffRequest, reference: str) -> HttpResponse:
    case = access_case(request.user, reference, Need.WRITE)
    form = forms.ViolationForm(request.POST)
    if not form.is_valid():
        return show_case(request, reference, violation=form)
    actions.do_add_violation(case, by=request.user, **form.cleaned_data)
    return back_to(request, case, _("Written down."), "violations")


@require_POST
def case_violation_change(request: StaffRequest, reference: str, violation_id: UUID) -> HttpResponse:
    """Correct one violation, or take it back."""
    case = access_case(request.user, reference, Need.WRITE)
    violation = get_object_or_404(case.violations, id=violation_id)
    if "remove" in request.POST:
        actions.do_remove_violation(violation, by=request.user)
        return back_to(request, case, _("Taken back."), "violations")
    form = forms.ViolationForm(request.POST)
    if not form.is_valid():
        return show_case(request, reference, **{f"violation-{violation.id}": form})
    actions.do_change_violation(violation, by=request.user, **form.cleaned_data)
    return back_to(request, case, _("Written down."), "violations")


@require_POST
def case_promise(request: StaffRequest, reference: str) -> HttpResponse:
    case = access_case(request.user, reference, Need.WRITE)
    form = forms.PromiseForm(request.POST)
    if not form.is_valid():
        return show_case(request, reference, promise=form)
    do_promise(case, by=request.user, owner=request.user, **form.cleaned_data)
    return back_to(request, case, _("Promised."), "promises")


@require_POST
def case_hand_over(request: StaffRequest, reference: str) -> HttpResponse:
    case = access_case(request.user, reference, Need.OWN)
    form = forms.HandOverForm(request.POST, case=case)
    if not form.is_valid():
        return show_case(request, reference, hand_over=form)
    actions.do_hand_over(case, form.cleaned_data["to"], by=request.user)
    return back_to(request, case, _("The case is handed over to %(name)s.") % {"name": case.owner.name})


@require_POST
def case_close(request: StaffRequest, reference: str) -> HttpResponse:
    case = access_case(request.user, reference, Need.OWN)
    form = forms.CloseForm(request.POST)
    if case.state == Case.State.CLOSED:
        raise PermissionDenied
    if form.is_valid():
        try:
            actions.do_close_case(case, by=request.user, **form.cleaned_data)
            return back_to(request, case, _("The case is closed."))
        except actions.StillPromised:
            form.add_error(None, _("Promises are still open. Keep, move or drop them first, so that nobody waits."))
        except ReviewMissing:
            form.add_error(None, _("Cases of this topic close only after a second look. Ask for one first."))
        except actions.StillTalking:
            form.add_error(None, _("A conversation of this case is not finished. Finish it first."))
    return show_case(request, reference, close=form)


@require_POST
def case_reopen(request: StaffRequest, reference: str) -> HttpResponse:
    case = access_case(request.user, reference, Need.OWN)
    form = forms.ReopenForm(request.POST)
    if case.state == Case.State.OPEN:
        raise PermissionDenied
    if not form.is_valid():
        return show_case(request, reference, reopen=form)
    actions.do_reopen_case(case, form.cleaned_data["why"], by=request.user)
    return back_to(request, case, _("The case is open again."))
