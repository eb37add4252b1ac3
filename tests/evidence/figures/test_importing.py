"""A file of figures: what it would do is shown first, a damaged one changes nothing, all of it can be taken back."""

from __future__ import annotations

import contextlib
import io
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from tayanch import figures as plain
from tayanch.evidence.figures import importing, library, register
from tayanch.evidence.figures.actions import figures as actions
from tayanch.evidence.figures.actions import imports
from tayanch.evidence.figures.models import FigureImport, Publication, PublishedFigure
from tayanch.evidence.figures.rows import values_of_row
from tayanch.evidence.figures.troubles import Refused
from tests.evidence.figures.made import HEADER, brought, csv_file, kept

needs_database = pytest.mark.django_db


def as_xlsx(data: bytes) -> bytes:
    book = Workbook()
    for line in data.decode().splitlines():
        book.active.append(  # type: ignore[union-attr]
            [float(cell) if cell.replace(".", "").isdigit() else cell for cell in line.split(",")]
        )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_says_what_its_csv_says() -> None:
    data = csv_file("60", "18.4", base="250")
    assert importing.read("figures.xlsx", as_xlsx(data)) == importing.read("figures.csv", data)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("figures.csv", b"", "empty"),
        ("figures.csv", HEADER.encode(), "column names only"),
        ("figures.csv", csv_file("60", "a lot"), "[Ll]ine 3"),
        ("figures.csv", csv_file("60") + csv_file("60").split(b"\n", 1)[1], "[Ll]ine 3"),
        ("figures.csv", b"id,document\n1,2\n", "[Ll]ine 1"),
        ("figures.csv", csv_file("60")[:-20] + b'"broken', "[Ll]ine 2"),
        ("figures.csv", csv_file("60").replace(b"Invented survey", "Опрос".encode("cp1251")), "[Ll]ine 2"),
        ("figures.xlsx", b"PK\x03\x04 is no workbook", "cannot be opened"),
        ("figures.doc", b"\xd0\xcf\x11\xe0", "CSV or XLSX"),
        ("figures.csv", b"x" * (importing.LARGEST + 1), "in parts"),
    ],
)
def test_a_damaged_file_is_told_with_its_line_and_what_to_do(name: str, data: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says):
        importing.read(name, data)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for name in ("figures.csv", "figures.xlsx"):
        with contextlib.suppress(Refused):
            importing.read(name, data)


@needs_database
def test_a_file_shows_what_it_would_do_and_keeps_nothing(here: SimpleNamespace) -> None:
    kept(here.analyst, csv_file("60"))
    plan = importing.plan(here.analyst, brought(here.analyst, csv_file("60", "35")).rows)
    assert [(line.code, line.kind) for line in plan.lines] == [("inv-1", "same"), ("inv-2", "new")]
    assert any({"inv-1", "inv-2"} <= set(one.rows) for one in plan.findings)
    changed = importing.plan(here.analyst, brought(here.analyst, csv_file("61")).rows).lines[0]
    assert (changed.kind, changed.changes) == ("changed", (("value", "60", "61"),))
    assert [row.code for row in PublishedFigure.objects.all()] == ["inv-1"]


@needs_database
def test_the_shipped_register_brought_again_is_all_here_already(here: SimpleNamespace) -> None:
    data = plain.write_csv(library.shipped().figures)
    plan = importing.plan(here.analyst, brought(here.analyst, data).rows)
    assert {line.kind for line in plan.lines} == {"same"}
    assert plan.findings == ()


@needs_database
def test_a_shipped_figure_that_a_file_reads_otherwise_gets_an_own_one_in_its_place(here: SimpleNamespace) -> None:
    shipped = library.shipped().figures[0]
    data = plain.write_csv([shipped]).replace(f",{shipped.value},".encode(), b",77777,", 1)
    row = kept(here.analyst, data)
    assert row.did["added"] == [f"{shipped.id}-own"]
    found = {one.id for one in register.figures_for(here.analyst)}
    assert shipped.id not in found
    own = register.figure(here.analyst, f"{shipped.id}-own")
    assert own.topics == shipped.topics
    assert "77,777" in own.statement.en
    again = importing.plan(here.analyst, brought(here.analyst, data).rows)
    assert [line.kind for line in again.lines] == ["same"]


@needs_database
def test_only_what_is_ticked_is_kept(here: SimpleNamespace) -> None:
    row = brought(here.analyst, csv_file("60", "35", "12"))
    plan = importing.plan(here.analyst, row.rows)
    imports.do_keep_import(row, ["inv-2"], seen=plan.seen, by=here.analyst)
    assert [one.code for one in PublishedFigure.objects.all()] == ["inv-2"]


@needs_database
def test_a_figure_that_changed_since_the_look_stops_the_keeping(here: SimpleNamespace) -> None:
    kept(here.analyst, csv_file("60"))
    row = brought(here.analyst, csv_file("61"))
    plan = importing.plan(here.analyst, row.rows)
    own = PublishedFigure.objects.get()
    actions.do_change_figure(own, values_of_row(own) | {"value": "59"}, was=1, by=here.supervisor)
    with pytest.raises(Refused, match="meanwhile"):
        imports.do_keep_import(row, ["inv-1"], seen=plan.seen, by=here.analyst)
    own.refresh_from_db()
    assert own.value == "59"


@needs_database
def test_a_whole_import_is_taken_back(here: SimpleNamespace) -> None:
    kept(here.analyst, csv_file("60"))
    row = kept(here.analyst, csv_file("61", "35", document="report-2026"))
    assert PublishedFigure.objects.get(code="inv-1").value == "61"
    assert imports.do_undo_import(row, by=here.supervisor) == []
    own = PublishedFigure.objects.get()
    assert (own.code, own.value, own.document) == ("inv-1", "60", "report-2025")
    assert [one.key for one in Publication.objects.all()] == ["report-2025"]
    with pytest.raises(Refused):
        imports.do_undo_import(row, by=here.supervisor)


@needs_database
def test_what_somebody_worked_on_since_stays_when_an_import_is_taken_back(here: SimpleNamespace) -> None:
    row = kept(here.analyst, csv_file("60", "35"))
    own = PublishedFigure.objects.get(code="inv-1")
    actions.do_change_figure(own, values_of_row(own) | {"place": "p. 3"}, was=1, by=here.supervisor)
    assert imports.do_undo_import(row, by=here.analyst) == ["inv-1"]
    assert [(one.code, one.place) for one in PublishedFigure.objects.all()] == [("inv-1", "p. 3")]


@needs_database
def test_a_retired_figure_that_a_file_brings_is_in_use_again_until_the_import_is_taken_back(
    here: SimpleNamespace,
) -> None:
    kept(here.analyst, csv_file("60"))
    actions.do_retire_figure(PublishedFigure.objects.get(), by=here.analyst)
    row = kept(here.analyst, csv_file("60"))
    assert PublishedFigure.objects.get().retired_at is None
    imports.do_undo_import(row, by=here.analyst)
    assert PublishedFigure.objects.get().retired_at is not None


@needs_database
def test_a_file_that_is_not_kept_is_forgotten(here: SimpleNamespace) -> None:
    imports.do_drop_import(brought(here.analyst), by=here.analyst)
    assert not FigureImport.objects.exists()
    row = kept(here.analyst)
    with pytest.raises(Refused):
        imports.do_drop_import(row, by=here.analyst)
