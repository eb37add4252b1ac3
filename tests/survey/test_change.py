"""Change between waves: R's contrasts with shared units, small cases by hand, the same persons."""

import numpy as np
import pandas as pd
import pytest

from tayanch.survey.change import (
    WaveError,
    average,
    change,
    panel_change,
    personal_change,
    shared_units,
    stated_change,
)
from tayanch.survey.design import Design
from tayanch.survey.linear import mean
from tayanch.survey.sampling import sample
from tests.survey.indices import BOTH, WITHOUT_FPC, R, read


def stacked(name):
    """The schools of two years under one another, some missing in each, as R stacked them."""
    frame, _ = read(name)
    both = pd.concat(
        [frame.assign(wave=1999, y=frame["api99"]), frame.assign(wave=2000, y=frame["api00"])], ignore_index=True
    )
    gone = ((both["wave"] == 1999) & (both["meals"] > 70)) | ((both["wave"] == 2000) & (both["meals"] < 10))
    both = both[~gone].reset_index(drop=True)
    design = WITHOUT_FPC[name]
    return both, sample(design, {column: both[column].to_numpy() for column in design.columns})


@pytest.mark.parametrize("name", BOTH)
def test_change_ratio_and_average_are_those_of_r(name):
    both, drawn = stacked(name)
    found = change(drawn, both["y"], both["wave"], earlier=1999, later=2000)
    mean_of_both = average(drawn, both["y"], both["wave"], (1999, 2000))
    theirs = R["waves"][name]
    for values, errors, part in (
        (found.values[2], found.se(drawn)[2], "change"),
        (found.values[3], found.se(drawn)[3], "ratio"),
        (mean_of_both.values[0], mean_of_both.se(drawn)[0], "average"),
    ):
        assert values == pytest.approx(theirs[part]["estimate"], rel=1e-10)
        assert errors == pytest.approx(theirs[part]["se"], rel=1e-10)


@pytest.mark.parametrize("name", BOTH)
def test_the_change_of_the_same_schools_is_that_of_r(name):
    frame, _ = read(name)
    two = pd.concat([frame.assign(wave=1, y=frame["api99"]), frame.assign(wave=2, y=frame["api00"])], ignore_index=True)
    rows = personal_change(two["y"], two["snum"], two["wave"], 1, 2)[len(frame) :]
    drawn = read(name)[1]
    found = mean(drawn, rows)
    assert found.values[0] == pytest.approx(R["panel"][name]["estimate"], rel=1e-10)
    assert found.se(drawn)[0] == pytest.approx(R["panel"][name]["se"], rel=1e-10)


VILLAGES = np.array(["a", "b", "c", "a", "b", "c"])
WAVE = np.array([1, 1, 1, 2, 2, 2])
VALUE = np.array([1.0, 2.0, 6.0, 2.0, 3.0, 7.0])


def test_units_that_all_change_alike_leave_no_doubt_about_the_change():
    drawn = sample(Design(clusters=("village",)), {"village": VILLAGES})
    found = change(drawn, VALUE, WAVE, earlier=1, later=2)
    assert found.values == pytest.approx([3.0, 4.0, 1.0, 4 / 3])
    assert found.se(drawn)[2] == pytest.approx(0.0, abs=1e-12)
    assert found.se(drawn)[0] == pytest.approx(np.sqrt(3 / 2 * (4 + 1 + 9) / 9))  # 3/2 · sum of ((y - 3)/3)²


def test_units_of_each_wave_alone_are_independent():
    names = np.array(["a", "b", "c", "d", "e", "f"])
    apart = sample(Design(clusters=("village",), strata=("wave",)), {"village": names, "wave": WAVE})
    found = change(apart, VALUE, WAVE, earlier=1, later=2)
    one, two, both, _ = found.se(apart)
    assert both == pytest.approx(np.hypot(one, two))
    assert shared_units(apart, WAVE == 1, WAVE == 2) == 0


def test_the_cells_say_how_many_units_both_waves_share():
    drawn = sample(Design(clusters=("village",)), {"village": VILLAGES})
    cells = stated_change(drawn, VALUE, WAVE, earlier=1, later=2)
    assert "share 3 sampling units" in cells.method
    assert [dict(cell.by) for cell in cells] == [{"wave": 1}, {"wave": 2}, {}, {}]
    assert cells[2].estimate == pytest.approx(1.0)
    assert "hidden-base" in cells[2].flags


def test_waves_count_alike_whatever_their_weights():
    weight = np.array([1.0, 1.0, 1.0, 100.0, 100.0, 100.0])
    drawn = sample(Design(weight="w", clusters=("village",)), {"w": weight, "village": VILLAGES})
    assert average(drawn, VALUE, WAVE, (1, 2)).values[0] == pytest.approx(3.5)
    assert average(drawn, VALUE, WAVE, (1, 2), shares=(0.25, 0.75)).values[0] == pytest.approx(3.75)


def test_only_who_answered_twice_is_in_the_change_of_persons():
    person = np.array(["x", "y", "z", "y", "x", "new"], dtype=object)
    value = np.array([1.0, 2.0, 6.0, 5.0, np.nan, 7.0])
    drawn = sample(Design(), {"person": person})
    np.testing.assert_array_equal(personal_change(value, person, WAVE, 1, 2), [np.nan] * 3 + [3.0, np.nan, np.nan])
    assert panel_change(drawn, value, person, WAVE, earlier=1, later=2).values[0] == pytest.approx(3.0)


def test_a_person_twice_in_a_wave_is_refused():
    with pytest.raises(WaveError, match="1 persons stand more than once in wave 1"):
        personal_change(VALUE, np.array(["x", "x", "z", "x", "y", "z"]), WAVE, 1, 2)


def test_a_wave_without_rows_and_shares_that_do_not_fit_are_refused():
    drawn = sample(Design(clusters=("village",)), {"village": VILLAGES})
    with pytest.raises(WaveError, match="no rows of wave 2019"):
        change(drawn, VALUE, WAVE, earlier=1, later=2019)
    with pytest.raises(WaveError, match="add up to 1"):
        average(drawn, VALUE, WAVE, (1, 2), shares=(0.5, 0.6))
