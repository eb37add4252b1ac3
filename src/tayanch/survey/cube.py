"""The cube: weighted totals by sampling unit, domain and answer, from which every estimate is arithmetic.

A cube holds what one scan of a file gave. It can be saved, added to the cube of another part of the file, checked for
small cells, and asked again in milliseconds: for other statistics, for fewer domains, for margins.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from tayanch.survey import moments, replication
from tayanch.survey.compiling import Measure, QuestionError, plain
from tayanch.survey.design import Design, DesignError, Replicates
from tayanch.survey.intervals import Interval
from tayanch.survey.measuring import CubeStat, Measured, Sums, measured, variances_of
from tayanch.survey.presenting import LazyEstimates, cells_of, places
from tayanch.survey.replication import ReplicateWeights
from tayanch.survey.results import Estimates
from tayanch.survey.sampling import Codes, Floats, Sample
from tayanch.survey.taylor import Layout
from tayanch.survey.units import sample_of

NEEDS: Mapping[str, tuple[str, ...]] = {
    "proportion": ("category",),
    "mean": ("number",),
    "total": ("number", "category"),
    "ratio": ("ratio",),
}
FORMAT = 1  # of saved cubes


def refuse_calibration(design: Design) -> None:
    """Raises:
    DesignError: the design is calibrated: its errors need the residual of each row, a cube holds sums.
    """
    if design.calibration is not None:
        raise DesignError(
            "A cube holds sums, and calibrated weights need the rows. Ask estimate, which reads the file."
        )


@dataclass(frozen=True)
class Cube:
    """Sums by sampling unit and domain; immutable.

    Attributes:
        design: how the sample was drawn. measures: what was summed. by: the columns of the domains.
        units: one row for each sampling unit of the file (each stratum when rows are units), with its keys and facts.
        domains: one row for each domain that the file has, columns ``d0``, ``d1`` …
        cells: one row for each unit that meets a domain: ``unit`` and ``domain`` as positions, and the sums.
    """

    design: Design
    measures: tuple[Measure, ...]
    by: tuple[str, ...]
    units: pa.Table
    domains: pa.Table
    cells: pa.Table

    def __post_init__(self) -> None:
        refuse_calibration(self.design)

    # --- estimating -----------------------------------------------------------------------------------------

    def estimate(
        self,
        of: Sequence[str] | None = None,
        stat: CubeStat = "proportion",
        *,
        by: Sequence[str] | None = None,
        margins: bool = False,
        interval: Interval = "default",
        level: float = 0.95,
    ) -> Estimates:
        """Estimates with their errors, for all variables of the cube or those in *of*.

        *by* is a part of the cube's domains, none for the whole; *margins* adds every subtotal and the total.

        Raises:
            QuestionError: the cube does not hold what is asked.
            LonelyUnitError: a stratum has one sampling unit and the rule of the design is ``fail``.
        """
        view = self.view(self.by if by is None else by, margins=margins)
        measures = self.chosen(of, stat)
        parts = [measured(view, index, measure, stat) for index, measure in measures]
        where = places([part.block for part in parts])
        if self.design.replicates is not None:
            return self._replicated(view, parts, self.design.replicates, interval=interval, level=level)
        blocks = [part.block for part in parts]
        treated = ("lonely",) if view.lonely else ()
        cells = cells_of(blocks, view.names, method=interval, level=level, always=treated)
        return LazyEstimates(cells, lambda: view.covariance(parts, where), self._method(view), self._warnings(view))

    def replicate(
        self,
        replicates: Replicates,
        of: Sequence[str] | None = None,
        stat: CubeStat = "proportion",
        *,
        by: Sequence[str] | None = None,
        margins: bool = False,
        interval: Interval = "default",
        level: float = 0.95,
    ) -> Estimates:
        """As :meth:`estimate`, with errors from *replicates* that are made of the cube's units of the first stage.

        Raises:
            DesignError: the method does not fit the design, or rows are its units.
        """
        made = replace(self, design=replace(self.design, replicates=replicates))
        return made.estimate(of, stat, by=by, margins=margins, interval=interval, level=level)

    def _replicated(
        self, view: View, parts: Sequence[Measured], rule: Replicates, *, interval: Interval, level: float
    ) -> Estimates:
        if self.by_rows or rule.columns:
            raise DesignError("A cube has no replicates of rows, or of columns of the file; estimate from the file.")
        weights = replication.made(self.sample, rule)
        each = [part.replicates(view, weights) for part in parts]
        blocks = []
        for part, values in zip(parts, each, strict=True):
            variance = variances_of(weights, part.block.estimate, values)
            df = view.ranks(weights, part)
            blocks.append(
                replace(part.block, variance=variance, df=df, deff=part.block.deff * variance / part.block.variance)
            )
        cells = cells_of(blocks, view.names, method=interval, level=level, always=("lonely",) if view.lonely else ())

        def covariance() -> Floats:
            values = np.concatenate([block.estimate.T.ravel() for block in blocks])
            rows = np.hstack([one.transpose(0, 2, 1).reshape(len(one), -1) for one in each])
            return weights.covariance(values, rows)

        told = f"{weights.count} replicates ({rule.method}) of {view.size[0]} sampling units; df: rank less one."
        return LazyEstimates(cells, covariance, told, self._warnings(view))

    def chosen(self, of: Sequence[str] | None, stat: CubeStat) -> list[tuple[int, Measure]]:
        """The measures with their positions that answer *stat* for the variables *of*."""
        names = dict.fromkeys(of if of is not None else (m.name for m in self.measures if m.kind in NEEDS[stat]))
        found = []
        for name in names:
            fitting = [
                (NEEDS[stat].index(measure.kind), index, measure)
                for index, measure in enumerate(self.measures)
                if name in (measure.name, measure.variable) and measure.kind in NEEDS[stat]
            ]
            if not fitting:
                raise QuestionError(f"The cube cannot tell a {stat} of {name!r}; make one that holds it.")
            found.append(min(fitting, key=lambda one: one[:2])[1:])
        return found

    def view(self, by: Sequence[str], *, margins: bool = False) -> View:
        """The cube's cells gathered for the domains *by* (and all their margins).

        Raises:
            QuestionError: a column is no domain of the cube.
        """
        if absent := [name for name in by if name not in self.by]:
            raise QuestionError(f"The cube has no domain {', '.join(absent)}. It has: {', '.join(self.by) or 'none'}.")
        sizes = range(len(by), -1, -1) if margins else (len(by),)
        groupings = [part for size in sizes for part in combinations(by, size)]
        names: list[dict[str, Any]] = []
        groups = []
        for grouping in groupings:
            own, of_domain = self._groups(grouping)
            group = of_domain[self._domain]
            groups.append(np.where(group < 0, -1, group + len(names)))
            names.extend(own)
        return View.of(self, names, groups)

    def _groups(self, grouping: Sequence[str]) -> tuple[list[dict[str, Any]], Codes]:
        """The domains of a grouping, and which of them each of the cube's domains belongs to; -1 is none."""
        if not grouping:
            return [{}], np.zeros(self.domains.num_rows, dtype=np.int64)
        columns = [self.domains[f"d{self.by.index(name)}"].to_pylist() for name in grouping]
        rows = list(zip(*columns, strict=True))
        number = {row: at for at, row in enumerate(sorted((row for row in set(rows) if None not in row), key=_order))}
        names = [{name: plain(value) for name, value in zip(grouping, row, strict=True)} for row in number]
        return names, np.array([number.get(row, -1) for row in rows], dtype=np.int64)

    # --- the design -----------------------------------------------------------------------------------------

    @property
    def by_rows(self) -> bool:
        """Whether rows are the sampling units, so that the cube holds strata with their second moments."""
        return not self.design.clusters

    @cached_property
    def sample(self) -> Sample:
        """The sampling units as a sample, one row each (of strata, when rows are the units)."""
        return sample_of(self.design, self.units)

    @cached_property
    def _domain(self) -> Codes:
        return np.asarray(self.cells["domain"].to_numpy())

    def column(self, name: str) -> Floats:
        """A column of sums (c,), 0 where nothing was summed."""
        column = self.cells[name]
        values: Floats = column.to_numpy().astype(np.float64, copy=False)
        return np.nan_to_num(values) if column.null_count else values

    def has(self, name: str) -> bool:
        """Whether there is such a column of sums."""
        return name in self.cells.column_names

    def _method(self, view: View) -> str:
        units, strata = view.size
        rule = f"; lonely units: {self.design.lonely}" if view.lonely else ""
        return (
            f"Taylor linearisation, {units} sampling units in {strata} strata{rule}; df: units less strata of a domain."
        )

    def _warnings(self, view: View) -> tuple[str, ...]:
        if not view.lonely:
            return ()
        return (f"{view.lonely} strata have one sampling unit; they were treated by the rule {self.design.lonely!r}.",)

    def known(self, index: int) -> Floats:
        """The weight of the answers of a measure in each cell (c,)."""
        if self.has(f"{index}:k"):
            return self.column(f"{index}:k")
        levels = range(len(self.measures[index].levels))
        return sum((self.column(f"{index}:l{at}") for at in levels), np.zeros(self.cells.num_rows))

    def __add__(self, other: Cube) -> Cube:
        """The cube of two parts of a file; see :func:`tayanch.survey.building.added`."""
        from tayanch.survey.building import added

        return added(self, other)

    # --- keeping --------------------------------------------------------------------------------------------

    def save(self, path: Path) -> None:
        """Write the cube to one file in Arrow's stream format; reading maps it into memory without a copy."""
        told = {
            "format": FORMAT,
            "design": self.design.as_mapping(),
            "by": self.by,
            "measures": [asdict(measure) for measure in self.measures],
        }
        units = self.units.replace_schema_metadata({"tayanch": json.dumps(told)})
        with pa.OSFile(str(path), "wb") as sink:
            for table in (units, self.domains, self.cells):
                with pa.ipc.new_stream(sink, table.schema) as writer:
                    writer.write_table(table)

    @classmethod
    def load(cls, path: Path) -> Cube:
        """A saved cube.

        Raises:
            QuestionError: the file holds no cube.
        """
        try:
            source = pa.memory_map(str(path))
            units, domains, cells = (pa.ipc.open_stream(source).read_all() for _ in range(3))
            told = json.loads((units.schema.metadata or {})[b"tayanch"])
        except (pa.ArrowInvalid, KeyError, ValueError) as error:
            raise QuestionError(f"{Path(path).name} holds no cube.") from error
        measures = tuple(Measure(**{**one, "levels": tuple(one["levels"])}) for one in told["measures"])
        return cls(Design.of(told["design"]), measures, tuple(told["by"]), units, domains, cells)

    def too_small(self, least: int) -> list[dict[str, Any]]:
        """The domains in which a variable has fewer than *least* answers, though not none."""
        view = self.view(self.by)
        found = []
        first = {measure.name: index for index, measure in reversed(list(enumerate(self.measures)))}
        for index, measure in ((at, self.measures[at]) for at in sorted(first.values())):
            counts = view.layout.sums(view.column(f"{index}:n")[None])[0]
            for group in np.flatnonzero((counts > 0) & (counts < least)):
                found.append({"variable": measure.name, "by": view.names[int(group)], "n": int(counts[group])})
        return found


