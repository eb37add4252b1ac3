"""Talks with authorities and between them, and what was promised there."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tayanch import policy
from tayanch.accounts.access import StaffRequest
from tayanch.evidence.policy import actions, editing
from tayanch.evidence.policy.access import access_row, for_readers, for_writers, may_write, require_writer, rows_for
from tayanch.evidence.policy.models import Commitment, Talk


@require_safe
@for_readers
def talks(request: StaffRequest) -> HttpResponse:
    """What is still promised, then all talks."""
    promised, today = rows_for(request.user, Commitment).select_related("talk"), timezone.localdate()
    open_ones = [(one, one.is_late(today)) for one in promised.filter(state=Commitment.State.OPEN)]
    context = {"open": "talks", "talks": rows_for(request.user, Talk), "open_ones": open_ones}
    return render(request, "policy/talks.html", context | {"writes": may_write(request.user)})


@require_http_methods(["GET", "POST"])
@for_writers
def new(request: StaffRequest) -> HttpResponse:
    """Write down a talk."""
    form = editing.filled(request, Talk, initial={"day": timezone.localdate()})
    if row := editing.added(request, Talk, form):
        return redirect("policy:talk", row.id)
    return editing.page(request, form, _("Write down a talk"), open="talks", back=reverse("policy:talks"))


@require_http_methods(["GET", "POST"])
@for_readers
def talk(request: StaffRequest, talk_id: UUID) -> HttpResponse:
    """A talk with what was promised; a promise is added here."""
    row, today = access_row(request.user, Talk, talk_id), timezone.localdate()
    form = editing.filled(request, Commitment)
    if request.method == "POST":
        require_writer(request)
        if editing.added(request, Commitment, form, talk=row):
            return redirect("policy:talk", row.id)
    promised = [
        (one, one.is_late(today), policy.recommendations().get(one.recommendation)) for one in row.commitments.all()
    ]
    context = {"open": "talks", "talk": row, "promised": promised, "form": form, "writes": may_write(request.user)}
    return render(request, "policy/talk.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@for_writers
def change(request: StaffRequest, talk_id: UUID) -> HttpResponse:
    """Change what is said about a talk."""
    row = access_row(request.user, Talk, talk_id)
    form, back = editing.filled(request, Talk, row), reverse("policy:talk", args=[row.id])
    if editing.changed(request, row, form):
        return redirect(back)
    told = {"delete": reverse("policy:talk-delete", args=[row.id]), "back": back, "open": "talks"}
    told["ask"] = _("Delete this talk with all that was promised in it? This cannot be undone.")
    return editing.page(request, form, _("Change the talk"), row=row, **told)


@require_POST
@for_writers
def delete(request: StaffRequest, talk_id: UUID) -> HttpResponse:
    """Delete a talk with what was promised in it."""
    actions.do_delete(access_row(request.user, Talk, talk_id), by=request.user)
    messages.success(request, _("The talk is gone."))
    return redirect("policy:talks")


@require_http_methods(["GET", "POST"])
@for_writers
def commitment(request: StaffRequest, commitment_id: UUID) -> HttpResponse:
    """Change a promise, or say how it stands."""
    row = access_row(request.user, Commitment, commitment_id)
    form, back = editing.filled(request, Commitment, row), reverse("policy:talk", args=[row.talk_id])
    if editing.changed(request, row, form):
        return redirect(back)
    told = {"delete": reverse("policy:commitment-delete", args=[row.id]), "back": back, "open": "talks"}
    told["ask"] = _("Delete this promise? This cannot be undone.")
    return editing.page(request, form, _("Change the promise"), row=row, **told)


@require_POST
@for_writers
def delete_commitment(request: StaffRequest, commitment_id: UUID) -> HttpResponse:
    """Delete a promise."""
    row = access_row(request.user, Commitment, commitment_id)
    actions.do_delete(row, by=request.user)
    messages.success(request, _("The promise of the office is gone."))
    return redirect("policy:talk", row.talk_id)
