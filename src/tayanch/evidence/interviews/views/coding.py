"""A transcript to read and to code."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse, RawPostDataException
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.evidence.interviews import reading
from tayanch.evidence.interviews.access import access_interview, access_text, for_members
from tayanch.evidence.interviews.actions import coding
from tayanch.evidence.interviews.seeing import reading_of


def language() -> str:
    return get_language() or "en"


@require_GET
@for_members
def read(request: StaffRequest, interview_id: UUID) -> HttpResponse:
    """The newest text with her own codings; with those of others when she may see them."""
    interview = access_interview(request.user, interview_id)
    context = reading.page(request.user, interview, access_text(request.user, interview), language())
    turn = request.GET.get("turn", "")
    chosen = next((each for each in context["stretches"] if str(each.number) == turn), None)
    return render(request, "interviews/read.html", context | {"chosen": chosen})


@require_GET
@for_members
def printed(request: StaffRequest, interview_id: UUID) -> HttpResponse:
    """The same to print, with the codes in the margin."""
    interview = access_interview(request.user, interview_id)
    context = reading.page(request.user, interview, access_text(request.user, interview), language())
    return render(request, "interviews/read_print.html", context)


@require_GET
@for_members
def codings(request: StaffRequest, interview_id: UUID) -> HttpResponse:
    """Her codings of the newest text as they are now, for a page that lost count."""
    interview = access_interview(request.user, interview_id)
    version = access_text(request.user, interview)
    told = reading.state(request.user, version, reading_of(request.user, interview))
    return JsonResponse(told | {"version": version.number})


@require_POST
@for_members
def acts(request: StaffRequest, interview_id: UUID) -> HttpResponse:
    """Do what was done on the page. 409: not now, with the reason; 422: not what our pages send."""
    interview = access_interview(request.user, interview_id)
    access_text(request.user, interview)
    try:
        sent: dict[str, Any] = json.loads(request.body)
        answer = coding.do_acts(interview, int(sent["version"]), sent["acts"], by=request.user)
    except coding.NotNow as refusal:
        return JsonResponse({"why": str(refusal)}, status=409)
    except (RawPostDataException, ValueError, KeyError, TypeError, AttributeError):
        return JsonResponse({"why": ""}, status=422)
    return JsonResponse(asdict(answer))


@require_POST
@for_members
def code_turn(request: StaffRequest, interview_id: UUID) -> HttpResponse:
    """Put a code on a turn, or take it away, without scripts."""
    interview = access_interview(request.user, interview_id)
    text = access_text(request.user, interview)
    turn = request.POST.get("turn", "")
    try:
        start, end = (int(request.POST.get(name, "")) for name in ("start", "end"))
        code, is_on = str(UUID(request.POST.get("code", ""))), "off" not in request.POST
        answer = coding.do_code_turn(interview, start, end, code, is_on=is_on, by=request.user)
        told = list(answer.refused.values())
    except (coding.NotNow, ValueError) as refusal:
        told = [str(refusal) if isinstance(refusal, coding.NotNow) else str(reading.CHOOSE)]
    for why in told:
        messages.warning(request, why)
    number = turn if turn.isdigit() and text else ""
    return redirect(f"{reverse('interviews:read', args=[interview_id])}?turn={number}#t{number}")


@require_POST
@for_members
def through(request: StaffRequest, interview_id: UUID) -> HttpResponse:
    """She is through; or goes on after all."""
    interview = access_interview(request.user, interview_id)
    try:
        coding.do_say_through(interview, is_through="go-on" not in request.POST, by=request.user)
    except coding.NotNow as refusal:
        messages.warning(request, str(refusal))
    return redirect("interviews:read", interview_id)
