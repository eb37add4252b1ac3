"""What other programs got wrong, so that ours does not."""

from __future__ import annotations

import numpy as np
import pytest

from tayanch.interviews.agreement import Codings
from tests.interviews.agreement.invented import measured


def test_coders_who_share_no_document_have_no_agreement_and_not_a_perfect_one() -> None:
    """INCEpTION 2219: alpha was 1.0 for two documents that one coder each had marked."""
    found = measured(Codings.of([(0, 0, 3, 0, 0), (1, 0, 3, 0, 1)]), [7, 8], 2, 1)
    for each in (found.codes[0], found.together, found.pooled):
        for name, figure in each.figures.items():
            assert figure.value is None, name
            assert figure.reason == "No document was read by two of these coders."
    assert found.documents == ()


def test_a_coder_who_marked_nothing_makes_alpha_fall_below_zero() -> None:
    """DKPro Statistics 2: alpha was 1.0 when one of three marked a single unit of twenty.

    By hand: 60 values, one "yes"; observed 2·1·2/2 = 2 of 60, by chance 2·1·59/59 = 2 of 60: alpha 0. With two
    coders and 10 of 100 characters: observed 20, by chance 2·10·190/199 = 19.095, alpha −0.0474.
    """
    everybody = np.ones((3, 1), dtype=bool)
    three = measured(Codings.of([(0, 0, 1, 0, 0)]), [20], 3, 1, read=everybody).codes[0]
    assert three["alpha"].value == pytest.approx(0.0, abs=1e-12)
    assert three["u_alpha"].value == pytest.approx(0.0, abs=1e-12)
    two = measured(Codings.of([(0, 40, 50, 0, 0)]), [100], 2, 1, read=everybody[:2]).codes[0]
    assert two["alpha"].value == pytest.approx(1 - 20 / (2 * 10 * 190 / 199), abs=1e-12)
    assert two["cohen"].value == pytest.approx(0.0, abs=1e-12)


def test_a_coder_who_marked_nothing_and_is_not_said_to_have_read_is_missing_and_not_no() -> None:
    found = measured(Codings.of([(0, 40, 50, 0, 0)]), [100], 2, 1)
    assert found.codes[0]["alpha"].value is None
    assert found.assumed


def test_segments_of_one_coder_that_overlap_count_once() -> None:
    """INCEpTION 5348: a coder's own overlapping segments of a code gave odd numbers."""
    twice = Codings.of([(0, 10, 30, 0, 0), (0, 20, 40, 0, 0), (0, 12, 15, 0, 0), (0, 10, 40, 0, 1), (0, 60, 70, 0, 1)])
    once = Codings.of([(0, 10, 40, 0, 0), (0, 10, 40, 0, 1), (0, 60, 70, 0, 1)])
    assert measured(twice, [100], 2, 1) == measured(once, [100], 2, 1)


def test_nothing_said_by_anybody_is_undefined_and_not_a_number() -> None:
    """Both empty: other programs give nan, 0 or 1."""
    found = measured(Codings.of([]), [100], 2, 1, read=np.ones((2, 1), dtype=bool))
    for each in (found.codes[0], found.together, found.pooled):
        for name in ("alpha", "u_alpha", "cohen", "fleiss", "ac1", "brennan_prediger", "percent_coded"):
            if name in each.figures:
                assert each[name].value is None, name
                assert each[name].reason == "Nobody gave this code in what two coders read."
        assert each["percent"].value == 1.0


def test_an_exact_match_is_never_worth_less_than_one_that_is_off_by_a_token() -> None:
    """INCEpTION 5305: five segments against one; the exact match scored 0.40, the overlapping one 0.42."""
    five = [(0, place, place + 5, 0, 0) for place in (0, 20, 40, 60, 80)]
    everybody = np.ones((2, 1), dtype=bool)
    exact = measured(Codings.of([*five, (0, 40, 45, 0, 1)]), [100], 2, 1, read=everybody).codes[0]
    nearly = measured(Codings.of([*five, (0, 41, 46, 0, 1)]), [100], 2, 1, read=everybody).codes[0]
    for name in ("alpha", "u_alpha", "cohen", "percent", "percent_coded"):
        assert exact[name].value > nearly[name].value, name


def test_everything_coded_by_everybody_is_undefined_with_its_own_reason() -> None:
    found = measured(Codings.of([(0, 0, 50, 0, 0), (0, 0, 50, 0, 1)]), [50], 2, 1).codes[0]
    assert found["alpha"].value is None
    assert found["alpha"].reason.startswith("Every coder gave this code to everything")
    assert found["percent_coded"].value == 1.0


def test_prevalence_is_told_where_alpha_and_ac1_tell_different_stories() -> None:
    """5 % of the text coded, half of it by one coder only: both numbers are right, and need their sentence."""
    rows = [(0, 0, 50, 0, 0), (0, 25, 75, 0, 1)]
    found = measured(Codings.of(rows), [1000], 2, 1).codes[0]
    assert found["ac1"].value > 0.9 > 0.6 > found["alpha"].value
    assert found.caution.startswith("5.0% of the units carry this code")
    assert measured(Codings.of(rows), [100], 2, 1).codes[0].caution == ""
