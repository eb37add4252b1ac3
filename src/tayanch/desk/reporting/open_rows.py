"""Consultations and cases as rows that name nobody: for statistics, with what is rare hidden.

What was erased counts too, from its tombstones. Sealed cases and canaries are handled as in the counts: the first
count, the second do not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tayanch import vocabulary
from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.access import cases_of_organisation, consultations_of_organisation, require_counts
from tayanch.desk.models import LedgerEntry
from tayanch.desk.privacy.shredder import money_band
from tayanch.disclosure import ProtectedRows, protect_rows
from tayanch.vault.erasure import quarter
from tayanch.vault.models import Tombstone


@dataclass(frozen=True)
class Column:
    """One column: the scheme its concepts come from ("" for other values) and its hashtag of HXL 1.1."""

    name: str
    scheme: str
    hashtag: str


# The most useful first: the last is hidden first.
CONSULTATIONS = (
    Column("topic", "need", "#need+topic"),
    Column("sex", "sex", "#affected+sex"),
    Column("quarter", "", "#date+quarter"),
    Column("country", "country", "#country+destination"),
    Column("group", "target-group", "#affected+group"),
    Column("stage", "stage", "#status+migration"),
    Column("sector", "sector", "#sector+work"),
    Column("channel", "channel", "#channel"),
)
CASES = (
    Column("topic", "need", "#need+topic"),
    Column("sex", "sex", "#affected+sex"),
    Column("outcome", "case-outcome", "#status+outcome"),
    Column("quarter", "", "#date+quarter+opened"),
    Column("country", "country", "#country+destination"),
    Column("received", "", "#value+received+band"),
    Column("sector", "sector", "#sector+work"),
)
KINDS = {"consultations": CONSULTATIONS, "cases": CASES}


@dataclass(frozen=True)
class OpenRows:
    """*columns*: the first of them labels, the second hashtags. *lines*: one a record. *left_out*: rows not told."""

    columns: tuple[Column, ...]
    lines: list[list[str]]
    hidden: dict[str, int]
    left_out: int

    def table(self) -> list[list[str]]:
        """Names, hashtags, rows."""
        return [[one.name for one in self.columns], [one.hashtag for one in self.columns], *self.lines]


def open_rows(user: User, kind: str, language: str) -> OpenRows:
    """Every record of the organisation as a row, protected, in words of *language*. Raises ``PermissionDenied``,
    ``KeyError`` for a kind there is not. That it was made is logged."""
    require_counts(user)
    columns = KINDS[kind]
    raw = _consultations(user) if kind == "consultations" else _cases(user)
    found: ProtectedRows = protect_rows(list(raw), [one.name for one in columns])
    log.record("export.open", by=user.id, kind="export", fields=[one.name for one in columns], reason=kind)
    words = {one.name: _words(one.scheme, language) for one in columns}
    lines = [[words[one.name].get(row[one.name], row[one.name]) for one in columns] for row in found.rows]
    return OpenRows(columns, lines, found.hidden, found.left_out)


def _words(scheme: str, language: str) -> dict[str, str]:
    """What each concept is called; empty for columns that hold no concepts."""
    return {one.id: one.label(language) for one in vocabulary.scheme(scheme).concepts} if scheme else {}


def _consultations(user: User) -> Iterable[dict[str, str]]:
    wanted = ("topic", "started_at", "country", "target_group", "stage", "sector", "channel", "sex")
    for topic, at, country, group, stage, sector, channel, sex in consultations_of_organisation(user).values_list(
        *wanted
    ):
        told = {"topic": topic, "quarter": quarter(at), "country": country, "group": group}
        yield told | {"stage": stage, "sector": sector, "channel": channel, "sex": sex}
    for stone in _tombstones(user, "consultation"):
        yield _known(stone, CONSULTATIONS)


def _cases(user: User) -> Iterable[dict[str, str]]:
    bands = _bands(user)
    wanted = ("id", "topic", "outcome", "opened_at", "country", "sector", "sex")
    for case_id, topic, outcome, at, country, sector, sex in (
        cases_of_organisation(user).filter(canary=None).values_list(*wanted)
    ):
        told = {"topic": topic, "outcome": outcome, "quarter": quarter(at), "country": country}
        yield told | {"received": bands.get(case_id, ""), "sector": sector, "sex": sex}
    for stone in _tombstones(user, "case"):
        yield _known(stone, CASES)


def _known(stone: Tombstone, columns: tuple[Column, ...]) -> dict[str, str]:
    told = {"topic": stone.topic, "quarter": stone.quarter, "country": stone.destination, "sex": stone.sex}
    told |= {"outcome": stone.outcome, "received": stone.money_band}
    return {one.name: told.get(one.name, "") for one in columns}


def _tombstones(user: User, kind: str) -> Iterable[Tombstone]:
    return Tombstone.objects.filter(organisation_id=user.organisation_id, kind=kind)


def _bands(user: User) -> dict[Any, str]:
    """Case id → between which bounds lies what she received."""
    sums: dict[Any, dict[str, Any]] = {}
    received = LedgerEntry.objects.filter(
        case__organisation_id=user.organisation_id,
        stage=LedgerEntry.Stage.RECEIVED,
        reverses=None,
        reversed_by=None,
    )
    for case_id, currency, amount in received.values_list("case_id", "currency", "amount"):
        own = sums.setdefault(case_id, {})
        own[currency] = own.get(currency, 0) + amount
    return {case_id: money_band(own) for case_id, own in sums.items()}
