"""How far the coders of a study agree, as a table and as a file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from tayanch.accounts.access import StaffRequest
from tayanch.evidence.interviews import agreeing, agreement_page
from tayanch.evidence.interviews.access import access_study, for_leads
from tayanch.evidence.interviews.agreement_forms import AgreementForm

PLACES = 300  # on the page; the file has all


def language() -> str:
    return get_language() or "en"


@require_GET
@for_leads
def agreement(request: StaffRequest, study_id: UUID) -> HttpResponse:
    """By code, of all codes, and where they differ. Only what coders are through with counts."""
    study = access_study(request.user, study_id, lead=True)
    form = AgreementForm(request.GET, study=study)
    context: dict[str, Any] = {"study": study, "form": form, "open": "agreement"}
    asked = form.asked
    context |= agreeing.table(study, request.user, asked, language()) | {"asked": asked}
    context["more"] = max(0, len(context["places"]) - PLACES)
    context |= {"places": context["places"][:PLACES], "query": request.GET.urlencode()}
    context |= agreement_page.texts(context["found"])
    return render(request, "interviews/agreement.html", context)


@require_GET
@for_leads
def file(request: StaffRequest, study_id: UUID) -> HttpResponse:
    """The table as CSV; with ``?list=1`` the places where coders differ."""
    study = access_study(request.user, study_id, lead=True)
    asked = AgreementForm(request.GET, study=study).asked
    told = agreeing.table(study, request.user, asked, language())
    rows = agreement_page.places_csv(told) if "list" in request.GET else agreement_page.figures_csv(told)
    response = HttpResponse(rows, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="agreement.csv"'
    return response
