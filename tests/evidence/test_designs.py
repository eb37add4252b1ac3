"""A design is seen before it is kept: units, strata, lonely strata by name, and what unequal weights cost."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tayanch.evidence import designing
from tayanch.survey.data import Data
from tayanch.survey.design import Design
from tests.evidence.made import brought, signed_in

ROWS = Data(
    pa.table(
        {
            "w": [1.0, 1.0, 2.0, 2.0, 4.0, 2.0],
            "oblast": ["Osh", "Osh", "Osh", "Osh", "Talas", "Talas"],
            "village": [1, 1, 2, 2, 1, 1],
            "share": [0.5, 0.5, 0.5, 0.5, 1.0, 1.0],
        }
    )
)


def test_a_preview_counts_units_within_strata_and_names_the_lonely_one() -> None:
    found = designing.preview(ROWS, Design("w", ("oblast",), ("village",)))
    assert (found.rows, found.strata, found.units, found.degrees) == (6, 2, 3, 1)
    assert (found.lonely, found.lonely_count) == (("Talas",), 1)
    assert (found.weights, found.smallest, found.largest) == (12.0, 1.0, 4.0)
    assert found.deff == pytest.approx(6 * 30 / 144)  # n Σw² / (Σw)²


def test_a_unit_that_is_all_there_is_is_not_lonely() -> None:
    found = designing.preview(ROWS, Design("w", ("oblast",), ("village",), ("share",)))
    assert found.lonely == ()


@given(st.lists(st.floats(0.1, 50), min_size=2, max_size=40))
def test_the_design_effect_of_weights_is_one_plus_their_squared_variation(weights: list[float]) -> None:
    found = designing.preview(Data(pa.table({"w": weights})), Design("w"))
    assert found.deff == pytest.approx(1 + (np.std(weights) / np.mean(weights)) ** 2)
    assert found.effective <= found.rows * (1 + 1e-9)


def test_a_preview_is_shown_without_keeping_anything(at_once: SimpleNamespace) -> None:
    survey = brought(at_once.analyst)
    path, client = f"/en/evidence/surveys/{survey.id}/design/", signed_in(at_once.analyst)
    body = {"weight": "w", "strata_1": "oblast", "clusters_1": "village", "lonely": "fail"}
    part = client.post(path, body, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "Sum of weights" in part
    survey.refresh_from_db()
    assert survey.design == {}
    assert client.post(path, body | {"save": "1"}).status_code == 302
    survey.refresh_from_db()
    assert survey.design == {"weight": "w", "strata": ["oblast"], "clusters": ["village"], "lonely": "fail"}


def test_a_design_that_does_not_fit_says_why_and_is_not_kept(at_once: SimpleNamespace) -> None:
    survey = brought(at_once.analyst)
    path, client = f"/en/evidence/surveys/{survey.id}/design/", signed_in(at_once.analyst)
    page = client.post(path, {"fpc_1": "w", "strata_1": "village", "lonely": "fail", "save": "1"}).content.decode()
    assert "fewer units in the population than were sampled" in page
    page = client.post(path, {"clusters_2": "village", "lonely": "fail", "save": "1"}).content.decode()
    assert "left out between two others" in page
    survey.refresh_from_db()
    assert survey.design == {}
