"""The plan of fieldwork, and the supervisor's log."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk.actions.guard import RecoverySheetMissing
from tayanch.evidence.interviews import planning
from tayanch.evidence.interviews.access import access_note, access_study, for_leads
from tayanch.evidence.interviews.actions import fieldwork as actions
from tayanch.evidence.interviews.forms import NoteForm, PlanForm
from tayanch.evidence.interviews.gathering import keyed
from tayanch.evidence.interviews.models import FieldNote, Study


@require_http_methods(["GET", "POST"])
@for_leads
def plan(request: StaffRequest, study_id: UUID) -> HttpResponse:
    """Areas × methods with targets, checked against the totals that were stated."""
    study = access_study(request.user, study_id, lead=True)
    form = PlanForm(request.POST or None, study=study)
    if request.method == "POST" and form.is_valid():
        known = set(form.areas)
        made = form.plan(known & set(request.POST.getlist("without")))
        actions.do_plan(study, made, by=request.user)
        if not planning.wrong_totals(made):
            messages.success(request, _("Saved."))
        return redirect("interviews:plan", study_id)
    held = study.interviews.values_list("area", "method")
    context = {"study": study, "open": "plan", "form": form, "grid": planning.grid(study.plan, held)}
    context["wrong"] = planning.wrong_totals(study.plan)
    return render(request, "interviews/plan.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@for_leads
def log(request: StaffRequest, study_id: UUID) -> HttpResponse:
    """The log: what is open first; a new entry is written here."""
    study = access_study(request.user, study_id, lead=True)
    form = _form(request, study, {"day": timezone.localdate()})
    if request.method == "POST" and form.is_valid() and _noted(request, study, form, None):
        return redirect("interviews:log", study_id)
    rows = study.field_notes.select_related("by", "interview").order_by(
        F("done_at").asc(nulls_first=True), "-day", "-at"
    )
    notes = [_shown(row) for row in keyed(study, rows)]
    open_ones = [note for note in notes if note["to_do"] and not note["row"].done_at]
    others = [note for note in notes if note not in open_ones]
    context = {"study": study, "open": "log", "form": form, "open_ones": open_ones, "others": others}
    return render(request, "interviews/log.html", context, status=422 if form.errors else 200)


def _form(request: StaffRequest, study: Study, initial: dict[str, Any]) -> NoteForm:
    interviews = [(str(one.id), one.unseal("name")) for one in keyed(study, study.interviews.all())]
    return NoteForm(request.POST or None, study=study, interviews=interviews, initial=initial)


def _shown(row: FieldNote) -> dict[str, Any]:
    if row.interview:
        keyed(row.study, [row.interview])
    name = row.interview.unseal("name") if row.interview else ""
    return {"row": row, "found": row.unseal("found"), "to_do": row.unseal("to_do"), "interview": name}


def _noted(request: StaffRequest, study: Study, form: NoteForm, row: FieldNote | None) -> bool:
    chosen = form.cleaned_data["interview"]
    told = form.cleaned_data | {"interview": study.interviews.get(id=chosen) if chosen else None}
    try:
        actions.do_note(study, told, by=request.user, row=row)
    except RecoverySheetMissing as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Saved."))
    return True


@require_http_methods(["GET", "POST"])
@for_leads
def note(request: StaffRequest, fieldnote_id: UUID) -> HttpResponse:
    """Change an entry."""
    row = access_note(request.user, fieldnote_id)
    keyed(row.study, [row])
    known = {"kind": row.kind, "day": row.day, "area": row.area, "interview": str(row.interview_id or "")}
    form = _form(request, row.study, known | {"found": row.unseal("found"), "to_do": row.unseal("to_do")})
    if request.method == "POST" and form.is_valid() and _noted(request, row.study, form, row):
        return redirect("interviews:log", row.study_id)
    context = {"study": row.study, "open": "log", "form": form, "note": row}
    return render(request, "interviews/note.html", context, status=422 if form.errors else 200)


@require_POST
@for_leads
def done(request: StaffRequest, fieldnote_id: UUID) -> HttpResponse:
    """What was to be done is done; or is open again."""
    row = access_note(request.user, fieldnote_id)
    actions.do_finish(row, is_done="open" not in request.POST, by=request.user)
    return redirect("interviews:log", row.study_id)


@require_POST
@for_leads
def delete(request: StaffRequest, fieldnote_id: UUID) -> HttpResponse:
    """Delete an entry."""
    row = access_note(request.user, fieldnote_id)
    actions.do_delete_note(row, by=request.user)
    messages.success(request, _("The entry is deleted."))
    return redirect("interviews:log", row.study_id)
