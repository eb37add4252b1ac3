"""Remarks, judgements and contradictions that people write."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk import undo
from tayanch.evidence.figures import judging, register, telling
from tayanch.evidence.figures.access import access_said, for_editors
from tayanch.evidence.figures.actions import saying as actions
from tayanch.evidence.figures.forms import ContradictForm, NoteForm
from tayanch.evidence.figures.models import Contradiction, FigureNote


@require_POST
@for_editors
def note(request: StaffRequest, code: str) -> HttpResponse:
    """Remark something about a figure."""
    found, form = register.figure(request.user, code), NoteForm(request.POST)
    if form.is_valid():
        made = actions.do_note(found.id, form.cleaned_data["text"], by=request.user)
        offer(request, _("Remarked."), "note", made.id)
    else:
        messages.warning(request, _("Write the remark first, in at most 1,000 characters."))
    return redirect("figures:figure", code)


def offer(request: StaffRequest, said: str, kind: str, said_id: UUID, act: str = "withdraw") -> None:
    """Offer to take back what was just said."""
    undo.offer(request, said, reverse("figures:said", args=[kind, said_id]), {"act": act})


@require_http_methods(["GET", "POST"])
@for_editors
def contradict(request: StaffRequest) -> HttpResponse:
    """Write down a contradiction that no rule finds."""
    here = telling.register_for(request.user)
    initial = {"rows": request.GET.get("with", ""), "severity": "doubt"}
    form = ContradictForm(request.POST or None, here=here, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        made = actions.do_contradict(told["rows"], told["severity"], told["text"], by=request.user)
        offer(request, _("Written down."), "contradiction", made.id)
        return redirect("figures:finding", judging.key_of(register.as_finding(made)))
    context = {"open": "findings", "form": form}
    return render(request, "figures/contradict.html", context, status=422 if form.is_bound else 200)


@require_POST
@for_editors
def said(request: StaffRequest, said_kind: str, said_id: UUID) -> HttpResponse:
    """Take back what was said, or let it hold again."""
    row = access_said(request.user, said_kind, said_id)
    act = request.POST.get("act")
    if act == "withdraw":
        actions.do_withdraw(row, by=request.user)
        offer(request, _("Taken back. It stays in the record."), said_kind, said_id, "again")
    elif act == "again":
        actions.do_say_again(row, by=request.user)
        messages.success(request, _("It holds again."))
    else:
        raise BadRequest
    if isinstance(row, FigureNote):
        return redirect("figures:figure", row.code)
    if isinstance(row, Contradiction):
        return redirect("figures:findings")
    return redirect("figures:finding", row.finding)
