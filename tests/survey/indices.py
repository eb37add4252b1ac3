"""R's own data with its designs, and an estimator's slope found by moving each weight a little."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tayanch.survey.design import Design
from tayanch.survey.linear import Linear
from tayanch.survey.sampling import Sample, sample

HERE = Path(__file__).parent
R: dict[str, Any] = json.loads((HERE / "recorded" / "indices.json").read_text())["recorded"]
DESIGNS = {
    "apistrat": Design(weight="pw", strata=("stype",), fpc=("fpc",)),
    "apiclus2": Design(weight="pw", clusters=("dnum", "snum"), fpc=("fpc1", "fpc2")),
}
WITHOUT_FPC = {
    "apistrat": Design(weight="pw", strata=("stype",), clusters=("snum",)),
    "apiclus2": Design(weight="pw", clusters=("dnum",)),
}
BOTH = tuple(DESIGNS)


def read(name: str) -> tuple[pd.DataFrame, Sample]:
    """A data set of R's survey and its design."""
    frame = pd.read_csv(HERE / "oracle" / "api" / f"{name}.csv", keep_default_na=True)
    return frame, sample(DESIGNS[name], {column: frame[column].to_numpy() for column in DESIGNS[name].columns})


def slopes(made: Callable[[Sample], Linear], drawn: Sample, step: float = 1e-5) -> np.ndarray:
    """Weight times the derivative of each estimate by that weight (n, k), without any formula."""
    out = []
    for row in range(len(drawn.weight)):
        up, down = drawn.weight.copy(), drawn.weight.copy()
        up[row] *= 1 + step
        down[row] *= 1 - step
        change = made(replace(drawn, weight=up)).values - made(replace(drawn, weight=down)).values
        out.append(change / (2 * step))
    return np.array(out)
