"""R's own data (schools in California, package ``survey``) and what R says about them, as Tayanch reads both."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from tayanch.survey.data import Data
from tayanch.survey.design import Design
from tayanch.survey.sampling import Sample, sample

HERE = Path(__file__).parent
RECORDED: dict[str, Any] = json.loads((HERE / "recorded.json").read_text(encoding="utf-8"))


def named(kind: str) -> Any:
    """All recorded cases of a kind, for ``pytest.mark.parametrize``, named as in the file."""
    return {"argvalues": RECORDED[kind], "ids": [case["name"] for case in RECORDED[kind]]}


@cache
def frame(name: str) -> pd.DataFrame:
    """A data set by the name that the recording gives it; ``half`` and ``small`` as in record.R."""
    if name in ("lonely_rows", "lonely_clus", "again", "certain", "pairs", "zero"):
        return _made(name)
    rows = pd.read_csv(HERE / "api" / f"{name}.csv", dtype={"cds": str})
    rows["half"] = np.where(rows.dnum % 2 == 0, "even", "odd")
    rows["small"] = pd.Series(np.where(rows["acs.k3"] < 19, "Yes", "No"), dtype=object).where(rows["acs.k3"].notna())
    if name == "apisrs":
        rows["share"] = 200 / 6194
    return rows


def _made(name: str) -> pd.DataFrame:
    """A data set made from one of R's: its rows and columns stand in the recording."""
    given = RECORDED["made"].get(name, {})
    rows = frame({"lonely_rows": "apistrat", "certain": "apiclus2"}.get(name, "apiclus1")).copy()
    if "cds" in given:
        rows = rows.set_index("cds").loc[given["cds"]].reset_index()
    if name == "zero":
        rows.loc[rows.dnum == 413, "pw"] = 0.0
    return rows.assign(**{column: values for column, values in given.items() if column != "cds"})


def columns(name: str) -> dict[str, NDArray[Any]]:
    """The columns of a data set as arrays."""
    return {str(column): values.to_numpy() for column, values in frame(name).items()}


def data(name: str) -> Data:
    """A data set as the library takes it."""
    return Data(pa.Table.from_pandas(frame(name), preserve_index=False))


def design(name: str) -> Design:
    """A recorded design as a :class:`Design`."""
    return Design.of(RECORDED["designs"][name]["mapping"])


@cache
def sampled(name: str) -> Sample:
    """The sample of a recorded design."""
    return sample(design(name), columns(RECORDED["designs"][name]["data"]))


def data_of(name: str) -> str:
    """Which data set a recorded design describes."""
    return str(RECORDED["designs"][name]["data"])


def rows_where(name: str, where: str | None) -> NDArray[np.bool_]:
    """Rows of a data set for which an R expression of a recording holds."""
    rows = frame(name)
    return np.ones(len(rows), dtype=bool) if where is None else np.asarray(rows.eval(where), dtype=bool)


def near(ours: float | None, theirs: float | None, scale: float = 0.0, tolerance: float = 1e-10) -> bool:
    """Equal to *tolerance* relative, or to it times *scale* where the number is 0 up to rounding."""
    if ours is None or theirs is None or np.isnan(ours) or np.isnan(theirs):
        return (ours is None or np.isnan(ours)) and (theirs is None or np.isnan(theirs))
    return abs(ours - theirs) <= tolerance * max(abs(theirs), abs(scale))
