"""Make the survey that the demonstration shows: migrants of the synthetic *Life in Kyrgyzstan*, all waves together.

``python -m tools.demonstration_survey`` writes ``src/tayanch/demo/survey.parquet``. Drawing and harmonising all waves
takes some seconds, which nobody should wait for at each start; the same seed gives the same rows.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tayanch.survey import recipes
from tayanch.survey.codebook import Codebook
from tayanch.survey.reading.stored import with_codebook
from tayanch.survey.recipes.lik import demonstration

TARGET = Path(__file__).parents[1] / "src" / "tayanch" / "demo" / "survey.parquet"
NUMBERS = ("household", "household_linked", "person", "person_linked", "member", "in_migration_file")


def made() -> pa.Table:
    """The rows with their codebook, without the numbers that link files."""
    with tempfile.TemporaryDirectory() as folder:
        demonstration.write(Path(folder))
        found = recipes.read(Path(folder), recipes.load("lik")).data["migrant"]
    assert isinstance(found.rows, pa.Table)
    rows = found.rows.drop_columns(list(NUMBERS))
    variables = {name: one for name, one in found.codebook.variables.items() if name not in NUMBERS}
    book = Codebook(variables, found.codebook.title, found.codebook.source)
    return rows.cast(with_codebook(rows.schema, book))


if __name__ == "__main__":
    pq.write_table(made(), TARGET, compression="zstd", compression_level=19)
