"""The cube against the plain path by rows: two independent ways to the same numbers."""

from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from tayanch.survey.cube import Cube
from tayanch.survey.design import Design, LonelyUnitError
from tayanch.survey.estimating import cube, estimate
from tests.survey.kernel import DESIGNS, by_rows, data_of, microdata

pytestmark = pytest.mark.plain
EXACT = 1e-12
STATS = [("proportion", "answer", None), ("total", "sex", None), ("mean", "wage", None), ("total", "wage", None), ("ratio", "wage", "hours")]


def the_same(frame, design, stat, of, over=None, *, by=(), where=None, margins=False):
    told = estimate(data_of(frame), design, [of], stat, by=by, where=where, over=over, margins=margins)
    rows, whole = by_rows(frame, design, told, stat, over, where)
    known = np.array([cell.estimate is not None for cell in told])
    assert known.any()
    ours = np.array([cell.estimate for cell in told if cell.estimate is not None])
    assert_allclose(ours, rows.values[known], rtol=EXACT)
    theirs = rows.covariance(whole)[np.ix_(known, known)]
    size = np.sqrt(np.outer(np.diag(theirs), np.diag(theirs)))
    errors = np.array([cell.se for cell in told if cell.estimate is not None])
    assert_allclose(errors, np.sqrt(np.diag(theirs)), rtol=1e-11, atol=EXACT * np.abs(ours).max())
    found = told.covariance[np.ix_(known, known)]
    assert np.abs(found - theirs).max() <= 1e-11 * size.max()
    assert [cell.df for cell in told] == [_degrees(frame, whole, cell, where) for cell in told]
    return told


def _degrees(frame, whole, cell, where):
    from tayanch.survey.expressions import parse

    rows = np.ones(len(frame), dtype=bool)
    for name, value in cell.by.items():
        rows &= (frame[name] == value).to_numpy()
    if where:
        rows &= parse(where).rows({name: frame[name].to_numpy() for name in frame.columns})
    return whole.degrees_of(rows)


@pytest.mark.parametrize("name", DESIGNS)
@pytest.mark.parametrize(("stat", "of", "over"), STATS)
def test_every_design_and_statistic_by_domain_agrees_with_the_rows(name, stat, of, over):
    the_same(microdata(1), DESIGNS[name], stat, of, over, by=["region"])


@pytest.mark.parametrize("name", DESIGNS)
def test_a_subpopulation_keeps_the_whole_design(name):
    the_same(microdata(2), DESIGNS[name], "proportion", "answer", by=["sex"], where="region == 2 and wage > 5000")


@pytest.mark.parametrize("name", DESIGNS)
def test_margins_come_with_their_covariance(name):
    told = the_same(microdata(3), DESIGNS[name], "proportion", "answer", by=["sex", "region"], margins=True)
    assert [dict(cell.by) for cell in told][-1] == {}


@pytest.mark.parametrize("rule", ["remove", "adjust", "average"])
@pytest.mark.parametrize("name", [name for name in DESIGNS if "stages" not in name or name == "two stages"])
def test_lonely_strata_follow_the_rule(name, rule):
    from dataclasses import replace

    frame = microdata(4, lonely=True)
    if not DESIGNS[name].clusters:
        frame = frame[(frame.stratum != "s 0") | (frame.index == 0)].reset_index(drop=True)
    told = the_same(frame, replace(DESIGNS[name], lonely=rule), "mean", "wage", by=["sex"])
    assert all("lonely" in cell.flags for cell in told) == bool(DESIGNS[name].strata)


@pytest.mark.parametrize("design", [DESIGNS["strata and clusters"], DESIGNS["strata"]])
def test_a_lonely_stratum_is_named(design):
    frame = microdata(4, lonely=True)
    frame = frame[(frame.stratum != "s 0") | (frame.index == 0)]
    with pytest.raises(LonelyUnitError, match="s 0"):
        estimate(data_of(frame), design, ["wage"], "mean", where="stratum == 's 1'")
