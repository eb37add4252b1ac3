"""Run every measurement and print it next to its limit; exit 1 when one is missed.

``python -m bench FOLDER`` keeps the seeded stores in FOLDER, so that measuring again does not seed again.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

SMALL, LARGE = (1_000, 10_000), (100_000, 1_000_000)
LIMITS = {"save": 100, "has she called before?": 20}  # milliseconds, p95; pages have PAGE
PAGE, RATIO = 200, 1.5


def run(women: int, consultations: int) -> dict[str, Any]:
    print(f"Seeding {women:,} women and {consultations:,} consultations …", file=sys.stderr, flush=True)
    folder = [str(Path(sys.argv[1]) / str(consultations))] if sys.argv[1:] else []
    command = [sys.executable, "-m", "bench.desk", str(women), str(consultations), *folder]
    answer: dict[str, Any] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    return answer


def machine() -> str:
    return f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def main() -> int:
    small, large = run(*SMALL), run(*LARGE)
    print(f"Machine: {machine()}")
    for world in (small, large):
        print(
            f"{world['women']:,} women, {world['consultations']:,} consultations: {world['bytes'] / 1e6:,.0f} MB, "
            f"seeded in {world['seconds_to_seed']} s"
        )
    print(f"\n| request | p50 ms | p95 ms | limit | p95 at {SMALL[1]:,} | ratio | limit | |")
    print("|---|--:|--:|--:|--:|--:|--:|---|")
    acts = [name for name, value in large.items() if isinstance(value, dict)]
    held = [tell(name, small[name], large[name]) for name in acts]
    return 0 if all(held) else 1


def tell(name: str, small: dict[str, float], large: dict[str, float]) -> bool:
    """One row; True when both limits hold. The first search after unlock reads all names once: no limit is set."""
    ratio = large["p95"] / small["p95"]
    if name.startswith("first"):
        print(f"| {name} | {large['p50']} | {large['p95']} | – | {small['p95']} | {ratio:.2f} | – | once |")
        return True
    limit = LIMITS.get(name, PAGE)
    good = large["p95"] <= limit and ratio <= RATIO
    verdict = "holds" if good else "MISSED"
    cells = [name, large["p50"], large["p95"], limit, small["p95"], f"{ratio:.2f}", RATIO, verdict]
    print(f"| {' | '.join(map(str, cells))} |")
    return good


if __name__ == "__main__":
    sys.exit(main())
