"""The cube: weighted totals by sampling unit, domain and answer, from which every estimate is arithmetic.

A cube holds what one scan of a file gave. It can be saved, added to the cube of another part of the file, checked for
small cells, and asked again in milliseconds: for other statistics, for fewer domains, for margins.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa

from tayanch.survey import moments
from tayanch.survey.compiling import Measure, Question, QuestionError
from tayanch.survey.design import Design, DesignError
from tayanch.survey.intervals import Interval
from tayanch.survey.presenting import Block, LazyEstimates, cells_of, places
from tayanch.survey.results import Estimates
from tayanch.survey.sampling import Codes, Floats, Sample, Stage, sample
from tayanch.survey.taylor import Layout

CubeStat = Literal["total", "mean", "proportion", "ratio"]
NEEDS: Mapping[str, tuple[str, ...]] = {
    "proportion": ("category",),
    "mean": ("number",),
    "total": ("number", "category"),
    "ratio": ("ratio",),
}
FORMAT = 1  # of saved cubes


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
        blocks = [part.block for part in parts]
        where = places(blocks)
        treated = ("lonely",) if view.lonely else ()
        cells = cells_of(blocks, view.names, method=interval, level=level, always=treated)
        return LazyEstimates(cells, lambda: view.covariance(parts, where), self._method(view), self._warnings(view))

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
            groups.append(of_domain[self._domain] + len(names))
            names.extend(own)
        return View.of(self, names, groups)

    def _groups(self, grouping: Sequence[str]) -> tuple[list[dict[str, Any]], Codes]:
        """The domains of a grouping, and which of them each of the cube's domains belongs to."""
        columns = [self.domains[f"d{self.by.index(name)}"].to_pylist() for name in grouping]
        rows = list(zip(*columns, strict=True)) if columns else [()] * self.domains.num_rows
        number = {row: at for at, row in enumerate(sorted(set(rows), key=_order))}
        if not grouping:
            return [{}], np.zeros(self.domains.num_rows, dtype=np.int64)
        names = [dict(zip(grouping, row, strict=True)) for row in number]
        return names, np.array([number[row] for row in rows], dtype=np.int64)

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
        return self.cells["domain"].to_numpy()

    def column(self, name: str) -> Floats:
        """A column of sums (c,), 0 where nothing was summed."""
        return np.nan_to_num(self.cells[name].to_numpy().astype(np.float64, copy=False))

    def has(self, name: str) -> bool:
        """Whether there is such a column of sums."""
        return name in self.cells.column_names

    def _method(self, view: View) -> str:
        units, strata = view.size
        rule = f"; lonely units: {self.design.lonely}" if view.lonely else ""
        return f"Taylor linearisation, {units} sampling units in {strata} strata{rule}; df: units less strata of a domain."

    def _warnings(self, view: View) -> tuple[str, ...]:
        if not view.lonely:
            return ()
        return (f"{view.lonely} strata have one sampling unit; they were treated by the rule {self.design.lonely!r}.",)

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
        for index, measure in enumerate(self.measures):
            counts = view.layout.sums(view.column(f"{index}:n")[None])[0]
            for group in np.flatnonzero((counts > 0) & (counts < least)):
                found.append({"variable": measure.name, "by": view.names[group], "n": int(counts[group])})
        return found


