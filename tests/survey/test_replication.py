"""Replicates: R's as.svrepdesign, svrepdesign and withReplicates; the jackknife without its matrix; sums by unit."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tayanch.survey import linear
from tayanch.survey.association import rao_scott
from tayanch.survey.balance import hadamard
from tayanch.survey.design import Design, DesignError, LonelyUnitError, Replicates
from tayanch.survey.quantiles import quantile, quantiles
from tayanch.survey.replication import Dense, ReplicateWeights, made, replicate_weights
from tayanch.survey.sampling import sample

HERE = Path(__file__).parent
R = json.loads((HERE / "recorded" / "replication.json").read_text())["recorded"]


def clusters():
    frame = pd.read_csv(HERE / "oracle" / "api" / "apiclus1.csv")
    frame["third"] = frame["dnum"] % 3
    frame["group"] = np.where(frame["dnum"].isin([61, 135]), frame["dnum"], 1000 + frame["dnum"] % 2)
    return frame


def pairs():
    frame = clusters()
    districts = np.sort(frame["dnum"].unique())[:14]
    frame = frame[frame["dnum"].isin(districts)].sort_values("dnum", kind="stable").reset_index(drop=True)
    return frame.assign(pair=np.searchsorted(districts, frame["dnum"]) // 2)


def arrays(frame):
    return {column: frame[column].to_numpy() for column in frame}


def factors(frame, name, whole=False):
    """Recorded factors of R's units as columns of the file."""
    of_unit = dict(zip(map(int, R["factors"][name]["unit"]), R["factors"][name]["factors"], strict=True))
    matrix = np.array([of_unit[unit] for unit in frame["dnum"]]) * (frame["pw"].to_numpy()[:, None] if whole else 1)
    return {f"r{number}": column for number, column in enumerate(matrix.T)}


def case(name):
    """The file and the replicates of a recorded case."""
    many = {"weight": "pw", "strata": ("third",), "clusters": ("dnum",)}
    two = {"weight": "pw", "strata": ("pair",), "clusters": ("dnum",)}
    if name == "jk1":
        frame, design = clusters(), Design("pw", clusters=("dnum",), fpc=("fpc",), replicates=Replicates("jk1"))
    elif name == "jkn":
        frame, design = clusters(), Design(**many, replicates=Replicates("jkn"))
    elif name == "strat":
        frame = pd.read_csv(HERE / "oracle" / "api" / "apistrat.csv")
        design = Design("pw", strata=("stype",), fpc=("fpc",), replicates=Replicates("jkn"))
    elif name in ("brr", "fay"):
        frame, design = pairs(), Design(**two, replicates=Replicates(name, fay=0.3 if name == "fay" else 0))
    else:
        frame = clusters()
        columns = factors(frame, "jkn" if name == "mse" else "bootstrap", whole=name != "bootstrap")
        rules = {
            "bootstrap": Replicates("bootstrap", tuple(columns), combined=False),
            "mse": Replicates("jkn", tuple(columns), scale=1.0, rscales=tuple(R["jkn_rscales"]), mse=True),
            "sdr": Replicates("successive-difference", tuple(columns)),
        }
        frame, design = frame.assign(**columns), Design("pw", replicates=rules[name])
    return frame, replicate_weights(design, arrays(frame))


CASES = [name for name in R if "degf" in R[name]]


def check(ours, theirs, **tolerance):
    np.testing.assert_allclose(ours.values, np.ravel(theirs["estimate"]), rtol=1e-10)
    np.testing.assert_allclose(ours.se(), np.ravel(theirs["se"]), **({"rtol": 1e-10} | tolerance))


@pytest.mark.parametrize("name", CASES)
def test_estimates_errors_and_degrees_of_freedom_are_those_of_r(name):
    frame, weights = case(name)
    theirs = R[name]
    assert weights.count == theirs["count"]
    assert weights.degrees == theirs["degf"]
    assert weights.degrees_of((frame["stype"] == "H").to_numpy()) == theirs["degf_high"]
    check(weights.mean(frame["api00"]), theirs["mean"])
    check(weights.totals(frame["enroll"]), theirs["total"])
    check(weights.ratio(frame["api.stu"], frame["enroll"]), theirs["ratio"])
    check(weights.mean(frame["acs.core"]), theirs["missing"])
    certain = name == "strat"  # the type of school is the stratum: its error is 0 up to rounding
    check(weights.proportions(frame["stype"], ["E", "H", "M"]), theirs["shares"], **({"atol": 1e-9} if certain else {}))


