"""Everything the tests need, then all tests: style, types, layers, and the suite on both databases.

Run by ``make test``. Chromium is installed through apt when it is missing and this is root on Debian; otherwise the
browser tests say that they skip.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[1]
SCRIPTS = Path(sys.executable).parent
GATE: list[tuple[str, list[str], dict[str, str]]] = [
    ("style", ["ruff", "check", "."], {}),
    ("format", ["ruff", "format", "--check", "."], {}),
    ("types", ["mypy"], {"TAYANCH_DATA": str(ROOT / "var" / "types")}),
    ("layers", ["lint-imports"], {}),
]
# Many tests start the program anew: it is compiled once for all of them, whatever the shell says about bytecode.
BYTECODE = {"PYTHONPYCACHEPREFIX": str(ROOT / "var" / "bytecode")}
# The long ones first: whichever core is free takes the next. What touches no database runs once, in parts that fill
# the end, and the browser looks once, at the encrypted file.
PLAIN = "plain and not browser"
PARTS = ("tests/survey", "tests/interviews", "tests/law", "tests/guide")
# A browser on a busy machine is sometimes late: what fails there is tried once more, and named if it then passes.
AGAIN = ["--reruns", "1", "-rR"]
SUITES: list[tuple[str, list[str], dict[str, str]]] = [
    ("tests in the browser", ["pytest", "-m", "browser", *AGAIN], {}),
    ("tests on SQLCipher", ["pytest", "-m", "not plain and not browser"], {}),
    ("tests on PostgreSQL", ["pytest", "-m", "not plain and not browser"], {"TAYANCH_TEST_ON": "postgresql"}),
    ("tests of no database", ["pytest", "-m", PLAIN, *(f"--ignore={part}" for part in PARTS)], {}),
    *((f"tests of no database in {part}", ["pytest", "-m", PLAIN, part], {}) for part in PARTS),
]


def install_chromium() -> None:
    """Install Debian's Chromium when root; a developer without it gets a clear line instead."""
    if shutil.which("chromium") or os.environ.get("CHROMIUM"):
        return
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        for arguments in (["update", "-qq"], ["install", "-y", "-qq", "chromium", "fonts-noto-core"]):
            subprocess.run(["apt-get", *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return
    print("Chromium is not installed, so the browser tests will skip. Install it or set CHROMIUM to its path.")


def run(name: str, command: list[str], environment: dict[str, str], out: IO[str] | None = None) -> bool:
    """Run one step; what it prints goes to *out*, to the terminal without one."""
    print(f"\n== {name}", file=out, flush=True)
    start = time.monotonic()
    program = str(SCRIPTS / command[0])
    own = os.environ | BYTECODE | environment
    own.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run([program, *command[1:]], cwd=ROOT, env=own, stdout=out, stderr=out, check=False)
    passed = done.returncode == 0
    print(f"== {name}: {'passed' if passed else 'FAILED'} in {time.monotonic() - start:.0f} s", file=out, flush=True)
    return passed


def run_suites() -> bool:
    """Two side by side, one core each. The first tells as it goes; the others' output follows when it is done."""
    with ExitStack() as files, ThreadPoolExecutor(2) as cores:
        outs = [files.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8")) for _ in SUITES[1:]]
        running = [cores.submit(run, *suite, out) for suite, out in zip(SUITES, [None, *outs], strict=True)]
        results = [one.result() for one in running]
        for out in outs:
            out.seek(0)
            print(out.read(), flush=True)
    return all(results)


def main() -> int:
    install_chromium()
    results = [run(*step) for step in GATE]  # every step runs, so that one run tells everything
    results.append(run_suites())
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
