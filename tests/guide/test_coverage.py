"""Every line of the list of needs is accounted for, and the page about it is that of today."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tayanch.cli import app
from tayanch.guide.content.card import Guide
from tayanch.guide.content.coverage import WAYS, coverage, page
from tayanch.guide.content.loading import guide

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "guide-coverage.md"
WANTED = {"INF": 28, "DOC": 12, "BAN": 9, "HEA": 15, "PEN": 11, "CHI": 16, "RET": 13}


def test_every_line_of_the_list_is_there_once_and_in_order() -> None:
    lines = [f"{prefix}-{number:02}" for prefix, last in WANTED.items() for number in range(1, last + 1)]
    assert [one.id for one in coverage(guide())] == lines


@pytest.mark.parametrize("line", coverage(guide()), ids=lambda one: one.id)
def test_a_line_is_served_or_says_why_it_is_not(line: object) -> None:
    assert line.is_accounted_for  # type: ignore[attr-defined]
    assert set(line.also) <= WAYS.keys()  # type: ignore[attr-defined]


def test_without_cards_most_lines_are_accounted_for_by_nothing() -> None:
    """The test above can fail."""
    assert sum(not one.is_accounted_for for one in coverage(Guide((), {}))) > 40


def test_a_card_names_only_lines_that_are_there() -> None:
    known = {one.id for one in coverage(guide())}
    named = {id for card in guide().cards for id in card.covers if id.partition("-")[0] in WANTED}
    assert named - known == set()


def test_the_page_is_as_the_command_makes_it() -> None:
    assert PAGE.read_text("utf-8") == page(guide()), (
        "Run: tayanch guide coverage --output docs/reference/guide-coverage.md"
    )


def test_the_command_prints_the_page_or_writes_it(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["guide", "coverage"]).output == page(guide())
    path = tmp_path / "page.md"
    assert CliRunner().invoke(app, ["guide", "coverage", "--output", str(path)]).exit_code == 0
    assert path.read_text("utf-8") == page(guide())
