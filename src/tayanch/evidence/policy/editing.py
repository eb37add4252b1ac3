"""Forms that keep rows: a new one, a changed one, and what to say when somebody else wrote meanwhile."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tayanch.accounts.access import StaffRequest
from tayanch.evidence.policy import actions
from tayanch.evidence.policy.forms import FORMS, Row
from tayanch.evidence.policy.models import Kept

M = TypeVar("M", bound=Kept)


def filled(request: StaffRequest, model: type[Kept], row: Kept | None = None, initial: Any = None) -> Row:
    """The form of a row, with what was sent."""
    return FORMS[model](request.POST or None, row=row, initial=initial or {})


def added(request: StaffRequest, model: type[M], form: Row, **more: Any) -> M | None:
    """The new row when what was sent is right."""
    if request.method != "POST" or not form.is_valid():
        return None
    row = actions.do_add(model, form.values | more, by=request.user)
    messages.success(request, _("Saved."))
    return row


def changed(request: StaffRequest, row: Kept, form: Row) -> bool:
    """Whether the row was changed; a form that was made from an older version is given back with what was typed."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        actions.do_change(row, form.values, seen=_number(request.POST.get("version", "")), by=request.user)
    except actions.Changed as refusal:
        row.refresh_from_db()
        form.add_error(None, str(refusal))
        form.stands = stands(row)
        return False
    messages.success(request, _("Saved."))
    return True


def stands(row: Kept) -> list[tuple[str, str]]:
    """What stands there now, by the labels of its form, for whoever wrote at the same time."""
    form = FORMS[type(row)](row=row)
    told = [(bound.label, bound.value()) for bound in form]
    return [(str(label), str(value)) for label, value in told if value not in (None, "", [])]


def _number(told: str) -> int:
    return int(told) if told.isdecimal() and len(told) < 9 else 0


def page(request: StaffRequest, form: Row, title: str, *, row: Kept | None = None, **context: Any) -> HttpResponse:
    """The page of a form: *open* names the tab, *back* where to go, *delete* and *ask* how to delete the row."""
    told = {"form": form, "title": title, "row": row, **context}
    return render(request, "policy/form.html", told, status=422 if form.errors else 200)
