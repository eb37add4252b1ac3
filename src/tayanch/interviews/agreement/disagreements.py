"""Where coders differ, as passages to talk about: who said what, and in which way they differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, groupby, pairwise
from typing import Literal

import numpy as np

from tayanch.interviews.agreement.levels import Units, in_units
from tayanch.interviews.agreement.measuring import readers
from tayanch.interviews.agreement.pieces import Bools, Codings, Ints, merged

Kind = Literal["one-sided", "other-code", "other-borders"]
KINDS: tuple[Kind, ...] = ("one-sided", "other-code", "other-borders")


@dataclass(frozen=True)
class Said:
    """One coder's code on one passage, in code points of the document."""

    coder: str
    code: str
    start: int
    end: int


@dataclass(frozen=True)
class Disagreement:
    """A passage that its readers coded differently.

    *kind*: "one-sided", some gave a code where the others gave none in its place; "other-code", some gave one code
    and others another; "other-borders", all gave the code and not to the same characters (or units).
    """

    document: str
    start: int  # code points
    end: int
    kind: Kind
    codes: tuple[str, ...]  # one, or those that stand against each other
    said: tuple[Said, ...]
    silent: tuple[str, ...]  # coders who read it and gave none of these codes
    apart: int  # characters (or units) of the passage on which readers differ


@dataclass(frozen=True)
class Confusion:
    """How often two codes stood against each other. *codes*: (code, other), (code, "") where nothing stood against it,
    (code, code) where only borders differ."""

    codes: tuple[str, str]
    count: int
    apart: int


@dataclass(frozen=True)
class _Place:
    """Segments of one code that overlap, whoever made them: positions as counted, coders as numbers."""

    document: int
    code: int
    start: int
    end: int
    segments: tuple[tuple[int, int, int], ...]  # (coder, start, end)

    @property
    def coders(self) -> frozenset[int]:
        return frozenset(coder for coder, *_ in self.segments)


def disagreements_of(
    codings: Codings,
    lengths: Sequence[int] | Ints,
    *,
    codes: Sequence[str],
    coders: Sequence[str],
    units: Units | None = None,
    read: Bools | None = None,
    documents: Sequence[str] = (),
) -> tuple[Disagreement, ...]:
    """The disagreements of *codings*, in the order of the text; arguments as of
    :func:`tayanch.interviews.agreement.agreement_of`. With *units* a difference within a unit is none."""
    count = len(lengths)
    who = readers(codings, len(coders), count) if read is None else np.asarray(read, dtype=bool)
    kept = codings.take(who[codings.coder, codings.document] & (who.sum(axis=0) >= 2)[codings.document])
    whole = merged(kept if units is None else in_units(kept, units, count))
    names = _Names(tuple(documents) or tuple(map(str, range(count))), tuple(codes), tuple(coders), who)
    found = [each for places in _by_document(whole) for each in _of_document(places, names)]
    return tuple(found if units is None else _at_characters(found, units, names))


def confusions(found: Iterable[Disagreement]) -> tuple[Confusion, ...]:
    """Disagreements by pair of codes, the commonest first."""
    tally: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for each in found:
        for pair in pairs_of(each):
            tally[pair].append(each.apart)
    told = [Confusion(codes, len(apart), sum(apart)) for codes, apart in tally.items()]
    return tuple(sorted(told, key=lambda each: (-each.count, -each.apart, each.codes)))


def pairs_of(each: Disagreement) -> tuple[tuple[str, str], ...]:
    """The pairs of codes a disagreement is about, as :class:`Confusion` names them."""
    if each.kind == "other-code":
        return tuple(combinations(sorted(each.codes), 2))
    return ((each.codes[0], "" if each.kind == "one-sided" else each.codes[0]),)


@dataclass(frozen=True)
class _Names:
    documents: tuple[str, ...]
    codes: tuple[str, ...]
    coders: tuple[str, ...]
    read: Bools

    def readers(self, document: int) -> frozenset[int]:
        return frozenset(np.flatnonzero(self.read[:, document]).tolist())


def _by_document(codings: Codings) -> Iterator[list[_Place]]:
    """Places of each document, in the order of the text."""
    order = np.lexsort((codings.end, codings.start, codings.code, codings.document))
    columns = (codings.document, codings.code, codings.start, codings.end, codings.coder)
    rows = zip(*(column[order].tolist() for column in columns), strict=True)
    for _document, mine in groupby(rows, key=lambda row: row[0]):
        yield sorted(_places(mine), key=lambda place: (place.start, place.end, place.code))


