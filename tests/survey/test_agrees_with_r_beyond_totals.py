"""Quantiles, tests of association, replicates and calibrated weights against R's ``survey``, to ten digits.

The numbers stand in ``oracle/recorded.json``, see :mod:`tests.survey.test_agrees_with_r`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tayanch.survey.association import rao_scott
from tayanch.survey.design import Design
from tayanch.survey.quantiles import quantile, quantiles
from tayanch.survey.replication import Replicated, ReplicateWeights, replicate_weights

from . import oracle
from .oracle import named, near

Case = dict[str, Any]


def _column(case: Case, name: str) -> Any:
    return oracle.columns(oracle.data_of(case["design"]))[name]


# --- quantiles ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", **named("quantiles"))
def test_quantiles_by_every_rule_are_r_s_with_woodruff_s_limits_and_errors(case: Case) -> None:
    inside = oracle.rows_where(oracle.data_of(case["design"]), case["where"])
    told = quantiles(
        oracle.sampled(case["design"]),
        _column(case, case["of"]),
        case["probabilities"],
        rows=inside,
        rule=case["rule"],
    )
    assert told.df == case["df"]
    known = _column(case, case["of"])[inside]
    first, second = np.sort(known[~np.isnan(known)])[:2]
    for at in range(len(case["probabilities"])):
        assert near(float(told.linear.values[at]), case["estimates"][at])
        assert near(float(told.upper[at]), case["upper"][at])
        if (told.lower[at], case["lower"][at]) == (first, second):
            continue  # R takes the second value for a share that lies within the first
        assert near(float(told.lower[at]), case["lower"][at])
        assert near(float(told.se[at]), case["se"][at])


def test_where_r_misses_a_tie_by_rounding_or_mixes_two_scales_of_weights_ours_keeps_to_the_definition() -> None:
    r = oracle.RECORDED["traps"]
    rows = oracle.columns("apisrs")
    twentieth = float(np.sort(rows["api00"])[19])  # of 200 rows of equal weight: one tenth lies up to it
    assert quantile(rows["api00"], rows["pw"], [0.1])[0] == twentieth
    assert r["naive_tenth"] > twentieth
    rows = oracle.columns("apiclus2")
    by_scale = {float(quantile(rows["api00"], rows["pw"] * scale, [0.1], "shahvaish")[0]) for scale in (0.01, 1, 50)}
    assert len(by_scale) == 1
    assert r["shahvaish"] not in by_scale


# --- association --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", **named("tests"))
def test_rao_and_scott_s_tests_are_r_s_also_with_two_stages_and_with_gaps(case: Case) -> None:
    first, second = (_column(case, name) for name in case["of"])
    told = rao_scott(oracle.sampled(case["design"]), first, second, statistic=case["statistic"])
    value = told.statistic if case["statistic"] == "F" else told.pearson  # R prints chi-square before its correction
    assert near(value, case["value"], tolerance=1e-9), (told, case)
    degrees = [told.df] if told.denominator is None else [told.df, told.denominator]
    assert np.allclose(degrees, case["parameter"], rtol=1e-9)
    assert near(told.p_value, case["p"], tolerance=1e-7), (told, case)


# --- replicates ---------------------------------------------------------------------------------------------------------


def _replicated(weights: ReplicateWeights, data: str, one: Case) -> Replicated:
    rows, inside = oracle.columns(data), oracle.rows_where(data, one["where"])
    if one["stat"] == "ratio":
        return weights.ratio(rows[one["of"]], rows[one["over"]], inside)
    return weights.totals(rows[one["of"]], rows=inside) if one["stat"] == "total" else weights.mean(rows[one["of"]], inside)


def _given(case: Case) -> ReplicateWeights:
    """R's own factors as columns of the file."""
    rows = oracle.frame(case["data"])
    place = {unit: at for at, unit in enumerate(case["units"])}
    factors = np.array(case["factors"])[[place[unit] for unit in rows[case["unit"]]]]
    columns = {f"r{at}": factors[:, at] for at in range(factors.shape[1])}
    rule = {"method": "other", "columns": list(columns), "combined": False}
    rule |= {name: case[name] for name in ("scale", "rscales", "mse")}
    return replicate_weights(Design.of({**case["mapping"], "replicates": rule}), oracle.columns(case["data"]) | columns)


GIVEN = [case for case in oracle.RECORDED["replicated"] if case["factors"]]


@pytest.mark.parametrize("case", GIVEN, ids=[case["name"] for case in GIVEN])
def test_given_replicates_have_r_s_errors_and_degrees_also_for_domains_and_medians(case: Case) -> None:
    weights = _given(case)
    assert weights.degrees == case["df"]
    for one in case["estimates"]:
        told = _replicated(weights, case["data"], one)
        assert near(float(told.values[0]), one["estimate"]), one
        assert near(float(told.se()[0]), one["se"]), one
    scores = oracle.columns(case["data"])["api00"]
    median = weights.estimate(lambda weight: quantile(scores, weight, [0.5]))
    assert near(float(median.values[0]), case["median"]["estimate"])
    assert near(float(median.se()[0]), case["median"]["se"], tolerance=1e-9)


MADE = {
    "jk1": {"method": "jk1"},
    "jkn": {"method": "jkn"},
    "jkn of rows": {"method": "jkn"},
    "jk1 with correction": {"method": "jk1"},
    "brr": {"method": "brr"},
    "fay": {"method": "fay", "fay": 0.3},
}
BALANCED = ("brr", "fay")


@pytest.mark.parametrize("mse", [False, True])
@pytest.mark.parametrize("name", MADE)
def test_replicates_that_are_made_have_r_s_errors(name: str, mse: bool) -> None:
    recorded = {case["name"]: case for case in oracle.RECORDED["replicated"]}
    case = recorded.get(name + (", around the estimate" if mse else ""))
    if case is None:
        return
    design = Design.of({**case["mapping"], "replicates": {**MADE[name], "mse": mse}})
    weights = replicate_weights(design, oracle.columns(case["data"]))
    for one in case["estimates"]:
        told = _replicated(weights, case["data"], one)
        assert near(float(told.values[0]), one["estimate"]), one
        if name not in BALANCED or one["stat"] == "total":  # another balanced set is as good, but equal only for totals
            assert near(float(told.se()[0]), one["se"]), one
    if name not in BALANCED:
        assert weights.degrees == case["df"]


def test_another_balanced_set_of_half_samples_gives_nearly_the_same_error_of_a_mean() -> None:
    case = next(case for case in oracle.RECORDED["replicated"] if case["name"] == "brr")
    design = Design.of({**case["mapping"], "replicates": {"method": "brr"}})
    weights = replicate_weights(design, oracle.columns(case["data"]))
    mean = next(one for one in case["estimates"] if one["stat"] == "mean" and not one["where"])
    assert near(float(_replicated(weights, case["data"], mean).se()[0]), mean["se"], tolerance=0.1)


def test_a_jackknife_of_a_total_is_its_linearisation() -> None:
    case = next(case for case in oracle.RECORDED["replicated"] if case["name"] == "jkn of rows")
    told = next(one for one in case["estimates"] if one["stat"] == "total")
    by_rows = next(case for case in oracle.RECORDED["cases"] if case["name"] == "strata without correction: total of enroll")
    assert near(told["se"], by_rows["cells"][0]["se"])
