"""What the desk did, as rows that name nobody: pseudonymous facts of one organisation, taken out month by month.

Nothing sealed is opened: facts are concepts, months and sums. A row's id is a keyed hash (HMAC-SHA-256, a key of the
organisation's own), so the same row has the same name at every time and nobody without the keys can lead it back.
Canaries are left out, sealed cases count, and what was erased counts by its tombstone, which knows only the quarter:
its month is ``2026-Q3``. An entry of the ledger that was taken back, and the one that takes it back, are no facts.

Each month of each kind of fact is a *part*: Parquet, sealed under a key of the organisation, in the database. Triggers
mark what was changed (:mod:`tayanch.desk.fact_marks`), and only marked months are read again.
"""

from __future__ import annotations

import gc
import hashlib
import hmac
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from tayanch.accounts.models import Team
from tayanch.desk.models import FactChange, FactPart
from tayanch.store.keyring import Locked
from tayanch.store.state import keyring
from tayanch.vault import envelope

if TYPE_CHECKING:
    import pyarrow as pa

FORM = 1  # of the columns: another number takes everything out anew
PSEUDONYM_BYTES = 12
ALL = ""  # the part that says that everything of a kind was taken out
Months = Mapping[str, set[str]]
Columns = dict[str, Any]  # lists, or arrays of Arrow
__all__ = ["TABLES", "Locked", "Taken", "pseudonym", "read", "state_of", "take_out"]

# Column → what it is: text, texts, int, bool, float. The first is the row, the second its month.
TABLES: dict[str, dict[str, str]] = {
    "consultations": {
        **dict.fromkeys(("row", "month", "sex", "topic"), "text"),
        "topics": "texts",
        **dict.fromkeys(("stage", "country", "place", "target_group", "sector", "channel", "language"), "text"),
        **dict.fromkeys(("named", "case", "sealed"), "bool"),
    },
    "cases": {
        **dict.fromkeys(("row", "month", "closed_month", "state", "topic", "outcome", "sex", "country"), "text"),
        **dict.fromkeys(("place", "oblast", "sector"), "text"),
        **dict.fromkeys(("clients", "days_open"), "int"),
        "papers": "text",
        **dict.fromkeys(("household", "second_look", "sealed"), "bool"),
    },
    "violations": dict.fromkeys(
        ("row", "month", "case", "violation", "perpetrator", "topic", "sex", "country", "sector"), "text"
    ),
    "money": {
        **dict.fromkeys(("row", "month", "case", "stage", "currency"), "text"),
        "amount": "int",  # of the smallest coin: kopecks, tyiyn
        **dict.fromkeys(("sex", "country", "topic", "sector"), "text"),
    },
    "referrals": dict.fromkeys(("row", "month", "direction", "state", "sex", "topic"), "text"),
}
IDS = ("row", "month", "case")  # not made of a few words
AT = "SUBSTR(CAST({} AS TEXT), 1, 16)"
YES = "CASE WHEN {} THEN 1 ELSE 0 END"
ID = "REPLACE(CAST({} AS TEXT), '-', '')"


@dataclass(frozen=True)
class Taken:
    """What was taken out. *rows*: how many were read again; *changed*: months whose facts are others than before."""

    rows: int = 0
    changed: Months = field(default_factory=dict)
    whole: bool = False  # everything of at least one kind was read

    @property
    def months(self) -> int:
        """How many months of all kinds are others."""
        return sum(len(months) for months in self.changed.values())


def take_out(organisation_id: UUID) -> Taken:
    """Bring the parts of one organisation up to date. Raises :class:`~tayanch.store.keyring.Locked`."""
    rows, changed, whole = 0, {}, False
    for fact in TABLES:
        marks = list(FactChange.objects.filter(organisation_id=organisation_id, fact=fact).values_list("id", "month"))
        is_first = not FactPart.objects.filter(
            organisation_id=organisation_id, fact=fact, month=ALL, fingerprint=_form()
        ).exists()
        months = None if is_first else {month for _, month in marks}
        if months is None or months:
            found = _facts(organisation_id, fact, months)
            with transaction.atomic():
                changed[fact] = _keep(organisation_id, fact, found, months)
                _unmark([number for number, _ in marks])
            rows += sum(part.num_rows for part in found.values())
            whole = whole or is_first
    return Taken(rows, {fact: months for fact, months in changed.items() if months}, whole)


