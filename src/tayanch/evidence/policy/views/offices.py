"""Offices: what they may do for migrant women at which stage, and what they have for it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tayanch import vocabulary
from tayanch.accounts.access import StaffRequest
from tayanch.evidence.policy import actions, editing, wording
from tayanch.evidence.policy.access import access_row, for_readers, for_writers, may_write, rows_for
from tayanch.evidence.policy.models import Body


@require_safe
@for_readers
def offices(request: StaffRequest) -> HttpResponse:
    """The map of mandates: offices × stages, with posts and budgets, and the stages that nobody covers."""
    rows = list(rows_for(request.user, Body))
    stages = [(one.id, one.label(wording.language())) for one in vocabulary.scheme("stage")]
    covered = {stage for row in rows for stage in row.stages}
    context = {
        "open": "offices",
        "offices": [(row, [name for stage, name in stages if stage in row.stages]) for row in rows],
        "uncovered": [name for stage, name in stages if stage not in covered],
        "writes": may_write(request.user),
    }
    return render(request, "policy/offices.html", context)


@require_http_methods(["GET", "POST"])
@for_writers
def new(request: StaffRequest) -> HttpResponse:
    """Write down an office."""
    form = editing.filled(request, Body, initial={"year": timezone.localdate().year})
    if editing.added(request, Body, form):
        return redirect("policy:offices")
    return editing.page(request, form, _("Write down an office"), open="offices", back=reverse("policy:offices"))


@require_http_methods(["GET", "POST"])
@for_writers
def office(request: StaffRequest, body_id: UUID) -> HttpResponse:
    """Change what is said about an office in a year."""
    row = access_row(request.user, Body, body_id)
    form, back = editing.filled(request, Body, row), reverse("policy:offices")
    if editing.changed(request, row, form):
        return redirect(back)
    told = {"delete": reverse("policy:office-delete", args=[row.id]), "back": back, "open": "offices"}
    told["ask"] = _("Delete this office? This cannot be undone.")
    return editing.page(request, form, _("Change the office"), row=row, **told)


@require_POST
@for_writers
def delete(request: StaffRequest, body_id: UUID) -> HttpResponse:
    """Delete an office."""
    actions.do_delete(access_row(request.user, Body, body_id), by=request.user)
    messages.success(request, _("The office is gone."))
    return redirect("policy:offices")
