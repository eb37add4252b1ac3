"""A conversion in a process of its own, for files of strangers.

The library that reads Stata, SPSS and SAS is written in C, and a file that is damaged in an unlucky place can end the
process that reads it. A server or a desk that takes in files must not end with it.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from pathlib import Path
from typing import IO

from tayanch.survey.data import Data
from tayanch.survey.reading import Missing, Progress, ReadError, read, to_parquet

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
    codes = {name: list(given) for name, given in (missing or {}).items()}
    order = json.dumps({"path": str(path.resolve()), "out": str(out.resolve()), "sheet": sheet, "missing": codes})
    command = [sys.executable, "-m", "tayanch.survey.reading.apart"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, encoding="utf-8", **pipes) as child:  # type: ignore[call-overload]
        try:
            said = _listen(child, order, progress)
        finally:
            child.kill()
            child.wait()
            for part in ("part1", "part2"):
                out.with_name(f"{out.name}.{part}").unlink(missing_ok=True)
    if child.returncode or said:
        raise ReadError(said or f"{path.name} is damaged or was not copied to its end: download or copy it again.")
    return read(out)


def _listen(child: subprocess.Popen[str], order: str, progress: Progress | None) -> str:
    """Give the child its *order* and hear it out: shares that are done, and at the end what it could not do."""
    if child.stdin is None or child.stdout is None:
        return ""
    with contextlib.suppress(OSError):  # a child that ended before it listened
        child.stdin.write(order)
        child.stdin.close()
    said = ""
    for line in child.stdout:
        if not line.endswith("\n"):
            break  # the child ended in the middle of a word
        told = json.loads(line)
        if isinstance(told, str):
            said = told
        elif progress:
            progress(told)
    child.wait()
    return said


def _obey(order: IO[str], answer: IO[str]) -> int:
    """Convert what *order* says; shares and errors go to *answer*, a line of JSON each."""

    def tell(what: float | str) -> None:
        answer.write(json.dumps(what) + "\n")
        answer.flush()

    asked = json.load(order)
    try:
        to_parquet(asked["path"], asked["out"], tell, sheet=asked["sheet"], missing=asked["missing"] or None)
    except ReadError as error:
        tell(str(error))
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(_obey(sys.stdin, sys.stdout))
