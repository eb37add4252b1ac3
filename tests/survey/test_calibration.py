"""Calibrated weights and their errors: R's postStratify, rake, calibrate and trimWeights."""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tayanch.survey import linear
from tayanch.survey.calibration import (
    CalibrationError,
    calibrate,
    cross,
    indicators,
    post_stratify,
    rake,
    trim,
    with_replicates,
    with_weights,
)
from tayanch.survey.data import Data
from tayanch.survey.design import Design, DesignError, Replicates
from tayanch.survey.estimating import estimate
from tayanch.survey.quantiles import quantiles
from tayanch.survey.replication import made
from tayanch.survey.sampling import sample

HERE = Path(__file__).parent
R = json.loads((HERE / "recorded" / "calibration.json").read_text())["recorded"]
DESIGNS = {
    "srs": ("apisrs", Design(weight="pw", fpc=("fpc",))),
    "strat": ("apistrat", Design(weight="pw", strata=("stype",), fpc=("fpc",))),
    "one": ("apiclus1", Design(weight="pw", clusters=("dnum",), fpc=("fpc",))),
    "two": ("apiclus2", Design(weight="pw", clusters=("dnum", "snum"), fpc=("fpc1", "fpc2"))),
}
TYPES = {"E": 4421, "H": 755, "M": 1018}
WIDE = {"No": 1072, "Yes": 5122}
CELLS = dict(
    zip([(kind, got) for got in ("No", "Yes") for kind in "EHM"], [1234, 445, 532, 3187, 310, 486], strict=True)
)


def read(name):
    frame = pd.read_csv(HERE / "oracle" / "api" / f"{DESIGNS[name][0]}.csv")
    return frame, sample(DESIGNS[name][1], {column: frame[column].to_numpy() for column in frame})


def with_api(frame, drawn, **options):
    columns, totals = indicators("stype", frame["stype"], {"H": 755, "M": 1018})
    columns |= {"schools": np.ones(len(frame)), "api99": frame["api99"].to_numpy()}
    return calibrate(drawn, columns, totals | {"schools": 6194, "api99": 3914069}, **options)


def by_api(frame, drawn, **options):
    return calibrate(drawn, {"api99": frame["api99"]}, {"api99": 3914069}, **options)


def both(frame, *turned):
    margins = [(frame["stype"], TYPES), (frame["sch.wide"], WIDE)]
    return margins[::-1] if turned else margins


CASES = {
    "ps_one": ("one", lambda f, s: post_stratify(s, f["stype"], TYPES)),
    "ps_two": ("two", lambda f, s: post_stratify(s, f["stype"], TYPES)),
    "ps_cells": ("srs", lambda f, s: post_stratify(s, cross(f["stype"], f["awards"]), CELLS)),
    "ps_strat": ("strat", lambda f, s: post_stratify(s, f["sch.wide"], WIDE)),
    "rake_one": ("one", lambda f, s: rake(s, both(f))),
    "rake_two": ("two", lambda f, s: rake(s, both(f))),
    "rake_strat": ("strat", lambda f, s: rake(s, both(f, "turned"))),
    "greg_one": ("one", with_api),
    "greg_two": ("two", with_api),
    "greg_strat": ("strat", with_api),
    "greg_variance": ("srs", by_api),
    "ratio": ("srs", lambda f, s: by_api(f, s, variance=f["api99"])),
    "bounded_one": ("one", lambda f, s: with_api(f, s, bounds=(0.5, 1.8))),
    "raking_one": ("one", lambda f, s: with_api(f, s, distance="raking")),
    "raking_bounded": ("strat", lambda f, s: with_api(f, s, distance="raking", bounds=(0.97, 1.06))),
    "logit_two": ("two", lambda f, s: with_api(f, s, distance="logit", bounds=(0.1, 4))),
    "twice": ("one", lambda f, s: with_api(f, post_stratify(s, f["stype"], TYPES))),
    "trimmed": ("one", lambda f, s: trim(post_stratify(s, f["stype"], TYPES), 40, 20, strict=False)),
    "trimmed_strictly": ("two", lambda f, s: trim(s, 60, 20)),
}


