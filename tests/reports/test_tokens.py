"""Live numbers survive editing; numbers typed by hand are found, years and articles are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tayanch.reports.model import KINDS, Reference
from tayanch.reports.tokens import as_words, read, retold, token, tokens, typed_by_hand, written

NAMES = st.from_regex(r"[a-z][a-z0-9.-]{0,12}", fullmatch=True)
REFERENCES = st.builds(
    Reference,
    st.sampled_from(KINDS),
    NAMES,
    st.sampled_from(("", "2026", "2026-Q3", "2026-10")),
    st.lists(st.tuples(NAMES, NAMES), max_size=3).map(tuple),
)


@given(REFERENCES, st.text(max_size=20))
def test_a_live_number_reads_back_whatever_stands_behind_its_bar(reference: Reference, shown: str) -> None:
    (found,) = tokens(f"Of them {token(reference, shown)} were paid.")
    assert found.reference == reference
    assert read(written(reference)) == reference


def test_a_token_says_what_it_shows_and_in_which_form() -> None:
    (found,) = tokens("{{ table:survey:1a2b3c4d.sector ~n | 42 % }}")
    assert (found.show, found.form, found.shown) == ("table", "", "42 %") or found.form == "n"
    (women,) = tokens("{{indicator:consultations/2026/topic=unpaid-wages/sex=female~n|13}}")
    assert women.reference == Reference(
        "indicator", "consultations", "2026", (("topic", "unpaid-wages"), ("sex", "female"))
    )
    assert women.form == "n"


@pytest.mark.parametrize("text", ["{{figure:}}", "{{nothing:a}}", "{figure:a}", "{{figure a}}"])
def test_what_is_no_reference_stays_text(text: str) -> None:
    assert list(tokens(text)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("63 % of them", ["63 %"]),
        ("У 312 женщин", ["312"]),
        ("Аялдардын 58,5 % кеткен", ["58,5 %"]),
        ("1 226 people and 28 842 more", ["1 226", "28 842"]),
        ("In 2014, article 11 and CEDAW/C/KGZ/CO/5 of 12 March 2024", []),
        ("Статья 12, пункты 3 и 4, № 59-ФЗ от 14.07.2022", []),
        ("11-берене, 2019–2022", []),
        ("{{figure:s000-029|59.6 %}} and {{own:12 %|a source}}", []),
        ("2000 women left", ["2000"]),
        ("Конвенция МОТ № 181", []),
    ],
)
def test_figures_are_found_and_names_that_hold_digits_are_not(text: str, found: list[str]) -> None:
    assert [one.text for one in typed_by_hand(text)] == found


def test_what_a_number_read_is_brought_up_to_date_and_nothing_else_is_touched() -> None:
    text = "Before {{figure:a|1 %}} and {{figure:b|2 %}}, {{own:3 %|x}}."
    assert retold(text, {"figure:a": "9 %"}) == "Before {{figure:a|9 %}} and {{figure:b|2 %}}, {{own:3 %|x}}."


def test_numbers_of_a_question_become_words_but_never_a_percentage() -> None:
    assert as_words("In the last 12 months, 5 %") == "In the last {{word:12}} months, 5 %"