@dataclass(frozen=True)
class View:
    """A cube's cells for some domains, sorted by domain and unit; cells of one unit and domain are added up."""

    cube: Cube
    layout: Layout
    names: Sequence[Mapping[str, Any]]
    order: Codes | None
    starts: Codes | None
    source: Codes  # the cube's cell behind each gathered one, before sorting

    @classmethod
    def of(cls, cube: Cube, names: Sequence[Mapping[str, Any]], groups: Sequence[Codes]) -> View:
        """The view for *groups*, for each grouping the domain of every cell."""
        unit = cube.cells["unit"].to_numpy()
        group = np.concatenate(groups)
        source = np.tile(np.arange(len(unit)), len(groups))
        units = np.tile(unit, len(groups))
        key = group * (cube.units.num_rows + 1) + units
        if bool(np.all(key[1:] > key[:-1])):
            plan = Layout(cube.sample, units, group, len(names))
            return cls(cube, plan, names, None, None, source)
        order = np.argsort(key, kind="stable")
        changes = np.ones(len(key), dtype=bool)
        changes[1:] = key[order][1:] != key[order][:-1]
        starts = np.flatnonzero(changes)
        plan = Layout(cube.sample, units[order][starts], group[order][starts], len(names))
        return cls(cube, plan, names, order, starts, source)

    def column(self, name: str) -> Floats:
        """A column of sums for the cells of this view."""
        values = self.cube.column(name)
        if self.order is None or self.starts is None:
            return values[self.source] if len(self.source) != len(values) else values
        if not len(self.starts):
            return np.zeros(0)
        return np.add.reduceat(values[self.source[self.order]], self.starts)

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

    def degrees(self, weight: Floats) -> Codes:
        """Degrees of freedom of each domain (G,), from its members' weight or number (c,) in each cell."""
        if self.cube.by_rows:
            met = self.layout.sums((self.column("counted") > 0)[None].astype(float))[0]
            return (self.layout.sums(self.column("counted")[None])[0] - met).astype(np.int64)
        return self.layout.degrees(weight > 0)

    def variances(self, z: Floats, squares: Floats | None) -> Floats:
        """Variances (k, G) of linearised values; with rows as units their *squares* stand beside their sums."""
        if squares is None:
            return self.layout.variances(z)
        return moments.variances(self.strata, self.layout, z, squares)

    def covariance(self, parts: Sequence[Measured], where: Sequence[np.ndarray]) -> Floats:
        """Covariance (E, E) of all estimates in their order."""
        if self.cube.by_rows:
            return moments.covariance(self.strata, self, parts, where)
        made = self.layout.covariance([(part.z, place) for part, place in zip(parts, where, strict=True)])
        unknown = np.concatenate([np.isnan(part.block.estimate).T.ravel() for part in parts])
        made[unknown] = np.nan
        made[:, unknown] = np.nan
        return made


# --- one variable -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Measured:
    """A variable's estimates and their linearised values (k, c) in the cells of a view."""

    block: Block
    z: Floats
    stat: str
    index: int
    measure: Measure


