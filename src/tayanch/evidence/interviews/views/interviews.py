"""One interview: what is known of it, consent, speakers, versions, who codes it, its release; and a family's page."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.evidence.interviews import speaking
from tayanch.evidence.interviews.access import (
    access_case,
    access_interview,
    access_member,
    for_leads,
    for_members,
    is_uuid,
)
from tayanch.evidence.interviews.actions import bringing
from tayanch.evidence.interviews.actions import interviews as actions
from tayanch.evidence.interviews.board import board
from tayanch.evidence.interviews.forms import AboutForm, ConsentForm, CorrectForm
from tayanch.evidence.interviews.gathering import keyed
from tayanch.evidence.interviews.models import Interview, Speaker, Waiting
from tayanch.evidence.interviews.troubles import Refused
from tayanch.interviews.reading import ReadError, read

ROUNDS = range(1, 6)
CHECKS = 5


@require_GET
@for_members
def interview(request: StaffRequest, interview_id: UUID) -> HttpResponse:
    """Everything about one interview but its text."""
    found = access_interview(request.user, interview_id)
    is_lead = found.study.member.part == "lead"  # type: ignore[attr-defined]
    context = _frame(found, "interview") | {
        "is_lead": is_lead,
        "row": next(one for one in board(found.study, request.user) if one.interview.id == found.id),
        "note": found.unseal("consent_note") if is_lead else "",
        "lines": speaking.lines(found, request.user),
        "columns": speaking.columns(found.study),
        "versions": found.versions.select_related("by").defer("text", "turns", "came_by"),
        "given": found.assignments.select_related("coder").order_by("round", "coder__name"),
        "members": found.study.members.select_related("user").order_by("user__name"),
        "rounds": ROUNDS,
        "why_not": actions.may_release(found, request.user),
        "corrections": found.waiting.all() if is_lead else (),
    }
    return render(request, "interviews/interview.html", context)


def _frame(found: Interview, opened: str) -> dict[str, Any]:
    keyed(found.study, [found, *([found.case] if found.case else [])])
    case = found.case.unseal("name") if found.case else ""
    return {"study": found.study, "interview": found, "name": found.unseal("name"), "case": case, "open": opened}


@require_http_methods(["GET", "POST"])
@for_leads
def about(request: StaffRequest, interview_id: UUID) -> HttpResponse:
    """How it was held."""
    found = access_interview(request.user, interview_id, lead=True)
    context = _frame(found, "about")
    known = {name: getattr(found, name) for name in ("method", "language", "area", "held_on")}
    initial = known | {"name": context["name"], "case": context["case"]}
    form = AboutForm(request.POST or None, study=found.study, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.do_describe(found, form.cleaned_data, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("interviews:interview", interview_id)
    families = [one.unseal("name") for one in keyed(found.study, found.study.cases.all())]
    context |= {"form": form, "families": families}
    return render(request, "interviews/interview_about.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@for_leads
def consent(request: StaffRequest, interview_id: UUID) -> HttpResponse:
    """What she agreed to; and the way out when she takes it back."""
    found = access_interview(request.user, interview_id, lead=True)
    context = _frame(found, "consent")
    initial = {name: getattr(found, name) for name in ("consent", "may_quote", "may_share")}
    form = ConsentForm(request.POST or None, initial=initial | {"note": found.unseal("consent_note")})
    if request.method == "POST" and form.is_valid():
        actions.do_note_consent(found, **form.cleaned_data, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("interviews:interview", interview_id)
    return render(request, "interviews/consent.html", context | {"form": form}, status=422 if form.errors else 200)


@require_POST
@for_leads
def withdraw(request: StaffRequest, interview_id: UUID) -> HttpResponse:
    """She took her interview back: after a tick that says so, all of it goes."""
    found = access_interview(request.user, interview_id, lead=True)
    if "sure" not in request.POST:
        messages.warning(request, _("Nothing was deleted. Tick that you have understood, then press again."))
        return redirect("interviews:consent", interview_id)
    actions.do_withdraw(found, by=request.user)
    messages.success(
        request, _("The interview is gone, with its texts, codes and quotes. A line says that there was one.")
    )
    return redirect("interviews:study", found.study_id)


@require_http_methods(["GET", "POST"])
@for_leads
def speakers(request: StaffRequest, interview_id: UUID) -> HttpResponse:
    """Who speaks, as a table to fill in."""
    found = access_interview(request.user, interview_id, lead=True)
    shown = speaking.lines(found, request.user)
    wrong: list[str] = []
    if request.method == "POST":
        told, wrong = speaking.told_in(request.POST, shown)
        if not wrong:
            actions.do_describe_speakers(found.study, told, by=request.user)
            messages.success(request, _("Saved."))
            return redirect("interviews:interview", interview_id)
        shown = speaking.filled(shown, told)
    context = _frame(found, "speakers") | {"lines": shown, "wrong": wrong}
    context["candidates"] = speaking.candidates(found, shown, request.user)
    return render(request, "interviews/speakers.html", context, status=422 if wrong else 200)


@require_POST
@for_leads
def join(request: StaffRequest, interview_id: UUID) -> HttpResponse:
    """One who speaks here is one whom the study knows from another interview."""
    found = access_interview(request.user, interview_id, lead=True)
    known, speaker = (_speaker(found, request.POST.get(name, "")) for name in ("known", "speaker"))
    try:
        if known is None or speaker is None:
            raise Refused(_("Choose another speaker of this study."))
        actions.do_join(known, speaker, by=request.user)
        messages.success(request, _("They are one person now."))
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("interviews:speakers", interview_id)


def _speaker(found: Interview, told: str) -> Speaker | None:
    return found.study.speakers.filter(id=told).first() if is_uuid(told) else None


@require_http_methods(["GET", "POST"])
@for_leads
def correct(request: StaffRequest, interview_id: UUID) -> HttpResponse:
    """Bring a corrected transcript; what it moves is shown before it is kept."""
    found = access_interview(request.user, interview_id, lead=True)
    form = CorrectForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (row := _brought(request, found, form)):
        return redirect("interviews:waiting", row.id)
    context = _frame(found, "correct") | {"form": form}
    if not form.is_bound and (text := speaking.text_for(found, request.user)):
        form.initial = {"typed": text.text}
    return render(request, "interviews/correct.html", context, status=422 if form.errors else 200)


def _brought(request: StaffRequest, found: Interview, form: CorrectForm) -> Waiting | None:
    file = form.cleaned_data["file"]
    name, data = (file.name, file.read()) if file else ("text.txt", form.cleaned_data["typed"].encode())
    try:
        (transcript,) = read(name, data)
    except ReadError as refusal:
        form.add_error("file" if file else "typed", str(refusal))
        return None
    except ValueError:
        form.add_error("file", _("This file holds several interviews. Bring the one that is corrected."))
        return None
    return bringing.do_wait(found.study, PurePath(name).stem, transcript, {}, by=request.user, corrects=found)


@require_POST
@for_leads
def give(request: StaffRequest, interview_id: UUID) -> HttpResponse:
    """Give it to coders."""
    found = access_interview(request.user, interview_id, lead=True)
    chosen = [access_member(found.study, user) for user in request.POST.getlist("coder")]
    told = request.POST.get("round", "1")
    number = int(told) if told.isdecimal() and int(told) in ROUNDS else 1
    for member in chosen:
        actions.do_give(found, member.user, number, by=request.user)
    count = len(chosen)
    text = ngettext("Given to %d coder.", "Given to %d coders.", count) % count
    messages.success(request, text if chosen else _("Tick who codes it."))
    return redirect("interviews:interview", interview_id)


@require_POST
@for_leads
def take_back(request: StaffRequest, interview_id: UUID) -> HttpResponse:
    """Take it back from a coder who has not begun."""
    found = access_interview(request.user, interview_id, lead=True)
    told = request.POST.get("given", "")
    given = found.assignments.filter(id=int(told) if told.isdecimal() else 0).first()
    try:
        if given:
            actions.do_take_back(given, by=request.user)
            messages.success(request, _("Taken back."))
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("interviews:interview", interview_id)


@require_POST
@for_leads
def release(request: StaffRequest, interview_id: UUID) -> HttpResponse:
    """A second person says that nobody can be known by this text, when every point of the list was ticked."""
    found = access_interview(request.user, interview_id, lead=True)
    try:
        if len(set(request.POST.getlist("checked"))) < CHECKS:
            raise Refused(_("Not released. Tick every point of the list, or say what is to be changed."))
        actions.do_release(found, by=request.user, seen=request.POST.get("version", ""))
        messages.success(request, _("Released. Its words may be quoted and exported now, as far as she agreed."))
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("interviews:interview", interview_id)


@require_POST
@for_leads
def hold(request: StaffRequest, interview_id: UUID) -> HttpResponse:
    """Take a release back."""
    actions.do_hold(access_interview(request.user, interview_id, lead=True), by=request.user)
    messages.success(request, _("The release is taken back. Nothing of it goes out until it is released again."))
    return redirect("interviews:interview", interview_id)


@require_GET
@for_leads
def family(request: StaffRequest, family_id: UUID) -> HttpResponse:
    """The interviews of one family together."""
    case = access_case(request.user, family_id)
    rows = [row for row in board(case.study, request.user) if row.interview.case_id == case.id]
    for row in rows:
        row.interview.study = case.study
    heard = [(row, speaking.lines(row.interview, request.user)) for row in rows]
    keyed(case.study, [case])
    context = {"study": case.study, "open": "board", "name": case.unseal("name"), "heard": heard}
    return render(request, "interviews/family.html", context)
