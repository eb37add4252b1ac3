"""Files with names: ask, decide, take."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk.access import access_export, exports_for, require_director, require_exporter
from tayanch.desk.actions import exports as actions
from tayanch.desk.forms.exports import AskForm, TakeForm
from tayanch.desk.reporting.named_export import named_columns

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
def exports(request: StaffRequest) -> HttpResponse:
    """What was asked for and what became of it; a supervisor asks here."""
    require_exporter(request.user)
    form = AskForm(request.POST or None, user=request.user)
    if form.is_bound:
        require_exporter(request.user, to_ask=True)
        if form.is_valid() and _ask(request, form):
            return redirect("desk:exports")
    now = timezone.now()
    shown = [(one, actions.is_open(one, now), named_columns(one)) for one in exports_for(request.user)[:50]]
    context = {"form": form, "exports": shown, "take": TakeForm()}
    return render(request, "desk/exports.html", context, status=422 if form.is_bound else 200)


def _ask(request: StaffRequest, form: AskForm) -> bool:
    said = form.cleaned_data
    facts = {name: said[name] for name in ("purpose", "recipient", "state", "topic")} | {"owner": said["owner"] or None}
    try:
        actions.do_ask_for_export(by=request.user, columns=said["columns"], **facts)
    except actions.TooMany:
        form.add_error(None, _("These are more than 500 cases. Choose fewer: a topic, an owner or a state."))
        return False
    messages.success(request, _("Asked. The director decides; the file waits for you here for two days after that."))
    return True


@require_POST
def decide(request: StaffRequest, export_id: UUID) -> HttpResponse:
    """The director says yes or no."""
    require_director(request.user)
    approve = request.POST.get("approve") == "1"
    actions.do_decide_export(access_export(request.user, export_id), approve=approve, by=request.user)
    messages.success(request, _("Approved.") if approve else _("Refused."))
    return redirect("desk:exports")


@sensitive_post_parameters()
@require_POST
def take(request: StaffRequest, export_id: UUID) -> HttpResponse:
    """The file, locked with the passphrase she typed."""
    require_exporter(request.user, to_ask=True)
    export, form = access_export(request.user, export_id), TakeForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
        return redirect("desk:exports")
    spoken, now = get_language() or "en", timezone.now()
    try:
        secret = form.cleaned_data["passphrase"]
        body = actions.do_take_export(export, secret, by=request.user, language=spoken, now=now)
    except actions.NotOpen:
        messages.error(request, _("This file cannot be taken any more. Ask again."))
        return redirect("desk:exports")
    return HttpResponse(body, XLSX, headers={"Content-Disposition": 'attachment; filename="tayanch-locked.xlsx"'})
