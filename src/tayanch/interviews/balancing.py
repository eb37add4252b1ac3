"""Quotes for a report, so that not only those who talk best are heard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tayanch.interviews.indexing import Ints
from tayanch.interviews.matrices import groups_of
from tayanch.interviews.retrieval import Passage, Passages

METHODS = {
    "ky": "{n} цитата {of} ичинен тандалды: бир да сүйлөгөн эки жолу алынган жок, башкалардын баары бирден берилмейин; "
    "тең болгондо цитатасы аз топ, анан аз документ, анан чүчүкулак (үрөнү {seed}).",
    "ru": "{n} цитат выбрано из {of}: никто не процитирован дважды, пока у остальных нет по одной; "
    "при равенстве – группа, затем документ с меньшим числом цитат, затем жребий (число {seed}).",
    "en": "{n} quotes chosen of {of}: nobody is quoted twice before everybody has one; "
    "among equals the group, then the document with fewest quotes, then a draw (seed {seed}).",
}


@dataclass(frozen=True)
class Chosen:
    """Quotes in the order in which they were chosen. *groups*: the group of each; *of*: how many could be chosen."""

    passages: tuple[Passage, ...]
    groups: tuple[str, ...]
    of: int
    seed: int

    def method(self, language: str) -> str:
        """How they were chosen, in ky, ru or en; belongs below the quotes."""
        return METHODS.get(language, METHODS["en"]).format(n=len(self.passages), of=self.of, seed=self.seed)

    def counted(self) -> dict[str, int]:
        """Quotes of each group."""
        return dict(Counter(self.groups))


def choose(
    passages: Passages,
    n: int,
    *,
    by: str = "status",
    seed: int,
    shortest: int = 1,
    longest: int | None = None,
    most: int | None = None,
) -> Chosen:
    """At most *n* quotes, balanced over speakers, groups and documents.

    One quote after another, each with the fewest so far of its speaker, then of its group, then of its document; the
    draw decides among equals. The same seed and passages give the same quotes. No words are quoted twice; moderators
    and speakers whom nobody knows are not quoted.

    Args:
        by: attribute or fact of a label that makes the groups.
        shortest, longest: characters of a quote. most: quotes of one speaker.
    """
    group, person = _numbers(passages, by)
    length = passages.end - passages.start
    fits = (person >= 0) & (length >= shortest) & (length <= (longest if longest is not None else np.inf))
    free = np.flatnonzero(fits)
    columns = [one[free] for one in (person, group, passages.document, passages.start, passages.end)]
    picked = free[_pick(columns, np.random.default_rng(seed).permutation(len(free)), n, most)]
    names = groups_of(passages.index, by)
    told = tuple(names[voice] for voice in passages.voice[picked])
    return Chosen(tuple(passages[int(place)] for place in picked), told, len(free), seed)


def _pick(columns: Sequence[Ints], draw: Ints, n: int, most: int | None) -> Ints:
    """Places of the chosen among what can be chosen: speaker, group, document, start and end of each."""
    person, group, document, start, end = columns
    balanced = (person, group, document)
    had = [np.zeros(int(one.max(initial=-1)) + 1, np.int64) for one in balanced]
    left, picked = np.ones(len(draw), np.bool_), list[int]()
    while len(picked) < n:
        if most is not None:
            left &= had[0][person] < most
        open_places = np.flatnonzero(left)
        if not len(open_places):
            break
        keys = [count[one[open_places]] for count, one in zip(had, balanced, strict=True)]
        one = int(open_places[np.lexsort((draw[open_places], *reversed(keys)))[0]])
        picked.append(one)
        for count, of in zip(had, balanced, strict=True):
            count[of[one]] += 1
        left &= (document != document[one]) | (end <= start[one]) | (start >= end[one])
    return np.array(picked, np.int64)


def _numbers(passages: Passages, by: str) -> tuple[Ints, Ints]:
    """Group and speaker of each passage as numbers; −1: not to be quoted."""
    turns = passages.index.turns
    group = _numbered(groups_of(passages.index, by))
    person = _numbered([who or "" for _, who in turns.voices])
    person[turns.asks | np.array([who is None for _, who in turns.voices], np.bool_)] = -1
    return group[passages.voice], person[passages.voice]


def _numbered(values: Sequence[str]) -> Ints:
    place = {value: number for number, value in enumerate(sorted(set(values)))}
    return np.array([place[value] for value in values], np.int64)
