"""Numbers and nouns agree: Russian by the four forms of CLDR, English by two, Kyrgyz by one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tayanch.reports.words import number, said

N = "\u00a0"


@pytest.mark.parametrize(
    ("value", "noun"),
    [
        *((1, "обращение"), (2, "обращения"), (5, "обращений"), (11, "обращений"), (21, "обращение")),
        *((104, "обращения"), (112, "обращений"), (1.5, "обращения"), (0, "обращений")),
    ],
)
def test_a_russian_noun_follows_its_number(value: float, noun: str) -> None:
    assert said(value, "consultations", "ru").endswith(f"{N}{noun}")


def test_english_has_one_and_many_and_kyrgyz_one_form() -> None:
    assert said(1, "people", "en") == f"1{N}person"
    assert said(2, "people", "en") == f"2{N}people"
    assert said(1, "people", "ky") == f"1{N}адам"
    assert said(5, "people", "ky") == f"5{N}адам"


def test_numbers_are_written_as_the_language_does() -> None:
    assert number(Decimal("12345.60"), "en") == f"12{N}345.6"
    assert number(Decimal("12345.60"), "ru") == f"12{N}345,6"
    assert said(Decimal("59.6"), "percent", "ky") == f"59,6{N}%"


def test_a_range_takes_the_noun_of_its_end_and_large_numbers_are_short_only_when_nothing_is_lost() -> None:
    assert said(650000, "people", "ru", 700000) == f"650{N}000–700{N}000{N}человек"
    assert said(244_000_000, "people", "en") == f"244{N}million{N}people"
    assert said(300_000_000_000, "USD", "ru") == f"300{N}млрд{N}долларов США"
    assert said(1_226_123, "people", "en") == f"1{N}226{N}123{N}people"


def test_years_are_not_grouped_and_rates_name_their_time() -> None:
    assert said(2006, "year", "ru") == "2006"
    assert said(50000, "people/year", "ru") == f"50{N}000{N}человек в год"