def _places(rows: Iterable[tuple[int, ...]]) -> Iterator[_Place]:
    """Chains of segments of one code that overlap; *rows* in the order of code and start."""
    document = code = -1
    reached, segments = 0, list[tuple[int, int, int]]()
    for here, which, start, end, coder in rows:
        if segments and (which != code or start >= reached):
            yield _Place(document, code, segments[0][1], reached, tuple(segments))
            segments = []
        reached = max(reached, end) if segments else end
        document, code = here, which
        segments.append((coder, start, end))
    if segments:
        yield _Place(document, code, segments[0][1], reached, tuple(segments))


def _of_document(places: list[_Place], names: _Names) -> list[Disagreement]:
    everybody = names.readers(places[0].document)
    lone = [place for place in places if place.coders != everybody]
    found = [_told(names, "other-borders", place) for place in places if place.coders == everybody and _uneven(place)]
    for group in _groups(lone):
        found.append(_told(names, "one-sided" if len(group) == 1 else "other-code", *group))
    return sorted(found, key=lambda each: (each.start, each.end, each.codes))


def _uneven(place: _Place) -> bool:
    return any(segment[1:] != (place.start, place.end) for segment in place.segments)


def _groups(lone: list[_Place]) -> list[list[_Place]]:
    """Places that stand against each other: other codes of other coders on the same text, most text in common first."""
    group = [[number] for number in range(len(lone))]
    for _overlap, left, right in sorted(_meetings(lone)):
        mine, others = group[left], group[right]
        if mine is not others and _disjoint([lone[each] for each in mine], [lone[each] for each in others]):
            mine.extend(others)
            for number in others:
                group[number] = mine
    firsts = [each for number, each in enumerate(group) if each[0] == number]
    return [sorted((lone[each] for each in some), key=lambda place: (place.start, place.code)) for some in firsts]


def _disjoint(mine: list[_Place], others: list[_Place]) -> bool:
    coders = frozenset[int]().union(*(place.coders for place in mine))
    codes = {place.code for place in mine}
    return not any(coders & place.coders or place.code in codes for place in others)


def _meetings(lone: list[_Place]) -> Iterator[tuple[int, int, int]]:
    """Pairs of places on the same text with other codes: (less their common length, number, number)."""
    open_ = list[int]()
    for number, place in enumerate(lone):
        open_ = [each for each in open_ if lone[each].end > place.start]
        for each in open_:
            if lone[each].code != place.code and not lone[each].coders & place.coders:
                yield place.start - min(place.end, lone[each].end), each, number
        open_.append(number)


def _told(names: _Names, kind: Kind, *places: _Place) -> Disagreement:
    everybody = names.readers(places[0].document)
    said = [(coder, place.code, start, end) for place in places for coder, start, end in place.segments]
    silent = everybody - frozenset[int]().union(*(place.coders for place in places))
    start, end = min(place.start for place in places), max(place.end for place in places)
    return Disagreement(
        document=names.documents[places[0].document],
        start=start,
        end=end,
        kind=kind,
        codes=tuple(names.codes[place.code] for place in places),
        said=tuple(Said(names.coders[coder], names.codes[code], a, b) for coder, code, a, b in sorted(said)),
        silent=tuple(names.coders[coder] for coder in sorted(silent)),
        apart=_apart(places, len(everybody)),
    )


def _apart(places: Sequence[_Place], readers: int) -> int:
    """How much of the places is coded by some and not by all, for any of their codes."""
    uneven: list[tuple[int, int]] = []
    for place in places:
        borders = sorted({each for _coder, start, end in place.segments for each in (start, end)})
        for start, end in pairwise(borders):
            if 0 < sum(a <= start and end <= b for _coder, a, b in place.segments) < readers:
                uneven.append((start, end))
    total = reached = 0
    for start, end in sorted(uneven):
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total


def _at_characters(found: Iterable[Disagreement], units: Units, names: _Names) -> Iterator[Disagreement]:
    """Positions in units become those of the text."""
    first = np.concatenate([[0], np.cumsum(units.sizes(len(names.documents)))])
    number = {name: place for place, name in enumerate(names.documents)}
    for each in found:
        before = int(first[number[each.document]])

        def at(start: int, end: int, before: int = before) -> tuple[int, int]:
            return int(units.start[before + start]), int(units.end[before + end - 1])

        said = tuple(Said(one.coder, one.code, *at(one.start, one.end)) for one in each.said)
        start, end = at(each.start, each.end)
        yield replace(each, start=start, end=end, said=said)
