"""The planner of the encrypted file knows how large its tables are."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import connection

from tayanch.accounts.models import User
from tayanch.desk.access import consultations_for
from tayanch.desk.actions.consultations import do_start_consultation
from tayanch.store import statistics

pytestmark = pytest.mark.django_db


def _plan(user: User) -> str:
    ids = list(consultations_for(user).values_list("id", flat=True)[:20])
    sql, given = consultations_for(user).filter(id__in=ids).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", given)
        return str(cursor.fetchall()[0][-1])


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL counts by itself")
def test_rows_are_found_by_their_key_and_not_by_their_organisation(here: SimpleNamespace) -> None:
    for _ in range(300):
        do_start_consultation(by=here.owner)
    before = _plan(here.owner)
    statistics.refresh()
    assert "autoindex" not in before
    assert "autoindex" in _plan(here.owner)  # SQLite's name for the index of the primary key


def test_refreshing_again_and_on_any_database_is_harmless(here: SimpleNamespace) -> None:
    statistics.refresh()
    statistics.refresh()