def _unmark(numbers: list[int]) -> None:
    for start in range(0, len(numbers), 500):
        FactChange.objects.filter(id__in=numbers[start : start + 500]).delete()


def _form() -> str:
    """What everything rests on besides the rows: the columns, and where a month begins."""
    told = json.dumps([FORM, TABLES, settings.TIME_ZONE], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def state_of(organisation_id: UUID) -> dict[str, dict[str, str]]:
    """Kind of fact → month → SHA-256 of its part, as they were last taken out."""
    found: dict[str, dict[str, str]] = {fact: {} for fact in TABLES}
    parts = (
        FactPart.objects.filter(organisation_id=organisation_id)
        .exclude(fingerprint="")
        .exclude(month=ALL)
        .order_by("fact", "month")
    )
    for fact, month, fingerprint in parts.values_list("fact", "month", "fingerprint"):
        found[fact][month] = fingerprint
    return found


def read(
    organisation_id: UUID, months: Callable[[str], bool] | None = None, kinds: Iterable[str] = tuple(TABLES)
) -> dict[str, pa.Table]:
    """The facts as they were last taken out, of the *months* for which this is true; all of them without.

    *kinds*: the tables to read; the others are there, and empty.
    """
    import pyarrow as pa

    tables: dict[str, list[pa.Table]] = defaultdict(list)
    parts = (
        FactPart.objects.filter(organisation_id=organisation_id, fact__in=list(kinds))
        .exclude(fingerprint="")
        .exclude(month=ALL)
        .order_by("fact", "month")
    )
    names = parts.values_list("id", "month")
    wanted = [part_id for part_id, month in names if months is None or months(month)]
    for start in range(0, len(wanted), 200):
        for part in parts.filter(id__in=wanted[start : start + 200]):
            tables[part.fact].append(_opened(part))
    return {
        fact: pa.concat_tables(tables[fact]) if tables[fact] else _table(fact, {name: [] for name in columns})
        for fact, columns in TABLES.items()
    }


# --- parts -----------------------------------------------------------------------------------------------------------


def _keep(organisation_id: UUID, fact: str, found: dict[str, pa.Table], months: set[str] | None) -> set[str]:
    """Seal the parts that are others than before; returns their months. *months*: None when all were read."""
    kept = FactPart.objects.filter(organisation_id=organisation_id, fact=fact)
    before = {month: mark for month, mark in kept.values_list("month", "fingerprint") if month != ALL}
    asked = set(before) | set(found) if months is None else months
    new = {month: _packed(found[month]) for month in asked & set(found)}
    marks = {month: hashlib.sha256(data).hexdigest() for month, data in new.items()}
    changed = {month for month in asked if marks.get(month) != before.get(month)}
    kept.filter(month__in=[*changed, *((ALL,) if months is None else ())]).delete()
    made = [
        _sealed(organisation_id, fact, month, new[month], found[month].num_rows) for month in sorted(changed & set(new))
    ]
    if months is None:
        kept.exclude(form=FORM).exclude(month__in=list(found)).delete()
        made.append(FactPart(organisation_id=organisation_id, fact=fact, month=ALL, form=FORM, fingerprint=_form()))
    FactPart.objects.bulk_create(made, batch_size=50)
    return changed


def _sealed(organisation_id: UUID, fact: str, month: str, data: bytes, rows: int) -> FactPart:
    part = FactPart(organisation_id=organisation_id, fact=fact, month=month, form=FORM, rows=rows)
    part.fingerprint = hashlib.sha256(data).hexdigest()
    part.data = envelope.seal(_key(organisation_id), data, table="desk_factpart", column="data", row=part.id)
    return part


def _opened(part: FactPart) -> pa.Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    key = _key(part.organisation_id)
    data = envelope.unseal(key, bytes(part.data), table="desk_factpart", column="data", row=part.id)
    return pq.read_table(pa.BufferReader(data))


def _packed(table: pa.Table) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", compression_level=1)
    return bytes(sink.getvalue())


def _key(organisation_id: UUID) -> bytes:
    return keyring().key(f"fact-parts/{organisation_id}")


def pseudonym(organisation_id: UUID, kind: str) -> Callable[[str], str]:
    """Id of a row (32 hexadecimal digits) of a kind of fact → its name among the facts."""
    return lambda row: _names(organisation_id, kind, [row])[0]


# --- reading ---------------------------------------------------------------------------------------------------------

_CASE = ("c.topic", "c.sex", "c.country", "c.sector")
_REAL = "NOT EXISTS (SELECT 1 FROM desk_canary k WHERE k.case_id = c.id)"
_STANDING = "l.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM desk_ledgerentry b WHERE b.reverses_id = l.id)"
_FLAGS = ("named", "case", "sealed")
_PLAIN = ("sex", "topic", "stage", "country", "place", "target_group", "sector", "channel", "language")
# Kind → columns, tables, what is left out, and the moment or day that says the month.
QUERIES: dict[str, tuple[tuple[str, ...], str, str, str]] = {
    "consultations": (
        # The words as one text: a million of them have a few thousand different ones, and those are taken apart once.
        (
            ID.format("t.id"),
            AT.format("t.started_at"),
            " || '|' || ".join(
                [f"t.{name}" for name in _PLAIN]
                + [YES.format(one) for one in ("t.person_id IS NOT NULL", "t.case_id IS NOT NULL", "t.is_sealed")]
            ),
        ),
        "desk_consultation t",
        "t.organisation_id = %s",
        "t.started_at",
    ),
    "cases": (
        (
            ID.format("c.id"),
            AT.format("c.opened_at"),
            AT.format("c.closed_at"),
            "c.state",
            "c.outcome",
            "c.place",
            *_CASE,
            "(SELECT COUNT(*) FROM desk_caseperson p WHERE p.case_id = c.id AND p.relation = 'client')",
            "e.papers",
            YES.format("e.is_household"),
            YES.format("EXISTS (SELECT 1 FROM desk_review r WHERE r.case_id = c.id)"),
            YES.format("c.is_sealed"),
        ),
        "desk_case c LEFT JOIN desk_employer e ON e.case_id = c.id",
        f"c.organisation_id = %s AND {_REAL}",
        "c.opened_at",
    ),
    "violations": (
        (ID.format("v.id"), AT.format("c.opened_at"), ID.format("c.id"), "v.violation", "v.perpetrator", *_CASE),
        "desk_violation v JOIN desk_case c ON c.id = v.case_id",
        f"c.organisation_id = %s AND {_REAL}",
        "c.opened_at",
    ),
    "money": (
        (ID.format("l.id"), AT.format("l.date"), ID.format("c.id"), "l.stage", "l.currency", "l.amount * 100", *_CASE),
        "desk_ledgerentry l JOIN desk_case c ON c.id = l.case_id",
        f"c.organisation_id = %s AND {_REAL} AND {_STANDING}",
        "l.date",
    ),
    "referrals": (
        (ID.format("f.id"), AT.format("f.created_at"), "f.direction", "f.state", "c.topic", "c.sex"),
        "desk_referral f LEFT JOIN desk_case c ON c.id = f.case_id",
        f"f.organisation_id = %s AND (f.case_id IS NULL OR {_REAL})",
        "f.created_at",
    ),
}


def _facts(organisation_id: UUID, fact: str, months: set[str] | None) -> dict[str, pa.Table]:
    """Month → facts, in an order that tells nothing. *months*: only these; None: all."""
    lines: list[Sequence[Any]] = []
    with without_collector():
        for first, after in _spans(months):
            lines += _select(organisation_id, fact, first, after)
        table = _table(fact, _SHAPES[fact](organisation_id, list(zip(*lines, strict=True)) if lines else []))
        del lines
    if fact in _STONES:
        stones = _table(fact, _stones(organisation_id, fact))
        table = _joined([table, stones]) if stones.num_rows else table
    return {month: part for month, part in _by_month(table) if months is None or month in months}


@contextmanager
def without_collector() -> Iterator[None]:
    """Millions of small objects that are all needed: looking through them for garbage takes longer than making them."""
    is_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if is_on:
            gc.enable()


def _joined(tables: list[pa.Table]) -> pa.Table:
    import pyarrow as pa

    return pa.concat_tables(tables).unify_dictionaries().combine_chunks()


def _spans(months: set[str] | None) -> Iterable[tuple[str, str]]:
    """From the first day to the day after the last, of months that stand side by side; ("", "") is always."""
    if months is None:
        yield "", ""
        return
    for month in sorted(month for month in months if "Q" not in month):
        yield f"{month}-01", f"{_after(month)}-01"


def _after(month: str) -> str:
    number = int(month[:4]) * 12 + int(month[5:])
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _select(organisation_id: UUID, fact: str, first: str, after: str) -> list[Sequence[Any]]:
    columns, tables, where, moment = QUERIES[fact]
    is_day = fact == "money"
    given: list[Any] = [_id(organisation_id)]
    if fact == "consultations":
        tables, where, given = _way_to_talks(organisation_id, bool(first))
    if first:
        where += f" AND {moment} >= %s AND {moment} < %s"
        given += [day if is_day else _moment(day) for day in (first, after)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {tables} WHERE {where}", given)  # noqa: S608
        found: list[Sequence[Any]] = cursor.fetchall()
    return found


def _way_to_talks(organisation_id: UUID, is_of_months: bool) -> tuple[str, str, list[Any]]:
    """Tables, condition and values. By its own plan the embedded database jumps through an index a million times: all
    are read in the order they lie, those of a month by the index that begins with the team."""
    _, tables, where, _ = QUERIES["consultations"]
    if not is_of_months:
        return (f"{tables} NOT INDEXED" if connection.vendor == "sqlite" else tables), where, [_id(organisation_id)]
    teams = [_id(one) for one in Team.objects.filter(organisation_id=organisation_id).values_list("id", flat=True)]
    return tables, f"t.team_id IN ({', '.join(['%s'] * len(teams)) or 'NULL'})", teams


def _id(value: UUID) -> Any:
    return value if connection.features.has_native_uuid_field else value.hex


def _moment(day: str) -> Any:
    """The first moment of a day of the installation, as the database keeps moments."""
    begin = timezone.make_aware(datetime.fromisoformat(day))
    return connection.ops.adapt_datetimefield_value(begin)


# --- from columns of the database to columns of facts ----------------------------------------------------------------


def _local_months(moments: Sequence[str]) -> list[str]:
    """The month here of each moment (``2026-11-30 18:00``, UTC), found among the first moments of all months."""
    import numpy as np

    if not moments:
        return []
    years = range(int(min(moments)[:4]) - 1, int(max(moments)[:4]) + 2)
    names = [f"{year:04d}-{month:02d}" for year in years for month in range(1, 13)]
    begins = [
        timezone.make_aware(datetime.fromisoformat(f"{name}-01")).astimezone(UTC).strftime("%Y-%m-%d %H:%M")
        for name in names
    ]
    places = np.searchsorted(np.array(begins), np.array(moments), side="right") - 1
    return [names[place] for place in places.tolist()]


def _names(organisation_id: UUID, kind: str, ids: Sequence[str]) -> list[str]:
    key, digest = keyring().key(f"facts/{organisation_id}"), hmac.digest
    return [digest(key, f"{kind}/{row}".encode(), "sha256")[:PSEUDONYM_BYTES].hex() for row in ids]


def _consultations(organisation_id: UUID, told: list[Sequence[Any]]) -> Columns:
    import numpy as np
    import pyarrow as pa

    ids, at, told_words = told or [()] * 3
    coded = pa.array(told_words, pa.string()).dictionary_encode()
    apart = [text.split("|") for text in coded.dictionary.to_pylist()]
    columns: Columns = {}
    for place, name in enumerate((*_PLAIN, *_FLAGS)):
        words = pa.array([parts[place] for parts in apart], pa.string()).dictionary_encode()
        indices = words.indices.take(coded.indices)
        columns[name] = pa.DictionaryArray.from_arrays(indices, words.dictionary)
    for name in _FLAGS:
        yes = np.array([word == "1" for word in columns[name].dictionary.to_pylist()], bool)
        columns[name] = pa.array(yes[columns[name].indices.to_numpy()] if ids else [], pa.bool_())
    columns |= {"row": _names(organisation_id, "consultations", ids), "month": _local_months(at)}
    return columns | {"topics": _topics(ids, columns["topic"])}


def _topics(ids: Sequence[str], topic: Any) -> Any:
    """All topics of each conversation as a list array, the main one first."""
    import numpy as np
    import pyarrow as pa

    words = np.array([*topic.dictionary.to_pylist(), ""], object)
    main = words[topic.indices.to_numpy()] if ids else words[:0]
    has = main != ""
    flat, counts = main[has], has.astype(np.int64)
    if further := _further():
        rows = sorted((place, found) for place, row in enumerate(ids) if (found := further.get(row)))
        begins = np.concatenate([[0], np.cumsum(counts)])
        places = [begins[place + 1] for place, found in rows for _ in found]
        flat = np.insert(flat, places, [one for _, found in rows for one in found]) if places else flat
        for place, found in rows:
            counts[place] += len(found)
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), pa.array(flat, pa.string()))


