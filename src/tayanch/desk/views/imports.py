"""Bring a list in, step by step. What is in it goes in bodies only; an address names the list by a random id."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk import jobs
from tayanch.desk.access import access_list, lists_for
from tayanch.desk.actions import imports as actions
from tayanch.desk.actions.guard import RecoverySheetMissing
from tayanch.desk.forms import imports as forms
from tayanch.desk.importing import mapping
from tayanch.desk.importing.reading import Unreadable
from tayanch.desk.models import ImportRun
from tayanch.desk.records import import_pages, import_words

State = ImportRun.State
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
View = Callable[..., HttpResponse]


def refusals_are_told(view: View) -> View:
    """What cannot be done is said on the page of the list."""

    @wraps(view)
    def told(request: StaffRequest, run_id: UUID, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, run_id, **kwargs)
        except (actions.Refused, Unreadable) as refusal:
            messages.warning(request, str(import_words.refusal(refusal.code)))
            return redirect("desk:import", run_id)

    return told


@require_http_methods(["GET", "POST"])
def lists(request: StaffRequest) -> HttpResponse:
    """Lists on their way and done; a new one is brought here."""
    found = lists_for(request.user)
    actions.do_forget_imports(timezone.localdate())
    form = forms.UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (run := _brought(request, form)):
        return redirect("desk:import", run.id)
    context = {"form": form, "lists": [(run, run.told.get("file", "")) for run in found]}
    return render(request, "desk/imports.html", context, status=422 if request.method == "POST" else 200)


def _brought(request: StaffRequest, form: forms.UploadForm) -> ImportRun | None:
    file, questions = form.cleaned_data["file"], form.cleaned_data["form"]
    asked = (questions.name, questions.read()) if questions else None
    password = form.cleaned_data["password"]
    try:
        return actions.do_bring(file.name, file.read(), by=request.user, password=password, form=asked)
    except RecoverySheetMissing as missing:
        form.add_error(None, str(missing))
    except (actions.Refused, Unreadable) as refusal:
        form.add_error("password" if refusal.code == "password" else "file", str(import_words.refusal(refusal.code)))
    return None


@require_GET
def one_list(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """The step this list is at."""
    run = access_list(request.user, run_id)
    try:
        template, context = import_pages.page_of(run, request.user, request.GET)
    except (actions.Refused, Unreadable) as refusal:
        messages.warning(request, str(import_words.refusal(refusal.code)))
        template, context = "desk/import_work.html", {"is_dead": True}
    return _show(request, run, template, context)


def _show(
    request: StaffRequest, run: ImportRun, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    failure = import_words.refusal(run.failure) if run.failure else ""
    base = {"run": run, "file": run.told.get("file", ""), "failure": failure, "step": step_of(run)}
    return render(request, template, base | context, status=status)


def step_of(run: ImportRun) -> int:
    """1 … 5: which of the five steps is open."""
    order = [State.UPLOADED, State.SHEET, State.COLUMNS, State.CHECKED]
    return order.index(State(run.state)) + 1 if run.state in order else 4 if run.state == State.CHECKING else 5


@require_POST
@refusals_are_told
def sheet(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """Which sheet, which headings, whose records; *look* only turns to another sheet."""
    run = access_list(request.user, run_id)
    sheets = actions.sheets_of(run)
    if "look" in request.POST:
        actions.do_turn_to(run, int(request.POST.get("sheet") or 0), by=request.user)
        return redirect("desk:import", run_id)
    form = forms.SheetForm(request.POST, run=run, sheets=sheets, user=request.user)
    if not form.is_valid():
        context = import_pages.sheet_page(run, request.user, form)
        return _show(request, run, "desk/import_sheet.html", context, status=422)
    actions.do_say_sheet(run, by=request.user, **form.said())
    return redirect("desk:import", run_id)


@require_POST
@refusals_are_told
def columns(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """What each column is."""
    run = access_list(request.user, run_id)
    form = forms.ColumnsForm(request.POST, table=actions.table_of(run), chosen={})
    if form.is_valid() and (doubled := mapping.mistakes({c: t for c, t in form.said().items() if t})):
        form.add_error(None, f"{import_words.refusal('column-twice')} ({_names(doubled)})")
    if not form.is_valid():
        context = import_pages.columns_page(run, request.user, form)
        return _show(request, run, "desk/import_columns.html", context, status=422)
    kept = request.POST.get("kept", "")
    saved = next((one for one in actions.mappings_of(request.user) if str(one.id) == kept), None)
    actions.do_say_columns(run, form.said(), by=request.user, saved=saved)
    return redirect("desk:import", run_id)


def _names(targets: list[str]) -> str:
    return ", ".join(str(import_words.TARGETS.get(target, target)) for target in targets)


@require_POST
@refusals_are_told
def words(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """What the unknown words mean; then every line is looked at, or the first lines are shown again."""
    run = access_list(request.user, run_id)
    unknown = mapping.unknown_words(actions.table_of(run), run.told.get("columns", {}))
    form = forms.WordsForm(request.POST, unknown=unknown, chosen={})
    if not form.is_valid():
        context = import_pages.words_page(run, request.user, form)
        return _show(request, run, "desk/import_words.html", context, status=422)
    actions.do_say_words(run, form.said(), by=request.user)
    if "check" in request.POST:
        _begin(request, run, State.CHECKING)
    return redirect("desk:import", run_id)


@require_POST
@refusals_are_told
def keep_answers(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """Keep what columns and words mean, for the next list of this kind."""
    run = access_list(request.user, run_id)
    form = forms.SaveMappingForm(request.POST)
    if form.is_valid():
        actions.do_save_mapping(run, form.cleaned_data["name"], by=request.user)
        messages.success(request, _("Kept. Choose this name for the next list of this kind."))
    return redirect("desk:import", run_id)


@require_POST
@refusals_are_told
def begin(request: StaffRequest, run_id: UUID, what: str) -> HttpResponse:
    """Begin a work in the background: look at every line, take the list, or take it back."""
    run = access_list(request.user, run_id)
    _begin(request, run, WORKS[what], rest="rest" in request.POST)
    return redirect("desk:import", run_id)


WORKS = {"check": State.CHECKING, "take": State.IMPORTING, "undo": State.UNDOING}
BACK_TO = {State.CHECKING: State.COLUMNS, State.IMPORTING: State.CHECKED, State.UNDOING: State.DONE}


def _begin(request: StaffRequest, run: ImportRun, state: str, rest: bool = False) -> None:
    by = request.user
    actions.do_begin(run, state, by=by)
    details = {detail: str(import_words.TARGETS[detail]) for detail in ("name", "birth_date", "document", "address")}
    works: dict[str, Callable[[], jobs.Work]] = {
        State.CHECKING: lambda: actions.do_check(run, by=by, today=timezone.localdate()),
        State.IMPORTING: lambda: actions.do_import(run, by=by, details=details),
        State.UNDOING: lambda: actions.do_undo(run, by=by, rest=rest),
    }
    failed = partial(actions.do_fail, run, BACK_TO[State(state)], by=by)
    jobs.start(works[state](), run.organisation_id, failed)


@require_GET
def progress(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """How far the work is, for the script of the page."""
    run = access_list(request.user, run_id)
    is_working = run.state in ImportRun.WORKING and not actions.is_dead(run)
    return JsonResponse({"working": is_working, "step": run.step, "steps": run.steps})


@require_POST
@refusals_are_told
def doubles(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """What becomes of lines whose woman may be known already."""
    run = access_list(request.user, run_id)
    form = import_pages.doubles_form(run, request.POST)
    if not form.is_valid():
        context = import_pages.report_page(run, request.user, "1", form)
        return _show(request, run, "desk/import_report.html", context, status=422)
    said = form.said()
    said["single"] = {line: what for line, what in said["single"].items() if f"l{line}" in request.POST}
    actions.do_choose(run, by=request.user, **said)
    return redirect("desk:import", run_id)


@require_GET
@refusals_are_told
def report(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """Everything that was found, as a sheet."""
    run = access_list(request.user, run_id)
    response = HttpResponse(import_pages.report_sheet(run), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="report.xlsx"'
    return response


@require_POST
@refusals_are_told
def back(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """To an earlier step."""
    run = access_list(request.user, run_id)
    actions.do_go_back(run, request.POST.get("to", ""), by=request.user)
    return redirect("desk:import", run_id)


@require_POST
@refusals_are_told
def drop(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """Throw a list away that is not taken."""
    actions.do_drop(access_list(request.user, run_id), by=request.user)
    messages.success(request, _("The list is gone. Nothing of it was kept."))
    return redirect("desk:imports")
