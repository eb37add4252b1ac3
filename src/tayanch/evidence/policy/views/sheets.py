"""Reviews of texts: clauses that discriminate, and what is missing."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tayanch import policy
from tayanch.accounts.access import StaffRequest
from tayanch.evidence.policy import actions, editing, wording
from tayanch.evidence.policy.access import access_row, for_readers, for_writers, may_write, require_writer, rows_for
from tayanch.evidence.policy.models import Clause, Sheet


@require_safe
@for_readers
def sheets(request: StaffRequest) -> HttpResponse:
    """All reviews of the organisation."""
    rows = rows_for(request.user, Sheet).annotate(found=Count("clauses"))
    return render(request, "policy/sheets.html", {"open": "sheets", "sheets": rows, "writes": may_write(request.user)})


@require_http_methods(["GET", "POST"])
@for_writers
def new(request: StaffRequest) -> HttpResponse:
    """Begin a review, of an entry of the register when the address names one."""
    one = policy.instruments().get(request.GET.get("instrument", ""))
    told = {"title": wording.said(one.name), "instrument": one.id} if one else {}
    form = editing.filled(request, Sheet, initial={"day": timezone.localdate(), **told})
    if row := editing.added(request, Sheet, form):
        return redirect("policy:sheet", row.id)
    return editing.page(request, form, _("Review a text"), open="sheets", back=reverse("policy:sheets"))


@require_http_methods(["GET", "POST"])
@for_readers
def sheet(request: StaffRequest, sheet_id: UUID) -> HttpResponse:
    """A review with its findings; a finding is added here."""
    row = access_row(request.user, Sheet, sheet_id)
    form = editing.filled(request, Clause)
    if request.method == "POST":
        require_writer(request)
        if editing.added(request, Clause, form, sheet=row):
            return redirect("policy:sheet", row.id)
    context = {"open": "sheets", "sheet": row, "clauses": row.clauses.all(), "form": form}
    context |= {"one": policy.instruments().get(row.instrument), "writes": may_write(request.user)}
    return render(request, "policy/sheet.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@for_writers
def change(request: StaffRequest, sheet_id: UUID) -> HttpResponse:
    """Change what is said about the review, or end it."""
    row = access_row(request.user, Sheet, sheet_id)
    form, back = editing.filled(request, Sheet, row), reverse("policy:sheet", args=[row.id])
    if editing.changed(request, row, form):
        return redirect(back)
    told = {"delete": reverse("policy:sheet-delete", args=[row.id]), "back": back, "open": "sheets"}
    told["ask"] = _("Delete this review with all its findings? This cannot be undone.")
    return editing.page(request, form, _("Change the review"), row=row, **told)


@require_POST
@for_writers
def delete(request: StaffRequest, sheet_id: UUID) -> HttpResponse:
    """Delete a review with its findings."""
    actions.do_delete(access_row(request.user, Sheet, sheet_id), by=request.user)
    messages.success(request, _("The review is gone."))
    return redirect("policy:sheets")


@require_http_methods(["GET", "POST"])
@for_writers
def clause(request: StaffRequest, clause_id: UUID) -> HttpResponse:
    """Change a finding."""
    row = access_row(request.user, Clause, clause_id)
    form, back = editing.filled(request, Clause, row), reverse("policy:sheet", args=[row.sheet_id])
    if editing.changed(request, row, form):
        return redirect(back)
    told = {"delete": reverse("policy:clause-delete", args=[row.id]), "back": back, "open": "sheets"}
    told["ask"] = _("Delete this finding? This cannot be undone.")
    return editing.page(request, form, _("Change the finding"), row=row, **told)


@require_POST
@for_writers
def delete_clause(request: StaffRequest, clause_id: UUID) -> HttpResponse:
    """Delete a finding."""
    row = access_row(request.user, Clause, clause_id)
    actions.do_delete(row, by=request.user)
    messages.success(request, _("The finding is gone."))
    return redirect("policy:sheet", row.sheet_id)
