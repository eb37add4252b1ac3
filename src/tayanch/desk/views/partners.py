"""Partners: our own card, theirs, and the six words."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import segno
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk.access import Need, access_own_identity, access_partner, may_keep_partners, partners_for
from tayanch.desk.actions import partners as actions
from tayanch.desk.forms.partners import CardForm, OwnForm
from tayanch.desk.language import language
from tayanch.desk.models import Partner
from tayanch.desk.referrals import exchange
from tayanch.desk.referrals.addresses import BadAddress
from tayanch.desk.referrals.refusals import refusal_text
from tayanch.packets import Card, PacketError, file_name, read_card


@require_GET
def partners(request: StaffRequest) -> HttpResponse:
    """Who helps elsewhere, and our own card for them."""
    return _page(request)


def _page(request: StaffRequest, **wrong: Any) -> HttpResponse:
    own = access_own_identity(request.user)
    card = exchange.own_card(own) if own else None
    start = {"address": own.address, "team": own.team_id} if own else {}
    context = {
        "partners": partners_for(request.user),
        "may_keep": may_keep_partners(request.user),
        "card": card,
        "own": own,
        "words": card.words(language()) if card else [],
        "qr": _qr(card) if card else "",
        "card_form": CardForm(),
        "own_form": OwnForm(request.user.organisation, initial=start),
        **wrong,
    }
    return render(request, "desk/partners.html", context, status=422 if wrong else 200)


def _qr(card: Card) -> str:
    return segno.make(card.to_text(), error="l").svg_data_uri(scale=4, border=4)


@require_POST
def partner_own(request: StaffRequest) -> HttpResponse:
    """Make our keys, or say where packets for us arrive."""
    access_own_identity(request.user, Need.WRITE)
    form = OwnForm(request.user.organisation, request.POST)
    if not form.is_valid():
        return _page(request, own_form=form)
    own = actions.do_make_identity(request.user.organisation, by=request.user)
    actions.do_set_own_address(own, form.cleaned_data["address"], form.cleaned_data["team"], by=request.user)
    messages.success(request, _("Our card is ready. Give it to your partners."))
    return redirect("desk:partners")


@require_POST
def partner_new_keys(request: StaffRequest) -> HttpResponse:
    """New keys for us: the old ones may be in other hands."""
    own = access_own_identity(request.user, Need.WRITE)
    if own is None:
        raise Http404
    actions.do_replace_identity(own, by=request.user)
    messages.success(request, _("We have new keys. Tell every partner and compare the words again."))
    return redirect("desk:partners")


@require_GET
def partner_card(request: StaffRequest) -> HttpResponse:
    """Our card as a file."""
    own = access_own_identity(request.user)
    if own is None:
        raise Http404
    return _file(exchange.own_card(own).to_text().encode(), "tayanch.card")


def _file(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
def partner_add(request: StaffRequest) -> HttpResponse:
    """Take a card."""
    access_own_identity(request.user, Need.WRITE)
    form = CardForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, card_form=form)
    try:
        partner = actions.do_add_partner(form.cleaned_data["card"], by=request.user)
    except (PacketError, actions.PartnerRefused, BadAddress) as refusal:
        form.add_error(None, refusal_text(refusal))
        return _page(request, card_form=form)
    return redirect("desk:partner", partner.id)


@require_GET
def partner(request: StaffRequest, partner_id: UUID) -> HttpResponse:
    """One partner: the words to compare, on both sides."""
    return _partner_page(request, access_partner(request.user, partner_id))


def _partner_page(request: StaffRequest, found: Partner, card_form: CardForm | None = None) -> HttpResponse:
    own = access_own_identity(request.user)
    coming = read_card(found.next_card) if found.next_card else None
    context = {
        "partner": found,
        "may_keep": may_keep_partners(request.user),
        "words": (coming or found.card).words(language()),
        "coming": coming,
        "own_words": exchange.own_card(own).words(language()) if own else [],
        "has_newer_own": own is not None and exchange.replaced_identity(found.organisation_id) is not None,
        "card_form": card_form or CardForm(),
    }
    return render(request, "desk/partner.html", context, status=422 if card_form else 200)


@require_POST
def partner_compare(request: StaffRequest, partner_id: UUID) -> HttpResponse:
    """The words were the same."""
    found = access_partner(request.user, partner_id, Need.WRITE)
    actions.do_compare_words(found, by=request.user)
    messages.success(request, _("Compared. Packets can go both ways now."))
    return redirect("desk:partner", partner_id)


@require_POST
def partner_next(request: StaffRequest, partner_id: UUID) -> HttpResponse:
    """A newer card of a partner we know."""
    found = access_partner(request.user, partner_id, Need.WRITE)
    form = CardForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.do_take_next_card(found, read_card(form.cleaned_data["card"]), by=request.user)
            return redirect("desk:partner", partner_id)
        except (PacketError, actions.PartnerRefused, BadAddress) as refusal:
            form.add_error(None, refusal_text(refusal))
    return _partner_page(request, found, form)


@require_POST
def partner_refuse(request: StaffRequest, partner_id: UUID) -> HttpResponse:
    """The words of the new keys were not the same."""
    found = access_partner(request.user, partner_id, Need.WRITE)
    actions.do_refuse_next_card(found, by=request.user)
    messages.warning(request, _("Nothing goes to this partner now. Ask them in person what happened."))
    return redirect("desk:partner", partner_id)


@require_POST
def partner_end(request: StaffRequest, partner_id: UUID) -> HttpResponse:
    """Stop working together."""
    actions.do_end_partner(access_partner(request.user, partner_id, Need.WRITE), by=request.user)
    messages.success(request, _("Ended. What was referred before stays where it is."))
    return redirect("desk:partners")


@require_POST
def partner_tell_keys(request: StaffRequest, partner_id: UUID) -> HttpResponse:
    """A packet, signed by our old keys, that tells this partner our new ones."""
    found = access_partner(request.user, partner_id, Need.WRITE)
    made = actions.do_tell_new_keys(found, by=request.user)
    if made is None:
        messages.info(request, _("Our keys have not changed."))
        return redirect("desk:partner", partner_id)
    packet, data = made
    return _file(data, file_name(packet.id))
