"""What an estimate says: its value and error, with its base, the missing share and warnings for the reader."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

HIDDEN_BASE, SHAKY_BASE = 25, 50  # unweighted answers: fewer are not shown, fewer are shown in brackets


@dataclass(frozen=True, slots=True)
class Estimate:
    """One cell.

    Attributes:
        variable: what was asked; ``level`` is the answer of a proportion, the probability of a quantile, else None.
        by: the domain, column to value; a margin leaves its column out.
        estimate, se, lower, upper: None where they cannot be known; ``flags`` says why.
        deff: variance over that of a simple random sample of the same size (without replacement), or None.
        n, weighted_n: rows with an answer in the domain, and their weights.
        df: degrees of freedom behind the interval.
        missing: weighted share of the domain's eligible rows that have no answer, 0 to 1.
        flags: codes, see :data:`FLAGS`.
    """

    variable: str
    level: str | float | None
    by: Mapping[str, Any]
    estimate: float | None
    se: float | None
    lower: float | None
    upper: float | None
    deff: float | None
    n: int
    weighted_n: float
    df: float
    missing: float = 0.0
    flags: tuple[str, ...] = ()

    def as_mapping(self) -> dict[str, Any]:
        """The cell with the keys of the command line's JSON, in their order."""
        names = ("variable", "level", "by", "estimate", "se", "lower", "upper", "deff", "n", "weighted_n", "df")
        cell = {name: getattr(self, name) for name in names}
        return cell | {"by": dict(self.by), "missing": self.missing, "flags": list(self.flags)}


FLAGS = {
    "hidden-base": f"Fewer than {HIDDEN_BASE} answers: not shown.",
    "shaky-base": f"{HIDDEN_BASE} to {SHAKY_BASE - 1} answers: shown in brackets.",
    "wide": "The standard error is over 30 % of the estimate.",
    "few-degrees": "Fewer than 8 degrees of freedom: the interval is rough.",
    "empty": "Nobody in this group was asked or answered.",
    "lonely": "A stratum with one sampling unit was treated by the rule of the design.",
    "no-variance": "The variance cannot be known.",
}


@dataclass(frozen=True)
class Estimates(Sequence[Estimate]):
    """Cells with their covariance (k, k), the sentence that says how they were made, and warnings for the reader."""

    cells: tuple[Estimate, ...]
    covariance: NDArray[np.float64]
    method: str
    warnings: tuple[str, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.cells)

    @overload
    def __getitem__(self, index: int) -> Estimate: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Estimate, ...]: ...
    def __getitem__(self, index: int | slice) -> Estimate | tuple[Estimate, ...]:
        return self.cells[index]

    def __iter__(self) -> Iterator[Estimate]:
        return iter(self.cells)

    def as_json(self) -> str:
        """A list of objects with full precision, one for each cell."""
        return json.dumps([cell.as_mapping() for cell in self.cells], ensure_ascii=False, indent=1, default=str)

    def as_csv(self) -> str:
        """One line for each cell; the columns of the domain stand first."""
        groups = list(dict.fromkeys(name for cell in self.cells for name in cell.by))
        out = io.StringIO()
        names = [name for name in Estimate.__slots__ if name not in ("by", "flags")]
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([*groups, *names, "flags"])
        for cell in self.cells:
            own = [getattr(cell, name) for name in names]
            writer.writerow([*(cell.by.get(group, "") for group in groups), *own, " ".join(cell.flags)])
        return out.getvalue()
