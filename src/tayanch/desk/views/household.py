"""The people around her: who lives where, who cares for whom."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk.access import Need, access_case, access_case_person
from tayanch.desk.actions.guard import RecoverySheetMissing
from tayanch.desk.actions.household import do_add_to_household, do_change_household
from tayanch.desk.cases import householding
from tayanch.desk.forms.assessments import NewPartForm, PartForm
from tayanch.desk.models import Case


@require_GET
def household(request: StaffRequest, reference: str) -> HttpResponse:
    """The drawing, and a small form for each person."""
    return page(request, access_case(request.user, reference))


def page(request: StaffRequest, case: Case, wrong: dict[str, Form] | None = None) -> HttpResponse:
    """The page; *wrong* is a form that was refused, by the id of its person or ``new``."""
    found = householding.people(case)
    for one in found:
        one["form"] = (wrong or {}).get(one["id"]) or _form(case, found, one)
    groups = householding.drawn(found, timezone.localdate().year)
    context = {
        "case": case,
        "groups": groups,
        "people": found,
        "minors": [one for one in found if one["is_minor"]],
        "wrong": next(iter(wrong or {}), ""),
        "new": (wrong or {}).get("new") or NewPartForm(carers=_carers(found), auto_id="new_%s"),
        "is_open": case.state == Case.State.OPEN,
    }
    return render(request, "desk/household.html", context, status=422 if wrong else 200)


def _form(case: Case, found: list[dict[str, Any]], one: dict[str, Any]) -> PartForm:
    initial = {**householding.facts_of(case, one["tie"]), "relation": one["tie"].relation}
    carers = _carers(found, leaving_out=one["id"])
    return PartForm(initial=initial, carers=carers, of=one["tie"].relation, auto_id=f"p{one['tie'].pk}_%s")


def _carers(found: list[dict[str, Any]], leaving_out: str = "") -> list[tuple[str, str]]:
    return [(one["id"], one["name"]) for one in found if one["id"] != leaving_out]


@require_POST
def add(request: StaffRequest, reference: str) -> HttpResponse:
    """Write somebody of the household down."""
    case = access_case(request.user, reference, Need.WRITE)
    form = NewPartForm(request.POST, carers=_carers(householding.people(case)), auto_id="new_%s")
    if not form.is_valid():
        return page(request, case, {"new": form})
    said = {"name": form.cleaned_data["name"], "relation": form.cleaned_data["relation"]}
    try:
        do_add_to_household(case, by=request.user, **said, **form.facts)
    except RecoverySheetMissing as missing:
        messages.warning(request, str(missing))
    return redirect("desk:household", reference)


@require_POST
def change(request: StaffRequest, reference: str, person_id: UUID) -> HttpResponse:
    """Change what is known of one of them."""
    tie = access_case_person(request.user, reference, person_id, Need.WRITE)
    carers = _carers(householding.people(tie.case), leaving_out=str(person_id))
    form = PartForm(request.POST, carers=carers, of=tie.relation, auto_id=f"p{tie.pk}_%s")
    if not form.is_valid():
        return page(request, tie.case, {str(person_id): form})
    do_change_household(tie, by=request.user, relation=form.cleaned_data["relation"], **form.facts)
    messages.success(request, _("Written."))
    return redirect("desk:household", reference)
