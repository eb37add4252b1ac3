"""From arrays of estimates to cells for a reader: intervals, bases, flags, and the sentence that says how."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tayanch.survey.intervals import Interval, interval
from tayanch.survey.results import HIDDEN_BASE, SHAKY_BASE, Estimate, Estimates
from tayanch.survey.sampling import Floats

WIDE, FEW_DEGREES = 0.3, 8


@dataclass(frozen=True)
class Block:
    """The estimates of one variable: *k* levels (one without levels) in *G* domains.

    Attributes:
        estimate, variance, deff: (k, G), NaN where they cannot be known.
        n, weighted, df, missing: (G,) answers, their weight, degrees of freedom, weighted share without an answer.
        share: whether estimates are shares, for which other intervals hold.
        limits: lower and upper limits (k, G) where they do not follow from the error.
    """

    variable: str
    levels: tuple[Any, ...]
    estimate: Floats
    variance: Floats
    deff: Floats
    n: NDArray[Any]
    weighted: Floats
    df: NDArray[Any]
    missing: Floats
    share: bool = False
    limits: tuple[Floats, Floats] | None = None


class LazyEstimates(Estimates):
    """Estimates whose covariance is computed when somebody asks for it: between many cells it costs more than they."""

    def __init__(
        self, cells: tuple[Estimate, ...], make: Callable[[], Floats], method: str, warnings: tuple[str, ...]
    ) -> None:
        for name, value in (("cells", cells), ("_make", make), ("method", method), ("warnings", warnings)):
            object.__setattr__(self, name, value)

    @cached_property
    def covariance(self) -> Floats:
        """Covariance (k, k) of the cells; NaN where it cannot be known."""
        made: Floats = self._make()  # type: ignore[attr-defined]
        return made


def places(blocks: Sequence[Block]) -> list[NDArray[np.int64]]:
    """The position (k, G) of each block's estimates in the list of cells: by variable, domain, level."""
    out, start = [], 0
    for block in blocks:
        k, groups = block.estimate.shape
        out.append(start + np.arange(groups)[None, :] * k + np.arange(k)[:, None])
        start += k * groups
    return out


def cells_of(
    blocks: Sequence[Block],
    domains: Sequence[Mapping[str, Any]],
    *,
    method: Interval,
    level: float,
    always: tuple[str, ...] = (),
) -> tuple[Estimate, ...]:
    """All cells in their order; *always* are flags that every one carries."""
    return tuple(cell for block in blocks for cell in _cells(block, domains, method, level, always))


def _cells(
    block: Block, domains: Sequence[Mapping[str, Any]], method: Interval, level: float, always: tuple[str, ...]
) -> Iterator[Estimate]:
    k = len(block.levels)
    estimate, variance, deff = (part.T.ravel() for part in (block.estimate, block.variance, block.deff))
    n, weighted, df, missing = (np.repeat(part, k) for part in (block.n, block.weighted, block.df, block.missing))
    se = np.where(np.isnan(estimate), np.nan, np.sqrt(np.maximum(variance, 0.0)))
    chosen: Interval = method if block.share or method in ("default", "wald") else "default"
    if block.limits is None:
        lower, upper = interval(estimate, se, df.astype(float), method=chosen, share=block.share, n=n, level=level)
    else:
        lower, upper = (part.T.ravel() for part in block.limits)
    flags = _flags(estimate, se, n, df, always)
    columns: list[list[Any]] = [_values(part) for part in (estimate, se, lower, upper, deff)]
    columns += [part.tolist() for part in (n, weighted, df, missing)]
    for at, (own, marks) in enumerate(zip(zip(*columns, strict=True), flags, strict=True)):
        answer, by = block.levels[at % k], domains[at // k]
        value, error, low, high, effect, base, weight, degrees, gone = own
        yield Estimate(
            block.variable, answer, by, value, error, low, high, effect, base, weight, degrees, gone, flags=marks
        )


def _values(column: Floats) -> list[float | None]:
    return [value if value - value == 0 else None for value in column.tolist()]  # what is not finite is not known


def _flags(
    estimate: Floats, se: Floats, n: NDArray[Any], df: NDArray[Any], always: tuple[str, ...]
) -> Iterator[tuple[str, ...]]:
    """The flags of each cell; see :data:`tayanch.survey.results.FLAGS`."""
    empty = np.isnan(estimate)
    with np.errstate(invalid="ignore"):
        tests = {
            "hidden-base": ~empty & (n < HIDDEN_BASE),
            "shaky-base": ~empty & (n >= HIDDEN_BASE) & (n < SHAKY_BASE),
            "wide": ~empty & (se > WIDE * np.abs(estimate)),
            "few-degrees": ~empty & (df < FEW_DEGREES),
            "empty": empty,
            "no-variance": ~empty & np.isnan(se),
        }
    names, columns = list(tests), np.column_stack(list(tests.values())).tolist()
    for row in columns:
        yield tuple(name for name, is_so in zip(names, row, strict=True) if is_so) + always
