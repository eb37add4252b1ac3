"""Releases: the list, one in preparation with its preview, publishing by a second person, withdrawing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tayanch.accounts.access import StaffRequest
from tayanch.desk.actions.guard import RecoverySheetMissing
from tayanch.evidence import work
from tayanch.evidence.releases import actions, preparing, showing, sources
from tayanch.evidence.releases.access import access_release, for_publishers, may_publish, releases_for
from tayanch.evidence.releases.forms import ReleaseForm, WithdrawForm
from tayanch.evidence.releases.models import Making, Release


def language() -> str:
    return get_language() or "en"


@require_GET
@for_publishers
def releases(request: StaffRequest) -> HttpResponse:
    """All releases, drafts first."""
    found = list(releases_for(request.user))
    drafts = [one for one in found if one.state == Release.State.DRAFT]
    context = {"drafts": drafts, "releases": [one for one in found if one not in drafts], "language": language()}
    return render(request, "releases/releases.html", context)


@require_GET
@for_publishers
def website(request: StaffRequest) -> HttpResponse:
    """How to put one on a website."""
    return render(request, "releases/website.html")


@require_http_methods(["GET", "POST"])
@for_publishers
def new(request: StaffRequest) -> HttpResponse:
    """Choose what goes into a release."""
    offers = sources.offers(request.user)
    form = ReleaseForm(request.POST or None, offers=offers)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("releases:release", actions.do_prepare(form.told(), by=request.user).id)
        except RecoverySheetMissing as missing:
            form.add_error(None, str(missing))
    return _form(request, form, offers)


@require_http_methods(["GET", "POST"])
@for_publishers
def change(request: StaffRequest, release_id: UUID) -> HttpResponse:
    """Choose otherwise, while it is a draft."""
    draft = access_release(request.user, release_id)
    offers = sources.offers(request.user)
    form = ReleaseForm(request.POST or None, offers=offers, draft=draft)
    if request.method == "POST" and form.is_valid():
        try:
            actions.do_change(draft, form.told(), by=request.user)
            return redirect("releases:release", draft.id)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
    return _form(request, form, offers, draft)


def _form(request: StaffRequest, form: ReleaseForm, offers: list[Any], draft: Release | None = None) -> HttpResponse:
    chosen = form["chosen"].value() or []
    kinds = [
        (name, [(one, one.title.get(language()), one.id in chosen) for one in own])
        for name, own in sources.grouped(offers)
    ]
    context = {"form": form, "kinds": kinds, "draft": draft}
    return render(request, "releases/prepare.html", context, status=422 if request.method == "POST" else 200)


@require_GET
@for_publishers
def release(request: StaffRequest, release_id: UUID) -> HttpResponse:
    """A draft with its preview, or what was published."""
    found = access_release(request.user, release_id)
    context: dict[str, Any] = {"release": found, "title": found.name.get(language())}
    if found.state != Release.State.DRAFT:
        told = {"withdraw": WithdrawForm(), "tables": showing.remembered(found, language())}
        return render(request, "releases/release.html", context | told | {"address": showing.address(request, found)})
    if found.making.state != Making.State.DONE:
        told = {"making": found.making, "is_dead": work.is_dead(found.making)}
        return render(request, "releases/making.html", context | told)
    prepared = preparing.prepare(found, by=request.user)
    told = {"prepared": prepared, "may_publish": may_publish(request.user, found)}
    return render(request, "releases/draft.html", context | told | showing.preview(prepared, language()))


@require_POST
@for_publishers
def compute(request: StaffRequest, release_id: UUID) -> HttpResponse:
    """Compute a draft anew."""
    try:
        actions.do_compute(access_release(request.user, release_id), by=request.user)
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("releases:release", release_id)


@require_POST
@for_publishers
def publish(request: StaffRequest, release_id: UUID) -> HttpResponse:
    """Publish what was just looked at."""
    draft = access_release(request.user, release_id)
    try:
        actions.do_publish(draft, request.POST.get("seen", ""), by=request.user)
        messages.success(request, _("It is published. Download it, and put it on your website."))
    except (actions.Refused, RecoverySheetMissing) as refusal:
        messages.error(request, str(refusal))
    return redirect("releases:release", draft.id)


@require_POST
@for_publishers
def drop(request: StaffRequest, release_id: UUID) -> HttpResponse:
    """Throw a draft away."""
    draft = access_release(request.user, release_id)
    try:
        actions.do_drop(draft, by=request.user)
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("releases:release", release_id)
    messages.success(request, _("The draft is gone."))
    return redirect("releases:releases")


@require_POST
@for_publishers
def withdraw(request: StaffRequest, release_id: UUID) -> HttpResponse:
    """Say that it shall no longer be used."""
    found = access_release(request.user, release_id)
    form = WithdrawForm(request.POST)
    try:
        if form.is_valid():
            actions.do_withdraw(found, form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("It is withdrawn, and its page says so."))
        else:
            messages.error(request, _("Say why it is withdrawn."))
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("releases:release", found.id)


@require_GET
@for_publishers
def file(request: StaffRequest, release_id: UUID) -> HttpResponse:
    """The whole release as one archive."""
    found = get_object_or_404(releases_for(request.user).exclude(state=Release.State.DRAFT), id=release_id)
    response = HttpResponse(bytes(found.archive), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="evidence-{found.date}.zip"'
    return response
