"""An invented survey of any size as Parquet: strata, sampling units, weights, sex, region and thirty answers.

Written in pieces, so that a hundred million rows never stand in memory; the same seed gives the same rows, however many
processes write. Eighteen strata (nine regions, urban and rural), thousands of sampling units whose codes begin at 1 in
each stratum, weights that differ from row to row as calibrated ones do, answers of two to seven levels that depend on
the unit and on sex, three per cent missing in twenty-five of the thirty.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

SEED, PIECE, GROUP = 6, 2_500_000, 125_000  # rows of one file, of one row group
STRATA, REGIONS = 18, 9
UNITS = {10_000: 504, 100_000: 1_008, 1_000_000: 5_004, 10_000_000: 20_016, 100_000_000: 50_004}
LEVELS = tuple(2 + number % 6 for number in range(30))  # 2 to 7, five questions of each
WHOLE = 5  # of thirty questions, these many first ones are answered by all
MISSING = 0.03
ANSWERS = tuple(f"q{number:02d}" for number in range(1, len(LEVELS) + 1))
SHIFT = 24  # of 256: how far a sampling unit moves the answers at most


def write(folder: Path, rows: int, processes: int = 2) -> int:
    """Write *rows* rows into files of *folder*; return their bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    starts = range(0, rows, PIECE)
    if len(starts) == 1:
        write_piece(folder, rows, 0)
    else:
        with multiprocessing.get_context("spawn").Pool(processes) as pool:
            pool.map(partial(write_piece, folder, rows), starts, chunksize=1)
    return sum(file.stat().st_size for file in folder.glob("*.parquet"))


def write_piece(folder: Path, rows: int, start: int) -> None:
    """The file that begins with row *start*."""
    path = folder / f"part-{start // PIECE:03d}.parquet"
    with pq.ParquetWriter(path, schema(), compression="zstd") as out:
        for first in range(start, min(start + PIECE, rows), GROUP):
            last = min(first + GROUP, start + PIECE, rows)
            out.write_table(table(rows, first, last), row_group_size=GROUP)


def schema() -> pa.Schema:
    small = [(name, pa.int8()) for name in ("sex", "region", *ANSWERS)]
    return pa.schema([("weight", pa.float64()), ("stratum", pa.int16()), ("psu", pa.int32()), *small])


def units(rows: int) -> int:
    """How many sampling units a file of so many rows has: a multiple of the strata, 5,004 for a million."""
    return UNITS.get(rows) or max(2, round(5_004 / STRATA * (rows / 1e6) ** 0.6)) * STRATA


def table(rows: int, first: int, last: int) -> pa.Table:
    """Rows *first* to *last* of a file of *rows* rows; they stand in the order of their sampling units."""
    many = units(rows)
    unit = np.arange(first, last, dtype=np.int64) * many // rows
    stratum = unit * STRATA // many
    within = unit - stratum * (many // STRATA)
    random = np.random.default_rng([SEED, rows, first])
    sex = random.integers(1, 3, last - first, dtype=np.int8)
    weight = (50 + 400 * _of_unit(rows, many)[unit]) * random.uniform(0.5, 2.0, last - first)
    columns = {
        "weight": weight,
        "stratum": (stratum + 1).astype(np.int16),
        "psu": (within + 1).astype(np.int32),
        "sex": sex,
        "region": (stratum // 2 + 1).astype(np.int8),
    }
    shift = np.random.default_rng([SEED, rows, 2]).integers(-SHIFT, SHIFT + 1, (len(ANSWERS), many), dtype=np.int16)
    for number, name in enumerate(ANSWERS):
        columns[name] = answers(random, number, shift[number][unit] + 12 * (sex == 1))
    return pa.table(columns, schema=schema())


def _of_unit(rows: int, many: int) -> NDArray[np.float64]:
    return np.random.default_rng([SEED, rows, 1]).uniform(0, 1, many)


def answers(random: np.random.Generator, number: int, moved: NDArray[np.int16]) -> pa.Array:
    """Answers 1 to its number of levels to question *number*; *moved* says by how much of 256 each row is shifted."""
    drawn = np.frombuffer(random.bytes(2 * len(moved)), dtype=np.uint8).reshape(2, -1)
    place = drawn[0] + moved + SHIFT
    missing = drawn[1] < round(256 * MISSING) if number >= WHOLE else None
    return pa.array(_levels(number)[place], mask=missing)


def _levels(number: int) -> NDArray[np.int8]:
    """The level at each of the places 0 … 255 + shifts: shares fall from the first level to the last."""
    count = LEVELS[number]
    shares = np.arange(count + 1, 1, -1, dtype=float) + number % 3
    borders = np.cumsum(shares / shares.sum()) * (256 + 2 * SHIFT + 12)
    return (np.searchsorted(borders[:-1], np.arange(256 + 2 * SHIFT + 13), side="right") + 1).astype(np.int8)


def columns() -> Sequence[str]:
    """What task A reads."""
    return ("weight", "stratum", "psu", "sex", "region", *ANSWERS)
