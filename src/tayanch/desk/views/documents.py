"""Papers of a case: brought, looked at, described, given out as a download, destroyed.

The bytes that were brought are never shown inside the browser. What is shown are pictures made anew from the pixels.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tayanch import vocabulary
from tayanch.accounts.access import StaffRequest
from tayanch.desk.access import Need, access_case, access_document, templates_in_use
from tayanch.desk.actions import documents as actions
from tayanch.desk.documents import evidence, paper_words
from tayanch.desk.forms.documents import AboutForm, EvidenceForm, PaperForm, read
from tayanch.desk.language import language
from tayanch.desk.models import Case, Document
from tayanch.desk.papers import photos
from tayanch.desk.views.cases import back_to, show_case
from tayanch.vault import files
from tayanch.vault.keys import load_keys


@require_POST
def document_keep(request: StaffRequest, reference: str) -> HttpResponse:
    """One paper from the page of the case."""
    case = access_case(request.user, reference, Need.WRITE)
    form = PaperForm(request.POST, request.FILES, case=case)
    if not form.is_valid():
        return show_case(request, reference, paper=form)
    said = form.cleaned_data
    whose = said["tie"].person if said["tie"] else None
    actions.do_keep_document(case, said["file"], said["name"], by=request.user, person=whose)
    return back_to(request, case, _("The paper is kept, sealed."), "papers")


@require_GET
def document(request: StaffRequest, reference: str, document_id: UUID) -> HttpResponse:
    """The bytes, as a download with a name that tells nothing; a browser never opens it as a page."""
    paper = access_document(request.user, reference, document_id)
    return _download(paper, actions.neutral_name(paper))


@require_GET
def original(request: StaffRequest, reference: str, photo_id: UUID) -> HttpResponse:
    """The photo as it came, with place and device."""
    paper = access_document(request.user, reference, photo_id)
    kept = actions.original_of(paper)
    if kept is None:
        raise Http404
    return _download(kept, f"original-{actions.neutral_name(paper)}")


@require_GET
def picture(request: StaffRequest, reference: str, photo_id: UUID, number: int) -> HttpResponse:
    """A picture to look at, made from the pixels; *number* from 1 for a scan of many pages."""
    paper = access_document(request.user, reference, photo_id)
    turned = actions.attachment_of(paper).turned
    try:
        data = photos.picture(files.read(paper), photos.LARGE, turned, max(number, 1) - 1)
    except (FileNotFoundError, photos.NotAPhoto):
        raise Http404 from None
    return sealed_off(HttpResponse(data, content_type=photos.JPEG), f'inline; filename="{paper.id.hex[:6]}.jpg"')


def _download(row: Any, name: str) -> HttpResponse:
    try:
        data = files.read(row)
    except FileNotFoundError:
        raise Http404 from None
    response = HttpResponse(data, content_type="application/octet-stream")
    return sealed_off(response, f'attachment; filename="{name}"')


def sealed_off(response: HttpResponse, disposition: str) -> HttpResponse:
    response["Content-Disposition"] = disposition
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@require_POST
def document_remove(request: StaffRequest, reference: str, document_id: UUID) -> HttpResponse:
    case = access_case(request.user, reference, Need.WRITE)
    paper = get_object_or_404(case.documents, id=document_id)
    still_in = len(actions.bundles_with(paper))
    actions.do_remove_document(paper, by=request.user)
    if still_in:
        messages.warning(request, _("A bundle still holds a copy of it. Destroy the bundle as well if it must go."))
    if request.POST.get("back") == "evidence":
        messages.success(request, _("The paper is destroyed."))
        return redirect("desk:evidence", case.reference)
    return back_to(request, case, _("The paper is destroyed."), "papers")


# --- the gallery ---------------------------------------------------------------------------------------------


@require_GET
def gallery(request: StaffRequest, reference: str) -> HttpResponse:
    """All papers that were brought, with small pictures, and those that were made here."""
    return _gallery(request, access_case(request.user, reference))


def _gallery(request: StaffRequest, case: Case, form: EvidenceForm | None = None, **more: Any) -> HttpResponse:
    typed = request.GET.get("page", "")
    papers, number, count = evidence.gallery(case, int(typed) if typed.isdecimal() and len(typed) < 6 else 1)
    templates = list(templates_in_use(request.user))
    load_keys([case, *templates])
    context = {
        "case": case,
        "is_open": case.state == Case.State.OPEN,
        "papers": papers,
        "number": number,
        "pages": count,
        "made_here": evidence.made_here(case),
        "templates": templates,
        "form": form or EvidenceForm(case=case),
        **more,
    }
    return render(request, "desk/evidence.html", context, status=422 if form and form.errors else 200)


@require_POST
def evidence_add(request: StaffRequest, reference: str) -> HttpResponse:
    """Keep files, one or many. A script that sends them one by one gets JSON; each file is told of by itself."""
    case = access_case(request.user, reference, Need.WRITE)
    form = EvidenceForm(request.POST, case=case)
    is_script = request.headers.get("X-Requested-With") == "fetch"
    if not form.is_valid():
        wrong = [str(error) for errors in form.errors.values() for error in errors]
        return JsonResponse({"lines": wrong}, status=422) if is_script else _gallery(request, case, form)
    brought: list[UploadedFile[Any] | None] = [*request.FILES.getlist("files")]
    told = [_keep(case, file, form, request) for file in brought or [None]]
    if is_script:
        return JsonResponse(told[0])
    return _gallery(request, case, told=told)


def _keep(case: Case, file: UploadedFile[Any] | None, form: EvidenceForm, request: StaffRequest) -> dict[str, Any]:
    """What became of one file: ``{"state": "kept" | "known" | "refused", "name": …, "lines": [...]}``."""
    name = (file.name or "") if file else ""
    try:
        ready = read(file)
    except actions.NotAPaper as refusal:
        return {"state": "refused", "name": name, "lines": [paper_words.why_not(refusal)]}
    if known := actions.same_paper(case, ready):
        return _known(known, ready, form, name, request)
    what = {"person": form.whose, "said": form.said(name), "keep_original": form.cleaned_data["keep_original"]}
    actions.do_keep_document(case, ready, _called(form, name), by=request.user, **what)
    is_kept = form.cleaned_data["keep_original"] or ready.came == ready.kept
    return {"state": "kept", "name": name, "lines": paper_words.lines(ready, name, is_kept=is_kept)}


def _known(
    paper: Document, ready: actions.Prepared, form: EvidenceForm, name: str, request: StaffRequest
) -> dict[str, Any]:
    load_keys([paper])
    lines = [_("This file is here already: %(name)s.") % {"name": paper.unseal("name")}]
    if form.cleaned_data["keep_original"] and ready.came != ready.kept and actions.original_of(paper) is None:
        actions.do_keep_original(paper, ready, by=request.user)
        lines.append(_("Now it is also kept as it came."))
    return {"state": "known", "name": name, "lines": lines}


def _called(form: EvidenceForm, file_name: str) -> str:
    """The name of a paper: as typed, or its kind, or that of the file."""
    said = form.cleaned_data
    sort = vocabulary.concept(f"evidence/{said['sort']}").label(language()) if said["sort"] else ""
    return said["name"] or sort or file_name[:200] or _("Paper")


# --- one paper -----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def document_about(request: StaffRequest, reference: str, document_id: UUID) -> HttpResponse:
    """One paper: its pictures, its fingerprint, what it shows; a POST writes that down."""
    paper = _brought(request, reference, document_id, Need.WRITE if request.method == "POST" else Need.READ)
    form = AboutForm(request.POST, case=paper.case) if request.method == "POST" else _about_form(paper)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"] or paper.unseal("name")
        actions.do_describe_document(paper, name, by=request.user, person=form.whose, said=form.said())
        messages.success(request, _("Written down."))
        return redirect("desk:document-about", reference, document_id)
    (one,) = evidence.shown([paper])
    facts = {"case": paper.case, "is_open": paper.case.state == Case.State.OPEN, "paper": one, "form": form}
    facts |= {"fingerprint": _fingerprint(paper), "bundles": len(actions.bundles_with(paper))}
    return render(request, "desk/document.html", facts, status=422 if form.errors else 200)


def _brought(request: StaffRequest, reference: str, document_id: UUID, need: Need) -> Document:
    """A paper that was brought; a letter that was made here has a page of its own."""
    paper = access_document(request.user, reference, document_id, need)
    if paper.kind != Document.Kind.EVIDENCE:
        raise Http404
    return paper


def _about_form(paper: Document) -> AboutForm:
    about = actions.attachment_of(paper)
    told = about.told
    tie = paper.case.people.filter(person=paper.person_id).first() if paper.person_id else None
    known = {name: told.get(name, "") for name in ("sort", "on", "proves", "source")}
    return AboutForm(
        case=paper.case, initial={**known, "name": paper.unseal("name"), "tie": tie, "period": about.period}
    )


def _fingerprint(paper: Document) -> dict[str, Any]:
    """What the bytes are now, and whether they are what was kept."""
    told = actions.attachment_of(paper).told
    try:
        now = actions.sha256(files.read(paper))
    except FileNotFoundError:
        return {"now": "", "is_whole": False, "came": told.get("came", "")}
    return {"now": now, "is_whole": told.get("sha256", now) == now, "came": told.get("came", "")}


@require_POST
def document_turn(request: StaffRequest, reference: str, photo_id: UUID) -> HttpResponse:
    """Turn its pictures by a quarter."""
    paper = _brought(request, reference, photo_id, Need.WRITE)
    try:
        actions.do_turn_document(paper, 270 if request.POST.get("to") == "left" else 90, by=request.user)
    except (FileNotFoundError, photos.NotAPhoto):
        raise Http404 from None
    return redirect("desk:document-about", reference, photo_id)
