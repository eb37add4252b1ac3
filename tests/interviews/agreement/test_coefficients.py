"""Our numbers against those of other tools on the same data, with missing values."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import krippendorff
import numpy as np
import pytest
from statsmodels.stats.inter_rater import cohens_kappa, fleiss_kappa

from tayanch.interviews.agreement import Codings, agreement_of
from tayanch.interviews.agreement.pieces import by_code, merged
from tests.interviews.agreement.invented import characters, codings, measured, one_unit_each

RECORDED = json.loads(Path(__file__).with_name("recorded.json").read_text())
LENGTHS = [300, 170, 411, 90]


@pytest.mark.parametrize("seed", range(8))
def test_alpha_of_each_code_is_that_of_krippendorff_where_some_did_not_read_some_documents(seed: int) -> None:
    generator = np.random.default_rng(seed)
    coders, codes = 2 + seed % 3, 3
    told = codings(generator, LENGTHS, coders, codes, 12)
    read = generator.random((coders, len(LENGTHS))) < 0.8
    found = measured(told, LENGTHS, coders, codes, read=read)
    for code, each in enumerate(found.codes):
        table = characters(told, LENGTHS, read, code)
        expected = krippendorff.alpha(table, level_of_measurement="nominal", value_domain=[0, 1])
        assert each["alpha"].value == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("seed", range(6))
def test_alpha_of_all_codes_is_that_of_krippendorff_with_sets_of_codes_as_values(seed: int) -> None:
    generator = np.random.default_rng(100 + seed)
    coders, codes = 3, 4
    told = codings(generator, LENGTHS, coders, codes, 9)
    read = generator.random((coders, len(LENGTHS))) < 0.9
    table = sum(characters(told, LENGTHS, read, code) * 2**code for code in range(codes))
    expected = krippendorff.alpha(table, level_of_measurement="nominal")
    found = measured(told, LENGTHS, coders, codes, read=read)
    assert found.together["alpha"].value == pytest.approx(expected, abs=1e-9)
    whole = np.concatenate([characters(told, LENGTHS, read, code) for code in range(codes)], axis=1)
    pooled = krippendorff.alpha(whole, level_of_measurement="nominal")
    assert found.pooled["alpha"].value == pytest.approx(pooled, abs=1e-9)


def test_more_codes_than_a_machine_word_has_bits_are_kept_apart() -> None:
    generator = np.random.default_rng(5)
    told = codings(generator, LENGTHS, 2, 26, 40)
    wide = replace(told, code=told.code * 7)  # up to number 175: three words
    found = agreement_of(wide, LENGTHS, codes=[str(each) for each in range(182)], coders=["a", "b"])
    read = np.ones((2, len(LENGTHS)), dtype=bool)
    table = sum(characters(told, LENGTHS, read, code) * 2**code for code in range(26))
    expected = krippendorff.alpha(table, level_of_measurement="nominal")
    assert found.together["alpha"].value == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("case", RECORDED["irrCAC"])
@pytest.mark.parametrize("name", ["alpha", "fleiss", "ac1", "brennan_prediger", "percent"])
def test_ratings_with_missing_values_give_what_irrcac_says(case: dict, name: str) -> None:
    ratings = np.array(case["ratings"])
    told, lengths, read = one_unit_each(ratings)
    codes = int(ratings.max())
    found = measured(told, lengths, ratings.shape[1], codes, read=read)
    assert found.together[name].value == pytest.approx(case[name], abs=1e-9)
    if codes == 1:
        assert found.codes[0][name].value == pytest.approx(case[name], abs=1e-9)


@pytest.mark.parametrize("seed", range(6))
def test_cohen_of_two_coders_is_that_of_statsmodels(seed: int) -> None:
    generator = np.random.default_rng(200 + seed)
    told = codings(generator, LENGTHS, 3, 2, 10)
    read = np.ones((3, len(LENGTHS)), dtype=bool)
    read[2, 1] = False
    found = measured(told, LENGTHS, 3, 2, read=read)
    for code, each in enumerate(found.codes):
        table = characters(told, LENGTHS, read, code)
        kappas = []
        for pair in each.pairs:
            a, b = (table["abc".index(coder)] for coder in pair.coders)
            both = ~np.isnan(a) & ~np.isnan(b)
            crossed = np.histogram2d(a[both], b[both], bins=[[0, 0.5, 1]] * 2)[0]
            kappas.append(cohens_kappa(crossed, return_results=False))
            assert pair.cohen.value == pytest.approx(kappas[-1], abs=1e-9)
            coded = crossed[0, 1] + crossed[1, 0] + crossed[1, 1]
            assert pair.percent_coded.value == pytest.approx(crossed[1, 1] / coded, abs=1e-9)
        assert each["cohen"].value == pytest.approx(np.mean(kappas), abs=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_fleiss_is_that_of_statsmodels(seed: int) -> None:
    generator = np.random.default_rng(300 + seed)
    told = codings(generator, LENGTHS, 4, 2, 10)
    read = np.ones((4, len(LENGTHS)), dtype=bool)
    found = measured(told, LENGTHS, 4, 2, read=read)
    for code, each in enumerate(found.codes):
        yes = characters(told, LENGTHS, read, code).sum(axis=0)
        assert each["fleiss"].value == pytest.approx(fleiss_kappa(np.stack([4 - yes, yes], axis=1)), abs=1e-9)


def test_cohens_kappa_is_that_of_a_table_computed_by_hand() -> None:
    """45 both, 15 and 25 one, 15 neither: observed 0.60, by chance 0.54 (0.6·0.7 + 0.4·0.3), kappa 0.06/0.46."""
    rows = [(0, 0, 60, 0, 0), (0, 0, 45, 0, 1), (0, 60, 85, 0, 1)]
    found = measured(Codings.of(rows), [100], 2, 1).codes[0]
    assert found["percent"].value == pytest.approx(0.60)
    assert found["cohen"].value == pytest.approx(0.06 / 0.46)
    assert found["percent_coded"].value == pytest.approx(45 / 85)
    assert found["brennan_prediger"].value == pytest.approx(0.20)  # (0.60 − ½) / ½
    assert found.prevalence == pytest.approx(0.65)
    assert found["ac1"].value == pytest.approx((0.60 - 2 * 0.65 * 0.35) / (1 - 2 * 0.65 * 0.35))


def test_a_text_is_cut_only_where_a_coding_begins_or_ends() -> None:
    generator = np.random.default_rng(1)
    told = merged(codings(generator, [1_000_000], 3, 1, 2_000))
    assert len(by_code(told, 3).length) < 12_000
