"""Variance by arithmetic on the totals of sampling units in domains; units without a member of a domain are not stored.

The formulas are those of :mod:`tayanch.survey.variance` (Särndal, Swensson, Wretman 1992, result 4.3.1), rearranged: in
a stratum with n units of which m meet a domain, squared deviations from the mean are those of the m units plus n - m
times the squared mean. Deviations are centred before they are squared, so that a share of 1 has an error of exactly 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tayanch.survey.design import LonelyUnitError
from tayanch.survey.sampling import Codes, Floats, Sample


@dataclass(frozen=True)
class StagePlan:
    """One stage of a design over its lowest units (U).

    Attributes:
        unit: (U,) the stage's unit of each lowest unit, dense.
        stratum: (m,) stratum of each of the stage's units.
        n: (H,) units in each stratum.
        factor: (H,) sampled fractions of the stages above times 1 less this stage's.
        lonely: (H,) strata with one unit whose variance counts.
    """

    unit: Codes
    stratum: Codes
    n: Codes
    factor: Floats
    lonely: np.ndarray

    @property
    def scale(self) -> Floats:
        """What multiplies squared deviations in each stratum (H,)."""
        return np.where(self.n > 1, self.factor * self.n / np.maximum(self.n - 1, 1), 0.0)


def stage_plans(sample: Sample) -> tuple[StagePlan, ...]:
    """The stages of *sample*, whose rows are lowest units, as far down as the variance reaches.

    Raises:
        LonelyUnitError: a stratum has one sampling unit and the rule is ``fail``.
    """
    plans: list[StagePlan] = []
    fraction = np.ones(len(sample.weight))
    for index, stage in enumerate(sample.stages):
        _, first, unit = np.unique(stage.unit, return_index=True, return_inverse=True)
        stratum = stage.stratum[first]
        n = np.bincount(stratum)
        factor, sampled = np.zeros(len(n)), n[stratum] / stage.population[first]
        factor[stratum] = fraction[first] * (1 - sampled)
        lonely = (n == 1) & (factor > 0)
        if sample.lonely == "fail" and bool(lonely.any()):
            raise LonelyUnitError(stage.names[int(np.argmax(lonely))], index + 1)
        plans.append(StagePlan(unit, stratum, n, factor, lonely))
        fraction = fraction * sampled[unit]
        if not bool(np.any(fraction > 0)):
            break
    return tuple(plans)


@dataclass(frozen=True)
class StageCells:
    """Where a stage's units and strata begin in cells that are sorted by domain and unit.

    Attributes:
        units: (a,) first cell of each unit in a domain; ``None`` when every cell is one.
        strata: (b,) first unit of each stratum in a domain.
        met: (b,) units of the stratum that meet the domain.
        stratum: (b,) code of the stratum. group: (b,) code of the domain.
        unit_of: (a,) the stage's unit.
    """

    units: Codes | None
    strata: Codes
    met: Codes
    stratum: Codes
    group: Codes
    unit_of: Codes

    def totals(self, z: Floats) -> Floats:
        """Totals (k, a) of the stage's units from cells (k, c)."""
        return z if self.units is None else np.add.reduceat(z, self.units, axis=1)


