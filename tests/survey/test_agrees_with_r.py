"""Every estimator against R's ``survey``, on R's own data, to ten digits.

The numbers stand in ``oracle/recorded.json``; ``oracle/record.R`` made them and makes them again where R is present.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tayanch.survey import linear
from tayanch.survey.linear import Linear

from . import oracle
from .oracle import named, near

Case = dict[str, Any]


def _inside(case: Case, by: dict[str, Any]) -> Any:
    rows = oracle.frame(oracle.data_of(case["design"]))
    inside = oracle.rows_where(oracle.data_of(case["design"]), case["where"])
    for column, value in by.items():
        inside = inside & (rows[column] == value).to_numpy()
    return inside


def _kernel(case: Case, cell: Case) -> Linear:
    """The cell by the row-wise kernel."""
    sample = oracle.sampled(case["design"])
    rows = oracle.columns(oracle.data_of(case["design"]))
    inside, of = _inside(case, cell["by"]), rows[cell["variable"]]
    if case["stat"] == "proportion":
        return linear.proportions(sample, of, [cell["level"]], inside)
    if case["stat"] == "ratio":
        return linear.ratio(sample, of, rows[case["over"]], inside)
    return (linear.mean if case["stat"] == "mean" else linear.total)(sample, of, rows=inside)


def _scale(case: Case) -> float:
    """The size below which an error is 0 up to rounding."""
    return 1e-4 if case["stat"] in ("proportion", "ratio") else 1e-2


def _same_error(ours: float | None, case: Case, cell: Case) -> bool:
    """Whether a standard error is R's; a share or mean over a single unit may have 0 where R knows none."""
    if cell["se"] is None and cell["df"] == 0 and ours is not None and ours < 1e-12:
        return True
    return near(ours, cell.get("se_documented", cell["se"]), _scale(case))


@pytest.mark.parametrize("case", **named("cases"))
def test_the_kernel_has_r_s_estimates_and_errors(case: Case) -> None:
    sample = oracle.sampled(case["design"])
    for cell in case["cells"]:
        ours = _kernel(case, cell)
        assert near(float(ours.values[0]), cell["estimate"]), cell
        assert _same_error(float(ours.se(sample)[0]), case, cell), (cell, ours.se(sample))
        assert sample.degrees_of(_inside(case, cell["by"])) == cell["df"]
