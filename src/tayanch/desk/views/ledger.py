"""The money ledger of a case: the way of the money into her hands, step by step."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk.access import Need, access_case
from tayanch.desk.actions import ledger as actions
from tayanch.desk.forms.ledger import MoneyForm
from tayanch.desk.models import Case, LedgerEntry
from tayanch.vault.keys import load_keys


@require_GET
def ledger(request: StaffRequest, reference: str) -> HttpResponse:
    """Totals, entries and the form for the next one."""
    case = access_case(request.user, reference)
    return _page(request, case, MoneyForm(case, initial={"on": timezone.localdate()}))


@require_POST
def enter(request: StaffRequest, reference: str) -> HttpResponse:
    """Enter a step of the money."""
    case = access_case(request.user, reference, Need.WRITE)
    form = MoneyForm(case, request.POST)
    if form.is_valid():
        try:
            actions.do_enter_money(case, by=request.user, today=timezone.localdate(), **form.cleaned_data)
            return _back(request, case)
        except actions.EntryRefused as refusal:
            form.add_error(refusal.field or None, refusal.text)
    return _page(request, case, form)


@require_POST
def reverse(request: StaffRequest, reference: str, entry: UUID) -> HttpResponse:
    """Take an entry back by its opposite."""
    case = access_case(request.user, reference, Need.WRITE)
    found = get_object_or_404(case.ledger, id=entry)
    try:
        actions.do_reverse_entry(found, by=request.user)
    except actions.EntryRefused as refusal:
        messages.error(request, refusal.text)
    return _back(request, case)


def funnel(totals: actions.Totals) -> list[dict[str, Any]]:
    """For each currency its steps; ``part`` is the share of the largest step in whole percent, for the bar."""
    rows = []
    for currency, sums in totals.items():
        most = max(*sums.values(), Decimal(1))
        steps = [
            {"stage": stage, "total": total, "part": int(max(total, Decimal(0)) * 100 / most)}
            for stage, total in sums.items()
        ]
        rows.append({"currency": currency, "steps": steps})
    return rows


def _back(request: StaffRequest, case: Case) -> HttpResponse:
    for currency in actions.more_received_than_recovered(case):
        text = _("In %(currency)s she received more than was recovered. Check both entries.")
        messages.warning(request, text % {"currency": currency})
    return redirect("desk:ledger", case.reference)


def _page(request: StaffRequest, case: Case, form: MoneyForm) -> HttpResponse:
    context = {
        "case": case,
        "may_write": case.state != Case.State.CLOSED,
        "funnel": funnel(actions.totals(case)),
        "entries": [_row(entry) for entry in _entries(case)],
        "form": form,
    }
    return render(request, "desk/ledger.html", context)


def _entries(case: Case) -> list[LedgerEntry]:
    found = list(case.ledger.select_related("document", "by", "reversed_by", "claim").order_by("date", "entered_at"))
    documents = [entry.document for entry in found if entry.document]
    load_keys([*found, *documents])
    return found


def _row(entry: LedgerEntry) -> dict[str, Any]:
    is_reversed = hasattr(entry, "reversed_by")
    return {
        "entry": entry,
        "evidence": entry.unseal("evidence"),
        "paper": entry.document.unseal("name") if entry.document else "",
        "is_reversed": is_reversed,
        "may_reverse": not is_reversed and entry.reverses_id is None,
    }
