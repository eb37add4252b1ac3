"""The dashboard for those who lead: what the numbers say, women first, each chart to be taken away."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tayanch.accounts.access import StaffRequest
from tayanch.evidence.releases import boards
from tayanch.evidence.releases.access import for_publishers
from tayanch.evidence.releases.views.releases import language

TYPES = {"png": "image/png", "svg": "image/svg+xml", "csv": "text/csv; charset=utf-8"}


@require_GET
@for_publishers
def dashboard(request: StaffRequest) -> HttpResponse:
    """Charts of the indicators that have values."""
    found = boards.board(request.user, language(), request.GET.get("topic", ""))
    return render(request, "releases/dashboard.html", {"board": found})


@require_GET
@for_publishers
def chart(request: StaffRequest, indicator_id: str, chart_id: str, form: str) -> HttpResponse:
    """One chart as PNG, SVG or CSV, with its citation."""
    data = boards.file_of(request.user, indicator_id, chart_id, form, language()) if form in TYPES else None
    if data is None:
        raise Http404
    response = HttpResponse(data, content_type=TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{chart_id}.{form}"'
    return response
