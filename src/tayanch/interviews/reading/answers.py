"""XLSX and CSV of answers: one respondent a row, one transcript a respondent.

The first row holds the questions. A column is an attribute of the respondent instead when its name is known (sex, пол,
жашы …), begins with ``@`` or is named by whoever reads the file.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from tayanch.interviews.attribute_words import LABEL, attribute_of, value_of
from tayanch.interviews.calling import LONGEST
from tayanch.interviews.model import Speaker, Turn
from tayanch.interviews.reading.base import ReadError, Transcript, clean
from tayanch.interviews.reading.encodings import decoded
from tayanch.interviews.reading.packed import DAMAGED, opened
from tayanch.interviews.turns import speaker_id

Row = tuple[str, ...]
_MOST_ROWS, _MOST_COLUMNS = 20_000, 500
_DELIMITERS = ";,\t|"


@dataclass(frozen=True)
class _Layout:
    """Places of columns: questions, attributes with what they are called, and the respondent's label."""

    questions: dict[int, str]
    attributes: dict[int, str]
    label: int | None


def read_workbook(data: bytes, attributes: Sequence[str] | None = None) -> tuple[Transcript, ...]:
    """A transcript for each row of the first sheet that holds answers; raises ``ReadError``."""
    sheets = [(name, rows) for name, rows in _sheets(data) if rows]
    if not sheets:
        raise ReadError("there is nothing in it. Put the questions into the first row, one respondent into each other.")
    name, rows = sheets[0]
    others = ", ".join(other for other, _ in sheets[1:])
    notes = [f"The sheet {name} was read; there are also {others}."] if others else []
    return _transcripts(rows, notes, attributes)


def read_table(data: bytes, attributes: Sequence[str] | None = None) -> tuple[Transcript, ...]:
    """A transcript for each row of a CSV file; raises ``ReadError``."""
    return _transcripts(table_rows(data), [], attributes)


def table_rows(data: bytes) -> list[Row]:
    """The rows of a CSV file or of the first sheet of a workbook that are not empty; raises ``ReadError``."""
    if data.startswith(b"PK"):
        return next((rows for _, rows in _sheets(data) if rows), [])
    text, _ = decoded(data)
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return [row for row in (tuple(map(_text, cells)) for cells in islice(rows, _MOST_ROWS + 1)) if any(row)]
    except csv.Error as error:
        raise ReadError("a quotation mark in it never closes. Export it again as CSV or XLSX.") from error


def _sheets(data: bytes) -> list[tuple[str, list[Row]]]:
    """Name and rows that are not empty of each sheet."""
    import openpyxl

    with opened(data) as archive:
        for part in archive.namelist():
            if part.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(part).replace(b"\0", b""):
                raise ReadError(DAMAGED)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        found = [(sheet.title, list(_rows(sheet))) for sheet in book.worksheets]
        book.close()
    except ReadError:
        raise
    except Exception as error:  # whatever broken workbooks bring
        raise ReadError(DAMAGED) from error
    return found


def _rows(sheet: Any) -> Iterator[Row]:
    sheet.reset_dimensions()  # programs write wrong ones
    for row in islice(sheet.iter_rows(values_only=True), _MOST_ROWS + 1):
        cells = tuple(_text(cell) for cell in row[:_MOST_COLUMNS])
        if any(cells):
            yield cells


def _text(cell: Any) -> str:
    """A cell as text."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    return clean(str(cell)).replace("_x000D_", "").strip()


def _transcripts(rows: list[Row], notes: list[str], attributes: Sequence[str] | None) -> tuple[Transcript, ...]:
    if len(rows) > _MOST_ROWS:
        raise ReadError(f"it has more than {_MOST_ROWS:,} rows. A survey of this size is read by tayanch survey read.")
    if len(rows) < 2:
        raise ReadError(
            "there are no answers in it. Put the questions into the first row, a respondent into each other."
        )
    layout = _layout(rows[0], attributes)
    if not layout.questions:
        raise ReadError("none of its columns is a question. Look at the names in the first row.")
    known = [f"{rows[0][place].lstrip('@ ')} as {name}" for place, name in layout.attributes.items()]
    notes = [*notes, f"Columns that were read as attributes: {', '.join(known)}."] if known else notes
    made = [one for number, row in enumerate(rows[1:], 1) if (one := _transcript(layout, row, number, notes))]
    if not made:
        raise ReadError("there are no answers in it. Look whether it is the right file.")
    return tuple(made)


def _layout(header: Row, attributes: Sequence[str] | None) -> _Layout:
    asked = {name.strip().casefold() for name in attributes or ()}
    strange = asked - {name.strip(" @").casefold() for name in header}
    if strange:
        raise ReadError(f"there is no column {', '.join(sorted(strange))}. Look at the names in its first row.")
    questions, known, label = {}, {}, None
    for place, name in enumerate(header):
        bare = name.strip(" @")
        means = attribute_of(bare)
        if not bare:
            continue
        if means == LABEL and label is None:
            label = place
        elif name.strip().startswith("@") or bare.casefold() in asked or (means and not bare.endswith("?")):
            known[place] = means or bare
        else:
            questions[place] = bare
    return _Layout(questions, known, label)


def _transcript(layout: _Layout, row: Row, number: int, notes: Sequence[str]) -> Transcript | None:
    """Questions and answers of one row as turns; None when nothing was answered."""
    cells = dict(enumerate(row))
    answers = [(question, cells[place]) for place, question in layout.questions.items() if cells.get(place)]
    if not answers:
        return None
    asking, given = _labels(answers[0][0], cells.get(layout.label, "") if layout.label is not None else "", number)
    text, turns = "", list[Turn]()
    for question, answer in answers:
        for label, words in ((asking, _as_question(question)), (given, answer)):
            start, said = len(text), len(text) + len(label) + 2
            text += f"{label}: {words}\n"
            turns.append(Turn(start, said, len(text), speaker_id(label)))
    told = {name: value_of(name, cells[place]) for place, name in layout.attributes.items() if cells.get(place)}
    speakers = (Speaker(speaker_id(asking), asking, {}, True), Speaker(speaker_id(given), given, told))
    return Transcript(text, tuple(turns), speakers, tuple(notes), given)


def _labels(question: str, told: str, number: int) -> tuple[str, str]:
    """What the two who speak are called, in the script of the questions."""
    is_cyrillic = any("\u0400" <= letter <= "\u04ff" for letter in question)
    asking, given = ("Интервьюер", "Респондент") if is_cyrillic else ("Interviewer", "Respondent")
    label = " ".join(told.replace(":", " ").split())[:LONGEST]
    if label and not label.isdigit():
        return asking, label
    return asking, f"{given} {label or number}"


def _as_question(text: str) -> str:
    return text if text.endswith(("?", "？", ".", "!", "…", ":")) else f"{text}?"
