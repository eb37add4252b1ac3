"""Registers of figures as CSV: read with errors that name the line, written the way they were read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation

from tayanch.figures.model import Figure, Sex
from tayanch.vocabulary.export import guard
from tayanch.vocabulary.model import LANGUAGES, Text

COLUMNS = (
    "id", "document", "section", "topic", "population", "sex", "country_origin", "country_destination", "measure",
    "value", "value_high", "unit", "year", "source", "base_n", "note",
)  # fmt: skip
MORE_COLUMNS = ("place", "topics", *(f"statement_{code}" for code in LANGUAGES))
NEEDED = ("id", "document", "population", "measure", "value", "unit")
SEXES: dict[str, Sex] = {"female": "female", "male": "male", "all": "all", "n.a.": "n.a.", "na": "n.a.", "": ""}
MOST_BYTES = 50_000_000


class FigureError(ValueError):
    """A file of figures cannot be read; the message names the line and says what to do."""


_NUMBER = re.compile(r"-?[\d.]+")


def read_csv(data: bytes) -> tuple[Figure, ...]:
    """The figures of a CSV file with the columns of `COLUMNS` (others are ignored, `MORE_COLUMNS` are read).

    UTF-8 with or without a mark at the start; the delimiter (comma, semicolon or tab) is taken from the header.
    Numbers are printed with a point or a decimal comma, without spaces for thousands.

    Raises:
        FigureError: not UTF-8, a column is missing, an id is missing or stands twice, or a cell is no number.
    """
    if len(data) > MOST_BYTES:
        raise FigureError(f"The file is larger than {MOST_BYTES // 1_000_000} MB. Split it.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise FigureError(f"Line {line} is not UTF-8. Save the table as “CSV UTF-8”.") from None
    header = next(iter(text.splitlines()), "")
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=header.count), strict=True)
    try:
        return _figures(reader)
    except csv.Error as error:
        raise FigureError(f"Line {reader.line_num}: the quotation marks do not close ({error}).") from None


def _figures(reader: csv.DictReader[str]) -> tuple[Figure, ...]:
    names = [name.strip() for name in reader.fieldnames or ()]
    if missing := [name for name in NEEDED if name not in names]:
        raise FigureError(f"Line 1: no column {', '.join(missing)}. The columns are {', '.join(COLUMNS)}.")
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise FigureError(f"Line 1: the column {twice[0]} stands twice.")
    reader.fieldnames = names
    seen: dict[str, int] = {}
    found = []
    for cells in reader:
        line = reader.line_num
        if None in cells or None in cells.values():
            raise FigureError(
                f"Line {line}: {len(names)} cells are expected. Is a cell with a comma in quotation marks?"
            )
        row = {name: _unguarded(cell.strip()) for name, cell in cells.items()}
        if not any(row.values()):
            continue
        figure = _figure(row, line)
        if figure.id in seen:
            raise FigureError(f"Line {line}: the id {figure.id} stands on line {seen[figure.id]} already.")
        seen[figure.id] = line
        found.append(figure)
    return tuple(found)


def _figure(row: Mapping[str, str], line: int) -> Figure:
    if not row["id"]:
        raise FigureError(f"Line {line}: the id is missing.")
    sex = row.get("sex", "").lower()
    if sex not in SEXES:
        raise FigureError(f"Line {line}: sex is female, male, all or n.a., not “{row['sex']}”.")
    statement = Text(**{code: row.get(f"statement_{code}", "") for code in LANGUAGES})
    return Figure(
        id=row["id"],
        document=row["document"],
        section=row.get("section", ""),
        topic=row.get("topic", ""),
        population=row["population"],
        sex=SEXES[sex],
        origin=row.get("country_origin", "").upper(),
        destination=row.get("country_destination", "").upper(),
        measure=row["measure"],
        value=_number(row["value"], line, "value"),
        value_high=_number(row.get("value_high", ""), line, "value_high"),
        unit=row["unit"],
        year=row.get("year", ""),
        source=row.get("source", ""),
        base=_whole(row.get("base_n", ""), line),
        note=row.get("note", ""),
        place=row.get("place", ""),
        statement=statement,
        topics=tuple(row.get("topics", "").split()),
    )


def _number(cell: str, line: int, column: str) -> Decimal | None:
    if not cell:
        return None
    try:
        number = Decimal(cell.replace(",", ".")) if cell.count(",") <= 1 and cell.isascii() else Decimal("nan")
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite() or abs(number) > Decimal(10) ** 18:
        raise FigureError(f"Line {line}: {column} is “{cell}”. Write a plain number such as 18.4 or 650000.")
    return number


def _whole(cell: str, line: int) -> int | None:
    number = _number(cell, line, "base_n")
    if number is not None and number != int(number):
        raise FigureError(f"Line {line}: base_n is “{cell}”. A base is a whole number of people or things.")
    return None if number is None else int(number)


def write_csv(figures: Iterable[Figure], *, notes: bool = True) -> bytes:
    """The figures as CSV with all columns; `read_csv` gives the same figures back. *notes*: False leaves them empty."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow((*COLUMNS, *MORE_COLUMNS))
    writer.writerows([_guarded(cell) for cell in _cells(figure, notes=notes)] for figure in figures)
    return out.getvalue().encode()


def _guarded(cell: str) -> str:
    """The cell as no spreadsheet takes it for a formula; a negative number stays one."""
    return cell if _NUMBER.fullmatch(cell) else guard(cell)


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and guard(cell[1:]) == cell else cell


def _cells(figure: Figure, *, notes: bool) -> tuple[str, ...]:
    numbers = ["" if number is None else f"{number:f}" for number in (figure.value, figure.value_high)]
    f = figure
    return (
        f.id, f.document, f.section, f.topic, f.population, f.sex, f.origin, f.destination, f.measure, *numbers, f.unit,
        f.year, f.source, "" if f.base is None else str(f.base), f.note if notes else "", f.place, " ".join(f.topics),
        *(getattr(f.statement, code) for code in LANGUAGES),
    )  # fmt: skip
