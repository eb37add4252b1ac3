"""The desk's pages about the guide's cards."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tayanch import keeping
from tayanch.accounts.access import StaffRequest
from tayanch.guide.content.card import COUNTRIES, LANGUAGES
from tayanch.guide.editing import actions, gates, picking, presenting, shelf
from tayanch.guide.editing.forms import FilterForm, JudgeForm, NewForm, NoteForm
from tayanch.guide.editing.models import Card
from tayanch.guide.editing.naming import page_language
from tayanch.guide.editing.roles import may_publish, may_see, may_write, only
from tayanch.guide.pages import frame

FRAMES = {"frame-src": ["'self'"]}


@require_GET
@only(may_see)
def cards(request: StaffRequest) -> HttpResponse:
    """All cards (``?country=ru&need=work&state=waiting``), and how many stand how."""
    form = FilterForm(request.GET)
    rows = presenting.listed(shelf.all_cards(), timezone.localdate())
    found = presenting.chosen(rows, form.cleaned_data if form.is_valid() else {})
    context = {"form": form, "rows": found, "of": len(rows), "counts": presenting.counts(rows)}
    context["grid"] = presenting.grid(rows)
    return render(request, "guide_cards/list.html", context | {"may_write": may_write(request.user)})


@require_http_methods(["GET", "POST"])
@only(may_write)
def new(request: StaffRequest) -> HttpResponse:
    """Begin a card."""
    form = NewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.do_begin(**form.cleaned_data, by=request.user)
            return redirect("guide-cards:card", made.country, made.slug)
        except actions.Refused as refusal:
            form.add_error(None, refusal.text)
    return render(request, "guide_cards/new.html", {"form": form})


@require_GET
@only(may_see)
def card(request: StaffRequest, country: str, slug: str) -> HttpResponse:
    """The card in three languages, to be written by those who may."""
    return _card_page(request, shelf.access_card(country, slug))


def _card_page(request: StaffRequest, found: Card, conflicts: dict[str, str] | None = None) -> HttpResponse:
    today = timezone.localdate()
    context = presenting.of_card(found, request.user, today) | presenting.editor(found, today, conflicts)
    response = render(request, "guide_cards/card.html", context, status=409 if conflicts else 200)
    response._csp_update = FRAMES  # type: ignore[attr-defined]  # what csp.decorators.csp_update does
    return response


@require_POST
@only(may_write)
def save(request: StaffRequest, country: str, slug: str) -> HttpResponse:
    """Keep what was typed. A script sends JSON ``{"fields": {…}, "was": {…}}``; a plain form sends all fields."""
    found = shelf.access_card(country, slug)
    if request.headers.get("X-Requested-With") != "fetch":
        return _save_form(request, found)
    fields, was = keeping.sent(request.body)
    outcome = actions.do_save(found, fields, was=was, by=request.user)
    now = shelf.access_card(country, slug)
    return keeping.answer(outcome, wrong=presenting.faults(now, timezone.localdate()))


def _save_form(request: StaffRequest, found: Card) -> HttpResponse:
    sent = {name: "\n".join(" ".join(request.POST.getlist(name)).splitlines()) for name in request.POST}
    try:
        was = {str(name): str(text) for name, text in json.loads(sent.get("was") or "{}").items()}
    except (ValueError, AttributeError):
        raise BadRequest from None
    fields = {name: sent.get(name, "") for name in actions.FIELDS & {*sent, *was}}
    outcome = actions.do_save(found, fields, was=was, by=request.user)
    for name, why in outcome.refused.items():
        messages.error(request, f"{name}: {why}")
    if outcome.conflicts:
        messages.error(request, _("Somebody else wrote here meanwhile. Both texts stand below."))
        now = shelf.access_card(found.country, found.slug)
        return _card_page(request, now, {name: fields[name] for name in outcome.conflicts})
    messages.success(request, _("Saved."))
    return redirect("guide-cards:card", found.country, found.slug)


@require_GET
@only(may_see)
def preview(request: StaffRequest, country: str, slug: str, language: str) -> HttpResponse:
    """The page as a phone will show it, by the same code; it may stand in a frame of ours only."""
    found = shelf.access_card(country, slug)
    if language not in LANGUAGES:
        raise Http404
    reviewed = shelf.reviewed(found, found.parts)
    policy = frame.policy().replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    headers = {"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer"}
    page = gates.preview(found, timezone.localdate(), language, reviewed)
    if page is None:
        told = _("It cannot be shown yet: something is missing. It stands below the boxes.")
        return HttpResponse(told, "text/plain; charset=utf-8", headers=headers)
    return HttpResponse(page, headers=headers)


@require_GET
@only(may_see)
def translate(request: StaffRequest, country: str, slug: str, source: str, target: str) -> HttpResponse:
    """The source on the left with what is new in it, the translation on the right."""
    found, today = shelf.access_card(country, slug), timezone.localdate()
    _two(source, target)
    context = presenting.of_card(found, request.user, today) | presenting.translation(found, source, target, today)
    return render(request, "guide_cards/translate.html", context | {"source": source, "target": target})


@require_POST
@only(may_write)
def translated(request: StaffRequest, country: str, slug: str, source: str, target: str) -> HttpResponse:
    """Both languages say the same now."""
    _two(source, target)
    actions.do_mark_translated(shelf.access_card(country, slug), source, target, by=request.user)
    messages.success(request, _("Kept. You will be told what changes in the text from now on."))
    return redirect("guide-cards:translate", country, slug, source, target)


def _two(source: str, target: str) -> None:
    if source == target or not {source, target} <= set(LANGUAGES):
        raise Http404


# --- a second person ---------------------------------------------------------------------------------------------


def _done(request: StaffRequest, do: Callable[[], object], said: str, view: str, *args: str) -> HttpResponse:
    """Do it and say so, or say why not."""
    try:
        do()
        messages.success(request, said)
    except actions.Refused as refusal:
        messages.error(request, refusal.text)
    return redirect(f"guide-cards:{view}", *args)


@require_POST
@only(may_write)
def ask(request: StaffRequest, country: str, slug: str) -> HttpResponse:
    """Ask somebody else to look at it."""
    found = shelf.access_card(country, slug)
    said = _("It waits for a second person now.")
    return _done(request, lambda: actions.do_ask(found, by=request.user), said, "card", country, slug)


@require_GET
@only(may_see)
def review(request: StaffRequest, country: str, slug: str) -> HttpResponse:
    """What publishing would change, who has read it, and what the second person says."""
    found, today = shelf.access_card(country, slug), timezone.localdate()
    context = presenting.of_card(found, request.user, today) | {
        "changes": presenting.differences(shelf.shown(found), found.parts),
        "wrong": presenting.faults(found, today),
        "read": shelf.fingerprint(found.parts),
        "readings": presenting.readings(found, request.user),
        "judgements": found.judgements.select_related("by")[:10] if found.is_kept else [],
    }
    return render(request, "guide_cards/review.html", context)


@require_POST
@only(may_see)
def judge(request: StaffRequest, country: str, slug: str) -> HttpResponse:
    """Agree, or ask for a change with a note."""
    found, form = shelf.access_card(country, slug), JudgeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say whether you agree."))
        return redirect("guide-cards:review", country, slug)
    said = (
        _("You agreed. A supervisor can publish it.") if form.cleaned_data["agrees"] else _("You asked for a change.")
    )
    do = lambda: actions.do_judge(found, **form.cleaned_data, by=request.user)  # noqa: E731
    return _done(request, do, said, "review", country, slug)


@require_POST
@only(may_see)
def read(request: StaffRequest, country: str, slug: str) -> HttpResponse:
    """Say that one has read a language, as a native reader or a lawyer."""
    found, (language, kind) = shelf.access_card(country, slug), (request.POST.get(n, "") for n in ("language", "kind"))
    do = lambda: actions.do_read(found, language, kind, by=request.user)  # noqa: E731
    return _done(request, do, _("Kept: you have read it."), "review", country, slug)


@require_POST
@only(may_publish)
def publish(request: StaffRequest, country: str, slug: str) -> HttpResponse:
    """Let phones show it."""
    found, said = shelf.access_card(country, slug), _("Published. Phones show it from now on.")
    return _done(request, lambda: actions.do_publish(found, by=request.user), said, "review", country, slug)


@require_POST
@only(may_see)
def checked(request: StaffRequest, country: str, slug: str) -> HttpResponse:
    """It is still right today, and by what."""
    found, form = shelf.access_card(country, slug), NoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say where you looked: a page, a book, a person in office."))
        return redirect("guide-cards:card", country, slug)
    do = lambda: actions.do_check(found, source=form.cleaned_data["note"], by=request.user)  # noqa: E731
    return _done(request, do, _("Checked today. Phones show the day."), "card", country, slug)


@require_POST
@only(may_write)
def withdraw(request: StaffRequest, country: str, slug: str) -> HttpResponse:
    """Ask to take it off the phones, and why."""
    found, form = shelf.access_card(country, slug), NoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why it should go."))
        return redirect("guide-cards:card", country, slug)
    do = lambda: actions.do_ask_withdrawal(found, why=form.cleaned_data["note"], by=request.user)  # noqa: E731
    said = _("Asked. A supervisor who is somebody else decides.")
    return _done(request, do, said, "card", country, slug)


@require_POST
@only(may_publish)
def withdrawal(request: StaffRequest, country: str, slug: str) -> HttpResponse:
    """Take it off the phones, or keep it there."""
    found = shelf.access_card(country, slug)
    if request.POST.get("go") == "yes":
        said = _("Taken back. Phones do not show it any more.")
        return _done(request, lambda: actions.do_withdraw(found, by=request.user), said, "card", country, slug)
    said = _("It stays on the phones.")
    return _done(request, lambda: actions.do_keep_shown(found, by=request.user), said, "card", country, slug)


@require_POST
@only(may_write)
def discard(request: StaffRequest, country: str, slug: str) -> HttpResponse:
    """Throw one's own new card away."""
    found = shelf.access_card(country, slug)
    return _done(request, lambda: actions.do_discard(found, by=request.user), _("Thrown away."), "list")


