"""Choices of the case list that a worker keeps, and what she does to many cases at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.actions.cases import do_hand_over
from tayanch.desk.models import Case, SavedView


@transaction.atomic
def do_keep_view(*, by: User, state: str = "", topic: str = "", owner: User | None = None) -> SavedView:
    """Keep a choice of the case list; one that is kept already stays as it is."""
    made, _new = SavedView.objects.get_or_create(user=by, state=state, topic=topic, owner=owner)
    log.record("view.keep", by=by.id, kind="view")
    return made


@transaction.atomic
def do_drop_view(view: SavedView, *, by: User) -> None:
    """Forget a choice."""
    log.record("view.drop", by=by.id, kind="view")
    view.delete()


@transaction.atomic
def do_hand_over_many(pairs: Sequence[tuple[Case, User]], *, by: User) -> None:
    """Hand each case to the colleague beside it: all of them or none. Raises ``PermissionDenied``."""
    for case, to in pairs:
        do_hand_over(case, to, by=by)


def values_of(chosen: dict[str, Any]) -> dict[str, Any]:
    """What a filter form holds, as a kept view has it."""
    return {
        "state": chosen.get("state") or "",
        "topic": chosen.get("topic") or "",
        "owner": chosen.get("owner") or None,
    }
