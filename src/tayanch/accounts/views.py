"""The staff pages of an administrator, and everybody's own password."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tayanch.accounts import actions, worker_keys
from tayanch.accounts.access import (
    StaffRequest,
    access_colleague,
    access_staff,
    access_team,
    access_teams,
    administrator_only,
)
from tayanch.accounts.forms import ColleagueForm, NewColleagueForm, PasswordForm, TeamForm
from tayanch.accounts.models import Role, Team, User
from tayanch.packets import six_words


@require_GET
@administrator_only
def staff(request: StaffRequest) -> HttpResponse:
    """Everybody who works here, and the teams."""
    people = access_staff(request.user)
    safe = set(people.filter(authenticator__isnull=False).values_list("id", flat=True))
    return render(
        request, "accounts/staff.html", {"people": people, "teams": access_teams(request.user), "with_factor": safe}
    )


@require_http_methods(["GET", "POST"])
@administrator_only
def add(request: StaffRequest) -> HttpResponse:
    """A new colleague; her first password is shown on the answer and nowhere else."""
    form = NewColleagueForm(
        request.POST or None, by=request.user, initial={"language": request.user.language, "role": Role.CASEWORKER}
    )
    if form.is_valid():
        user, password = actions.do_add_user(**form.cleaned_data, by=request.user)
        return render(request, "accounts/password_once.html", {"person": user, "password": password, "new": True})
    return render(request, "accounts/add.html", {"form": form}, status=status_of(form.is_bound))


@require_http_methods(["GET", "POST"])
@administrator_only
def colleague(request: StaffRequest, user_id: UUID) -> HttpResponse:
    """What one colleague is called and may do."""
    person = access_colleague(request.user, user_id)
    now = {field: getattr(person, field) for field in ("name", "role", "is_lawyer", "language", "speaks")}
    now["teams"] = person.teams.all()
    form = ColleagueForm(request.POST or None, by=request.user, initial=now)
    if form.is_valid():
        return _act(request, person, lambda: actions.do_change_user(person, **form.cleaned_data, by=request.user))
    return render(request, "accounts/colleague.html", {"person": person, "form": form}, status=status_of(form.is_bound))


@require_POST
@administrator_only
def deactivate(request: StaffRequest, user_id: UUID) -> HttpResponse:
    person = access_colleague(request.user, user_id)
    return _act(request, person, lambda: actions.do_deactivate_user(person, by=request.user))


@require_POST
@administrator_only
def reactivate(request: StaffRequest, user_id: UUID) -> HttpResponse:
    person = access_colleague(request.user, user_id)
    return _act(request, person, lambda: actions.do_reactivate_user(person, by=request.user))


@require_POST
@administrator_only
def reset_second_factor(request: StaffRequest, user_id: UUID) -> HttpResponse:
    person = access_colleague(request.user, user_id)
    return _act(request, person, lambda: actions.do_reset_second_factor(person, by=request.user))


@require_POST
@administrator_only
def reset_password(request: StaffRequest, user_id: UUID) -> HttpResponse:
    """A new password for a colleague who forgot hers, shown once."""
    person = access_colleague(request.user, user_id)
    password = actions.do_reset_password(person, by=request.user)
    return render(request, "accounts/password_once.html", {"person": person, "password": password, "new": False})


@require_http_methods(["GET", "POST"])
@administrator_only
def team_add(request: StaffRequest) -> HttpResponse:
    form = TeamForm(request.POST or None, instance=Team(organisation=request.user.organisation))
    if form.is_valid():
        actions.do_add_team(**form.cleaned_data, by=request.user)
        return redirect("accounts:staff")
    return render(request, "accounts/team.html", {"form": form}, status=status_of(form.is_bound))


@require_http_methods(["GET", "POST"])
@administrator_only
def team(request: StaffRequest, team_id: UUID) -> HttpResponse:
    known = access_team(request.user, team_id)
    form = TeamForm(request.POST or None, instance=known)
    if form.is_valid():
        actions.do_change_team(known, **form.cleaned_data, by=request.user)
        return redirect("accounts:staff")
    return render(request, "accounts/team.html", {"form": form, "team": known}, status=status_of(form.is_bound))


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: StaffRequest) -> HttpResponse:
    """Everybody changes her own password here."""
    form = PasswordForm(request.POST or None, user=request.user)
    if form.is_valid():
        said = form.cleaned_data
        private = actions.do_change_password(request.user, said["new"], old=said["old"], by=request.user)
        update_session_auth_hash(request, request.user)
        worker_keys.hold(request.session, request.user, private)
        messages.success(request, _("Your new password is in force."))
        return redirect("site:home")
    return render(request, "accounts/password.html", {"form": form}, status=status_of(form.is_bound))


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def key(request: StaffRequest) -> HttpResponse:
    """Her own key pair. A POST brings her password along, which has opened the key on the way here."""
    if request.method == "POST":
        wanted = request.POST.get("next", "")
        ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
        return redirect(wanted if ours else "accounts:key")
    user = request.user
    mine = user.key_shares.filter(until=None)
    current = mine.filter(to_key=bytes(user.public_key)).count()
    context = {
        "is_open": worker_keys.held(request.session, user) is not None,
        "words": six_words(bytes(user.public_key), get_language() or "en") if user.has_key else [],
        "shared": current,
        "lost": mine.count() - current,
    }
    return render(request, "accounts/key.html", context)


def status_of(is_bound: bool) -> int:
    """422 for a form that came back with faults."""
    return 422 if is_bound else 200


def _act(request: HttpRequest, person: User, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
        messages.success(request, _("Saved."))
    except actions.Refused:
        messages.error(request, _("Not changed: somebody must stay who administers. Make another administrator first."))
    return redirect("accounts:colleague", person.id)
