"""Who may administer, and whom: an administrator sees her own organisation's staff and no case."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from tayanch.accounts.models import Role, Team, User

View = Callable[..., HttpResponse]


class StaffRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: User


def administrator_only(view: View) -> View:
    """403 for every other role; the sign-in for those who are not signed in."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not isinstance(request.user, User):
            return redirect_to_login(request.path)
        if request.user.role != Role.ADMINISTRATOR:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def access_staff(administrator: User) -> QuerySet[User]:
    """The people of her own organisation."""
    people = User.objects.filter(organisation_id=administrator.organisation_id)
    return people.prefetch_related("teams").order_by("-is_active", "name")


def access_colleague(administrator: User, user_id: UUID) -> User:
    """One of them; 404 for anybody else."""
    return get_object_or_404(access_staff(administrator), id=user_id)


def access_teams(administrator: User) -> QuerySet[Team]:
    """The teams of her own organisation."""
    return Team.objects.filter(organisation_id=administrator.organisation_id).order_by("name")


def access_team(administrator: User, team_id: UUID) -> Team:
    """One of them; 404 for any other."""
    return get_object_or_404(access_teams(administrator), id=team_id)


def only_for(*roles: Role) -> Callable[[View], View]:
    """403 for every other role: ``@only_for(Role.SUPERVISOR)``."""

    def guard(view: View) -> View:
        @wraps(view)
        def checked(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.role not in roles:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return checked

    return guard
