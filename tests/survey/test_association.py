"""Rao and Scott's tests and design-based differences: R's numbers, missing answers, tiny probabilities."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tayanch.survey.association import compare, difference, rao_scott
from tayanch.survey.design import Design
from tayanch.survey.linear import mean
from tayanch.survey.sampling import sample

HERE = Path(__file__).parent
R = json.loads((HERE / "recorded" / "association.json").read_text())["recorded"]
DESIGNS = {
    "apisrs": Design(weight="pw", fpc=("fpc",)),
    "apistrat": Design(weight="pw", strata=("stype",), fpc=("fpc",)),
    "apiclus1": Design(weight="pw", clusters=("dnum",), fpc=("fpc",)),
    "apiclus2": Design(weight="pw", clusters=("dnum", "snum"), fpc=("fpc1", "fpc2")),
}


def read(name):
    frame = pd.read_csv(HERE / "oracle" / "api" / f"{name}.csv")
    small = np.where(frame["acs.k3"] < 19, "Yes", "No").astype(object)
    frame["small"] = pd.Series(small, dtype=object).where(frame["acs.k3"].notna(), None)
    return frame, sample(DESIGNS[name], {column: frame[column].to_numpy() for column in frame if column != "small"})


@pytest.mark.parametrize("kind", ["F", "Chisq"])
@pytest.mark.parametrize("case", R["tests"], ids=lambda case: "-".join(str(part) for part in list(case.values())[:4]))
def test_statistics_and_probabilities_are_those_of_r(case, kind):
    frame, drawn = read(case["design"])
    rows = None if case["where"] is None else frame.eval(case["where"]).to_numpy()
    found = rao_scott(drawn, frame[case["first"]], frame[case["second"]], rows=rows, statistic=kind)
    theirs = dict(case[kind])
    if kind == "Chisq":  # R prints it before the correction and as if all rows had answered
        scale = (len(frame) if rows is None else rows.sum()) / found.n
        np.testing.assert_allclose(found.pearson * scale, theirs.pop("statistic"), rtol=1e-9)
    for name, number in theirs.items():
        np.testing.assert_allclose(getattr(found, name), number, rtol=1e-9, err_msg=name)
    assert found.shares.sum() == pytest.approx(1)


@pytest.mark.parametrize("case", R["gaps"], ids=lambda case: "-".join(str(part) for part in list(case.values())[:3]))
def test_differences_between_two_groups_are_those_of_r(case):
    frame, drawn = read(case["design"])
    rows = None if case["where"] is None else frame.eval(case["where"]).to_numpy()
    found = difference(drawn, frame[case["value"]], frame[case["group"]], case["of"], rows=rows)
    for name in ("estimate", "t", "df", "p_value", "lower", "upper"):
        np.testing.assert_allclose(getattr(found, name), case[name], rtol=1e-9, err_msg=name)


def test_a_tiny_probability_is_not_rounded_to_zero():
    rng = np.random.default_rng(2)
    answer = rng.integers(0, 2, 3000)
    other = np.where(rng.random(3000) < 0.2, 1 - answer, answer)
    drawn = sample(Design(weight="w"), {"w": np.ones(3000)})
    found = rao_scott(drawn, answer, other)
    assert 0 < found.p_value < 1e-100


def test_who_did_not_answer_stays_in_the_sample():
    frame, drawn = read("apiclus1")
    answer = frame["awards"].where(frame["dnum"] != 637, None)  # a whole district without an answer
    kept = rao_scott(drawn, answer, frame["sch.wide"])
    assert kept.denominator == pytest.approx(14)  # 15 districts, one stratum
    assert kept.n == int((frame["dnum"] != 637).sum())


def test_an_answer_that_does_not_vary_is_told():
    frame, drawn = read("apisrs")
    with pytest.raises(ValueError, match="two answers that vary"):
        rao_scott(drawn, frame["awards"], np.repeat("Yes", len(frame)))
    with pytest.raises(ValueError, match="there are 3"):
        difference(drawn, frame["api00"], frame["stype"])


def test_a_table_whose_variance_cannot_be_known_is_told():
    _, drawn = read("apisrs")
    answer = np.arange(len(drawn.weight)) % 3
    with pytest.raises(ValueError, match="never occur"):
        rao_scott(drawn, answer, answer)


def test_without_degrees_of_freedom_there_is_no_probability():
    drawn = sample(Design(weight="w", clusters=("c",), lonely="remove"), {"w": np.ones(6), "c": np.ones(6)})
    found = difference(drawn, np.arange(6.0), ["a", "b"] * 3)
    assert found.estimate == -1.0
    assert np.isnan([found.t, found.p_value, found.lower, found.upper]).all()


def test_any_estimate_can_be_compared_with_zero():
    frame, drawn = read("apistrat")
    gap = mean(drawn, frame["api00"]).minus(mean(drawn, frame["api99"]))  # the same schools in two years
    found = compare(drawn, gap)
    assert found.df == drawn.degrees
    assert found.lower < found.estimate < found.upper
    assert found.p_value < 1e-20


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.001, 1000))
def test_scaling_weights_or_swapping_the_answers_changes_no_test(seed, factor):
    rng = np.random.default_rng(seed)
    first, second, weight = rng.integers(0, 3, 60), rng.integers(0, 2, 60), rng.uniform(1, 5, 60)
    columns = {"w": weight, "h": np.arange(60) % 4}
    usual = rao_scott(sample(Design("w", ("h",)), columns), first, second)
    scaled = rao_scott(sample(Design("w", ("h",)), columns | {"w": weight * factor}), second, first)
    ours, theirs = ([one.statistic, one.df, one.denominator, one.p_value] for one in (usual, scaled))
    np.testing.assert_allclose(ours, theirs, rtol=1e-6)
