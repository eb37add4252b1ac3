"""Counts for those who report: never a row of anybody."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk.access import require_counts
from tayanch.desk.reporting import counts as counting
from tayanch.desk.reporting import open_rows
from tayanch.desk.reporting.spreadsheets import csv_bytes, xlsx_bytes
from tayanch.disclosure import SMALLEST

FORMS = {
    "csv": ("text/csv; charset=utf-8", "csv"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
}


@require_GET
def counts(request: StaffRequest) -> HttpResponse:
    require_counts(request.user)
    today = timezone.localdate()
    context = {
        "today": today,
        "kinds": [("consultations", _("Consultations")), ("cases", _("Cases"))],
        "topics": counting.consultations_by_topic(request.user, today),
        "outcomes": counting.cases_by_outcome(request.user, today),
        "money": counting.money_by_stage(request.user),
        "bands": counting.money_of_erased(request.user),
    }
    return render(request, "desk/counts.html", context)


@require_POST
def open_rows_file(request: StaffRequest) -> HttpResponse:
    """All consultations or cases as rows that name nobody, as CSV or XLSX."""
    require_counts(request.user)
    kind, form = request.POST.get("kind", ""), request.POST.get("form", "")
    if kind not in open_rows.KINDS or form not in FORMS:
        raise BadRequest
    found = open_rows.open_rows(request.user, kind, get_language() or "en")
    media_type, ending = FORMS[form]
    body = csv_bytes(found.table()) if form == "csv" else xlsx_bytes(found.table(), kind, _about(found))
    name = f"tayanch-{kind}-{timezone.localdate().isoformat()}.{ending}"
    return HttpResponse(body, media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _about(found: open_rows.OpenRows) -> list[list[str]]:
    """What a reader of the file must know."""
    hidden = [[one.name, str(found.hidden[one.name])] for one in found.columns if found.hidden[one.name]]
    return [
        [_("Rows"), str(len(found.lines))],
        [_("Rows left out, because too few are like them"), str(found.left_out)],
        [_("Every combination of values is shared by at least so many rows"), str(SMALLEST)],
        [_("A star stands for a value that is hidden. Hidden values by column:"), ""],
        *hidden,
    ]
