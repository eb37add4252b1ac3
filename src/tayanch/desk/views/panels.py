"""The panels of a case: the days of her stay, and her years of work for the pension."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from types import ModuleType
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk.access import Need, access_case
from tayanch.desk.actions import panels as actions
from tayanch.desk.forms.claims import AsOfForm
from tayanch.desk.forms.panels import EventForm, PanelForm, PensionForm, StayForm, WorkForm
from tayanch.desk.language import language
from tayanch.desk.legal import pension, stay
from tayanch.desk.models import Case, Panel
from tayanch.law import LawError


@dataclass(frozen=True)
class Kind:
    """What one kind of panel is made of."""

    counting: ModuleType
    facts: type[StayForm | PensionForm]
    row: type[EventForm | WorkForm]
    page: str
    forgotten: LazyText


KINDS = {
    "stay": Kind(stay, StayForm, EventForm, "desk/stay.html", gettext_lazy("The days of her stay are forgotten.")),
    "pension": Kind(pension, PensionForm, WorkForm, "desk/pension.html", gettext_lazy("Her work is forgotten.")),
}


@require_GET
def panel(request: StaffRequest, reference: str, kind: str) -> HttpResponse:
    """What is written and what the law says of it on a day (``?as_of=2026-12-31``)."""
    actions.do_forget_panels(timezone.localdate())
    return page(request, access_case(request.user, reference), kind)


@require_POST
def facts(request: StaffRequest, reference: str, kind: str) -> HttpResponse:
    """Keep the facts beside the rows, and when they are forgotten."""
    case, today = access_case(request.user, reference, Need.WRITE), timezone.localdate()
    kept = actions.panel_of(case, kind)
    form = KINDS[kind].facts(request.POST, case=case, today=today, panel=kept)
    if not form.is_valid():
        return page(request, case, kind, facts=form)
    actions.do_keep_panel(case, kind, by=request.user, today=today, **form.facts)
    return _back(case, kind)


@require_POST
def add(request: StaffRequest, reference: str, kind: str) -> HttpResponse:
    """Add one row."""
    case, today = access_case(request.user, reference, Need.WRITE), timezone.localdate()
    form = KINDS[kind].row(request.POST, panel=actions.panel_of(case, kind))
    if form.is_valid():
        try:
            actions.do_add_row(case, kind, form.row, by=request.user, today=today)
            return _back(case, kind)
        except actions.Refused as refusal:
            form.add_error(None, refusal.text)
    return page(request, case, kind, row=form)


@require_POST
def remove(request: StaffRequest, reference: str, kind: str) -> HttpResponse:
    """Take one row back; it is named by what it says, in the body."""
    case = access_case(request.user, reference, Need.WRITE)
    try:
        row = json.loads(request.POST.get("row", ""))
        actions.do_remove_row(case, kind, row, by=request.user, today=timezone.localdate())
    except (ValueError, RecursionError):
        messages.warning(request, _("Somebody removed this row meanwhile."))
    except actions.Refused as refusal:
        messages.warning(request, refusal.text)
    return _back(case, kind)


@require_POST
def forget(request: StaffRequest, reference: str, kind: str) -> HttpResponse:
    """Forget all of it now."""
    case = access_case(request.user, reference, Need.WRITE)
    actions.do_forget_panel(case, kind, by=request.user)
    messages.success(request, str(KINDS[kind].forgotten))
    return redirect("desk:case", case.reference)


def page(request: StaffRequest, case: Case, kind: str, **wrong: Any) -> HttpResponse:
    """The whole page; *wrong* is a form that was posted and refused, and is answered with 422."""
    made, today = KINDS[kind], timezone.localdate()
    kept = actions.panel_of(case, kind)
    asked = AsOfForm(request.GET)
    as_of = asked.day(today)
    context = {
        "case": case,
        "kind": kind,
        "panel": kept,
        "may_write": case.state != Case.State.CLOSED,
        "as_of": as_of,
        "bad_day": bool(asked.errors),
        "day_form": AsOfForm(initial={"as_of": as_of}),
        "rows": _rows(kept, made),
        "facts": made.facts(initial=PanelForm.values(kept, case, today), case=case, today=today, panel=kept),
        "row": made.row(panel=kept),
        **answered(kept, made, as_of),
        **wrong,
    }
    return render(request, made.page, context, status=422 if wrong else 200)


def _rows(panel: Panel | None, kind: Kind) -> list[dict[str, Any]]:
    """The rows with what a form sends to take one back."""
    return [{**_typed(row), "sent": json.dumps(row)} for row in panel.told[kind.counting.ROWS]] if panel else []


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    """A row with its days as days; a template cannot ask for a key that is called ``from``."""
    names = {"date": "date", "from": "first", "to": "last"}
    days = {name: date.fromisoformat(row[key]) if row[key] else None for key, name in names.items() if key in row}
    return {**row, **days}


def answered(panel: Panel | None, kind: Kind, as_of: date) -> dict[str, Any]:
    """``result`` on that day, or ``refusal`` with its reason and the place of the row it is about."""
    if panel is None:
        return {}
    try:
        return {"result": kind.counting.count(panel.told, as_of, language())}
    except LawError as refusal:
        about = re.match(rf"{kind.counting.ROWS}\[(\d+)\]", refusal.field)
        return {"refusal": refusal.text(language()), "refused_row": int(about[1]) + 1 if about else 0}


def _back(case: Case, kind: str) -> HttpResponse:
    """The page, where the rows are: on a phone they stand far below the answer."""
    answer = redirect(f"desk:{kind}", case.reference)
    answer["Location"] += "#rows"
    return answer
