"""What a reader of tables can know, as a system of linear inequalities over the smallest cells ("atoms").

Everything that was told – margins, earlier releases, that zeros are shown and nothing is negative – is a row; a hidden
cell is a sum of atoms that no row fixes. Variables and rows as in Fischetti and Salazar, "Solving the cell suppression
problem on tabular data with linear constraints", Management Science 47 (2001).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from tayanch.disclosure.layout import Layout
from tayanch.disclosure.matrices import handy, row
from tayanch.disclosure.rules import Rules
from tayanch.disclosure.sensitivity import Measured

UP, DOWN = 1, -1


@dataclass(frozen=True)
class Target:
    """A number that nobody may come near: a sum of atoms, and the values between which it must stay possible."""

    row: int  # of Knowledge.targets
    low: float
    high: float
    reason: str


@dataclass(frozen=True)
class Knowledge:
    """The system of one table, with what is known besides it.

    Attributes:
        lower, upper: of each atom, known to everybody.
        hard, hard_low, hard_high: rows that are known whatever this table hides: earlier releases.
        cells: cells that may be shown or hidden × atoms; *values* of them, *weights*: what is lost with each, *places*:
            their place among the keys of the layout.
        targets: sums that must be protected × atoms, described by *wanted*.
        scale: true values are these times *scale*.
    """

    lower: Any
    upper: Any
    cells: Any
    values: Any
    weights: Any
    places: Any
    targets: Any
    wanted: tuple[Target, ...]
    hard: Any = None
    hard_low: Any = None
    hard_high: Any = None
    scale: float = 1.0
    primary: Any = field(default=None)  # bool, one a cell: hidden for itself

    @property
    def slack(self) -> float:
        """What counts as equal."""
        return 1e-6 * max(1.0, float(self.values.max(initial=1.0)) ** 0.5)


def of_table(layout: Layout, measured: Measured, rules: Rules) -> Knowledge:
    """What the readers of one table know."""
    import numpy as np

    scale = 1.0 if measured.is_count else max(float(measured.values.max(initial=1.0)) / 1e5, 1e-9)
    atoms = np.flatnonzero(measured.inner > 0) if rules.zero_is_safe else np.arange(len(measured.inner))
    places = np.flatnonzero(measured.values > 0) if rules.zero_is_safe else np.arange(len(measured.values))
    cells, values = handy(layout.sums[places][:, atoms]), measured.values[places] / scale
    lower, upper = priors(measured.inner[atoms] / scale, measured, rules)
    where = {int(place): row for row, place in enumerate(places)}
    rows = [where[one.place] for one in measured.sensitive]
    wanted = tuple(
        clamped(Target(place, one.low / scale, one.high / scale, one.reason), cells[[at]], lower, upper)
        for place, (at, one) in enumerate(zip(rows, measured.sensitive, strict=True))
    )
    primary = np.zeros(len(places), bool)
    primary[rows] = True
    weights = np.log1p(measured.values[places]) + 0.1
    return Knowledge(lower, upper, cells, values, weights, places, cells[rows], wanted, scale=scale, primary=primary)


def clamped(one: Target, over: Any, lower: Any, upper: Any) -> Target:
    """The target without what everybody knows anyhow: a sum of two cells that are not zero is not 1."""
    import numpy as np

    within = np.flatnonzero(row(over, 0))
    least, most = float(lower[within].sum()), float(upper[within].sum())
    return replace(one, low=max(one.low, least), high=min(one.high, most))


def priors(inner: Any, measured: Measured, rules: Rules) -> tuple[Any, Any]:
    """What everybody knows of each atom before reading: it is not negative, not zero where zeros are shown, and on
    which side of *smallest* it is where that is told."""
    import numpy as np

    lower, upper = np.zeros(len(inner)), np.full(len(inner), np.inf)
    if measured.is_count and rules.zero_is_safe:
        lower[:] = 1
    if measured.is_count and rules.tell_small:
        small = inner < rules.smallest
        upper[small] = rules.smallest - 1
        lower[~small] = rules.smallest
    return lower, upper