@dataclass(frozen=True)
class View:
    """A cube's cells for some domains, sorted by domain and unit; cells of one unit and domain are added up."""

    cube: Cube
    layout: Layout
    names: Sequence[Mapping[str, Any]]
    order: Codes | None  # places of the cube's cells, grouping after grouping; None when they stand as they are
    starts: Codes | None  # where cells begin that are added up
    groups: Sequence[Codes]  # for each grouping the domain of the cube's cells

    @classmethod
    def of(cls, cube: Cube, names: Sequence[Mapping[str, Any]], groups: Sequence[Codes]) -> View:
        """The view for *groups*, for each grouping the domain of every cell."""
        group = np.concatenate(groups)
        source = np.flatnonzero(group >= 0) if len(groups) > 1 or bool(np.any(group < 0)) else None
        units = cube.cells["unit"].to_numpy()
        if source is not None:
            group, units = group[source], units[source % len(units)]
        key = group * (cube.units.num_rows + 1) + units
        if bool(np.all(key[1:] > key[:-1])):
            plan = Layout(cube.sample, units, group, len(names))
            return cls(cube, plan, names, source, None, groups)
        order = np.argsort(key, kind="stable")
        changes = np.ones(len(key), dtype=bool)
        changes[1:] = key[order][1:] != key[order][:-1]
        starts = np.flatnonzero(changes)
        plan = Layout(cube.sample, units[order][starts], group[order][starts], len(names))
        return cls(cube, plan, names, order if source is None else source[order], starts, groups)

    def column(self, name: str) -> Floats:
        """A column of sums for the cells of this view."""
        values = self.cube.column(name)
        if self.order is not None:
            values = values[self.order % max(len(values), 1)]
        return values if self.starts is None or not len(values) else np.add.reduceat(values, self.starts)

    def columns(self, names: Sequence[str]) -> Floats:
        """Several columns (k, c)."""
        out = np.empty((len(names), len(self.layout.unit)))
        for row, name in enumerate(names):
            out[row] = self.column(name)
        return out

    @cached_property
    def strata(self) -> moments.Strata:
        """The strata of a design whose units are rows."""
        return moments.strata(self.cube.sample, self.cube.units["counted_rows"].to_numpy())

    @property
    def lonely(self) -> int:
        """Strata with one sampling unit that a rule had to treat."""
        if self.cube.by_rows:
            return int(self.strata.lonely.sum())
        return int(sum(plan.lonely.sum() for plan in self.layout.plans))

    @property
    def size(self) -> tuple[int, int]:
        """Sampling units and strata of the first stage."""
        if self.cube.by_rows:
            return int(self.strata.n.sum()), len(self.strata.n)
        plan = self.layout.plans[0]
        return len(plan.stratum), int(np.count_nonzero(plan.n))

    def degrees(self, members: Floats) -> Codes:
        """Degrees of freedom of each domain (G,), from the number of its members (c,) in each cell."""
        if self.cube.by_rows:
            met = self.layout.sums((members > 0)[None].astype(float))[0]
            return np.asarray(self.layout.sums(members[None])[0] - met).astype(np.int64)
        return self.layout.degrees(members > 0)

    def variances(self, z: Floats, squares: Floats | None) -> Floats:
        """Variances (k, G) of linearised values; with rows as units their *squares* stand beside their sums."""
        if squares is None:
            return self.layout.variances(z)
        return moments.variances(self.strata, self.layout, z, squares)

    def stood_for(self, squares: Floats) -> Floats:
        """How much strata with a variance stand for lonely ones (k, G), with rows as units."""
        return moments.stood_for(self.strata, self.layout, squares)

    def replicated(self, values: Floats, weights: ReplicateWeights) -> Floats:
        """Totals (R, k, G) of each replicate from sums (k, c) in the cells."""
        first = weights.unit[self.layout.unit]
        units = int(weights.unit.max(initial=-1)) + 1
        out = np.zeros((weights.count, len(values), self.layout.groups))
        bounds = np.append(self.layout.starts, len(first))
        for group, (start, end) in zip(self.layout.present, pairwise(bounds), strict=True):
            own = [np.bincount(first[start:end], row[start:end], units) for row in values]
            out[:, :, group] = weights.multipliers.totals(np.column_stack(own))
        return out

    def ranks(self, weights: ReplicateWeights, part: Measured) -> Codes:
        """Degrees of freedom (G,): the rank of the replicate weights of each domain's units less one."""
        member = Sums(self, part.index, part.measure).members > 0
        unit, group = weights.unit[self.layout.unit[member]], self.layout.group[member]
        ranks = [weights.multipliers.rank(np.unique(unit[group == one])) for one in range(self.layout.groups)]
        return np.maximum(np.array(ranks, dtype=np.int64) - 1, 0)

    def covariance(self, parts: Sequence[Measured], where: Sequence[np.ndarray]) -> Floats:
        """Covariance (E, E) of all estimates in their order."""
        if self.cube.by_rows:
            made = moments.covariance(self.strata, self.layout, [part.z for part in parts], where)
            made = self._with_rows(made, parts, where)
        else:
            made = self.layout.covariance([(part.z, place) for part, place in zip(parts, where, strict=True)])
        unknown = np.concatenate([np.isnan(part.block.estimate).T.ravel() for part in parts])
        made[unknown] = np.nan
        made[:, unknown] = np.nan
        return made

    def _with_rows(self, made: Floats, parts: Sequence[Measured], where: Sequence[np.ndarray]) -> Floats:
        """Add what rows have in common: known within a variable, not between two variables of one row."""
        scale = self.strata.scale[self.cube.cells["unit"].to_numpy()]
        domains = self.cube.cells["domain"].to_numpy()
        bounds = [*np.flatnonzero(np.diff(domains, prepend=-1)).tolist(), len(domains)]
        for start, end in pairwise(bounds):
            met = sorted({int(groups[start]) for groups in self.groups if groups[start] >= 0})
            if not met:
                continue
            every = [place[:, met].T.ravel() for place in where]
            for one, first in enumerate(every):
                for other in every[one + 1 :]:
                    made[np.ix_(first, other)] = made[np.ix_(other, first)] = np.nan
            for part, place in zip(parts, every, strict=True):
                square = part.squares(self.cube, slice(start, end), scale)
                rows = np.vstack([part.coefficients(group) for group in met])
                made[np.ix_(place, place)] += rows @ square @ rows.T
        stand = np.concatenate([np.sqrt(part.stood_for).T.ravel() for part in parts])
        return made * np.outer(stand, stand)


def _order(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Values of one column in their order, whatever their types."""
    return tuple((isinstance(value, str), value) for value in row)
