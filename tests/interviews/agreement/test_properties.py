"""What must hold for any codings."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tayanch.interviews.agreement import Agreement, Codings, Units
from tests.interviews.agreement.invented import NAMES, measured

LENGTHS = [40, 25, 33]
CODERS, CODES = 3, 4


@st.composite
def some_codings(draw: st.DrawFn) -> Codings:
    rows = []
    for _row in range(draw(st.integers(1, 25))):
        document = draw(st.integers(0, 2))
        start = draw(st.integers(0, LENGTHS[document]))
        end = draw(st.integers(start, LENGTHS[document]))
        rows.append((document, start, end, draw(st.integers(0, CODES - 1)), draw(st.integers(0, CODERS - 1))))
    return Codings.of(rows)


def numbers(found: Agreement) -> dict[str, list[float | None]]:
    """Values by code and measure, in the order of the codes' names."""
    codes = {each.code: each for each in sorted(found.codes, key=lambda each: each.code)}
    told = {"together": found.together, "pooled": found.pooled, **codes}
    return {key: [figure.value for figure in each.figures.values()] for key, each in told.items()}


def same(left: Agreement, right: Agreement) -> None:
    one, other = numbers(left), numbers(right)
    assert one.keys() == other.keys()
    for key, values in one.items():
        for a, b in zip(values, other[key], strict=True):
            assert (a is None) == (b is None)
            assert a is None or a == pytest.approx(b, abs=1e-9)


@given(some_codings(), st.permutations(range(CODERS)))
@settings(max_examples=60, deadline=None)
def test_the_order_of_the_coders_changes_nothing(told: Codings, order: list[int]) -> None:
    moved = replace(told, coder=np.array(order)[told.coder])
    same(measured(told, LENGTHS, CODERS, CODES), measured(moved, LENGTHS, CODERS, CODES))


@given(some_codings(), st.permutations(range(3)))
@settings(max_examples=60, deadline=None)
def test_the_order_of_the_documents_changes_nothing(told: Codings, order: list[int]) -> None:
    lengths = [0, 0, 0]
    for old, new in enumerate(order):
        lengths[new] = LENGTHS[old]
    moved = replace(told, document=np.array(order)[told.document])
    same(measured(told, LENGTHS, CODERS, CODES), measured(moved, lengths, CODERS, CODES))


@given(some_codings(), st.permutations(range(CODES)))
@settings(max_examples=60, deadline=None)
def test_the_order_of_the_codes_changes_nothing(told: Codings, order: list[int]) -> None:
    from tayanch.interviews.agreement import agreement_of

    names = [""] * CODES
    for old, new in enumerate(order):
        names[new] = NAMES[old]
    moved = replace(told, code=np.array(order)[told.code])
    same(measured(told, LENGTHS, CODERS, CODES), agreement_of(moved, LENGTHS, codes=names, coders=NAMES[:CODERS]))


@given(some_codings(), st.data())
@settings(max_examples=60, deadline=None)
def test_a_coding_split_into_two_that_touch_changes_nothing(told: Codings, data: st.DataObject) -> None:
    which = data.draw(st.integers(0, len(told) - 1))
    rows = list(zip(*(column.tolist() for column in told._columns()), strict=True))
    document, start, end, code, coder = rows.pop(which)
    at = data.draw(st.integers(start, end))
    halves = [(document, start, at, code, coder), (document, at, end, code, coder)]
    same(measured(told, LENGTHS, CODERS, CODES), measured(Codings.of([*rows, *halves]), LENGTHS, CODERS, CODES))


@given(some_codings(), st.integers(2, 4))
@settings(max_examples=60, deadline=None)
def test_coders_who_say_the_same_agree_perfectly(told: Codings, coders: int) -> None:
    mine = np.zeros_like(told.coder)
    every = [replace(told, coder=mine + coder) for coder in range(coders)]
    columns = zip(*(each._columns() for each in every), strict=True)
    found = measured(Codings(*(np.concatenate(each) for each in columns)), LENGTHS, coders, CODES)
    for each in (*found.codes, found.together, found.pooled):
        for name, figure in each.figures.items():
            assert figure.value is None or figure.value == pytest.approx(1.0, abs=1e-9), name


@given(some_codings())
@settings(max_examples=60, deadline=None)
def test_a_unit_for_every_character_is_the_same_as_characters(told: Codings) -> None:
    document = np.repeat(np.arange(3), LENGTHS)
    start = np.concatenate([np.arange(length) for length in LENGTHS])
    units = Units(document, start, start + 1)
    by_unit = numbers(measured(told, LENGTHS, CODERS, CODES, by="turn", units=units))
    for key, values in numbers(measured(told, LENGTHS, CODERS, CODES)).items():
        for a, b in zip(values, by_unit[key], strict=True):
            assert b is None or a == pytest.approx(b, abs=1e-9)
