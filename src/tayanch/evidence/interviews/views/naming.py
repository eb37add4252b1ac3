"""Names out of an interview; the stand-ins of a study, and who looked one up."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk.actions.guard import RecoverySheetMissing
from tayanch.evidence.interviews import naming, speaking
from tayanch.evidence.interviews.access import access_interview, access_study, access_text, for_leads, is_uuid
from tayanch.evidence.interviews.actions import naming as actions
from tayanch.evidence.interviews.gathering import keyed
from tayanch.evidence.interviews.models import Interview, StandIn, Study, TextVersion
from tayanch.evidence.interviews.name_words import DECISIONS, KINDS
from tayanch.evidence.interviews.naming import Decided
from tayanch.evidence.interviews.texts import text_of
from tayanch.evidence.interviews.troubles import Refused

MOST = 240  # rows of one page; the rest comes when these are decided: a form of more fields would be refused


@require_http_methods(["GET", "POST"])
@for_leads
def take_out(request: StaffRequest, interview_id: UUID) -> HttpResponse:
    """What may be a name in the newest text: somebody decides once for each name."""
    interview = access_interview(request.user, interview_id, lead=True)
    version = access_text(request.user, interview)
    if request.method == "POST" and request.POST.get("version") == str(version.number):
        try:
            _taken_out(request, interview, version)
            return redirect("interviews:take-names-out", interview.id)
        except RecoverySheetMissing as refusal:
            messages.warning(request, str(refusal))
    return _page(request, interview, version)


def _page(request: StaffRequest, interview: Interview, version: TextVersion) -> HttpResponse:
    text, known = text_of(version).text, naming.dictionary_of(interview.study)
    found = naming.found_in(text, interview.language, known)
    labels = [line.label for line in speaking.lines(interview, request.user) if not line.asks and line.label in text]
    rows = naming.rows_of(text, found, known, labels)
    context = {
        "study": interview.study,
        "interview": interview,
        "name": keyed(interview.study, [interview])[0].unseal("name"),
        "open": "names",
        "version": version,
        "new": [row for row in rows if not row.stand_in][:MOST],
        "known": [row for row in rows if row.stand_in],
        "missed": naming.unlisted(labels, found, known),
        "sure": naming.SURE,
        "kinds": KINDS,
        "decisions": DECISIONS,
    }
    return render(request, "interviews/take_names_out.html", context)


def _taken_out(request: StaffRequest, interview: Interview, version: TextVersion) -> None:
    known = naming.dictionary_of(interview.study)
    found = naming.found_in(text_of(version).text, interview.language, known)
    decisions, missed = dict(_decided(request.POST)), _missed(request.POST)
    names = naming.decide(found, decisions, known, interview.language, missed)
    done = actions.do_take_names_out(version, names, by=request.user)
    said = ngettext("%(n)s place has a stand-in now.", "%(n)s places have a stand-in now.", done.places)
    messages.success(request, said % {"n": done.places})
    if done.carried.lost:
        messages.warning(request, _("Some passages have no words left: %s.") % len(done.carried.lost))


def _decided(told: QueryDict) -> Iterator[tuple[str, Decided]]:
    kinds, decisions = dict(KINDS), dict(DECISIONS)
    for number, key in enumerate(told.getlist("key")[:MOST]):
        decision, kind = told.get(f"decision-{number}", "later"), told.get(f"kind-{number}", "")
        if decision in decisions:
            same = told.get(f"same-{number}", "")
            yield key, Decided(decision, kind if kind in kinds else "", same)  # type: ignore[arg-type]


def _missed(told: QueryDict) -> list[tuple[str, str]]:
    kind = told.get("missed-kind", "")
    forms = [line.strip() for line in told.get("missed", "").splitlines()]
    return [(kind, form) for form in forms if len(form) > 1] if kind in dict(KINDS) else []


@require_GET
@for_leads
def names(request: StaffRequest, study_id: UUID) -> HttpResponse:
    """Every stand-in of a study without its name, and who looked names up."""
    study = access_study(request.user, study_id, lead=True)
    return _names(request, study)


def _names(request: StaffRequest, study: Study, **shown: object) -> HttpResponse:
    looked = [(row, row.unseal("why")) for row in keyed(study, study.look_ups.select_related("by")[:200])]
    stand_ins = StandIn.objects.filter(table__study=study, is_name=True).defer("forms")
    context = {"study": study, "open": "names", "stand_ins": stand_ins, "looked": looked, **shown}
    return render(request, "interviews/names.html", context)


@require_POST
@for_leads
def look_up(request: StaffRequest, study_id: UUID) -> HttpResponse:
    """Show the name behind one stand-in, once, to who said why."""
    study = access_study(request.user, study_id, lead=True)
    rows = StandIn.objects.filter(table__study=study, is_name=True)
    chosen = request.POST.get("stand-in", "")
    if not is_uuid(chosen):
        raise BadRequest
    row = get_object_or_404(rows, id=chosen)
    try:
        forms = actions.do_look_up(study, row, request.POST.get("why", ""), by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("interviews:names", study.id)
    return _names(request, study, opened=row, forms=forms)