@dataclass(frozen=True)
class Layout:
    """Cells (unit in domain) of a cube in order of domain and unit, and the design above them."""

    sample: Sample
    unit: Codes
    group: Codes
    groups: int

    @cached_property
    def plans(self) -> tuple[StagePlan, ...]:
        """The stages that have variance."""
        return stage_plans(self.sample)

    @cached_property
    def cells(self) -> tuple[StageCells, ...]:
        """The same stages over the cells."""
        return tuple(_stage_cells(plan, self.unit, self.group) for plan in self.plans)

    @cached_property
    def starts(self) -> Codes:
        """First cell of each domain that has one."""
        return _starts(self.group)

    @cached_property
    def present(self) -> Codes:
        """Domains that have cells."""
        return self.group[self.starts]

    def sums(self, values: Floats) -> Floats:
        """Sums (k, G) of *values* (k, c) by domain."""
        out = np.zeros((len(values), self.groups))
        if len(self.unit):
            out[:, self.present] = np.add.reduceat(values, self.starts, axis=1)
        return out

    def spread(self, values: Floats) -> Floats:
        """Values of domains (k, G) at each cell (k, c)."""
        return np.repeat(values[:, self.present], np.diff(self.starts, append=len(self.unit)), axis=1)

    def variances(self, z: Floats) -> Floats:
        """Variance (k, G) in each domain of the totals of linearised values *z* (k, c)."""
        out = np.zeros((len(z), self.groups))
        if not len(self.unit):
            return out
        for plan, cells in zip(self.plans, self.cells, strict=True):
            share = np.zeros_like(out)
            _add_by(share, cells.group, _in_strata(plan, cells, cells.totals(z)))
            if self.sample.lonely == "adjust" and bool(plan.lonely.any()):
                share += self._adjusted(plan, cells, cells.totals(z))
            out += share * self._standing(plan, cells, cells.totals(z)) if self._averages(plan) else share
        return out

    def _averages(self, plan: StagePlan) -> bool:
        return self.sample.lonely == "average" and bool(plan.lonely.any())

    def _standing(self, plan: StagePlan, cells: StageCells, totals: Floats) -> Floats:
        """How much strata with a variance must stand for lonely ones (k, G), as :mod:`tayanch.survey.variance` says."""
        met = np.logical_or.reduceat(totals != 0, cells.strata, axis=1).astype(float)
        counts = np.zeros((2, len(totals), self.groups))
        _add_by(counts[0], cells.group, met)
        _add_by(counts[1], cells.group, met * ~plan.lonely[cells.stratum])
        return standing(counts[0], counts[1])

    def _adjusted(self, plan: StagePlan, cells: StageCells, totals: Floats) -> Floats:
        """Lonely units against the mean of all units of the stage; those outside a domain are 0 there."""
        mean = np.zeros((len(totals), self.groups))
        where = np.repeat(cells.group, cells.met)
        _add_by(mean, where, totals)
        mean /= len(plan.stratum)
        factor = np.where(plan.lonely, plan.factor, 0.0)
        out: Floats = factor.sum() * mean**2
        own = factor[plan.stratum[cells.unit_of]]
        centre = mean[:, where]
        _add_by(out, where, own * ((totals - centre) ** 2 - centre**2))
        return out

    def degrees(self, member: np.ndarray) -> Codes:
        """Degrees of freedom (G,): units with a *member* (c,) less their strata (R's ``degf`` of a subset)."""
        if not len(self.unit):
            return np.zeros(self.groups, dtype=np.int64)
        first = self.cells[0]
        met = member if first.units is None else np.logical_or.reduceat(member, first.units)
        units = np.add.reduceat(met, first.strata, dtype=np.int64)
        return np.bincount(first.group, units - (units > 0), self.groups).astype(np.int64)

    def covariance(self, z: Sequence[tuple[Floats, np.ndarray]]) -> Floats:
        """Covariance (E, E) of estimates; *z* gives for each block values (k, c) and the place (k, G) of each.

        A place is the row of the result, -1 for none. Strata are taken one by one with the estimates that they meet, so
        domains that share no stratum cost nothing.
        """
        size = 1 + max((int(place.max(initial=-1)) for _, place in z), default=-1)
        out = np.zeros((size, size))
        if not len(self.unit):
            return out
        for plan, cells in zip(self.plans, self.cells, strict=True):
            share = np.zeros_like(out)
            totals = [(cells.totals(values), place) for values, place in z]
            for places, deviations in self._by_stratum(plan, cells, totals, size):
                share[np.ix_(places, places)] += deviations @ deviations.T
            if self._averages(plan):
                stand = np.ones(size)
                for values, place in totals:
                    stand[place] = np.sqrt(self._standing(plan, cells, values))
                share *= np.outer(stand, stand)
            out += share
        return out

    def _by_stratum(
        self, plan: StagePlan, cells: StageCells, totals: Sequence[tuple[Floats, np.ndarray]], size: int
    ) -> Iterator[tuple[Codes, Floats]]:
        """For each stratum the estimates that it meets (p,) and their scaled deviations (p, n)."""
        where = np.repeat(cells.group, cells.met)
        stratum = np.repeat(cells.stratum, cells.met)
        order = np.argsort(stratum, kind="stable")
        bounds = np.searchsorted(stratum[order], np.arange(len(plan.n) + 1))
        mean = self._means(plan, where, totals, size)
        for code in np.flatnonzero(plan.n):
            chosen = order[bounds[code] : bounds[code + 1]]
            if plan.lonely[code] and self.sample.lonely == "adjust":
                places = np.arange(size)
                dense = _dense(chosen, cells.unit_of, where, totals, places) - mean[:, None]
                yield places, dense * np.sqrt(plan.factor[code])
            elif plan.n[code] > 1 and len(chosen) and plan.factor[code] > 0:
                groups = np.unique(where[chosen])
                places = np.unique(np.concatenate([place[:, groups].ravel() for _, place in totals]))
                places = places[places >= 0]
                dense = _dense(chosen, cells.unit_of, where, totals, places)
                centre = dense.sum(axis=1, keepdims=True) / plan.n[code]
                absent = np.repeat(centre, 1, axis=1) * np.sqrt(max(plan.n[code] - dense.shape[1], 0))
                yield places, np.hstack([dense - centre, absent]) * np.sqrt(plan.scale[code])

    def _means(self, plan: StagePlan, where: Codes, totals: Sequence[tuple[Floats, np.ndarray]], size: int) -> Floats:
        """Mean (E,) of each estimate's values over all units of the stage."""
        out = np.zeros(size)
        for values, place in totals:
            sums = np.zeros((len(values), self.groups))
            _add_by(sums, where, values)
            out[place[place >= 0]] = sums[place >= 0]
        return out / len(plan.stratum)


