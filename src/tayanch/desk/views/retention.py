"""How long records stay: what ends soon, what is kept longer, and the director's rules."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.accounts.models import Role
from tayanch.desk.access import Need, access_case, require_director, require_keeper, rules_for
from tayanch.desk.actions import retention as actions
from tayanch.desk.forms.retention import HoldForm, RuleForm
from tayanch.desk.privacy import retention


@require_GET
def endings(request: StaffRequest) -> HttpResponse:
    """What is forgotten within a month: for the workers their cases, for the director the rules and a number."""
    require_keeper(request.user)
    return show(request, RuleForm(initial={"months": retention.USUAL["case"]}))


def show(request: StaffRequest, rule_form: RuleForm, hold_form: HoldForm | None = None) -> HttpResponse:
    """The page; with a refused form it answers 422."""
    user, today = request.user, timezone.localdate()
    later = today + timedelta(days=365 * 3)
    context = {
        "rules": rules_for(user),
        "endings": retention.soon(user, today) if user.works_on_cases else [],
        "talks": retention.talks_that_end(user.organisation_id, today + retention.NOTICE).count(),
        "is_director": user.role == Role.DIRECTOR,
        "rule_form": rule_form,
        "hold_form": hold_form or HoldForm(initial={"until": later}),
    }
    refused = rule_form.is_bound or (hold_form is not None and hold_form.is_bound)
    return render(request, "desk/retention.html", context, status=422 if refused else 200)


@require_POST
def rule(request: StaffRequest) -> HttpResponse:
    require_director(request.user)
    form = RuleForm(request.POST)
    if not form.is_valid():
        return show(request, form)
    said = form.cleaned_data
    actions.do_set_rule(said["kind"], said["topic"], said["months"], by=request.user)
    messages.success(request, _("Set. What ends by it is shown a month before it goes."))
    return redirect("desk:retention")


@require_POST
def hold(request: StaffRequest, reference: str) -> HttpResponse:
    """Keep one case longer, or let the rule count again."""
    case = access_case(request.user, reference, Need.OWN)
    if "release" in request.POST:
        actions.do_release(case, by=request.user)
        messages.success(request, _("The rule counts again. Nothing goes before a month has passed."))
        return redirect("desk:retention")
    form = HoldForm(request.POST)
    if not form.is_valid():
        return show(request, RuleForm(), form)
    actions.do_hold(case, form.cleaned_data["until"], form.cleaned_data["why"], by=request.user)
    messages.success(request, _("It stays."))
    return redirect("desk:retention")
