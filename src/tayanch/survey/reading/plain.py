"""CSV and its kin: the encoding, the delimiter and the decimal comma are found, types from the whole column."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from tayanch.survey.codebook import Codebook, Variable
from tayanch.survey.reading.base import EmptyFile, ReadError, Source, distinct

_BLOCK, _SAMPLE = 2**22, 2**18
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file of values is written."""

    encoding: str
    delimiter: str
    names: tuple[str, ...]
    notes: tuple[str, ...]
    skipped: int = 0  # lines before the names


def plain_source(path: Path) -> Source:
    """A file of values between delimiters, with names in its first line.

    Raises:
        ReadError: it is empty, or no table.
    """
    layout = _layout(path)
    book = Codebook({name: Variable(name, "text") for name in layout.names}, "", path.name, layout.notes)
    pieces = partial(_pieces, path, layout)
    return Source(book, pieces, frozenset(layout.names), comma=layout.delimiter != ",")


def text_source(header: Sequence[str], notes: Sequence[str], name: str) -> tuple[Codebook, list[str]]:
    """A codebook of texts for the columns of *header*, and what they are called here."""
    names, renamed = distinct(header)
    return Codebook({one: Variable(one, "text") for one in names}, "", name, (*notes, *renamed)), names


def _layout(path: Path) -> Layout:
    encoding, notes = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        sample = file.read(_SAMPLE)
    if not sample.strip():
        raise EmptyFile(f"{path.name} is empty: export it again.")
    if "\0" in sample:
        raise ReadError(f"{path.name} is no table: give a file of Stata, SPSS, SAS, CSV, Excel or Parquet.")
    told, _, rest = sample.partition("\n")
    skipped = int(told.startswith("sep="))  # Excel's way to tell the delimiter
    table = rest if skipped else sample
    delimiter = told[4:5] if skipped else _delimiter(sample)
    header = next(csv.reader(io.StringIO(table, newline=""), delimiter=delimiter))
    names, renamed = distinct(header)
    return Layout(encoding, delimiter, tuple(names), (*notes, *renamed), skipped)


def _encoding(path: Path) -> tuple[str, list[str]]:
    """The encoding of the whole file: told by a mark, UTF-8, else a Cyrillic or Western one by its letters."""
    with path.open("rb") as file:
        start = file.read(_SAMPLE)
        if marked := next((name for mark, name in _MARKS if start.startswith(mark)), ""):
            return marked, []
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            decoder.decode(start)
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            pass
        else:
            return "utf-8", []
    high = [byte for byte in start if byte >= 0x80]
    cyrillic = sum(byte >= 0xC0 for byte in high) * 2 > len(high) and _runs(start)
    encoding = "cp1251" if cyrillic else "cp1252"
    return encoding, [f"The file is not UTF-8; {encoding} was taken by its letters."]


def _runs(sample: bytes) -> bool:
    """Whether letters beyond ASCII stand beside each other, as they do in Cyrillic words."""
    pairs = Counter(first >= 0xC0 and second >= 0xC0 for first, second in pairwise(sample))
    return pairs[True] * 2 > sum(byte >= 0xC0 for byte in sample)


def _delimiter(sample: str) -> str:
    """The sign that divides most lines into the same number of values, more than one."""
    lines = io.StringIO(sample[: sample.rfind("\n") + 1] or sample, newline="").read()
    best, chosen = (0.0, 0), ","
    for sign in _DELIMITERS:
        counts = [len(row) for _, row in zip(range(50), csv.reader(io.StringIO(lines), delimiter=sign), strict=False)]
        usual, times = Counter(counts).most_common(1)[0]
        if usual > 1 and (times / len(counts), usual) > best:
            best, chosen = (times / len(counts), usual), sign
    return chosen


def _pieces(path: Path, layout: Layout) -> Iterator[tuple[pa.Table, float]]:
    """The rows in pieces, every value a text, empty ones missing."""
    size, wrong = path.stat().st_size, []

    def note(row: pacsv.InvalidRow) -> str:
        wrong.append(row)
        return "error"

    reading = pacsv.ReadOptions(
        block_size=_BLOCK,
        encoding=layout.encoding,
        column_names=list(layout.names),
        skip_rows=layout.skipped,
        skip_rows_after_names=1,
    )
    parsing = pacsv.ParseOptions(delimiter=layout.delimiter, newlines_in_values=True, invalid_row_handler=note)
    types = pacsv.ConvertOptions(
        column_types={name: pa.string() for name in layout.names}, strings_can_be_null=True, null_values=[""]
    )
    empty = pa.table({name: pa.array([], pa.string()) for name in layout.names})
    try:
        with pa.OSFile(str(path)) as raw, pacsv.open_csv(raw, reading, parsing, types) as batches:
            yield empty, 0.0  # so that there is a table of names where there are no rows
            for batch in batches:
                yield trimmed(pa.Table.from_batches([batch])), min(1.0, raw.tell() / size)
    except pa.ArrowInvalid as error:
        raise _broken(path, wrong) from error


def trimmed(table: pa.Table) -> pa.Table:
    """Texts without the space around them; nothing is missing."""
    columns = {}
    for name in table.column_names:
        texts = pc.utf8_trim_whitespace(table[name])
        columns[name] = pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)
    return pa.table(columns)


def _broken(path: Path, wrong: Sequence[pacsv.InvalidRow]) -> ReadError:
    if not wrong:
        return ReadError(f"{path.name} is damaged or no table: export it again.")
    row = wrong[0]
    return ReadError(
        f"{path.name}: a row has {row.actual_columns} values where {row.expected_columns} are expected, beginning with "
        f"{str(row.text)[:40]!r}: export the file again with texts in quotes."
    )
