"""Parquet: rows that need not fit in memory, with the codebook in the metadata of the schema."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tayanch.survey.codebook import Codebook, Kind, Variable
from tayanch.survey.data import Data
from tayanch.survey.reading.base import WHY, ReadError

KEY = b"tayanch.codebook"


def stored_data(path: Path) -> Data:
    """A Parquet file, or a folder of them, with its codebook.

    Raises:
        ReadError: the file is damaged, or there is none in the folder.
    """
    try:
        dataset = pq.ParquetDataset(path)
        if not dataset.files:
            raise ReadError(f"There is no Parquet file in {path.name}: name the folder that holds them.")
        schema = dataset.schema
    except (pa.ArrowInvalid, OSError) as error:
        raise ReadError(f"{path.name} is damaged or was not copied to its end: copy it or convert it again.") from error
    return Data(path, codebook_of(schema, path.name))


def codebook_of(schema: pa.Schema, source: str) -> Codebook:
    """The codebook in the metadata of *schema*, else one that knows names and types."""
    kept = (schema.metadata or {}).get(KEY)
    if kept is not None:
        return Codebook.of(json.loads(kept))
    names = [name for name in schema.names if not name.startswith("__index_level_")]
    beside = {f"{name}{WHY}" for name in names}
    described = [Variable(name, _kind(schema.field(name).type)) for name in names if name not in beside]
    return Codebook({variable.name: variable for variable in described}, "", source)


def with_codebook(schema: pa.Schema, codebook: Codebook) -> pa.Schema:
    """*schema* with *codebook* in its metadata."""
    text = json.dumps(codebook.as_mapping(), ensure_ascii=False)
    return schema.with_metadata({**(schema.metadata or {}), KEY: text.encode()})


def _kind(kind: pa.DataType) -> Kind:
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return "date"
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return "number"
    return "category" if pa.types.is_dictionary(kind) or pa.types.is_boolean(kind) else "text"
