"""What a shift works through: promises, what the last shift left, what came in."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.access.cases import cases_for
from tayanch.desk.access.consultations import consultations_for
from tayanch.desk.access.reach import is_closed, is_mine
from tayanch.desk.models import Arrival, HandedItem, Promise
from tayanch.vault.shares import is_sealed, is_shared_with


def promises_for(user: User) -> QuerySet[Promise]:
    """The promises of *user* and her teams; what is promised in a sealed case only for those named in it."""
    if not user.works_on_cases:
        return Promise.objects.none()
    named = Q(is_shared_with(user, "about_id"))
    return Promise.objects.filter(
        Q(organisation_id=user.organisation_id) & (is_mine(user) & ~Q(is_sealed("about_id")) | named)
    )


def access_promise(user: User, promise_id: UUID) -> Promise:
    """A promise of the user's reach, to write to it; raises ``Http404``, ``PermissionDenied`` in a closed case."""
    promise = promises_for(user).select_related("case", "consultation", "owner").filter(id=promise_id).first()
    if promise is None:
        raise Http404
    if is_closed(promise.case):
        raise PermissionDenied
    return promise


def handed_for(user: User) -> QuerySet[HandedItem]:
    """What a shift left behind, of the cases and conversations that exist for *user*."""
    within = Q(case__in=cases_for(user)) | Q(case=None, consultation__in=consultations_for(user))
    return HandedItem.objects.filter(within, organisation_id=user.organisation_id).exclude(shift_end=None)


def access_handed(user: User, item_id: UUID) -> HandedItem:
    """One item of them, to take it; raises ``Http404``, ``PermissionDenied`` in a closed case."""
    item = handed_for(user).select_related("case", "consultation", "promise", "task").filter(id=item_id).first()
    if item is None:
        raise Http404
    if is_closed(item.case):
        raise PermissionDenied
    return item


def arrivals_for(user: User) -> QuerySet[Arrival]:
    """What came in for the teams of *user*, the oldest first."""
    mine = Arrival.objects.filter(organisation_id=user.organisation_id, team__in=user.teams.all())
    return mine.select_related("team").order_by("at") if user.works_on_cases else Arrival.objects.none()


def access_arrival(user: User, item_id: UUID) -> Arrival:
    """One of them; raises ``Http404``. Opening one is logged."""
    item = arrivals_for(user).filter(id=item_id).first()
    if item is None:
        raise Http404
    log.record("arrival.read", by=user.id, kind="arrival", object_id=item.id)
    return item
