"""The reference of the policy data names what the data hold."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from tayanch import policy
from tayanch.policy import model

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "policy.md").read_text("utf-8")
VALUES = (model.Instrument, model.Party, model.Article, model.Conflict, model.Recommendation, model.Area, model.Review)


@pytest.mark.parametrize("of", [*VALUES, model.Round, model.Step, model.Volume], ids=lambda of: of.__name__)
def test_every_field_has_its_word(of: type) -> None:
    assert [field.name for field in fields(of) if f"`{field.name}`" not in PAGE] == []


def test_kinds_addressees_and_countries_are_named() -> None:
    assert all(f"`{word}`" in PAGE for word in (*model.KINDS, *model.ADDRESSEES))
    assert all(code in PAGE for code in model.COUNTRIES)


def test_the_counts_are_those_of_the_data() -> None:
    assert f"| {len(policy.instruments())} |" in PAGE
    assert f"| {len(policy.recommendations())}: S000 19, S002 36, S003 12, S004 8;" in PAGE
