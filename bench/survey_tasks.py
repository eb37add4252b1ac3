"""One task on an invented survey in a process of its own, told as one line of JSON: seconds, peak memory, answers.

``python -m bench.survey_tasks TASK FOLDER [FILE]``. Imports are not counted, as those of R and of svy are not; the
first call in the process is. Reading the file is counted for us and for the scan, not for the peers.
"""

from __future__ import annotations

import csv
import importlib.metadata
import json
import resource
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from bench.survey_data import ANSWERS

DOMAINS = ("sex", "region")
KEYS = ("weight", "stratum", "psu", *DOMAINS)
Row = tuple[str, str, str, str, float, float]  # variable, level, sex, region, estimate, standard error


def main() -> int:
    task, folder, *rest = sys.argv[1:]
    told = TASKS[task](Path(folder), *map(Path, rest))
    print(json.dumps(told | {"peak_mb": round(peak())}))
    return 0


def peak() -> float:
    """Most memory that this process has held, in MB; what the one that started it held does not count."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    start, busy = time.perf_counter(), time.process_time()
    made = act()
    seconds = time.perf_counter() - start
    print(f"{seconds:.3f} s, {time.process_time() - busy:.3f} s of processors", file=sys.stderr)
    return seconds, made


def keep(path: Path, rows: Iterable[Row]) -> None:
    with path.open("w", newline="") as out:
        csv.writer(out).writerows([*row[:4], repr(row[4]), repr(row[5])] for row in rows)


# --- ours ---------------------------------------------------------------------------------------------------


def question(folder: Path) -> tuple[Any, Any]:
    from tayanch.survey.data import Data
    from tayanch.survey.design import Design

    return Data(folder), Design(weight="weight", strata=("stratum",), clusters=("psu",))


def ours(folder: Path, out: Path | None = None) -> dict[str, Any]:
    """Shares of all answers by sex and region: from the files to the estimates."""
    from tayanch.survey.estimating import estimate

    data, design = question(folder)
    seconds, told = timed(lambda: estimate(data, design, ANSWERS, "proportion", by=DOMAINS))
    if out:
        keep(out, (_row(cell) for cell in told))
    return {"seconds": seconds, "estimates": len(told)}


def _row(cell: Any) -> Row:
    sex, region = (str(cell.by[name]) for name in DOMAINS)
    return cell.variable, str(cell.level), sex, region, cell.estimate, cell.se


def make_cube(folder: Path, out: Path) -> dict[str, Any]:
    from tayanch.survey.estimating import cube

    data, design = question(folder)
    seconds, made = timed(lambda: cube(data, design, ANSWERS, by=DOMAINS))
    made.save(out)
    return {"seconds": seconds, "bytes": out.stat().st_size}


def from_cube(out: Path) -> dict[str, Any]:
    """One answer's table from a saved cube, and all thirty after it: opening the file is counted."""
    from tayanch.survey.cube import Cube
    from tayanch.survey.estimating import estimate

    assert estimate is not None  # imported as in a session that has asked something before
    one, _ = timed(lambda: Cube.load(out).estimate(("q06",), "proportion"))
    every, told = timed(lambda: Cube.load(out).estimate(ANSWERS, "proportion"))
    return {"seconds": one, "every": every, "estimates": len(told)}


# --- the limit ----------------------------------------------------------------------------------------------


def scan(folder: Path) -> dict[str, Any]:
    """Every value of the same columns looked at once: their sums, without groups."""
    import duckdb

    wanted = ", ".join(f"sum({name})" for name in (*KEYS, *ANSWERS))
    query = f"SELECT {wanted} FROM read_parquet('{folder}/*.parquet')"
    return {"seconds": timed(lambda: duckdb.connect().execute(query).fetchall())[0]}


# --- peers --------------------------------------------------------------------------------------------------


def by_svy(folder: Path, out: Path) -> dict[str, Any]:
    import polars as pl
    from svy import Design, Sample

    frame = pl.read_parquet(folder / "*.parquet")

    def act() -> list[tuple[str, pl.DataFrame]]:
        sample = Sample(frame, Design(stratum="stratum", psu="psu", wgt="weight"))
        asked = sample.estimation
        return [(name, asked.prop(name, by=DOMAINS, drop_nulls=True).to_polars()) for name in ANSWERS]

    seconds, tables = timed(act)
    columns = [(name, table.select(name, *DOMAINS, "est", "se").iter_rows()) for name, table in tables]
    keep(out, ((name, str(lv), str(sex), str(place), e, s) for name, rows in columns for lv, sex, place, e, s in rows))
    return {"seconds": seconds, "version": importlib.metadata.version("svy")}


def for_r(folder: Path, out: Path) -> dict[str, Any]:
    """The columns as raw files, which R reads quickest."""
    import numpy as np
    import pyarrow.parquet as pq

    out.mkdir(parents=True, exist_ok=True)
    table = pq.read_table(folder)
    for name in table.column_names:
        column = table[name].fill_null(0) if name == "weight" else table[name].cast("int32").fill_null(-(2**31))
        column.to_numpy().astype(np.float64 if name == "weight" else np.int32).tofile(out / name)
    return {"rows": table.num_rows}


TASKS: dict[str, Callable[..., dict[str, Any]]] = {
    "ours": ours,
    "make-cube": make_cube,
    "from-cube": from_cube,
    "scan": scan,
    "svy": by_svy,
    "for-r": for_r,
}

if __name__ == "__main__":
    sys.exit(main())
