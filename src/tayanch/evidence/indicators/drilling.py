"""From a value down to its records: those that the supervisor may open anyway, and how many there are beyond them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk import facts
from tayanch.desk.access import cases_for, consultations_for
from tayanch.indicators.computing import Facts, plan, rows_behind
from tayanch.indicators.model import Groups, Indicator

MOST = 500  # references on one page


@dataclass(frozen=True)
class Records:
    """*kind*: consultation, case, or "" for what has no page of its own. *beyond*: how many she may not open."""

    kind: str
    records: list[Any]
    beyond: int
    total: int


def records_behind(user: User, indicator: Indicator, period: str, groups: Groups) -> Records:
    """The records that a value counts, the newest first. That she looked is logged."""
    asked = plan(indicator)
    wanted = (lambda month: month[:4] == period[:4]) if asked.is_of_month else None
    read = Facts(facts.read(user.organisation_id, wanted, asked.tables))
    names = rows_behind(indicator, read, period, groups)
    log.record("indicators.drill", by=user.id, kind="indicators", fields=[indicator.id], reason=period)
    table = asked.query.table
    if table == "referrals":
        return Records("", [], len(names), len(names))
    kind = "consultation" if table == "consultations" else "case"
    mine: QuerySet[Any] = consultations_for(user) if kind == "consultation" else cases_for(user)
    if asked.is_of_month and table in ("consultations", "cases"):
        mine = _of_period(mine, "started_at" if kind == "consultation" else "opened_at", period)
    found = _named(mine, user, f"{kind}s", names)
    return Records(kind, found[:MOST], len(names) - len(found), len(names))


def _named(mine: QuerySet[Any], user: User, kind: str, names: set[str]) -> list[Any]:
    name = facts.pseudonym(user.organisation_id, kind)
    ids = [one for one in mine.values_list("id", flat=True) if name(one.hex) in names]
    order = "-started_at" if kind == "consultations" else "-opened_at"
    return [
        one
        for start in range(0, len(ids), MOST)
        for one in mine.filter(id__in=ids[start : start + MOST]).order_by(order)
    ]


def _of_period(mine: QuerySet[Any], moment: str, period: str) -> QuerySet[Any]:
    year, last = int(period[:4]), 12
    first = 1
    if "Q" in period:
        first, last = int(period[-1]) * 3 - 2, int(period[-1]) * 3
    elif len(period) == 7:
        first = last = int(period[5:])
    begin, end = _moment(year, first), _moment(year + last // 12, last % 12 + 1)
    return mine.filter(**{f"{moment}__gte": begin, f"{moment}__lt": end})


def _moment(year: int, month: int) -> datetime:
    return timezone.make_aware(datetime(year, month, 1))  # noqa: DTZ001