def made_case(name):
    design, make = CASES[name]
    frame, drawn = read(design)
    return frame, make(frame, drawn)


@pytest.mark.parametrize("name", CASES)
def test_weights_are_those_of_r(name):
    _, drawn = made_case(name)
    np.testing.assert_allclose(drawn.weight[:8], R[name]["first"], rtol=1e-10)
    np.testing.assert_allclose([drawn.weight.sum(), (drawn.weight**2).sum()], [R[name]["sum"], R[name]["squares"]])
    assert drawn.degrees == R[name]["degf"]


@pytest.mark.parametrize("name", CASES)
def test_estimates_and_errors_are_those_of_r(name):
    frame, drawn = made_case(name)
    kinds = [(frame["stype"] == kind).to_numpy() for kind in "EHM"]
    means = [linear.mean(drawn, frame["api00"], rows) for rows in kinds]
    found = {
        "total": linear.total(drawn, frame["enroll"]),
        "mean": linear.mean(drawn, frame["api00"]),
        "ratio": linear.ratio(drawn, frame["api.stu"], frame["enroll"]),
        "shares": linear.proportions(drawn, frame["awards"], ["No", "Yes"]),
        "missing": linear.mean(drawn, frame["acs.core"]),
        "by_stype": means[0].beside(*means[1:]),
        "high": linear.total(drawn, frame["enroll"], rows=kinds[1]),
    }
    for what, ours in found.items():
        np.testing.assert_allclose(ours.values, np.ravel(R[name][what]["estimate"]), rtol=1e-10, err_msg=what)
        np.testing.assert_allclose(ours.se(drawn), np.ravel(R[name][what]["se"]), rtol=1e-10, atol=1e-15, err_msg=what)


@pytest.mark.parametrize("name", CASES)
def test_quantiles_of_a_calibrated_sample_are_those_of_r(name):
    frame, drawn = made_case(name)
    found = quantiles(drawn, frame["api00"])
    ours = [found.values[0], found.lower[0], found.upper[0], found.se[0]]
    np.testing.assert_allclose(ours, R[name]["quantile"], rtol=1e-9)


def test_each_replicate_can_be_calibrated_as_in_r():
    frame, drawn = read("one")
    replicates = made(drawn, Replicates("jk1"))
    ways = (
        lambda s: post_stratify(s, frame["stype"], TYPES),
        lambda s: rake(s, both(frame)),
        lambda s: with_api(frame, s),
    )
    for number, way in enumerate(ways):
        adjusted = replicates.reweighted(lambda weight, way=way: way(replace(drawn, weight=weight)).weight)
        found = adjusted.totals(frame["enroll"]) if number == 2 else adjusted.mean(frame["api00"])
        theirs = R["replicates_ps"][number]
        np.testing.assert_allclose([found.values[0], found.se()[0]], [theirs["estimate"], theirs["se"]], rtol=1e-9)


def test_calibrated_replicates_go_out_as_columns_and_give_r_s_errors_by_the_usual_door():
    frame, drawn = read("one")
    adjusted = made(drawn, Replicates("jk1")).reweighted(
        lambda weight: rake(replace(drawn, weight=weight), both(frame)).weight
    )
    data, design = with_replicates(Data(pa.Table.from_pandas(frame)), adjusted, "raked")
    (cell,) = estimate(data, Design.of(design.as_mapping()), ["api00"], "mean")
    theirs = R["replicates_ps"][1]
    np.testing.assert_allclose([cell.estimate, cell.se], [theirs["estimate"], theirs["se"]], rtol=1e-9)
    with pytest.raises(CalibrationError, match="another name"):
        with_replicates(data, adjusted, "raked")