def _further() -> dict[str, list[str]]:
    """Id of a consultation → its topics after the main one; without a look at the conversations, which takes longer."""
    found: dict[str, list[str]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {ID.format('consultation_id')}, topic FROM desk_consultationtopic ORDER BY id")  # noqa: S608
        for row, topic in cursor.fetchall():
            found[row].append(topic)
    return found


def _cases(organisation_id: UUID, told: list[Sequence[Any]]) -> Columns:
    names = ("topic", "sex", "country", "sector")
    ids, at, closed, state, outcome, place, *rest = told or [()] * 15
    columns: Columns = dict(zip(names, map(list, rest[:4]), strict=True))
    clients, papers, household, looked, sealed = rest[4:]
    ends = [one or "" for one in closed]
    shut = dict(zip(known := [one for one in ends if one], _local_months(known), strict=True))
    columns |= {"row": _names(organisation_id, "cases", ids), "month": _local_months(at), "state": list(state)}
    columns |= {"closed_month": [shut.get(one, "") for one in ends], "outcome": list(outcome), "place": list(place)}
    columns |= {"oblast": [one.removeprefix("oblast/") if one.startswith("oblast/") else "" for one in place]}
    columns |= {"days_open": [_days(a, b) if b else None for a, b in zip(at, ends, strict=True)]}
    columns |= {"clients": list(map(int, clients)), "papers": [one or "unknown" for one in papers]}
    return columns | {"household": _bools(household), "second_look": _bools(looked), "sealed": _bools(sealed)}


def _days(begin: str, end: str) -> int:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(begin)).days


