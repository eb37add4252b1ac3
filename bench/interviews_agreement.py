"""How fast coders are compared: a million characters by three coders, and a study of 150 transcripts.

``python -m bench.interviews_agreement`` invents the codings, asks ``krippendorff`` and ``statsmodels`` the same
question in the same run, and prints each figure with its limit; exit 1 when one is missed. ``--other PYTHON`` names an
interpreter that has irrCAC and krippendorff-unitized-alpha, which need an older numpy.

Peers get the table of coders by characters, or of counts by characters, ready made; only their call is counted. Ours is
counted from the codings, and gives every coefficient of the code.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import krippendorff
import numpy as np
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

from bench.survey import Table
from tayanch.interviews.agreement import Codings, agreement_of, disagreements_of
from tayanch.interviews.agreement.coefficients import binary, summed
from tayanch.interviews.agreement.pieces import Floats, Ints, merged
from tayanch.interviews.agreement.results import Agreement

CHARACTERS, SEGMENTS, CODERS = 1_000_000, 2_000, 3
TRANSCRIPTS, CODINGS, CODES, DRAWS = 150, 60_000, 87, 1_000
ROUNDS = 7
FAST, WHOLE, FASTER, SAME = 0.1, 2.0, 10, 1e-9
NAMES = [str(each) for each in range(CODES)]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.interviews_agreement", description=__doc__)
    parser.add_argument("--other", help="an interpreter with the peers that need an older numpy")
    asked = parser.parse_args(sys.argv[1:] if arguments is None else arguments)
    table = Table()
    generator = np.random.default_rng(2015)
    one_code(table, invented(generator, np.array([CHARACTERS]), 1, SEGMENTS), asked.other)
    lengths = generator.integers(30_000, 50_000, size=TRANSCRIPTS)
    study(table, invented(generator, lengths, CODES, CODINGS), lengths)
    print(str(table).replace("| survey |", "| agreement |", 1))
    print(f"\n{sum(table.verdicts)} of {len(table.verdicts)} limits hold.")
    return 0 if all(table.verdicts) else 1


def invented(generator: np.random.Generator, lengths: Ints, codes: int, total: int) -> Codings:
    """Passages that all coders find, with borders of their own and now and then another code."""
    each = total // CODERS
    document = generator.integers(0, len(lengths), each)
    size = lengths[document]
    place, code = (generator.random(each) * size).astype(np.int64), generator.integers(0, codes, each)
    length = generator.integers(20, 200, each)
    parts = []
    for coder in range(CODERS):
        start = np.clip(place + generator.integers(-10, 11, each), 0, size)
        end = np.clip(start + length + generator.integers(-10, 11, each), start, size)
        mine = np.where(generator.random(each) < 0.85, code, generator.integers(0, codes, each))
        found = generator.random(each) < 0.9
        parts.append([column[found] for column in (document, start, end, mine, np.full(each, coder))])
    return Codings(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def timed(act: Callable[[], Any], rounds: int = ROUNDS) -> tuple[float, Any]:
    """The median of some rounds, after one to warm up when there are several."""
    made = act() if rounds > 1 else None
    seconds = []
    for _round in range(rounds):
        start = time.perf_counter()
        made = act()
        seconds.append(time.perf_counter() - start)
    return median(seconds), made


# --- one code, a million characters -----------------------------------------------------------------------------------


def one_code(table: Table, codings: Codings, other: str | None) -> None:
    size, read = np.array([CHARACTERS]), np.ones((CODERS, 1), dtype=bool)
    ours, found = timed(lambda: binary(summed(merged(codings), size, read, 1), np.ones((1, 1))))
    told = {name: float(each[0, 0]) for name, each in found.items()}
    what = f"{CHARACTERS / 1e6:.0f} million characters × {CODERS} coders, {len(codings):,} codings"
    table.tell(f"{what}: every coefficient", f"{ours * 1000:.1f} ms", f"{FAST * 1000:.0f} ms", ours <= FAST)
    whole, _ = timed(lambda: agreement_of(codings, size, codes=["A"], coders=NAMES[:CODERS]))
    table.tell(
        "… with counts, pairs and the unitised family", f"{whole * 1000:.1f} ms", f"{FAST * 1000:.0f} ms", whole <= FAST
    )
    marks = characters(codings)
    fastest = np.inf
    for name, seconds, measure, value in (*here(marks), *(elsewhere(other, codings, marks) if other else ())):
        off = abs(value - told[measure])
        fastest = min(fastest, seconds)
        table.tell(
            f"{name}: {measure}, off by {off:.0e}",
            f"{seconds * 1000:,.0f} ms, × {seconds / ours:,.0f}",
            f"{SAME:.0e}",
            off <= SAME,
        )
    table.tell("the fastest of them", f"{fastest / ours:,.0f} × ours", f"≥ {FASTER} ×", fastest / ours >= FASTER)


def characters(codings: Codings) -> Floats:
    """(coders, characters): 1 where she gave the code."""
    marks = np.zeros((CODERS, CHARACTERS))
    for start, end, coder in zip(codings.start.tolist(), codings.end.tolist(), codings.coder.tolist(), strict=True):
        marks[coder, start:end] = 1
    return marks


Peer = tuple[str, float, str, float]


def here(marks: Floats) -> Iterator[Peer]:
    """Peers of this environment."""
    yes = marks.sum(axis=0)
    counts = np.stack([CODERS - yes, yes], axis=1)
    told = timed(lambda: krippendorff.alpha(marks, level_of_measurement="nominal"), 1)
    yield "krippendorff", told[0], "alpha", told[1]
    told = timed(lambda: krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"), 3)
    yield "krippendorff from counts", told[0], "alpha", told[1]
    told = timed(lambda: fleiss_kappa(aggregate_raters(marks.T)[0]), 1)
    yield "statsmodels", told[0], "fleiss", told[1]
    told = timed(lambda: fleiss_kappa(counts), 3)
    yield "statsmodels from counts", told[0], "fleiss", told[1]


ELSEWHERE = """
import json, sys, time
import numpy as np, pandas as pd
marks = np.load(sys.argv[1])
spans = np.load(sys.argv[2])
def timed(act):
    start = time.perf_counter(); made = act(); return time.perf_counter() - start, made