def _stage_cells(plan: StagePlan, unit: Codes, group: Codes) -> StageCells:
    own = plan.unit[unit]
    units = _starts(group, own)
    unit_of, group_of = own[units], group[units]
    stratum = plan.stratum[unit_of]
    strata = _starts(group_of, stratum)
    met = np.diff(strata, append=len(units))
    return StageCells(
        None if len(units) == len(unit) else units, strata, met, stratum[strata], group_of[strata], unit_of
    )


def standing(strata: Floats, with_variance: Floats) -> Floats:
    """The number of *strata* over those that have a variance; unknown where none has one."""
    return np.where(with_variance > 0, strata / np.maximum(with_variance, 1), np.where(strata > 0, np.nan, 1.0))


def _starts(*sorted_codes: Codes) -> Codes:
    """Where runs of equal combinations begin."""
    changes = np.zeros(len(sorted_codes[0]), dtype=bool)
    changes[:1] = True
    for codes in sorted_codes:
        changes[1:] |= codes[1:] != codes[:-1]
    return np.flatnonzero(changes)


def _in_strata(plan: StagePlan, cells: StageCells, totals: Floats) -> Floats:
    """Each stratum's variance in each domain (k, b)."""
    n = plan.n[cells.stratum]
    mean = np.add.reduceat(totals, cells.strata, axis=1) / n
    deviations = totals - np.repeat(mean, cells.met, axis=1)
    np.square(deviations, out=deviations)
    squares = np.add.reduceat(deviations, cells.strata, axis=1)
    squares += (n - cells.met) * np.square(mean)
    squares *= plan.scale[cells.stratum]
    return squares


def _add_by(out: Floats, group: Codes, values: Floats) -> None:
    """Add *values* (k, b) to *out* (k, G) by *group* (b,), which is sorted."""
    if len(group):
        starts = _starts(group)
        out[:, group[starts]] += np.add.reduceat(values, starts, axis=1)


def _dense(
    chosen: Codes, unit_of: Codes, where: Codes, totals: Sequence[tuple[Floats, np.ndarray]], places: Codes
) -> Floats:
    """Values (p, u) of the units that *chosen* cells belong to, with 0 where a unit does not meet a domain."""
    units, column = np.unique(unit_of[chosen], return_inverse=True)
    row_of = np.full(int(places.max(initial=-1)) + 2, -1)
    row_of[places] = np.arange(len(places))
    out = np.zeros((len(places), max(len(units), 1)))
    for values, place in totals:
        at = place[:, where[chosen]]
        rows = row_of[np.minimum(at, len(row_of) - 1)]
        known = (at >= 0) & (rows >= 0)
        out[rows[known], np.broadcast_to(column, rows.shape)[known]] = values[:, chosen][known]
    return out
