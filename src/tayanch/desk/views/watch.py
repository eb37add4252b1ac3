"""Who saw what: the director's page, and the question to a worker who opens many cases."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk.access import access_alert, access_watched, alerts_for, canaries_for, require_director
from tayanch.desk.actions import watch as actions
from tayanch.desk.actions.guard import RecoverySheetMissing
from tayanch.desk.forms.watch import CanaryForm, WhyForm
from tayanch.desk.privacy import watch
from tayanch.desk.views.roles import for_caseworkers

SHOWN_DAYS = 30


@require_http_methods(["GET", "POST"])
@for_caseworkers
def why(request: StaffRequest) -> HttpResponse:
    """Ask why she opens more cases than usual; what she answers is on the director's page."""
    form = WhyForm(request.POST or None)
    if form.is_valid():
        actions.do_say_why(form.cleaned_data["why"], by=request.user)
        messages.success(request, _("You can go on. The director is told why."))
        return redirect("desk:cases")
    context = {"form": form, "usual": watch.USUAL}
    return render(request, "desk/watch_why.html", context, status=422 if form.is_bound else 200)


@require_GET
def watched(request: StaffRequest) -> HttpResponse:
    """Alerts first, then who opened how much."""
    require_director(request.user)
    return show(request, CanaryForm(director=request.user))


def show(request: StaffRequest, form: CanaryForm) -> HttpResponse:
    """The director's page; with a refused form it answers 422."""
    since = timezone.localdate() - timedelta(days=SHOWN_DAYS)
    context = {
        "alerts": alerts_for(request.user)[:100],
        "days": watch.days(request.user.organisation_id, since),
        "canaries": canaries_for(request.user),
        "usual": watch.USUAL,
        "form": form,
    }
    return render(request, "desk/watch.html", context, status=422 if form.is_bound else 200)


@require_GET
def worker(request: StaffRequest, user_id: UUID) -> HttpResponse:
    """What one colleague opened: references, and whose they are."""
    colleague = access_watched(request.user, user_id)
    since = timezone.localdate() - timedelta(days=SHOWN_DAYS)
    context = {"colleague": colleague, "openings": watch.opened_by(colleague, since)}
    return render(request, "desk/watch_worker.html", context)


@require_POST
def seen(request: StaffRequest, alert_id: UUID) -> HttpResponse:
    actions.do_see_alert(access_alert(request.user, alert_id), by=request.user)
    return redirect("desk:watch")


@require_POST
def canary(request: StaffRequest) -> HttpResponse:
    """Plant an invented record."""
    require_director(request.user)
    form = CanaryForm(request.POST, director=request.user)
    if not form.is_valid():
        return show(request, form)
    try:
        actions.do_plant_canary(**form.cleaned_data, by=request.user)
    except RecoverySheetMissing as missing:
        messages.error(request, str(missing))
        return redirect("desk:watch")
    messages.success(request, _("Planted. Whoever else opens it stands here."))
    return redirect("desk:watch")
