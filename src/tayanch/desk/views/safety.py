"""The contact-safety card of a conversation, or of a woman by way of her case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.audit import log
from tayanch.desk.access import Need, access_case, access_consultation
from tayanch.desk.actions.safety import SEALED, card_about, do_confirm_card, do_write_card
from tayanch.desk.forms.safety import SafetyForm
from tayanch.desk.messages.contact import her_time, may_contact
from tayanch.desk.models import SafetyCard


def _of_consultation(request: StaffRequest, reference: str, need: Need) -> SafetyCard:
    found = access_consultation(request.user, reference, need)
    card = card_about(found.person or found)
    if card._state.adding:
        card.whose_phone = found.phone_relation
    return card


def _of_person(request: StaffRequest, reference: str, person_id: UUID, need: Need) -> SafetyCard:
    ties = access_case(request.user, reference, need).people.select_related("person")
    return card_about(get_object_or_404(ties, person_id=person_id).person)


def _need(request: StaffRequest) -> Need:
    return Need.WRITE if request.method == "POST" else Need.READ


@require_http_methods(["GET", "POST"])
def consultation_safety(request: StaffRequest, reference: str) -> HttpResponse:
    """Read or write the card of a conversation, or of its woman once she is known."""
    card = _of_consultation(request, reference, _need(request))
    return _page(request, card, reference, reverse("desk:consultation", args=[reference]))


@require_http_methods(["GET", "POST"])
def person_safety(request: StaffRequest, reference: str, person_id: UUID) -> HttpResponse:
    """Read or write the card of a woman of a case."""
    card = _of_person(request, reference, person_id, _need(request))
    return _page(request, card, reference, reverse("desk:case", args=[reference]))


def _page(request: StaffRequest, card: SafetyCard, reference: str, back: str) -> HttpResponse:
    form = SafetyForm(request.POST) if request.method == "POST" else SafetyForm.about(card)
    if request.method == "POST" and form.is_valid():
        do_write_card(card, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. Read it once more and confirm it."))
        return redirect(request.path)
    log.record("safety.read", by=request.user.id, kind="safety-card", object_id=card.about_id)
    context = _context(card, form, reference, back)
    return render(request, "desk/safety.html", context, status=422 if form.errors else 200)


def _context(card: SafetyCard, form: SafetyForm, reference: str, back: str) -> dict[str, Any]:
    now = timezone.now()
    return {
        "card": card,
        "is_new": card._state.adding,
        "read": {name: card.unseal(name) for name in SEALED},
        "form": form,
        "call": may_contact(card, now),
        "message": may_contact(card, now, by_message=True),
        "her_time": her_time(card, now).strftime("%H:%M"),
        "reference": reference,
        "back": back,
    }


@require_POST
def consultation_safety_confirm(request: StaffRequest, reference: str) -> HttpResponse:
    """The card was read and holds."""
    card = _of_consultation(request, reference, Need.WRITE)
    return _confirm(request, card, reverse("desk:consultation-safety", args=[reference]))


@require_POST
def person_safety_confirm(request: StaffRequest, reference: str, person_id: UUID) -> HttpResponse:
    """The card was read and holds."""
    card = _of_person(request, reference, person_id, Need.WRITE)
    return _confirm(request, card, reverse("desk:person-safety", args=[reference, person_id]))


def _confirm(request: StaffRequest, card: SafetyCard, back: str) -> HttpResponse:
    if card._state.adding:
        messages.error(request, _("There is no card yet. Write it first."))
    else:
        do_confirm_card(card, by=request.user)
        messages.success(request, _("Confirmed."))
    return redirect(back)
