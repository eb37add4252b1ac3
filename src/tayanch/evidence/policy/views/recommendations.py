"""The tracker: who must do what since when, how it stands and what shows it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tayanch.accounts.access import StaffRequest
from tayanch.desk import undo
from tayanch.desk.reporting.spreadsheets import csv_bytes
from tayanch.evidence.policy import actions, editing, presenting, states, wording
from tayanch.evidence.policy.access import access_row, for_readers, for_writers, may_write, require_writer, rows_for
from tayanch.evidence.policy.forms import AssessForm
from tayanch.evidence.policy.models import Addressee, Judgement, OwnRecommendation, Standing

ASKED = ("addressee", "document", "state", "topic", "q")


def _wanted(told: QueryDict) -> dict[str, str]:
    return {name: told.get(name, "").strip()[:200] for name in ASKED}


@require_safe
@for_readers
def recommendations(request: StaffRequest) -> HttpResponse:
    """All of them by document, narrowed by addressee, document, state, topic and a word."""
    wanted, everything = _wanted(request.GET), states.all_stands(request.user.organisation_id)
    found = states.narrowed(everything, wanted)
    context = {
        "open": "recommendations",
        "wanted": wanted,
        "parts": presenting.parts(found),
        "found": len(found),
        "all": len(everything),
        "addressees": Addressee.choices,
        "documents": wording.document_choices(),
        "standings": [*Standing.choices, ("late", _("late"))],
        "topics": wording.used_topics(),
        "writes": may_write(request.user),
    }
    return render(request, "policy/recommendations.html", context)


@require_POST
@for_readers
def file(request: StaffRequest) -> HttpResponse:
    """What the list shows, as CSV."""
    found = states.narrowed(states.all_stands(request.user.organisation_id), _wanted(request.POST))
    today = timezone.localdate()
    actions.do_note_file("recommendations", by=request.user, today=today)
    name = f"recommendations-{today.isoformat()}.csv"
    told = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(csv_bytes(presenting.table(found)), "text/csv; charset=utf-8", headers=told)


@require_http_methods(["GET", "POST"])
@for_readers
def recommendation(request: StaffRequest, recommendation_key: str) -> HttpResponse:
    """One of them with its history; a new state is written here."""
    stand = states.state_of(request.user.organisation_id, recommendation_key)
    history = rows_for(request.user, Judgement).filter(key=stand.asked.key)
    started = {"day": timezone.localdate(), "seen": len(history), "state": stand.state}
    form = AssessForm(request.POST or None, initial=started)
    if request.method == "POST":
        require_writer(request)
        if form.is_valid() and _assessed(request, stand.asked.key, form):
            return redirect("policy:recommendation", stand.asked.key)
    context = {"open": "recommendations", "stand": stand, "asked": stand.asked, "history": history, "form": form}
    context |= {"writes": may_write(request.user), "seen": len(history), "today": timezone.localdate()}
    return render(request, "policy/recommendation.html", context, status=422 if form.errors else 200)


def _assessed(request: StaffRequest, key: str, form: AssessForm) -> bool:
    try:
        row = actions.do_assess(key, form.values, seen=form.cleaned_data["seen"], by=request.user)
    except actions.Changed as refusal:
        form.add_error(None, str(refusal))
        return False
    undo.offer(request, _("The state is written down."), reverse("policy:take-back", args=[row.id]))
    return True


@require_POST
@for_writers
def take_back(request: StaffRequest, judgement_id: UUID) -> HttpResponse:
    """Take an entry back; it stays in the history, struck out."""
    row = access_row(request.user, Judgement, judgement_id)
    if row.taken_back is None:
        actions.do_take_back(row, by=request.user)
        messages.success(request, _("Taken back."))
    return redirect("policy:recommendation", row.key)


@require_http_methods(["GET", "POST"])
@for_writers
def new(request: StaffRequest) -> HttpResponse:
    """Add one: of a treaty body, of another report, of the organisation itself."""
    form = editing.filled(request, OwnRecommendation)
    if row := editing.added(request, OwnRecommendation, form):
        return redirect("policy:recommendation", row.key)
    back = reverse("policy:recommendations")
    return editing.page(request, form, _("Add a recommendation"), open="recommendations", back=back)


def _own(request: StaffRequest, key: str) -> OwnRecommendation:
    row = states.state_of(request.user.organisation_id, key).asked.own
    if row is None:
        raise Http404
    return row


@require_http_methods(["GET", "POST"])
@for_writers
def change(request: StaffRequest, recommendation_key: str) -> HttpResponse:
    """Change one that was added here."""
    row = _own(request, recommendation_key)
    form, back = editing.filled(request, OwnRecommendation, row), reverse("policy:recommendation", args=[row.key])
    if editing.changed(request, row, form):
        return redirect(back)
    delete = reverse("policy:recommendation-delete", args=[row.key])
    ask = _("Delete this recommendation with its history? This cannot be undone.")
    told = {"open": "recommendations", "back": back, "delete": delete, "ask": ask}
    return editing.page(request, form, _("Change the recommendation"), row=row, **told)


@require_POST
@for_writers
def delete(request: StaffRequest, recommendation_key: str) -> HttpResponse:
    """Delete one that was added here."""
    actions.do_delete(_own(request, recommendation_key), by=request.user)
    messages.success(request, _("The recommendation is gone."))
    return redirect("policy:recommendations")
