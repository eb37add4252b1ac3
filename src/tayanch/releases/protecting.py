"""A series as it may leave: its counts protected as linked tables, together with everything that was released before.

The counts of a series are tables of period × sex × one breakdown with all their margins; a year is the sum of its
quarters. The table of period × sex stands first; each further one is protected knowing it, so that nothing follows from
two breakdowns of one release, and knowing the same table of earlier releases, so that nothing follows from two releases
(:mod:`tayanch.disclosure`). Of a share both the numerator and the denominator are protected; of an average or an amount
how many are behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from tayanch.disclosure import SMALLEST, Released, Rules, TableError, protect_table
from tayanch.indicators.model import Indicator, Observation
from tayanch.releases import wording
from tayanch.vocabulary.model import LANGUAGES, Text

UNKNOWN = "unknown"  # what the tables call a code that is empty: empty means all of them there
Cells = Mapping[tuple[str, ...], float]


@dataclass(frozen=True)
class Series:
    """*observations* without what is hidden; *hidden*: the account; *kept*: what later releases are compared with.

    *kept* is not for publishing: it tells which hidden cells are the small ones.
    """

    observations: tuple[Observation, ...]
    hidden: tuple[Text, ...] = ()
    kept: tuple[Released, ...] = ()


def protected(
    observations: Iterable[Observation], indicator: Indicator, *, date: str, released: Sequence[Released] = ()
) -> Series:
    """The series as everybody may see it.

    Args:
        observations: unprotected, of years and quarters; months are left out, as a year and its months tell too much.
        date: ISO date or moment of the records; the same one as in *released* means the same records.
        released: what earlier releases of this series kept.

    Raises:
        TableError: together with the earlier releases there are too many cells to compare, or they contradict it.
    """
    told = sorted((one for one in observations if not _is_month(one.period)), key=lambda one: one.period[:4])
    shown: list[Observation] = []
    kept: list[Released] = []
    for year in sorted({one.period[:4] for one in told}):
        own = [one for one in told if one.period[:4] == year]
        found = _Tables(own, f"{indicator.id}:{indicator.version}:{year}", date, released)
        for measure in _measures(own):
            found.protect(measure)
        shown += [found.shown(one) for one in own]
        kept += found.kept
    away = sum(after.value is None and before.value is not None for before, after in zip(told, shown, strict=True))
    return Series(tuple(shown), _account(away, len(told), bool(released)), tuple(kept))


def _is_month(period: str) -> bool:
    return "-" in period and "-Q" not in period


def _measures(observations: Iterable[Observation]) -> list[str]:
    """What is counted: those who are meant, and of a share also the others."""
    has_others = any(one.base is not None and one.count is not None for one in observations)
    return ["count", "others"] if has_others else ["count"]


@dataclass
class _Tables:
    """The tables of one series and year while they are protected. No total stands over several years."""

    observations: Sequence[Observation]
    name: str
    date: str
    earlier: Sequence[Released]
    kept: list[Released] = field(default_factory=list)
    hidden: set[tuple[str, frozenset[tuple[str, str]]]] = field(default_factory=set)

    def protect(self, measure: str) -> None:
        """Protect the counts of *measure* in every breakdown; margins before what they are margins of."""
        known: dict[tuple[str, ...], Released] = {}
        for names in self._breakdowns():
            also = [one for own, one in known.items() if set(own) < set(names)]
            if made := self._protect(measure, names, also):
                known[names] = made

    def _protect(self, measure: str, names: Sequence[str], also: Sequence[Released]) -> Released | None:
        cells = self._cells(measure, names)
        if not cells:
            return None
        called = f"{self.name}:{measure}"
        dimensions = {"period": _years(key[0] for key in cells)} | {
            name: sorted({key[place] for key in cells}) for place, name in enumerate(names, 1)
        }
        before = [one for one in self.earlier if one.measure == called and _named(one) == ("period", *names)]
        make = partial(protect_table, cells, dimensions=dimensions, rules=Rules(), date=self.date, measure_name=called)
        linked = also
        try:
            table = make(released=[*before, *also])
        except TableError:
            if not also:
                raise
            linked, table = [], make(released=before)  # cases that are counted once: parts do not add up to the margin
        for key in table:
            groups = frozenset((name, code) for name, code in zip(names, key[1:], strict=True) if code)
            if table[key].value is None and not _is_margin_of(groups, linked):
                self.hidden.add((key[0], groups))
        kept = table.released(f"{self.date[:10]} {' × '.join(('period', *names))}")
        self.kept.append(kept)
        return kept

    def _breakdowns(self) -> list[tuple[str, ...]]:
        """Names of the groups of each table, by sex wherever sex is told, the fewest first."""
        told = {tuple(name for name, _code in one.groups) for one in self.observations}
        by_sex = any("sex" in names for names in told)
        return sorted((names for names in told if not by_sex or "sex" in names), key=lambda names: (len(names), names))

    def _cells(self, measure: str, names: Sequence[str]) -> Cells:
        """The inner cells: of the shortest periods, every group named."""
        periods = {one.period for one in self.observations}
        found: dict[tuple[str, ...], float] = {}
        for one in self.observations:
            groups = dict(one.groups)
            if set(groups) == set(names) and not _has_parts(one.period, periods):
                key = (one.period, *(groups[name] or UNKNOWN for name in names))
                found[key] = float(_counted(one, measure))
        return found

    def shown(self, one: Observation) -> Observation:
        """The observation, or what is left of it when one of its counts is hidden."""
        groups = frozenset((name, code or UNKNOWN) for name, code in one.groups)
        if (one.period, groups) not in self.hidden and not _is_small(one):
            return one
        flags = tuple(dict.fromkeys(("hidden", *one.flags)))
        bare = dict.fromkeys(("value", "count", "base", "se", "lower", "upper"))
        return replace(one, flags=flags, derivation=None, **bare)  # type: ignore[arg-type]


def _is_margin_of(groups: frozenset[tuple[str, str]], linked: Sequence[Released]) -> bool:
    """Whether a cell stands in a margin whose own table has decided already: this one was protected knowing it."""
    names = {name for name, _code in groups}
    return any(names == set(_named(one)[1:]) or not names for one in linked)


def _named(one: Released) -> tuple[str, ...]:
    return tuple(dimension.name for dimension in one.dimensions)


def _counted(one: Observation, measure: str) -> int:
    if measure == "others":
        return round((one.base or 0) - (one.count or 0))
    value = one.count if one.count is not None else one.base if one.base is not None else one.value
    return round(value or 0)


def _is_small(one: Observation) -> bool:
    """Its own numbers: where cases are counted once, those of the parts need not add up to that of the whole."""
    others = _counted(one, "others") if one.base is not None and one.count is not None else 0
    return 0 < _counted(one, "count") < SMALLEST or 0 < others < SMALLEST


def _has_parts(period: str, periods: Iterable[str]) -> bool:
    return any(other.startswith(f"{period}-Q") for other in periods)


def _years(periods: Iterable[str]) -> dict[str, str]:
    """Each period and what it is a part of: a quarter of its year."""
    return {one: one[:4] if "-Q" in one else "" for one in sorted(set(periods))}


def _account(away: int, of: int, is_compared: bool) -> tuple[Text, ...]:
    if not away:
        return ()
    told = [("hidden.count", {"n": away, "of": of}), ("hidden.why", {})]
    told += [("hidden.compared", {})] if is_compared else []
    return tuple(Text(**{code: wording.say(word, code, **places) for code in LANGUAGES}) for word, places in told)
