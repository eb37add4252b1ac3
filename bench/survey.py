"""How fast a survey is estimated: thirty answers by sex and region with standard errors, up to a hundred million rows.

``python -m bench.survey`` writes invented files, asks R's ``survey`` and ``svy`` the same question in the same run, and
prints each figure with its limit; exit 1 when one is missed. ``--rows 1m,10m`` measures fewer sizes, ``--no-peers``
leaves R and svy out, ``--keep FOLDER`` keeps the files, ``--markdown`` prints only what stands in the documentation.
"""

from __future__ import annotations

import argparse
import csv
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from bench import survey_data

SIZES = {"1m": 1_000_000, "10m": 10_000_000, "100m": 100_000_000}
ROUNDS = {"1m": 5, "10m": 3, "100m": 1}  # fresh processes; the median counts
SECONDS, MEMORY = {"10m": 5.0, "100m": 40.0}, {"1m": 400, "10m": 700, "100m": 1000}  # MB
FASTER = {"R survey": 200, "svy": 150}
SCAN, SAVED, SAME = 4.0, 0.050, 1e-10
PEER_ROWS = "1m"
HERE = Path(__file__).parent


@dataclass
class Table:
    """Rows as they are printed, and whether each limit holds."""

    lines: list[str] = field(default_factory=list)
    verdicts: list[bool] = field(default_factory=list)

    def tell(self, what: str, measured: str, limit: str = "–", good: bool | None = None) -> None:
        """A figure; *good* is None where there is no limit."""
        verdict = "" if good is None else "holds" if good else "MISSED"
        self.lines.append(f"| {what} | {measured} | {limit} | {verdict} |")
        self.verdicts += [] if good is None else [good]
        print(f"  {what}: {measured} (limit {limit}) {verdict}", file=sys.stderr, flush=True)

    def __str__(self) -> str:
        return "\n".join(["| survey | measured | limit | |", "|---|--:|--:|---|", *self.lines])


def main(arguments: list[str] | None = None) -> int:
    asked = options(sys.argv[1:] if arguments is None else arguments)
    table = Table()
    with tempfile.TemporaryDirectory(prefix="tayanch-bench-") as passing:
        kept = asked.keep or Path(passing)
        found = {size: measure(size, kept, asked.peers, table) for size in asked.rows}
    for smaller, larger in zip(asked.rows, asked.rows[1:], strict=False):
        growth, most = found[larger] / found[smaller], SIZES[larger] / SIZES[smaller]
        table.tell(f"time from {smaller} to {larger} rows", f"× {growth:.1f}", f"× {most:.0f}", growth <= most)
    print(table)
    if not asked.markdown:
        print(f"\n{sum(table.verdicts)} of {len(table.verdicts)} limits hold.")
    return 0 if all(table.verdicts) else 1


def options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.survey", description=__doc__)
    parser.add_argument(
        "--rows", default=list(SIZES), type=lambda told: [one for one in SIZES if one in told.split(",")]
    )
    parser.add_argument("--no-peers", dest="peers", action="store_false")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--markdown", action="store_true")
    return parser.parse_args(arguments)


def measure(size: str, kept: Path, peers: bool, table: Table) -> float:
    """All figures of one size; return our seconds. A file that is not kept goes before the next one is written."""
    folder, already = kept / size, (kept / size).exists()
    start = time.perf_counter()
    size_on_disk = sum(file.stat().st_size for file in folder.glob("*.parquet")) if already else written(size, folder)
    print(
        f"{size} rows: {size_on_disk / 1e6:,.0f} MB in {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True
    )
    scan = median(run("scan", folder)["seconds"] for _ in range(ROUNDS[size]))
    ours = own(size, folder, kept, scan, table)
    if size == PEER_ROWS:
        saved(folder, kept, table)
    if size == PEER_ROWS and peers:
        for name, seconds in beside(folder, kept, table):
            faster = seconds / ours
            table.tell(
                f"{name}: {seconds:.1f} s", f"{faster:,.0f} × ours", f"≥ {FASTER[name]} ×", faster >= FASTER[name]
            )
    if not already and kept.name.startswith("tayanch-bench-"):
        shutil.rmtree(folder)
    return ours


