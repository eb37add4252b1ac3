"""The family of alpha for unitizing: the book's example, another package, and the definition character by character."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tayanch.interviews.agreement import Codings
from tayanch.interviews.agreement.pieces import merged
from tayanch.interviews.agreement.unitised import nominal, summed_values
from tests.interviews.agreement.invented import codings, measured

RECORDED = json.loads(Path(__file__).with_name("recorded.json").read_text())["krippendorff-unitized-alpha"]
# Krippendorff, Content Analysis, 4th ed., figure 12.11: three observers, 60 characters, (start, end, value).
BOOK = (
    ((0, 7, 1), (7, 13, 2), (30, 32, 5), (32, 37, 6), (37, 44, 6), (44, 60, 7)),
    ((0, 7, 1), (7, 13, 3), (13, 21, 5), (32, 44, 6)),
    ((0, 7, 1), (7, 13, 4), (13, 21, 5), (32, 37, 6), (37, 41, 6), (41, 44, 6)),
)


def rows(coders: tuple | list) -> Codings:
    return Codings.of((0, start, end, code, coder) for coder, each in enumerate(coders) for start, end, code in each)


def numbers(told: Codings, length: int, coders: int, *, touching: bool = True) -> dict[str, float]:
    sums = summed_values(merged(told, touching=touching), np.array([length]), np.ones((coders, 1), dtype=bool))
    return {name: float(each[0]) for name, each in nominal(sums, np.ones((1, 1))).items()}


def test_the_example_of_the_book_comes_to_the_printed_numbers() -> None:
    """Segments that touch are units of their own in it."""
    found = numbers(rows(BOOK), 60, 3, touching=False)
    assert round(found["u_alpha"], 3) == 0.510
    assert found["u_any"] == pytest.approx(0.413, abs=0.001)  # printed from rounded coincidences
    assert round(found["cu_alpha"], 3) == 0.724


@pytest.mark.parametrize("case", RECORDED)
def test_u_alpha_is_that_of_krippendorff_unitized_alpha(case: dict) -> None:
    told = rows(case["segments"])
    found = measured(told, [case["length"]], len(case["segments"]), 4, read=np.ones((len(case["segments"]), 1), bool))
    assert found.together["u_alpha"].value == pytest.approx(case["u_alpha"], abs=1e-9)


def by_definition(told: Codings, length: int, coders: int) -> float:
    """u-alpha of code 0 from the coincidences of single characters, and from pairs of segments for chance."""
    marks = np.zeros((coders, length), dtype=bool)
    for _document, start, end, _code, coder in zip(*told._columns(), strict=True):
        marks[coder, start:end] = True
    observed = sum(np.sum(marks[a] != marks[b]) for a in range(coders) for b in range(coders) if a != b) / (coders - 1)
    total, yes = coders * length, marks.sum()
    whole = merged(told)
    itself = float(np.sum((whole.end - whole.start) ** 2)) + (total - yes)
    expected = 2 * yes * (total - yes) / (total - itself / total)
    return float(1 - observed / expected)


@pytest.mark.parametrize("seed", range(6))
def test_u_alpha_of_a_code_follows_from_the_definition(seed: int) -> None:
    generator = np.random.default_rng(seed)
    told = codings(generator, [400], 3, 1, 15)
    found = measured(told, [400], 3, 1).codes[0]
    assert found["u_alpha"].value == pytest.approx(by_definition(told, 400, 3), abs=1e-9)


def cu_by_definition(told: Codings, length: int, coders: int) -> float:
    """cu-alpha from single characters; every coder has at most one code at each."""
    value = np.full((coders, length), -1)
    for _document, start, end, code, coder in zip(*told._columns(), strict=True):
        value[coder, start:end] = code
    kinds = int(value.max()) + 1
    met = np.zeros((kinds, kinds))
    for a in range(coders):
        for b in range(coders):
            both = (value[a] >= 0) & (value[b] >= 0)
            if a != b:
                np.add.at(met, (value[a][both], value[b][both]), 1 / (coders - 1))
    itself = 0.0
    for _document, start, end, _code, coder in zip(*told._columns(), strict=True):
        others = (value[:, start:end] >= 0).sum() - (end - start)
        itself += float(others / (coders - 1)) ** 2
        assert coder < coders
    total = met.sum()
    unlike = (total**2 - (met.sum(axis=1) ** 2).sum()) / (total - itself / total)
    return float(1 - (total - np.trace(met)) / unlike)


def test_cu_alpha_follows_from_the_definition() -> None:
    for case in RECORDED:
        told = rows(case["segments"])
        coders = len(case["segments"])
        found = measured(told, [case["length"]], coders, 4, read=np.ones((coders, 1), bool)).together["cu_alpha"]
        expected = cu_by_definition(told, case["length"], coders)
        if np.isnan(expected):
            assert found.value is None
        else:
            assert found.value == pytest.approx(expected, abs=1e-9)


def test_borders_are_measured_by_character_only() -> None:
    from tayanch.interviews.agreement import Units

    units = Units(np.array([0, 0]), np.array([0, 30]), np.array([30, 60]))
    found = measured(rows(BOOK), [60], 3, 8, by="turn", units=units)
    assert found.codes[1]["u_alpha"].value is None
    assert found.codes[1]["u_alpha"].reason.startswith("Asked by character")
