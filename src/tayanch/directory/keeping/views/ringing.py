"""The round: one number after another, by keys; and the links for organisations."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from tayanch.accounts.access import StaffRequest, only_for
from tayanch.directory.checks import ANSWERED
from tayanch.directory.keeping import actions, entries, listing, ringing
from tayanch.directory.keeping.forms import RingForm, RoundForm, own_language
from tayanch.directory.keeping.models import Check, Invitation
from tayanch.directory.keeping.views.listing import CALLERS

SKIPPED = "directory-later"  # in the session: what this worker put off until her next visit


@require_GET
@only_for(*CALLERS)
def round_(request: StaffRequest) -> HttpResponse:
    """The next number to ring (``?country=ru&language=ky``), what to ask there, and keys for what came of it."""
    form = RoundForm(request.GET, listing.countries())
    choice = ringing.Choice(**form.cleaned_data) if form.is_valid() else ringing.Choice()
    found = ringing.next_to_ring(timezone.localdate(), choice, request.session.get(SKIPPED, []))
    last = Check.objects.filter(by=request.user, taken_back_at=None, on=timezone.localdate()).exclude(number="").first()
    context = {
        "form": form,
        "choice": choice,
        "next": found,
        "later": len(request.session.get(SKIPPED, [])),
        "last": last,
        "last_entry": entries.draft(last.entry) if last else None,
        "scripts": ringing.scripts(found.kept, own_language()) if found else [],
        "past": list(Check.objects.filter(entry=found.kept.entry.id, taken_back_at=None)[:5]) if found else [],
    }
    return render(request, "directory/round.html", context)


@require_POST
@only_for(*CALLERS)
def record(request: StaffRequest) -> HttpResponse:
    """What came of one call; then the next number."""
    form = RingForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            on = timezone.localdate()
            actions.do_ring(told["entry"], told["number"], by=request.user, on=on, **form.told())
        except actions.Refused as refusal:
            messages.error(request, refusal.text)
    return _onwards(request)


@require_POST
@only_for(*CALLERS)
def later(request: StaffRequest) -> HttpResponse:
    """Put an entry off; without one, take up again what was put off."""
    id = request.POST.get("entry", "")[:80]
    request.session[SKIPPED] = [*request.session.get(SKIPPED, []), id] if id else []
    return _onwards(request)


@require_POST
@only_for(*CALLERS)
def take_back(request: StaffRequest, check: UUID) -> HttpResponse:
    """As if one had not rung: only one's own, of today."""
    own = Check.objects.filter(by=request.user, taken_back_at=None, on=timezone.localdate())
    actions.do_take_back_ring(get_object_or_404(own, id=check), by=request.user)
    return _onwards(request)


def _onwards(request: StaffRequest) -> HttpResponse:
    chosen = {name: request.POST[name][:10] for name in ("country", "language") if request.POST.get(name)}
    return redirect(f"{reverse('directory:round')}{'?' + urlencode(chosen) if chosen else ''}")


@require_POST
@only_for(*CALLERS)
def made_sure(request: StaffRequest, entry_id: str) -> HttpResponse:
    """Somebody made sure of an entry in another way than by ringing: a visit, a letter, its page."""
    entries.draft(entry_id)
    note = request.POST.get("note", "")[:300]
    actions.do_ring(entry_id, "", ANSWERED, by=request.user, on=timezone.localdate(), said_who=True, note=note)
    return redirect("directory:entry", entry_id)


@require_POST
@only_for(*CALLERS)
def invite(request: StaffRequest, entry_id: str) -> HttpResponse:
    """A link for the organisation. It is shown this once."""
    found = entries.draft(entry_id)
    made, secret = actions.do_invite(entry_id, by=request.user, today=timezone.localdate())
    link = f"{request.build_absolute_uri(reverse('directory:own'))}#{secret}"
    return render(request, "directory/invited.html", {"entry": found, "link": link, "secret": secret, "made": made})


@require_POST
@only_for(*CALLERS)
def revoke(request: StaffRequest, invitation: UUID) -> HttpResponse:
    """The link leads nowhere any more."""
    found = get_object_or_404(Invitation, id=invitation, revoked_at=None)
    actions.do_revoke(found, by=request.user)
    return redirect("directory:entry", found.entry)
