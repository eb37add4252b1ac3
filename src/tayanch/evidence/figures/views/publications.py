"""The publications that an organisation described itself."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tayanch.accounts.access import StaffRequest
from tayanch.evidence.figures import library, telling
from tayanch.evidence.figures.access import access_publication, for_editors, publications_for
from tayanch.evidence.figures.actions import figures as actions
from tayanch.evidence.figures.forms import NewPublicationForm, PublicationForm
from tayanch.evidence.figures.troubles import Changed, Refused

FIELDS = ("title", "authors", "publisher", "year", "url", "language", "seen_on")


@require_http_methods(["GET", "POST"])
@for_editors
def publications(request: StaffRequest) -> HttpResponse:
    """All publications of the register; a new one is described here."""
    form = NewPublicationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        try:
            made = actions.do_add_publication(told.pop("key"), told, by=request.user)
        except Refused as refusal:
            form.add_error("key", str(refusal))
        else:
            messages.success(request, _("Described. Now write its figures down."))
            return redirect("figures:publication", made.id)
    own = publications_for(request.user).annotate(count=Count("figures"))
    context = {"open": "publications", "form": form, "own": own, "shipped": library.documents().values()}
    return render(request, "figures/publications.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@for_editors
def publication(request: StaffRequest, publication_id: UUID) -> HttpResponse:
    """One publication with its figures."""
    row = access_publication(request.user, publication_id)
    form = PublicationForm(request.POST or None, initial={name: getattr(row, name) for name in FIELDS})
    version, clash = row.version, []
    if request.method == "POST" and form.is_valid():
        was = request.POST.get("version", "")
        try:
            actions.do_change_publication(row, form.cleaned_data, was=int(was) if was.isdigit() else 0, by=request.user)
        except Changed as change:
            version = change.version
            clash = [(telling.column(name), value or "—") for name, value in change.now.items()]
        else:
            messages.success(request, _("Saved."))
            return redirect("figures:publication", row.id)
    context = {"open": "publications", "row": row, "form": form, "version": version, "clash": clash}
    return render(request, "figures/publication.html", context, status=422 if form.is_bound else 200)
