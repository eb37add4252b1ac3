"""Possible doubles: two records side by side, and a decision of a person."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk.actions.doubles import CannotMerge, CannotSplit, do_decide_pair, do_merge_people, do_split
from tayanch.desk.models import PairDecision
from tayanch.desk.records import import_words
from tayanch.desk.records.duplicates import Pair, called, joined, pair_of, possible_doubles, side_of
from tayanch.desk.views.roles import for_caseworkers


@require_GET
@for_caseworkers
def doubles(request: StaffRequest) -> HttpResponse:
    """Pairs of records that may be of one woman, and those that were joined."""
    found = possible_doubles(request.user, timezone.localdate())
    names = called(request.user, {one for pair in found.pairs for one in (pair.first, pair.second)})
    rows = [
        {"pair": pair, "names": [names[pair.first], names[pair.second]], "reasons": _reasons(pair)}
        for pair in found.pairs
    ]
    context = {"rows": rows, "has_more": found.has_more, "ask": found.ask, "joined": joined(request.user)}
    return render(request, "desk/doubles.html", context)


def _reasons(pair: Pair) -> list[object]:
    return [import_words.REASONS[reason] for reason in pair.reasons]


def _pair(request: StaffRequest, first: UUID, second: UUID) -> Pair:
    found = pair_of(request.user, first, second) if request.user.works_on_cases else None
    if found is None:
        raise Http404
    return found


@require_GET
def pair(request: StaffRequest, first: UUID, second: UUID) -> HttpResponse:
    """Both records side by side."""
    found = _pair(request, first, second)
    sides = [side_of(request.user, found.first), side_of(request.user, found.second)]
    context = {"pair": found, "sides": sides, "reasons": _reasons(found)}
    return render(request, "desk/double.html", context)


@require_POST
def join(request: StaffRequest, first: UUID, second: UUID) -> HttpResponse:
    """The same woman: *keep* says whose details stay on top."""
    found = _pair(request, first, second)
    kept = found.second if request.POST.get("keep") == str(found.second) else found.first
    gone = found.first if kept == found.second else found.second
    keep, other = (side_of(request.user, one).person for one in (kept, gone))
    try:
        do_merge_people(keep, other, by=request.user)
        messages.success(request, _("The two records are one now. You can part them again below."))
    except CannotMerge as refusal:
        messages.warning(request, str(import_words.refusal(refusal.code)))
    return redirect("desk:doubles")


@require_POST
def decide(request: StaffRequest, first: UUID, second: UUID) -> HttpResponse:
    """Two women, or to be looked at later."""
    found = _pair(request, first, second)
    verdict = request.POST.get("verdict", "")
    if verdict in PairDecision.Verdict.values:
        do_decide_pair(found.first, found.second, verdict, by=request.user, today=timezone.localdate())
        later = _("This pair comes again in two weeks.")
        told = _("Noted: two women. This pair is not shown again.")
        messages.success(request, later if verdict == PairDecision.Verdict.LATER else told)
    return redirect("desk:doubles")


@require_POST
def part(request: StaffRequest, merge_id: UUID) -> HttpResponse:
    """Two records again, each as it was."""
    found = (
        next((one for one in joined(request.user) if one.id == merge_id), None) if request.user.works_on_cases else None
    )
    if found is None:
        raise Http404
    try:
        do_split(found, by=request.user)
        messages.success(request, _("There are two records again, each as it was."))
    except CannotSplit as refusal:
        rows = ", ".join(str(import_words.row(label)) for label in refusal.rows)
        messages.warning(request, f"{import_words.refusal(refusal.code)}{f' ({rows})' if rows else ''}")
    return redirect("desk:doubles")
