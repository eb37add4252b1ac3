"""Papers of a case: kept, given out as a download, destroyed. Never shown inside the browser."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk.access import Need, access_case, access_document
from tayanch.desk.actions.documents import do_keep_document, do_remove_document, neutral_name
from tayanch.desk.forms.documents import PaperForm
from tayanch.desk.views.cases import back_to, show_case
from tayanch.vault import files


@require_POST
def document_keep(request: StaffRequest, reference: str) -> HttpResponse:
    case = access_case(request.user, reference, Need.WRITE)
    form = PaperForm(request.POST, request.FILES, case=case)
    if not form.is_valid():
        return show_case(request, reference, paper=form)
    said = form.cleaned_data
    whose = said["tie"].person if said["tie"] else None
    do_keep_document(case, said["file"], said["name"], by=request.user, person=whose)
    return back_to(request, case, _("The paper is kept, sealed."), "papers")


@require_GET
def document(request: StaffRequest, reference: str, document_id: UUID) -> HttpResponse:
    """The bytes, as a download with a name that tells nothing; a browser never opens it as a page."""
    paper = access_document(request.user, reference, document_id)
    try:
        data = files.read(paper)
    except FileNotFoundError:
        raise Http404 from None
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{neutral_name(paper)}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_POST
def document_remove(request: StaffRequest, reference: str, document_id: UUID) -> HttpResponse:
    case = access_case(request.user, reference, Need.WRITE)
    paper = case.documents.filter(id=document_id).first()
    if paper is None:
        raise Http404
    do_remove_document(paper, by=request.user)
    return back_to(request, case, _("The paper is destroyed."), "papers")