def _violations(organisation_id: UUID, told: list[Sequence[Any]]) -> Columns:
    ids, at, cases, violation, perpetrator, *of_case = told or [()] * 9
    columns: Columns = dict(zip(("topic", "sex", "country", "sector"), map(list, of_case), strict=True))
    columns |= {"row": _names(organisation_id, "violations", ids), "case": _names(organisation_id, "cases", cases)}
    return columns | {"month": _local_months(at), "violation": list(violation), "perpetrator": list(perpetrator)}


def _money(organisation_id: UUID, told: list[Sequence[Any]]) -> Columns:
    ids, on, cases, stage, currency, amount, *of_case = told or [()] * 10
    columns: Columns = dict(zip(("topic", "sex", "country", "sector"), map(list, of_case), strict=True))
    columns |= {"row": _names(organisation_id, "money", ids), "case": _names(organisation_id, "cases", cases)}
    columns |= {"month": [day[:7] for day in on], "stage": list(stage), "currency": list(currency)}
    return columns | {"amount": [round(one) for one in amount]}


def _referrals(organisation_id: UUID, told: list[Sequence[Any]]) -> Columns:
    ids, at, direction, state, topic, sex = told or [()] * 6
    columns: Columns = {"row": _names(organisation_id, "referrals", ids), "month": _local_months(at)}
    columns |= {"direction": list(direction), "state": list(state)}
    return columns | {"topic": [one or "" for one in topic], "sex": [one or "" for one in sex]}


