"""Estimates of one variable from its sums by unit and domain, with their linearised values and their replicates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from tayanch.survey.compiling import Measure
from tayanch.survey.presenting import Block
from tayanch.survey.replication import ReplicateWeights
from tayanch.survey.sampling import Codes, Floats

if TYPE_CHECKING:
    from tayanch.survey.cube import Cube, View

CubeStat = Literal["total", "mean", "proportion", "ratio"]


@dataclass(frozen=True)
class Measured:
    """A variable's estimates and their linearised values (k, c) in the cells of a view."""

    block: Block
    z: Floats
    stat: str
    index: int
    measure: Measure
    divisor: Floats
    stood_for: Floats

    def coefficients(self, group: int) -> Floats:
        """What multiplies a row's weighted values (k, J) in the linearised values of a domain."""
        estimate, divisor = np.nan_to_num(self.block.estimate[:, group]), self.divisor[group]
        k = len(estimate)
        if self.stat == "total":
            return np.eye(k) if self.measure.kind == "category" else np.array([[1.0, self.measure.centre]])
        if divisor == 0:
            return np.zeros((k, k if self.stat == "proportion" else 2))
        if self.stat == "proportion":
            return np.asarray((np.eye(k) - estimate[:, None]) / divisor)
        return np.array([[1.0, -(estimate[0] - self.measure.centre)]]) * (1.0 / float(divisor))

    def replicates(self, view: View, weights: ReplicateWeights) -> Floats:
        """The estimates of each replicate (R, k, G)."""
        sums = Sums(view, self.index, self.measure)
        top, bottom = _fraction(sums, self.stat)
        below = None if bottom is None else view.replicated(bottom[None], weights)
        out = view.replicated(top, weights)
        if below is not None:
            with np.errstate(invalid="ignore", divide="ignore"):
                out = out / np.where(below == 0, np.nan, below)
        return out + self.measure.centre if self.stat == "mean" else out

    def squares(self, cube: Cube, cells: slice, scale: Floats) -> Floats:
        """Scaled sums (J, J) of products of a row's weighted values over some of the cube's cells."""

        def summed(name: str) -> float:
            return float(scale[cells] @ cube.column(f"{self.index}:q{name}")[cells])

        if self.measure.kind == "category":
            return np.diag([summed(f"l{at}") for at in range(len(self.measure.levels))] or [0.0])
        names = ("yy", "xy", "xx") if self.measure.kind == "ratio" else ("yy", "y", "k")
        first, both, second = (summed(name) for name in names)
        return np.array([[first, both], [both, second]])


def measured(view: View, index: int, measure: Measure, stat: CubeStat) -> Measured:
    """Estimates of one measure in all domains of a view."""
    sums = Sums(view, index, measure)
    levels = (measure.levels or (None,)) if measure.kind == "category" else (None,)
    ways = {"proportion": _proportion, "mean": _mean, "ratio": _ratio, "total": _number_total}
    way = _category_total if measure.kind == "category" and stat == "total" else ways[stat]
    estimate, z, squares, spread = way(sums)
    n, weighted = sums.n, sums.domain(sums.known)
    answered = weighted > 0
    estimate = np.where(answered, estimate, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        missing = np.where(sums.asked > 0, 1 - weighted / sums.asked, 0.0)
        variance = view.variances(z, squares) * (1.0 if view.size[0] > view.size[1] else np.nan)
        deff = variance / _random(spread, n, weighted, total=stat == "total")
    block = Block(
        measure.name,
        levels,
        estimate,
        variance,
        np.where(np.isfinite(deff), deff, np.nan),
        n,
        weighted,
        view.degrees(sums.members),
        np.clip(missing, 0, 1),
        share=stat == "proportion",
    )
    divisor = sums.domain(sums.part("x")) if stat == "ratio" else weighted
    stood_for = np.ones_like(estimate) if squares is None else view.stood_for(squares)
    return Measured(block, z, stat, index, measure, divisor, stood_for)


def variances_of(weights: ReplicateWeights, estimate: Floats, replicates: Floats) -> Floats:
    """Variances (k, G) of estimates (k, G) from those of each replicate (R, k, G), one level after another."""
    out = np.empty_like(estimate)
    for at in range(len(estimate)):
        for group in range(estimate.shape[1]):
            one = weights.covariance(estimate[at, group : group + 1], replicates[:, at, group : group + 1])
            out[at, group] = one[0, 0]
    return out


def _fraction(sums: Sums, stat: str) -> tuple[Floats, Floats | None]:
    """Numerator (k, c) and denominator (c,) of a statistic in the cells."""
    if stat == "proportion":
        return sums.levels(), sums.known
    if stat == "ratio":
        return sums.part("y")[None], sums.part("x")
    if stat == "mean":
        return sums.part("y")[None], sums.known
    if sums.measure.kind == "category":
        return sums.levels(), None
    return (sums.part("y") + sums.measure.centre * sums.known)[None], None


class Sums:
    """The sums of one measure in a view."""

    def __init__(self, view: View, index: int, measure: Measure) -> None:
        self.view, self.index, self.measure = view, index, measure
        self.known = self.part("k") if view.cube.has(f"{index}:k") else self.levels().sum(axis=0)
        has_rule = view.cube.has(f"{index}:e")
        self.members = self.part("m") if has_rule else view.column("counted")
        self.asked = self.domain(self.part("e") if has_rule else view.column("weight"))
        self.n = np.rint(self.domain(self.part("n"))).astype(np.int64)

    def part(self, name: str) -> Floats:
        """A sum of this measure in each cell."""
        return self.view.column(f"{self.index}:{name}")

    def levels(self, mark: str = "") -> Floats:
        """The sums of all levels (k, c); one row of 0 where nobody ever answered."""
        names = [f"{self.index}:{mark}l{at}" for at in range(len(self.measure.levels))]
        return self.view.columns(names) if names else np.zeros((1, len(self.view.layout.unit)))

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
