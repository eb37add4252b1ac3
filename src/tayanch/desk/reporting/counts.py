"""Counts of one organisation: what was asked, how cases ended, where the money is. No row of anybody.

What was erased still counts, from its tombstones; a tombstone knows only the quarter, so quarters are counted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.desk.access import cases_of_organisation, consultations_of_organisation
from tayanch.desk.models import LedgerEntry
from tayanch.disclosure import SMALLEST, Cell, protect
from tayanch.vault.models import Tombstone

QUARTERS = 4


@dataclass(frozen=True)
class Table:
    """Protected counts. *rows*: (what the row is, its cells, the total last); the last row holds the totals."""

    columns: list[str]
    rows: list[tuple[str, list[Cell]]]
    totals: list[Cell]


@dataclass(frozen=True)
class Money:
    """A sum of one stage and currency; none when it comes from fewer than five cases."""

    stage: str
    currency: str
    amount: Decimal | None


def last_quarters(today: date) -> list[str]:
    """The four quarters up to today's, oldest first: ``2026-Q1`` … ``2026-Q4``."""
    year, current = today.year, (today.month + 2) // 3
    counted = [(year * 4 + current - 1 - back) for back in range(QUARTERS)]
    return [f"{n // 4}-Q{n % 4 + 1}" for n in reversed(counted)]


def consultations_by_topic(user: User, today: date) -> Table:
    """Consultations by topic and quarter, the erased ones with them."""
    quarters = last_quarters(today)
    talks = consultations_of_organisation(user)
    found = _by_quarter(talks, "started_at", quarters, "topic") + _tombstones(user, "consultation", "topic")
    return _table(found, quarters)


def cases_by_outcome(user: User, today: date) -> Table:
    """Cases by outcome ("" for those that are open) and the quarter they were opened in, the erased ones with them."""
    quarters = last_quarters(today)
    found = _by_quarter(cases_of_organisation(user).filter(canary=None), "opened_at", quarters, "outcome")
    return _table(found + _tombstones(user, "case", "outcome"), quarters)


def _by_quarter(records: QuerySet[Any], moment: str, quarters: list[str], by: str) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for quarter in quarters:
        of_quarter = records.filter(**{f"{moment}__gte": _begins(quarter), f"{moment}__lt": _begins(quarter, 1)})
        counted = of_quarter.order_by().values_list(by).annotate(n=Count("id"))
        found.update({(kind, quarter): n for kind, n in counted})
    return found


def _begins(quarter: str, later: int = 0) -> datetime:
    """The first moment of a quarter, or of one so many quarters later, in the installation's time."""
    months = int(quarter[:4]) * 12 + (int(quarter[-1]) - 1 + later) * 3
    return timezone.make_aware(datetime(months // 12, months % 12 + 1, 1))  # noqa: DTZ001


def _tombstones(user: User, kind: str, by: str) -> Counter[tuple[str, str]]:
    stones = Tombstone.objects.filter(organisation_id=user.organisation_id, kind=kind)
    return Counter(
        {(what, quarter): n for what, quarter, n in stones.values_list(by, "quarter").annotate(n=Count("id"))}
    )


def _table(found: Counter[tuple[str, str]], quarters: list[str]) -> Table:
    kinds = sorted({kind for kind, quarter in found if quarter in quarters})
    grid = protect([[found[kind, quarter] for quarter in quarters] for kind in kinds])
    return Table(quarters, list(zip(kinds, grid[:-1], strict=True)), grid[-1] if grid else [])


def money_by_stage(user: User) -> list[Money]:
    """Sums by stage and currency over all years; what was taken back is left out."""
    entries = LedgerEntry.objects.filter(case__organisation_id=user.organisation_id, reverses=None, reversed_by=None)
    told = (
        entries.order_by()
        .values_list("stage", "currency")
        .annotate(total=Sum("amount"), cases=Count("case", distinct=True))
    )
    order = LedgerEntry.Stage.values
    rows = sorted(told, key=lambda row: (row[1], order.index(row[0])))
    return [Money(stage, currency, total if n >= SMALLEST else None) for stage, currency, total, n in rows]


def money_of_erased(user: User) -> Table:
    """Erased cases by the band of what was received: the sums themselves are gone."""
    stones = Tombstone.objects.filter(organisation_id=user.organisation_id, kind="case").exclude(money_band="")
    bands = list(stones.order_by("money_band").values_list("money_band").annotate(n=Count("id")))
    grid = protect([[n] for _, n in bands])
    return Table(
        [], [(band, cells[:1]) for (band, _), cells in zip(bands, grid, strict=False)], grid[-1][:1] if grid else []
    )
