"""The list of the directory, an entry, and what is done with the whole of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tayanch.accounts.access import StaffRequest, only_for
from tayanch.accounts.models import Role
from tayanch.directory import lookup
from tayanch.directory.keeping import actions, entries, listing
from tayanch.directory.keeping.editors import EDITORS
from tayanch.directory.keeping.forms import (
    BringForm,
    CallOffForm,
    CloseForm,
    FilterForm,
    NewForm,
    SourceForm,
    own_language,
)
from tayanch.directory.keeping.models import Proposal
from tayanch.directory.keeping.parts import PARTS, TITLES, compared

CALLERS = (Role.CASEWORKER, Role.SUPERVISOR)
ON_A_PAGE = 40


@require_GET
@only_for(*CALLERS)
def all_entries(request: StaffRequest) -> HttpResponse:
    """Every entry, by what is to be done with it (``?state=stale&country=ru&need=violence``)."""
    form = FilterForm(request.GET, listing.countries())
    chosen = form.cleaned_data if form.is_valid() else {}
    found = listing.rows(timezone.localdate(), chosen)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    told = {"form": form, "page": page, "number": len(found), "faults": lookup.faults()}
    return render(request, "directory/list.html", told)


@require_GET
@only_for(*CALLERS)
def entry(request: StaffRequest, entry_id: str) -> HttpResponse:
    """Every fact with its source, every number with its history, and what waits."""
    return _page(request, entry_id)


def _page(request: StaffRequest, entry_id: str, **forms: Any) -> HttpResponse:
    today = timezone.localdate()
    context = {
        **listing.everything(entry_id, today, request.user),
        "may_publish": request.user.role == Role.SUPERVISOR,
        "close": CloseForm(),
        "source": SourceForm(today=today),
        "call_off": CallOffForm(),
        **forms,
    }
    return render(request, "directory/entry.html", context)


@require_http_methods(["GET", "POST"])
@only_for(*CALLERS)
def new(request: StaffRequest) -> HttpResponse:
    """An entry that nobody sees until it is published."""
    form, source = NewForm(request.POST or None), SourceForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and all([form.is_valid(), source.is_valid()]):
        try:
            made = actions.do_add(form.fields_given(source.source()), source.source(), by=request.user)
            return redirect("directory:entry", made.id)
        except actions.Refused as refusal:
            form.add_error(None, refusal.text)
    return render(request, "directory/new.html", {"form": form, "source": source, "bring": BringForm()})


@require_POST
@only_for(Role.SUPERVISOR)
def bring(request: StaffRequest) -> HttpResponse:
    """Take in a file of an entry as a draft: a new one, or what it tells differently."""
    today = timezone.localdate()
    form, source = BringForm(request.POST, request.FILES), SourceForm(request.POST, today=today)
    if all([form.is_valid(), source.is_valid()]):
        try:
            made = actions.do_bring(form.cleaned_data["file"], source.source(), by=request.user)
            return redirect("directory:entry", made.id)
        except actions.Refused as refusal:
            form.add_error("file", refusal.text)
    context = {"form": NewForm(), "source": source, "bring": form, "brings": True}
    return render(request, "directory/new.html", context)


@require_http_methods(["GET", "POST"])
@only_for(*CALLERS)
def change(request: StaffRequest, entry_id: str, part: str) -> HttpResponse:
    """One part of an entry. Nothing is changed without a source."""
    old = entries.draft(entry_id)
    data = request.POST or None
    editor, source = EDITORS[part](old, data), SourceForm(data, today=timezone.localdate())
    problem = ""
    if data and all([editor.is_valid(), source.is_valid()]):
        problem = _("Somebody else changed this meanwhile. Look at it again before you save.")
        if data.get("version") == editor.version:
            try:
                actions.do_change(entry_id, part, editor.fields(), source.source(), by=request.user)
                return redirect("directory:entry", entry_id)
            except actions.Refused as refusal:
                problem = refusal.text
    told = {"entry": old, "editor": editor, "source": source, "part": part, "title": TITLES[part], "problem": problem}
    return render(request, "directory/change.html", told)


@require_POST
@only_for(Role.SUPERVISOR)
def publish(request: StaffRequest, entry_id: str) -> HttpResponse:
    """Everybody sees the entry as staff left it."""
    actions.do_publish(entry_id, by=request.user)
    messages.success(request, _("Published. The guide, the search and the open data show it now."))
    return redirect("directory:entry", entry_id)


@require_POST
@only_for(Role.SUPERVISOR)
def discard(request: StaffRequest, entry_id: str) -> HttpResponse:
    """Throw away what was not published."""
    seen = entries.public_now(entry_id)
    actions.do_discard(entry_id, by=request.user)
    return redirect("directory:entry", entry_id) if seen else redirect("directory:list")


@require_POST
@only_for(Role.SUPERVISOR)
def close(request: StaffRequest, entry_id: str) -> HttpResponse:
    """Send nobody there any more; without a reason to close, it helps again."""
    today = timezone.localdate()
    form, source = CloseForm(request.POST), SourceForm(request.POST, today=today)
    if not source.is_valid():
        return _page(request, entry_id, source=source)
    if entries.draft(entry_id).closed_on:
        actions.do_reopen(entry_id, source.source(), by=request.user)
    elif form.is_valid():
        actions.do_close(entry_id, form.cleaned_data["reason"], source.source(), by=request.user, today=today)
    else:
        return _page(request, entry_id, close=form, source=source)
    return redirect("directory:entry", entry_id)


@require_POST
@only_for(*CALLERS)
def call_off(request: StaffRequest, entry_id: str) -> HttpResponse:
    """A stop of a mobile point does not take place, or does after all. Everybody sees it at once."""
    form = CallOffForm(request.POST)
    if not form.is_valid():
        return _page(request, entry_id, call_off=form)
    try:
        actions.do_call_off(entry_id, form.cleaned_data["stop"], form.cleaned_data["reason"], by=request.user)
    except actions.Refused as refusal:
        messages.error(request, refusal.text)
    return redirect("directory:entry", entry_id)


@require_http_methods(["GET", "POST"])
@only_for(*CALLERS)
def proposal(request: StaffRequest, proposal: UUID) -> HttpResponse:
    """What an organisation proposes beside what we have; what is ticked is taken."""
    found = get_object_or_404(Proposal, id=proposal, decided_at=None)
    if request.method == "POST":
        parts = [part for part in PARTS if part in request.POST.getlist("take")]
        try:
            actions.do_decide(found, parts, by=request.user, today=timezone.localdate())
            return redirect("directory:entry", found.entry)
        except actions.Refused as refusal:
            messages.error(request, refusal.text)
    old, told = entries.draft(found.entry), entries.parsed(found.entry, found.content)
    sides = [side for side in compared(old, told, own_language()) if side["part"] in found.parts]
    return render(request, "directory/proposal.html", {"proposal": found, "entry": old, "sides": sides})
