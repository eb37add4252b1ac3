"""A design with known totals of the population: read, met, and estimated by the usual door as R does it."""

import json

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from tayanch.survey.asking import Asked, answer
from tayanch.survey.bridges import BridgeError, r_script
from tayanch.survey.calibration import CalibrationError
from tayanch.survey.cube import Cube
from tayanch.survey.data import Data
from tayanch.survey.design import Calibration, Design, DesignError, Replicates
from tayanch.survey.estimating import cube, estimate
from tayanch.survey.sampling import sample
from tests.survey import oracle
from tests.survey.test_agrees_with_r_beyond_totals import FILLED
from tests.survey.test_calibration import CELLS, DESIGNS, HERE, TYPES, WIDE, R

pytestmark = pytest.mark.plain
BY_TYPE, BY_BOTH = {"stype": TYPES}, {"stype": TYPES, "sch.wide": WIDE}
WITH_API = BY_TYPE | {"api99": 3914069}
NESTED = {"stype * awards": {kind: {got: CELLS[kind, got] for got in ("No", "Yes")} for kind in "EHM"}}
CASES = {
    "ps_one": ("one", {"method": "post-stratify", "margins": BY_TYPE}),
    "ps_two": ("two", {"method": "post-stratify", "margins": BY_TYPE}),
    "ps_cells": ("srs", {"method": "post-stratify", "margins": NESTED}),
    "ps_strat": ("strat", {"method": "post-stratify", "margins": {"sch.wide": WIDE}}),
    "rake_one": ("one", {"method": "rake", "margins": BY_BOTH}),
    "rake_two": ("two", {"margins": BY_BOTH}),
    "rake_strat": ("strat", {"method": "rake", "margins": dict(reversed(BY_BOTH.items()))}),
    "greg_one": ("one", {"method": "linear", "margins": WITH_API}),
    "greg_two": ("two", {"method": "linear", "margins": WITH_API}),
    "greg_strat": ("strat", {"method": "linear", "margins": WITH_API}),
    "greg_variance": ("srs", {"method": "linear", "margins": {"api99": 3914069}}),
    "bounded_one": ("one", {"method": "linear", "margins": WITH_API, "bounds": [0.5, 1.8]}),
    "raking_one": ("one", {"method": "raking", "margins": WITH_API}),
    "raking_bounded": ("strat", {"method": "raking", "margins": WITH_API, "bounds": [0.97, 1.06]}),
    "logit_two": ("two", {"method": "logit", "margins": WITH_API, "bounds": [0.1, 4]}),
}


def asked_of(name, given):
    file, drawn = DESIGNS[name]
    frame = pd.read_csv(HERE / "oracle" / "api" / f"{file}.csv")
    return Data(pa.Table.from_pandas(frame)), Design.of(drawn.as_mapping() | {"calibration": given})


def told(data, design, of, stat, **more):
    return [(cell.estimate, cell.se) for cell in estimate(data, design, [of], stat, **more)]


@pytest.mark.parametrize("name", CASES)
def test_the_usual_door_gives_the_estimates_and_errors_of_r(name):
    data, design = asked_of(*CASES[name])
    r = R[name]
    found = {
        "total": told(data, design, "enroll", "total"),
        "mean": told(data, design, "api00", "mean"),
        "ratio": told(data, design, "api.stu", "ratio", over="enroll"),
        "shares": told(data, design, "awards", "proportion"),
        "missing": told(data, design, "acs.core", "mean"),
        "by_stype": told(data, design, "api00", "mean", by=["stype"]),
        "high": told(data, design, "enroll", "total", where="stype == 'H'"),
    }
    for what, cells in found.items():
        estimates, errors = zip(*cells, strict=True)
        np.testing.assert_allclose(estimates, np.ravel(r[what]["estimate"]), rtol=1e-9, err_msg=what)
        np.testing.assert_allclose(errors, np.ravel(r[what]["se"]), rtol=1e-9, atol=1e-12, err_msg=what)
    (cell,) = estimate(data, design, ["api00"], "quantile")
    np.testing.assert_allclose([cell.estimate, cell.lower, cell.upper, cell.se], r["quantile"], rtol=1e-9)


def of_oracle(case):
    """The oracle's design with the calibration that it recorded."""
    method = case["method"]
    if method["kind"] == "regression":
        whole, high, middle, api99 = method["totals"]
        types = {"E": whole - high - middle, "H": high, "M": middle}
        return {
            "method": method["distance"],
            "margins": {"stype": types, "api99": api99},
            "bounds": method.get("bounds"),
        }
    margins = method["margins"] if method["kind"] == "raking" else [method]
    known = {one["column"]: dict(zip(one["levels"], one["totals"], strict=True)) for one in margins}
    return {"method": "rake" if method["kind"] == "raking" else "post-stratify", "margins": known}


