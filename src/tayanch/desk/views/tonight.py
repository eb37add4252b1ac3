"""The first page of a shift."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tayanch.accounts.access import StaffRequest
from tayanch.desk.actions.panels import do_forget_panels
from tayanch.desk.actions.reveals import do_forget_reveals, waiting_for
from tayanch.desk.hotline import tonight as reading
from tayanch.desk.hotline.together import for_tonight
from tayanch.desk.messages.arrivals import ON_TONIGHT
from tayanch.desk.messages.arrivals import waiting as waiting_arrivals
from tayanch.desk.views.roles import for_caseworkers


@require_GET
@for_caseworkers
def tonight(request: StaffRequest) -> HttpResponse:
    """The shift queue, and what the last shift left. ``ahead``: tonight, week or all."""
    user, now, today = request.user, timezone.now(), timezone.localdate()
    do_forget_panels(today)
    do_forget_reveals(now)
    ahead = request.GET.get("ahead", "tonight")
    page, rows = reading.shift(user, now, today, request.GET.get("page", "1"), ahead)
    arrivals_page, arrivals = waiting_arrivals(user, now, size=ON_TONIGHT)
    context = {
        "arrivals_page": arrivals_page,
        "arrivals": arrivals,
        "page": page,
        "rows": rows,
        "clocks": reading.coming_days(user, today),
        "ahead": ahead if ahead in reading.AHEAD else "tonight",
        "today": today,
        "left": reading.left_behind(user, now),
        "unfinished": reading.unfinished(user),
        "money": reading.money_since_january(user.organisation_id, today),
        "rates_known": reading.rates_known_through(),
        "asked": waiting_for(user),
        **for_tonight(user, today),
    }
    return render(request, "desk/tonight.html", context)
