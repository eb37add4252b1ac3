"""Quantiles: R's rules and Woodruff limits, ties by rounding, domains."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tayanch.survey.design import Design
from tayanch.survey.linear import Linear
from tayanch.survey.quantiles import RULES, quantile, quantiles
from tayanch.survey.sampling import sample

HERE = Path(__file__).parent
R = json.loads((HERE / "recorded" / "quantiles.json").read_text())["recorded"]
DESIGNS = {
    "apisrs": Design(weight="pw", fpc=("fpc",)),
    "apistrat": Design(weight="pw", strata=("stype",), fpc=("fpc",)),
    "apiclus1": Design(weight="pw", clusters=("dnum",), fpc=("fpc",)),
    "apiclus2": Design(weight="pw", clusters=("dnum", "snum"), fpc=("fpc1", "fpc2")),
}
METHODS = {"mean": "wald", "beta": "beta", "xlogit": "logit"}


def read(name):
    frame = pd.read_csv(HERE / "oracle" / "api" / f"{name}.csv")
    return frame, sample(DESIGNS[name], {column: frame[column].to_numpy() for column in frame})


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("case", R["rules"])
def test_each_rule_gives_r_s_value(case, rule):
    weight = np.array(case["w"]) / (np.mean(case["w"]) if rule == "shahvaish" else 1)
    np.testing.assert_allclose(quantile(case["x"], weight, case["p"], rule), case["rules"][rule], rtol=1e-12)


@pytest.mark.parametrize("case", R["designs"], ids=lambda case: "-".join(str(case[k]) for k in list(case)[:6]))
def test_values_limits_and_errors_are_those_of_r(case):
    frame, drawn = read(case["design"])
    rows = None if case["where"] is None else frame.eval(case["where"]).to_numpy()
    value = frame[case["column"]].to_numpy()
    found = quantiles(
        drawn, value, case["p"], rows=rows, rule=case["rule"], method=METHODS[case["type"]], level=case["level"]
    )
    assert found.df == case["df"]
    for name in ("value", "lower", "upper", "se"):
        ours = found.values if name == "value" else getattr(found, name)
        np.testing.assert_allclose(ours, np.array(case[name], float), rtol=1e-10, err_msg=name)


def test_equal_weights_do_not_miss_one_half_by_rounding():
    frame, drawn = read("apisrs")
    assert drawn.weight.cumsum()[99] / drawn.weight.sum() != 0.5  # what a comparison without tolerance falls for
    assert quantiles(drawn, frame["api00"]).values == [658.0]


def test_below_the_first_position_stands_the_first_value():
    values, weight = np.arange(1, 11) * 10.0, np.ones(10)
    for rule in RULES:
        assert quantile(values, weight, [0.0], rule) == [10.0], rule
        assert quantile(values, weight, [1.0], rule) == [100.0], rule


def test_one_answer_is_every_quantile():
    for rule in RULES:
        assert quantile([7.0], [2.5], [0.1, 0.5, 1.0], rule).tolist() == [7.0, 7.0, 7.0], rule


def test_an_empty_domain_has_no_quantile():
    frame, drawn = read("apistrat")
    found = quantiles(drawn, frame["api00"], rows=np.zeros(len(frame), dtype=bool))
    assert np.isnan([found.values, found.lower, found.upper, found.se]).all()
    assert (found.n, found.weighted_n) == (0, 0)


def test_a_domain_is_not_a_filter():
    frame, drawn = read("apiclus1")
    rows = (frame["stype"] == "H").to_numpy()
    inside = quantiles(drawn, frame["api00"], [0.5], rows=rows, rule="hf5", level=0.5)
    filtered = frame[rows].reset_index(drop=True)
    fewer = sample(DESIGNS["apiclus1"], {column: filtered[column].to_numpy() for column in filtered})
    alone = quantiles(fewer, filtered["api00"], [0.5], rule="hf5", level=0.5)
    assert inside.values == alone.values
    assert inside.se != alone.se  # districts without a high school count


def test_the_influence_gives_woodruff_s_error_and_so_a_gap_between_groups_has_one():
    frame, drawn = read("apistrat")
    elementary, high = (
        quantiles(drawn, frame["api00"], [0.5], rows=(frame["stype"] == kind).to_numpy()) for kind in "EH"
    )
    np.testing.assert_allclose(elementary.linear.se(drawn), elementary.se, rtol=1e-12)
    gap: Linear = elementary.linear.minus(high.linear)
    apart = np.hypot(elementary.se, high.se)  # strata are drawn apart
    np.testing.assert_allclose(gap.se(drawn), apart, rtol=1e-9)


def test_where_nobody_lies_above_the_estimate_it_still_has_a_lower_limit():
    drawn = sample(Design(weight="w"), {"w": np.ones(10)})
    found = quantiles(drawn, np.arange(1.0, 11.0), [0.95])
    assert (found.values, found.upper) == ([10.0], [10.0])
    assert found.lower == [7.0]  # 10 of 10 lie up to it: the lower limit of Clopper and Pearson is 0.69


def test_probabilities_and_rules_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        quantile([1.0], [1.0], [50])
    with pytest.raises(ValueError, match="Known: math"):
        quantile([1.0], [1.0], [0.5], "median")
    with pytest.raises(ValueError, match="0 or more"):
        quantile([1.0], [-1.0], [0.5])


numbers = st.lists(st.tuples(st.integers(-50, 50), st.integers(1, 9)), min_size=1, max_size=40)


@settings(max_examples=60, deadline=None)
@given(numbers, st.sampled_from(list(RULES)), st.floats(0, 1), st.floats(0.01, 1000))
def test_scaling_weights_and_permuting_rows_change_no_quantile(pairs, rule, p, factor):
    x, w = np.array(pairs, float).T
    whole = quantile(x, w, [p], rule)
    np.testing.assert_allclose(quantile(x, w * factor, [p], rule), whole, atol=1e-9)
    order = np.argsort(np.sin(np.arange(len(x)) * 7.0))
    ranked = ("math", "school", "hf1", "hf2", "hf3")  # the others look at the weight of the last among equal values
    if rule in ranked:
        np.testing.assert_array_equal(quantile(x[order], w[order], [p], rule), whole)
    assert x.min() <= whole[0] <= x.max()


@settings(max_examples=60, deadline=None)
@given(numbers, st.sampled_from(list(RULES)))
def test_a_higher_probability_never_gives_a_lower_quantile(pairs, rule):
    x, w = np.array(pairs, float).T
    assert (np.diff(quantile(x, w, np.linspace(0, 1, 23), rule)) >= -1e-9).all()
