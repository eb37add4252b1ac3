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
    answered: NDArray[np.bool_] | None = None,
    by: Sequence[Mapping[str, Any]] | None = None,
    share: bool = False,
    interval: Interval = "default",
    level: float = 0.95,
) -> Estimates:
    """The *k* estimates of *made* as cells named by *names*.

    *rows* holds for each estimate its domain (n,): it gives the degrees of freedom (as R's ``degf`` of a subset) and,
    with those who *answered* (n,), base and missing share. A comparison of groups names its smaller group there,
    because that one limits what can be said. *method* is the sentence for the reader, with its source.

    Raises:
        ValueError: names, rows or domains do not count as many as the estimates.
    """
    k = len(made.values)
    domains = [{} for _ in names] if by is None else list(by)
    if not len(names) == len(rows) == len(domains) == k:
        raise ValueError(f"There are {k} estimates; give as many names, rows and domains.")
    covariance = made.covariance(sample)
    variance = np.where(np.isnan(made.values), np.nan, np.diag(covariance))
    known = np.ones(len(sample.weight), dtype=bool) if answered is None else answered
    blocks = [
        _block(name, float(made.values[at]), float(variance[at]), sample, domain=rows[at], known=known, share=share)
        for at, name in enumerate(names)
    ]
    cells = [cells_of([block], [by_], method=interval, level=level) for block, by_ in zip(blocks, domains, strict=True)]
    return Estimates(tuple(cell[0] for cell in cells), covariance, method)


def smaller(answered: NDArray[np.bool_], *groups: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The group with the fewest answers: the base of a comparison."""
    return min(groups, key=lambda group: np.count_nonzero(group & answered))


def _block(
    name: str,
    value: float,
    variance: float,
    sample: Sample,
    *,
    domain: NDArray[np.bool_],
    known: NDArray[np.bool_],
    share: bool,
) -> Block:
    everybody, weighted = float(sample.weight[domain].sum()), float(sample.weight[domain & known].sum())
    return Block(
        variable=name,
        levels=(None,),
        estimate=np.array([[value]]),
        variance=np.array([[variance]]),
        deff=np.array([[np.nan]]),
        n=np.array([np.count_nonzero(domain & known)]),
        weighted=np.array([weighted]),
        df=np.array([sample.degrees_of(domain)]),
        missing=np.array([1 - weighted / everybody if everybody > 0 else 0.0]),
        share=share,
    )
