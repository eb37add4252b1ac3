"""Letters of a claim: ask what is missing, make them, note when they were sent."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk import letters
from tayanch.desk.access import Need, access_claim
from tayanch.desk.actions import letters as actions
from tayanch.desk.actions.claims import periods_of
from tayanch.desk.documents import letter_facts, writing
from tayanch.desk.documents.letter_facts import facts_of
from tayanch.desk.forms.claims import AsOfForm
from tayanch.desk.forms.letters import UNPRINTABLE, LetterForm, SentForm
from tayanch.desk.language import language
from tayanch.desk.legal import claim_calculation
from tayanch.desk.models import Case, Claim, Document
from tayanch.desk.views.claims import figures
from tayanch.vault.keys import load_keys


@require_http_methods(["GET", "POST"])
def letter(request: StaffRequest, reference: str, number: int, kind: str) -> HttpResponse:
    """Ask for the facts; a POST makes the papers."""
    need = Need.WRITE if request.method == "POST" else Need.READ
    claim = access_claim(request.user, reference, number, need)
    context = _context(request, claim, _kind(claim, kind))
    form = context["form"]
    if request.method == "POST" and form is not None and form.is_valid() and _make(request, context):
        return _back(claim, kind, context["as_of"])
    return render(request, "desk/letter.html", context)


@require_POST
def sent(request: StaffRequest, reference: str, number: int, kind: str) -> HttpResponse:
    """Note that a letter was sent, and what follows from it."""
    claim = access_claim(request.user, reference, number, Need.WRITE)
    form = SentForm(_outgoing(claim, _kind(claim, kind)), request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.do_mark_sent(
                data["document"],
                by=request.user,
                sent_on=data["sent_on"],
                today=timezone.localdate(),
                ask_on=data["ask_on"],
                claim=claim,
                claimed=data["claimed"],
            )
            return redirect("desk:letter", reference, number, kind)
        except actions.SentRefused as refusal:
            form.add_error("sent_on", str(refusal))
    return render(request, "desk/letter.html", _context(request, claim, _kind(claim, kind), sent_form=form))


def _back(claim: Claim, kind: str, as_of: date) -> HttpResponse:
    """To the letter's page, computed as of the same day."""
    response = redirect("desk:letter", claim.case.reference, claim.number, kind)
    response["Location"] += f"?as_of={as_of}"
    return response


def _make(request: StaffRequest, context: dict[str, Any]) -> bool:
    form: LetterForm = context["form"]
    try:
        actions.do_make_letter(
            context["claim"],
            form.kind,
            form.facts,
            by=request.user,
            as_of=context["as_of"],
            today=context["today"],
            agreed=form.agreed,
        )
    except letters.UnprintableText:
        form.add_error(None, UNPRINTABLE)
        return False
    messages.success(request, _("The papers are made and kept with the case."))
    return True


def _kind(claim: Claim, kind: str) -> letters.LetterKind:
    try:
        return letters.load(claim.law, kind)
    except LookupError:
        raise Http404 from None


def _context(
    request: StaffRequest, claim: Claim, kind: letters.LetterKind, sent_form: SentForm | None = None
) -> dict[str, Any]:
    if not kind.needs_claim:
        raise Http404
    today = timezone.localdate()
    usual = claim_calculation.usual_day(claim.law, today)
    as_of = AsOfForm(request.POST or request.GET).day(usual)
    found = figures(claim, periods_of(claim), as_of, today)
    return {
        "claim": claim,
        "case": claim.case,
        "kind": kind,
        "title": kind.title[language()],
        "may_write": claim.case.state != Case.State.CLOSED,
        "as_of": as_of,
        "today": today,
        "form": _letter_form(request, claim, kind, found.get("result"), posted=sent_form is None),
        "care": writing.care_for(claim.case, kind),
        "papers": list(_papers(claim, kind)),
        "sent_to": reverse("desk:letter-sent", args=[claim.case.reference, claim.number, kind.id]),
        "sent_form": sent_form or _sent_form(claim, kind, found.get("result")),
        **found,
    }


def _letter_form(
    request: StaffRequest,
    claim: Claim,
    kind: letters.LetterKind,
    result: claim_calculation.Result | None,
    *,
    posted: bool,
) -> LetterForm | None:
    """None when nothing is owed: there is nothing to ask for."""
    if result is None or result.together <= 0:
        return None
    today = timezone.localdate()
    known = facts_of(claim.case, request.user, claim, today=today)
    known = writing.known_for(claim.case, kind, known, claim.person)
    return LetterForm(
        kind,
        claim_calculation.for_letter(result),
        request.POST if posted and request.method == "POST" else None,
        ask_consent=bool(writing.care_for(claim.case, kind)),
        initial=writing.initial_of(known),
    )


def _papers(claim: Claim, kind: letters.LetterKind) -> list[Document]:
    found = list(letter_facts.letters_of(claim, kind.id))
    load_keys(found)
    return found


def _outgoing(claim: Claim, kind: letters.LetterKind) -> Any:
    """The papers that can be sent: the copies to read stay here."""
    ids = [paper.id for paper in writing.sendable(kind, _papers(claim, kind))]
    return letter_facts.letters_of(claim, kind.id).filter(id__in=ids).order_by("-made_at")


def _sent_form(claim: Claim, kind: letters.LetterKind, result: claim_calculation.Result | None) -> SentForm | None:
    waiting = _outgoing(claim, kind)
    today = timezone.localdate()
    ask_on = today + timedelta(days=letter_facts.ANSWER_DAYS)
    claimed = result.together if result and kind.addressee == "employer" else None
    initial = {"sent_on": today, "ask_on": ask_on, "claimed": claimed}
    return SentForm(waiting, initial=initial) if waiting.exists() else None
