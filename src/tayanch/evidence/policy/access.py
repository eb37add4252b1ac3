"""Who may see what an organisation holds about policy: analysts and supervisors write, directors read."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from tayanch.accounts.access import StaffRequest, only_for
from tayanch.accounts.models import Role, User
from tayanch.evidence.policy.models import Kept

M = TypeVar("M", bound=Kept)
WRITERS = (Role.ANALYST, Role.SUPERVISOR)
for_readers = only_for(*WRITERS, Role.DIRECTOR)
for_writers = only_for(*WRITERS)


def may_write(user: User) -> bool:
    """Whether she may change anything here."""
    return user.role in WRITERS


def require_writer(request: StaffRequest) -> None:
    """Raise PermissionDenied on a page that all may read and that she wants to change."""
    if not may_write(request.user):
        raise PermissionDenied


def rows_for(user: User, model: type[M]) -> QuerySet[M]:
    """All rows of a kind of her organisation."""
    found: QuerySet[M] = model.objects.filter(organisation_id=user.organisation_id)
    return found.select_related("by")


def access_row(user: User, model: type[M], row_id: UUID) -> M:
    """One of them; 404 for any other."""
    return get_object_or_404(rows_for(user, model), id=row_id)