def measured(view: View, index: int, measure: Measure, stat: CubeStat) -> Measured:
    """Estimates of one measure in all domains of a view."""
    sums = Sums(view, index, measure)
    estimate, z, squares, spread = {
        "proportion": _proportion,
        "mean": _mean,
        "ratio": _ratio,
        "total": _category_total if measure.kind == "category" else _number_total,
    }[stat](sums)
    n, weighted = sums.n, sums.domain(sums.known)
    answered = weighted > 0
    estimate = np.where(answered, estimate, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        missing = np.where(sums.asked > 0, 1 - weighted / sums.asked, 0.0)
        variance = view.variances(z, squares) * (1.0 if view.size[0] > view.size[1] else np.nan)
        deff = variance / _random(spread, n, weighted, total=stat == "total")
    block = Block(
        measure.name,
        measure.levels if measure.kind == "category" else (None,),
        estimate,
        variance,
        np.where(np.isfinite(deff), deff, np.nan),
        n,
        weighted,
        view.degrees(sums.members),
        np.clip(missing, 0, 1),
        share=stat == "proportion",
    )
    return Measured(block, z, stat, index, measure)


class Sums:
    """The sums of one measure in a view."""

    def __init__(self, view: View, index: int, measure: Measure) -> None:
        self.view, self.index, self.measure = view, index, measure
        self.known = self.part("k") if view.cube.has(f"{index}:k") else self.levels().sum(axis=0)
        has_rule = view.cube.has(f"{index}:e")
        self.members = self.part("e") if has_rule else view.column("weight")
        self.asked = self.domain(self.members)
        self.n = np.rint(self.domain(self.part("n"))).astype(np.int64)

    def part(self, name: str) -> Floats:
        """A sum of this measure in each cell."""
        return self.view.column(f"{self.index}:{name}")

    def levels(self, mark: str = "") -> Floats:
        """The sums of all levels (k, c)."""
        return self.view.columns([f"{self.index}:{mark}l{at}" for at in range(len(self.measure.levels))])

    def domain(self, values: Floats) -> Floats:
        """Sums by domain of one column (c,) or several (k, c)."""
        return self.view.layout.sums(np.atleast_2d(values))[0] if values.ndim == 1 else self.view.layout.sums(values)

    def spread(self, values: Floats) -> Floats:
        """Values of domains (k, G) at each cell."""
        return self.view.layout.spread(np.atleast_2d(values))

    @property
    def by_rows(self) -> bool:
        """Whether second moments are there, and needed."""
        return self.view.cube.by_rows


Parts = tuple[Floats, Floats, Floats | None, Floats]  # estimate, z, squares of z by rows, spread of values


def _divided(sums: Sums, top: Floats, bottom: Floats) -> tuple[Floats, Floats, Floats]:
    """Quotients (k, G), the divisor at each cell (1, c), and linearised values (k, c)."""
    below = sums.domain(np.atleast_2d(bottom))
    with np.errstate(invalid="ignore", divide="ignore"):
        quotient = sums.domain(top) / np.where(below == 0, np.nan, below)
    divisor = sums.spread(np.where(below == 0, np.inf, below))
    z = top - sums.spread(np.nan_to_num(quotient)) * bottom
    z /= divisor
    return quotient, divisor, z


def _proportion(sums: Sums) -> Parts:
    levels = sums.levels()
    share, divisor, z = _divided(sums, levels, sums.known)
    squares = None
    if sums.by_rows:
        own, p = sums.levels("q"), sums.spread(np.nan_to_num(share))
        others = np.array([own[np.arange(len(own)) != at].sum(axis=0) for at in range(len(own))])
        squares = ((1 - p) ** 2 * own + p**2 * others) / divisor**2
    return share, z, squares, share * (1 - share)


def _mean(sums: Sums) -> Parts:
    centre, known = sums.measure.centre, sums.known
    mean, divisor, z = _divided(sums, sums.part("y")[None], known)
    squares = None
    if sums.by_rows:
        m = sums.spread(np.nan_to_num(mean))
        squares = (sums.part("qyy") - 2 * m * sums.part("qy") + m**2 * sums.part("qk")) / divisor**2
    return mean + centre, z, squares, _mean_square(sums, mean)


def _mean_square(sums: Sums, mean: Floats) -> Floats:
    """Weighted mean square (1, G) of a number about its mean."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.maximum(sums.domain(sums.part("yy")) / sums.domain(sums.known) - mean**2, 0.0)


def _ratio(sums: Sums) -> Parts:
    y, x = sums.part("y")[None], sums.part("x")
    ratio, divisor, z = _divided(sums, y, x)
    squares = None
    if sums.by_rows:
        r = sums.spread(np.nan_to_num(ratio))
        squares = (sums.part("qyy") - 2 * r * sums.part("qxy") + r**2 * sums.part("qxx")) / divisor**2
    yy, xy, xx = (sums.domain(sums.part(name)) for name in ("yy", "xy", "xx"))
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = (yy - 2 * ratio * xy + ratio**2 * xx) / sums.domain(sums.known)
        spread = spread * (sums.domain(sums.known) / sums.domain(x)) ** 2
    return ratio, z, squares, spread


def _number_total(sums: Sums) -> Parts:
    centre = sums.measure.centre
    z = (sums.part("y") + centre * sums.known)[None]
    squares = None
    if sums.by_rows:
        squares = (sums.part("qyy") + 2 * centre * sums.part("qy") + centre**2 * sums.part("qk"))[None]
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = sums.domain(sums.part("y")[None]) / sums.domain(sums.known)
    return sums.domain(z), z, squares, _mean_square(sums, mean)


def _category_total(sums: Sums) -> Parts:
    z = sums.levels()
    total = sums.domain(z)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = total / sums.domain(sums.known)
    return total, z, sums.levels("q") if sums.by_rows else None, share * (1 - share)


def _random(spread: Floats, n: Codes, weighted: Floats, *, total: bool) -> Floats:
    """Variance (k, G) under a simple random sample of n from the weighted number, without replacement (as R)."""
    rest = np.where(weighted > n, weighted - n, np.nan)
    out = spread * n / (n - 1.0) * rest / (weighted * n) * (weighted**2 if total else 1.0)
    return np.where(out > 0, out, np.nan)


# --- building -----------------------------------------------------------------------------------------------


def _order(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Values of one column in their order, whatever their types."""
    return tuple((isinstance(value, str), value) for value in row)


def _encoded(columns: Sequence[pa.ChunkedArray], n: int) -> tuple[Codes, Codes]:
    """A number for each distinct combination (n,), and the first row of each."""
    numbered = np.zeros(n, dtype=np.int64)
    for column in columns:
        indices = column.combine_chunks().dictionary_encode(null_encoding="encode").indices.to_numpy()
        numbered = numbered * (int(indices.max(initial=0)) + 1) + indices
        _, numbered = np.unique(numbered, return_inverse=True)
    _, first, dense = np.unique(numbered, return_index=True, return_inverse=True)
    return dense.astype(np.int64), first


def sample_of(design: Design, units: pa.Table) -> Sample:
    """The sample of units from their keys and facts; strata of rows are taken for units, with their rows' population.

    Raises:
        DesignError: populations do not fit.
    """
    depth = sum(name.startswith("u") and name[1:].isdigit() for name in units.column_names)
    if not depth:
        return _sample_of_strata(design, units)
    columns: dict[str, Any] = {"": np.zeros(units.num_rows)}
    for stage in range(depth):
        for mark, names in (("h", design.strata), ("u", design.clusters), ("f", design.fpc)):
            if stage < len(names):
                columns[f"{mark}{stage}"] = units[f"{mark}{stage}"].to_pandas().to_numpy()
    keys = Design(
        strata=tuple(f"h{at}" for at in range(min(depth, len(design.strata)))),
        clusters=tuple(f"u{at}" for at in range(depth)),
        fpc=tuple(f"f{at}" for at in range(min(depth, len(design.fpc)))),
        lonely=design.lonely,
    )
    return sample(keys, columns)


def _sample_of_strata(design: Design, units: pa.Table) -> Sample:
    codes = np.arange(units.num_rows)
    names = tuple(map(str, units["h0"].to_pylist())) if "h0" in units.column_names else ("(all)",)
    population = np.full(units.num_rows, np.inf)
    weight = np.ones(units.num_rows)
    if design.fpc:
        given, rows = units["f0"].to_numpy(), units["counted_rows"].to_numpy()
        _check_population(design.fpc[0], given, rows)
        population = rows / given if bool(np.all(given <= 1)) else given
        weight = population / rows
    return Sample(weight, (Stage(codes, codes, population, names),), design.lonely)


def _check_population(name: str, given: Floats, rows: Codes) -> None:
    if bool(np.any(given <= 0)):
        raise DesignError(f"Column {name!r} has values of 0 or less; it needs population sizes or sampled fractions.")
    if bool(np.any(given < 1)) and bool(np.any(given > 1)):
        raise DesignError(f"Column {name!r} mixes fractions (below 1) and sizes (above 1); use one of them.")
    if bool(np.all(given > 1)) and bool(np.any(rows > given * (1 + 1e-9))):
        raise DesignError(f"Column {name!r} gives fewer units in the population than were sampled.")


def assembled(question: Question, cells: pa.Table, everyone: pa.Table | None) -> Cube:
    """A cube from the sums of a scan; *everyone* holds all units where a condition kept rows out of *cells*.

    Raises:
        DesignError: weights, keys or populations have gaps or impossible values.
    """
    every = cells if everyone is None else everyone
    keys = [name for name in every.column_names if name[0] in "hu" and name[1:].isdigit()]
    check_units(question.design, every)
    stacked = every.select(keys) if everyone is None else pa.concat_tables([every.select(keys), cells.select(keys)])
    code, _ = _encoded([stacked[name] for name in keys], max(stacked.num_rows, cells.num_rows))
    own, of_cells = (code, code) if everyone is None else (code[: every.num_rows], code[every.num_rows :])
    if not keys:
        own, of_cells = np.zeros(every.num_rows, np.int64), np.zeros(cells.num_rows, np.int64)
    units = _units(every, keys, own)
    sampled = sample_of(question.design, units)
    order = np.argsort(sampled.stages[-1].unit, kind="stable")
    position = np.empty(len(order), dtype=np.int64)
    position[order] = np.arange(len(order))
    unit = position[of_cells]
    factor = np.ones(len(unit)) if question.design.weight else sampled.weight[order][unit]
    domains, domain, kept = _domains(cells, len(question.by))
    sums = {name: cells[name].to_numpy()[kept] for name in cells.column_names if ":" in name}
    sums |= {name: cells[name].to_numpy()[kept] for name in ("weight", "counted", "rows")}
    sorting = np.lexsort((unit[kept], domain))
    table = {"unit": unit[kept][sorting], "domain": domain[sorting]}
    for name, values in sums.items():
        table[name] = _weighted(name, np.nan_to_num(values), factor[kept])[sorting]
    return Cube(question.design, question.measures, question.by, units.take(order), domains, pa.table(table))


def _weighted(name: str, values: np.ndarray, factor: Floats) -> np.ndarray:
    """Sums of rows that counted once, times the weight that follows from the sampled fractions."""
    part = name.partition(":")[2] or name
    if part in ("n", "rows", "counted"):
        return values
    return np.asarray(values * (factor**2 if part.startswith("q") else factor))


def _units(every: pa.Table, keys: Sequence[str], code: Codes) -> pa.Table:
    """One row for each unit: its keys, rows and populations."""
    _, first = np.unique(code, return_index=True)
    units = every.select(keys).take(first) if keys else pa.table({})
    columns = {name: units[name] for name in keys}
    columns["counted_rows"] = pa.array(np.bincount(code, every["rows"].to_numpy()).astype(np.int64))
    for name in (name for name in every.column_names if name[0] == "f" and name[1:].isdigit()):
        columns[name] = every[name].take(first)
    return pa.table(columns)


def _domains(cells: pa.Table, count: int) -> tuple[pa.Table, Codes, np.ndarray]:
    """The distinct domains, the domain of each cell that has one, and which cells have one."""
    names = [f"d{at}" for at in range(count)]
    kept = np.ones(cells.num_rows, dtype=bool)
    for name in names:
        kept &= cells[name].is_valid().to_numpy()
    chosen = cells.select(names).filter(pa.array(kept)) if names else None
    if chosen is None:
        return pa.table({"all": pa.array([True])}), np.zeros(int(kept.sum()), dtype=np.int64), kept
    code, first = _encoded([chosen[name] for name in names], chosen.num_rows)
    return chosen.take(first), code, kept


def check_units(design: Design, units: pa.Table) -> None:
    """Raises:
    DesignError: a column of the design has gaps or impossible values.
    """
    rows = units["rows"].to_numpy()
    gaps = {design.weight: rows - units["weighted"].to_numpy()} if design.weight else {}
    for mark, names in (("h", design.strata), ("u", design.clusters)):
        for stage, name in enumerate(names):
            if (key := f"{mark}{stage}") in units.column_names:
                gaps[name] = np.where(_is_gap(units[key]), rows, 0)
    for stage, name in enumerate(design.fpc):
        if f"c{stage}" in units.column_names:
            gaps[name] = rows - units[f"c{stage}"].to_numpy()
            _check_constant(name, units[f"f{stage}"].to_numpy(), units[f"g{stage}"].to_numpy())
    for name, empty in gaps.items():
        if count := int(empty.sum()):
            raise DesignError(f"Column {name!r} of the design is empty in {count} rows; fill or leave them out.")
    if design.weight:
        weight, least = units["weight"].to_numpy(), units["least"].to_numpy()
        if not bool(np.all(np.isfinite(weight))) or bool(np.any(least < 0)):
            raise DesignError(f"Column {design.weight!r} has weights below 0 or without a value.")


def _is_gap(column: pa.ChunkedArray) -> np.ndarray:
    return np.asarray(column.is_null(nan_is_null=True).to_numpy())


def _check_constant(name: str, least: Floats, greatest: Floats) -> None:
    if bool(np.any(greatest - least > 1e-9 * np.abs(greatest))):
        raise DesignError(f"Column {name!r} differs inside a stratum; the population of a stratum is one number.")


def with_levels(question: Question, levels: Mapping[str, tuple[Any, ...]]) -> Question:
    """The question with more levels than the codebook has."""
    measures = [
        replace(one, levels=tuple(dict.fromkeys((*one.levels, *levels[one.variable]))), complete=True)
        if one.kind == "category" and one.variable in levels
        else one
        for one in question.measures
    ]
    return replace(question, measures=tuple(measures))


def unlisted(cube: Cube) -> Iterator[str]:
    """Variables with answers that their levels do not list."""
    for index, measure in enumerate(cube.measures):
        if measure.kind == "category" and not measure.complete:
            listed = sum(cube.column(f"{index}:l{at}").sum() for at in range(len(measure.levels)))
            known = cube.column(f"{index}:k").sum()
            if abs(known - listed) > 1e-9 * abs(known):
                yield measure.variable
