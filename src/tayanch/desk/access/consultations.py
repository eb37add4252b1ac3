"""Consultations of one's own, of one's teams, and of sealed cases one is named in."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.access.reach import Need, by_id, is_closed, may_own, reach_or_named, sayable
from tayanch.desk.models import Consultation
from tayanch.vault.keys import data_key


def consultations_for(user: User) -> QuerySet[Consultation]:
    """The consultations that exist for *user*; those of a sealed case are sealed with it."""
    return Consultation.objects.filter(reach_or_named(user)) if user.works_on_cases else Consultation.objects.none()


def access_consultation(user: User, reference: str, need: Need = Need.READ) -> Consultation:
    """The consultation with this reference; raises ``Http404`` or ``PermissionDenied``. A read is logged."""
    shown = ("owner", "team", "point", "case") if need is Need.READ else ("case",)
    found = consultations_for(user).select_related(*shown).filter(reference=sayable(reference)).first()
    if found is None:
        raise Http404
    if need is Need.OWN and not may_own(user, found):
        raise PermissionDenied
    if need is Need.WRITE and is_closed(found.case):  # what is written here would enter the case
        raise PermissionDenied
    if found.is_sealed:
        data_key(found)
    if need is Need.READ:
        log.record("consultation.read", by=user.id, kind="consultation", object_id=found.id)
    return found


def consultations_of_organisation(user: User) -> QuerySet[Consultation]:
    """All consultations of the user's organisation: to count them and to say whom to ask, never to show one."""
    return Consultation.objects.filter(organisation_id=user.organisation_id)


def consultations_by_id(user: User, ids: Iterable[UUID | None]) -> list[tuple[Consultation, bool]]:
    """The same for consultations."""
    return by_id(user, Consultation.objects.filter(id__in=[one for one in ids if one]))
