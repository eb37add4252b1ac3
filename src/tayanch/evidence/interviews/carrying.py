"""What was said about passages of one text, carried over to the next version of the text: codings, what was settled,
memos, quotes. The old version keeps its own; nothing that could not be carried is lost without a word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet

from tayanch.evidence.interviews.models import Adjudication, Coding, Memo, Quote, TextVersion
from tayanch.evidence.interviews.texts import text_of
from tayanch.interviews.offsets import OffsetMap
from tayanch.vault.keys import load_keys

A_BATCH = 500
Kind = Literal["coding", "adjudication", "memo", "quote"]
Row = TypeVar("Row", Adjudication, Memo, Quote)
Span = Callable[[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Lost:
    """A passage of the old text of which no word is left in the new one."""

    kind: Kind
    id: UUID
    start: int
    end: int


@dataclass
class Carried:
    """How many of each stand in the new text now. *folded*: codings that became the same as another of their coder;
    *renewed*: released quotes whose words changed, so that they wait for their release again."""

    codings: int = 0
    adjudications: int = 0
    memos: int = 0
    quotes: int = 0
    folded: int = 0
    renewed: int = 0
    lost: list[Lost] = field(default_factory=list)


@transaction.atomic
def carry_over(old: TextVersion, new: TextVersion, changes: OffsetMap) -> Carried:
    """Copy to *new* what stands on passages of *old*; *changes* leads from the one text to the other."""
    carried = Carried()
    became = _codings(old, new, changes.span, carried)
    _adjudications(old, new, changes.span, became, carried)
    _memos(old, new, changes.span, carried)
    _quotes(old, new, changes.span, carried)
    return carried


def forward(since: TextVersion, until: TextVersion) -> Span:
    """Where a passage of an older version stands in a newer one of the same interview."""
    between = since.interview.versions.filter(number__gt=since.number, number__lte=until.number).order_by("number")
    maps = [text_of(version).came_by or OffsetMap() for version in between]

    def span(start: int, end: int) -> tuple[int, int]:
        for changes in maps:
            start, end = changes.span(start, end)
        return start, end

    return span


def _codings(old: TextVersion, new: TextVersion, span: Span, carried: Carried) -> dict[str, str]:
    """New ids of codings by their old ones."""
    became: dict[str, str] = {}
    made: dict[tuple[object, ...], Coding] = {}
    for row in Coding.objects.filter(version=old).order_by("at", "id"):
        start, end = span(row.start, row.end)
        if start >= end:
            carried.lost.append(Lost("coding", row.id, row.start, row.end))
            continue
        place = (row.coder_id, row.round, row.code, start, end)
        carried.folded += place in made
        kept = made.setdefault(place, _copy(row, new, start, end))
        became[str(row.id)] = str(kept.id)
    carried.codings = len(Coding.objects.bulk_create(made.values(), batch_size=A_BATCH))
    return became


def _copy(row: Coding, new: TextVersion, start: int, end: int) -> Coding:
    told = {"code": row.code, "coder_id": row.coder_id, "round": row.round, "at": row.at, "speaker_id": row.speaker_id}
    return Coding(id=uuid4(), version=new, start=start, end=end, **told)


def _adjudications(old: TextVersion, new: TextVersion, span: Span, became: dict[str, str], carried: Carried) -> None:
    made = []
    for row in _opened(Adjudication.objects.filter(version=old)):
        start, end = span(row.start, row.end)
        if start >= end:
            carried.lost.append(Lost("adjudication", row.id, row.start, row.end))
            continue
        rejected = list(dict.fromkeys(became[each] for each in row.rejected if each in became))
        told = {"codes": row.codes, "rejected": rejected, "act": row.act, "by_id": row.by_id}
        copy = Adjudication(study_id=row.study_id, version=new, start=start, end=end, **told)
        made.append(_sealed_as(copy, row, "why"))
    carried.adjudications = _keep(Adjudication, made)


def _memos(old: TextVersion, new: TextVersion, span: Span, carried: Carried) -> None:
    made = []
    for row in _opened(Memo.objects.filter(version=old)):
        start, end = span(row.start, row.end)
        told: dict[str, Any] = {"interview_id": row.interview_id or new.interview_id}
        told |= {"code": row.code, "by_id": row.by_id}
        if start < end:
            told |= {"version": new, "start": start, "end": end}
        else:  # the thought outlives the words: it is about the interview now
            carried.lost.append(Lost("memo", row.id, row.start, row.end))
        made.append(_sealed_as(Memo(study_id=row.study_id, **told), row, "title", "text"))
    carried.memos = _keep(Memo, made)


def _quotes(old: TextVersion, new: TextVersion, span: Span, carried: Carried) -> None:
    rows, made = _opened(Quote.objects.filter(version=old)), []
    before, after = (text_of(old).text, text_of(new).text) if rows else ("", "")
    for row in rows:
        start, end = span(row.start, row.end)
        if start >= end:
            carried.lost.append(Lost("quote", row.id, row.start, row.end))
            continue
        copy = Quote(study_id=row.study_id, version=new, start=start, end=end)
        for name in ("speaker_id", "codes", "label", "state", "by_id", "released_by_id", "released_at"):
            setattr(copy, name, getattr(row, name))
        made.append(_sealed_as(copy, row, "text", "translations"))
        if before[row.start : row.end] != after[start:end]:
            _ask_again(copy, after[start:end], carried)
    carried.quotes = _keep(Quote, made)


def _ask_again(copy: Quote, words: str, carried: Carried) -> None:
    """Other words than those that were released: somebody looks at them once more."""
    if copy.state == Quote.State.RELEASED:
        copy.state, copy.released_by, copy.released_at = Quote.State.PROPOSED, None, None
        carried.renewed += 1
    copy.seal(text=words, translations="")


def _opened(found: QuerySet[Row]) -> list[Row]:
    rows = list(found)
    load_keys(rows)
    return rows


def _sealed_as(copy: Row, row: Row, *columns: str) -> Row:
    """The texts of a row sealed again for its copy; when it was written stays."""
    copy._data_key, copy.at = row._data_key, row.at
    copy.seal(**{column: row.unseal(column) for column in columns})
    return copy


def _keep(model: type[Row], made: list[Row]) -> int:
    times = [row.at for row in made]
    model._base_manager.bulk_create(made, batch_size=A_BATCH)  # sets the time of all to now
    for row, at in zip(made, times, strict=True):
        row.at = at
    model._base_manager.bulk_update(made, ["at"], batch_size=A_BATCH)
    return len(made)
