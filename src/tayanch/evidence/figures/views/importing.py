"""Files of figures: brought, looked at, kept, taken back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk import undo
from tayanch.evidence.figures import importing, telling
from tayanch.evidence.figures.access import access_import, for_editors, imports_for
from tayanch.evidence.figures.actions import imports as actions
from tayanch.evidence.figures.forms import BringForm
from tayanch.evidence.figures.models import FigureImport
from tayanch.evidence.figures.troubles import Refused


@require_http_methods(["GET", "POST"])
@for_editors
def imports(request: StaffRequest) -> HttpResponse:
    """Bring a file; all files that were brought."""
    form = BringForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = actions.do_read_file(file.name, importing.read(file.name, file.read()), by=request.user)
            return redirect("figures:import", made.id)
        except Refused as refusal:
            form.add_error("file", str(refusal))
    context = {"open": "imports", "form": form, "rows": imports_for(request.user).defer("rows")[:50]}
    return render(request, "figures/imports.html", context, status=422 if request.method == "POST" else 200)


@require_GET
@for_editors
def one(request: StaffRequest, import_id: UUID) -> HttpResponse:
    """What a file would do, before anything is kept; or what it did."""
    row = access_import(request.user, import_id)
    context = {"open": "imports", "row": row}
    if row.state == FigureImport.State.WAITING:
        plan = importing.plan(request.user, row.rows)
        here = telling.register_for(request.user)
        context |= telling.plan(plan, here) | {"plan": plan}
    return render(request, "figures/import.html", context)


@require_POST
@for_editors
def act(request: StaffRequest, import_id: UUID) -> HttpResponse:
    """Keep a file's figures, forget the file, or take the whole import back."""
    row, what = access_import(request.user, import_id), request.POST.get("act")
    try:
        if what == "keep":
            return _keep(request, row)
        if what == "undo":
            return _undo(request, row)
        if what != "drop":
            raise BadRequest
        actions.do_drop_import(row, by=request.user)
        messages.success(request, _("The file is forgotten. Nothing of it was kept."))
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("figures:import", row.id)
    return redirect("figures:imports")


def _keep(request: StaffRequest, row: FigureImport) -> HttpResponse:
    codes = set(request.POST.getlist("codes"))
    if not codes:
        raise Refused(_("Nothing is ticked. Tick the figures that are to be kept."))
    kept = actions.do_keep_import(row, codes, seen=request.POST.get("seen", ""), by=request.user)
    count = len(kept.did["added"]) + len(kept.did["changed"])
    said = ngettext("%d figure was kept.", "%d figures were kept.", count) % count
    undo.offer(request, said, reverse("figures:import-act", args=[row.id]), {"act": "undo"})
    return redirect("figures:import", row.id)


def _undo(request: StaffRequest, row: FigureImport) -> HttpResponse:
    left = actions.do_undo_import(row, by=request.user)
    messages.success(request, _("The whole file was taken back."))
    if left:
        messages.warning(request, _("Somebody worked on these since, so they stay: %s.") % ", ".join(left))
    return redirect("figures:import", row.id)
