"""Pictures of codes by group: counts with their base, readable in three languages, and no share of people."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest

from tayanch.interviews.charts import chart
from tayanch.interviews.codebook import Code, Codebook
from tayanch.interviews.matrices import Base, Count, Matrix

SVG = "{http://www.w3.org/2000/svg}"
BOOK = Codebook(
    (
        Code(
            "a",
            "MOT-CHILD",
            labels={"ky": "Балдар үчүн кетүү", "ru": "Отъезд ради детей", "en": "Left for the children"},
        ),
        Code("b", "DEBT", labels={"ky": "Карыз", "ru": "Долги", "en": "Debt"}),
        Code("c", "NONE", labels={"en": "Nobody"}),
    )
)
MATRIX = Matrix(
    ("a", "b", "c"),
    ("woman", "man", ""),
    {"woman": Base(12, 5), "man": Base(7, 3), "": Base(2, 1)},
    {("a", "woman"): Count(9, 4, 31, 2411), ("b", "man"): Count(3, 2, 5, 700), ("a", ""): Count(1, 1, 77, 10)},
    "by-group",
    "sex",
)


def drawn(matrix: Matrix = MATRIX, language: str = "en", **more) -> tuple[ET.Element, str, str]:
    """The picture, its description, and the text that is seen."""
    told = {"title": "Codes & sex", "source": "An invented study"} | more
    root = ET.fromstring(chart(matrix, BOOK, language=language, **told))
    seen = " | ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
    return root, root.findtext(f"{SVG}desc") or "", seen


@pytest.mark.parametrize("kind", ["bars", "dots"])
def test_every_count_stands_beside_its_base_in_the_picture_and_in_words(kind: str) -> None:
    root, said, seen = drawn(kind=kind)
    assert (root.get("role"), root.findtext(f"{SVG}title")) == ("img", "Codes & sex")
    assert "Left for the children, woman: 9 of 12 speakers." in said
    assert "Debt, woman: 0 of 12 speakers." in said
    assert "9 of 12 · woman" in seen
    assert "3 of 7 · man" in seen
    assert "Base: woman, 12 speakers in 5 documents; man, 7 speakers in 3 documents." in seen
    assert "Source: An invented study." in seen


def test_no_share_of_people_is_drawn() -> None:
    for unit in ("speakers", "documents", "passages", "characters"):
        _, said, seen = drawn(unit=unit)
        assert "%" not in said + seen
        assert "no share of women follows" in said


def test_a_group_of_too_few_is_left_out_and_this_is_said() -> None:
    _, said, seen = drawn(unit="passages")
    assert "77" not in said + seen
    assert "Not shown: not known (fewer than 5 speakers)." in said
    assert "77" in drawn(unit="passages", limit=0)[1]


def test_a_code_that_nobody_mentions_has_no_row() -> None:
    assert "Nobody" not in drawn()[2]


@pytest.mark.parametrize(
    ("language", "label", "unit", "group"),
    [
        ("ky", "Балдар үчүн кетүү", "сүйлөгөндөр", "9 / 12 · аял"),
        ("ru", "Отъезд ради детей", "говорящие", "9 из 12 · женщина"),
        ("en", "Left for the children", "speakers", "9 of 12 · woman"),
    ],
)
def test_it_speaks_three_languages(language: str, label: str, unit: str, group: str) -> None:
    _, _, seen = drawn(language=language)
    assert all(text in seen for text in (label, unit, group))


def test_groups_differ_in_shape_as_well_as_colour() -> None:
    root, _, _ = drawn(kind="dots")
    marks = [path for path in root.iter(f"{SVG}path") if path.get("fill", "").startswith("#") and path.get("transform")]
    assert len({(path.get("fill"), path.get("d")) for path in marks}) >= 2
    assert len({path.get("d") for path in marks}) >= 2


def test_names_of_groups_and_many_groups_are_drawn_with_words() -> None:
    groups = tuple("abcdef")
    many = Matrix(
        ("a",), groups, dict.fromkeys(groups, Base(9, 9)), {("a", one): Count(1, 1, 1, 1) for one in groups}, "by-group"
    )
    assert all(f"1 of 9 · {one}" in drawn(many)[2] for one in groups)
    assert "1 of 9 · Group A" in drawn(many, names={"a": "Group A"})[2]


def test_nothing_to_draw_is_an_error_that_says_so() -> None:
    with pytest.raises(ValueError, match="nothing to draw"):
        drawn(Matrix((), (), {}, {}, "by-group"))


def test_the_renderer_is_loaded_only_when_something_is_drawn() -> None:
    told = "import sys, tayanch.interviews.charts; print('vl_convert' in sys.modules, 'scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", told], check=True, capture_output=True, text=True).stdout.split() == [
        "False",
        "False",
    ]
