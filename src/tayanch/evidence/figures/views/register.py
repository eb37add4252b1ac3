"""The register, one figure, and both as files."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.audit import log
from tayanch.evidence.figures import citing, finding, telling
from tayanch.evidence.figures import register as figures
from tayanch.evidence.figures.access import for_readers, may_edit, notes_for, own_figures
from tayanch.evidence.figures.forms import FindForm, NoteForm

A_PAGE = 25


@require_http_methods(["GET", "POST"])
@for_readers
def register(request: StaffRequest) -> HttpResponse:
    """The figures that meet a question. Words are posted and stand in no address; a link may choose the rest."""
    here = telling.register_for(request.user)
    given = request.POST if request.method == "POST" else {k: v for k, v in request.GET.items() if k != "q"}
    form = FindForm(given, here=here)
    form.is_valid()
    found = finding.asked(here, form.question())
    page = Paginator(found, A_PAGE).get_page(str(given.get("page", "1")))
    cards = [(here.told(one.id), here.about(one.id)) for one in page.object_list]
    context = {"open": "register", "form": form, "page": page, "cards": cards, "may_edit": may_edit(request.user)}
    return render(request, "figures/register.html", context | {"all": len(here.figures)})


@require_GET
@for_readers
def figure(request: StaffRequest, code: str) -> HttpResponse:
    """One figure: everything it says, what does not agree with it, what others say, how to cite it."""
    here = telling.register_for(request.user)
    found = figures.figure(request.user, code)
    row = own_figures(request.user).filter(code=code).first()
    context: dict[str, Any] = {
        "open": "register",
        "told": telling.told(found, here.titles),
        "figure": found,
        "row": row,
        "history": telling.history(row) if row else [],
        "replaced_by": own_figures(request.user).filter(replaces=code, retired_at=None).first(),
        "findings": here.about(code),
        "group": telling.question_of(request.user, code, here),
        "citations": citing.citations(request.user, found),
        "notes": notes_for(request.user, code),
        "form": NoteForm(),
        "may_edit": may_edit(request.user),
    }
    return render(request, "figures/figure.html", context)


@require_GET
@for_readers
def cite(request: StaffRequest, code: str, style: str) -> HttpResponse:
    """The citation of a figure's publication as a file."""
    if style not in citing.FILES:
        raise Http404
    text = citing.cited(request.user, figures.figure(request.user, code), style)
    return _file(text.encode(), citing.FILES[style].type, f"{code}.{citing.FILES[style].ending}")


@require_POST
@for_readers
def export(request: StaffRequest) -> HttpResponse:
    """The register as CSV with the columns of an import, or all its publications as BibTeX."""
    form = request.POST.get("form", "")
    if form not in ("csv", "bib"):
        raise BadRequest
    log.record("figure.export", by=request.user.id, kind="figures", fields=[form])
    if form == "bib":
        return _file(citing.bibliography(request.user).encode(), "application/x-bibtex", "publications.bib")
    return _file(citing.as_csv(figures.figures_for(request.user)), "text/csv; charset=utf-8", "figures.csv")


def _file(body: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(body, kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
