"""Tables of text out of the files people keep: XLSX, CSV in any usual encoding, a ZIP archive of CSV files.

Every cell becomes text, written in one way: days as ISO 8601, numbers with a point. Which row holds the headings is
guessed and can be said. Nothing is dropped without being told: see :attr:`Table.left_out`.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import PurePosixPath
from typing import Any

from tayanch.vocabulary.typeahead import fold

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 300 * 1024 * 1024
MOST_ROWS = 60_000
MOST_COLUMNS = 400
MOST_SHEETS = 60
LONGEST_GAP = 2_000  # empty rows after which a sheet has ended, whatever its last formatted row is
LONGEST_CELL = 20_000
LOOKED_AT = 60  # rows in which the headings and the delimiter are looked for
DELIMITERS = (";", ",", "\t", "|")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # a compound file: an old .xls, or an XLSX with a password
EMPTY_WORDS = {"", "-", "–", "—", "n/a", "#n/a", "null", "none", "nan", "нет данных", "маалымат жок", "н/д"}
TOTAL_WORDS = {"itogo", "vsego", "total", "totals", "jalpi", "bardigi", "bardigi bolup", "jiintigi", "sum", "summa"}


class Unreadable(ValueError):
    """The file cannot be read; ``code`` says why: see ``desk/records/import_words.py``.

    Never repeats what is in the file."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Span:
    """Merged cells, counted from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as text. Every row has the same number of cells; row 0 is row 1 of the file."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    spans: tuple[Span, ...] = ()
    is_hidden: bool = False
    counts_from_1904: bool = False  # old Macintosh sheets number their days from another one

    @property
    def filled(self) -> int:
        """How many rows hold anything."""
        return sum(any(row) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Line:
    """One row below the headings. ``number`` is its row in the file; a cell holds none, one or several texts."""

    number: int
    cells: tuple[tuple[str, ...], ...]

    def one(self, place: int) -> str:
        """The cell as one text."""
        return ", ".join(self.cells[place])


@dataclass(frozen=True, slots=True)
class Table:
    """Columns with their headings, the lines, and the rows that were left out: (row, why)."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    left_out: tuple[tuple[int, str], ...] = field(default=())
    counts_from_1904: bool = False

    def place(self, column: str) -> int:
        """Where a column stands; raises ``ValueError``."""
        return self.columns.index(column)

    def values(self, column: str) -> list[str]:
        """All texts of a column that are not empty."""
        place = self.place(column)
        return [text for line in self.lines for text in line.cells[place] if text]


# --- files ---------------------------------------------------------------------------------------------------


def read_file(name: str, data: bytes, password: str = "") -> list[Sheet]:
    """Every sheet of a file, hidden ones too. Raises :class:`Unreadable`, and nothing else, whatever the bytes."""
    if not data.strip():
        raise Unreadable("empty")
    if len(data) > MOST_BYTES:
        raise Unreadable("too-large")
    if data.startswith(OLD_OFFICE):
        data = _decrypted(data, password)
    sheets = _from_zip(data) if data.startswith(b"PK\x03\x04") else [_from_text(PurePosixPath(name).stem, data)]
    filled = [sheet for sheet in sheets if sheet.filled]
    if not filled:
        raise Unreadable("empty")
    return filled


def _decrypted(data: bytes, password: str) -> bytes:
    import msoffcrypto  # type: ignore[import-untyped, unused-ignore]

    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(data))
        if not file.is_encrypted():
            raise Unreadable("old-excel")
        if not password:
            raise Unreadable("password")
        opened = io.BytesIO()
        file.load_key(password=password)
        file.decrypt(opened)
    except Unreadable:
        raise
    except Exception:  # the library raises whatever it meets
        raise Unreadable("password" if password else "old-excel") from None
    return opened.getvalue()


def _from_zip(data: bytes) -> list[Sheet]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_bombs(archive)
            names = archive.namelist()
            if "[Content_Types].xml" in names:
                return _from_workbook(data, archive)
            tables = [name for name in names if PurePosixPath(name).suffix.lower() in {".csv", ".tsv", ".txt"}]
            if not tables:
                raise Unreadable("not-a-table")
            return [_from_text(PurePosixPath(name).stem, archive.read(name)) for name in sorted(tables)[:MOST_SHEETS]]
    except Unreadable:
        raise
    except Exception:  # a damaged archive or workbook fails in a hundred ways; all of them mean the same here
        raise Unreadable("damaged") from None


def _refuse_bombs(archive: zipfile.ZipFile) -> None:
    """A small archive can unpack to more than memory holds, and XML can define itself larger still."""
    parts = archive.infolist()
    if len(parts) > 5_000 or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unreadable("too-large")
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as opened:
                if b"<!DOCTYPE" in opened.read(4096):
                    raise Unreadable("damaged")


# --- XLSX ----------------------------------------------------------------------------------------------------


