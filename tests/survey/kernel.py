"""The same estimates by the plain NumPy path, row by row, for comparing; and small samples of every sort of design."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from tayanch.survey import linear
from tayanch.survey.data import Data
from tayanch.survey.design import Design
from tayanch.survey.expressions import parse
from tayanch.survey.results import Estimates
from tayanch.survey.sampling import sample

DESIGNS = {
    "weights only": Design(weight="w"),
    "strata": Design(weight="w", strata=("stratum",)),
    "strata with populations": Design(weight="w", strata=("stratum",), fpc=("rows_there",)),
    "strata without weights": Design(strata=("stratum",), fpc=("rows_there",)),
    "clusters": Design(weight="w", clusters=("village",)),
    "strata and clusters": Design(weight="w", strata=("stratum",), clusters=("village",)),
    "clusters with populations": Design(weight="w", strata=("stratum",), clusters=("village",), fpc=("villages",)),
    "two stages": Design(
        weight="w", strata=("stratum",), clusters=("village", "household"), fpc=("villages", "households")
    ),
    "two stages, fractions below": Design(
        weight="w", strata=("stratum",), clusters=("village", "household"), fpc=("villages",)
    ),
    "three stages": Design(
        weight="w", strata=("stratum",), clusters=("village", "household", "person"),
        fpc=("villages", "households", "persons"),
    ),
    "two stages without weights": Design(
        strata=("stratum",), clusters=("village", "household"), fpc=("villages", "households")
    ),
}  # fmt: skip


def microdata(seed: int, *, strata: int = 4, villages: int = 4, lonely: bool = False) -> pd.DataFrame:
    """Rows of persons in households in villages in strata; codes repeat between strata, some answers are missing."""
    draw = np.random.default_rng(seed)
    rows: list[dict[str, Any]] = []
    for stratum in range(strata):
        count = 1 if lonely and stratum == 0 else int(draw.integers(2, villages + 1))
        for village in range(count):
            for household in range(int(draw.integers(2, 5))):
                rows.extend(
                    {"stratum": f"s {stratum}", "village": village, "household": household, "person": person}
                    for person in range(int(draw.integers(2, 4)))
                )
    frame = pd.DataFrame(rows)
    n = len(frame)
    frame["w"] = draw.uniform(0.5, 20, n)
    frame["villages"] = frame.groupby("stratum")["village"].transform("nunique") * 3
    frame["households"] = frame.groupby(["stratum", "village"])["household"].transform("nunique") + 4
    frame["persons"] = frame.groupby(["stratum", "village", "household"])["person"].transform("nunique") + 1
    frame["rows_there"] = frame.groupby("stratum")["w"].transform("size") * 4
    frame["sex"] = draw.choice(["f", "m"], n)
    frame["region"] = np.where(draw.random(n) < 0.1, np.nan, draw.integers(1, 4, n))
    frame["answer"] = np.where(draw.random(n) < 0.1, np.nan, draw.integers(1, 4, n))
    frame["wage"] = np.where(draw.random(n) < 0.2, np.nan, draw.lognormal(9, 1, n))
    frame["hours"] = draw.uniform(5, 60, n)
    return frame


def data_of(frame: pd.DataFrame, **given: Any) -> Data:
    """The rows as Arrow."""
    return Data(pa.Table.from_pandas(frame, preserve_index=False), **given)


def by_rows(
    frame: pd.DataFrame, design: Design, told: Estimates, stat: str, over: str | None = None, where: str | None = None
) -> tuple[linear.Linear, Any]:
    """The estimates of *told* in their order, from the rows; and the sample."""
    columns = {name: frame[name].to_numpy() for name in frame.columns}
    whole = sample(design, columns)
    inside = parse(where).rows(columns) if where else np.ones(len(frame), dtype=bool)
    parts = []
    for cell in told.cells:
        rows = inside.copy()
        for name, value in cell.by.items():
            rows &= (frame[name] == value).to_numpy()
        values = frame[cell.variable.split("/")[0]].to_numpy()
        if cell.level is not None:
            values = np.where(pd.isna(values), np.nan, (values == cell.level).astype(float))
        if stat == "total":
            parts.append(linear.total(whole, values, rows=rows))
        elif stat == "ratio":
            parts.append(linear.ratio(whole, values, frame[over].to_numpy(), rows))
        else:
            parts.append(linear.mean(whole, values, rows))
    return parts[0].beside(*parts[1:]), whole
