"""Counts for those who report: never a row of anybody."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tayanch.accounts.access import StaffRequest
from tayanch.desk import counts as counting
from tayanch.desk.access import require_counts


@require_GET
def counts(request: StaffRequest) -> HttpResponse:
    require_counts(request.user)
    today = timezone.localdate()
    context = {
        "today": today,
        "topics": counting.consultations_by_topic(request.user, today),
        "outcomes": counting.cases_by_outcome(request.user, today),
        "money": counting.money_by_stage(request.user),
        "bands": counting.money_of_erased(request.user),
    }
    return render(request, "desk/counts.html", context)
