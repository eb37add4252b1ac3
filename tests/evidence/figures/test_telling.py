"""Figures in words: exact digits, units in the form their number asks for, three languages."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils.translation import override

from tayanch.evidence.figures import telling
from tayanch.evidence.figures.rows import figure_of
from tests.evidence.figures.made import VALUES

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("language", "low", "high", "unit", "said"),
    [
        ("en", "18.40", "", "percent", "18.40 %"),
        ("ru", "18.40", "", "percent", "18,40 %"),
        ("ky", "1914500", "", "people", "1 914 500 адам"),
        ("ru", "3", "10", "years", "3–10 лет"),
        ("ru", "3", "", "years", "3 года"),
        ("en", "2015", "", "year", "2015"),
        ("ky", "7", "", "invented units", "7 invented units"),
        ("en", "", "", "people", "–"),
    ],
)
def test_a_value_is_written_in_the_language_of_the_page(
    language: str, low: str, high: str, unit: str, said: str
) -> None:
    figure = figure_of("x", VALUES | {"value": low, "value_high": high, "unit": unit})
    with override(language):
        assert telling.value(figure).replace(NBSP, " ") == said


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_no_shipped_figure_shows_how_its_words_are_kept(language: str) -> None:
    from tayanch.evidence.figures import library

    with override(language):
        for figure in library.shipped().figures:
            told = telling.told(figure, {})
            text = " ".join((told.value, told.unit, told.statement, told.who, told.where, told.base))
            assert "[" not in text, text
            assert "None" not in text, text


def test_a_number_keeps_its_digits() -> None:
    with override("ru"):
        assert telling.number(Decimal("0.170")) == "0,170"
