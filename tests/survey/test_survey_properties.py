"""What must hold for every survey, tried on small random designs: strata, clusters, two stages, lonely units, gaps."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings, strategies as st
from numpy.typing import NDArray

from tayanch.survey import linear
from tayanch.survey.codebook import Codebook, Level, Variable
from tayanch.survey.cube import Cube
from tayanch.survey.data import Data
from tayanch.survey.design import Design
from tayanch.survey.engines import DuckDB
from tayanch.survey.estimating import cube
from tayanch.survey.linear import Linear
from tayanch.survey.results import Estimate, Estimates
from tayanch.survey.sampling import Sample, sample

ENGINE = DuckDB()
EXACT = 1e-12
DESIGNS = {
    "rows": Design(weight="w"),
    "strata": Design(weight="w", strata=("h",), lonely="adjust"),
    "strata with populations": Design(weight="w", strata=("h",), fpc=("rows_there",), lonely="remove"),
    "clusters": Design(weight="w", clusters=("c",), lonely="remove"),
    "clusters in strata": Design(weight="w", strata=("h",), clusters=("c",), lonely="average"),
    "clusters with populations": Design(weight="w", strata=("h",), clusters=("c",), fpc=("units_there",), lonely="adjust"),
    "two stages": Design(
        weight="w", strata=("h",), clusters=("c", "k"), fpc=("units_there", "homes_there"), lonely="remove"
    ),
}
BOOK = Codebook({"q": Variable("q", "category", levels=tuple(Level(code, {}) for code in ("a", "b", "c")))})


@st.composite
def surveys(draw: st.DrawFn) -> pd.DataFrame:
    """Rows of persons in homes in units in strata; codes start again, some answers are missing, weights differ widely."""
    shape = draw(
        st.lists(
            st.lists(st.lists(st.integers(1, 2), min_size=1, max_size=3), min_size=1, max_size=3), min_size=1, max_size=3
        )
    )
    places = [
        {"h": f"stratum {h}", "c": c, "k": float(k)}
        for h, units in enumerate(shape)
        for c, homes in enumerate(units)
        for k, persons in enumerate(homes)
        for _ in range(persons)
    ]
    n = len(places)
    number = st.one_of(st.integers(-1000, 1000).map(float), st.floats(-1e3, 1e3, width=32))
    rows = pd.DataFrame(places)
    rows["w"] = draw(st.lists(st.floats(0.125, 1024, width=32), min_size=n, max_size=n))
    rows["y"] = draw(st.lists(st.one_of(number, st.none()), min_size=n, max_size=n))
    rows["x"] = draw(st.lists(st.integers(1, 9).map(float), min_size=n, max_size=n))
    rows["q"] = draw(st.lists(st.sampled_from(["a", "b", "c", None]), min_size=n, max_size=n))
    rows["g"] = draw(st.lists(st.sampled_from(["women", "men"]), min_size=n, max_size=n))
    rows["y"] = rows["y"].astype(float)
    rows["rows_there"] = rows.groupby("h")["w"].transform("size") * 2.0
    rows["units_there"] = rows.groupby("h")["c"].transform("nunique") + 1.0
    rows["homes_there"] = rows.groupby(["h", "c"])["k"].transform("nunique") + 2.0
    return rows


def _data(rows: pd.DataFrame) -> Data:
    return Data(pa.Table.from_pandas(rows, preserve_index=False), BOOK)


def _cubes(rows: pd.DataFrame, design: Design, **more: Any) -> tuple[Cube, Cube]:
    """A cube of answers and numbers, and one of ratios."""
    of = {"by": ["g"], "engine": ENGINE, **more}
    return cube(_data(rows), design, ["q", "y"], **of), cube(_data(rows), design, ["y"], over="x", **of)


def _tables(pair: tuple[Cube, Cube], **more: Any) -> dict[str, Estimates]:
    both, ratios = pair
    told = {"proportion": both.estimate(["q"], "proportion", **more), "mean": both.estimate(["y"], "mean", **more)}
    return told | {"total": both.estimate(["y"], "total", **more), "ratio": ratios.estimate(None, "ratio", **more)}


def _by_cell(table: Estimates) -> dict[Any, Estimate]:
    return {(cell.level, *cell.by.items()): cell for cell in table}


def _kernel(rows: pd.DataFrame, drawn: Sample, stat: str, level: Any, inside: NDArray[np.bool_]) -> Linear:
    columns = {name: rows[name].to_numpy() for name in ("y", "x", "q")}
    if stat == "proportion":
        return linear.proportions(drawn, columns["q"], [level], inside)
    if stat == "ratio":
        return linear.ratio(drawn, columns["y"], columns["x"], inside)
    return (linear.mean if stat == "mean" else linear.total)(drawn, columns["y"], rows=inside)


def _sample(rows: pd.DataFrame, design: Design) -> Sample:
    return sample(design, {name: rows[name].to_numpy() for name in design.columns} or {"w": rows["w"].to_numpy()})


def _near(one: float | None, other: float | None, size: float, tolerance: float = EXACT) -> bool:
    """Both missing, or equal to *tolerance* of the larger of them and the *size* of what was summed."""
    if one is None or other is None or np.isnan(one) or np.isnan(other):
        return (one is None or np.isnan(one)) == (other is None or np.isnan(other))
    return abs(one - other) <= tolerance * max(abs(one), abs(other), size)


def _size(rows: pd.DataFrame, stat: str) -> float:
    """How large the numbers are that were summed: rounding is measured against them."""
    biggest = float(np.nanmax(np.abs(rows["y"]), initial=1.0))
    return {"proportion": 1.0, "mean": biggest, "ratio": biggest}.get(stat, float(rows["w"].sum()) * biggest)


def _same(ours: dict[str, Estimates], others: dict[str, Estimates], rows: pd.DataFrame) -> None:
    for stat, table in ours.items():
        cells, theirs = _by_cell(table), _by_cell(others[stat])
        assert cells.keys() == theirs.keys()
        size = _size(rows, stat)
        for key, cell in cells.items():
            other = theirs[key]
            assert _near(cell.estimate, other.estimate, size), (stat, key, cell, other)
            assert _near(cell.se, other.se, 100 * size), (stat, key, cell, other)
            assert (cell.n, cell.df) == (other.n, other.df)


a_design = pytest.mark.parametrize("name", DESIGNS)
few = settings(max_examples=6, deadline=None)
many = settings(max_examples=25, deadline=None)


@a_design
@few
@given(rows=surveys())
def test_the_cube_is_the_rows_for_every_statistic_and_domain(name: str, rows: pd.DataFrame) -> None:
    drawn = _sample(rows, DESIGNS[name])
    for stat, table in _tables(_cubes(rows, DESIGNS[name]), margins=True).items():
        for cell in table:
            inside = np.ones(len(rows), dtype=bool)
            for column, value in cell.by.items():
                inside &= (rows[column] == value).to_numpy()
            kernel, size = _kernel(rows, drawn, stat, cell.level, inside), _size(rows, stat)
            if cell.n == 0:
                assert (cell.estimate, cell.se) == (None, None)
                continue
            assert _near(cell.estimate, float(kernel.values[0]), size), (stat, cell)
            if drawn.degrees > 0 and cell.df > 0:
                assert _near(cell.se, float(kernel.se(drawn)[0]), 100 * size), (stat, cell, kernel.se(drawn))


@a_design
@few
@given(rows=surveys(), seed=st.integers(0, 2**16))
def test_permuting_rows_changes_nothing(name: str, rows: pd.DataFrame, seed: int) -> None:
    mixed = rows.iloc[np.random.default_rng(seed).permutation(len(rows))]
    _same(_tables(_cubes(rows, DESIGNS[name])), _tables(_cubes(mixed, DESIGNS[name])), rows)


@a_design
@few
@given(rows=surveys(), seed=st.integers(0, 2**16))
def test_the_cubes_of_two_parts_of_a_file_add_up_to_the_whole(name: str, rows: pd.DataFrame, seed: int) -> None:
    part = np.random.default_rng(seed).random(len(rows)) < 0.5
    if part.all() or not part.any():
        return
    whole, first, second = (_cubes(some, DESIGNS[name]) for some in (rows, rows[part], rows[~part]))
    _same(_tables(whole), _tables((first[0] + second[0], first[1] + second[1])), rows)


@a_design
@few
@given(rows=surveys(), factor=st.sampled_from([0.001, 0.5, 3.0, 12345.0]))
def test_scaling_weights_changes_no_proportion_mean_or_ratio_nor_their_errors(
    name: str, rows: pd.DataFrame, factor: float
) -> None:
    scaled = rows.assign(w=rows["w"] * factor)
    before, after = (_tables(_cubes(some, DESIGNS[name])) for some in (rows, scaled))
    totals, grown = before.pop("total"), after.pop("total")
    _same(before, after, rows)
    size = _size(scaled, "total")
    for one, other in zip(totals, grown, strict=True):
        assert _near(None if one.estimate is None else one.estimate * factor, other.estimate, size)
        assert _near(None if one.se is None else one.se * factor, other.se, 100 * size)


@a_design
@many
@given(rows=surveys())
def test_the_totals_of_domains_add_up_and_their_covariances_to_the_variance_of_the_whole(
    name: str, rows: pd.DataFrame
) -> None:
    design = Design(**{**DESIGNS[name].as_mapping(), "lonely": "remove"})
    drawn = _sample(rows, design)
    y = rows["y"].to_numpy()
    parts = [linear.total(drawn, y, rows=(rows["g"] == group).to_numpy()) for group in ("women", "men")]
    whole, size = linear.total(drawn, y), _size(rows, "total")
    both = parts[0].beside(parts[1])
    assert _near(float(both.values.sum()), float(whole.values[0]), size)
    variance = float(both.covariance(drawn).sum())
    assert abs(variance - float(whole.covariance(drawn)[0, 0])) <= EXACT * size**2
    assert _near(parts[0].minus(parts[1]).values[0], both.values[0] - both.values[1], size)


@a_design
@few
@given(rows=surveys())
def test_a_subpopulation_loses_no_stratum_and_no_unit(name: str, rows: pd.DataFrame) -> None:
    """A condition is the same as a domain, and the same as zeros for everybody outside of it."""
    pair = _cubes(rows, DESIGNS[name])
    women = cube(_data(rows), DESIGNS[name], ["q", "y"], where="g == 'women'", engine=ENGINE)
    if not (rows["g"] == "women").any():
        return
    by_condition, by_domain = women.estimate(["y"], "total"), pair[0].estimate(["y"], "total")
    asked = next(cell for cell in by_domain if cell.by["g"] == "women")
    assert by_condition.method == by_domain.method  # "… sampling units in … strata"
    size = _size(rows, "total")
    assert _near(by_condition[0].estimate, asked.estimate, size)
    assert _near(by_condition[0].se, asked.se, 100 * size)
    assert by_condition[0].df == asked.df
    if (rows["y"].isna() & (rows["g"] == "women")).any():
        return
    zeros = rows.assign(y=np.where(rows["g"] == "women", rows["y"], 0.0))
    told = cube(_data(zeros), DESIGNS[name], ["y"], engine=ENGINE).estimate(["y"], "total")[0]
    if DESIGNS[name].lonely != "average":  # there a stratum of zeros is not met
        assert _near(told.se, asked.se, 100 * size)


@many
@given(rows=surveys())
def test_a_share_of_everybody_has_no_error_and_lies_in_its_interval(rows: pd.DataFrame) -> None:
    drawn = _sample(rows, DESIGNS["clusters in strata"])
    everybody = linear.mean(drawn, np.ones(len(rows)))
    assert everybody.values[0] == 1
    assert float(everybody.se(drawn)[0]) == 0 or np.isnan(everybody.se(drawn)[0])


@few
@given(rows=surveys())
def test_every_share_lies_between_its_limits_and_these_between_0_and_1(rows: pd.DataFrame) -> None:
    table = _cubes(rows, DESIGNS["clusters"])[0].estimate(["q"], "proportion", margins=True)
    for cell in table:
        if cell.estimate is not None and cell.lower is not None and cell.upper is not None:
            assert -EXACT <= cell.lower <= cell.estimate + EXACT
            assert cell.estimate - EXACT <= cell.upper <= 1 + EXACT
