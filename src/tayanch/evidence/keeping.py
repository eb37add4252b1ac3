"""The bytes of a survey: sealed in the data folder, and in clear only in the memory of the program."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePath
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import transaction

from tayanch.evidence.models import Survey, SurveyFile
from tayanch.store.files import overwrite
from tayanch.store.state import data_folder
from tayanch.survey.codebook import Codebook
from tayanch.survey.data import Data
from tayanch.vault import files

Kind = SurveyFile.Kind


class Gone(FileNotFoundError):
    """A survey's bytes are not there (any more)."""


@transaction.atomic
def keep(survey: Survey, kind: str, data: bytes) -> None:
    """Seal bytes of a survey, in place of earlier ones of that kind."""
    row = SurveyFile.objects.filter(survey=survey, kind=kind).first() or SurveyFile(survey=survey, kind=kind)
    row.save()
    files.store(row, data)


def read(survey: Survey, kind: str) -> bytes:
    """Bytes of a survey in clear; raises :class:`Gone`, or ``FileNotFoundError`` when the disk has lost them."""
    row = SurveyFile.objects.filter(survey=survey, kind=kind).first()
    if row is None:
        raise Gone
    return files.read(row)


def has(survey: Survey, kind: str) -> bool:
    return SurveyFile.objects.filter(survey=survey, kind=kind).exists()


@transaction.atomic
def forget(survey: Survey, kinds: Iterable[str]) -> None:
    """Remove bytes of a survey."""
    rows = SurveyFile.objects.filter(survey=survey, kind__in=list(kinds))
    gone = list(rows.values_list("id", flat=True))
    rows.delete()
    transaction.on_commit(partial(files.delete, gone))


# --- rows and what they mean ---------------------------------------------------------------------------------------


def keep_data(survey: Survey, data: Data) -> None:
    """Keep rows and codebook; saves the counts on *survey* but not the row itself."""
    table = data.rows if isinstance(data.rows, pa.Table) else pq.read_table(data.rows)
    keep(survey, Kind.ROWS, packed(table))
    survey.rows, survey.columns = table.num_rows, len(table.schema)
    survey.seal(codebook=as_json(data.codebook.as_mapping()))


def packed(table: pa.Table) -> bytes:
    """A table as the bytes of a Parquet file."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    return bytes(sink.getvalue())


def data_of(survey: Survey, columns: Iterable[str] | None = None) -> Data:
    """Rows (all columns, or those named) and codebook, in memory. Raises :class:`Gone`."""
    source = pa.BufferReader(read(survey, Kind.ROWS))
    wanted = None if columns is None else sorted(set(columns) & set(pq.read_schema(source).names))
    source.seek(0)
    return Data(pq.read_table(source, columns=wanted), codebook_of(survey))


def codebook_of(survey: Survey) -> Codebook:
    """What the columns mean."""
    return Codebook.of(json.loads(survey.unseal("codebook") or '{"variables": []}'))


def as_json(values: dict[str, Any]) -> str:
    """Plain values, those of NumPy too, as a text."""
    return json.dumps(values, ensure_ascii=False, default=lambda value: value.item())


# --- for readers that want a file ----------------------------------------------------------------------------------


@contextmanager
def as_file(data: bytes, name: str) -> Iterator[Path]:
    """A path, with this name, under which *data* can be read while the block runs.

    Where the system has files that lie in memory, it is one of these. Elsewhere it is a file in the data folder that
    is overwritten with noise and removed.
    """
    with _in_memory(data, name) if hasattr(os, "memfd_create") else _in_folder(data, name) as path:
        yield path


@contextmanager
def _in_memory(data: bytes, name: str) -> Iterator[Path]:
    with os.fdopen(os.memfd_create("survey"), "wb") as file, tempfile.TemporaryDirectory() as folder:
        file.write(data)
        file.flush()
        link = Path(folder) / PurePath(name).name
        link.symlink_to(f"/proc/{os.getpid()}/fd/{file.fileno()}")
        yield link


@contextmanager
def _in_folder(data: bytes, name: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=data_folder(), prefix="reading-") as folder:
        path = Path(folder) / PurePath(name).name
        path.write_bytes(data)
        try:
            yield path
        finally:
            overwrite(path)
