"""Studies: the list, the coverage board of one, what is said about it, who works in it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk.actions.guard import RecoverySheetMissing
from tayanch.evidence.interviews import planning
from tayanch.evidence.interviews.access import (
    access_member,
    access_study,
    colleagues_for,
    for_leads,
    for_members,
    studies_for,
)
from tayanch.evidence.interviews.actions import studies as actions
from tayanch.evidence.interviews.board import STAGES, filtered
from tayanch.evidence.interviews.board import board as rows_of
from tayanch.evidence.interviews.forms import AboutStudyForm, BoardForm, MemberForm, StudyForm
from tayanch.evidence.interviews.models import Member, Study
from tayanch.evidence.interviews.troubles import Refused


@require_http_methods(["GET", "POST"])
@for_members
def studies(request: StaffRequest) -> HttpResponse:
    """The studies she works in; whoever may lead one begins one here."""
    may_begin = request.user.role in actions.MAY_LEAD
    form = StudyForm(request.POST or None)
    if request.method == "POST" and may_begin and form.is_valid() and (made := _begun(request, form)):
        return redirect("interviews:study", made.id)
    found = studies_for(request.user).annotate(held=Count("interviews", distinct=True))
    context = {"studies": found, "form": form if may_begin else None}
    return render(request, "interviews/studies.html", context, status=422 if request.method == "POST" else 200)


def _begun(request: StaffRequest, form: StudyForm) -> Study | None:
    try:
        return actions.do_begin(**form.cleaned_data, by=request.user)
    except RecoverySheetMissing as refusal:
        form.add_error(None, str(refusal))
    return None


@require_GET
@for_members
def board(request: StaffRequest, study_id: UUID) -> HttpResponse:
    """Every interview with its stage, and the plan against what is there."""
    study = access_study(request.user, study_id)
    rows = rows_of(study, request.user)
    form = BoardForm(request.GET or None, rows=rows)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    shown = filtered(rows, wanted)
    context = {
        "study": study,
        "open": "board",
        "rows": shown,
        "all_rows": rows,
        "form": form,
        "counts": [(stage, label, sum(stage in row.stages for row in rows)) for stage, label in STAGES],
        "words": sum(row.words for row in shown),
        "grid": planning.grid(study.plan, ((row.interview.area, row.interview.method) for row in rows)),
        "withdrawn": study.withdrawals.all(),
    }
    return render(request, "interviews/board.html", context)


@require_http_methods(["GET", "POST"])
@for_leads
def about(request: StaffRequest, study_id: UUID) -> HttpResponse:
    """What a study is called, what it asks, what it asks about speakers; and its end."""
    study = access_study(request.user, study_id, lead=True)
    initial = {name: getattr(study, name) for name in ("title", "question", "may_see_others")}
    form = AboutStudyForm(request.POST or None, initial=initial | {"attributes": "\n".join(study.attributes)})
    if request.method == "POST" and form.is_valid():
        actions.do_describe(study, **form.cleaned_data, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("interviews:study-about", study_id)
    return render(request, "interviews/study_about.html", {"study": study, "open": "about", "form": form})


@require_POST
@for_leads
def delete(request: StaffRequest, study_id: UUID) -> HttpResponse:
    """Delete a study, when its title was typed."""
    study = access_study(request.user, study_id, lead=True)
    if request.POST.get("title", "").strip() != study.title:
        messages.warning(request, _("Nothing was deleted. Type the title of the study exactly as it stands above."))
        return redirect("interviews:study-about", study_id)
    actions.do_delete(study, by=request.user)
    messages.success(request, _("The study is gone, with all its texts and codes."))
    return redirect("interviews:studies")


@require_http_methods(["GET", "POST"])
@for_leads
def people(request: StaffRequest, study_id: UUID) -> HttpResponse:
    """Who works in the study; a colleague is added here."""
    study = access_study(request.user, study_id, lead=True)
    colleagues = list(colleagues_for(study))
    choices = [(str(one.id), f"{one.name} · {one.get_role_display()}") for one in colleagues]
    form = MemberForm(request.POST or None, colleagues=choices)
    if request.method == "POST" and form.is_valid() and _added(request, study, form):
        return redirect("interviews:people", study_id)
    context = {"study": study, "open": "people", "form": form if colleagues else None, "parts": Member.Part.choices}
    context["members"] = study.members.select_related("user").order_by("-part", "user__name")
    return render(request, "interviews/people.html", context, status=422 if request.method == "POST" else 200)


def _added(request: StaffRequest, study: Study, form: MemberForm) -> bool:
    told = form.cleaned_data
    try:
        colleague = get_object_or_404(colleagues_for(study), id=told["user"])
        actions.do_add_member(study, colleague, told["part"], by=request.user)
    except Refused as refusal:
        form.add_error("part", str(refusal))
        return False
    messages.success(request, _("%s works in this study now.") % colleague.name)
    return True


@require_POST
@for_leads
def part(request: StaffRequest, study_id: UUID) -> HttpResponse:
    """Let somebody lead, or only code."""
    member = _member(request, study_id)
    wanted = request.POST.get("part", "")
    try:
        if wanted in Member.Part.values:
            actions.do_change_part(member, wanted, by=request.user)
            messages.success(request, _("Saved."))
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("interviews:people", study_id)


@require_POST
@for_leads
def look_up(request: StaffRequest, study_id: UUID) -> HttpResponse:
    """Let somebody see real names, or no longer."""
    member = _member(request, study_id)
    may = "may" in request.POST
    try:
        actions.do_let_look_up(member, may, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("interviews:people", study_id)
    told = _("%s may see real names now. Every look is written down.") if may else _("%s sees no real names any more.")
    messages.success(request, told % member.user.name)
    return redirect("interviews:people", study_id)


@require_POST
@for_leads
def leave(request: StaffRequest, study_id: UUID) -> HttpResponse:
    """Let somebody leave the study."""
    member = _member(request, study_id)
    try:
        actions.do_remove_member(member, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("interviews:people", study_id)
    messages.success(request, _("%s has left the study. What she coded stays.") % member.user.name)
    is_self = member.user_id == request.user.id
    return redirect("interviews:studies") if is_self else redirect("interviews:people", study_id)


def _member(request: StaffRequest, study_id: UUID) -> Member:
    study = access_study(request.user, study_id, lead=True)
    return access_member(study, request.POST.get("user") or str(request.user.id))
