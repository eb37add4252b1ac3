"""The claim: what was agreed and paid, what she is owed on any day, and the grid in which it is typed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk import letters
from tayanch.desk.access import Need, access_case, access_claim
from tayanch.desk.actions import claims as actions
from tayanch.desk.forms.claims import AsOfForm, EntryForm, MakePeriodsForm, PayForm, TermsForm, period_grid
from tayanch.desk.language import language
from tayanch.desk.legal import claim_calculation
from tayanch.desk.models import Case, Claim, WagePeriod
from tayanch.law import LawError


@require_POST
def start(request: StaffRequest, reference: str) -> HttpResponse:
    """Begin a claim in a case."""
    case = access_case(request.user, reference, Need.WRITE)
    claim = actions.do_start_claim(case, by=request.user)
    return redirect("desk:claim", reference, claim.number)


@require_GET
def claim(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """The claim as of a day (``?as_of=2025-09-30``)."""
    return page(request, access_claim(request.user, reference, number))


@require_POST
def terms(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Keep what was agreed."""
    found = access_claim(request.user, reference, number, Need.WRITE)
    form = TermsForm(request.POST)
    if form.is_valid():
        try:
            actions.do_update_terms(found, by=request.user, **form.terms)
            return _back(request, found, _("The terms are kept. Due days that nobody typed were counted again."))
        except actions.Refused as refusal:
            form.add_error(None, refusal.text)
    return page(request, found, terms=form)


@require_POST
def pay(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Keep what hours, leave and deductions are counted from."""
    found = access_claim(request.user, reference, number, Need.WRITE)
    form = PayForm(request.POST, instance=found)
    if form.is_valid():
        try:
            actions.do_update_pay(found, by=request.user, today=timezone.localdate(), **form.cleaned_data)
            return _back(request, found, fragment="further")
        except actions.Refused as refusal:
            form.add_error(None, refusal.text)
    return page(request, access_claim(request.user, reference, number), pay=form)


@require_POST
def add_entry(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Add hours or money kept back on one day."""
    found = access_claim(request.user, reference, number, Need.WRITE)
    form = EntryForm(request.POST, claim=found)
    if form.is_valid():
        try:
            actions.do_add_entry(found, form.instance, by=request.user, today=timezone.localdate())
            return _back(request, found, fragment="further")
        except actions.Refused as refusal:
            form.add_error(None, refusal.text)
    return page(request, found, entry=form)


@require_POST
def remove_entry(request: StaffRequest, reference: str, number: int, work: int) -> HttpResponse:
    """Take an entry back."""
    found = access_claim(request.user, reference, number, Need.WRITE)
    row = get_object_or_404(found.entries, id=work)
    actions.do_remove_entry(row, by=request.user)
    return _back(request, found, fragment="further")


@require_POST
def make_periods(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Make the pay periods between two days."""
    found = access_claim(request.user, reference, number, Need.WRITE)
    form = MakePeriodsForm(request.POST)
    if form.is_valid():
        try:
            actions.do_make_periods(found, by=request.user, **form.cleaned_data)
            return _back(request, found, fragment="periods")
        except actions.Refused as refusal:
            form.add_error(None, refusal.text)
    return page(request, found, maker=form)


@require_POST
def save_periods(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Keep the grid: changed and new periods, and one more payment for each."""
    found = access_claim(request.user, reference, number, Need.WRITE)
    grid = period_grid(actions.periods_of(found), request.POST)
    if grid.is_valid():
        changed = list(grid.changed())
        try:
            rows = [form.row for _place, form in changed]
            actions.do_save_periods(found, rows, by=request.user, today=timezone.localdate())
            return _back(request, found, fragment="periods")
        except actions.Refused as refusal:
            changed[refusal.row or 0][1].add_error(None, refusal.text)
    return page(request, found, grid=grid)


@require_POST
def remove_period(request: StaffRequest, reference: str, number: int, period: int) -> HttpResponse:
    """Take a period out."""
    found = access_claim(request.user, reference, number, Need.WRITE)
    row = get_object_or_404(found.periods, id=period)
    actions.do_remove_period(row, by=request.user)
    return _back(request, found, fragment="periods")


@require_POST
def remove_payment(request: StaffRequest, reference: str, number: int, period: int, payment: int) -> HttpResponse:
    """Take a payment back."""
    found = access_claim(request.user, reference, number, Need.WRITE)
    row = found.periods.filter(id=period).first()
    paid = row.payments.filter(id=payment).first() if row else None
    if paid is None:
        raise Http404
    actions.do_remove_payment(paid, by=request.user)
    return _back(request, found, fragment="periods")


def page(request: StaffRequest, claim: Claim, **forms: Any) -> HttpResponse:
    """The whole page; *forms* are those that were posted and refused, with what was typed in them."""
    today = timezone.localdate()
    periods = actions.periods_of(claim)
    usual = claim_calculation.usual_day(claim.law, today)
    asked = AsOfForm(request.GET)
    as_of = asked.day(usual)
    context = {
        "claim": claim,
        "case": claim.case,
        "may_write": claim.case.state != Case.State.CLOSED,
        "periods": periods,
        "as_of": as_of,
        "today": today,
        "bad_day": bool(asked.errors),
        "beyond_table": as_of == usual < today,
        "kinds": letter_kinds(claim),
        "day_form": AsOfForm(initial={"as_of": as_of}),
        **_forms(claim, periods),
        **figures(claim, periods, as_of, today),
        **forms,
    }
    return render(request, "desk/claim.html", context)


def _forms(claim: Claim, periods: Sequence[WagePeriod]) -> dict[str, Any]:
    """The forms as they stand before anything is typed, and what they list."""
    return {
        "terms": TermsForm(initial=TermsForm.of(claim)),
        "maker": MakePeriodsForm(),
        "grid": period_grid(periods),
        "pay": PayForm(instance=claim),
        "entry": EntryForm(claim=claim),
        "entries": list(claim.entries.all()),
        "counted": claim_calculation.counted(claim.law),
        "reasons": dict(claim_calculation.deduction_reasons(claim.law, language())),
    }


def figures(claim: Claim, periods: Sequence[WagePeriod], as_of: date, today: date) -> dict[str, Any]:
    """``result`` on that day, or ``refusal`` with its reason, the period it is about and a day that can be computed."""
    try:
        return {"result": actions.result_of(claim, as_of, today=today, language=language(), periods=periods)}
    except LawError as refusal:
        known = claim_calculation.table_known_through(claim.law)
        return {
            "refusal": refusal.text(language()),
            "refused_period": claim_calculation.period_of(refusal, periods, as_of),
            "instead": known if refusal.code == "after_known_dates" else None,
        }


def letter_kinds(claim: Claim) -> list[dict[str, str]]:
    """The letters there are under the claim's law, with their titles."""
    return [
        {"id": kind.id, "title": kind.title[language()]} for kind in letters.available(claim.law) if kind.needs_claim
    ]


def _back(request: StaffRequest, claim: Claim, said: str = "", *, fragment: str = "") -> HttpResponse:
    if said:
        messages.success(request, said)
    response = redirect("desk:claim", claim.case.reference, claim.number)
    response["Location"] += f"#{fragment}" if fragment else ""
    return response
