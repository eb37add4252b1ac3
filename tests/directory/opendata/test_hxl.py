"""The table for humanitarian offices: a heading, a row of HXL tags, then the services."""

from __future__ import annotations

import csv
import re
from datetime import date
from io import StringIO

from hypothesis import given, settings
from hypothesis import strategies as st

from tayanch.directory import all_entries
from tayanch.directory.opendata import hxl
from tayanch.vocabulary import Text
from tests.directory.made import organisation, phone, text

TODAY = date(2026, 11, 22)
TAG = re.compile(r"#[a-z][a-z0-9]*(\+[a-z][a-z0-9_]*)*")


def rows(*entries: object) -> list[list[str]]:
    return list(csv.reader(StringIO(hxl.to_csv(hxl.all_services(entries), TODAY))))  # type: ignore[arg-type]


def test_the_second_row_holds_one_tag_for_every_column() -> None:
    heading, tags, *services = rows(*all_entries())
    assert len(heading) == len(tags) == len(set(tags))
    assert all(TAG.fullmatch(tag) for tag in tags)
    assert len(services) == sum(len(entry.services) for entry in all_entries())
    assert {len(row) for row in services} == {len(heading)}


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8"), min_size=1), st.sampled_from(["", " ", "\u200b", "\t", "\x00", "\n"]))
def test_no_cell_is_a_formula(words: str, unseen: str) -> None:
    for sign in "=+-@":
        name = text(f"{unseen}{sign}{words}")
        entry = organisation(name=name, phones=(phone("+996312000000"),))
        cells = [cell for row in rows(entry) for cell in row]
        assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))]


def test_what_nobody_confirmed_is_empty_and_not_no() -> None:
    heading, _, row = rows(organisation(name=Text("Бир", "Один", "One")))
    told = dict(zip(heading, row, strict=True))
    assert (told["free"], told["women only"], told["freshness"]) == ("", "", "never checked")
    assert told["organisation"] == "One"
