"""Surveys: the list, one file's way in, what its columns mean, how its sample was drawn."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk.actions.guard import RecoverySheetMissing
from tayanch.evidence import actions, designing, keeping, telling, work
from tayanch.evidence.access import access_survey, for_analysts, surveys_for, tabulations_for
from tayanch.evidence.forms import DescribeForm, DesignForm, FindForm, UploadForm
from tayanch.evidence.models import Survey
from tayanch.evidence.troubles import Refused
from tayanch.survey.design import Design, DesignError

A_PAGE = 40  # questions of a codebook


def language() -> str:
    return get_language() or "en"


@require_http_methods(["GET", "POST"])
@for_analysts
def surveys(request: StaffRequest) -> HttpResponse:
    """All surveys and kept tables; a new file is brought here."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (made := _brought(request, form)):
        return redirect("evidence:survey", made.id)
    context = {"form": form, "surveys": surveys_for(request.user), "tables": tabulations_for(request.user)}
    return render(request, "evidence/surveys.html", context, status=422 if request.method == "POST" else 200)


def _brought(request: StaffRequest, form: UploadForm) -> Survey | None:
    file, questions = form.cleaned_data["file"], form.cleaned_data["form"]
    asked = (questions.name, questions.read()) if questions else None
    told = {name: form.cleaned_data[name] for name in ("title", "source")}
    try:
        return actions.do_upload(file.name, file.read(), by=request.user, form=asked, **told)
    except (RecoverySheetMissing, Refused) as refusal:
        form.add_error("file", str(refusal))
    return None


@require_GET
@for_analysts
def survey(request: StaffRequest, survey_id: UUID) -> HttpResponse:
    """The step this survey is at: being read, to be decided about, or open with its codebook."""
    found = access_survey(request.user, survey_id)
    if not found.is_open:
        return _way_in(request, found)
    book = keeping.codebook_of(found)
    form = FindForm(request.GET)
    word = form.cleaned_data["q"].strip() if form.is_valid() else ""
    page = Paginator(telling.questions(book, language(), word), A_PAGE).get_page(request.GET.get("page"))
    tables = tabulations_for(request.user).filter(survey=found)
    context = {"survey": found, "open": "codebook", "form": form, "page": page, "word": word, "tables": tables}
    return render(request, "evidence/codebook.html", context)


def _way_in(request: StaffRequest, found: Survey) -> HttpResponse:
    context: dict[str, Any] = {"survey": found, "row": found, "is_dead": work.is_dead(found)}
    if found.suspects and found.state == Survey.State.DONE:
        suspects = telling.suspects(keeping.codebook_of(found), found.suspects, language())
        return render(request, "evidence/people.html", context | {"suspects": suspects})
    return render(request, "evidence/reading.html", context)


@require_GET
@for_analysts
def progress(request: StaffRequest, survey_id: UUID) -> HttpResponse:
    """How far the reading is, for a page that asks again and again; at the end the page is opened anew."""
    found = access_survey(request.user, survey_id)
    return _progress(request, found)


def _progress(request: StaffRequest, row: work.Row) -> HttpResponse:
    response = render(request, "evidence/progress.html", {"row": row})
    if row.state != work.State.WORKING or work.is_dead(row):
        response["HX-Refresh"] = "true"
    return response


@require_POST
@for_analysts
def stop(request: StaffRequest, survey_id: UUID) -> HttpResponse:
    """Stop reading."""
    actions.do_stop(access_survey(request.user, survey_id), by=request.user)
    return redirect("evidence:survey", survey_id)


@require_POST
@for_analysts
def again(request: StaffRequest, survey_id: UUID) -> HttpResponse:
    """Read the file once more."""
    try:
        actions.do_read_again(access_survey(request.user, survey_id), by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("evidence:survey", survey_id)


@require_POST
@for_analysts
def leave_out(request: StaffRequest, survey_id: UUID) -> HttpResponse:
    """Leave out the columns that were chosen, and decide so about all that point at people."""
    found = access_survey(request.user, survey_id)
    chosen = set(request.POST.getlist("columns")) & set(found.suspects)
    actions.do_leave_out(found, chosen, by=request.user)
    messages.success(request, _("Left out: %s.") % ", ".join(sorted(chosen)) if chosen else _("Nothing was left out."))
    return redirect("evidence:survey", survey_id)


@require_http_methods(["GET", "POST"])
@for_analysts
def describe(request: StaffRequest, survey_id: UUID) -> HttpResponse:
    """What it is called, where it comes from; and its end."""
    found = access_survey(request.user, survey_id)
    form = DescribeForm(request.POST or None, initial={"title": found.title, "source": found.source})
    if request.method == "POST" and form.is_valid():
        actions.do_describe(found, **form.cleaned_data, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("evidence:survey", survey_id)
    return render(request, "evidence/describe.html", {"survey": found, "open": "describe", "form": form})


@require_POST
@for_analysts
def delete(request: StaffRequest, survey_id: UUID) -> HttpResponse:
    """Delete a survey and its tables."""
    actions.do_delete(access_survey(request.user, survey_id), by=request.user)
    messages.success(
        request, _("The survey is gone, with its tables. Files that were taken out remain where they are.")
    )
    return redirect("evidence:surveys")


@require_http_methods(["GET", "POST"])
@for_analysts
def design(request: StaffRequest, survey_id: UUID) -> HttpResponse:
    """How the sample was drawn: *look* shows what it would mean, *save* keeps it."""
    found = access_survey(request.user, survey_id)
    if not found.is_open:
        return redirect("evidence:survey", survey_id)
    form = _design_form(request, found)
    context: dict[str, Any] = {"survey": found, "open": "design", "form": form, "preview": None}
    if request.method == "GET" or form.is_valid():
        chosen = form.design if form.is_bound else Design.of(found.design)
        context |= _looked_at(found, chosen)
        if "save" in request.POST and context["preview"]:
            actions.do_design(found, chosen, by=request.user)
            messages.success(request, _("Kept. Every table from now on is made with this design."))
            return redirect("evidence:table-new", survey_id)
    template = "evidence/design_preview.html" if request.headers.get("HX-Request") else "evidence/design.html"
    return render(request, template, context)


def _design_form(request: StaffRequest, found: Survey) -> DesignForm:
    book, known = keeping.codebook_of(found), DesignForm.initial_of(Design.of(found.design))
    return DesignForm(request.POST or None, codebook=book, language=language(), initial=known)


def _looked_at(found: Survey, chosen: Design) -> dict[str, Any]:
    try:
        return {"preview": designing.preview(keeping.data_of(found, chosen.columns), chosen), "chosen": chosen}
    except DesignError as error:
        return {"preview": None, "wrong": str(error)}
