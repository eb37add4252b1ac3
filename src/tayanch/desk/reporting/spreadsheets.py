"""Tables as CSV and XLSX files that no spreadsheet program takes for a program.

A text that begins like a formula gets an apostrophe in front (OWASP, "CSV Injection"); control and format characters
that are not seen are dropped first, or one of them could hide the sign. XLSX cells are written as text besides.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Sequence
from io import BytesIO, StringIO
from typing import Any

STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # the full-width ones too
LARGEST_CELL = 32_767  # of XLSX
Table = Sequence[Sequence[str]]


def guarded(text: str) -> str:
    """*text* as a cell may hold it: without unseen characters, and never a formula."""
    seen = "".join(
        c if c in "\n" or unicodedata.category(c) not in {"Cc", "Cf", "Co", "Cn", "Cs"} else " " for c in text
    )
    return f"'{seen}" if seen.lstrip().startswith(STARTS) else seen


def csv_bytes(rows: Table) -> bytes:
    """UTF-8 with a mark at the beginning, so that spreadsheet programs read Cyrillic."""
    out = StringIO(newline="")
    csv.writer(out).writerows([[guarded(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def xlsx_bytes(rows: Table, title: str, about: Sequence[Sequence[str]] = ()) -> bytes:
    """One sheet of text cells; *about* becomes a second sheet that says what the file is."""
    from openpyxl import Workbook  # takes half a second: not at every start

    book = Workbook(write_only=True)
    for name, lines in ((title, rows), *((("about", about),) if about else ())):
        sheet = book.create_sheet(name[:31])
        for line in lines:
            sheet.append([_text_cell(sheet, cell) for cell in line])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _text_cell(sheet: object, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=guarded(text)[:LARGEST_CELL])
    cell.data_type = "s"
    return cell