def test_replicates_are_not_made_from_a_sample_that_is_calibrated_already():
    _, drawn = made_case("ps_one")
    with pytest.raises(DesignError, match="calibrate each"):
        made(drawn, Replicates("jk1"))


@pytest.mark.parametrize("name", ["ps_one", "rake_two", "greg_two", "raking_one", "logit_two"])
def test_a_total_that_was_given_has_no_error(name):
    frame, drawn = made_case(name)
    high = linear.total(drawn, (frame["stype"] == "H").astype(float))
    np.testing.assert_allclose(high.values, [755], rtol=1e-9)
    assert high.se(drawn) < 1e-3


def test_forgetting_the_calibration_gives_another_error():
    frame, drawn = made_case("rake_one")
    honest = linear.total(drawn, frame["enroll"]).se(drawn)
    forgetful = replace(drawn, calibrated=())
    assert linear.total(forgetful, frame["enroll"]).se(forgetful) > 1.8 * honest


def test_a_group_without_anybody_or_without_a_total_is_named():
    frame, drawn = read("one")
    with pytest.raises(CalibrationError, match="Nobody in the sample stands for X"):
        post_stratify(drawn, frame["stype"], TYPES | {"X": 10})
    partly = post_stratify(drawn, frame["stype"], TYPES | {"X": 10}, partial=True)
    assert partly.weight.sum() == pytest.approx(6194)
    with pytest.raises(CalibrationError, match="no total for M"):
        post_stratify(drawn, frame["stype"], {"E": 4421, "H": 755})
    with pytest.raises(CalibrationError, match="empty in some rows"):
        post_stratify(drawn, frame["stype"].where(frame["stype"] != "M", None), TYPES)
    with pytest.raises(CalibrationError, match="0 or more"):
        post_stratify(drawn, frame["stype"], TYPES | {"M": -1})


def test_margins_that_cannot_both_be_met_are_told():
    frame, drawn = read("one")
    with pytest.raises(CalibrationError, match="different sums"):
        rake(drawn, [(frame["stype"], TYPES), (frame["sch.wide"], {"No": 1, "Yes": 2})])
    same = (frame["stype"] == "E").to_numpy()
    with pytest.raises(CalibrationError, match="contradict each other"):
        rake(drawn, [(same, {True: 4000, False: 2194}), (~same, {True: 1000, False: 5194})], rounds=50)
    with pytest.raises(CalibrationError, match="at least one margin"):
        rake(drawn, [])


def test_totals_that_cannot_be_met_within_the_bounds_are_told():
    frame, drawn = read("one")
    with pytest.raises(CalibrationError, match="Widen the bounds"):
        with_api(frame, drawn, bounds=(0.9, 1.1))
    with pytest.raises(CalibrationError, match="two finite bounds"):
        with_api(frame, drawn, distance="logit")
    with pytest.raises(CalibrationError, match="below and above 1"):
        with_api(frame, drawn, bounds=(1.2, 3))
    with pytest.raises(CalibrationError, match="Known: linear, raking, logit"):
        with_api(frame, drawn, distance="chi")
    with pytest.raises(CalibrationError, match="look at api00"):
        calibrate(drawn, {"api00": frame["api00"]}, {"api99": 1})
    with pytest.raises(CalibrationError, match=r"some rows: acs\.k3"):
        calibrate(drawn, {"acs.k3": frame["acs.k3"]}, {"acs.k3": 1})
    with pytest.raises(CalibrationError, match="missing or infinite"):
        calibrate(drawn, {"api99": frame["api99"]}, {"api99": np.nan})
    with pytest.raises(CalibrationError, match="above 0 in every row"):
        by_api(frame, drawn, variance=np.zeros(len(frame)))


