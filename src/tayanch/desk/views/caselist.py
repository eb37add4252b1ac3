"""What is done on the list of cases: a choice is kept, many cases are handed over at once."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk import undo
from tayanch.desk.access import Need, access_case, access_saved_view
from tayanch.desk.actions import filters as actions
from tayanch.desk.forms.caselist import HandOverManyForm
from tayanch.desk.forms.cases import FilterForm
from tayanch.desk.models import Case
from tayanch.desk.views.roles import for_caseworkers

MOST_AT_ONCE = 50


@require_POST
@for_caseworkers
def keep_view(request: StaffRequest) -> HttpResponse:
    """Keep what the list is chosen by."""
    form = FilterForm(request.POST, user=request.user)
    if not form.is_valid():
        messages.error(request, _("This choice cannot be kept."))
        return redirect("desk:cases")
    view = actions.do_keep_view(by=request.user, **actions.values_of(form.cleaned_data))
    messages.success(request, _("Kept. It stands above the list."))
    return redirect(f"{reverse('desk:cases')}?{view.query}")


@require_POST
def drop_view(request: StaffRequest, view_id: int) -> HttpResponse:
    """Forget it again."""
    view = access_saved_view(request.user, view_id)
    again = {"state": view.state, "topic": view.topic, "owner": str(view.owner_id or "")}
    actions.do_drop_view(view, by=request.user)
    undo.offer(request, _("The view is gone."), reverse("desk:view-keep"), again)
    return redirect("desk:cases")


@require_POST
@for_caseworkers
def hand_over_many(request: StaffRequest) -> HttpResponse:
    """First say what would go to whom, then do it: all of it or nothing."""
    chosen = [access_case(request.user, one, Need.OWN) for one in request.POST.getlist("case")[:MOST_AT_ONCE]]
    form = HandOverManyForm(request.POST if "to" in request.POST else None, cases=chosen, user=request.user)
    if not chosen:
        messages.warning(request, _("Choose cases first: tick the ones to hand over."))
        return redirect("desk:cases")
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "desk/cases_hand_over.html", {"cases": chosen, "form": form}, status=status)
    _hand_over(request, chosen, form)
    return redirect("desk:cases")


def _hand_over(request: StaffRequest, chosen: list[Case], form: HandOverManyForm) -> None:
    to = form.cleaned_data["to"]
    try:
        actions.do_hand_over_many([(case, to) for case in chosen], by=request.user)
    except PermissionDenied:
        messages.error(request, _("Nothing was handed over: one of the cases was closed or changed hands meanwhile."))
        return
    said = ngettext("%(n)s case is now %(who)s’s.", "%(n)s cases are now %(who)s’s.", len(chosen))
    messages.success(request, said % {"n": len(chosen), "who": to.name})
