"""What is done with a row of the shift queue. Each act can be taken back from the page that follows."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk import undo
from tayanch.desk.access import access_promise
from tayanch.desk.actions.promises import (
    do_drop_promise,
    do_free_promise,
    do_keep_promise,
    do_move_promise,
    do_reopen_promise,
    do_take_promise,
)
from tayanch.desk.forms.promises import MoveForm
from tayanch.desk.models import Promise

# act → (what to do, what to say, the act that takes it back)
ACTS = {
    "keep": (do_keep_promise, gettext_lazy("Kept."), "reopen"),
    "drop": (do_drop_promise, gettext_lazy("Dropped."), "reopen"),
    "take": (do_take_promise, gettext_lazy("It is yours now."), "free"),
    "free": (do_free_promise, gettext_lazy("It is free for whoever of the team comes first."), "take"),
    "reopen": (do_reopen_promise, gettext_lazy("It is open again."), ""),
}


@require_POST
def act(request: StaffRequest, promise_id: UUID, what: str) -> HttpResponse:
    """Keep, drop, take, free or reopen."""
    promise = access_promise(request.user, promise_id)
    if what not in ACTS:
        raise Http404
    do, said, back = ACTS[what]
    do(promise, by=request.user)
    if back:
        undo.offer(request, said, reverse("desk:promise-act", args=[promise_id, back]))
    else:
        messages.success(request, str(said))
    return redirect("desk:tonight")


@require_POST
def move(request: StaffRequest, promise_id: UUID) -> HttpResponse:
    """Another day and hour."""
    promise = access_promise(request.user, promise_id)
    form = MoveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Not moved: write a full date, and hours such as 19:30."))
        return redirect("desk:tonight")
    before = _hours(promise)
    do_move_promise(promise, by=request.user, **form.cleaned_data)
    if request.POST.get("undoing"):
        messages.success(request, _("Moved back."))
    else:
        undo.offer(request, gettext_lazy("Moved."), reverse("desk:promise-move", args=[promise_id]), before)
    return redirect("desk:tonight")


def _hours(promise: Promise) -> dict[str, str]:
    values = {"due": promise.due, "due_from": promise.due_from, "due_until": promise.due_until}
    return {name: value.isoformat() if value else "" for name, value in values.items()} | {"undoing": "yes"}
