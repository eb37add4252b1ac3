"""The quote bank: proposed by one, released by another, taken out as a file."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.audit import log
from tayanch.desk.actions.guard import RecoverySheetMissing
from tayanch.evidence.interviews import quote_bank, quoting, speaking
from tayanch.evidence.interviews.access import access_interview, access_study, access_text, for_leads
from tayanch.evidence.interviews.actions import quotes as actions
from tayanch.evidence.interviews.code_forms import indented
from tayanch.evidence.interviews.indexes import index_of
from tayanch.evidence.interviews.models import Quote, Study
from tayanch.evidence.interviews.quote_bank import Shown, access_quote, quotes_of
from tayanch.evidence.interviews.quote_forms import FACTS, QuoteForm, ShelfForm
from tayanch.evidence.interviews.troubles import Refused
from tayanch.interviews.retrieval import Index

State = Quote.State
FILES = {"csv": "text/csv", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}


def language() -> str:
    return get_language() or "en"


def _waiting(request: StaffRequest, study: Study) -> HttpResponse:
    return render(request, "interviews/getting_ready.html", {"study": study, "open": "quotes"})


@require_GET
@for_leads
def bank(request: StaffRequest, study_id: UUID) -> HttpResponse:
    """All quotes of a study."""
    study = access_study(request.user, study_id, lead=True)
    index = index_of(study, request.user)
    if index is None:
        return _waiting(request, study)
    form = ShelfForm(request.GET or None, codes=indented(index.study.codebook, language()))
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {"state": "", "code": ""}
    found = quotes_of(study)
    found = found.filter(state=asked["state"]) if asked["state"] else found.exclude(state=State.TAKEN_BACK)
    shown = list(quote_bank.shelf(index, found, study, language()))
    if asked["code"]:
        wanted = index.study.codebook.descendants(asked["code"])
        shown = [one for one in shown if wanted & set(map(index.study.codebook.now, one.quote.codes))]
    context = {"study": study, "open": "quotes", "form": form, "quotes": shown, "formats": FILES}
    return render(request, "interviews/quotes.html", context)


@require_POST
@for_leads
def new(request: StaffRequest, study_id: UUID) -> HttpResponse:
    """Propose a passage."""
    study = access_study(request.user, study_id, lead=True)
    told = request.POST
    try:
        interview = access_interview(request.user, UUID(told["interview"]), lead=True)
        version = access_text(request.user, interview, int(told["version"]))
        start, end = int(told["start"]), int(told["end"])
    except (KeyError, ValueError) as error:
        raise BadRequest from error
    if interview.study_id != study.id:
        raise Http404
    try:
        if version.number != getattr(speaking.text_for(interview, request.user), "number", 0):
            raise Refused(_("This passage is not in the text any more. Open the interview and choose it again."))
        quote = actions.do_propose_quote(version, start, end, told.getlist("codes")[:20], by=request.user)
    except (Refused, RecoverySheetMissing) as refusal:
        messages.warning(request, str(refusal))
        return redirect("interviews:quotes", study.id)
    return redirect("interviews:quote", quote.id)


@require_http_methods(["GET", "POST"])
@for_leads
def quote(request: StaffRequest, quote_id: UUID) -> HttpResponse:
    """One quote: its words, its label, and whether it may leave."""
    row = access_quote(request.user, quote_id)
    index = index_of(row.study, request.user)
    if index is None:
        return _waiting(request, row.study)
    shown = next(quote_bank.shelf(index, [row], row.study, language()), None)
    if shown is None:
        raise Http404
    form = QuoteForm(request.POST or None, initial=_initial(shown))
    if request.method == "POST" and form.is_valid() and _written(request, row, form):
        return redirect("interviews:quote", row.id)
    return _page(request, shown, index, form)


def _initial(shown: Shown) -> dict[str, object]:
    into = {f"into_{each}": said for each, said in shown.translations.items()}
    return {"text": shown.text, "label": quoting.detail_of(shown.quote), **into}


def _written(request: StaffRequest, row: Quote, form: QuoteForm) -> bool:
    data = form.cleaned_data
    try:
        actions.do_write_quote(row, data["text"], form.translations(), data["label"], by=request.user)
    except Refused as refusal:
        form.add_error("text", str(refusal))
        return False
    messages.success(request, _("Saved."))
    return True


def _page(request: StaffRequest, shown: Shown, index: Index, form: QuoteForm) -> HttpResponse:
    text = shown.document.newest.text
    context = {
        "study": shown.quote.study,
        "open": "quotes",
        "shown": shown,
        "form": form,
        "said": text[shown.quote.start : shown.quote.end],
        "checks": quoting.checks(shown, index),
        "safer": quoting.safer_labels(shown, index, language()),
        "seen": quoting.seen(shown),
        "is_own": shown.quote.by_id == request.user.id,
    }
    return render(request, "interviews/quote.html", context, status=422 if form.errors else 200)


@require_POST
@for_leads
def act(request: StaffRequest, quote_id: UUID) -> HttpResponse:
    """Release it, take it back, or give it a label that tells less."""
    row = access_quote(request.user, quote_id)
    index = index_of(row.study, request.user)
    if index is None:
        return _waiting(request, row.study)
    what = request.POST.get("act")
    if what == "take-back":
        actions.do_take_back_quote(row, by=request.user)
    elif what == "release":
        _release(request, row, index)
    elif what == "label":
        actions.do_write_label(row, _facts(request.POST.get("label", "")), by=request.user)
    else:
        raise BadRequest
    return redirect("interviews:quote", row.id)


def _facts(told: str) -> list[str]:
    known = dict(FACTS)
    names = told.split()
    if any(name not in known for name in names):
        raise BadRequest
    return names


def _release(request: StaffRequest, row: Quote, index: Index) -> None:
    shown = next(quote_bank.shelf(index, [row], row.study, language()), None)
    if shown is None:
        raise Http404
    if request.POST.get("seen", quoting.seen(shown)) != quoting.seen(shown):
        messages.warning(request, _("The quote was changed meanwhile. Read it as it stands now, then release it."))
        return
    try:
        actions.do_release_quote(row, quoting.checks(shown, index), by=request.user)
        messages.success(request, _("Released. It may be printed with this label."))
    except Refused as refusal:
        messages.warning(request, str(refusal))


@require_POST
@for_leads
def file(request: StaffRequest, study_id: UUID) -> HttpResponse:
    """Released quotes as a table or as paragraphs."""
    study = access_study(request.user, study_id, lead=True)
    index, kind = index_of(study, request.user), request.POST.get("format", "")
    if kind not in FILES:
        raise BadRequest
    if index is None:
        return _waiting(request, study)
    shown = list(quote_bank.shelf(index, quote_bank.leaving(study), study, language()))
    data = quote_bank.as_csv(shown) if kind == "csv" else quote_bank.as_docx(study.title, shown)
    log.record("quote.file", by=request.user.id, kind="study", object_id=study.id)
    name = f"quotes.{kind}"
    return HttpResponse(data, FILES[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'})
