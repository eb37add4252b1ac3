"""Poverty, inequality, pay gap: R's laeken, small cases by hand, and slopes found without a formula."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tayanch.survey.design import Design, Replicates
from tayanch.survey.inequality import (
    IndicatorError,
    atkinson,
    gini,
    pay_gap,
    poverty,
    poverty_line,
    quantile,
    quintile_ratio,
    share_below,
    stated_index,
    theil,
)
from tayanch.survey.replication import replicate_weights
from tayanch.survey.sampling import sample
from tayanch.survey.stating import stated
from tests.survey.indices import BOTH, R, read, slopes


def plain(values, weight=None):
    return sample(Design(weight="w"), {"w": np.ones(len(values)) if weight is None else weight})


def indices(drawn, y, women):
    """All indices that R also made, in its order."""
    parts = [
        gini(drawn, y),
        theil(drawn, y),
        *(atkinson(drawn, y, aversion) for aversion in (0.5, 1.0, 2.0)),
        *(poverty(drawn, y, 400, alpha) for alpha in (0, 1, 2)),
        pay_gap(drawn, y, women, ~women),
    ]
    return parts[0].beside(*parts[1:])


@pytest.mark.parametrize("name", BOTH)
def test_indices_and_their_errors_are_those_of_r(name):
    frame, drawn = read(name)
    found = indices(drawn, frame["api.stu"], (frame["awards"] == "Yes").to_numpy())
    np.testing.assert_allclose(found.values, R["quantities"][name]["estimate"], rtol=1e-9)
    np.testing.assert_allclose(found.se(drawn), R["quantities"][name]["se"], rtol=1e-5)  # theirs by moved weights


def test_what_laeken_says_of_the_same_schools():
    for name in BOTH:
        (frame, drawn), theirs = read(name), R["by_laeken"][name]
        y, women = frame["api.stu"], (frame["awards"] == "Yes").to_numpy()
        line = poverty_line(drawn, y)
        assert 100 * gini(drawn, y).values[0] == pytest.approx(theirs["gini"])
        assert line.values[0] == pytest.approx(theirs["line"], rel=0.01)  # their median lies between two values
        assert 100 * poverty(drawn, y, theirs["line"]).values[0] == pytest.approx(theirs["at_risk"])
        assert pay_gap(drawn, y, women, ~women).values[0] == pytest.approx(theirs["pay_gap_mean"])
        assert pay_gap(drawn, y, women, ~women, median=True).values[0] == pytest.approx(
            theirs["pay_gap_median"], abs=0.02
        )


def test_who_stands_on_the_border_of_a_fifth_is_counted_in_part():
    """laeken takes rows above and up to the border whole; where one school is 5 % of all, its fifth is 15 %."""
    for name, near in (("apistrat", 0.04), ("apiclus2", 0.35)):
        frame, drawn = read(name)
        y, theirs = frame["api.stu"].to_numpy(float), R["by_laeken"][name]["quintile_ratio"]
        ours = quintile_ratio(drawn, y).values[0]
        assert ours == pytest.approx(theirs, rel=near)
        above, up_to = (y > quantile(drawn, y, 0.8).values[0]), (y <= quantile(drawn, y, 0.2).values[0])
        assert (drawn.weight * y)[above].sum() / (drawn.weight * y)[up_to].sum() == pytest.approx(theirs, rel=0.03)
        fifth = drawn.weight[above].sum() / drawn.weight.sum()
        assert fifth == pytest.approx({"apistrat": 0.196, "apiclus2": 0.148}[name], abs=0.001)


@pytest.mark.parametrize("index", [quintile_ratio, gini, theil, atkinson], ids=lambda index: index.__name__)
def test_the_influence_is_the_slope_by_each_weight(index):
    frame, drawn = read("apiclus2")
    y = frame["api.stu"].to_numpy().astype(float)
    y[:5] = np.nan
    found = index(drawn, y)
    np.testing.assert_allclose(found.influence, slopes(lambda which: index(which, y), drawn), rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize(
    ("index", "near"),
    [(gini, 0.03), (theil, 0.03), (atkinson, 0.03), (quintile_ratio, 0.08)],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_the_jackknife_of_the_same_sample_says_nearly_the_same_error(index, near):
    frame, _ = read("apistrat")
    y = frame["api.stu"].to_numpy(float)
    columns = {name: frame[name].to_numpy() for name in ("pw", "stype")}
    design = Design(weight="pw", strata=("stype",))
    drawn = sample(design, columns)
    jackknife = replicate_weights(replace(design, replicates=Replicates("jkn")), columns)
    again = jackknife.estimate(lambda weight: index(replace(drawn, weight=weight), y).values)
    assert again.se()[0] == pytest.approx(index(drawn, y).se(drawn)[0], rel=near)


def test_an_index_by_sex_is_a_table_with_bases_and_flags():
    rng = np.random.default_rng(2)
    y = rng.lognormal(5, 1, 90)
    y[:3] = np.nan
    drawn, women = plain(y), np.arange(90) < 60
    line = poverty_line(drawn, y)
    cells = stated_index(
        "poor",
        partial(poverty, line=line),
        drawn,
        y,
        groups={"women": women, "men": ~women},
        column="sex",
        source="Foster, Greer and Thorbecke (1984), under 60 % of the median",
    )
    assert [cell.by for cell in cells] == [{"sex": "women"}, {"sex": "men"}]
    assert [cell.n for cell in cells] == [57, 30]
    assert cells[0].missing == pytest.approx(0.05)
    assert "shaky-base" in cells[1].flags
    assert cells[0].estimate == pytest.approx(poverty(drawn, y, line, rows=women).values[0])
    assert "Foster" in cells.method


def test_gini_by_hand():
    assert gini(plain([1.0, 1.0, 1.0]), [1.0, 1.0, 1.0]).values[0] == pytest.approx(0.0)
    assert gini(plain([1.0, 3.0]), [1.0, 3.0]).values[0] == pytest.approx(0.25)  # mean distance 1, mean 2
    assert gini(plain([0.0] * 4), [0.0, 0.0, 0.0, 1.0]).values[0] == pytest.approx(0.75)


def test_a_weight_of_two_is_two_people():
    once, twice = np.array([1.0, 2.0, 2.0, 7.0, 9.0]), np.array([1.0, 2.0, 7.0, 9.0])
    weight = np.array([1.0, 2.0, 1.0, 1.0])
    for index in (gini, theil, atkinson, quintile_ratio, lambda s, y: poverty(s, y, 5.0, 2)):
        assert index(plain(twice, weight), twice).values[0] == pytest.approx(index(plain(once), once).values[0])


def test_poverty_by_hand():
    y, line = np.array([50.0, 80.0, 100.0, 200.0]), 100.0
    drawn = plain(y)
    assert poverty(drawn, y, line, 0).values[0] == pytest.approx(2 / 4)  # who stands on the line is not poor
    assert poverty(drawn, y, line, 1).values[0] == pytest.approx((0.5 + 0.2) / 4)
    assert poverty(drawn, y, line, 2).values[0] == pytest.approx((0.25 + 0.04) / 4)


def test_the_poorest_fifth_is_counted_to_the_grain():
    y = np.array([1.0, 2.0, 3.0, 4.0])
    assert share_below(plain(y), y, 0.25).values[0] == pytest.approx(1.0)
    assert share_below(plain(y), y, 0.375).values[0] == pytest.approx(1.0 + 0.5 * 2.0)
    assert quintile_ratio(plain(y), y).values[0] == pytest.approx(0.8 * 4.0 / (0.8 * 1.0))


def test_below_the_median_is_half_without_any_doubt():
    """With a line that moves with the sample; as if the line were known, half would have an error of its own."""
    y = np.random.default_rng(5).lognormal(5, 0.8, 401)
    drawn = plain(y)
    line = poverty_line(drawn, y, share=1.0)
    moving, fixed = poverty(drawn, y, line), poverty(drawn, y, float(line.values[0]))
    assert moving.values[0] == pytest.approx(0.5, abs=0.002)
    assert fixed.se(drawn)[0] == pytest.approx(0.025, rel=0.01)
    assert moving.se(drawn)[0] < 0.1 * fixed.se(drawn)[0]


@pytest.mark.parametrize("alpha", [0, 1, 2])
def test_the_error_with_a_relative_line_is_that_of_resampled_samples(alpha):
    """The spread of the index over many samples of one population, with the error that each sample says."""
    rng = np.random.default_rng(7)
    found = []
    for _ in range(400):
        y = rng.lognormal(5, 0.6, 800)
        drawn = plain(y)
        index = poverty(drawn, y, poverty_line(drawn, y), alpha)
        found.append((index.values[0], index.se(drawn)[0]))
    values, errors = np.array(found).T
    assert errors.mean() == pytest.approx(values.std(), rel=0.12)


def test_the_error_of_a_median_gap_is_that_of_resampled_samples():
    rng = np.random.default_rng(8)
    found = []
    for _ in range(400):
        y = rng.lognormal(5, 0.6, 800)
        women = np.arange(800) % 2 == 0
        drawn = plain(y)
        index = pay_gap(drawn, np.where(women, 0.8 * y, y), women, ~women, median=True)
        found.append((index.values[0], index.se(drawn)[0]))
    values, errors = np.array(found).T
    assert values.mean() == pytest.approx(0.2, abs=0.01)
    assert errors.mean() == pytest.approx(values.std(), rel=0.12)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), factor=st.sampled_from([0.001, 3.0, 1e6]))
def test_scaled_weights_and_another_currency_change_no_index_and_no_error(seed, factor):
    rng = np.random.default_rng(seed)
    y = rng.lognormal(3, 1, 60)
    one, two = plain(y, rng.uniform(1, 9, 60)), None
    two = replace(one, weight=one.weight * factor)
    for index in (gini, theil, atkinson, quintile_ratio, lambda s, v: poverty(s, v, poverty_line(s, v), 1)):
        first, second, money = index(one, y), index(two, y), index(one, y * 86.5)
        np.testing.assert_allclose(second.values, first.values, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(money.values, first.values, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(second.se(two), first.se(one), rtol=1e-7, atol=1e-12)
        np.testing.assert_allclose(money.se(one), first.se(one), rtol=1e-7, atol=1e-12)


def test_an_index_of_nobody_is_not_known():
    y = np.array([np.nan, np.nan, np.nan])
    drawn = plain(y)
    for index in (gini, quantile, quintile_ratio, theil, atkinson):
        made = index(drawn, y)
        assert np.isnan(made.values[0])
        assert np.isnan(made.se(drawn)[0])
    cells = stated(gini(drawn, y), drawn, ("gini",), (np.ones(3, dtype=bool),), answered=~np.isnan(y), method="Gini")
    assert cells[0].estimate is None
    assert "empty" in cells[0].flags


def test_one_value_for_all_gives_a_quantile_without_spread():
    y = np.full(40, 7.0)
    made = quantile(plain(y), y)
    assert made.values[0] == 7.0
    assert made.se(plain(y))[0] == 0.0


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda s, y: atkinson(s, y - 1), "values of 0 or below: 1 rows"),
        (lambda s, y: theil(s, y - 2), "values below 0: 1 rows"),
        (lambda s, y: atkinson(s, y, 0), "aversion"),
        (lambda s, y: poverty(s, y, 0), "line lies above 0"),
        (lambda s, y: quantile(s, y, 1.0), "between 0 and 1"),
    ],
)
def test_what_has_no_index_is_refused_with_a_reason(wrong, says):
    y = np.array([1.0, 2.0, 5.0])
    with pytest.raises(IndicatorError, match=says):
        wrong(plain(y), y)
