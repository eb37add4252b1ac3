"""Intervals: R's svyciprop, and what may never happen near 0 and 1."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tayanch.survey.intervals import INTERVALS, critical, interval

R = json.loads((Path(__file__).parent / "recorded" / "intervals.json").read_text())["recorded"]


@pytest.mark.parametrize("method", ["logit", "beta", "wald"])
@pytest.mark.parametrize("case", R)
def test_limits_are_those_of_r(case, method):
    given = [case[name] for name in ("estimate", "se", "df")]
    limits = interval(*given, method=method, share=True, n=case["n"], level=case["level"])
    np.testing.assert_allclose(np.ravel(limits), case[method], rtol=1e-10)


@pytest.mark.parametrize("case", R)
def test_the_default_for_a_share_is_r_s_own_default(case):
    given = [case[name] for name in ("estimate", "se", "df")]
    limits = interval(*given, method="default", share=True, n=case["n"], level=case["level"])
    np.testing.assert_allclose(np.ravel(limits), case["glm"], rtol=1e-7)  # R iterates here to 1e-8


def test_the_default_for_a_mean_is_symmetric():
    lower, upper = interval(10.0, 2.0, np.inf, method="default", share=False, n=50)
    assert (float(lower), float(upper)) == pytest.approx((10 - 1.959963984540054 * 2, 10 + 1.959963984540054 * 2))


@pytest.mark.parametrize("method", INTERVALS)
def test_a_share_of_nobody_has_the_upper_limit_of_clopper_and_pearson(method):
    lower, upper = interval(np.array([0.0, 1.0]), np.zeros(2), np.inf, method=method, share=True, n=30)
    exact = 1 - 0.025 ** (1 / 30)  # all 30 said the same
    np.testing.assert_allclose([*lower, *upper], [0, 1 - exact, exact, 1], rtol=1e-12)


def test_few_degrees_widen_the_interval_of_a_share_of_nobody():
    upper = [float(interval(0.0, 0.0, df, method="default", share=True, n=30)[1]) for df in (np.inf, 10, 2, 1)]
    assert upper == sorted(upper)
    assert upper[3] > 0.5 > upper[2] > 0.2


@pytest.mark.parametrize("method", INTERVALS)
def test_a_share_between_without_an_error_is_not_certain(method):
    lower, upper = interval(0.4, 0.0, 12, method=method, share=True, n=20)
    assert 0 < lower < 0.3
    assert 0.5 < upper < 1


@pytest.mark.parametrize("method", ["default", "logit", "beta", "wilson"])
@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_without_degrees_of_freedom_nothing_is_known_of_a_share(method, share):
    assert np.ravel(interval(share, 0.1, 0, method=method, share=True, n=20)).tolist() == [0, 1]


def test_without_degrees_of_freedom_other_limits_are_missing():
    assert np.isnan(interval(5.0, 0.1, 0, method="wald", share=False, n=20)).all()


@pytest.mark.parametrize("method", INTERVALS)
def test_what_is_unknown_has_no_limits(method):
    given = (np.array([np.nan, 0.5]), np.array([0.1, np.nan]), np.array([9.0, 9.0]))
    assert np.isnan(interval(*given, method=method, share=True, n=20)).all()


def test_a_method_for_shares_is_refused_for_a_mean():
    with pytest.raises(ValueError, match="use wald"):
        interval(5.0, 1.0, 9, method="logit", share=False, n=20)
    with pytest.raises(ValueError, match="Known: default, wald"):
        interval(5.0, 1.0, 9, method="exact", share=True, n=20)
    with pytest.raises(ValueError, match="between 0 and 1"):
        interval(5.0, 1.0, 9, method="wald", share=False, n=20, level=95)


def test_one_call_serves_many_estimates():
    shares = np.array([0.0, 0.2, 0.5, 1.0])
    together = interval(shares, shares * 0.1, np.array([5, np.inf, 9, 3]), method="default", share=True, n=40)
    each = [
        interval(share, share * 0.1, df, method="default", share=True, n=40)
        for share, df in zip(shares, [5, np.inf, 9, 3], strict=True)
    ]
    np.testing.assert_array_equal(np.stack(together, 1), np.array(each))


@given(st.floats(0, 1), st.floats(0, 0.5), st.integers(0, 500), st.integers(1, 10_000), st.sampled_from(INTERVALS[2:]))
def test_limits_of_a_share_lie_between_0_and_1_around_it(share, se, df, n, method):
    lower, upper = interval(share, se, df, method=method, share=True, n=n)
    assert 0 <= lower <= share + 1e-9
    assert share - 1e-9 <= upper <= 1
    assert upper > lower or se < 1e-6


def test_critical_values_are_those_of_student():
    np.testing.assert_allclose(
        critical([1, 10, np.inf], 0.95), [12.706204736432095, 2.2281388519649385, 1.959963984540054]
    )
