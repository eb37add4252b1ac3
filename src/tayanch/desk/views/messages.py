"""The messages of a case or a conversation: neutral texts, and what became of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk.access import Need, access_case, access_consultation
from tayanch.desk.actions import messages as actions
from tayanch.desk.actions.channels import rules_of
from tayanch.desk.forms.messages import MessageForm
from tayanch.desk.messages import reaching
from tayanch.desk.models import Case, Consultation, Message
from tayanch.vault.keys import load_keys


def _need(request: StaffRequest) -> Need:
    return Need.WRITE if request.method == "POST" else Need.READ


@require_http_methods(["GET", "POST"])
def case_messages(request: StaffRequest, reference: str) -> HttpResponse:
    """Messages to the women of a case."""
    return _page(request, access_case(request.user, reference, _need(request)))


@require_http_methods(["GET", "POST"])
def consultation_messages(request: StaffRequest, reference: str) -> HttpResponse:
    """Messages to the woman of a conversation, known by name or not."""
    return _page(request, access_consultation(request.user, reference, _need(request)))


def _page(request: StaffRequest, about: Case | Consultation) -> HttpResponse:
    recipients = reaching.recipients(about)
    load_keys([one.person for one in recipients if one.person])
    form = MessageForm(request.POST or None, recipients=recipients, hers=_language_of(about))
    if form.is_valid():
        try:
            now = timezone.now()
            actions.do_queue_message(about, form.recipient, form.choice, by=request.user, now=now)
            messages.success(
                request, _("It waits one minute, then it goes in her safe hours. Take it back until then.")
            )
            return redirect(request.path)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "desk/messages.html", _context(about, form), status=422 if form.errors else 200)


def _language_of(about: Case | Consultation) -> str:
    tie = about.people.filter(relation="client").select_related("person").first() if isinstance(about, Case) else None
    said = about.language if isinstance(about, Consultation) else tie.person.language if tie else ""
    return said if said in dict(settings.LANGUAGES) else "ru"


def _context(about: Case | Consultation, form: MessageForm) -> dict[str, Any]:
    is_case = isinstance(about, Case)
    rules, now = rules_of(about.organisation_id), timezone.now()
    people = {one.person and one.person.id: one.person for one in form.by_key.values()}
    cards = [(one, reaching.card_of(about, one)) for one in people.values()]
    found = reaching.messages_of(about)
    return {
        "case" if is_case else "consultation": about,
        "about": about,
        "back": reverse("desk:case" if is_case else "desk:consultation", args=[about.reference]),
        "form": form,
        "cards": [_card_row(about, person, reaching.verdict(card, rules, now)) for person, card in cards],
        "rows": [(one, reaching.told(one), reaching.CHANNEL_NAMES.get(one.channel, "")) for one in found],
        "cancel": "desk:message-cancel" if is_case else "desk:consultation-message-cancel",
        "rules": rules,
    }


def _card_row(about: Case | Consultation, person: Any, verdict: Any) -> dict[str, Any]:
    """One woman, whether she may be written to, and where her card is."""
    if isinstance(about, Case):
        address = reverse("desk:person-safety", args=[about.reference, person.id])
    else:
        address = reverse("desk:consultation-safety", args=[about.reference])
    return {"person": person, "verdict": verdict, "address": address}


@require_POST
def case_message_cancel(request: StaffRequest, reference: str, message_id: UUID) -> HttpResponse:
    """Take a message of a case back."""
    about = access_case(request.user, reference, Need.WRITE)
    return _cancel(request, about.messages.filter(id=message_id).first(), "desk:messages", reference)


@require_POST
def consultation_message_cancel(request: StaffRequest, reference: str, talk_message_id: UUID) -> HttpResponse:
    """Take a message of a conversation back."""
    about = access_consultation(request.user, reference, Need.WRITE)
    return _cancel(request, about.messages.filter(id=talk_message_id).first(), "desk:consultation-messages", reference)


def _cancel(request: StaffRequest, message: Message | None, back: str, reference: str) -> HttpResponse:
    if message is None:
        raise Http404
    try:
        actions.do_cancel_message(message, by=request.user, now=timezone.now())
        messages.success(request, _("Taken back. It is not sent."))
    except PermissionDenied:
        messages.error(request, _("It has gone already."))
    return redirect(back, reference)
