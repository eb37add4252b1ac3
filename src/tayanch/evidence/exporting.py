"""A table as a file: XLSX, DOCX or CSV, with the lines that say where it comes from and how it was made.

The figures are those of :mod:`tayanch.evidence.presenting`: what is hidden there is in no file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import docx
from django.utils.translation import gettext as _
from docx.shared import Pt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from tayanch.desk.reporting.spreadsheets import guarded
from tayanch.evidence.presenting import Line, Section, Shown, meaning

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv; charset=utf-8",
}
Value = str | float | int | None
About = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Sheet:
    """What a file holds."""

    title: str
    statistic: str
    shown: Shown
    about: About


def file_of(sheet: Sheet, form: str) -> bytes:
    """The table in one of :data:`TYPES`."""
    return {"xlsx": _xlsx, "docx": _docx, "csv": _csv}[form](sheet)


def _headings(sheet: Sheet) -> list[str]:
    told = [_("Estimate"), _("Lower"), _("Upper"), _("Standard error"), _("Answers"), _("Weighted"), _("Missing")]
    return [_("Question"), *sheet.shown.groups, _("Answer"), *told, _("Notes")]


def _rows(sheet: Sheet) -> Iterator[list[Value]]:
    """One row an estimate. Shares are numbers from 0 to 1; what is hidden is empty."""
    for section in sheet.shown.sections:
        for line in section.lines:
            figures = (line.estimate, line.lower, line.upper, line.se, line.n, line.weighted_n, line.missing)
            yield [section.label, *line.groups, line.answer, *figures, " ".join(map(meaning, _flags(line)))]


def _flags(line: Line) -> list[str]:
    return [*line.notes] or (["shaky-base"] if line.shaky else [])


def _csv(sheet: Sheet) -> bytes:
    """UTF-8 with a mark at the beginning, so that spreadsheet programs read Cyrillic."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([guarded(text) for text in _headings(sheet)])
    writer.writerows([[_cell(value) for value in row] for row in _rows(sheet)])
    writer.writerow([])
    writer.writerows([[guarded(label), guarded(text)] for label, text in sheet.about])
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Value) -> Value:
    return guarded(value) if isinstance(value, str) else value


def _xlsx(sheet: Sheet) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "table"
    page.append([guarded(sheet.title)])
    page.append([guarded(sheet.statistic)])
    page.append([])
    page.append([guarded(text) for text in _headings(sheet)])
    for row in _rows(sheet):
        page.append([_cell(value) for value in row])
        _formatted(page, sheet)
    page.append([])
    for label, text in sheet.about:
        page.append([guarded(label), guarded(text)])
    page["A1"].font = Font(bold=True, size=14)
    for cell in page[4]:
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        page.column_dimensions[cell.column_letter].width = 16
    page.column_dimensions["A"].width = 48
    page.freeze_panes = "A5"
    return _saved(book)


def _formatted(page: object, sheet: Sheet) -> None:
    """Shares as per cent; the numbers stay whole."""
    last = page.max_row  # type: ignore[attr-defined]
    first = len(sheet.shown.groups) + 3
    share = all(line.share for section in sheet.shown.sections for line in section.lines)
    forms = ["0.0%" if share else "#,##0.00"] * 4 + ["#,##0", "#,##0", "0.0%"]
    for place, form in enumerate(forms):
        page.cell(last, first + place).number_format = form  # type: ignore[attr-defined]


def _saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _docx(sheet: Sheet) -> bytes:
    paper = docx.Document()
    paper.add_heading(sheet.title, 1)
    paper.add_paragraph(sheet.statistic)
    for section in sheet.shown.sections:
        paper.add_heading(section.label, 2)
        if section.universe:
            paper.add_paragraph(section.universe)
        _table(paper, section, sheet.shown.groups)
    brackets = [meaning("shaky-base")] if sheet.shown.has_brackets else []
    for text in [*(text for _mark, text in sheet.shown.notes), *brackets]:
        _small(paper, text)
    for label, text in sheet.about:
        _small(paper, f"{label}: {text}")
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _table(paper: docx.document.Document, section: Section, groups: Sequence[str]) -> None:
    headings = [*groups, *([_("Answer")] if section.has_answers else []), _("Estimate"), _("95 % interval")]
    headings += [_("Answers"), _("Weighted"), _("Missing")]
    table = paper.add_table(1, len(headings), style="Light Grid Accent 1")
    for cell, text in zip(table.rows[0].cells, headings, strict=True):
        cell.text = text
    for line in section.lines:
        figures = [line.text, line.interval, line.n_text, line.weighted, line.missing_text]
        texts = [*line.groups, *([line.answer] if section.has_answers else []), *figures]
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text


def _small(paper: docx.document.Document, text: str) -> None:
    paper.add_paragraph().add_run(text).font.size = Pt(8)
