"""Two or more readings of one interview side by side: where they differ, how, and what was settled about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.evidence.interviews.access import newest
from tayanch.evidence.interviews.models import Adjudication, Coding, Interview, TextVersion
from tayanch.evidence.interviews.trees import codebook_of

Kind = Literal["one", "codes", "borders"]  # only some coded it; other codes; the same codes with other borders
Now = Callable[[str], str]
Passage = tuple[int, int, str]  # start, end, code of today


@dataclass(frozen=True)
class Place:
    """Words that coders read differently, from the first border to the last of codings that overlap one another.

    *codings*: those that not everybody made, in order. *rejected*: ids of those that do not stand. *others*: (start,
    end, code) that stand though none of these coders said so. *why*: rows that tell the reason."""

    start: int
    end: int
    kind: Kind
    codings: tuple[Coding, ...]
    is_settled: bool = False
    rejected: frozenset[str] = frozenset()
    others: tuple[Passage, ...] = ()
    rows: tuple[Adjudication, ...] = ()

    def of(self, coder: Any) -> tuple[Coding, ...]:
        """What one coder said here."""
        return tuple(coding for coding in self.codings if coding.coder_id == coder)

    @property
    def act(self) -> UUID | None:
        """The act that settled it, for its undo."""
        return self.rows[0].act if self.rows else None


@dataclass(frozen=True)
class Readings:
    """All readings of one interview in one round, and the places where they differ."""

    version: TextVersion
    round: int
    coders: tuple[User, ...]
    codings: tuple[Coding, ...]
    places: tuple[Place, ...]
    is_open: bool  # somebody is not through

    @property
    def settled(self) -> int:
        return sum(place.is_settled for place in self.places)

    @property
    def left(self) -> int:
        return len(self.places) - self.settled


def readings_of(interview: Interview, version: TextVersion) -> Readings:
    """The readings of the newest round. For leads: it asks nobody whether she may see them."""
    everybody = interview.assignments.select_related("coder").order_by("coder__name", "id")
    last = everybody.aggregate(last=Max("round"))["last"] or 1
    given = [each for each in everybody if each.round == last]
    coders = {each.coder_id: each.coder for each in given}
    codings = tuple(version.codings.filter(round=last).order_by("start", "end", "code", "coder__name"))
    now, settled = codebook_of(interview.study).now, list(version.adjudications.all())
    found = tuple(places(codings, list(coders), settled, now))
    is_open = len(given) < 2 or any(each.done_at is None for each in given)
    return Readings(version, last, tuple(coders.values()), codings, found, is_open)


def places(
    codings: Iterable[Coding], coders: Sequence[Any], settled: Iterable[Adjudication] = (), now: Now = str
) -> Iterator[Place]:
    """Where coders differ, in the order of the text. *now*: what a code is called today, after merges."""
    rows = list(settled)
    mine = [coding for coding in codings if coding.coder_id in set(coders)]
    agreed = undisputed(mine, coders, now)
    for group in _overlapping([each for each in mine if _said(each, now) not in agreed]):
        yield _place(tuple(group), rows, agreed, now)


def undisputed(codings: Iterable[Coding], coders: Iterable[Any], now: Now = str) -> set[Passage]:
    """What all of the coders said of exactly the same words."""
    said: dict[Passage, set[Any]] = defaultdict(set)
    for coding in codings:
        said[_said(coding, now)].add(coding.coder_id)
    return {passage for passage, who in said.items() if who >= set(coders)}


def _overlapping(codings: list[Coding]) -> Iterator[list[Coding]]:
    group: list[Coding] = []
    reached = 0
    for coding in sorted(codings, key=lambda each: (each.start, -each.end)):
        if group and coding.start >= reached:
            yield group
            group, reached = [], 0
        group.append(coding)
        reached = max(reached, coding.end)
    if group:
        yield group


def _place(codings: tuple[Coding, ...], rows: list[Adjudication], agreed: set[Passage], now: Now) -> Place:
    """A coding stands when a settled passage has its borders and its code; it does not when it was rejected, or lies
    within a passage that was settled otherwise, as another tool tells it."""
    start, end = codings[0].start, max(coding.end for coding in codings)
    said = {_said(coding, now) for coding in codings}
    ids = {str(coding.id) for coding in codings}
    here = [row for row in rows if ids & set(row.rejected) or (row.start < end and row.end > start)]
    stands = {passage for row in here for passage in _passages(row, now)}
    rejected = {each for row in here for each in row.rejected}
    fallen = {str(each.id) for each in codings if _said(each, now) not in stands and _within(each, here)}
    no = frozenset(ids & rejected | fallen)
    is_settled = all(str(each.id) in no or _said(each, now) in stands for each in codings)
    if not is_settled:
        return Place(start, end, _kind(codings, now), codings)
    acts = {row.act for row in here if ids & set(row.rejected) or said & set(_passages(row, now))}
    mine = tuple(row for row in rows if row.act in (acts or {row.act for row in here}))
    others = {passage for row in mine for passage in _passages(row, now)} - said - agreed
    return Place(start, end, _kind(codings, now), codings, True, no, tuple(sorted(others)), mine)


def _said(coding: Coding, now: Now) -> Passage:
    return coding.start, coding.end, now(str(coding.code))


def _within(coding: Coding, rows: Iterable[Adjudication]) -> bool:
    return any(row.start <= coding.start and coding.end <= row.end for row in rows)


def _passages(row: Adjudication, now: Now) -> Iterator[Passage]:
    return ((row.start, row.end, now(code)) for code in row.codes)


def _kind(codings: Iterable[Coding], now: Now) -> Kind:
    sets: dict[Any, set[str]] = defaultdict(set)
    for coding in codings:
        sets[coding.coder_id].add(now(str(coding.code)))
    if len(sets) == 1:
        return "one"
    return "borders" if len({frozenset(each) for each in sets.values()}) == 1 else "codes"


def note_settled(interview: Interview) -> None:
    """Write down that nothing is left to settle, or that something is again."""
    version = newest(interview)
    readings = readings_of(interview, version) if version else None
    is_settled = readings is not None and not readings.is_open and readings.left == 0
    if is_settled != (interview.settled_at is not None):
        interview.settled_at = timezone.now() if is_settled else None
        interview.save(update_fields=["settled_at"])


def standing(version: TextVersion, now: Now = str) -> list[tuple[int, int, str, Coding | None]]:
    """What stands of a text after settling: start, end, code of today, and a coding that says so (None when it was
    put there by whoever settled). Rejected codings are left out; what was never disputed stands."""
    rejected = {each for row in version.adjudications.all() for each in row.rejected}
    found: dict[tuple[int, int, str], Coding | None] = {}
    for coding in version.codings.all():
        if str(coding.id) not in rejected:
            found.setdefault((coding.start, coding.end, now(str(coding.code))), coding)
    for row in version.adjudications.all():
        for code in row.codes:
            found.setdefault((row.start, row.end, now(code)), None)
    return [(*place, coding) for place, coding in sorted(found.items(), key=lambda each: each[0])]
