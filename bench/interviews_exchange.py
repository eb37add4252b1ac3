"""How long the ``.qdpx`` of a large study takes: 150 transcripts, 6 million characters, 60,000 codings.

``python -m bench.interviews_exchange`` writes an invented study for NVivo (the hardest reading: UTF-16 units, two for a
line end), once as we declare it and once under another tool's name, so that all readings must be tried; each is
imported in a process of its own. Prints each figure with its limit; exit 1 when one is missed.
"""

from __future__ import annotations

import io
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from bench import interviews_study

SECONDS, MEMORY = 20.0, 1000  # for the whole import; MB at its peak
ROUNDS = 3


@dataclass
class Table:
    """Rows as they are printed, and whether each limit holds."""

    lines: list[str] = field(default_factory=list)
    verdicts: list[bool] = field(default_factory=list)

    def tell(self, what: str, measured: float, unit: str, limit: float | None = None) -> None:
        good = limit is None or measured <= limit
        share = "–" if limit is None else f"{measured / limit:.2f}"
        verdict = "" if limit is None else "holds" if good else "MISSED"
        self.lines.append(f"| {what} | {measured:.2f} {unit} | {limit or '–'} | {share} | {verdict} |")
        self.verdicts.append(good)

    def __str__(self) -> str:
        return "\n".join(
            ["| exchange of interviews | measured | limit | share | |", "|---|--:|--:|--:|---|", *self.lines]
        )


def main() -> int:
    if sys.argv[1:2] == ["import"]:
        print(json.dumps(import_one(Path(sys.argv[2]))))
        return 0
    table = Table()
    with tempfile.TemporaryDirectory(prefix="tayanch-bench-") as folder:
        for what, file in files(Path(folder), table).items():
            rounds = [in_a_process(file) for _ in range(ROUNDS)]
            told = rounds[0]
            if (told["codings"], told["documents"]) != (interviews_study.CODINGS, interviews_study.TRANSCRIPTS):
                raise SystemExit(f"{what}: {told} is not what was written.")
            table.tell(f"import, {what}", median(each["seconds"] for each in rounds), "s", SECONDS)
            table.tell(f"its memory, {what}", max(each["megabytes"] for each in rounds), "MB", MEMORY)
    print(table)
    return 0 if all(table.verdicts) else 1


def files(folder: Path, table: Table) -> dict[str, Path]:
    """The study as two files."""
    from tayanch.interviews.refi import NVIVO, write_project

    study = interviews_study.study()
    begun = time.perf_counter()
    data = write_project(study, reading=NVIVO, names_of_coders=True, created=interviews_study.CREATED).data
    table.tell("export for NVivo", time.perf_counter() - begun, "s")
    table.tell("size of the file", len(data) / 1e6, "MB")
    found = {"reading declared": folder / "declared.qdpx", "reading found out": folder / "other.qdpx"}
    found["reading declared"].write_bytes(data)
    found["reading found out"].write_bytes(renamed(data))
    return found


def renamed(data: bytes) -> bytes:
    """The same project as if another tool had written it."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "project.qde":
                content = re.sub(rb'origin="[^"]*"', b'origin="Another tool"', content, count=1)
            new.writestr(entry, content)
    return made.getvalue()


def in_a_process(file: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.interviews_exchange", "import", str(file)]
    told: dict[str, Any] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    return told


def import_one(file: Path) -> dict[str, Any]:
    begun = time.perf_counter()
    from tayanch.interviews.refi import read_project

    found = read_project(file.read_bytes())
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "seconds": seconds,
        "megabytes": peak / (1e6 if sys.platform == "darwin" else 1e3),
        "codings": len(found.study.codings),
        "documents": len(found.study.documents),
        "score": found.dialect.score,
        "reading": str(found.dialect.reading),
    }


if __name__ == "__main__":
    sys.exit(main())
