"""Charts of estimates: what may be shown is shown, the rest is said in words, and everything can be read aloud."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from tayanch.survey.charts import WORDS, chart
from tayanch.survey.codebook import Codebook, Level, Variable
from tayanch.survey.results import Estimate

SVG = "{http://www.w3.org/2000/svg}"


def cell(value: float | None, by: dict[str, object], *, level: str | None = "yes", n: int = 300, flags=()) -> Estimate:
    known = value is not None
    limits = (value - 0.05, value + 0.05) if known else (None, None)
    return Estimate("h616", level, by, value, 0.02 if known else None, *limits, 1.0, n, 10.0 * n, 30.0, 0.0, flags)


WOMEN, MEN = {"sex": 2}, {"sex": 1}
CODEBOOK = Codebook(
    {
        "sex": Variable(
            "sex", "category", levels=(Level(1, {"en": "Men", "ru": "Мужчины"}), Level(2, {"en": "Women"}))
        ),
        "h616": Variable("h616", "category", {"en": "Money received"}, (Level("yes", {"en": "Yes", "ru": "Да"}),)),
    }
)


def drawn(*cells: Estimate, language: str = "en", **more) -> tuple[ET.Element, str, str]:
    """The picture, its description and the text that is seen."""
    more = {"title": "Money by sex & year", "source": "A survey <2019>", "codebook": CODEBOOK} | more
    root = ET.fromstring(chart(cells, language=language, **more))
    return (
        root,
        root.findtext(f"{SVG}desc") or "",
        " | ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text")),
    )


def test_the_picture_has_a_role_a_name_and_every_number_in_words() -> None:
    root, words, _ = drawn(cell(0.412, WOMEN), cell(0.30, MEN))
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "Money by sex & year"
    assert "Women: 41.2 %, interval from 36.2 % to 46.2 %, 300 answers." in words
    assert "Base: 600 answers." in words
    assert "Source: A survey <2019>." in words


def test_only_the_picture_as_a_whole_is_announced() -> None:
    root, _, _ = drawn(cell(0.4, WOMEN), cell(0.3, MEN))
    assert not [part for part in root.iter() if part is not root and (part.get("role") or part.get("aria-label"))]


def test_a_hidden_cell_has_no_number_anywhere() -> None:
    root, words, seen = drawn(cell(0.777, WOMEN, n=13, flags=("hidden-base",)), cell(0.3, MEN))
    everything = ET.tostring(root, encoding="unicode")
    assert "77.7" not in everything
    assert "13 answers" not in everything
    assert "not shown: fewer than 25 answers" in words
    assert "not shown: fewer than 25 answers" in seen
    assert "Base: 300 answers." in words  # the hidden base cannot be had by subtraction


def test_a_shaky_cell_stands_in_brackets_and_is_hollow() -> None:
    root, _, seen = drawn(cell(0.4, WOMEN, n=31, flags=("shaky-base",)), cell(0.3, MEN))
    assert "(40.0 %)" in seen
    assert "In brackets and hollow" in seen
    fills = {path.get("fill") for path in root.iter(f"{SVG}path") if path.get("stroke-width") == "2"}
    assert "#ffffff" in fills
    assert len(fills) == 2


def test_an_empty_group_and_one_without_a_known_value_say_so() -> None:
    _, words, _ = drawn(cell(None, WOMEN, n=0, flags=("empty",)), cell(None, MEN, flags=("no-variance",)))
    assert "Women: nobody was asked or answered." in words
    assert "Men: cannot be known." in words


def test_groups_differ_in_shape_as_well_as_colour() -> None:
    cells = [cell(0.4, by, level=level) for level in ("yes", "no") for by in (WOMEN, MEN, {})]
    root, _, seen = drawn(*cells)
    assert "Women" in seen
    assert "All" in seen
    points = [path for path in root.iter(f"{SVG}path") if path.get("stroke-width") == "2" and path.get("fill")]
    assert len({(path.get("fill"), path.get("d")) for path in points}) == 3
    assert len({path.get("d") for path in points}) == 3


@pytest.mark.parametrize(("language", "number"), [("ru", "41,2 %"), ("ky", "41,2 %"), ("en", "41.2 %")])
def test_numbers_and_words_follow_the_language(language: str, number: str) -> None:
    _, words, seen = drawn(cell(0.412, WOMEN), cell(0.3, MEN), language=language)
    assert number in words
    assert number in seen
    assert WORDS[language]["line"] in words


def test_every_language_has_every_word() -> None:
    assert {frozenset(words) for words in WORDS.values()} == {frozenset(WORDS["en"])}


def test_sums_are_written_whole_with_their_unit() -> None:
    cells = [cell(120_345.6, WOMEN, level=None), cell(98_000.0, MEN, level=None)]
    _, words, seen = drawn(*cells, language="ru", unit="сом в год")
    assert "120 346" in words
    assert "сом в год" in seen
    assert "Мужчины" in words


@pytest.mark.parametrize(("level", "text"), [(1, "30.0 %"), (2.0, "30.0 %"), ("yes", "30.0 %"), (0.5, "0.30")])
def test_answers_with_codes_are_shares_and_quantiles_are_not(level: object, text: str) -> None:
    _, words, _ = drawn(cell(0.3, WOMEN, level=level), cell(0.25, MEN, level=level))
    assert f"Women: {text}" in words or f"Women: {text}" in words.replace(f"{level} · ", "")


def test_nothing_to_draw_is_said() -> None:
    with pytest.raises(ValueError, match="no estimates to draw"):
        chart([], title="", source="", language="en")
