"""Every change of what an organisation holds about policy; who may call it is the views' concern."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.evidence.policy.models import AreaLevel, Judgement, Kept, OwnRecommendation

M = TypeVar("M", bound=Kept)
Values = Mapping[str, Any]


class Changed(Exception):
    """Somebody else wrote meanwhile; the message says so to a person."""

    def __init__(self) -> None:
        super().__init__(_("Somebody changed this meanwhile. Read it as it stands now, then save yours again."))


def _kind(row: Kept | type[Kept]) -> str:
    return str(row._meta.model_name)


@transaction.atomic
def do_add(model: type[M], values: Values, *, by: User) -> M:
    """Keep a new row of the organisation of *by*."""
    row: M = model(organisation_id=by.organisation_id, by=by, **values)
    row.save(force_insert=True)
    log.record(f"policy.{_kind(row)}.add", by=by.id, kind=_kind(row), object_id=row.id)
    return row


@transaction.atomic
def do_change(row: Kept, values: Values, *, seen: int, by: User) -> None:
    """Write a row anew. *seen* is the version its form was made from. Raises :class:`Changed`."""
    told = type(row).objects.filter(id=row.id, version=seen)
    if not told.update(**values, version=F("version") + 1):
        raise Changed
    row.refresh_from_db()
    log.record(f"policy.{_kind(row)}.change", by=by.id, kind=_kind(row), object_id=row.id, fields=sorted(values))


@transaction.atomic
def do_delete(row: Kept, *, by: User) -> None:
    """Delete a row with what hangs on it; what was found of an own recommendation goes with it."""
    log.record(f"policy.{_kind(row)}.delete", by=by.id, kind=_kind(row), object_id=row.id)
    if isinstance(row, OwnRecommendation):
        Judgement.objects.filter(organisation_id=row.organisation_id, key=row.key).delete()
    row.delete()


@transaction.atomic
def do_assess(key: str, values: Values, *, seen: int, by: User) -> Judgement:
    """Say how a recommendation stands. *seen*: how many entries its history had. Raises :class:`Changed`."""
    if Judgement.objects.filter(organisation_id=by.organisation_id, key=key).count() != seen:
        raise Changed
    return do_add(Judgement, {"key": key, **values}, by=by)


@transaction.atomic
def do_set_level(area: str, *, year: int, level: str, reasons: str, by: User) -> AreaLevel:
    """Say how far civil society has come in an area in a year."""
    return do_add(AreaLevel, {"area": area, "year": year, "level": level, "reasons": reasons}, by=by)


@transaction.atomic
def do_take_back(row: Judgement | AreaLevel, *, by: User) -> None:
    """Take an entry back: it stays in the history, struck out, and counts no more."""
    row.taken_back = timezone.now()
    row.save(update_fields=["taken_back"])
    log.record(f"policy.{_kind(row)}.take-back", by=by.id, kind=_kind(row), object_id=row.id)


@transaction.atomic
def do_note_file(name: str, *, by: User, today: date) -> None:
    """Write down that a list left as a file."""
    log.record("policy.file", by=by.id, kind="policy", reason=f"{name} {today.isoformat()}")
