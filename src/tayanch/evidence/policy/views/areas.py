"""The niche matrix: how far civil society has come in nine areas, as published and as the organisation finds it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tayanch import policy
from tayanch.accounts.access import StaffRequest
from tayanch.desk import undo
from tayanch.evidence.policy import actions, presenting, states
from tayanch.evidence.policy.access import access_row, for_readers, for_writers, may_write, require_writer, rows_for
from tayanch.evidence.policy.forms import LevelForm
from tayanch.evidence.policy.models import AreaLevel


@require_safe
@for_readers
def areas(request: StaffRequest) -> HttpResponse:
    """What was published beside each year of the organisation's own."""
    rows = rows_for(request.user, AreaLevel).filter(taken_back=None)
    context = {"open": "areas", "matrix": policy.areas(), "grid": presenting.grid(rows)}
    return render(request, "policy/areas.html", context)


@require_http_methods(["GET", "POST"])
@for_readers
def area(request: StaffRequest, area_key: str) -> HttpResponse:
    """One area: its history; a level for a year is written here."""
    found = next((one for one in policy.areas().areas if one.id == area_key), None)
    if found is None:
        raise Http404
    form = LevelForm(request.POST or None, initial={"year": timezone.localdate().year})
    if request.method == "POST":
        require_writer(request)
        if form.is_valid():
            row = actions.do_set_level(found.id, **form.values, by=request.user)
            undo.offer(request, _("The level is written down."), reverse("policy:level-take-back", args=[row.id]))
            return redirect("policy:area", found.id)
    history = rows_for(request.user, AreaLevel).filter(area=found.id)
    stands = [one for one in states.all_stands(request.user.organisation_id) if one.asked.area == found.id]
    context = {"open": "areas", "area": found, "matrix": policy.areas(), "form": form, "history": history}
    context |= {"stands": stands, "writes": may_write(request.user)}
    return render(request, "policy/area.html", context, status=422 if form.errors else 200)


@require_POST
@for_writers
def take_back(request: StaffRequest, level_id: UUID) -> HttpResponse:
    """Take an entry back; it stays in the history, struck out."""
    row = access_row(request.user, AreaLevel, level_id)
    if row.taken_back is None:
        actions.do_take_back(row, by=request.user)
        messages.success(request, _("Taken back."))
    return redirect("policy:area", row.area)
