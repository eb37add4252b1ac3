"""Whatever comes to a sealed case is sealed with it, whichever way it came: a person, a conversation."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models.signals import post_save
from django.dispatch import receiver

from tayanch.desk.models import Case, CasePerson, Consultation
from tayanch.desk.privacy import sealed
from tayanch.vault import sealing


def _sealed(case_id: UUID | None) -> Case | None:
    """The case as it is now, if it is sealed: the row in hand may have been read before."""
    return Case._base_manager.filter(id=case_id, is_sealed=True).first() if case_id else None


@receiver(post_save, sender=CasePerson)
def seal_person(instance: CasePerson, created: bool, **_signal: Any) -> None:
    """Somebody was added to a case."""
    case = _sealed(instance.case_id) if created else None
    if case is not None:
        sealed.seal_newcomer(case, instance.person_id)
        if "person" in instance._state.fields_cache:
            sealing.read_again(instance.person)


@receiver(post_save, sender=Consultation)
def seal_consultation(instance: Consultation, update_fields: Collection[str] | None = None, **_signal: Any) -> None:
    """A conversation was put to a case."""
    came = instance.case_id and (update_fields is None or "case" in update_fields)
    case = _sealed(instance.case_id) if came and not instance.is_sealed else None
    if case is not None:
        sealed.seal_newcomer(case, instance.id)
        instance.is_sealed, instance.point = True, None
        sealing.read_again(instance)
