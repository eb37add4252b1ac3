"""Gaps and their decomposition: R's regressions, small cases by hand, identities that always hold."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tayanch.survey.design import Design
from tayanch.survey.gaps import GapError, gap, kitagawa, oaxaca_blinder, regression, stated_gap
from tayanch.survey.linear import mean
from tayanch.survey.sampling import sample
from tests.survey.indices import BOTH, R, read

REFERENCES = tuple(R["oaxaca"]["apistrat"])
PARTS = ("difference", "explained", "unexplained", "endowments", "coefficients", "interaction", "explained: meals")


def groups(frame):
    yes = (frame["awards"] == "Yes").to_numpy()
    return yes, ~yes


def decomposed(name, reference="pooled-with-group", predictors=("meals", "ell", "stype")):
    frame, drawn = read(name)
    columns = {column: frame[column].to_numpy() for column in predictors}
    return oaxaca_blinder(drawn, frame["api00"], columns, *groups(frame), reference=reference), drawn


@pytest.mark.parametrize("reference", REFERENCES)
@pytest.mark.parametrize("name", BOTH)
def test_oaxaca_blinder_is_that_of_rs_regressions_and_so_is_its_error(name, reference):
    found, drawn = decomposed(name, reference)
    theirs = R["oaxaca"][name][reference]
    at = [found.names.index(part) for part in PARTS]
    np.testing.assert_allclose(found.made.values[at], theirs["estimate"], rtol=1e-9)
    np.testing.assert_allclose(found.made.se(drawn)[at], theirs["se"], rtol=1e-5)  # theirs by moved weights


@pytest.mark.parametrize("name", BOTH)
def test_kitagawa_is_that_of_r_and_so_is_its_error(name):
    frame, drawn = read(name)
    found = kitagawa(drawn, frame["api00"], frame["stype"], *groups(frame))
    np.testing.assert_allclose(found.made.values[:3], R["kitagawa"][name]["estimate"], rtol=1e-9)
    np.testing.assert_allclose(found.made.se(drawn)[:3], R["kitagawa"][name]["se"], rtol=1e-5)


@pytest.mark.parametrize("name", BOTH)
def test_categories_are_normalised_as_by_sum_contrasts_of_r(name):
    found, drawn = decomposed(name, predictors=("meals", "stype"))
    wanted = [f"coefficients: {term}" for term in ("(constant)", "meals", "stype")]
    at = [found.names.index(part) for part in (*wanted, "endowments: meals", "endowments: stype")]
    np.testing.assert_allclose(found.made.values[at], R["yun"][name]["estimate"], rtol=1e-8)
    np.testing.assert_allclose(found.made.se(drawn)[at], R["yun"][name]["se"], rtol=1e-4)


def test_no_detail_depends_on_the_category_that_is_left_out():
    frame, drawn = read("apistrat")
    renamed = frame["stype"].map({"E": "z", "H": "a", "M": "m"}).to_numpy()  # another one comes first
    one, two = (
        oaxaca_blinder(drawn, frame["api00"], {"meals": frame["meals"], "stype": kind}, *groups(frame))
        for kind in (frame["stype"].to_numpy(), renamed)
    )
    np.testing.assert_allclose(one.made.values, two.made.values, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(one.made.influence, two.made.influence, rtol=1e-6, atol=1e-9)


def test_kitagawa_by_hand():
    # women: half in trade at 2, half in care at 4 = 3; men: a quarter in trade at 4, the rest in care at 8 = 7
    kind = np.array(["trade", "care", "trade", "care", "care", "care"], dtype=object)
    value = np.array([2.0, 4.0, 4.0, 8.0, 8.0, 8.0])
    women = np.array([True, True, False, False, False, False])
    drawn = sample(Design(), {"value": value})
    found = kitagawa(drawn, value, kind, women, ~women)
    assert found.value("difference") == pytest.approx(-4.0)
    # rates: trade (2-4)(1/2+1/4)/2 = -0.75; care (4-8)(1/2+3/4)/2 = -2.5; composition: trade 1/4·3, care -1/4·6
    assert found.value("rates: trade") == pytest.approx(-0.75)
    assert found.value("rates: care") == pytest.approx(-2.5)
    assert found.value("composition") == pytest.approx(0.75 - 1.5)


def test_a_category_without_one_of_the_groups_is_refused_with_advice():
    women = np.array([True, True, False])
    drawn = sample(Design(), {"value": np.ones(3)})
    with pytest.raises(GapError, match="Nobody of one group is in mining; join it"):
        kitagawa(drawn, np.ones(3), np.array(["care", "mining", "care"], dtype=object), women, ~women)


def test_predictors_that_say_the_same_are_refused_with_advice():
    frame, drawn = read("apistrat")
    twice = {"meals": frame["meals"], "again": 2.0 * frame["meals"]}
    with pytest.raises(GapError, match="depend on one another"):
        oaxaca_blinder(drawn, frame["api00"], twice, *groups(frame))


def test_an_unknown_reference_is_refused():
    frame, drawn = read("apistrat")
    with pytest.raises(GapError, match="Known: first, second"):
        oaxaca_blinder(drawn, frame["api00"], {"meals": frame["meals"]}, *groups(frame), reference="best")


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), reference=st.sampled_from(REFERENCES))
def test_the_parts_add_up_to_the_gap_and_so_do_the_details(seed, reference):
    rng = np.random.default_rng(seed)
    n = 60
    women = np.arange(n) % 2 == 0
    columns = {"years": rng.normal(size=n), "work": rng.choice(["care", "trade", "farm"], n).astype(object)}
    value = rng.normal(size=n) + columns["years"]
    value[rng.random(n) < 0.1] = np.nan
    drawn = sample(Design(weight="w"), {"w": rng.uniform(1, 5, n)})
    found = oaxaca_blinder(drawn, value, columns, women, ~women, reference=reference)
    plain = gap(drawn, value, women, ~women).values[2]
    whole = found.value("difference")
    assert whole == pytest.approx(plain)
    assert found.value("explained") + found.value("unexplained") == pytest.approx(whole)
    assert sum(found.value(part) for part in ("endowments", "coefficients", "interaction")) == pytest.approx(whole)
    for part in ("explained", "unexplained", "endowments", "coefficients", "interaction"):
        details = [found.value(name) for name in found.names if name.startswith(f"{part}: ")]
        assert sum(details) == pytest.approx(found.value(part), abs=1e-9)
        influence = sum(
            found.made.influence[:, at] for at, name in enumerate(found.names) if name.startswith(f"{part}: ")
        )
        np.testing.assert_allclose(influence, found.made.influence[:, found.names.index(part)], atol=1e-9)


@pytest.mark.parametrize("name", BOTH)
def test_scaled_weights_change_no_part_and_no_error(name):
    frame, drawn = read(name)
    scaled = replace(drawn, weight=drawn.weight * 1000)
    columns = {"meals": frame["meals"].to_numpy(), "stype": frame["stype"].to_numpy()}
    one, two = (oaxaca_blinder(which, frame["api00"], columns, *groups(frame)) for which in (drawn, scaled))
    np.testing.assert_allclose(one.made.values, two.made.values, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(one.made.se(drawn), two.made.se(scaled), rtol=1e-7, atol=1e-9)


def test_a_gap_has_the_covariance_of_both_groups_and_the_base_of_the_smaller():
    frame, drawn = read("apiclus2")
    yes, no = groups(frame)
    cells = stated_gap(drawn, frame["api00"], yes, no)
    assert [cell.variable for cell in cells] == ["first", "second", "difference", "ratio"]
    first, second, apart, _ = cells
    independent = np.hypot(first.se, second.se)
    assert apart.se != pytest.approx(independent, rel=0.01)
    assert apart.se**2 == pytest.approx(first.se**2 + second.se**2 - 2 * cells.covariance[0, 1])
    assert apart.n == min(first.n, second.n)


def test_a_regression_without_predictors_is_a_mean():
    frame, drawn = read("apiclus2")
    everybody = np.ones(len(frame), dtype=bool)
    fitted, plain = regression(drawn, frame["api00"], np.ones((len(frame), 1)), everybody), mean(drawn, frame["api00"])
    assert fitted.values == pytest.approx(plain.values)
    np.testing.assert_allclose(fitted.se(drawn), plain.se(drawn), rtol=1e-12)


def test_the_cells_of_a_decomposition_carry_a_method_and_flags():
    found, drawn = decomposed("apiclus2")
    cells = found.stated(drawn)
    assert "reference pooled-with-group (Jann 2008), categories after Yun (2005)" in cells.method
    bases = [int((group & found.complete).sum()) for group in found.groups]
    assert [cell.n for cell in cells[:2]] == bases
    assert {cell.n for cell in cells[2:]} == {min(bases)}
    assert len(cells) == len(found.names)


def test_who_did_not_answer_is_in_the_domain_but_not_in_the_base():
    value = np.array([1.0, np.nan, 3.0, 4.0, 6.0, np.nan])
    women = np.array([True, True, True, False, False, False])
    weight = np.array([1.0, 1.0, 2.0, 1.0, 1.0, 1.0])
    drawn = sample(Design(weight="w"), {"w": weight})
    first, second, apart, _ = stated_gap(drawn, value, women, ~women)
    assert (first.n, first.weighted_n, first.missing, first.df) == (2, 3.0, 0.25, 2)
    assert second.missing == pytest.approx(1 / 3)
    assert apart.estimate == pytest.approx(7 / 3 - 5)
