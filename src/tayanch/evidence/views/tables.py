"""Tables of a survey: asked for, waited for, read, compared, kept, taken out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.evidence import actions, comparing, exporting, keeping, telling, work
from tayanch.evidence.access import access_survey, access_tabulation, for_analysts, tabulations_for
from tayanch.evidence.asking import Question, column_of_sex
from tayanch.evidence.forms import AskForm, KeepForm
from tayanch.evidence.models import Tabulation
from tayanch.evidence.troubles import Refused
from tayanch.evidence.views.surveys import _progress, language
from tayanch.survey.design import Design

State = work.State


@require_http_methods(["GET", "POST"])
@for_analysts
def new(request: StaffRequest, survey_id: UUID) -> HttpResponse:
    """Ask for a table; ``?like=<id>`` begins with what another one asked."""
    found = access_survey(request.user, survey_id)
    if not found.is_open:
        return redirect("evidence:survey", survey_id)
    book = keeping.codebook_of(found)
    like, drawn = _like(request, column_of_sex(book)), Design.of(found.design)
    form = AskForm(request.POST or None, codebook=book, language=language(), design=drawn, initial=like)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("evidence:table", actions.do_ask(found, form.question, by=request.user).id)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"survey": found, "open": "table", "form": form}
    return render(request, "evidence/ask.html", context, status=422 if request.method == "POST" else 200)


def _like(request: StaffRequest, sex: str) -> dict[str, Any]:
    try:
        asked = access_tabulation(request.user, UUID(request.GET["like"])).asked
    except (KeyError, ValueError):
        return {}
    return AskForm.initial_of(Question.of_values(asked), sex)


@require_GET
@for_analysts
def table(request: StaffRequest, tabulation_id: UUID) -> HttpResponse:
    """The table, or how far it is, or why there is none."""
    made = access_tabulation(request.user, tabulation_id)
    context: dict[str, Any] = {"survey": made.survey, "made": made, "row": made, "is_dead": work.is_dead(made)}
    if made.state != State.DONE:
        return render(request, "evidence/table_work.html", context)
    context |= telling.table(made, language())
    context["form"] = KeepForm(initial={"name": made.name or telling.suggested_name(context["shown"], made)})
    return render(request, "evidence/table.html", context)


@require_GET
@for_analysts
def progress(request: StaffRequest, tabulation_id: UUID) -> HttpResponse:
    """How far the table is, for a page that asks again and again; at the end the page is opened anew."""
    return _progress(request, access_tabulation(request.user, tabulation_id))


@require_POST
@for_analysts
def stop(request: StaffRequest, tabulation_id: UUID) -> HttpResponse:
    """Stop computing."""
    actions.do_stop(access_tabulation(request.user, tabulation_id), by=request.user)
    return redirect("evidence:table", tabulation_id)


@require_POST
@for_analysts
def again(request: StaffRequest, tabulation_id: UUID) -> HttpResponse:
    """Compute once more, with the design as it is now."""
    try:
        actions.do_ask_again(access_tabulation(request.user, tabulation_id), by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("evidence:table", tabulation_id)


@require_POST
@for_analysts
def lonely(request: StaffRequest, tabulation_id: UUID) -> HttpResponse:
    """Choose what becomes of a stratum with one unit, and compute once more."""
    made = access_tabulation(request.user, tabulation_id)
    rule = request.POST.get("rule", "")
    if rule not in ("adjust", "average", "remove"):
        raise BadRequest
    try:
        actions.do_treat_lonely(made, rule, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("evidence:table", tabulation_id)


@require_POST
@for_analysts
def keep(request: StaffRequest, tabulation_id: UUID) -> HttpResponse:
    """Keep a table under a name."""
    made, form = _done(request, tabulation_id), KeepForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the table a name."))
        return redirect("evidence:table", tabulation_id)
    actions.do_keep(made, form.cleaned_data["name"], by=request.user)
    messages.success(request, _("Kept. It stands in the list of tables, with all that it rests on."))
    return redirect("evidence:table", tabulation_id)


@require_POST
@for_analysts
def forget(request: StaffRequest, tabulation_id: UUID) -> HttpResponse:
    """Delete a table."""
    made = access_tabulation(request.user, tabulation_id)
    actions.do_forget(made, by=request.user)
    messages.success(request, _("The table is gone."))
    return redirect("evidence:survey", made.survey_id)


@require_GET
@for_analysts
def chart(request: StaffRequest, tabulation_id: UUID, nth: int) -> HttpResponse:
    """The estimates of one question as points with intervals."""
    picture = telling.picture(_done(request, tabulation_id), nth, language())
    if picture is None:
        raise Http404
    return HttpResponse(picture, "image/svg+xml; charset=utf-8")


@require_GET
@for_analysts
def compare(request: StaffRequest, tabulation_id: UUID) -> HttpResponse:
    """Two groups of the table (``?first=…&second=…``), or this table and another one (``?other=<id>``)."""
    made = _done(request, tabulation_id)
    told = telling.table(made, language())
    context = {"survey": made.survey, "made": made, "others": tabulations_for(request.user).exclude(id=made.id)} | told
    context |= {"groups": comparing.groups(told["shown"]), "first": "", "second": "", "other": None}
    if request.GET.get("other"):
        context |= telling.other_table(told, _other(request), language())
    elif request.GET.get("second"):
        first, second = request.GET.get("first", ""), request.GET["second"]
        found = comparing.between_groups(made.told, told["shown"], first, second)
        labels = {group.key: group.label for group in context["groups"]}
        context |= {"first": first, "second": second, "differences": found}
        context |= {"overlap": comparing.overlap(made, first, second) if found else None}
        context |= {"first_label": labels.get(first, ""), "second_label": labels.get(second, "")}
    return render(request, "evidence/compare.html", context)


def _other(request: StaffRequest) -> Tabulation:
    try:
        return _done(request, UUID(request.GET["other"]))
    except ValueError:
        raise Http404 from None


@require_POST
@for_analysts
def export(request: StaffRequest, tabulation_id: UUID) -> HttpResponse:
    """The table as XLSX, DOCX or CSV."""
    made, form = _done(request, tabulation_id), request.POST.get("form", "")
    if form not in exporting.TYPES:
        raise BadRequest
    body = exporting.file_of(telling.sheet(made, language()), form)
    actions.do_note_file(made, form, by=request.user)
    name = f"{slugify(made.name)[:60] or 'table'}.{form}"
    return HttpResponse(body, exporting.TYPES[form], headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _done(request: StaffRequest, tabulation_id: UUID) -> Tabulation:
    """A table that has figures; 404 for one that is not done."""
    made = access_tabulation(request.user, tabulation_id)
    if made.state != State.DONE:
        raise Http404
    return made