# --- earlier versions ----------------------------------------------------------------------------------------------


@require_GET
@only(may_see)
def history(request: StaffRequest, country: str, slug: str) -> HttpResponse:
    """Every version, every check, and the program's own text."""
    found = shelf.access_card(country, slug)
    context = presenting.of_card(found, request.user, timezone.localdate()) | {
        "versions": found.versions.select_related("by", "agreed_by") if found.is_kept else [],
        "checks": found.checks.select_related("by")[:20] if found.is_kept else [],
        "program": shelf.shipped().get((country, slug)),
    }
    return render(request, "guide_cards/history.html", context)


@require_GET
@only(may_see)
def version(request: StaffRequest, country: str, slug: str, nth: int) -> HttpResponse:
    """One version against what is being written now: what bringing it back would change. 0: the program's own text."""
    found = shelf.access_card(country, slug)
    parts = _parts_of_version(country, slug, nth)
    context = presenting.of_card(found, request.user, timezone.localdate()) | {
        "number": nth,
        "changes": presenting.differences(found.parts, parts),
    }
    return render(request, "guide_cards/version.html", context)


def _parts_of_version(country: str, slug: str, number: int) -> Any:
    if number:
        return shelf.access_version(country, slug, number).parts
    own = shelf.shipped().get((country, slug))
    if own is None:
        raise Http404
    return own


