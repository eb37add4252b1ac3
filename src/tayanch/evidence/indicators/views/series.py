"""Files of official series: brought, looked at, kept, taken back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk import undo
from tayanch.evidence.access import for_analysts
from tayanch.evidence.indicators import actions, beyond, showing
from tayanch.evidence.indicators.access import access_official, access_series
from tayanch.evidence.indicators.forms import SeriesForm, fingerprint
from tayanch.evidence.indicators.models import ImportedSeries
from tayanch.indicators.errors import SeriesError
from tayanch.indicators.importing import Preview, read_series
from tayanch.indicators.model import Indicator


@require_http_methods(["GET", "POST"])
@for_analysts
def bring(request: StaffRequest, official_id: str) -> HttpResponse:
    """Bring a downloaded file; the files that were brought before."""
    found, preview = access_official(official_id), None
    form = SeriesForm(request.POST or None, request.FILES or None, initial={"seen_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data["file"].read()
        try:
            preview = read_series(data)
            row = _laid(request, found, preview, form, data)
            return redirect("indicators:series-file", found.id, row.id)
        except SeriesError as error:
            form.add_error("file", str(error))
    context = {"indicator": found, "form": form, "preview": preview, "files": showing.files(request.user, found)}
    status = 422 if request.method == "POST" else 200
    return render(request, "indicators/series.html", context, status=status)


def _laid(request: StaffRequest, found: Indicator, preview: Preview, form: SeriesForm, data: bytes) -> ImportedSeries:
    told = {"file": form.cleaned_data["file"].name, "fingerprint": fingerprint(data)}
    return actions.do_bring_series(
        found, preview, form.source, code=form.cleaned_data["code"].strip(), by=request.user, **told
    )


@require_GET
@for_analysts
def one(request: StaffRequest, official_id: str, series_id: UUID) -> HttpResponse:
    """What a file would bring, before it counts; or what it brought."""
    found = access_official(official_id)
    row = access_series(request.user, found, series_id)
    values = beyond.brought(found, row)
    context = {"indicator": found, "row": row, "shown": showing.of_file(found, values)}
    return render(request, "indicators/series_file.html", context)


@require_POST
@for_analysts
def act(request: StaffRequest, official_id: str, series_id: UUID) -> HttpResponse:
    """Keep the values of a file, forget the file, or take its values back."""
    found = access_official(official_id)
    row, what = access_series(request.user, found, series_id), request.POST.get("act")
    here = reverse("indicators:series-act", args=[found.id, row.id])
    if what == "keep":
        actions.do_keep_series(row, by=request.user)
        undo.offer(request, _("The values of the file count from now on."), here, {"act": "undo"})
    elif what == "undo":
        actions.do_take_back_series(row, by=request.user)
        undo.offer(request, _("The values of the file were taken back."), here, {"act": "keep"})
    elif what == "drop":
        actions.do_drop_series(row, by=request.user)
        messages.success(request, _("The file is forgotten. Nothing of it was kept."))
        return redirect("indicators:series", found.id)
    else:
        raise BadRequest
    return redirect("indicators:indicator", found.id)
