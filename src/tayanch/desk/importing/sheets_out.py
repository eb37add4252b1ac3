"""The report of a dry run as a sheet that a person can work through; no cell of it is ever a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from tayanch.desk.reporting.spreadsheets import guarded


def workbook(title: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """An XLSX with one sheet. Numbers stay numbers; a text that a spreadsheet would count gets an apostrophe."""
    from openpyxl import Workbook  # takes half a second: not at every start
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    heads = [WriteOnlyCell(sheet, value=heading) for heading in headings]
    for cell in heads:
        cell.font = Font(bold=True)
    sheet.append(heads)
    for row in rows:
        sheet.append([value if isinstance(value, int) else _text(sheet, str(value)) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _text(sheet: object, value: str) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=guarded(value))
    cell.data_type = "s"
    return cell