@require_POST
@only(may_write)
def bring_back(request: StaffRequest, country: str, slug: str) -> HttpResponse:
    """Write an earlier version over what is being written."""
    found, number = shelf.access_card(country, slug), 0
    with suppress(ValueError):
        number = int(request.POST.get("number") or 0)
    parts = _parts_of_version(country, slug, number)
    said = _("The earlier text is here again. Somebody else has to look at it before phones show it.")
    return _done(request, lambda: actions.do_bring_back(found, parts, by=request.user), said, "card", country, slug)


@require_GET
@only(may_see)
def pick(request: StaffRequest) -> HttpResponse:
    """What can be put into a card (``?kind=figure&q=amina&country=ru``): for a script as JSON, else as a page."""
    kind, country = request.GET.get("kind", ""), request.GET.get("country", "")
    kind = kind if kind in picking.KINDS else picking.KINDS[0]
    country = country if country in COUNTRIES else "any"
    found = picking.picks(kind, request.GET.get("q", "")[:80], country, page_language(), timezone.localdate())
    if request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({"picks": [vars(one) for one in found]})
    context = {"picks": found, "kind": kind, "kinds": presenting.pick_names().items(), "q": request.GET.get("q", "")}
    return render(request, "guide_cards/pick.html", context | {"country": country})
