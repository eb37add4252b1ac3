"""Where sums are made: DuckDB on this computer, or Spark on a cluster, through the same Ibis expressions.

An engine opens rows as an Ibis table and runs an expression to an Arrow table; anything with these two methods will do.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Protocol, runtime_checkable

import ibis
import ibis.backends.duckdb  # these now, not within the first question: they take a third of a second
import ibis.formats.pyarrow
import pyarrow as pa
import pyarrow.dataset

FEW_CORES = 4  # with more of them DuckDB's own sums are quicker than ours
BATCH = 1 << 15  # rows of a batch of a stream: what is computed for them stays near the processor


class EngineError(RuntimeError):
    """An engine that is not installed, not known or cannot be reached; the text says what to do."""


@runtime_checkable
class Backend(Protocol):
    """What an engine must be able to do."""

    def open(self, rows: pa.Table | Path) -> Any:
        """Rows as an Ibis table; a path is a Parquet file or a folder of them."""
        ...

    def run(self, expression: Any) -> pa.Table:
        """The rows of an Ibis expression."""
        ...


Engine = Literal["duckdb", "spark"] | str | Backend


@dataclass
class DuckDB:
    """DuckDB in this process: reads Parquet piece by piece and spills to disk above *memory* (such as ``"4GB"``)."""

    memory: str = ""
    threads: int | None = None
    spill: Path | None = None

    @cached_property
    def connection(self) -> Any:
        """The connection, made at first use."""
        made = ibis.backends.duckdb.Backend().connect()
        settings = {
            "memory_limit": self.memory or None,
            "threads": self.threads,
            "temp_directory": str(self.spill or Path(tempfile.gettempdir()) / "tayanch-duckdb"),
            "preserve_insertion_order": False,  # order does not matter to sums, and keeping it costs memory
        }
        for name, value in settings.items():
            if value is not None:
                made.con.execute(f"SET {name} = ?", [value])
        return made

    def open(self, rows: pa.Table | Path) -> Any:
        """Rows as an Ibis table, not copied."""
        if isinstance(rows, Path):
            return self.connection.read_parquet(str(rows / "**/*.parquet" if rows.is_dir() else rows))
        name = f"rows_{id(rows)}"
        self.connection.con.register(name, rows)
        return self.connection.table(name)

    def run(self, expression: Any) -> pa.Table:
        """The rows of an Ibis expression; Ibis's own way to Arrow begins with pandas, which takes a second."""
        made = self.connection.con.sql(self.connection.compile(expression)).to_arrow_table()
        told = expression.schema().to_pyarrow()
        return made if made.schema.types == told.types else made.cast(told)  # DuckDB adds whole numbers as decimals

    @property
    def streams(self) -> bool:
        """Whether adding up batches as they come is quicker than a ``GROUP BY``: it uses one core for the sums."""
        return (self.threads or os.cpu_count() or 1) <= FEW_CORES

    def stream(self, expression: Any) -> Iterator[pa.RecordBatch]:
        """The rows of an Ibis expression as they come, in batches; a slow reader holds the engine back."""
        yield from self.connection.con.sql(self.connection.compile(expression)).to_arrow_reader(BATCH)


@dataclass
class Spark:
    """Spark: a *session* that is already there, or the cluster at *address* (``spark://host:7077``, ``local[4]``).

    Without either, Spark's own configuration decides. A path must be one that the workers can read. *settings* are
    Spark's own names with their values.
    """

    session: Any = None
    address: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def connection(self) -> Any:
        """The Ibis connection to the session, made at first use.

        Raises:
            EngineError: pyspark is not installed or the cluster does not answer.
        """
        try:
            from pyspark.sql import SparkSession
        except ImportError as error:
            raise EngineError("Spark is not installed. Install it with: pip install 'tayanch[spark]'") from error
        builder = SparkSession.builder.appName("tayanch")
        if self.address:
            builder = builder.master(self.address)
        for name, value in self.settings.items():
            builder = builder.config(name, value)
        try:
            return ibis.pyspark.connect(self.session or builder.getOrCreate())
        except Exception as error:
            reason = (str(error).splitlines() or ["no reason given"])[0]
            raise EngineError(
                f"Spark at {self.address or 'its configured address'} does not answer: {reason}"
            ) from error

    def open(self, rows: pa.Table | Path) -> Any:
        """Rows as an Ibis table; rows in memory are sent to the cluster."""
        if isinstance(rows, Path):
            return self.connection.read_parquet(str(rows))
        name = f"rows_{id(rows)}"
        self.connection._session.createDataFrame(rows.to_pandas()).createOrReplaceTempView(name)
        return self.connection.table(name)

    def run(self, expression: Any) -> pa.Table:
        """The rows of an Ibis expression."""
        return self.connection.to_pyarrow(expression)


def opened(engine: Engine) -> Backend:
    """The engine by its word (``duckdb``, ``spark``, or a cluster's address), or the engine that was given.

    Raises:
        EngineError: the word is not known.
    """
    if not isinstance(engine, str):
        return engine
    if engine == "duckdb":
        return DuckDB()
    if engine == "spark":
        return Spark()
    if engine.startswith(("spark://", "local", "yarn", "k8s://")):
        return Spark(address=engine)
    raise EngineError(
        f"Unknown engine {engine!r}. Known: duckdb, spark, or a cluster's address such as spark://host:7077."
    )
