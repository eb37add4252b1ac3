"""Which pages are for those who speak with women."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from tayanch.accounts.access import StaffRequest

View = Callable[..., HttpResponse]


def for_caseworkers(view: View) -> View:
    """Refuse administrators and analysts: their work never needs a woman's record."""

    @wraps(view)
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.works_on_cases:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
