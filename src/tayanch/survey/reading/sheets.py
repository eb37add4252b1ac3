"""Excel workbooks: one sheet, names of columns in its first row that is not empty."""

from __future__ import annotations

import datetime
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from tayanch.survey.reading.base import EmptyFile, ReadError, Source, rows_of_a_piece
from tayanch.survey.reading.plain import text_source, trimmed

Row = tuple[Any, ...]
_ERRORS = ("#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!")


def sheet_names(path: Path) -> list[str]:
    """The names of the sheets of a workbook, in order."""
    with _workbook(path) as book:
        return list(book.sheetnames)


def sheet_source(path: Path, sheet: str | None) -> Source:
    """One sheet of a workbook, the first that is not empty without a name.

    Raises:
        ReadError: there is no such sheet, nothing stands in it, or the workbook is damaged.
    """
    names = sheet_names(path)
    if sheet is not None and sheet not in names:
        raise ReadError(f"{path.name} has no sheet {sheet}: choose one of {', '.join(names)}.")
    for name in [sheet] if sheet is not None else names:
        header = next(_rows(path, name), None)
        if header is not None:
            break
    else:
        raise EmptyFile(f"{path.name} is empty: save the workbook with names of columns in the first row.")
    others = [other for other in names if other != name]
    notes = [f"The sheet {name} was read; there are also {', '.join(others)}."] if others and sheet is None else []
    book, columns = text_source([_text(cell) or "" for cell in _cut(header)], notes, path.name)
    return Source(book, partial(_pieces, path, name, columns), frozenset(columns))


def _pieces(path: Path, sheet: str, columns: Sequence[str]) -> Iterator[tuple[pa.Table, float]]:
    rows = islice(_rows(path, sheet), 1, None)
    size, total = rows_of_a_piece(len(columns)), max(1, _height(path, sheet))
    done = 0
    while True:
        piece = list(islice(rows, size))
        cells = [[_text(row[place]) if place < len(row) else None for row in piece] for place in range(len(columns))]
        if any(any(_text(cell) for cell in row[len(columns) :]) for row in piece):
            raise ReadError(f"{path.name}: values stand beside the named columns: name every column in the first row.")
        done += len(piece)
        arrays = [pa.array(values, pa.string()) for values in cells]
        yield trimmed(pa.table(arrays, names=list(columns))), min(1.0, done / total)
        if len(piece) < size:
            return


def _rows(path: Path, sheet: str) -> Iterator[Row]:
    """The rows of a sheet that hold anything."""
    with _workbook(path) as book:
        page = book[sheet]
        if not hasattr(page, "iter_rows"):
            return  # a page with nothing but a chart
        page.reset_dimensions()  # programs write wrong ones
        try:
            for row in page.iter_rows(values_only=True):
                if any(cell is not None and cell != "" for cell in row):
                    yield row
        except (KeyError, ValueError, zipfile.BadZipFile, SyntaxError) as error:
            raise _damaged(path) from error


def _height(path: Path, sheet: str) -> int:
    with _workbook(path) as book:
        return int(getattr(book[sheet], "max_row", 0) or 0)


@contextmanager
def _workbook(path: Path) -> Iterator[Any]:
    """A workbook that is open for reading."""
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and checks of cells are of no interest
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (KeyError, ValueError, OSError, zipfile.BadZipFile, SyntaxError) as error:
        raise _damaged(path) from error
    try:
        yield book
    finally:
        book.close()


def _damaged(path: Path) -> ReadError:
    return ReadError(f"{path.name} is damaged or no workbook: open it in Excel or LibreOffice and save it as .xlsx.")


def _cut(header: Row) -> Row:
    """The first row without empty cells at its end."""
    end = max(place for place, cell in enumerate(header, 1) if cell is not None and cell != "")
    return header[:end]


def _text(cell: Any) -> str | None:
    """A cell as it would stand in a CSV file."""
    if cell is None or cell in _ERRORS:
        return None
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat()
    return cell.isoformat() if isinstance(cell, datetime.date | datetime.time) else str(cell)