_SHAPES: dict[str, Callable[[UUID, list[Sequence[Any]]], Columns]] = {
    "consultations": _consultations,
    "cases": _cases,
    "violations": _violations,
    "money": _money,
    "referrals": _referrals,
}
_STONES = {"consultations": "consultation", "cases": "case"}


def _bools(values: Iterable[Any]) -> list[bool]:
    return [value == 1 for value in values]


def _stones(organisation_id: UUID, fact: str) -> Columns:
    """What was erased: topic, country, sex, quarter and how it ended; everything else is not known any more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, quarter, topic, destination, sex, outcome FROM vault_tombstone "
            "WHERE organisation_id = %s AND kind = %s",
            [_id(organisation_id), _STONES[fact]],
        )
        lines = cursor.fetchall()
    ids, quarters, topics, countries, sexes, outcomes = zip(*lines, strict=True) if lines else [()] * 6
    empty: dict[str, Any] = {"text": "", "texts": [], "bool": None, "int": None}
    columns: Columns = {name: [empty[kind]] * len(ids) for name, kind in TABLES[fact].items()}
    columns |= {"row": _names(organisation_id, f"{fact}/erased", [str(one) for one in ids]), "month": list(quarters)}
    columns |= {"topic": list(topics), "country": list(countries), "sex": list(sexes)}
    if fact == "cases":
        return columns | {"outcome": list(outcomes), "state": ["closed"] * len(ids), "papers": ["unknown"] * len(ids)}
    return columns | {"topics": [[topic] if topic else [] for topic in topics]}


def _table(fact: str, columns: Columns) -> pa.Table:
    import pyarrow as pa

    words = pa.dictionary(pa.int32(), pa.string())
    types = {"text": words, "texts": pa.list_(pa.string()), "int": pa.int64(), "bool": pa.bool_()}
    arrays = {}
    for name, kind in TABLES[fact].items():
        if isinstance(columns[name], pa.Array):
            arrays[name] = columns[name]
        elif kind == "text" and name not in IDS[:1]:
            arrays[name] = pa.array(columns[name], pa.string()).dictionary_encode()
        else:
            arrays[name] = pa.array(columns[name], pa.string() if kind == "text" else types[kind])
    return pa.table(arrays)


def _by_month(table: pa.Table) -> Iterable[tuple[str, pa.Table]]:
    """Each month with its rows, in the order of their names: the same facts are the same bytes."""
    import pyarrow as pa
    import pyarrow.compute as pc

    table = table.combine_chunks()
    if not table.num_rows:
        return
    month = pc.cast(table["month"], pa.string())
    order = pc.sort_indices(
        pa.table({"month": month, "row": table["row"]}), sort_keys=[("month", "ascending"), ("row", "ascending")]
    )
    sorted_, counts = table.take(order), pc.value_counts(month.combine_chunks()).to_pylist()
    start = 0
    for one in sorted(counts, key=lambda each: each["values"]):
        yield one["values"], _own_words(sorted_.slice(start, one["counts"]))
        start += one["counts"]


def _own_words(part: pa.Table) -> pa.Table:
    """Dictionaries of the words of this month only, in the order they come: else the bytes would tell of others."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return pa.table(
        {
            name: pc.cast(column, pa.string()).combine_chunks().dictionary_encode()
            if pa.types.is_dictionary(column.type)
            else column
            for name, column in zip(part.column_names, part.columns, strict=True)
        }
    )
