"""Counts what each worker opens, stops her when it is unusually much, and tells the director.

A worker may open :data:`USUAL` different cases a day. For more she says why, and the director is told. So one stolen
password, or one curious evening, never reads a whole register.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, F, Sum
from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.desk.models import Alert, Allowance, Canary, Case, Opening

USUAL = 60  # different cases a worker, a day
MORE = 60  # that a reason allows besides


class TooManyOpened(Exception):
    """She opened as many cases today as is usual. The page asks her why she needs more."""

    def __init__(self, opened: int) -> None:
        super().__init__(opened)
        self.opened = opened


def note_opening(user: User, case: Case) -> None:
    """Write down that she opened it; raises :class:`TooManyOpened` instead when it is one too many."""
    today = timezone.localdate()
    mine = Opening.objects.filter(user=user, day=today)
    if mine.filter(case=case).exists():
        return
    opened = mine.count()
    if opened >= USUAL and opened >= USUAL + allowed(user, today):
        raise TooManyOpened(opened)
    Opening.objects.get_or_create(user=user, day=today, case=case)
    if case.owner_id != user.id and Canary.objects.filter(case=case).exists():
        alert(user, Alert.Kind.CANARY, case=case)


def allowed(user: User, day: date) -> int:
    """How many more than usual she may open on a day."""
    return Allowance.objects.filter(user=user, day=day).aggregate(more=Sum("more"))["more"] or 0


def alert(user: User, kind: Alert.Kind, *, case: Case | None = None, why: str = "") -> Alert:
    """Put it on the director's page."""
    return Alert.objects.create(organisation_id=user.organisation_id, kind=kind, user=user, case=case, why=why)


@dataclass(frozen=True)
class Day:
    """How many different cases one worker opened on one day, and how many of them were not hers."""

    user_id: UUID
    who: str
    day: date
    opened: int
    of_others: int


def days(organisation_id: UUID, since: date) -> list[Day]:
    """Who opened how much, the newest day first, the most first within a day."""
    rows = Opening.objects.filter(user__organisation_id=organisation_id, day__gte=since)
    told = rows.values_list("user_id", "user__name", "day").annotate(n=Count("id")).order_by("-day", "-n")
    own = rows.filter(case__owner_id=F("user_id")).values_list("user_id", "day").annotate(n=Count("id"))
    hers = {(user_id, day): n for user_id, day, n in own}
    return [Day(user_id, who, day, n, n - hers.get((user_id, day), 0)) for user_id, who, day, n in told]


def opened_by(user: User, since: date) -> list[Opening]:
    """What one worker opened, the newest first: references and whose they are."""
    rows = Opening.objects.filter(user=user, day__gte=since).select_related("case", "case__owner")
    return list(rows.order_by("-day", "case__reference")[:500])


def forget_old_openings(today: date, keep_days: int = 90) -> int:
    """Drop what is older than three months: the log has it for good."""
    gone, _each = Opening.objects.filter(day__lt=today - timedelta(days=keep_days)).delete()
    return gone