def test_columns_that_repeat_each_other_are_no_obstacle():
    frame, drawn = read("one")
    columns, totals = indicators("stype", frame["stype"], TYPES)
    everybody = {"schools": np.ones(len(frame))}
    repeated = calibrate(drawn, columns | everybody, totals | {"schools": 6194})
    expected = post_stratify(drawn, frame["stype"], TYPES)
    np.testing.assert_allclose(repeated.weight, expected.weight, rtol=1e-9)
    ours, theirs = (linear.mean(s, frame["api00"]).se(s) for s in (repeated, expected))
    np.testing.assert_allclose(ours, theirs, rtol=1e-9)


def test_trimming_keeps_the_sum_and_the_limits():
    _, drawn = read("two")
    trimmed = trim(drawn, 60, 20)
    assert trimmed.weight.sum() == pytest.approx(drawn.weight.sum())
    assert 20 * (1 - 1e-9) <= trimmed.weight.min() <= trimmed.weight.max() <= 60 * (1 + 1e-9)
    with pytest.raises(CalibrationError, match="cannot keep their sum"):
        trim(drawn, 30)


def test_weights_go_out_as_a_column():
    frame, drawn = made_case("rake_one")
    data = Data(pa.Table.from_pandas(frame[["cds", "pw"]]))
    out = with_weights(data, drawn, "raked")
    np.testing.assert_array_equal(out.columns(["raked"])["raked"], drawn.weight)
    with pytest.raises(CalibrationError, match="another name"):
        with_weights(out, drawn, "raked")
    with pytest.raises(CalibrationError, match="has 3 rows"):
        with_weights(Data(data.rows.slice(0, 3)), drawn, "raked")


def test_the_example_of_the_reference_runs(capsys):
    page = (HERE.parents[1] / "docs" / "reference" / "survey-weights.md").read_text(encoding="utf-8")
    exec(re.search(r"```python\n(.*?)```", page, re.DOTALL)[1], {})
    average, apart = (
        np.array(re.findall(r"[\d.]+", line), float) for line in capsys.readouterr().out.strip().splitlines()
    )
    assert average[1] < average[0] / 20
    assert 0 < apart[1] < apart[0]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.01, 100))
def test_raked_weights_meet_every_margin_and_scaling_the_first_weights_changes_nothing(seed, factor):
    rng = np.random.default_rng(seed)
    n = 80
    first, second = np.arange(n) % 3, np.arange(n) // 3 % 4
    weight = rng.uniform(0.5, 5, n)
    parts = rng.dirichlet(np.full(3, 20)), rng.dirichlet(np.full(4, 20))
    margins = [
        (column, {value: 1000 * share for value, share in enumerate(part)})
        for column, part in zip((first, second), parts, strict=True)
    ]
    usual, scaled = (rake(sample(Design("w"), {"w": weight * k}), margins) for k in (1, factor))
    for column, totals in margins:
        np.testing.assert_allclose(np.bincount(column, usual.weight), list(totals.values()), rtol=1e-9)
    np.testing.assert_allclose(scaled.weight, usual.weight, rtol=1e-8)
    y = rng.normal(size=n)
    np.testing.assert_allclose(
        linear.mean(usual, y).se(usual), linear.mean(scaled, y).se(scaled), rtol=1e-6, atol=1e-12
    )


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["linear", "raking", "logit"]))
def test_calibrated_weights_give_the_totals_whatever_the_distance(seed, distance):
    rng = np.random.default_rng(seed)
    n = 60
    weight, size = rng.uniform(1, 5, n), rng.gamma(4, 2, n)
    columns = {"people": np.ones(n), "size": size}
    totals = {"people": weight.sum() * 1.05, "size": weight @ size * 1.08}
    bounds = (0.2, 5) if distance == "logit" else (0, np.inf)
    found = calibrate(sample(Design("w"), {"w": weight}), columns, totals, distance=distance, bounds=bounds)
    np.testing.assert_allclose([found.weight.sum(), found.weight @ size], list(totals.values()), rtol=1e-9)
    assert (found.weight >= 0).all()
