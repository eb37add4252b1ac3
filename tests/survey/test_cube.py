"""The cube against the plain path by rows: two independent ways to the same numbers."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from numpy.testing import assert_allclose

from tayanch.survey.compiling import QuestionError
from tayanch.survey.cube import Cube
from tayanch.survey.data import Data
from tayanch.survey.design import Design, LonelyUnitError, Replicates
from tayanch.survey.engines import opened
from tayanch.survey.estimating import _measures, cube, estimate
from tayanch.survey.expressions import parse
from tayanch.survey.replication import replicate_weights
from tayanch.survey.rowwise import Rows, estimate_by_replicates
from tests.survey.kernel import DESIGNS, by_rows, data_of, microdata

pytestmark = pytest.mark.plain
EXACT = 1e-12
STATS = [
    ("proportion", "answer", None),
    ("total", "sex", None),
    ("mean", "wage", None),
    ("total", "wage", None),
    ("ratio", "wage", "hours"),
]


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


@pytest.fixture(scope="module")
def parts():
    """A file and its two halves, which share villages."""
    frame = microdata(5)
    return frame, frame.iloc[::2].reset_index(drop=True), frame.iloc[1::2].reset_index(drop=True)


@pytest.mark.parametrize("name", ["strata", "strata and clusters", "two stages"])
def test_cubes_of_parts_add_up_to_the_cube_of_the_file(parts, name):
    asked = {"of": ["answer", "wage", "sex"], "by": ["region"]}
    whole, one, other = (cube(data_of(part), DESIGNS[name], **asked) for part in parts)
    for stat, of in (("proportion", "answer"), ("mean", "wage"), ("total", "sex"), ("total", "wage")):
        expected, found = whole.estimate([of], stat, margins=True), (one + other).estimate([of], stat, margins=True)
        assert [cell.by for cell in found] == [cell.by for cell in expected]
        assert_allclose([c.estimate for c in found], [c.estimate for c in expected], rtol=EXACT)
        assert_allclose([c.se for c in found], [c.se for c in expected], rtol=1e-11)
        assert [(c.n, c.df) for c in found] == [(c.n, c.df) for c in expected]


def test_cubes_of_different_designs_do_not_add_up(parts):
    one, other = (cube(data_of(parts[0]), DESIGNS[name], ["answer"]) for name in ("strata", "clusters"))
    with pytest.raises(QuestionError, match="same design"):
        one + other


@pytest.mark.parametrize("name", ["strata", "clusters with populations", "three stages"])
def test_a_saved_cube_tells_the_same(parts, name, tmp_path: Path):
    made = cube(data_of(parts[0]), DESIGNS[name], ["answer", "wage"], by=["sex", "region"], where="hours > 10")
    made.save(tmp_path / "one.cube")
    read = Cube.load(tmp_path / "one.cube")
    for stat in ("proportion", "mean"):
        assert read.estimate(None, stat, by=["sex"]).cells == made.estimate(None, stat, by=["sex"]).cells


def test_another_file_is_no_cube(tmp_path: Path):
    (tmp_path / "x.cube").write_bytes(b"something else")
    with pytest.raises(QuestionError, match="holds no cube"):
        Cube.load(tmp_path / "x.cube")


def test_a_cube_answers_for_fewer_domains_what_the_file_answers(parts):
    made = cube(data_of(parts[0]), DESIGNS["strata and clusters"], ["answer"], by=["sex", "region"])
    expected = estimate(data_of(parts[0]), DESIGNS["strata and clusters"], ["answer"], "proportion", by=["sex"])
    found = made.estimate(["answer"], by=["sex"])
    assert_allclose([c.estimate for c in found], [c.estimate for c in expected], rtol=EXACT)
    assert_allclose([c.se for c in found], [c.se for c in expected], rtol=1e-11)


def test_a_cube_names_its_small_cells(parts):
    frame = parts[0].copy()
    frame.loc[frame.index > 4, "wage"] = np.nan
    small = cube(data_of(frame), DESIGNS["clusters"], ["wage", "hours"], by=["sex"]).too_small(25)
    assert {one["variable"] for one in small} == {"wage"}
    assert sum(one["n"] for one in small) == frame.wage.notna().sum()


def test_the_gap_of_women_and_men_has_its_error_from_one_cube(parts):
    frame, design = parts[0], DESIGNS["strata and clusters"]
    told = estimate(data_of(frame), design, ["wage"], "mean", by=["sex"])
    by_hand = told.covariance[0, 0] + told.covariance[1, 1] - 2 * told.covariance[0, 1]
    rows, whole = by_rows(frame, design, told, "mean")
    gap = rows.through([rows.values[0] - rows.values[1]], [[1.0, -1.0]])
    assert by_hand == pytest.approx(gap.covariance(whole)[0, 0], rel=1e-11)


METHODS = [Replicates("jkn"), Replicates("bootstrap", count=40, seed=3), Replicates("jkn", mse=True)]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("stat", "of", "over"), STATS)
def test_replicates_of_the_cube_are_those_of_the_rows(method, stat, of, over):
    frame = microdata(6)
    design = Design(weight="w", strata=("stratum",), clusters=("village",), replicates=method)
    told = estimate(data_of(frame), design, [of], stat, by=["sex"], over=over)
    data, measures = data_of(frame), _measures(opened("duckdb"), data_of(frame), [of], stat, over)
    rows = Rows.read(data, design, [name for one in measures for name in one.columns], ["sex"], None, margins=False)
    expected = estimate_by_replicates(rows, measures, stat, interval="default", level=0.95)
    for part in ("estimate", "se", "lower", "upper", "weighted_n", "missing"):
        found, wanted = ([getattr(cell, part) for cell in cells] for cells in (told, expected))
        assert_allclose(found, wanted, rtol=1e-10, atol=1e-15)
    assert [(c.n, c.df, c.level, c.by) for c in told] == [(c.n, c.df, c.level, c.by) for c in expected]
    assert_allclose(told.covariance, expected.covariance, rtol=1e-9, atol=1e-12 * np.abs(expected.covariance).max())


def test_half_samples_of_two_villages_agree_with_the_rows():
    frame = microdata(7, villages=2)
    design = Design(weight="w", strata=("stratum",), clusters=("village",))
    made = cube(data_of(frame), design, ["wage"]).replicate(Replicates("brr"), ["wage"], "mean")
    weights = replicate_weights(replace(design, replicates=Replicates("brr")), {n: frame[n].to_numpy() for n in frame})
    assert made[0].se == pytest.approx(weights.mean(frame.wage.to_numpy()).se()[0], rel=1e-11)


def test_parts_of_a_file_add_up_although_a_number_takes_few_values_in_one_of_them() -> None:
    rows = pa.table({"y": [*range(30), *([1, 2] * 15)], "part": [1] * 30 + [2] * 30, "w": [1.0] * 60})
    parts = [cube(Data(rows.filter(pc.equal(rows["part"], part))), Design(weight="w"), ["y"]) for part in (1, 2)]
    assert len(parts[0].measures) < len(parts[1].measures)
    (mean,) = (parts[0] + parts[1]).estimate(["y"], "mean")
    assert mean.estimate == pytest.approx((sum(range(30)) + 45) / 60, rel=1e-12)
