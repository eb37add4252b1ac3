"""Run every measurement and print it next to its limit; exit 1 when one is missed.

``python -m bench FOLDER`` keeps the seeded stores in FOLDER, so that measuring again does not seed again.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from bench import (
    cards,
    directory,
    disclosure,
    guide,
    interviews_agreement,
    interviews_anonymising,
    interviews_exchange,
    interviews_pages,
    interviews_retrieval,
    law,
    shift,
    survey,
)
from bench.desk import Worker, in_turns, milliseconds

SMALL, LARGE = (1_000, 10_000), (100_000, 1_000_000)
LIMITS = {"save": 100, "has she called before?": 20}  # milliseconds, p95; pages have PAGE
PAGE, RATIO = 200, 1.5
PORT = 8799


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="tayanch-bench-") as passing:
        kept = Path(sys.argv[1] if sys.argv[1:] else passing)
        folders = [kept / str(consultations) for _women, consultations in (SMALL, LARGE)]
        print(f"Machine: {machine()}\n")
        good = law.main() == 0
        print()
        good = directory.main() == 0 and good
        print()
        good = cards.main() == 0 and good
        print()
        good = guide.main() == 0 and good
        print()
        good = survey.main([]) == 0 and good
        print()
        good = interviews_agreement.main([]) == 0 and good
        print()
        good = interviews_anonymising.main() == 0 and good
        print()
        good = interviews_exchange.main() == 0 and good
        print()
        good = interviews_retrieval.main() == 0 and good
        print()
        good = interviews_pages.main() == 0 and good
        print()
        good = disclosure.main([]) == 0 and good
        print()
        for size, folder in zip((SMALL, LARGE), folders, strict=True):
            tell_store(seed(*size, folder))
        counted = subprocess.run([sys.executable, "-m", "bench.indicators", str(kept)], check=False)
        good = counted.returncode == 0 and good
        print()
        workers = [Worker(folder, PORT + place) for place, folder in enumerate(folders)]
        try:
            good = measure(*workers) and good
        finally:
            for worker in workers:
                worker.stop()
    print()
    return 0 if shift.main(shift.MINUTES) == 0 and good else 1


def seed(women: int, consultations: int, folder: Path) -> dict[str, Any]:
    print(f"Seeding {women:,} women and {consultations:,} consultations …", file=sys.stderr, flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "bench.desk", str(women), str(consultations), str(folder)]
    told: dict[str, Any] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    return told


def tell_store(store: dict[str, Any]) -> None:
    size = f"{store['women']:,} women, {store['consultations']:,} consultations: {store['bytes'] / 1e6:,.0f} MB"
    print(f"{size}, seeded in {store['seconds_to_seed']} s")


def machine() -> str:
    return f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def measure(small: Worker, large: Worker) -> bool:
    """Print the table; True when every limit holds."""
    print(f"\n| request | p50 ms | p95 ms | limit | p95 at {SMALL[1]:,} | ratio | limit | |")
    print("|---|--:|--:|--:|--:|--:|--:|---|")
    first = [milliseconds(partial(worker.search, worker.world.names[0])) for worker in (small, large)]
    print(f"| first search by name after unlock | {first[1]} | {first[1]} | – | {first[0]} | – | – | once |")
    acts, slower = small.acts(), large.acts()
    held = [tell(name, *in_turns(acts[name], slower[name])) for name in acts]
    return all(held)


def tell(name: str, small: dict[str, float], large: dict[str, float]) -> bool:
    """One row; True when both limits hold."""
    ratio, limit = large["p95"] / small["p95"], LIMITS.get(name, PAGE)
    good = large["p95"] <= limit and ratio <= RATIO
    verdict = "holds" if good else "MISSED"
    cells = [name, large["p50"], large["p95"], limit, small["p95"], f"{ratio:.2f}", RATIO, verdict]
    print(f"| {' | '.join(map(str, cells))} |", flush=True)
    return good


if __name__ == "__main__":
    sys.exit(main())
