"""Who may work on the guide. Its cards are of the whole installation and tell of nobody."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from tayanch.accounts.access import StaffRequest
from tayanch.accounts.models import Role, User

View = Callable[..., HttpResponse]


def may_see(user: User) -> bool:
    """Those who write cards, and the reviewer of the law, who reads them."""
    return user.works_on_cases or user.role == Role.REVIEWER


def may_write(user: User) -> bool:
    return user.works_on_cases


def may_publish(user: User) -> bool:
    return user.role == Role.SUPERVISOR


def only(allowed: Callable[[User], bool]) -> Callable[[View], View]:
    """403 for everybody whom *allowed* does not let in."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not allowed(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return guard
