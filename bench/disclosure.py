"""Protecting tables: what an attacker recovers, what is lost against an exact optimum, how long it takes, and a peer.

``python -m bench.disclosure [--tables N] [--acro PYTHON]``. The attacker is written apart from the product: one unknown
a cell, linear programming (HiGHS). The peer is ACRO (https://pypi.org/project/acro), in a virtual environment of its
own as it needs pandas before 3; without ``--acro`` it is left out. Exit 1 when a limit is missed.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
from itertools import product
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from bench.disclosure_attacker import intervals, random_table, small_cells
from tayanch.disclosure import Rules, attack, protect, protect_table

TABLES, SMALL, PAIRS, PEER = 1000, 60, 60, 60
RATIO, TWO_WAYS = 1.3, 5.0  # loss against the optimum; milliseconds for ten by five
QUICK = Rules(exact_up_to=0)
ACRO = """
import json, logging, sys, warnings
warnings.filterwarnings("ignore")
import acro, pandas as pd
logging.disable(logging.CRITICAL)
found = []
real = sys.stdout
sys.stdout = sys.stderr
for rows in json.load(sys.stdin):
    session = acro.ACRO(suppress=True)
    session.config.update(safe_threshold=5, zeros_are_disclosive=False)
    records = [(f"r{r:02}", f"c{c:02}") for r, row in enumerate(rows) for c, n in enumerate(row) for _ in range(n)]
    data = pd.DataFrame(records, columns=["row", "column"])
    table = session.crosstab(data["row"], data["column"])
    found.append([[None if pd.isna(cell) else int(cell) for cell in line] for line in table.to_numpy()])
