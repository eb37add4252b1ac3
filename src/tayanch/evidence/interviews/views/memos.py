"""Memos on a study, an interview, a code or a passage."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.evidence.interviews import memoranda
from tayanch.evidence.interviews.access import access_study, for_members
from tayanch.evidence.interviews.actions import memos as actions
from tayanch.evidence.interviews.note_forms import MemoForm


def language() -> str:
    return get_language() or "en"


@require_http_methods(["GET", "POST"])
@for_members
def memos(request: StaffRequest, study_id: UUID) -> HttpResponse:
    """All that she may see, narrowed by what they are about, whose they are and a word. A page that looks for a word
    posts it: it could be a name, which stands in no address."""
    study = access_study(request.user, study_id)
    told = request.POST if request.method == "POST" else request.GET
    wanted = {name: told.get(name, "").strip() for name in ("about", "by", "interview", "code")}
    wanted["q"] = request.POST.get("q", "").strip()
    context = memoranda.listed(request.user, study, wanted, language())
    return render(request, "interviews/memos.html", context | {"study": study, "wanted": wanted, "open": "memos"})


@require_http_methods(["GET", "POST"])
@for_members
def new(request: StaffRequest, study_id: UUID) -> HttpResponse:
    """Write one about what the address names: ``?interview=``, ``?code=``, or ``&version=&start=&end=`` of a text."""
    study = access_study(request.user, study_id)
    about = memoranda.about(request.user, study, request.GET, language())
    form = MemoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.do_write_memo(study, by=request.user, **form.cleaned_data, **about.subject)
        messages.success(request, _("Saved."))
        return redirect(about.back or reverse("interviews:memos", args=[study.id]))
    return render(request, "interviews/memo.html", {"study": study, "form": form, "about": about, "open": "memos"})


@require_http_methods(["GET", "POST"])
@for_members
def memo(request: StaffRequest, memo_id: UUID) -> HttpResponse:
    """Read one; whoever wrote it may change it."""
    found = memoranda.access_memo(request.user, memo_id)
    known = {"title": found.unseal("title"), "text": found.unseal("text")}
    form = MemoForm(request.POST or None, initial=known)
    if request.method == "POST":
        memoranda.require_own(request.user, found)
        if form.is_valid():
            actions.do_change_memo(found, **form.cleaned_data, by=request.user)
            messages.success(request, _("Saved."))
            return redirect("interviews:memo", found.id)
    context: dict[str, Any] = {"study": found.study, "memo": found, "form": form, "known": known, "open": "memos"}
    context["about"] = memoranda.subject_of(request.user, found, language())
    return render(request, "interviews/memo.html", context)


@require_POST
@for_members
def delete(request: StaffRequest, memo_id: UUID) -> HttpResponse:
    """Delete one of her own."""
    found = memoranda.access_memo(request.user, memo_id)
    memoranda.require_own(request.user, found)
    study = found.study_id
    actions.do_delete_memo(found, by=request.user)
    messages.success(request, _("The memo is gone."))
    return redirect("interviews:memos", study)
