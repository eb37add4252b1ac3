"""Papers to write in a case: which there are, and those that carry no calculation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk import letters
from tayanch.desk.access import Need, access_case
from tayanch.desk.actions import letters as actions
from tayanch.desk.documents import letter_facts, writing
from tayanch.desk.forms.letters import UNPRINTABLE, LetterForm, PersonForm, SentForm
from tayanch.desk.language import language
from tayanch.desk.models import Case, Claim, Document
from tayanch.vault.models import Person


@require_GET
def papers(request: StaffRequest, reference: str) -> HttpResponse:
    """Every kind of letter, by country and addressee, with what is still to be asked and until when."""
    case = access_case(request.user, reference)
    today = timezone.localdate()
    countries = [
        {
            "code": code,
            "is_near": writing.is_near(case, code),
            "shelves": writing.shelves(case, request.user, code, today),
        }
        for code in writing.countries_of(case)
    ]
    context = {"case": case, "countries": countries, "may_write": _may_write(case), "today": today}
    return render(request, "desk/papers_to_write.html", context)


@require_http_methods(["GET", "POST"])
def paper(request: StaffRequest, reference: str, country: str, letter_kind: str) -> HttpResponse:
    """Ask for the facts; a POST makes the papers, or fills in the facts of the woman who was chosen."""
    wants = request.method == "POST" and not {"choose", "count"} & set(request.POST)
    case = access_case(request.user, reference, Need.WRITE if request.method == "POST" else Need.READ)
    context = _context(request, case, _kind(country, letter_kind), wants=wants)
    if wants and context["form"].is_valid() and _make(request, context):
        return redirect("desk:paper", reference, country, letter_kind)
    return render(request, "desk/paper.html", context)


@require_POST
def sent(request: StaffRequest, reference: str, country: str, letter_kind: str) -> HttpResponse:
    """Note that a letter was sent, and when somebody asks for the answer."""
    case = access_case(request.user, reference, Need.WRITE)
    found = _kind(country, letter_kind)
    form = SentForm(outgoing(case, found, writing.papers_of(case, found)), request.POST, with_sum=False)
    if mark_sent(request, form):
        return redirect("desk:paper", reference, country, letter_kind)
    return render(request, "desk/paper.html", _context(request, case, found, wants=False, refused=form))


def _kind(country: str, kind: str) -> letters.LetterKind:
    """A letter without a calculation; those of a claim have their page with the claim."""
    found = kind_of(country, kind)
    if found.needs_claim:
        raise Http404
    return found


def _may_write(case: Case) -> bool:
    return case.state != Case.State.CLOSED


def _make(request: StaffRequest, context: dict[str, Any]) -> bool:
    return make_papers(request, context["form"], actions.do_make_paper, context["case"], person=context["person"])


def _context(
    request: StaffRequest, case: Case, kind: letters.LetterKind, *, wants: bool, refused: SentForm | None = None
) -> dict[str, Any]:
    today = timezone.localdate()
    choice = PersonForm(letter_facts.clients(case), request.POST if "person" in request.POST else None)
    person = choice.chosen()
    form = _form(request, case, kind, person, wants=wants)
    since = kind.deadline and form[kind.deadline.fact].value()
    made = writing.papers_of(case, kind)
    return {
        "case": case,
        "kind": kind,
        "title": kind.title[language()],
        "about": kind.about[language()],
        "may_write": _may_write(case),
        "today": today,
        "choice": choice if len(choice.people) > 1 else None,
        "person": person,
        "form": form,
        "care": writing.care_for(case, kind),
        "last_day": writing.last_day(kind, writing.a_day(since), today),
        "papers": made,
        "sent_to": reverse("desk:paper-sent", args=[case.reference, kind.country, kind.id]),
        "sent_form": refused or sent_form(outgoing(case, kind, made), writing.ASK_AFTER, with_sum=False),
    }


def _form(
    request: StaffRequest, case: Case, kind: letters.LetterKind, person: Person | None, *, wants: bool
) -> LetterForm:
    """Bound when the papers are wanted. When only a day is to be counted, what was typed stays as it is."""
    known = letter_facts.facts_of(case, request.user, person=person, today=timezone.localdate())
    initial = writing.initial_of(writing.known_for(case, kind, known, person))
    if "count" in request.POST:
        initial = request.POST.dict()
    asks = bool(writing.care_for(case, kind))
    return LetterForm(kind, None, request.POST if wants else None, ask_consent=asks, initial=initial)


# What the letters of a claim do just the same: see letters.py.


def kind_of(country: str, kind: str) -> letters.LetterKind:
    """The kind of letter that an address names. Raises ``Http404``."""
    try:
        return letters.load(country, kind)
    except LookupError:
        raise Http404 from None


def make_papers(
    request: StaffRequest, form: LetterForm, do_make: Callable[..., object], about: Case | Claim, **more: Any
) -> bool:
    """Make the papers of a valid *form*. False when something in it cannot be printed: then the form says so."""
    told = {"by": request.user, "today": timezone.localdate(), "agreed": form.agreed, **more}
    try:
        do_make(about, form.kind, form.facts, **told)
    except letters.UnprintableText:
        form.add_error(None, UNPRINTABLE)
        return False
    messages.success(request, _("The papers are made and kept with the case."))
    return True


def mark_sent(request: StaffRequest, form: SentForm, claim: Claim | None = None) -> bool:
    """Note that a paper was sent, as *form* tells it. False when the form is refused: then it says why."""
    if not form.is_valid():
        return False
    try:
        actions.do_mark_sent(by=request.user, today=timezone.localdate(), claim=claim, **form.cleaned_data)
    except actions.SentRefused as refusal:
        form.add_error("sent_on", str(refusal))
        return False
    return True


def outgoing(case: Case, kind: letters.LetterKind, papers: Sequence[Document]) -> QuerySet[Document]:
    """Those of *papers* that can be sent, newest first: the copies to read stay here."""
    ids = [paper.id for paper in writing.sendable(kind, papers)]
    return case.documents.filter(id__in=ids).order_by("-made_at")


def sent_form(
    waiting: QuerySet[Document], ask_after: int, *, with_sum: bool = True, claimed: Decimal | None = None
) -> SentForm | None:
    """Asks when one of the *waiting* papers went out; None when none waits. *ask_after*: days until one may ask."""
    today = timezone.localdate()
    initial = {"sent_on": today, "ask_on": today + timedelta(days=ask_after), "claimed": claimed}
    return SentForm(waiting, initial=initial, with_sum=with_sum) if waiting.exists() else None
