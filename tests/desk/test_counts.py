"""Counts: for analysts and supervisors, without anybody in them, and none so small that somebody can be found."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tayanch.accounts.models import User
from tayanch.desk.actions.cases import do_open_case
from tayanch.desk.models import Consultation, LedgerEntry
from tayanch.desk.reporting import counts
from tayanch.disclosure import SMALLEST, protect
from tayanch.vault.models import Tombstone

TODAY = date(2026, 11, 22)
GRIDS = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 30), min_size=width, max_size=width), min_size=1, max_size=4)
)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def talks(here: Any, topic: str, count: int, when: date = TODAY) -> None:
    at = timezone.make_aware(datetime(when.year, when.month, when.day, 12))
    common = {"organisation": here.organisation, "team": here.night, "owner": here.owner}
    Consultation.objects.bulk_create(Consultation(topic=topic, started_at=at, **common) for _ in range(count))


@given(GRIDS)
def test_no_count_from_1_to_4_is_ever_shown(rows: list[list[int]]) -> None:
    assert all(cell.count is None or cell.count == 0 or cell.count >= SMALLEST for row in protect(rows) for cell in row)


@given(GRIDS)
def test_no_hidden_count_can_be_had_by_subtraction(rows: list[list[int]]) -> None:
    table = protect(rows)
    for line in [*table, *zip(*table, strict=True)]:
        hidden = [cell for cell in line if cell.count is None]
        assert len(hidden) != 1


@given(GRIDS)
def test_hidden_counts_that_are_shown_together_are_never_fewer_than_five(rows: list[list[int]]) -> None:
    for line in protect(rows)[:-1]:
        *parts, total = line
        if total.count is not None and any(cell.count is None for cell in parts):
            assert total.count - sum(cell.count or 0 for cell in parts) >= SMALLEST


@given(GRIDS)
def test_what_is_shown_is_true_and_zeros_are_shown(rows: list[list[int]]) -> None:
    table = protect(rows)
    for r, c in product(range(len(rows)), range(len(rows[0]))):
        shown = table[r][c].count
        assert shown == rows[r][c] or (shown is None and rows[r][c] > 0)


def test_large_counts_are_all_shown() -> None:
    assert [[cell.count for cell in row] for row in protect([[5, 9], [7, 6]])] == [[5, 9, 14], [7, 6, 13], [12, 15, 27]]


def test_an_empty_table_stays_empty() -> None:
    assert protect([]) == []


@pytest.mark.parametrize(
    ("actor", "status"),
    [
        ("analyst", 200),
        ("supervisor", 200),
        ("owner", 403),
        ("teammate", 403),
        ("stranger", 403),
        ("administrator", 403),
    ],
)
def test_counts_are_for_analysts_and_supervisors(here: SimpleNamespace, actor: str, status: int) -> None:
    assert signed_in(getattr(here, actor)).get(reverse("desk:counts")).status_code == status


def test_consultations_are_counted_by_topic_and_quarter(here: SimpleNamespace) -> None:
    talks(here, "unpaid-wages", 6)
    talks(here, "unpaid-wages", 7, date(2026, 5, 1))
    talks(here, "unpaid-wages", 9, date(2024, 5, 1))
    table = counts.consultations_by_topic(here.analyst, TODAY)
    assert table.columns == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]
    assert [(what, [cell.count for cell in cells]) for what, cells in table.rows] == [
        ("unpaid-wages", [0, 7, 0, 6, 13])
    ]


def test_what_was_erased_still_counts(here: SimpleNamespace) -> None:
    talks(here, "unpaid-wages", 5)
    stone = {"kind": "consultation", "organisation": here.organisation, "topic": "unpaid-wages", "quarter": "2026-Q4"}
    Tombstone.objects.create(**stone)
    assert counts.consultations_by_topic(here.analyst, TODAY).totals[-1].count == 6


def test_another_organisation_is_not_counted(here: SimpleNamespace) -> None:
    talks(here, "unpaid-wages", 8)
    far = User.objects.create_user("far-analyst", None, name="F", role="analyst", organisation=here.partner)
    assert counts.consultations_by_topic(far, TODAY).rows == []


def test_a_small_count_is_told_as_fewer_than_five(here: SimpleNamespace) -> None:
    talks(here, "unpaid-wages", 3, timezone.localdate())
    page = signed_in(here.analyst).get(reverse("desk:counts")).content.decode()
    assert "fewer than 5" in page
    assert ">3<" not in page


@pytest.mark.parametrize(("cases", "shown"), [(4, None), (5, Decimal("500.00"))])
def test_money_of_fewer_than_five_cases_is_hidden(here: SimpleNamespace, cases: int, shown: Decimal | None) -> None:
    for _ in range(cases):
        case = do_open_case(by=here.owner)
        sums = {"stage": "received", "date": TODAY, "amount": Decimal(100), "currency": "RUB", "by": here.owner}
        LedgerEntry.objects.create(case=case, **sums)
    assert [money.amount for money in counts.money_by_stage(here.analyst)] == [shown]
