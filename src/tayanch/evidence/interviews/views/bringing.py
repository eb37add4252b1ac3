"""Transcripts that are brought: read, looked at, kept or dropped."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk.actions.guard import RecoverySheetMissing
from tayanch.evidence.interviews import attribute_tables, moving
from tayanch.evidence.interviews import waiting as waiting_ones
from tayanch.evidence.interviews.access import access_study, access_waiting, for_leads, newest
from tayanch.evidence.interviews.actions import bringing as actions
from tayanch.evidence.interviews.actions.interviews import do_describe_speakers
from tayanch.evidence.interviews.forms import AboutForm, BringForm
from tayanch.evidence.interviews.gathering import keyed
from tayanch.evidence.interviews.models import Study, TextVersion, Waiting
from tayanch.evidence.interviews.speaking import columns, labels_of
from tayanch.evidence.interviews.troubles import Refused
from tayanch.interviews.reading import ReadError, read

Answer = dict[str, Any]


@require_http_methods(["GET", "POST"])
@for_leads
def bring(request: StaffRequest, study_id: UUID) -> HttpResponse:
    """Bring files or a typed text; each file gets its own answer, and waits until somebody has looked at it."""
    study = access_study(request.user, study_id, lead=True)
    form = BringForm(request.POST or None, request.FILES or None, study=study)
    answers: list[Answer] = []
    if request.method == "POST" and form.is_valid():
        answers = [_answered(request, study, name, data, form.cleaned_data) for name, data in _files(form)]
        if request.headers.get("X-Requested-With") == "fetch":
            return JsonResponse({"answers": answers})
        form = BringForm(
            None, study=study, initial=form.cleaned_data | {"typed": "", "typed_name": "", "transcripts": None}
        )
    previews = [waiting_ones.preview(row) for row in waiting_ones.of_study(study)]
    context = {"study": study, "open": "bring", "form": form, "answers": answers, "previews": previews}
    return render(request, "interviews/bring.html", context, status=422 if form.errors else 200)


def _files(form: BringForm) -> list[tuple[str, bytes]]:
    files = [(PurePath(one.name).name[-120:], one.read()) for one in form.cleaned_data["transcripts"]]
    if typed := form.cleaned_data["typed"].strip():
        files.append((f"{form.cleaned_data['typed_name'] or _('Typed text')}.txt", typed.encode()))
    return files


def _answered(request: StaffRequest, study: Study, name: str, data: bytes, told: dict[str, Any]) -> Answer:
    about = {key: told[key] for key in ("method", "language", "area")}
    try:
        found = read(name, data)
        for one in found:
            actions.do_wait(study, one.title or PurePath(name).stem, one, about, by=request.user)
    except (ReadError, RecoverySheetMissing) as refusal:
        return {"file": name, "ok": False, "said": str(refusal).removeprefix(f"{name}: ")}
    count = len(found)
    said = ngettext("%d transcript was read. Look at it below.", "%d transcripts were read. Look at them below.", count)
    return {"file": name, "ok": True, "said": said % count}


@require_POST
@for_leads
def keep(request: StaffRequest, study_id: UUID) -> HttpResponse:
    """Keep all transcripts that were ticked, as they were found."""
    study = access_study(request.user, study_id, lead=True)
    chosen = set(request.POST.getlist("waiting"))
    rows = [row for row in waiting_ones.of_study(study) if str(row.id) in chosen]
    for row in rows:
        row.study = study
        _found, told = waiting_ones.transcript_of(row)
        actions.do_keep_waiting(row, actions.About(name=row.unseal("name")[:120], **told), by=request.user)
    count = len(rows)
    said = ngettext("%d interview is kept.", "%d interviews are kept.", count) % count
    messages.success(request, said if rows else _("Nothing was ticked."))
    return redirect("interviews:study" if rows else "interviews:bring", study_id)


@require_http_methods(["GET", "POST"])
@for_leads
def waiting(request: StaffRequest, waiting_id: UUID) -> HttpResponse:
    """One transcript that was read: turns, who speaks, what was in doubt; then it is kept."""
    row = access_waiting(request.user, waiting_id)
    if row.interview:
        return _correction(request, row)
    seen = waiting_ones.preview(row)
    form = AboutForm(request.POST or None, study=row.study, initial={"name": seen.name, **seen.about})
    if request.method == "POST" and form.is_valid():
        made = actions.do_keep_waiting(row, _about(request, form, seen), by=request.user)
        messages.success(request, _("%s is kept.") % form.cleaned_data["name"])
        return redirect("interviews:interview", made.id)
    families = [one.unseal("name") for one in keyed(row.study, row.study.cases.all())]
    context = {"study": row.study, "open": "bring", "seen": seen, "form": form, "families": families}
    context["known"] = _known(row.study, seen, request)
    return render(request, "interviews/waiting.html", context, status=422 if form.errors else 200)


def _about(request: StaffRequest, form: AboutForm, seen: waiting_ones.Preview) -> actions.About:
    ids = [one.speaker.id for one in seen.heard]
    joined = {id_: told for id_ in ids if (told := request.POST.get(f"joined-{id_}", ""))}
    asks = frozenset(id_ for id_ in ids if f"asks-{id_}" in request.POST)
    return actions.About(**form.cleaned_data, joined=joined, asks=asks)


def _known(study: Study, seen: waiting_ones.Preview, request: StaffRequest) -> list[tuple[str, str]]:
    """Speakers of the study that one of the transcript may be: those who ask, and those who are called the same."""
    labels, names = {one.speaker.label.casefold() for one in seen.heard}, labels_of(study, request.user)
    rows = keyed(study, study.speakers.all())
    return [(str(row.id), told) for row in rows if (told := names(row)) and (row.asks or told.casefold() in labels)]


def _correction(request: StaffRequest, row: Waiting) -> HttpResponse:
    """A corrected transcript: what moves, and what is lost, before it takes the place of the one before."""
    interview = row.interview
    assert interview is not None
    before = newest(interview)
    if request.method == "POST":
        actions.do_correct(row, without_names="without_names" in request.POST, by=request.user)
        messages.success(request, _("The corrected text is the newest now. Codings stand on their words in it."))
        return redirect("interviews:interview", interview.id)
    seen = waiting_ones.preview(row)
    had_no_names = bool(before and before.kind == TextVersion.Kind.ANONYMISED)
    # Nobody has said yet that the corrected text holds no names: whoever brought it knows it, no other does.
    may_see = not had_no_names or row.by_id == request.user.id or row.study.member.may_look_up  # type: ignore[attr-defined]
    moves = moving.moves(interview, request.user, before, seen.transcript) if before and may_see else None
    context = {"study": row.study, "interview": interview, "seen": seen, "moves": moves, "most": moving.MOST_SHOWN}
    context["had_no_names"] = had_no_names
    return render(request, "interviews/correction.html", context)


@require_POST
@for_leads
def drop(request: StaffRequest, waiting_id: UUID) -> HttpResponse:
    """Do not keep a transcript that was read."""
    row = access_waiting(request.user, waiting_id)
    study, interview = row.study_id, row.interview_id
    actions.do_drop(row, by=request.user)
    messages.success(request, _("It was not kept. Your file stays where it is."))
    return redirect("interviews:interview", interview) if interview else redirect("interviews:bring", study)


@require_http_methods(["GET", "POST"])
@for_leads
def attributes(request: StaffRequest, study_id: UUID) -> HttpResponse:
    """A table of attributes: looked at first, then written to the speakers."""
    study = access_study(request.user, study_id, lead=True)
    context: dict[str, Any] = {"study": study, "open": "bring", "lines": None, "wrong": ""}
    if told := request.POST.get("told"):
        changed = do_describe_speakers(study, attribute_tables.of_told(told, study), by=request.user)
        text = ngettext("%d speaker is known better now.", "%d speakers are known better now.", changed)
        messages.success(request, text % changed)
        return redirect("interviews:study", study_id)
    if request.method == "POST":
        context |= _looked_at(request, study, request.FILES.getlist("file"))
    return render(request, "interviews/attributes.html", context, status=422 if context["wrong"] else 200)


def _looked_at(request: StaffRequest, study: Study, files: Iterable[Any]) -> dict[str, Any]:
    try:
        for file in files:
            lines = attribute_tables.matched(study, request.user, attribute_tables.rows_of(file.name, file.read()))
            taken = sum(bool(line.speaker and line.told) for line in lines)
            words = {one.name: dict(one.choices) for one in columns(study)}
            shown = [(line, [words[name].get(value, value) for name, value in line.told]) for line in lines]
            return {"lines": shown, "told": attribute_tables.as_told(lines), "taken": taken}
    except Refused as refusal:
        return {"wrong": str(refusal)}
    return {"wrong": _("Choose a file.")}
