# ruff: noqa: S608  every statement here is put together from constants of this file
"""The database itself notes which months of which facts were changed, whoever changed them and however.

Every insert, update and delete of a row that facts are made of leaves a :class:`~tayanch.desk.models.FactChange` in the
same transaction: by a form, ``.update()``, a bulk insert, a cascade or plain SQL. On the encrypted file a month has one
mark, which takes a new number at each change; on PostgreSQL marks are only added, once for a statement, so that two
transactions never wait for each other. A mark is taken away by its number after the rows were read (see
:mod:`tayanch.desk.facts`), so a change that comes meanwhile keeps its own.

A month is marked with half a day to spare on both sides: triggers do not know the time zone of the installation. What
is marked too much is found equal when it is read. A deletion empties the kept part of the month at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

PREFIX = "facts_"


@dataclass(frozen=True)
class Mark:
    """A changed ROW touches *fact*, in the month of *when*; *kind*: what *when* is (moment, day, or a text as it is).

    *tables* and *where* lead from the row to what knows organisation and day.
    """

    fact: str
    organisation: str
    when: str
    kind: str = "moment"
    tables: tuple[str, ...] = ()
    where: str = ""


@dataclass(frozen=True)
class Source:
    """A table facts are made of. *columns*: those a fact depends on."""

    table: str
    columns: tuple[str, ...]
    marks: tuple[Mark, ...]


def _of_case(fact: str, key: str = "ROW.case_id") -> Mark:
    return Mark(fact, "c.organisation_id", "c.opened_at", tables=("desk_case c",), where=f"c.id = {key}")


def _money(key: str) -> Mark:
    tables = ("desk_case c", "desk_ledgerentry l")
    return Mark("money", "c.organisation_id", "l.date", "day", tables, f"c.id = {key} AND l.case_id = c.id")


def _referrals(key: str) -> Mark:
    tables = ("desk_referral f",)
    return Mark("referrals", "f.organisation_id", "f.created_at", tables=tables, where=f"f.case_id = {key}")


_ENTRY = ("desk_case c", "desk_ledgerentry l")
SOURCES = (
    Source(
        "desk_consultation",
        (
            *("organisation_id", "started_at", "topic", "stage", "country", "place", "target_group", "sex", "sector"),
            *("channel", "language", "person_id", "case_id", "is_sealed"),
        ),
        (Mark("consultations", "ROW.organisation_id", "ROW.started_at"),),
    ),
    Source(
        "desk_consultationtopic",
        ("consultation_id", "topic"),
        (
            Mark(
                "consultations",
                "t.organisation_id",
                "t.started_at",
                tables=("desk_consultation t",),
                where="t.id = ROW.consultation_id",
            ),
        ),
    ),
    Source(
        "desk_case",
        (
            *("organisation_id", "state", "opened_at", "closed_at", "topic", "country", "place", "sector", "sex"),
            *("outcome", "is_sealed"),
        ),
        (
            Mark("cases", "ROW.organisation_id", "ROW.opened_at"),
            Mark(
                "violations",
                "ROW.organisation_id",
                "ROW.opened_at",
                tables=("desk_violation v",),
                where="v.case_id = ROW.id",
            ),
            Mark("money", "ROW.organisation_id", "l.date", "day", ("desk_ledgerentry l",), "l.case_id = ROW.id"),
            _referrals("ROW.id"),
        ),
    ),
    Source("desk_caseperson", ("case_id", "relation"), (_of_case("cases"),)),
    Source("desk_employer", ("case_id", "is_household", "papers"), (_of_case("cases"),)),
    Source("desk_review", ("case_id",), (_of_case("cases"),)),
    Source("desk_violation", ("case_id", "violation", "perpetrator"), (_of_case("violations"),)),
    Source(
        "desk_ledgerentry",
        ("case_id", "stage", "date", "amount", "currency", "reverses_id"),
        (
            Mark("money", "c.organisation_id", "ROW.date", "day", ("desk_case c",), "c.id = ROW.case_id"),
            # What is taken back counts no longer, in its own month.
            Mark("money", "c.organisation_id", "l.date", "day", _ENTRY, "l.id = ROW.reverses_id AND c.id = l.case_id"),
        ),
    ),
    Source(
        "desk_referral",
        ("organisation_id", "created_at", "direction", "state", "case_id"),
        (Mark("referrals", "ROW.organisation_id", "ROW.created_at"),),
    ),
    Source(
        "desk_canary",
        ("case_id",),
        (_of_case("cases"), _of_case("violations"), _money("ROW.case_id"), _referrals("ROW.case_id")),
    ),
    Source(
        "vault_tombstone",
        ("organisation_id", "kind", "topic", "destination", "sex", "quarter", "outcome"),
        tuple(
            Mark(f"{kind}s", "ROW.organisation_id", "ROW.quarter", "text", where=f"ROW.kind = '{kind}'")
            for kind in ("consultation", "case")
        ),
    ),
)
CHANGES, PARTS = "desk_factchange", "desk_factpart"
COLUMNS = "organisation_id, fact, month"
EMPTY = "rows = 0, fingerprint = '', data = {}''"


def set_triggers(using: str, **_: Any) -> None:
    """Set the triggers that are not there yet, and forget what was taken out while they were not."""
    connection = connections[using]
    wanted = dict(_sqlite() if connection.vendor == "sqlite" else _postgresql())
    with connection.cursor() as cursor:
        there = _names(connection, cursor)
        if there == set(wanted):
            return
        for name in there - set(wanted):
            _drop(connection, cursor, name)
        for name in set(wanted) - there:
            for statement in wanted[name]:
                cursor.execute(statement)
        cursor.execute(f"DELETE FROM {PARTS}")


def _names(connection: BaseDatabaseWrapper, cursor: Any) -> set[str]:
    if connection.vendor == "sqlite":
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    else:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
    return {name for (name,) in cursor.fetchall() if name.startswith(PREFIX)}


def _drop(connection: BaseDatabaseWrapper, cursor: Any, name: str) -> None:
    cursor.execute(f"DROP TRIGGER {name}" if connection.vendor == "sqlite" else f"DROP FUNCTION {name} CASCADE")


def _named(source: Source, act: str, text: str) -> str:
    """The name ends with a digest of what it does: another version takes its place."""
    return f"{PREFIX}{source.table}_{act.lower()}_{hashlib.sha256(text.encode()).hexdigest()[:8]}"


# --- the encrypted file: a trigger for each row ----------------------------------------------------------------------


def _sqlite() -> Iterator[tuple[str, list[str]]]:
    for source in SOURCES:
        for act, rows in (("INSERT", ("NEW",)), ("DELETE", ("OLD",)), ("UPDATE", ("OLD", "NEW"))):
            found = [_sqlite_rows(mark, row) for mark in source.marks for row in rows]
            body = "".join(
                f"DELETE FROM {CHANGES} WHERE ({COLUMNS}) IN ({select}); "
                f"INSERT INTO {CHANGES} ({COLUMNS}) {select}; "
                + (
                    f"UPDATE {PARTS} SET {EMPTY.format('x')} WHERE ({COLUMNS}) IN ({select}); "
                    if act == "DELETE"
                    else ""
                )
                for select in found
            )
            only = f" OF {', '.join(source.columns)}" if act == "UPDATE" else ""
            name = _named(source, act, only + body)
            yield name, [f"CREATE TRIGGER {name} AFTER {act}{only} ON {source.table} BEGIN {body}END"]


def _sqlite_rows(mark: Mark, row: str) -> str:
    months = {
        "moment": ["strftime('%Y-%m', {}, '-12 hours')", "strftime('%Y-%m', {}, '+14 hours')"],
        "day": ["substr({}, 1, 7)"],
        "text": ["{}"],
    }[mark.kind]
    tables = f" FROM {', '.join(mark.tables)}" if mark.tables else ""
    where = f" WHERE {mark.where}" if mark.where else ""
    selects = [f"SELECT {mark.organisation}, '{mark.fact}', {m.format(mark.when)}{tables}{where}" for m in months]
    return " UNION ".join(selects).replace("ROW.", f"{row}.") if len(selects) > 1 else _once(selects[0], row)


def _once(select: str, row: str) -> str:
    return select.replace("SELECT", "SELECT DISTINCT", 1).replace("ROW.", f"{row}.")


# --- PostgreSQL: a trigger for each statement ------------------------------------------------------------------------


def _postgresql() -> Iterator[tuple[str, list[str]]]:
    for source in SOURCES:
        columns = ", ".join(dict.fromkeys(("id" if source.table != "desk_canary" else "case_id", *source.columns)))
        both = " UNION ALL ".join(
            f"(SELECT {columns} FROM {one} EXCEPT SELECT {columns} FROM {other})"
            for one, other in (("gone", "come"), ("come", "gone"))
        )
        for act, rows, seen in (
            ("INSERT", "come", "NEW TABLE AS come"),
            ("DELETE", "gone", "OLD TABLE AS gone"),
            ("UPDATE", f"({both})", "OLD TABLE AS gone NEW TABLE AS come"),
        ):
            select = " UNION ".join(part for mark in source.marks for part in _postgresql_rows(mark, rows))
            body = f"INSERT INTO {CHANGES} ({COLUMNS}) {select}; "
            if act == "DELETE":
                body += f"UPDATE {PARTS} SET {EMPTY.format('')} WHERE ({COLUMNS}) IN ({select}); "
            name = _named(source, act, body)
            yield (
                name,
                [
                    f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
                    f"BEGIN {body}RETURN NULL; END $$",
                    f"CREATE OR REPLACE TRIGGER {name} AFTER {act} ON {source.table} REFERENCING {seen} "
                    f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
                ],
            )


def _postgresql_rows(mark: Mark, rows: str) -> list[str]:
    months = {
        "moment": [
            "to_char(({} AT TIME ZONE 'UTC') - interval '12 hours', 'YYYY-MM')",
            "to_char(({} AT TIME ZONE 'UTC') + interval '14 hours', 'YYYY-MM')",
        ],
        "day": ["to_char({}, 'YYYY-MM')"],
        "text": ["{}"],
    }[mark.kind]
    tables = ", ".join((f"{rows} AS changed", *mark.tables))
    where = f" WHERE {mark.where}" if mark.where else ""
    return [
        f"SELECT {mark.organisation}, '{mark.fact}', {month.format(mark.when)} FROM {tables}{where}".replace(
            "ROW.", "changed."
        )
        for month in months
    ]
