"""Which table or study answers an indicator: choose it, take it away, choose it again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk import undo
from tayanch.evidence.access import access_tabulation, for_analysts
from tayanch.evidence.indicators import actions
from tayanch.evidence.indicators.access import access_indicator
from tayanch.evidence.indicators.linking import LinkError
from tayanch.evidence.indicators.models import Link
from tayanch.evidence.interviews.access import access_study, is_uuid


def _source(request: StaffRequest) -> UUID:
    text = request.POST.get("source", "")
    if not is_uuid(text):
        raise Http404
    return UUID(text)


@require_POST
@for_analysts
def link(request: StaffRequest, linked_id: str) -> HttpResponse:
    """Let a kept table or a study answer an indicator."""
    found = access_indicator(linked_id)
    if found.source not in ("survey", "interviews"):
        raise Http404
    if not request.POST.get("source"):
        messages.warning(request, _("Nothing is chosen. Choose a table or a study."))
        return redirect("indicators:indicator", found.id)
    id_, period = _source(request), request.POST.get("period", "").strip()
    try:
        if found.source == "survey":
            table = access_tabulation(request.user, id_)
            actions.do_link(found.id, tabulation=table, period=period, by=request.user)
        else:
            study = access_study(request.user, id_, lead=True)
            actions.do_link(found.id, study=study, period=period, by=request.user)
        messages.success(request, _("Linked. The values stand on this page, and in topics and reports."))
    except LinkError as error:
        messages.warning(request, str(error))
    return redirect("indicators:indicator", found.id)


@require_POST
@for_analysts
def unlink(request: StaffRequest, linked_id: str) -> HttpResponse:
    """Take a table or study away from an indicator; one press links it again."""
    found, id_ = access_indicator(linked_id), _source(request)
    rows = Link.objects.filter(organisation_id=request.user.organisation_id, indicator=found.id)
    column = "tabulation_id" if found.source == "survey" else "study_id"
    row: Link = get_object_or_404(rows, **{column: id_})
    again = {"source": str(id_), "period": row.period}
    actions.do_unlink(row, by=request.user)
    undo.offer(request, _("The link was taken away."), reverse("indicators:link", args=[found.id]), again)
    return redirect("indicators:indicator", found.id)
