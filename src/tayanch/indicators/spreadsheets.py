"""Bytes of a CSV or XLSX file as rows of text, whatever program wrote them."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime
from typing import Any

from tayanch.indicators.errors import SeriesError

MOST_ROWS = 200_000
MOST_BYTES = 50_000_000
MOST_UNPACKED = 400_000_000
_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

Rows = list[tuple[int, list[str]]]  # number of the line or row as an editor shows it, and its cells


def rows_of(data: bytes) -> Rows:
    """The rows of a file that are not empty. Of a workbook those of its first sheet that has any.

    Raises:
        SeriesError: too large, an old Excel file, letters that cannot be read, or nothing in it.
    """
    if len(data) > MOST_BYTES:
        raise SeriesError(f"The file is larger than {MOST_BYTES // 1_000_000} MB: download fewer countries or years.")
    if data.startswith(_OLD_EXCEL):
        raise SeriesError("This is an old Excel file (.xls). Open it and save it as .xlsx or CSV.")
    found = _workbook(data) if data.startswith(_ZIP) else _text_rows(_decoded(data))
    if not found:
        raise SeriesError("There is nothing in the file.")
    return found


def _decoded(data: bytes) -> str:
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1251")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise SeriesError("The letters of the file cannot be read. Save it as CSV in UTF-8.")


def _text_rows(text: str) -> Rows:
    head = max(text[:20_000].splitlines()[:12], key=lambda line: max(map(line.count, ",;\t")), default="")
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found: Rows = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((reader.line_num, [cell.strip() for cell in cells]))
            _refuse_many(found)
    except csv.Error as error:
        raise SeriesError(f"Line {reader.line_num} cannot be read as CSV: {error}.") from error
    return found


def _workbook(data: bytes) -> Rows:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise SeriesError("The workbook unpacks to more than can be read. Save its sheet as CSV.")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for sheet in book.worksheets:
            if found := _sheet(sheet):
                return found
    except SeriesError:
        raise
    except Exception as error:  # openpyxl raises whatever it meets in a damaged file
        raise SeriesError("The workbook is damaged or is no workbook. Save its sheet as CSV.") from error
    return []


def _sheet(sheet: Any) -> Rows:
    found: Rows = []
    sheet.reset_dimensions()  # a file may say that it has 16,384 columns, and every row would be filled up to them
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        texts = [_cell(cell) for cell in cells]
        if any(texts):
            found.append((number, texts))
        _refuse_many(found)
    return found


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _refuse_many(found: Rows) -> None:
    if len(found) > MOST_ROWS:
        raise SeriesError(f"The file has more than {MOST_ROWS} rows: download fewer countries or years.")
