"""Exchange with other tools by REFI-QDA: a project in, a study or its codebook out; each with what was lost."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.accounts.models import Role, User
from tayanch.audit import log
from tayanch.desk.actions.guard import RecoverySheetMissing
from tayanch.evidence.interviews import exchanging, trees
from tayanch.evidence.interviews.access import access_study, for_leads, for_members
from tayanch.evidence.interviews.actions import codebooks as codebook_actions
from tayanch.evidence.interviews.actions import exchanging as actions
from tayanch.evidence.interviews.exchange_forms import CodebookFileForm, CodersForm, ExportForm, ProjectForm
from tayanch.evidence.interviews.models import Study
from tayanch.evidence.interviews.troubles import Refused
from tayanch.interviews.codebook import Codebook, CodebookError
from tayanch.interviews.refi import RefiError, read_codebook, read_project, write_codebook
from tayanch.interviews.refi.codebooks import from_csv, to_csv, to_yaml

ZIP, XML = "application/zip", "application/xml"


@require_http_methods(["GET", "POST"])
@for_leads
def bring(request: StaffRequest) -> HttpResponse:
    """A project of another tool, to begin a study with."""
    form = ProjectForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data["file"].read()
        try:
            read_project(data)
            return redirect("interviews:package", actions.do_bring_project(data, by=request.user).id)
        except (RefiError, RecoverySheetMissing) as refusal:
            form.add_error("file", str(refusal))
    return render(request, "interviews/bring_project.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@for_leads
def package(request: StaffRequest, package_id: UUID) -> HttpResponse:
    """What is in a project, what was lost, who its coders are."""
    row = exchanging.access_package(request.user, package_id)
    told = request.POST if request.method == "POST" else None
    found = exchanging.read(row, request.POST.get("reading", ""))
    form = CodersForm(told, coders=found.study.coders, people=_people(request.user))
    if told and "keep" in told and form.is_valid():
        study = actions.do_keep_project(row, found, form.mapped(), by=request.user)
        messages.success(request, _("The project is a study now."))
        return redirect("interviews:study", study.id)
    return render(request, "interviews/package.html", {"package": row, "found": found, "form": form})


def _people(user: User) -> list[User]:
    roles = (Role.ANALYST, Role.SUPERVISOR, Role.CASEWORKER)
    found = User.objects.filter(organisation_id=user.organisation_id, is_active=True, role__in=roles)
    return list(found.order_by("name"))


@require_POST
@for_leads
def drop(request: StaffRequest, package_id: UUID) -> HttpResponse:
    """Do not take a project."""
    actions.do_drop_project(exchanging.access_package(request.user, package_id), by=request.user)
    return redirect("interviews:studies")


@require_http_methods(["GET", "POST"])
@for_leads
def exchange(request: StaffRequest, study_id: UUID) -> HttpResponse:
    """What would go out for a tool, and what would not."""
    study = access_study(request.user, study_id, lead=True)
    form = ExportForm(request.POST or None, initial={"reading": "plain"})
    context = {"study": study, "open": "exchange", "form": form, "book_form": CodebookFileForm()}
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        held = exchanging.releasable(study, request.user, with_memos=asked["memos"])
        made = exchanging.exported(held, asked["reading"], names_of_coders=asked["coders"])
        if "take" in request.POST and held.out:
            log.record("study.export", by=request.user.id, kind="study", object_id=study.id)
            return _file(made.data, "project.qdpx", ZIP)
        context |= {"held": held, "made": made}
    return render(request, "interviews/exchange.html", context)


def _file(data: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(data, kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_GET
@for_members
def codebook_file(request: StaffRequest, study_id: UUID) -> HttpResponse:
    """The codebook for other tools; ``?as=`` qdc, yaml or csv."""
    study = access_study(request.user, study_id)
    book, kind = trees.codebook_of(study), request.GET.get("as", "qdc")
    if not book.codes:
        raise Http404
    if kind == "qdc":
        return _file(write_codebook(book, language=get_language() or "en").data, "codebook.qdc", XML)
    if kind not in ("yaml", "csv"):
        raise Http404
    text = to_yaml(book) if kind == "yaml" else "\ufeff" + to_csv(book)
    return _file(text.encode(), f"codebook.{kind}", f"text/{kind}")


@require_POST
@for_leads
def bring_codebook(request: StaffRequest, study_id: UUID) -> HttpResponse:
    """Begin the codebook of a study with that of another tool."""
    study = access_study(request.user, study_id, lead=True)
    form = CodebookFileForm(request.POST, request.FILES)
    if form.is_valid():
        _brought(request, study, form.cleaned_data["file"])
    else:
        messages.warning(request, _("Choose a file."))
    return redirect("interviews:codebook", study.id)


def _brought(request: StaffRequest, study: Study, file: UploadedFile[bytes]) -> None:
    try:
        book, lost = _read(file.name or "", file.read())
        codebook_actions.do_load_codebook(study, book, by=request.user)
        messages.success(request, _("The codebook was taken. %s") % " ".join(lost))
    except (RefiError, CodebookError, Refused, RecoverySheetMissing, UnicodeDecodeError) as refusal:
        messages.warning(request, str(refusal))


def _read(name: str, data: bytes) -> tuple[Codebook, list[str]]:
    if name.lower().endswith(".csv"):
        return from_csv(data.decode("utf-8-sig")), []
    found = read_codebook(data, language=get_language() or "en")
    return found.codebook, [str(loss) for loss in found.report]
