"""Letters of a claim: ask what is missing, make them, note when they were sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk import letters
from tayanch.desk.access import Need, access_claim
from tayanch.desk.actions import letters as actions
from tayanch.desk.actions.claims import periods_of
from tayanch.desk.documents import letter_facts, writing
from tayanch.desk.documents.letter_facts import facts_of
from tayanch.desk.forms.claims import AsOfForm
from tayanch.desk.forms.letters import LetterForm, SentForm
from tayanch.desk.language import language
from tayanch.desk.legal import claim_calculation
from tayanch.desk.models import Case, Claim, Document
from tayanch.desk.views.claims import figures
from tayanch.desk.views.papers import kind_of, make_papers, mark_sent, outgoing, sent_form
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
    found = _kind(claim, kind)
    form = SentForm(outgoing(claim.case, found, _papers(claim, found)), request.POST)
    if mark_sent(request, form, claim):
        return redirect("desk:letter", reference, number, kind)
    return render(request, "desk/letter.html", _context(request, claim, found, refused=form))


def _back(claim: Claim, kind: str, as_of: date) -> HttpResponse:
    """To the letter's page, computed as of the same day."""
    response = redirect("desk:letter", claim.case.reference, claim.number, kind)
    response["Location"] += f"?as_of={as_of}"
    return response


def _make(request: StaffRequest, context: dict[str, Any]) -> bool:
    return make_papers(request, context["form"], actions.do_make_letter, context["claim"], as_of=context["as_of"])


def _kind(claim: Claim, kind: str) -> letters.LetterKind:
    """A letter that carries the calculation; the others have their page with the case."""
    found = kind_of(claim.law, kind)
    if not found.needs_claim:
        raise Http404
    return found


def _context(
    request: StaffRequest, claim: Claim, kind: letters.LetterKind, refused: SentForm | None = None
) -> dict[str, Any]:
    today = timezone.localdate()
    usual = claim_calculation.usual_day(claim.law, today)
    as_of = AsOfForm(request.POST or request.GET).day(usual)
    found = figures(claim, periods_of(claim), as_of, today)
    papers = _papers(claim, kind)
    return {
        "claim": claim,
        "case": claim.case,
        "kind": kind,
        "title": kind.title[language()],
        "may_write": claim.case.state != Case.State.CLOSED,
        "as_of": as_of,
        "today": today,
        "form": _letter_form(request, claim, kind, found.get("result"), posted=refused is None),
        "care": writing.care_for(claim.case, kind),
        "papers": papers,
        "sent_to": reverse("desk:letter-sent", args=[claim.case.reference, claim.number, kind.id]),
        "sent_form": refused or _sent_form(claim, kind, papers, found.get("result")),
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


def _sent_form(
    claim: Claim, kind: letters.LetterKind, papers: Sequence[Document], result: claim_calculation.Result | None
) -> SentForm | None:
    claimed = result.together if result and kind.addressee == "employer" else None
    return sent_form(outgoing(claim.case, kind, papers), letter_facts.ANSWER_DAYS, claimed=claimed)