def _from_workbook(data: bytes, archive: zipfile.ZipFile) -> list[Sheet]:
    from openpyxl import load_workbook  # takes half a second: not at every start

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    old_epoch = book.epoch.year == 1904
    sheets = []
    for sheet in book.worksheets[:MOST_SHEETS]:
        sheet.reset_dimensions()  # what the file says of its own size is often wrong
        rows = _rectangle(_until_the_end(_cells(row) for row in sheet.iter_rows(values_only=True)))
        spans = _spans(archive, getattr(sheet, "_worksheet_path", ""))
        sheets.append(Sheet(sheet.title, rows, spans, sheet.sheet_state != "visible", old_epoch))
    book.close()
    return sheets


def _cells(row: Iterable[Any]) -> tuple[str, ...]:
    return tuple(_text(value) for value in row)


def _text(value: Any) -> str:
    """A cell's value as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        # Sheets keep 15 digits: 0.1 + 0.2 is 0.3 there, and 996555123456.0 is a phone.
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    return clean(str(value))


_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')


def _spans(archive: zipfile.ZipFile, path: str) -> tuple[Span, ...]:
    if path not in archive.namelist():
        return ()
    found = _MERGED.findall(archive.read(path))
    return tuple(
        Span(int(top) - 1, _column_number(left), int(bottom) - 1, _column_number(right))
        for left, top, right, bottom in found
    )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


# --- CSV -----------------------------------------------------------------------------------------------------


def _from_text(name: str, data: bytes) -> Sheet:
    text = decoded(data)
    marked = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)  # Excel's own way to say it
    if marked:
        text, delimiter = text[marked.end() :], marked[1]
    else:
        delimiter = delimiter_of(text)
    return Sheet(name, _rectangle(_until_the_end(_parsed(text, delimiter))))


def decoded(data: bytes) -> str:
    """Text of UTF-8, UTF-16 (with its mark or without) or Windows-1251. Raises :class:`Unreadable`."""
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        text = text.removeprefix("\ufeff")
        if not _is_binary(text):
            return text
    raise Unreadable("not-a-table")


def _encodings(data: bytes) -> Iterator[str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield "utf-16"
    head = data[:4000]
    if head.count(0) > len(head) // 8:  # every other byte of Latin letters and delimiters is 0
        yield "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"
    yield "utf-8-sig"
    yield from ("utf-16-le", "utf-16-be") if _looks_like_utf16(head) else ()
    yield "cp1251"


def _looks_like_utf16(head: bytes) -> bool:
    """Cyrillic UTF-16 without a mark: every other byte is 0x04, or 0 in a delimiter."""
    return any(sum(half.count(byte) for byte in (0, 4)) > 0.8 * len(half) > 0 for half in (head[::2], head[1::2]))


def _is_binary(text: str) -> bool:
    strange = sum(letter < " " and letter not in "\t\r\n\f\v\x1a" for letter in text[:20_000])
    return strange > len(text[:20_000]) // 200


def delimiter_of(text: str) -> str:
    """What parts the fields: the one that gives most rows of the same number of fields, at least two."""
    head = "\n".join(text.splitlines()[:LOOKED_AT])

    def fit(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in _parsed(head, delimiter) if any(row))
        width, times = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
        return (times, width) if width > 1 else (0, 0)

    return max(DELIMITERS, key=fit)


def _parsed(text: str, delimiter: str) -> Iterator[tuple[str, ...]]:
    rows = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter)
    while True:
        try:
            yield tuple(clean(cell) for cell in next(rows))
        except StopIteration:
            return
        except csv.Error:  # a field beyond all bounds: a quotation mark that never closes
            raise Unreadable("quotes", row=rows.line_num) from None


# --- rows ----------------------------------------------------------------------------------------------------

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]|_x000[dD]_")
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200b\u202f\u2060\u3000\ufeff]+")


def clean(text: str) -> str:
    """A cell without control characters and doubled spaces; words that stand for nothing become nothing."""
    text = _SPACES.sub(" ", _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))).strip()
    return "" if text.casefold() in EMPTY_WORDS else text[:LONGEST_CELL]


def _until_the_end(rows: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The rows without the empty ones at the end. Raises :class:`Unreadable` for a sheet beyond all bounds."""
    kept: list[tuple[str, ...]] = []
    empty = 0
    for row in rows:
        empty = 0 if any(row) else empty + 1
        if empty > LONGEST_GAP:
            break
        kept.append(row)
        if len(kept) - empty > MOST_ROWS:
            raise Unreadable("too-many-rows", most=MOST_ROWS)
    return kept[: len(kept) - empty]


