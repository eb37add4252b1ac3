"""Questions to all transcripts of a study: words, codes, who speaks."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from tayanch.accounts.access import StaffRequest
from tayanch.evidence.interviews import finding
from tayanch.evidence.interviews.access import access_study, for_leads
from tayanch.evidence.interviews.find_forms import FindForm
from tayanch.evidence.interviews.indexes import index_of


@require_http_methods(["GET", "POST"])
@for_leads
def find(request: StaffRequest, study_id: UUID) -> HttpResponse:
    """Passages that meet a question. It is posted: what somebody looks for stands in no address."""
    study = access_study(request.user, study_id, lead=True)
    index = index_of(study, request.user)
    if index is None:
        return render(request, "interviews/getting_ready.html", {"study": study, "open": "find"})
    language = get_language() or "en"
    form = FindForm(request.POST or None, index=index, language=language)
    found = None
    if form.is_bound and form.is_valid() and (passages := finding.asked(index, form)) is not None:
        number = request.POST.get("page", "1")
        found = finding.page_of(passages, int(number) if number.isdigit() else 1, language)
    context = {"study": study, "open": "find", "form": form, "found": found, "is_empty": not index.study.documents}
    return render(request, "interviews/find.html", context)
