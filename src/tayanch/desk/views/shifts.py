"""The end of a shift, and taking over what the last one left."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk import undo
from tayanch.desk.access import access_handed
from tayanch.desk.actions import shifts as actions
from tayanch.desk.hotline import shifts
from tayanch.desk.views.roles import for_caseworkers

LONGEST_NOTE = 2000


@require_GET
@for_caseworkers
def shift(request: StaffRequest) -> HttpResponse:
    """What she promised and did not do, with a note to the next shift for each."""
    left = shifts.left_by(request.user, timezone.localdate())
    return render(request, "desk/shift.html", {"left": left, "today": timezone.localdate()})


@require_POST
@for_caseworkers
def note(request: StaffRequest) -> HttpResponse:
    """Keep one note while it is typed. Answers 204, or 422 when the item is no longer hers."""
    wanted = request.POST.get("item", "")
    found = [one for one in shifts.left_by(request.user, timezone.localdate()) if one.key == wanted]
    if not found:
        return HttpResponse(status=422)
    actions.do_note_item(_given(request, found[0]), by=request.user)
    return HttpResponse(status=204)


def _given(request: StaffRequest, left: shifts.Left) -> actions.Given:
    note = request.POST.get(f"note-{left.key}", "")[:LONGEST_NOTE]
    return actions.Given(left, note, f"first-{left.key}" in request.POST)


@require_POST
@for_caseworkers
def end(request: StaffRequest) -> HttpResponse:
    """Hand over: everything that is ticked, in one act."""
    left = shifts.left_by(request.user, timezone.localdate())
    given = [_given(request, one) for one in left if f"give-{one.key}" in request.POST]
    if actions.do_end_shift(given, by=request.user) is None:
        messages.warning(request, _("Nothing is ticked, so nothing is handed over."))
        return redirect("desk:shift")
    messages.success(request, _("Handed over. Rest well."))
    return redirect("desk:tonight")


@require_GET
@for_caseworkers
def ends(request: StaffRequest) -> HttpResponse:
    """Who handed what to whom."""
    return render(request, "desk/shift_ends.html", {"ends": shifts.ends(request.user)})


@require_POST
def act(request: StaffRequest, item_id: UUID, item_act: str) -> HttpResponse:
    """Take one thing over, or give it back."""
    item = access_handed(request.user, item_id)
    if item_act == "take":
        actions.do_take_item(item, by=request.user)
        undo.offer(request, _("It is yours now."), reverse("desk:shift-item", args=[item_id, "give-back"]))
    elif item_act == "give-back":
        actions.do_give_back_item(item, by=request.user)
    else:
        raise Http404
    return redirect("desk:tonight")
