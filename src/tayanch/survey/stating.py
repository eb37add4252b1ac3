"""Linear estimates of any kind, an index or a gap, as cells for a reader: intervals, bases, flags, the method."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tayanch.survey.intervals import Interval
from tayanch.survey.linear import Linear
from tayanch.survey.presenting import Block, cells_of
from tayanch.survey.results import Estimates
from tayanch.survey.sampling import Sample


def stated(
    made: Linear,
    sample: Sample,
    names: Sequence[str],
    rows: Sequence[NDArray[np.bool_]],
    *,
    method: str,
    by: Sequence[Mapping[str, Any]] | None = None,
    missing: Sequence[float] | None = None,
    share: bool = False,
    interval: Interval = "default",
    level: float = 0.95,
) -> Estimates:
    """The *k* estimates of *made* as cells named by *names*.

    *rows* holds for each estimate the rows (n,) with an answer behind it: they give base and degrees of freedom. A
    comparison of groups names its smaller group there, because that one limits what can be said. *method* is the
    sentence for the reader, with its source.

    Raises:
        ValueError: names, rows or domains do not count as many as the estimates.
    """
    k = len(made.values)
    domains = [{} for _ in names] if by is None else list(by)
    gone = [0.0] * k if missing is None else list(missing)
    if not len(names) == len(rows) == len(domains) == len(gone) == k:
        raise ValueError(f"There are {k} estimates; give as many names, rows, domains and missing shares.")
    covariance = made.covariance(sample)
    variance = np.where(np.isnan(made.values), np.nan, np.diag(covariance))
    cells = [
        cells_of(
            [_block(name, made.values[at], variance[at], sample, rows=rows[at], missing=gone[at], share=share)],
            [domains[at]],
            method=interval,
            level=level,
            always=(),
        )[0]
        for at, name in enumerate(names)
    ]
    return Estimates(tuple(cells), covariance, method)


def smaller(*groups: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The rows of the group with the fewest answers: the base of a comparison."""
    return min(groups, key=np.count_nonzero)


def _block(
    name: str, value: float, variance: float, sample: Sample, *, rows: NDArray[np.bool_], missing: float, share: bool
) -> Block:
    def one(number: float) -> NDArray[Any]:
        return np.array([number])

    return Block(
        variable=name,
        levels=(None,),
        estimate=np.array([[value]], float),
        variance=np.array([[variance]], float),
        deff=np.array([[np.nan]]),
        n=one(int(np.count_nonzero(rows))),
        weighted=one(float(sample.weight[rows].sum())),
        df=one(float(sample.degrees_of(rows))),
        missing=one(missing),
        share=share,
    )