def written(size: str, folder: Path) -> int:
    """Bytes of a new file. It takes its name when it is whole."""
    partly = folder.with_name(f"{folder.name}.partly")
    shutil.rmtree(partly, ignore_errors=True)
    made = survey_data.write(partly, SIZES[size])
    partly.rename(folder)
    return made


def own(size: str, folder: Path, kept: Path, scan: float, table: Table) -> float:
    """Our time and memory against their limits and the scan."""
    told = [run("ours", folder, kept / f"ours-{size}.csv") for _ in range(ROUNDS[size])]
    seconds, most = median(one["seconds"] for one in told), max(one["peak_mb"] for one in told)
    within = SECONDS.get(size)
    limit = f"{within:.0f} s" if within else "–"
    table.tell(
        f"{size} rows, {told[0]['estimates']:,} shares",
        f"{seconds:.2f} s",
        limit,
        seconds <= within if within else None,
    )
    limited = size == PEER_ROWS
    table.tell(
        f"{size} rows: against a scan of {scan:.3f} s",
        f"× {seconds / scan:.1f}",
        f"× {SCAN:.0f}" if limited else "–",
        seconds <= SCAN * scan if limited else None,
    )
    table.tell(f"{size} rows: memory", f"{most} MB", f"{MEMORY[size]} MB", most <= MEMORY[size])
    return float(seconds)


def saved(folder: Path, kept: Path, table: Table) -> None:
    """A table from a saved cube, in a process that has not seen it."""
    path = kept / "survey.cube"
    run("make-cube", folder, path)
    told = [run("from-cube", path) for _ in range(5)]
    one, every = (median(each[name] for each in told) for name in ("seconds", "every"))
    table.tell("one answer's table from a saved cube", f"{one * 1000:.0f} ms", f"{SAVED * 1000:.0f} ms", one <= SAVED)
    table.tell("all thirty tables from it", f"{every * 1000:.0f} ms")


def beside(folder: Path, kept: Path, table: Table) -> Iterator[tuple[str, float]]:
    """Each peer's seconds, once its figures were compared with ours."""
    if shutil.which("Rscript"):
        columns = kept / "columns"
        rows = run("for-r", folder, columns)["rows"]
        told = json.loads(_output(["Rscript", str(HERE / "survey_peer.R"), str(columns), str(rows)]))
        compare(f"R survey {told['version']}", kept, columns / "r.csv", table)
        shutil.rmtree(columns)
        yield "R survey", told["seconds"]
    else:
        table.tell("R survey", "skipped: Rscript is not installed")
    told = run("svy", folder, kept / "svy.csv")
    compare(f"svy {told['version']}", kept, kept / "svy.csv", table)
    yield "svy", told["seconds"]


def compare(name: str, kept: Path, theirs: Path, table: Table) -> None:
    """The greatest relative difference of all shares and errors."""
    ours, other = numbers(kept / f"ours-{PEER_ROWS}.csv"), numbers(theirs)
    pairs = [(a, b) for key in ours for a, b in zip(ours[key], other[key], strict=True)]
    worst = max(abs(a - b) / max(abs(a), abs(b), 1e-300) for a, b in pairs)
    good = worst <= SAME and ours.keys() == other.keys()
    table.tell(f"{len(ours):,} shares and errors against {name}", f"{worst:.0e}", f"{SAME:.0e}", good)


def numbers(path: Path) -> dict[tuple[str, ...], tuple[float, float]]:
    with path.open(newline="") as lines:
        return {tuple(row[:4]): (float(row[4]), float(row[5])) for row in csv.reader(lines)}


def run(task: str, *paths: Path) -> Any:
    """What a task told, in a fresh process."""
    return json.loads(_output([sys.executable, "-m", "bench.survey_tasks", task, *map(str, paths)]))


def _output(command: list[str]) -> str:
    """The last line of a program's output."""
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip().splitlines()[-1]


if __name__ == "__main__":
    sys.exit(main())
