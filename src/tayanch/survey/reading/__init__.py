"""Files of microdata: Stata, SPSS, SAS, CSV, Excel, Parquet.

>>> data = read(Path("hh6a.dta"))
>>> data = to_parquet(Path("census.sav"), Path("census.parquet"))   # in pieces, for what is larger than memory

A value that is missing for a known reason is empty, and its reason stands in a column beside it: ``wage__why`` holds
``.a``, ``98`` or whatever the file's code was, and the codebook has a level with this code that is *missing*. Numbers
that are whole are kept as the smallest integers. Nothing is half read: a file gives all its rows or an error.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tayanch.survey.data import Data
from tayanch.survey.reading.base import WHY, EmptyFile, Progress, ReadError, Source
from tayanch.survey.reading.declared import declared
from tayanch.survey.reading.narrowing import Narrowing, narrow_schema
from tayanch.survey.reading.opening import kind_of, open_source
from tayanch.survey.reading.stored import stored_data, with_codebook

__all__ = ["WHY", "Progress", "ReadError", "in_memory", "read", "save", "to_parquet"]

Missing = Mapping[str, Iterable[float | str]]
FIRST = 0.8  # of the time of a conversion is its first pass


def read(
    path: Path | str, *, sheet: str | None = None, missing: Missing | None = None, progress: Progress | None = None
) -> Data:
    """The rows and the codebook of a file; Parquet stays on disk, anything else comes into memory.

    Args:
        path: a file, or a folder of Parquet files.
        sheet: of a workbook; without it the first one that is not empty.
        missing: codes of columns that are no answer (98, 99), where the file does not say so itself.
        progress: is told the share that is done, 0 to 1; what it raises stops the reading.

    Raises:
        ReadError: with a sentence that says what to do.
    """
    path = Path(path)
    kind = kind_of(path)
    if kind == "parquet":
        return stored_data(path)
    data = in_memory(path, kind, sheet=sheet, missing=missing, progress=progress)
    if isinstance(data.rows, pa.Table) and not len(data.rows):
        raise EmptyFile(f"{path.name} holds no rows: export it again.")
    return data


def in_memory(
    path: Path,
    kind: str,
    *,
    sheet: str | None = None,
    missing: Missing | None = None,
    progress: Progress | None = None,
) -> Data:
    """As :func:`read` for a file of a known *kind*; it may hold names of columns without any row."""
    source = _source(path, kind, sheet, missing)
    narrowing = Narrowing(source)
    pieces = list(_looked_at(source, narrowing, progress, 1.0))
    table = narrowing.finish(pa.concat_tables(pieces))
    return Data(table, narrowing.codebook(table.schema))


def to_parquet(
    path: Path | str,
    out: Path | str,
    progress: Progress | None = None,
    *,
    sheet: str | None = None,
    missing: Missing | None = None,
) -> Data:
    """Convert a file to Parquet in pieces, for what is larger than memory; arguments and errors as :func:`read`.

    *out* is there whole or not at all. Its schema carries the codebook, so that :func:`read` gives it back.
    """
    path, out = Path(path), Path(out)
    kind = kind_of(path)
    if kind == "parquet":
        stored_data(path)
        raise ReadError(f"{path.name} is Parquet already.")
    source = _source(path, kind, sheet, missing)
    narrowing = Narrowing(source)
    raw, made = out.with_name(f"{out.name}.part1"), out.with_name(f"{out.name}.part2")
    try:
        _write(raw, _looked_at(source, narrowing, progress, FIRST))
        if not pq.read_metadata(raw).num_rows:
            raise EmptyFile(f"{path.name} holds no rows: export it again.")
        schema = narrow_schema(narrowing, pq.read_schema(raw))
        codebook = narrowing.codebook(schema)
        _write(made, _finished(raw, narrowing, with_codebook(schema, codebook), progress))
        os.replace(made, out)
    finally:
        raw.unlink(missing_ok=True)
        made.unlink(missing_ok=True)
    return Data(out, codebook)


def save(data: Data, out: Path) -> Data:
    """Write *data* with its codebook as one Parquet file; *out* is there whole or not at all.

    For a codebook that got labels or skip rules, and for answers to a form. Rows on disk are taken in pieces.
    """
    made = out.with_name(f"{out.name}.part2")
    schema = with_codebook(data.schema, data.codebook)
    try:
        _write(made, (piece.cast(schema) for piece in _stored_pieces(data)))
        os.replace(made, out)
    finally:
        made.unlink(missing_ok=True)
    return Data(out, data.codebook)


def _stored_pieces(data: Data) -> Iterator[pa.Table]:
    """The rows of *data*, one row group at a time where they lie on disk."""
    if isinstance(data.rows, pa.Table):
        yield data.rows
        return
    for path in pq.ParquetDataset(data.rows).files:
        with pq.ParquetFile(path) as file:
            yield file.schema_arrow.empty_table()  # so that there is a table where there are no rows
            for group in range(file.metadata.num_row_groups):
                yield file.read_row_group(group)


def _source(path: Path, kind: str, sheet: str | None, missing: Missing | None) -> Source:
    source = open_source(path, kind, sheet)
    return declared(source, missing) if missing else source


def _looked_at(source: Source, narrowing: Narrowing, progress: Progress | None, share: float) -> Iterator[pa.Table]:
    """The pieces of *source* after *narrowing* has seen them."""
    for piece, done in source.pieces():
        narrowing.look(piece)
        yield piece
        if progress:
            progress(done * share)


def _finished(raw: Path, narrowing: Narrowing, schema: pa.Schema, progress: Progress | None) -> Iterator[pa.Table]:
    """The pieces of the file *raw* in their final types."""
    with pq.ParquetFile(raw) as file:
        groups = file.metadata.num_row_groups
        for group in range(groups):
            yield narrowing.finish(file.read_row_group(group)).cast(schema)
            if progress:
                progress(FIRST + (1 - FIRST) * (group + 1) / groups)


def _write(out: Path, pieces: Iterator[pa.Table]) -> None:
    """All *pieces* as row groups of one file."""
    first = next(pieces)
    with pq.ParquetWriter(out, first.schema, compression="zstd") as writer:
        writer.write_table(first)
        for piece in pieces:
            writer.write_table(piece)