@pytest.mark.parametrize("name", CASES)
def test_domains_and_covariances_are_those_of_r(name):
    frame, weights = case(name)
    each = [weights.mean(frame["api00"], (frame["stype"] == kind).to_numpy()) for kind in R[name]["stype"]]
    check(each[0].beside(*each[1:]), R[name]["by_stype"])
    both = weights.mean(frame["api00"]).beside(weights.mean(frame["api99"]))
    np.testing.assert_allclose(both.covariance(), R[name]["covariance"], rtol=1e-9)


@pytest.mark.parametrize("name", CASES)
def test_any_function_of_weights_is_an_estimator_as_in_r(name):
    frame, weights = case(name)
    score = frame["api00"].to_numpy(float)

    def spread(w):
        return np.sqrt(np.average((score - np.average(score, weights=w)) ** 2, weights=w))

    check(weights.estimate(spread), R[name]["spread"])
    check(weights.estimate(lambda w: quantile(score, w, 0.5)), R[name]["median"])


@pytest.mark.parametrize("name", CASES)
def test_quantiles_take_their_limits_from_replicates(name):
    frame, weights = case(name)
    found = quantiles(weights, frame["api00"], [0.25, 0.5])
    theirs = R[name]["quantiles"]
    np.testing.assert_allclose(found.values, theirs["value"])
    for part in ("lower", "upper", "se"):
        np.testing.assert_allclose(getattr(found, part), np.array(theirs[part], float), rtol=1e-9, err_msg=part)
    known = ~np.isnan(found.se)
    np.testing.assert_allclose(found.linear.se()[known], found.se[known], rtol=1e-9)


@pytest.mark.parametrize("name", CASES)
def test_rao_and_scott_s_test_takes_its_variance_from_replicates(name):
    frame, weights = case(name)
    found = rao_scott(weights, frame["awards"], frame["sch.wide"])
    theirs = R[name]["chi"]
    ours = (found.statistic, found.df, found.denominator, found.p_value)
    np.testing.assert_allclose(ours, [theirs[key] for key in ("statistic", "ndf", "ddf", "p")], rtol=1e-8)


@pytest.mark.parametrize("rule", ["remove", "adjust", "average"])
def test_lonely_units_are_treated_as_in_r(rule):
    frame = clusters()
    design = Design("pw", strata=("group",), clusters=("dnum",), lonely=rule, replicates=Replicates("jkn"))
    weights = replicate_weights(design, arrays(frame))
    theirs = R["lonely"][rule]
    assert weights.degrees == theirs["degf"]
    check(weights.mean(frame["api00"]), theirs["mean"])
    check(weights.totals(frame["enroll"]), theirs["total"])


@pytest.mark.parametrize("method", ["jkn", "bootstrap"])
def test_a_lonely_unit_stops_replication_and_its_stratum_is_named(method):
    design = Design("pw", strata=("group",), clusters=("dnum",), replicates=Replicates(method))
    with pytest.raises(LonelyUnitError, match="Stratum 61 "):
        replicate_weights(design, arrays(clusters()))


@pytest.mark.parametrize("rule", ["remove", "adjust"])
def test_the_jackknife_without_its_matrix_is_the_one_with_it(rule):
    frame = clusters()
    columns = arrays(frame)
    weights = made(sample(Design("pw", ("group",), ("dnum",), lonely=rule), columns), Replicates("jkn"))
    dense = Dense(np.array([weights.multipliers.row(r) for r in range(weights.count)]))
    sums = np.random.default_rng(3).normal(size=(dense.matrix.shape[1], 4))
    np.testing.assert_allclose(weights.multipliers.totals(sums), dense.totals(sums), rtol=1e-12)
    for kind in ("H", "M", "E"):
        units = np.unique(weights.unit[(frame["stype"] == kind).to_numpy()])
        assert weights.multipliers.rank(units) == dense.rank(units), kind


def test_the_jackknife_of_a_total_is_its_linearised_error():
    frame = clusters()
    drawn = sample(Design("pw", ("third",), ("dnum",)), arrays(frame))
    for rule in (Replicates("jkn"), Replicates("jkn", mse=True)):
        errors = made(drawn, rule).totals(frame["enroll"], rows=(frame["stype"] == "E").to_numpy()).se()
        expected = linear.total(drawn, frame["enroll"], rows=(frame["stype"] == "E").to_numpy()).se(drawn)
        np.testing.assert_allclose(errors, expected, rtol=1e-3 if not rule.mse else 1e-12)


