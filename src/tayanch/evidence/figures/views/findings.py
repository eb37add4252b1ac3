"""All that does not agree, with both sides, and how people judged it."""

from __future__ import annotations

from collections import Counter

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tayanch.accounts.access import StaffRequest
from tayanch.evidence.figures import judging, telling
from tayanch.evidence.figures.access import for_readers, may_edit
from tayanch.evidence.figures.actions import saying as actions
from tayanch.evidence.figures.forms import JudgeForm
from tayanch.evidence.figures.models import Judgement
from tayanch.evidence.figures.telling import Disagreement, Register
from tayanch.evidence.figures.views.saying import offer

A_PAGE = 20
SEVERITIES = ("error", "doubt", "note")


@require_GET
@for_readers
def findings(request: StaffRequest) -> HttpResponse:
    """The findings, by rule, by how grave they are, judged or not."""
    here = telling.register_for(request.user)
    asked = {name: request.GET.get(name, "") for name in ("rule", "severity", "state")}
    found = [one for one in here.of(here.findings) if _meets(one, asked)]
    rules = Counter(one.rule for one in here.findings)
    context = {
        "open": "findings",
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "asked": asked,
        "rules": sorted(((rule, telling.rule(rule), n) for rule, n in rules.items()), key=lambda one: -one[2]),
        "severities": [(each, telling.severity(each)) for each in SEVERITIES],
        "judged": len(here.judged),
        "all": len(here.findings),
        "may_edit": may_edit(request.user),
    }
    return render(request, "figures/findings.html", context)


def _meets(one: Disagreement, asked: dict[str, str]) -> bool:
    state = "judged" if one.judged else "open"
    told = {"rule": one.finding.rule, "severity": one.severity, "state": state}
    return all(not wanted or told[name] == wanted for name, wanted in asked.items())


@require_http_methods(["GET", "POST"])
@for_readers
def finding(request: StaffRequest, finding: str) -> HttpResponse:
    """One finding; somebody who may write says how it is to be read."""
    here = telling.register_for(request.user)
    one = _one(here, finding)
    writes = may_edit(request.user)
    form = JudgeForm(request.POST or None) if writes else None
    if request.method == "POST" and form is not None and form.is_valid():
        told = form.cleaned_data
        made = actions.do_judge(one.finding, told["verdict"], told["text"], figures=here.figures, by=request.user)
        offer(request, _("Judged. The figures stay as they are."), "judgement", made.id)
        return redirect("figures:finding", finding)
    before = Judgement.objects.filter(organisation_id=request.user.organisation_id, finding=finding)
    context = {"open": "findings", "one": one, "form": form, "before": before.select_related("by"), "may_edit": writes}
    context["about"] = telling.rule_does(one.finding.rule)
    return render(request, "figures/finding.html", context, status=422 if request.method == "POST" else 200)


def _one(here: Register, key: str) -> Disagreement:
    found = next((one for one in here.findings if judging.key_of(one) == key), None)
    if found is None:
        raise Http404
    return here.of([found])[0]
