"""Two waves in one file: how many sampling units they share is said, and the change has the error of the library."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tayanch.evidence import actions, comparing, keeping, telling
from tayanch.evidence.models import Survey, Tabulation
from tayanch.survey.change import stated_change
from tayanch.survey.design import Calibration, Design, Replicates
from tayanch.survey.sampling import sample
from tests.evidence.made import DESIGN, asked, brought, csv_file, signed_in

pytestmark = pytest.mark.django_db


def two_waves() -> bytes:
    """A panel of 12 villages; in the second wave three of them were replaced."""
    header, *first = csv_file(seed=1).decode().splitlines()
    second = csv_file(seed=2).decode().splitlines()[1:]
    lines = [f"{header},wave", *(f"{line},1" for line in first)]
    for line in second:
        cells = line.split(",")
        cells[3] = str(int(cells[3]) + 5) if int(cells[3]) % 10 == 3 else cells[3]
        lines.append(",".join([*cells, "2"]))
    return "\n".join(lines).encode()


@pytest.fixture
def panel(at_once: SimpleNamespace) -> Survey:
    return brought(at_once.analyst, two_waves())


def table(panel: Survey, who: Any, design: Design, *of: str, **more: Any) -> Tabulation:
    actions.do_design(panel, design, by=who)
    return asked(panel, who, *of, **{"by": ("wave",)} | more)


def page(made: Tabulation, by: Any, language: str = "en") -> str:
    path = f"/{language}/evidence/surveys/tables/{made.id}/compare/?first=[1]&second=[2]"
    return signed_in(by).get(path).content.decode()


SEXES = Calibration.of({"margins": {"sex": {1: 1000, 2: 1400}}})


@pytest.mark.parametrize("design", [DESIGN, replace(DESIGN, calibration=SEXES)], ids=["drawn", "calibrated"])
@pytest.mark.parametrize(("of", "stat"), [("income", "mean"), ("abroad", "proportion")])
def test_the_change_and_its_error_are_those_of_the_library(
    at_once: SimpleNamespace, panel: Survey, design: Design, of: str, stat: str
) -> None:
    made = table(panel, at_once.analyst, design, of, stat=stat)
    found = comparing.between_groups(made.told, telling.table(made, "en")["shown"], "[1]", "[2]")
    columns = keeping.data_of(panel).columns({*design.columns, of, "wave"})
    values: Any = columns[of] if stat == "mean" else (columns[of] == 1).astype(float)
    drawn = sample(design, columns)
    expected = stated_change(drawn, values, columns["wave"], earlier=1, later=2)
    change = next(cell for cell in expected if cell.variable == "change")
    assert change.se is not None
    assert found[0].value == pytest.approx(change.estimate, rel=1e-10)
    assert found[0].se == pytest.approx(change.se, rel=1e-10)
    apart = np.hypot(*(cell.se or 0.0 for cell in expected[:2]))
    assert abs(found[0].se - apart) > 1e-3 * apart  # the covariance is not nothing
    overlap = comparing.overlap(made, "[1]", "[2]")
    assert overlap == comparing.Overlap(9, ())
    assert f"share {overlap.units} sampling units" in expected.method


def test_the_page_says_how_many_units_the_waves_share(at_once: SimpleNamespace, panel: Survey) -> None:
    made = table(panel, at_once.analyst, DESIGN, "abroad")
    assert "Both groups share 9 sampling units. The interval reckons with that." in page(made, at_once.analyst)


def test_a_wave_among_the_strata_shares_nothing_and_the_page_warns(at_once: SimpleNamespace, panel: Survey) -> None:
    made = table(panel, at_once.analyst, Design("w", ("wave",), ("village",)), "abroad")
    text = page(made, at_once.analyst)
    assert "share no sampling unit" in text
    assert "wave is a stratum of the design" in text


def test_groups_of_a_table_by_two_columns_are_found_with_their_margins(at_once: SimpleNamespace, panel: Survey) -> None:
    made = table(panel, at_once.analyst, DESIGN, "abroad", by=("sex", "wave"))
    assert comparing.overlap(made, "[null, 1]", "[null, 2]") == comparing.Overlap(9, ())
    assert comparing.overlap(made, "[1, 1]", "[2, 1]") == comparing.Overlap(12, ())


def test_with_replicates_nobody_counts_units(at_once: SimpleNamespace, panel: Survey) -> None:
    made = table(panel, at_once.analyst, replace(DESIGN, replicates=Replicates("jkn")), "abroad")
    assert comparing.overlap(made, "[1]", "[2]") is None
    assert "The replicate weights hold what both groups have in common" in page(made, at_once.analyst)