def test_half_samples_of_a_total_are_its_linearised_error_whatever_the_matrix():
    rng = np.random.default_rng(5)
    for strata in (1, 2, 3, 5, 7, 11, 13, 26, 30):
        stratum = np.repeat(np.arange(strata), 2)
        columns = {"w": rng.uniform(1, 9, 2 * strata), "h": stratum}
        drawn = sample(Design("w", ("h",)), columns)
        y = rng.normal(size=2 * strata)
        for rule in (Replicates("brr"), Replicates("fay", fay=0.5)):
            half = made(drawn, rule)
            np.testing.assert_allclose(half.totals(y).se(), linear.total(drawn, y).se(drawn), rtol=1e-12)
            assert half.degrees == strata


def test_hadamard_matrices_are_orthogonal_and_start_with_ones():
    for least in range(1, 130):
        matrix = hadamard(least).astype(int)
        assert len(matrix) >= least
        assert (matrix @ matrix.T == len(matrix) * np.eye(len(matrix))).all()
        assert (matrix[0] == 1).all()


def test_the_bootstrap_repeats_itself_with_its_seed_and_is_about_right():
    frame = clusters()
    drawn = sample(Design("pw", ("third",), ("dnum",)), arrays(frame))
    first, again, other = (made(drawn, Replicates("bootstrap", count=2000, seed=seed)) for seed in (4, 4, 5))
    np.testing.assert_array_equal(first.matrix(), again.matrix())
    assert not np.array_equal(first.matrix(), other.matrix())
    expected = linear.total(drawn, frame["enroll"]).se(drawn)
    np.testing.assert_allclose(first.totals(frame["enroll"]).se(), expected, rtol=0.06)
    np.testing.assert_allclose(first.matrix().mean(axis=1), drawn.weight, rtol=0.15)


def test_weights_of_replicates_that_were_changed_are_used():
    frame, weights = case("jkn")
    doubled = weights.reweighted(lambda w: 2 * w)
    np.testing.assert_allclose(doubled.totals(frame["enroll"]).values, 2 * weights.totals(frame["enroll"]).values)
    np.testing.assert_allclose(doubled.mean(frame["api00"]).se(), weights.mean(frame["api00"]).se())


def test_a_replicate_without_the_domain_does_not_count_for_it():
    weight = np.ones(4)
    matrix = np.array([[2.0, 0, 1, 1], [0.0, 2, 1, 1], [1.0, 1, 2, 0]])
    weights = ReplicateWeights(weight, weight, np.arange(4), Dense(matrix), 0.5, np.ones(3))
    only = weights.mean([5.0, 7, 9, 11], np.array([True, False, False, False]))
    assert (only.values, only.se()) == ([5.0], [0.0])
    nobody = weights.mean([5.0, 7, 9, 11], np.zeros(4, dtype=bool))
    assert np.isnan([*nobody.values, *nobody.se()]).all()


@pytest.mark.parametrize(
    ("rule", "strata", "says"),
    [
        (Replicates("jk1"), ("third",), "use jkn"),
        (Replicates("brr"), ("third",), "pairs of units"),
        (Replicates("fay"), ("third",), "Fay's method need his factor"),
        (Replicates("other"), (), "name their columns"),
        (Replicates("bootstrap", count=1), (), "at least two"),
        (Replicates("jkn", ("w1", "w2")), (), "rscales"),
        (Replicates("other", ("w1", "w2")), (), "need their scale"),
        (Replicates("brr", ("w1", "nowhere")), (), "nowhere"),
        (Replicates("brr", ("w1", "acs.k3")), (), "is empty in 39 rows"),
        (Replicates("other", ("w1", "w2"), scale=1, rscales=(1, 1, 1)), (), "2 replicates and 3 rscales"),
    ],
)
def test_what_cannot_be_replicated_is_told(rule, strata, says):
    frame = clusters().assign(w1=1.0, w2=2.0)
    with pytest.raises(DesignError, match=says):
        replicate_weights(Design("pw", strata, ("dnum",), replicates=rule), arrays(frame))


def test_a_design_without_replicates_is_told_so():
    with pytest.raises(DesignError, match="has no replicates"):
        replicate_weights(Design("pw"), arrays(clusters()))
