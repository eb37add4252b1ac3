"""The tutorial of interviews runs as it stands, and what it shows is what comes."""

from __future__ import annotations

import doctest
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "docs"


def test_every_line_of_the_tutorial_gives_what_it_shows() -> None:
    path = FOLDER / "tutorials" / "interviews.md"
    found = doctest.testfile(str(path), module_relative=False, encoding="utf-8", optionflags=doctest.REPORT_NDIFF)
    assert found.failed == 0
    assert found.attempted > 30


def test_the_reference_of_the_codebook_has_every_code() -> None:
    from tayanch.interviews.codebooks import load
    from tayanch.interviews.codebooks.page import page

    told = page(load("women-migration"), "en")
    assert (FOLDER / "reference" / "codebook-women-migration.md").read_text(encoding="utf-8") == told
    assert all(f"`{code.name}`" in told for code in load("women-migration").codes if code.parent)
