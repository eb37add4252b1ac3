"""Referrals: make one by her consent, take one in, answer, recall."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk.access import (
    Need,
    access_case,
    access_consent,
    access_packet,
    access_referral,
    partners_for,
    referrals_for,
)
from tayanch.desk.actions import incoming
from tayanch.desk.actions import referrals as actions
from tayanch.desk.actions.guard import RecoverySheetMissing
from tayanch.desk.forms import referrals as forms
from tayanch.desk.models import Case, Consent, Partner, Referral, ReferralStep
from tayanch.desk.privacy import consents
from tayanch.desk.referrals import content, exchange
from tayanch.desk.referrals.delivery import TROUBLE
from tayanch.desk.referrals.refusals import refusal_text
from tayanch.packets import PacketError, TooLarge, file_name
from tayanch.packets.reading import Section
from tayanch.vault.keys import load_keys

State = Referral.State


@require_GET
def referrals(request: StaffRequest) -> HttpResponse:
    """What came from partners and waits; below it everything that went and came."""
    if not request.user.works_on_cases:
        raise PermissionDenied
    incoming.do_forget_expired()
    return _list_page(request, forms.PacketForm())


def _list_page(request: StaffRequest, form: Form, refused: str = "") -> HttpResponse:
    found = list(referrals_for(request.user)[:200])
    urgent = [one for one in found if not one.is_ours and one.state in (State.RECEIVED, State.RECALLED)]
    context = {
        "urgent": urgent,
        "others": [one for one in found if one not in urgent],
        "form": form,
        "refused": refused,
        "partners": partners_for(request.user),
    }
    return render(request, "desk/referrals.html", context, status=422 if refused or form.errors else 200)


@require_POST
def referral_import(request: StaffRequest) -> HttpResponse:
    """Take in a file that a partner sent."""
    if not request.user.works_on_cases:
        raise PermissionDenied
    form = forms.PacketForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list_page(request, form)
    data, organisation_id = form.cleaned_data["file"], request.user.organisation_id
    try:
        came = incoming.do_receive(data, exchange.addressee(data, organisation_id), by=request.user)
    except PacketError as refusal:
        actions.note_refusal(refusal.code, by=request.user)
        return _list_page(request, forms.PacketForm(), refusal_text(refusal))
    except incoming.NobodyToTakeIt:
        return _list_page(request, forms.PacketForm(), _("Nobody here has a team. Ask the administrator."))
    messages.success(request, _("The packet is whole, and from %(partner)s.") % {"partner": came.partner.name})
    return redirect("desk:referral", came.referral.id) if came.referral else redirect("desk:referrals")


@require_GET
def referral(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """One referral: what was told, its timeline, what can be done now."""
    found = access_referral(request.user, referral_id)
    actions.do_settle(found, by=request.user)
    return _page(request, found)


def _page(request: StaffRequest, found: Referral, **wrong: Form) -> HttpResponse:
    steps = list(found.steps.select_related("by"))
    load_keys([found, *steps])
    told = found.told
    context = {
        "referral": found,
        "sections": content.shown(told, content.paper_names(told)),
        "steps": [_line(step) for step in steps],
        "may": _may(found),
        "say_form": forms.SayForm(),
        "status_form": forms.StatusForm(),
        "outcome_form": forms.OutcomeForm(),
        "keep_form": forms.KeepForm(),
        **wrong,
    }
    return render(request, "desk/referral.html", context, status=422 if wrong else 200)


def _line(step: ReferralStep) -> dict[str, Any]:
    state = content.answer_label(step.answer)
    return {"step": step, "said": step.unseal("said"), "state": state, "trouble": TROUBLE.get(step.trouble, "")}


def _may(found: Referral) -> dict[str, bool]:
    """What can be done with a referral in its state."""
    theirs = not found.is_ours
    return {
        "decide": theirs and found.state == State.RECEIVED and found.case_id is None,
        "tell": theirs and found.state in actions.MAY_TELL,
        "settle": theirs and found.state == State.RECALLED and found.case_id is not None,
        "say_gone": theirs and found.case_id is None and found.state in (State.RECALLED, State.DESTROYED),
        "recall": found.is_ours and found.state not in (State.DECLINED, State.DESTROYED, State.RECALLED),
    }


# --- what is decided here -------------------------------------------------------------------------------


@require_POST
def referral_accept(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """Open a case out of it."""
    found = access_referral(request.user, referral_id)
    try:
        case, refused = incoming.do_accept(found, by=request.user)
    except (RecoverySheetMissing, actions.ReferralRefused) as why:
        messages.warning(request, str(why))
        return redirect("desk:referral", referral_id)
    for name in refused:
        messages.warning(request, _("This paper is of no kind that can be kept: %(name)s") % {"name": name})
    _send_newest(request, found)
    return redirect("desk:case", case.reference)


@require_POST
def referral_decline(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """Not for us: destroyed here, and the sender is told."""
    return _answer(request, referral_id, "say_form", forms.SayForm, incoming.do_decline)


@require_POST
def referral_status(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """Tell the sender how it goes."""
    return _answer(request, referral_id, "status_form", forms.StatusForm, actions.do_tell_status)


@require_POST
def referral_outcome(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """Tell the sender how it ended."""
    return _answer(request, referral_id, "outcome_form", forms.OutcomeForm, actions.do_tell_outcome)


@require_POST
def referral_keep(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """It was recalled and is kept, and why."""
    return _answer(request, referral_id, "keep_form", forms.KeepForm, actions.do_settle_recall)


@require_POST
def referral_gone(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """It was recalled and is erased."""
    return _answer(request, referral_id, "say_form", forms.SayForm, actions.do_settle_recall)


@require_POST
def referral_recall(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """Ask for one of ours back."""
    found = access_referral(request.user, referral_id)
    try:
        actions.do_recall(found, by=request.user)
        _send_newest(request, found)
    except actions.ReferralRefused as why:
        messages.error(request, str(why))
    return redirect("desk:referral", referral_id)


def _answer(
    request: StaffRequest, referral_id: UUID, name: str, form_class: type[Form], do: Callable[..., Any]
) -> HttpResponse:
    found = access_referral(request.user, referral_id)
    form = form_class(request.POST)
    if not form.is_valid():
        return _page(request, found, **{name: form})
    try:
        do(found, by=request.user, **form.cleaned_data)
        _send_newest(request, found)
    except actions.ReferralRefused as why:
        messages.error(request, str(why))
    return redirect("desk:referral", referral_id)


# --- sending --------------------------------------------------------------------------------------------


def _send_newest(request: StaffRequest, found: Referral) -> None:
    """Send the newest packet at once when the partner has an address; else it waits as a file."""
    step = found.steps.filter(direction=Referral.Direction.OUT, has_bytes=True).last()
    if step is None:
        return
    step.referral = found
    if found.partner.address:
        _send(request, step)
    else:
        messages.info(request, _("The packet is ready. Download it and send it to them."))


def _send(request: StaffRequest, step: ReferralStep) -> None:
    outcome = actions.do_send(step, by=request.user)
    if outcome.trouble:
        messages.error(request, str(TROUBLE[outcome.trouble]))
    else:
        messages.success(request, _("It has arrived."))


@require_POST
def step_send(request: StaffRequest, referral_id: UUID, step_id: UUID) -> HttpResponse:
    """Send a packet over HTTPS, or try again."""
    _send(request, access_packet(request.user, referral_id, step_id))
    return redirect("desk:referral", referral_id)


@require_GET
def step_file(request: StaffRequest, referral_id: UUID, step_id: UUID) -> HttpResponse:
    """A packet as a file; its name tells nothing."""
    step = access_packet(request.user, referral_id, step_id)
    response = HttpResponse(actions.do_note_download(step, by=request.user), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{file_name(step.packet_id)}"'
    return response


# --- making one -----------------------------------------------------------------------------------------


@require_GET
def case_referrals(request: StaffRequest, reference: str) -> HttpResponse:
    """The referrals of a case, and the consents by which she can be referred."""
    case = access_case(request.user, reference)
    partners = {str(one.id): one for one in partners_for(request.user)}
    given = consents.valid(case, Consent.Purpose.REFERRAL, timezone.localdate())
    load_keys([one.person for one in given if one.person])
    context = {
        "case": case,
        "referrals": referrals_for(request.user).filter(case=case),
        "ready": [(one, partners[one.recipient]) for one in given if one.recipient in partners],
        "partners": list(partners.values()),
        "may_write": case.state != Case.State.CLOSED,
    }
    return render(request, "desk/case_referrals.html", context)


@require_http_methods(["GET", "POST"])
def referral_prepare(request: StaffRequest, reference: str, consent_id: UUID) -> HttpResponse:
    """Choose what is told, look at exactly that, make the packet."""
    need = Need.WRITE if request.method == "POST" else Need.READ
    consent = access_consent(request.user, reference, consent_id, need)
    partner = _partner_of(request, consent)
    if partner is None:
        messages.error(request, _("This partner is not there any more. Ask her for a new consent."))
        return redirect("desk:case-referrals", reference)
    form = forms.ReferralForm(consent, request.POST or None)
    preview = None
    if request.method == "POST" and form.is_valid():
        if "make" in request.POST and (made := _make(request, consent, partner, form)):
            return redirect("desk:referral", made.id)
        preview = _preview(consent, form, request)
    return _prepare_page(request, consent, partner, form, preview)


def _partner_of(request: StaffRequest, consent: Consent) -> Partner | None:
    try:
        return partners_for(request.user).filter(id=UUID(consent.recipient)).first()
    except ValueError:  # it was given for somebody else than a partner
        return None


def _prepare_page(
    request: StaffRequest, consent: Consent, partner: Partner, form: forms.ReferralForm, preview: Any
) -> HttpResponse:
    try:
        actions.check(consent.case, consent, partner, consent.facts)
        why_not = ""
    except actions.ReferralRefused as refusal:
        why_not = str(refusal)
    context = {"case": consent.case, "consent": consent, "partner": partner, "form": form, "preview": preview}
    context |= {"why_not": why_not, "has_others": content.has_other_women(consent)}
    return render(request, "desk/referral_prepare.html", context, status=422 if form.errors else 200)


def _preview(consent: Consent, form: forms.ReferralForm, request: StaffRequest) -> list[Section]:
    facts = form.cleaned_data["facts"]
    body = content.body_of(consent.case, consent, facts, form.cleaned_data["asks"], by=request.user)
    return content.shown(body, [paper.unseal("name") for paper in content.papers_of(consent.case, facts)])


def _make(request: StaffRequest, consent: Consent, partner: Partner, form: forms.ReferralForm) -> Referral | None:
    said = form.cleaned_data
    try:
        made = actions.do_make_referral(
            consent.case,
            consent,
            partner,
            said["facts"],
            said["asks"],
            by=request.user,
            lasts=timedelta(days=said["days"]),
        )
    except (actions.ReferralRefused, TooLarge) as refusal:
        form.add_error(None, refusal_text(refusal))
        return None
    _send_newest(request, made)
    return made
