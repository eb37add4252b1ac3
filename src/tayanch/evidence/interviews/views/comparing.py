"""Readings side by side, and settling what they differ in. For those who lead the study."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.evidence.interviews import sides
from tayanch.evidence.interviews.access import access_interview, access_text, for_leads, is_uuid
from tayanch.evidence.interviews.actions import settling
from tayanch.evidence.interviews.actions.coding import NotNow
from tayanch.evidence.interviews.texts import text_of


def language() -> str:
    return get_language() or "en"


@require_GET
@for_leads
def compare(request: StaffRequest, interview_id: UUID) -> HttpResponse:
    """The text with the readings of all coders beside it, and how far they agree."""
    interview = access_interview(request.user, interview_id, lead=True)
    version = access_text(request.user, interview)
    code = request.GET.get("code", "")
    context = sides.compared(request.user, interview, version, language(), code if is_uuid(code) else "")
    return render(request, "interviews/compare.html", context)


@require_GET
@for_leads
def settle(request: StaffRequest, interview_id: UUID) -> HttpResponse:
    """One place after the other: ``?place=`` its number, the first open one without."""
    interview = access_interview(request.user, interview_id, lead=True)
    version = access_text(request.user, interview)
    context = sides.to_settle(request.user, interview, version, language(), request.GET.get("place", ""))
    return render(request, "interviews/settle.html", context)


@require_POST
@for_leads
def decide(request: StaffRequest, interview_id: UUID) -> HttpResponse:
    """Settle one place: *kept* are ids of codings that stand; *code*, *from* and *to* say what stands besides."""
    interview = access_interview(request.user, interview_id, lead=True)
    version = access_text(request.user, interview)
    told = request.POST
    try:
        start, end = (int(told.get(name, "")) for name in ("start", "end"))
        length = len(text_of(version).text)
        others = settling.allowed(interview, version, sides.others_of(told, start, end), length)
        kept = [each for each in told.getlist("kept") if each]
        settling.do_settle(interview, start, end, kept, others=others, why=told.get("why", ""), by=request.user)
    except ValueError:
        messages.warning(request, _("Choose what stands first."))
    except NotNow as refusal:
        messages.warning(request, str(refusal))
    return redirect(f"{reverse('interviews:settle', args=[interview_id])}")


@require_POST
@for_leads
def undo(request: StaffRequest, interview_id: UUID) -> HttpResponse:
    """Take back what was settled in one go; that place is shown again."""
    interview = access_interview(request.user, interview_id, lead=True)
    act, place = request.POST.get("act", ""), request.POST.get("place", "")
    if is_uuid(act):
        settling.do_unsettle(interview, UUID(act), by=request.user)
    at = f"?place={place}" if place.isdigit() else ""
    return redirect(f"{reverse('interviews:settle', args=[interview_id])}{at}")
