"""The list of cases: one page of ids at a time, the open ones first, and what comes next in each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Min, Q
from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.desk.access import cases_for, cases_of_organisation, parts_of_reach

ON_A_PAGE = 50
MOST_PAGES = 1000  # whoever looks for something older searches for it


def page_of(user: User, chosen: dict[str, Any], typed: str) -> tuple[int, list[UUID], bool]:
    """The number of the page *typed*, the ids on it, and whether older cases follow. A page that is not there is 1."""
    number = int(typed) if typed.isdecimal() and len(typed) < 9 and 0 < int(typed) <= MOST_PAGES else 1
    start, stop = (number - 1) * ON_A_PAGE, number * ON_A_PAGE
    listed = _newest(user, chosen, stop + 1)
    if number > 1 and not listed[start:]:
        return page_of(user, chosen, "1")
    return number, listed[start:stop], len(listed) > stop


def _newest(user: User, chosen: dict[str, Any], count: int) -> list[UUID]:
    """Ids only: whole rows, sealed texts and all, would take many times as long."""
    newest = cases_for(user).filter(**chosen).order_by("-state", "-opened_at", "-id")
    parts = [newest.filter(part).values_list("state", "opened_at", "id")[:count] for part in parts_of_reach(user)]
    return [case_id for _state, _at, case_id in sorted({row for part in parts for row in part}, reverse=True)[:count]]


def nearest(user: User, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """For these cases: the day of the next promise and the next last safe day."""
    today = timezone.localdate()
    next_promise = Min("promises__due", filter=Q(promises__state="open"))
    coming = Q(deadlines__last_safe_day__gte=today, deadlines__is_start=False)
    next_deadline = Min("deadlines__last_safe_day", filter=coming)
    rows = (
        cases_of_organisation(user).filter(id__in=ids).order_by().annotate(promise=next_promise, deadline=next_deadline)
    )
    return {row.pk: {"promise": row.promise, "deadline": row.deadline} for row in rows}
