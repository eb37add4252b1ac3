"""Figures on one question side by side."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tayanch.accounts.access import StaffRequest
from tayanch.evidence.figures import picture, telling
from tayanch.evidence.figures.access import for_readers, may_edit


@require_GET
@for_readers
def questions(request: StaffRequest) -> HttpResponse:
    """The questions that several figures answer."""
    here = telling.register_for(request.user)
    context = {"open": "questions", "groups": telling.questions(request.user, here)}
    return render(request, "figures/questions.html", context)


@require_GET
@for_readers
def question(request: StaffRequest, code: str) -> HttpResponse:
    """What all figures say on the question of one of them, and why they may differ."""
    here = telling.register_for(request.user)
    group = telling.question_of(request.user, code, here)
    if group is None:
        raise Http404
    context = {"open": "questions", "group": group, "code": code, "may_edit": may_edit(request.user)}
    return render(request, "figures/question.html", context)


@require_GET
@for_readers
def chart(request: StaffRequest, code: str) -> HttpResponse:
    """The same as dots on one line."""
    group = telling.question_of(request.user, code, telling.register_for(request.user))
    if group is None or not group.is_drawn:
        raise Http404
    return HttpResponse(picture.dots(group), "image/svg+xml; charset=utf-8")