json.dump(found, real)
"""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", type=int, default=TABLES)
    parser.add_argument("--acro", type=Path, help="the Python of an environment with acro")
    given = parser.parse_args(sys.argv[1:] if arguments is None else arguments)
    print("| disclosure | measured | limit | |\n|---|--:|--:|---|")
    good = [attacked(given.tables), differenced(), against_the_optimum(), two_ways()]
    times()
    if given.acro:
        peer(given.acro)
    return 0 if all(good) else 1


def tell(what: str, measured: str, limit: str = "–", good: bool | None = None) -> bool:
    verdict = "" if good is None else "holds" if good else "MISSED"
    print(f"| {what} | {measured} | {limit} | {verdict} |", flush=True)
    return good is not False


def attacked(count: int) -> bool:
    """Random hierarchical tables of two ways, every tenth of three."""
    cells = recovered = hidden = every = 0
    taken = []
    for seed in range(count):
        ways = 3 if seed % 10 == 9 else 2
        counts, dimensions = random_table(seed, ways=ways, longest=3 if ways == 3 else 5)
        begun = perf_counter()
        table = protect_table(counts, dimensions=dimensions, rules=QUICK)
        taken.append(perf_counter() - begun)
        small = small_cells(table)
        cells += len(small)
        hidden, every = hidden + table.hidden, every + len(table.cells)
        recovered += sum(low > 1 or high < 4 for low, high in intervals(table, small).values())
    tell(f"milliseconds a table, median of {count:,}", f"{median(taken) * 1000:.0f}")
    tell("cells hidden, zeros among all", f"{hidden / every:.0%}")
    what = f"small cells of {count:,} random hierarchical tables told more closely than 1 to 4, of {cells:,}"
    return tell(what, str(recovered), "0", recovered == 0)


def differenced() -> bool:
    """Two releases, some cells with one or two records more."""
    told = looked = 0
    for seed in range(PAIRS):
        cells, dimensions = random_table(seed, longest=3)
        chance = random.Random(seed)
        later = {key: count + chance.choice((0, 0, 0, 1, 2, 9)) for key, count in cells.items()}
        old = protect_table(cells, dimensions=dimensions, rules=QUICK, date="2026-10-05").released("")
        more = {"rules": QUICK, "date": "2026-10-06", "released": [old]}
        new = protect_table(later, dimensions=dimensions, **more).released("")  # type: ignore[arg-type]
        found = attack(new, [old])
        for key, count in cells.items():
            if 0 < later[key] - count < 5 and old.told[key] is not None:
                looked += 1
                low, high = found.get(key, (later[key], later[key]))
                told += low > count + 1 + 1e-4 or high < count + 4 - 1e-4
            if 0 < later[key] < 5:
                looked += 1
                told += found[key][0] > 1 + 1e-4 or found[key][1] < 4 - 1e-4
    what = f"small counts and differences told by two releases together, of {looked:,}"
    return tell(what, str(told), "0", told == 0)


def against_the_optimum() -> bool:
    """Loss (sum of ln(1 + value) over hidden cells) of the heuristic and of the mixed-integer optimum."""
    lost, worst = [0.0, 0.0], 1.0
    taken: list[list[float]] = [[], []]
    for seed in range(SMALL):
        cells, dimensions = random_table(seed, longest=5)
        losses = []
        for place, most in enumerate((0, 100)):
            begun = perf_counter()
            table = protect_table(cells, dimensions=dimensions, rules=Rules(exact_up_to=most))
            taken[place].append(perf_counter() - begun)
            losses.append(table.loss)
            lost[place] += table.loss
        worst = max(worst, losses[0] / losses[1] if losses[1] else 1.0)
    tell(f"milliseconds with the exact optimum, median and most of {SMALL}", _both(taken[1]))
    tell(f"milliseconds with the heuristic, median and most of {SMALL}", _both(taken[0]))
    tell("loss against the optimum, worst table", f"{worst:.2f}")
    return tell(
        "loss against the optimum, all tables", f"{lost[0] / lost[1]:.3f}", str(RATIO), lost[0] <= RATIO * lost[1]
    )


def _both(taken: list[float]) -> str:
    return f"{median(taken) * 1000:.0f}, {max(taken) * 1000:.0f}"


def _sparse(chance: random.Random, height: int, width: int, mean: float = 8) -> list[list[int]]:
    return [[int(chance.expovariate(1 / mean)) for _ in range(width)] for _ in range(height)]


def two_ways() -> bool:
    """The quick way for counts by two breakdowns."""
    chance, taken = random.Random(1), []
    for _ in range(200):
        rows = _sparse(chance, 10, 5)
        begun = perf_counter()
        protect(rows)
        taken.append((perf_counter() - begun) * 1000)
    return tell(
        "milliseconds for ten by five in two ways, median", f"{median(taken):.2f}", str(TWO_WAYS), median(taken) < 5
    )


def times() -> None:
    """Larger tables, once each."""
    for leaves in ((12, 8), (30, 12), (20, 10, 4)):
        chance = random.Random(1)
        topics: Any = {f"t{n}": f"g{n % 5}" for n in range(leaves[0])}
        dimensions = {
            "topic": topics,
            **{str(way): [f"{way}.{n}" for n in range(size)] for way, size in enumerate(leaves[1:])},
        }
        counts = {
            key: int(chance.expovariate(1 / 5)) for key in product(*(list(codes) for codes in dimensions.values()))
        }
        begun = perf_counter()
        table = protect_table(counts, dimensions=dimensions)
        seconds = perf_counter() - begun
        tell(f"seconds for {len(table.cells):,} cells, {table.hidden:,} hidden", f"{seconds:.1f}")


def peer(python: Path) -> None:
    """ACRO hides small cells only, as a 0 that stands for 0 to 4. The same tables with their true totals, as anybody
    asks for them beside a table."""
    chance = random.Random(3)
    tables = [_sparse(chance, 5, 4) for _ in range(PEER)]
    tables = [rows for rows in tables if all(map(sum, rows)) and all(map(sum, zip(*rows, strict=True)))]
    sent = json.dumps(tables)
    begun = perf_counter()
    done = subprocess.run(
        [python, "-c", ACRO], input=sent, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True
    )
    theirs, seconds = json.loads(done.stdout), perf_counter() - begun
    begun = perf_counter()
    ours = [[[cell.count for cell in row] for row in protect(rows)] for rows in tables]
    own = perf_counter() - begun
    for name, shown, took in (
        ("acro", [_with_totals(*pair) for pair in zip(theirs, tables, strict=True)], seconds),
        ("tayanch", ours, own),
    ):
        exact, near, small = _recovered(tables, shown, most=4 if name == "acro" else None)
        tell(
            f"{name}: small cells told exactly, of {small:,} in {len(tables)} tables", f"{exact} ({exact / small:.0%})"
        )
        tell(f"{name}: small cells told more closely than 1 to 4", f"{near} ({near / small:.0%})")
        tell(f"{name}: seconds", f"{took:.1f}")


def _with_totals(shown: list[list[int | None]], rows: list[list[int]]) -> list[list[int | None]]:
    """A table with the totals of its rows and columns, hidden where they are small themselves."""
    grid: list[list[int | None]] = [[*cells, _safe(sum(row))] for cells, row in zip(shown, rows, strict=True)]
    grid = [[cell or None for cell in row] for row in grid]
    return [*grid, [*(_safe(sum(column)) for column in zip(*rows, strict=True)), sum(map(sum, rows))]]


def _safe(total: int) -> int | None:
    return total if total >= 5 else None


def _recovered(
    tables: list[list[list[int]]], shown: list[list[list[int | None]]], most: int | None
) -> tuple[int, int, int]:
    """Small cells that are told exactly, more closely than 1 to 4, and all of them. Zeros are shown by both."""
    import numpy as np
    from scipy.optimize import linprog

    exact = near = small = 0
    for rows, told in zip(tables, shown, strict=True):
        height, width = len(rows), len(rows[0])
        places = list(product(range(height), range(width)))
        sums = [(r, c) for r in range(height + 1) for c in range(width + 1) if told[r][c] is not None]
        equations = np.array(
            [[float(r in (one[0], height) and c in (one[1], width)) for one in places] for r, c in sums]
        )
        values = np.array([told[r][c] for r, c in sums], float)
        limits = [(0, 0) if told[r][c] == 0 else (0 if most else 1, most) for r, c in places]
        limits = [(0, None) if told[r][c] else limit for (r, c), limit in zip(places, limits, strict=True)]
        for place, (r, c) in enumerate(places):
            if 0 < rows[r][c] < 5:
                cost = np.eye(len(places))[place]
                low = linprog(cost, A_eq=equations, b_eq=values, bounds=limits)
                high = linprog(-cost, A_eq=equations, b_eq=values, bounds=limits)
                ends = low.fun, -high.fun if high.status == 0 else 1e9
                small += 1
                exact += ends[1] - ends[0] < 1e-6
                near += ends[0] > 1 + 1e-6 or ends[1] < 4 - 1e-6
    return exact, near, small


if __name__ == "__main__":
    sys.exit(main())