@pytest.mark.parametrize("case", oracle.RECORDED["calibrated"], ids=lambda case: case["name"])
def test_domains_and_conditions_under_known_totals_are_those_of_r(case):
    rows = pd.DataFrame(dict(oracle.columns(oracle.data_of(case["design"]))))
    if case["design"] == "two stages":
        rows = rows.fillna(FILLED)
    design = Design.of(oracle.design(case["design"]).as_mapping() | {"calibration": of_oracle(case)})
    data = Data(pa.Table.from_pandas(rows))
    for one in case["estimates"]:
        (cell,) = estimate(data, design, [one["of"]], one["stat"], over=one["over"], where=one["where"])
        np.testing.assert_allclose([cell.estimate, cell.se], [one["estimate"], one["se"]], rtol=1e-8, err_msg=str(one))


def test_the_known_totals_are_met_without_error_and_the_sentence_says_how():
    data, design = asked_of(*CASES["rake_two"])
    found = estimate(data, design, ["stype", "sch.wide"], "total")
    np.testing.assert_allclose([cell.estimate for cell in found], [*TYPES.values(), *WIDE.values()], rtol=1e-11)
    assert max(cell.se for cell in found) < 0.01  # of thousands: R's ten rounds leave that much over
    assert found.method.startswith("Calibrated weights (rake over stype, sch.wide); Taylor linearisation of what the")
    assert found.covariance.shape == (5, 5)


def test_groups_of_one_answer_have_the_covariance_of_their_residuals():
    data, design = asked_of(*CASES["greg_two"])
    found = estimate(data, design, ["enroll"], "mean", by=["stype"], margins=True)
    np.testing.assert_allclose(np.sqrt(np.diag(found.covariance)), [cell.se for cell in found], rtol=1e-12)


def test_work_tells_how_far_it_is_and_may_be_stopped():
    class Stopped(Exception):
        pass

    def stop(share):
        if share > 0.4:
            raise Stopped

    data, design = asked_of(*CASES["rake_two"])
    shares = []
    estimate(data, design, ["awards"], "proportion", by=["stype"], progress=shares.append)
    assert shares == pytest.approx([0, 1 / 3, 2 / 3, 1, 1])
    with pytest.raises(Stopped):
        estimate(data, design, ["awards"], "proportion", by=["stype"], progress=stop)


def test_each_replicate_is_calibrated_as_in_r():
    for number, name in enumerate(("ps_one", "rake_one")):
        data, design = asked_of(*CASES[name])
        asked = Design.of(design.as_mapping() | {"replicates": {"method": "jk1"}})
        (cell,) = estimate(data, asked, ["api00"], "mean")
        theirs = R["replicates_ps"][number]
        np.testing.assert_allclose([cell.estimate, cell.se], [theirs["estimate"], theirs["se"]], rtol=1e-9)


def test_trimmed_weights_keep_their_sum_and_a_warning_says_that_totals_are_met_roughly():
    data, design = asked_of("one", CASES["ps_one"][1] | {"trim": [20, 40]})
    (cell,) = found = estimate(data, design, ["api00"], "mean")
    weights = sample(design, data.columns(design.columns)).weight
    assert (weights.min() >= 20 * (1 - 1e-9), weights.max() <= 40 * (1 + 1e-9)) == (True, True)
    assert cell.weighted_n == pytest.approx(6194)
    assert "trimmed to 20–40" in found.method
    assert "met roughly" in found.warnings[0]


def test_answers_match_whether_a_file_holds_them_as_numbers_or_as_text():
    numbers = pa.table({"sex": [1, 1, 2, 2], "y": [1.0, 2.0, 3.0, 5.0]})
    words = numbers.set_column(0, "sex", pa.array(["1", "1", "2", "2"]))
    gaps = numbers.set_column(0, "sex", pa.array([1.0, 1.0, 2.0, 2.0]))
    for keys in ({1: 30, 2: 70}, {"1": 30, "2": 70}):
        design = Design.of({"calibration": {"method": "post-stratify", "margins": {"sex": keys}}})
        for rows in (numbers, words, gaps):
            np.testing.assert_allclose(sample(design, Data(rows).columns(["sex"])).weight, [15, 15, 35, 35])
    twice = Design.of({"calibration": {"method": "post-stratify", "margins": {"sex": {1: 30, "1": 30, 2: 70}}}})
    with pytest.raises(CalibrationError, match="two totals for 1"):
        sample(twice, Data(numbers).columns(["sex"]))


def test_a_cube_and_other_tools_refuse_a_calibrated_design(tmp_path):
    data, design = asked_of(*CASES["ps_one"])
    with pytest.raises(DesignError, match="A cube holds sums"):
        cube(data, design, ["stype"])
    drawn = cube(data, DESIGNS["one"][1], ["stype"])
    with pytest.raises(DesignError, match="A cube holds sums"):
        Cube(design, drawn.measures, drawn.by, drawn.units, drawn.domains, drawn.cells)
    with pytest.raises(BridgeError, match="not handed over"):
        r_script(data, design, tmp_path)


