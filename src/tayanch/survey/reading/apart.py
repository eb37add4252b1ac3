"""Reading and converting in a process of its own, for files of strangers.

The library that reads Stata, SPSS and SAS is written in C, and a file that is damaged in an unlucky place can end the
process that reads it. A server or a desk that takes in files must not end with it.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from subprocess import PIPE
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from tayanch.survey.data import Data
from tayanch.survey.reading import Missing, Progress, ReadError, read, to_parquet
from tayanch.survey.reading.stored import codebook_of, with_codebook

REFUSED = 3  # the exit code of a file that cannot be read


def to_parquet_apart(
    path: Path,
    out: Path,
    progress: Progress | None = None,
    *,
    sheet: str | None = None,
    missing: Missing | None = None,
) -> Data:
    """As :func:`tayanch.survey.reading.to_parquet`, in a process of its own.

    Raises:
        ReadError: the file cannot be read, or ends the process that reads it.
    """
    with tempfile.TemporaryDirectory(dir=out.absolute().parent, prefix=f"{out.name}.") as folder:
        made = Path(folder) / out.name
        _made(_order(path, sheet, missing) | {"out": str(made)}, path.name, progress)
        os.replace(made, out)
    return read(out)


def read_apart(
    path: Path,
    progress: Progress | None = None,
    *,
    sheet: str | None = None,
    missing: Missing | None = None,
) -> Data:
    """As :func:`tayanch.survey.reading.read`, in a process of its own; the rows come in memory and touch no disk.

    Raises:
        ReadError: the file cannot be read, or ends the process that reads it.
    """
    rows = pa.ipc.open_stream(_made(_order(path, sheet, missing), path.name, progress)).read_all()
    return Data(rows.replace_schema_metadata(), codebook_of(rows.schema, path.name))


def _order(path: Path, sheet: str | None, missing: Missing | None) -> dict[str, Any]:
    codes = {name: list(given) for name, given in (missing or {}).items()}
    return {"path": str(path.absolute()), "sheet": sheet, "missing": codes}


def _made(order: Mapping[str, Any], name: str, progress: Progress | None) -> bytes:
    """What the child gives back. It tells how far it is on its standard error, and closes that before it answers."""
    command = [sys.executable, "-m", "tayanch.survey.reading.apart"]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, stderr=PIPE) as child:
        try:
            said = _listen(child, json.dumps(order).encode(), progress)
            answer = child.stdout.read() if child.stdout else b""
            child.wait()
        finally:
            child.kill()
    if child.returncode or said:
        raise ReadError(said or f"{name} is damaged or was not copied to its end: download or copy it again.")
    return answer


def _listen(child: subprocess.Popen[bytes], order: bytes, progress: Progress | None) -> str:
    """Give the child its *order* and hear it out: shares that are done, and what it could not do."""
    if child.stdin is None or child.stderr is None:
        return ""
    with contextlib.suppress(OSError):  # a child that ended before it listened
        child.stdin.write(order)
        child.stdin.close()
    said = ""
    for line in child.stderr:
        with contextlib.suppress(ValueError):  # what a library mutters, or a child that ended in the middle of a word
            told = json.loads(line)
            if isinstance(told, str):
                said = told
            elif progress:
                progress(told)
    return said


def _obey(order: IO[bytes], answer: IO[bytes], aside: IO[str]) -> int:
    """Read what *order* says, and convert it or send its rows as *answer*; shares and errors go *aside* as JSON."""

    def tell(what: float | str) -> None:
        aside.write(json.dumps(what) + "\n")
        aside.flush()

    asked = json.load(order)
    path, options = Path(asked["path"]), {"sheet": asked["sheet"], "missing": asked["missing"] or None}
    try:
        if "out" in asked:
            to_parquet(path, asked["out"], tell, **options)
            return 0
        data = read(path, progress=tell, **options)
    except ReadError as error:
        tell(str(error))
        return REFUSED
    rows = data.rows if isinstance(data.rows, pa.Table) else pq.read_table(data.rows)
    aside.close()  # whoever listens takes the rows from now on
    rows = rows.cast(with_codebook(rows.schema, data.codebook))
    with pa.ipc.new_stream(answer, rows.schema) as writer:
        writer.write_table(rows)
    return 0


if __name__ == "__main__":
    sys.exit(_obey(sys.stdin.buffer, sys.stdout.buffer, sys.stderr))