def _rectangle(rows: list[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    width = max((place for row in rows for place, cell in enumerate(row, 1) if cell), default=0)
    if width > MOST_COLUMNS:
        raise Unreadable("too-many-columns", most=MOST_COLUMNS)
    return tuple((row + ("",) * width)[:width] for row in rows)


# --- headings ------------------------------------------------------------------------------------------------


def guess_header(sheet: Sheet) -> tuple[int, int]:
    """The first and the last row of the headings, counted from 0: the first row that is nearly as full of words as any.

    Rows above it belong to the headings when merged cells hold them together.
    """
    scores = [_words_less_values(row) for row in sheet.rows[:LOOKED_AT]]
    enough = 0.65 * max(scores, default=0)
    best = next((number for number, score in enumerate(scores) if score >= enough), 0)
    if _is_group_row(sheet, best) and best + 1 < len(sheet.rows):
        return best, best + 1
    first, last = best, best
    for span in sheet.spans:
        if span.top < span.bottom and span.top <= best <= span.bottom < LOOKED_AT:
            first, last = min(first, span.top), max(last, span.bottom)
    if first > 0 and _is_group_row(sheet, first - 1):
        first -= 1
    return first, last


def _words_less_values(row: tuple[str, ...]) -> float:
    values = sum(bool(cell) and _is_value(cell) for cell in row)
    return sum(bool(cell) for cell in row) - values - 1.5 * values


def _is_value(cell: str) -> bool:
    """True for what stands below headings: mostly digits."""
    return sum(map(str.isdigit, cell)) * 2 > len(cell)


def _is_group_row(sheet: Sheet, number: int) -> bool:
    """True for a row of headings over headings: several merged cells side by side, none across the whole sheet."""
    width = len(sheet.rows[number])
    spans = [s for s in sheet.spans if s.top == s.bottom == number and s.right > s.left]
    return bool(spans) and all(s.right - s.left + 1 < width for s in spans)


def table_of(sheet: Sheet, first: int, last: int) -> Table:
    """The table below the headings in rows *first* to *last* (from 0). Raises :class:`Unreadable`."""
    if not 0 <= first <= last < len(sheet.rows):
        raise Unreadable("no-header")
    names = _headings(sheet, first, last)
    used = [place for place, name in enumerate(names) if name or _has_values(sheet, place, last)]
    if not used:
        raise Unreadable("no-header")
    columns = _unique([names[place] or _letter(place) for place in used])
    lines = [
        Line(number + 1, tuple((cell,) if (cell := row[place]) else () for place in used))
        for number, row in enumerate(sheet.rows)
        if number > last
    ]
    return _without_noise(Table(columns, tuple(lines), (), sheet.counts_from_1904), set(sheet.rows[first : last + 1]))


def _has_values(sheet: Sheet, place: int, last: int) -> bool:
    return any(row[place] for row in sheet.rows[last + 1 :])


def _headings(sheet: Sheet, first: int, last: int) -> list[str]:
    """One heading a column; of several rows they are put together, merged ones spread over their columns."""
    rows = [list(row) for row in sheet.rows[first : last + 1]]
    for span in sheet.spans:
        if first <= span.top and span.bottom <= last:
            text = rows[span.top - first][span.left] if span.left < len(rows[0]) else ""
            for place in range(span.left, min(span.right + 1, len(rows[0]))):
                for number in range(span.top - first, span.bottom - first + 1):
                    rows[number][place] = text
    if not sheet.spans:
        rows = [*map(_spread, rows[:-1], rows[1:]), rows[-1]]
    return [_joined(dict.fromkeys(cell.replace("\n", " ") for cell in column if cell)) for column in zip(*rows)]  # noqa: B905


def _spread(row: list[str], below: list[str]) -> list[str]:
    """CSV has lost which cells were merged: a heading holds for the empty cells after it that have one below."""
    spread, held = [], ""
    for cell, under in zip(row, below, strict=True):
        held = cell or (held if under else "")
        spread.append(held)
    return spread


def _joined(parts: Iterable[str]) -> str:
    return " / ".join(parts)[:200]


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    met: Counter[str] = Counter()
    made: list[str] = []
    taken = set(names)
    for name in names:
        met[name] += 1
        new = name
        while met[name] > 1 and new in taken:
            new = f"{name} ({met[name]})"
            met[name] += new in taken
        taken.add(new)
        made.append(new)
    return tuple(made)


def _letter(place: int) -> str:
    """A, B … AA: how sheets call a column without a heading."""
    letters, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _without_noise(table: Table, headings: set[tuple[str, ...]]) -> Table:
    """Empty rows go, headings repeated on each printed page, and sums at the end."""
    whole = {tuple(cell for cell in row if cell) for row in headings}
    kept, out = [], []
    for line in table.lines:
        filled = tuple(text for cell in line.cells for text in cell)
        if not filled:
            continue
        if filled in whole and len(filled) > 1:
            out.append((line.number, "header"))
        else:
            kept.append(line)
    while kept and _is_total(kept[-1], len(table.columns)):
        out.append((kept.pop().number, "total"))
    return replace(table, lines=tuple(kept), left_out=tuple(sorted(out)))


def _is_total(line: Line, width: int) -> bool:
    filled = [text for cell in line.cells for text in cell]
    says = any(fold(text).split(" ")[0] in TOTAL_WORDS for text in filled if text[0].isalpha())
    return says and len(filled) <= max(2, width // 2)
