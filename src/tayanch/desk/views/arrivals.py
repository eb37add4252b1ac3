"""What came in: call-back requests and messages, until a worker takes them up."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk.access import Need, access_arrival, access_case
from tayanch.desk.actions import arrivals as actions
from tayanch.desk.actions.consultations import region_of
from tayanch.desk.actions.guard import RecoverySheetMissing
from tayanch.desk.hotline import consulting
from tayanch.desk.messages import arrivals as reading
from tayanch.desk.messages.post import Letter
from tayanch.desk.messages.reaching import CHANNEL_NAMES
from tayanch.desk.models import Arrival
from tayanch.desk.views.roles import for_caseworkers


@require_GET
@for_caseworkers
def arrivals(request: StaffRequest) -> HttpResponse:
    """The whole queue, the oldest first."""
    page, rows = reading.waiting(request.user, timezone.now(), request.GET.get("page", "1"))
    return render(request, "desk/arrivals.html", {"page": page, "rows": rows})


@require_GET
def item(request: StaffRequest, arrival_id: UUID) -> HttpResponse:
    """One item with its words, and what can be done with it."""
    found = access_arrival(request.user, arrival_id)
    letter = reading.letter_in(found)
    context = {
        "item": found,
        "letter": letter,
        "sender": reading.shown_sender(letter, region_of(request.user)),
        "hours": reading.hours_of(letter),
        "way": reading.WAYS.get(letter.by, ""),
        "channel": CHANNEL_NAMES[found.channel],
        "known": reading.known_by(request.user, letter),
        "cases": reading.cases_of(request.user, found, letter),
        "reasons": reading.REASONS,
    }
    return render(request, "desk/arrival.html", context)


@require_POST
def take(request: StaffRequest, arrival_id: UUID) -> HttpResponse:
    """Make a consultation of it; of a case that is named, when its woman is clear."""
    found = access_arrival(request.user, arrival_id)
    letter = reading.letter_in(found)
    try:
        if not request.POST.get("case"):
            talk = actions.do_take_arrival(found, letter, by=request.user)
            return redirect("desk:consultation", talk.reference)
        return _into_case(request, found, letter)
    except RecoverySheetMissing:
        return render(request, "desk/consultation_refused.html", {"why": "sheet"}, status=403)


def _into_case(request: StaffRequest, found: Arrival, letter: Letter) -> HttpResponse:
    case = access_case(request.user, request.POST["case"], Need.WRITE)
    women = case.people.filter(relation="client").select_related("person")
    chosen = request.POST.get("person", "")
    if not chosen and len(women) != 1:
        context = {"item": found, "case": case, "women": consulting.names_of(women)}
        return render(request, "desk/arrival_join.html", context)
    person = get_object_or_404(women, person_id=_id(chosen)).person if chosen else women[0].person
    talk = actions.do_take_into_case(found, letter, case, person, by=request.user)
    return redirect("desk:consultation", talk.reference)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise BadRequest from None


@require_POST
def discard(request: StaffRequest, arrival_id: UUID) -> HttpResponse:
    """Destroy it, with a reason."""
    found = access_arrival(request.user, arrival_id)
    try:
        actions.do_discard_arrival(found, request.POST.get("reason", ""), by=request.user)
    except ValueError:
        messages.error(request, _("Choose a reason."))
        return redirect("desk:arrival", arrival_id)
    messages.success(request, _("Destroyed."))
    return redirect("desk:tonight")
