"""Where everything stands, and when States are asked next."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tayanch import policy
from tayanch.accounts.access import StaffRequest
from tayanch.evidence.policy import presenting, states
from tayanch.evidence.policy.access import for_readers, may_write, rows_for
from tayanch.evidence.policy.models import Commitment


@require_safe
@for_readers
def overview(request: StaffRequest) -> HttpResponse:
    """Counts of recommendations, what is late, what comes next."""
    today = timezone.localdate()
    open_ones = rows_for(request.user, Commitment).filter(state=Commitment.State.OPEN).select_related("talk")
    context = {
        "open": "overview",
        "found": states.overview(request.user, today=today),
        "grid": presenting.by_addressee(states.overview(request.user, today=today)),
        "next": policy.next_dates(today)[:3],
        "late_commitments": [one for one in open_ones if one.is_late(today)],
        "writes": may_write(request.user),
    }
    return render(request, "policy/overview.html", context)


@require_safe
@for_readers
def calendar(request: StaffRequest) -> HttpResponse:
    """What is due when, what to prepare until then, and what took place."""
    today = timezone.localdate()
    context = {"open": "calendar", "next": policy.next_dates(today), "reviews": policy.reviews(), "today": today}
    return render(request, "policy/calendar.html", context)
