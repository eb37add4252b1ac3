"""The pages of the reports: the list, a new one, its outline, a section with its preview, changes, the end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk.actions.guard import RecoverySheetMissing
from tayanch.evidence.reports import actions, showing
from tayanch.evidence.reports.access import (
    access_report,
    access_section,
    access_version,
    for_readers,
    for_writers,
    reports_for,
)
from tayanch.evidence.reports.actions import Refused
from tayanch.evidence.reports.drafting import document_of
from tayanch.evidence.reports.forms import NewForm, TextForm
from tayanch.evidence.reports.models import Report
from tayanch.evidence.reports.resolving import find as find_known
from tayanch.reports.kinds import kinds
from tayanch.reports.model import ReportError

FILES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@require_GET
@for_readers
def reports(request: StaffRequest) -> HttpResponse:
    """All reports of the organisation."""
    found = showing.listed(reports_for(request.user), get_language() or "en")
    return render(
        request, "reports/reports.html", {"reports": found, "kinds": showing.kinds_told(get_language() or "en")}
    )


@require_http_methods(["GET", "POST"])
@for_writers
def new(request: StaffRequest) -> HttpResponse:
    """Begin a report: a first draft is made at once."""
    year = str(timezone.localdate().year)
    begin = {"kind": request.GET.get("kind"), "language": get_language(), "period": year}
    form = NewForm(request.POST or None, initial=begin)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("reports:report", actions.do_begin(**form.cleaned_data, by=request.user).id)
        except (RecoverySheetMissing, ReportError) as refusal:
            form.add_error(None, str(refusal))
    told = {"form": form, "kinds": showing.kinds_told(get_language() or "en")}
    return render(request, "reports/new.html", told, status=422 if request.method == "POST" else 200)


@require_GET
@for_readers
def report(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """The outline: sections, what is missing in each, what changed."""
    found = access_report(request.user, report_id)
    composed = document_of(found, request.user, timezone.localdate())
    context = _head(found, "outline") | {"outline": showing.outline(found, composed), "composed": composed}
    return render(request, "reports/report.html", context | {"gaps": showing.gaps(composed)})


def _head(found: Report, open_page: str) -> dict[str, Any]:
    kind = kinds().get(found.kind)
    name = kind.name.get(get_language() or "en") if kind else found.kind
    return {"report": found, "title": found.unseal("title"), "kind_name": name, "open": open_page}


@require_GET
@for_readers
def read(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """The whole report as its reader will have it, with its footnotes and sources."""
    found = access_report(request.user, report_id)
    composed = document_of(found, request.user, timezone.localdate())
    return render(request, "reports/read.html", _head(found, "read") | {"composed": composed})


# --- a section ------------------------------------------------------------------------------------------------------


@require_GET
@for_writers
def section(request: StaffRequest, report_id: UUID, section_key: str) -> HttpResponse:
    """The text with its live numbers, the preview beside it, and the search for numbers."""
    found = access_report(request.user, report_id)
    one = access_section(found, section_key)
    version = access_version(one, one.version)
    form = TextForm(initial={"text": version.unseal("text"), "version": one.version})
    composed = showing.preview(version.unseal("text"), found, request.user, version.was_read)
    context = {"section": one, "section_title": one.unseal("title"), "form": form, "composed": composed}
    return render(request, "reports/section.html", _head(found, "outline") | context)


@require_POST
@for_writers
def save(request: StaffRequest, report_id: UUID, section_key: str) -> HttpResponse:
    """Keep the text: at a pause while she types (then the preview comes back), or when she presses the button."""
    found = access_report(request.user, report_id)
    one, form = access_section(found, section_key), TextForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    try:
        saved = actions.do_save(one, form.cleaned_data["text"], form.cleaned_data["version"], by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("reports:report", report_id)
    if not request.headers.get("HX-Request"):
        return _saved(request, found, section_key, saved)
    composed = showing.preview(form.cleaned_data["text"], found, request.user, saved.version.was_read)
    number = form.cleaned_data["version"] if saved.beside else saved.version.number
    context = {"report": found, "section": one, "composed": composed, "saved": saved, "number": number}
    return render(request, "reports/saved.html", context)


def _saved(request: StaffRequest, found: Report, key: str, saved: actions.Saved) -> HttpResponse:
    if saved.beside:
        messages.warning(request, _("Somebody else saved this section meanwhile. Your text is kept beside theirs."))
        return redirect("reports:versions", found.id, key)
    messages.success(request, _("The text is saved."))
    return redirect("reports:section", found.id, key)


@require_POST
@for_writers
def leave_out(request: StaffRequest, report_id: UUID, section_key: str) -> HttpResponse:
    """Leave a section out, or take it in again."""
    one = access_section(access_report(request.user, report_id), section_key)
    try:
        actions.do_leave_out(one, "out" in request.POST, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("reports:report", report_id)


@require_GET
@for_writers
def versions(request: StaffRequest, report_id: UUID, section_key: str) -> HttpResponse:
    """Every text that this section had."""
    found = access_report(request.user, report_id)
    one = access_section(found, section_key)
    context = {"section": one, "section_title": one.unseal("title"), "versions": showing.versions(one)}
    return render(request, "reports/versions.html", _head(found, "outline") | context)


@require_POST
@for_writers
def restore(request: StaffRequest, report_id: UUID, section_key: str) -> HttpResponse:
    """Take an older text as the newest; the one that stood there stays a version."""
    one = access_section(access_report(request.user, report_id), section_key)
    number = request.POST.get("number", "")
    if not number.isdecimal():
        raise BadRequest
    try:
        actions.do_restore(one, access_version(one, int(number)), by=request.user)
        messages.success(request, _("This text is the newest now. The one before it is kept."))
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("reports:section", report_id, section_key)


# --- what is known --------------------------------------------------------------------------------------------------


@require_GET
@for_writers
def find(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """What is known about some words, each ready to be put into the text."""
    found = access_report(request.user, report_id)
    words = request.GET.get("q", "").strip()
    facts = find_known(request.user, found.language, found.period, words) if words else []
    return render(request, "reports/found.html", {"facts": showing.offered(facts), "words": words, "report": found})


@require_GET
@for_writers
def changes(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """What became different since the last draft: was, is, why."""
    found = access_report(request.user, report_id)
    composed = document_of(found, request.user, timezone.localdate())
    context = {"changed": showing.changed(composed), "composed": composed}
    return render(request, "reports/changes.html", _head(found, "changes") | context)


@require_POST
@for_writers
def accept(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """Accept one number, or all, as they are now."""
    meant = None if "all" in request.POST else request.POST.getlist("meant")
    try:
        actions.do_accept(access_report(request.user, report_id), meant, by=request.user)
        messages.success(request, _("Accepted. The text reads the new numbers."))
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("reports:changes", report_id)


# --- the end --------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@for_writers
def finish(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """What to look at before a report is frozen; then it is."""
    found = access_report(request.user, report_id)
    if request.method == "POST":
        try:
            actions.do_finish(found, by=request.user)
            messages.success(request, _("Finished. Its numbers stay as they are today."))
        except Refused as refusal:
            messages.warning(request, str(refusal))
        return redirect("reports:report", report_id)
    composed = document_of(found, request.user, timezone.localdate())
    context = {"composed": composed, "gaps": showing.gaps(composed), "wrong": showing.counted(composed)}
    return render(request, "reports/finish.html", _head(found, "finish") | context)


@require_POST
@for_readers
def file(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """The report as DOCX or PDF."""
    found, form = access_report(request.user, report_id), request.POST.get("format", "")
    if form not in FILES:
        raise BadRequest
    try:
        data = showing.as_file(document_of(found, request.user, timezone.localdate()), form)
    except ReportError as error:
        messages.error(request, str(error))
        return redirect("reports:report", report_id)
    actions.do_note_file(found, form, by=request.user)
    name = f"{slugify(f'{found.kind}-{found.period}-{found.language}')}.{form}"
    return HttpResponse(data, FILES[form], headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_POST
@for_writers
def delete(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """Delete a report with all its versions."""
    actions.do_delete(access_report(request.user, report_id), by=request.user)
    messages.success(
        request, _("The report is gone, with all its versions. Files that were taken out stay where they are.")
    )
    return redirect("reports:reports")
