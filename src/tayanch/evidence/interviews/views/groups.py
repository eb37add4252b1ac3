"""Codes by group of speakers: a table and a picture, with their base."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tayanch.accounts.access import StaffRequest
from tayanch.disclosure import SMALLEST
from tayanch.evidence.interviews.access import access_study, for_leads
from tayanch.evidence.interviews.group_forms import BY, GroupForm
from tayanch.evidence.interviews.indexes import index_of
from tayanch.evidence.interviews.models import Study
from tayanch.interviews import labels
from tayanch.interviews.charts import chart as drawn
from tayanch.interviews.codebook import Codebook
from tayanch.interviews.matrices import Matrix
from tayanch.interviews.retrieval import Index


@dataclass(frozen=True)
class Line:
    """A code and its counts, one for each group that is shown."""

    label: str
    counts: list[int]


@require_GET
@for_leads
def groups(request: StaffRequest, study_id: UUID) -> HttpResponse:
    """The table and the picture."""
    study = access_study(request.user, study_id, lead=True)
    index = index_of(study, request.user)
    if index is None:
        return render(request, "interviews/getting_ready.html", {"study": study, "open": "groups"})
    language = get_language() or "en"
    form = GroupForm.asked(request.GET, index.study.codebook, language)
    context = {"study": study, "open": "groups", "form": form, "limit": SMALLEST}
    if form.is_valid():
        context |= _table(form, form.matrix(index), index.study.codebook, language)
    return render(request, "interviews/groups.html", context)


def _table(form: GroupForm, matrix: Matrix, book: Codebook, language: str) -> dict[str, object]:
    unit, _kind = form.drawn
    shown = [group for group in matrix.groups if matrix.bases[group].speakers >= SMALLEST]
    rows = [code for code in matrix.codes if any(matrix[code, group].passages for group in shown)]
    by = str(dict(BY)[form.cleaned_data["by"]])
    return {
        "columns": [(_named(matrix, group, language), matrix.bases[group]) for group in shown],
        "rows": [
            Line(book[code].label(language), [getattr(matrix[code, group], unit) for group in shown]) for code in rows
        ],
        "hidden": [_named(matrix, group, language) for group in matrix.groups if group not in shown],
        "method": matrix.method(language, by),
        "note": matrix.note(language),
    }


def _named(matrix: Matrix, group: str, language: str) -> str:
    return labels.words({matrix.attribute: group}, language) if group else _("not known")


@require_GET
@for_leads
def chart(request: StaffRequest, study_id: UUID) -> HttpResponse:
    """The picture as SVG; ``?file=1`` to keep it."""
    study = access_study(request.user, study_id, lead=True)
    index = index_of(study, request.user)
    if index is None:
        raise Http404
    try:
        picture = _picture(request, study, index, get_language() or "en")
    except ValueError as error:  # nothing to draw
        raise Http404 from error
    place = 'attachment; filename="codes.svg"' if request.GET.get("file") else "inline"
    return HttpResponse(picture, "image/svg+xml", headers={"Content-Disposition": place})


def _picture(request: StaffRequest, study: Study, index: Index, language: str) -> str:
    form = GroupForm.asked(request.GET, index.study.codebook, language)
    if not form.is_valid():
        raise Http404
    unit, kind = form.drawn
    title = _("Codes by group: %s") % dict(BY)[form.cleaned_data["by"]]
    told = {"title": title, "source": study.title, "language": language}
    return drawn(form.matrix(index), index.study.codebook, unit=unit, kind=kind, **told)