from irrCAC.raw import CAC
frame = pd.DataFrame(marks.T)
asked = CAC(frame, digits=14)
for name, method in (("alpha", "krippendorff"), ("fleiss", "fleiss"), ("ac1", "gwet")):
    seconds, made = timed(getattr(asked, method))
    print(json.dumps(["irrCAC", seconds, name, float(made["est"]["coefficient_value"])]))
from krippendorff_unitized_alpha import krippendorffs_unitized_alpha as peer
data = {}
for coder in range(len(marks)):
    at, rows = 0, []
    for start, end in spans[spans[:, 2] == coder][:, :2].tolist():
        rows += [peer.Segment(peer.EMPTY_TAG, at, start)] if at < start else []
        rows.append(peer.Segment("A", start, end)); at = end
    data[str(coder)] = rows + ([peer.Segment(peer.EMPTY_TAG, at, marks.shape[1])] if at < marks.shape[1] else [])
seconds, made = timed(lambda: peer.KrippendorffUnitizedAlpha(data).result)
print(json.dumps(["krippendorff-unitized-alpha", seconds, "u_alpha", made]))
"""


def elsewhere(python: str, codings: Codings, marks: Floats) -> Iterator[Peer]:
    """Peers of another interpreter, each timed there."""
    whole = merged(codings)
    with tempfile.TemporaryDirectory(prefix="tayanch-bench-") as folder:
        table, spans = Path(folder) / "marks.npy", Path(folder) / "spans.npy"
        np.save(table, marks)
        np.save(spans, np.stack([whole.start, whole.end, whole.coder], axis=1))
        command = [python, "-W", "ignore", "-c", ELSEWHERE, str(table), str(spans)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    for line in done.stdout.splitlines():
        name, seconds, measure, value = json.loads(line)
        yield name, seconds, measure, value


# --- a study ----------------------------------------------------------------------------------------------------------


def study(table: Table, codings: Codings, lengths: Ints) -> None:
    named = {"codes": NAMES, "coders": NAMES[:CODERS]}

    def ask(draws: int) -> Agreement:
        return agreement_of(codings, lengths, **named, intervals=draws)  # type: ignore[arg-type]

    what = f"{TRANSCRIPTS} transcripts, {len(codings):,} codings, {CODES} codes"
    seconds, _ = timed(lambda: ask(0), 3)
    table.tell(f"{what}: everything", f"{seconds:.2f} s", f"{WHOLE:.0f} s", seconds <= WHOLE)
    seconds, _ = timed(lambda: ask(DRAWS), 3)
    table.tell(f"… with intervals from {DRAWS:,} draws", f"{seconds:.2f} s", f"{WHOLE:.0f} s", seconds <= WHOLE)
    seconds, found = timed(lambda: disagreements_of(codings, lengths, **named), 3)  # type: ignore[arg-type]
    table.tell(f"… the list of {len(found):,} disagreements", f"{seconds:.2f} s", f"{WHOLE:.0f} s", seconds <= WHOLE)


if __name__ == "__main__":
    sys.exit(main())
