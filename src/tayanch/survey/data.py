"""A file of microdata: its rows, in memory or as Parquet, and its codebook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from tayanch.survey.codebook import Codebook


@dataclass(frozen=True)
class Data:
    """Rows and what they mean.

    *rows* is an Arrow table, or a Parquet file (or a folder of them) that need not fit in memory.
    """

    rows: pa.Table | Path
    codebook: Codebook = field(default_factory=lambda: Codebook({}))

    @cached_property
    def schema(self) -> pa.Schema:
        """Names and types of the columns."""
        return self.rows.schema if isinstance(self.rows, pa.Table) else pq.ParquetDataset(self.rows).schema

    def columns(self, names: Iterable[str]) -> dict[str, NDArray[np.generic]]:
        """The named columns as arrays (n,): numbers with NaN where empty, else objects with None."""
        wanted = list(dict.fromkeys(names))
        table = (
            self.rows.select(wanted) if isinstance(self.rows, pa.Table) else pq.read_table(self.rows, columns=wanted)
        )
        return {name: table[name].to_pandas().to_numpy() for name in wanted}