def test_a_design_goes_through_json_and_yaml_and_comes_back(tmp_path):
    for name in ("ps_cells", "logit_two", "rake_one"):
        _, design = asked_of(*CASES[name])
        assert Design.of(json.loads(json.dumps(design.as_mapping()))) == design
    (tmp_path / "design.yaml").write_text("weight: w\ncalibration:\n  margins:\n    sex: {1: 30, 2: 70}\n")
    read = Design.read(tmp_path / "design.yaml")
    assert read.calibration == Calibration.of({"method": "rake", "margins": {"sex": {1: 30, 2: 70}}})
    assert read.columns == ("w", "sex")


def test_the_command_takes_a_calibrated_design(tmp_path):
    data, design = asked_of(*CASES["rake_one"])
    margins = {"stype": TYPES, "sch.wide": WIDE}
    text = {"weight": "pw", "clusters": "dnum", "fpc": "fpc", "calibration": {"method": "rake", "margins": margins}}
    (tmp_path / "design.yaml").write_text(json.dumps(text))
    file = HERE / "oracle" / "api" / "apiclus1.csv"
    rest = {"by": (), "where": "", "margins": False, "probabilities": ("0.5",), "level": 0.95, "interval": "default"}
    code, out = answer(Asked(file, tmp_path / "design.yaml", ("api00",), "mean", engine="duckdb", **rest), "json")
    assert (code, json.loads(out)[0]["se"]) == (0, pytest.approx(R["rake_one"]["mean"]["se"], rel=1e-9))
    text["calibration"]["margins"] = {"stype": TYPES | {"X": 5}}
    (tmp_path / "design.yaml").write_text(json.dumps(text))
    code, out = answer(Asked(file, tmp_path / "design.yaml", ("api00",), "mean", engine="duckdb", **rest), "json")
    assert code == 2
    assert "Nobody in the sample stands for X" in out
    assert data.rows.num_rows == 183
    assert design.weight == "pw"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"method": "rake"}, "needs margins"),
        ({"margins": {}}, "needs margins"),
        ({"method": "guess", "margins": BY_TYPE}, "Known: post-stratify, rake, linear, raking, logit"),
        ({"margins": BY_TYPE, "total": 3}, "Unknown in calibration: total"),
        ({"margins": {"stype": {}}}, "needs a total for each answer"),
        ({"margins": {"stype": {"E": "many"}}}, "The total of E in the margin 'stype' has to be a number"),
        ({"margins": {"sch.wide": {True: 5, False: 6}}}, "words such as yes into quotes"),
        ({"margins": {"stype * awards": {"E": 5}}}, "needs answers within E"),
        ({"margins": {"stype * stype": {"E": {"E": 5}}}}, "names no margin"),
        ({"margins": {"stype": TYPES, "sch.wide": {"No": 1, "Yes": 2}}}, "different sums"),
        ({"method": "post-stratify", "margins": BY_BOTH}, "cross its columns"),
        ({"method": "rake", "margins": WITH_API}, "needs linear, raking or logit: api99"),
        ({"method": "rake", "margins": BY_TYPE, "bounds": [0.5, 2]}, "use trim here"),
        ({"method": "logit", "margins": BY_TYPE}, "needs bounds"),
        ({"margins": BY_TYPE, "trim": [40, 20]}, "the lower one first"),
        ("rake", "method and margins below it"),
    ],
)
def test_a_calibration_that_cannot_be_read_says_what_to_change(given, said):
    with pytest.raises(DesignError, match=said):
        Design.of({"calibration": given})


@pytest.mark.parametrize("method", ["rake", "post-stratify", "linear"])
def test_totals_that_do_not_fit_the_file_are_named(method):
    def ask(margins):
        data, design = asked_of("one", {"method": method, "margins": margins})
        return estimate(data, design, ["api00"], "mean")

    with pytest.raises(CalibrationError, match="Nobody in the sample stands for X"):
        ask({"stype": TYPES | {"X": 10}})
    with pytest.raises(CalibrationError, match="no total for M"):
        ask({"stype": {"E": 4421, "H": 755}})
    with pytest.raises(CalibrationError, match=r"'acs\.k3' of the known totals is empty in \d+ rows"):
        ask({"acs.k3": {18: 100, 19: 100}})
    with pytest.raises(ValueError, match="no column 'sex'"):
        ask({"sex": {1: 5}})


def test_replicates_and_calibration_stand_in_one_design():
    design = Design("w", replicates=Replicates("brr", ("r1", "r2")), calibration=Calibration.of({"margins": BY_TYPE}))
    assert design.columns == ("w", "r1", "r2", "stype")
