"""Own figures: written, changed, taken out of use, taken up again; the checks are shown before anything is kept."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk import undo
from tayanch.evidence.figures import previewing, telling
from tayanch.evidence.figures.access import access_own, for_editors
from tayanch.evidence.figures.actions import figures as actions
from tayanch.evidence.figures.forms import FigureForm
from tayanch.evidence.figures.models import PublishedFigure
from tayanch.evidence.figures.rows import values_of_row
from tayanch.evidence.figures.telling import Register
from tayanch.evidence.figures.troubles import Changed, Refused


@require_http_methods(["GET", "POST"])
@for_editors
def new(request: StaffRequest) -> HttpResponse:
    """A figure that somebody read in a publication; ``?replaces=s000-161`` begins with what that figure says."""
    here = telling.register_for(request.user)
    initial = previewing.begun(here, request.GET)
    form = FigureForm(request.POST or None, here=here, initial=initial)
    if request.method == "POST" and form.is_valid() and not _looks(request):
        try:
            made = actions.do_add_figure(form.values(), by=request.user, code=form.cleaned_data["code"])
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            act = {"act": "retire"}
            undo.offer(request, _("Kept as %s.") % made.code, reverse("figures:act", args=[made.code]), act)
            return redirect("figures:figure", made.code)
    return _page(request, here, form, None)


def _looks(request: StaffRequest) -> bool:
    return "look" in request.POST


def _page(
    request: StaffRequest, here: Register, form: FigureForm, row: PublishedFigure | None, **more: Any
) -> HttpResponse:
    context: dict[str, Any] = {"open": "new", "form": form, "row": row, "preview": None, "version": row and row.version}
    if form.is_bound and form.is_valid():
        context["preview"] = previewing.findings(here, form.values(), row.code if row else "")
    wrong = form.is_bound and not form.is_valid()
    return render(request, "figures/edit.html", context | more, status=422 if wrong or more else 200)


@require_http_methods(["GET", "POST"])
@for_editors
def change(request: StaffRequest, code: str) -> HttpResponse:
    """Change an own figure. What a colleague wrote meanwhile is never written over unseen."""
    row, here = access_own(request.user, code), telling.register_for(request.user)
    form = FigureForm(request.POST or None, here=here, initial=values_of_row(row), code=code)
    if request.method == "POST" and form.is_valid() and not _looks(request):
        try:
            made = actions.do_change_figure(row, form.values(), was=_version(request), by=request.user)
        except Changed as change:
            now = [(telling.column(name), telling.plain(value)) for name, value in change.now.items()]
            return _page(request, here, form, row, clash=now, version=change.version)
        back = {"act": "restore", "number": str(row.version)}
        if made.version != row.version:
            undo.offer(request, _("Kept. The earlier state stays in the history."), _act(code), back)
        return redirect("figures:figure", code)
    return _page(request, here, form, row)


def _version(request: StaffRequest) -> int:
    number = request.POST.get("version", "")
    if not number.isdigit():
        raise BadRequest
    return int(number)


def _act(code: str) -> str:
    return reverse("figures:act", args=[code])


@require_POST
@for_editors
def preview(request: StaffRequest) -> HttpResponse:
    """What the checks would say of what is typed; nothing is kept."""
    here = telling.register_for(request.user)
    code = request.POST.get("of", "")
    initial = values_of_row(access_own(request.user, code)) if code else None
    form = FigureForm(request.POST, here=here, initial=initial, code=code)
    found = previewing.findings(here, form.values(), code) if form.is_valid() else None
    return render(request, "figures/preview.html", {"preview": found, "form": form})


@require_POST
@for_editors
def act(request: StaffRequest, code: str) -> HttpResponse:
    """Take a figure out of use, into use again, or take up an earlier state."""
    row, what = access_own(request.user, code), request.POST.get("act")
    if what == "retire":
        actions.do_retire_figure(row, by=request.user)
        undo.offer(
            request, _("%s is out of use. It stays for those who cited it.") % code, _act(code), {"act": "return"}
        )
    elif what == "return":
        actions.do_return_figure(row, by=request.user)
        messages.success(request, _("%s is in use again.") % code)
    elif what == "restore" and request.POST.get("number", "").isdigit():
        _restore(request, row, int(request.POST["number"]))
    else:
        raise BadRequest
    return redirect("figures:figure", code)


def _restore(request: StaffRequest, row: PublishedFigure, number: int) -> None:
    try:
        actions.do_restore_figure(row, number, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return
    back = {"act": "restore", "number": str(row.version)}
    undo.offer(request, _("The earlier state holds again."), _act(row.code), back)
