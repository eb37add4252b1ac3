"""How fast a study of interviews answers: 150 transcripts, 6 million characters, 60,000 codings of three coders.

``python -m bench.interviews_retrieval`` makes an invented study, reads it into an index in a fresh process, asks many
questions, and prints each figure with its limit; exit 1 when one is missed.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from statistics import quantiles
from typing import Any

from bench.interviews_study import OBLASTS, study

ASKED = 200  # questions of each kind
LIMIT, PAGE, MEMORY = 50.0, 200.0, 1000  # milliseconds of a question, of a page or a table of all codes; MB
STATUSES, AGES = ("woman-migrant", "family-member", "teacher"), ("25-34", "35-54")
TEXTS = ("а", "иш", "акча", "акча жок", "вернулась", "ВЕРНУ ТРУДНО", "hard then", "nobody-said-this")


def main(_arguments: list[str] | None = None) -> int:
    """Print the table; 0 when every limit holds."""
    told = json.loads(_output([sys.executable, "-m", "bench.interviews_retrieval", "ask"]))
    print(f"{told['documents']} transcripts, {told['characters']:,} characters, {told['codings']:,} codings\n")
    print("| interviews | p50 ms | p95 ms | most ms | limit | |")
    print("|---|--:|--:|--:|--:|---|")
    good = True
    for name, (p50, p95, most) in told["asked"].items():
        limit = PAGE if "page" in name or name.startswith("every") else LIMIT
        held = p95 <= limit
        good = good and held
        print(f"| {name} | {p50:.1f} | {p95:.1f} | {most:.1f} | {limit:.0f} | {'holds' if held else 'MISSED'} |")
    print(f"| the study read into an index | {told['index'] * 1000:,.0f} | – | – | – | once |")
    held = told["memory"] <= MEMORY
    print(f"\nMemory: {told['memory']:,.0f} MB, limit {MEMORY:,} MB: {'holds' if held else 'MISSED'}")
    return 0 if good and held else 1


def ask() -> dict[str, Any]:
    """Every question, many times, and what it took."""
    from tayanch.interviews import balancing, disclosing, matrices
    from tayanch.interviews.retrieval import Index

    invented, chance = study(), random.Random(2)
    start = time.perf_counter()
    index = Index.of(invented)
    took = time.perf_counter() - start
    codes = [code.id for code in invented.codebook.codes]
    crowd = disclosing.Crowd.of(invented)
    passages = [index.find()[place] for place in range(ASKED)]

    def where() -> dict[str, Any]:
        return {"status": chance.choice(STATUSES), "age": chance.choice(AGES), "oblast": chance.sample(OBLASTS, 4)}

    def page() -> list[Any]:
        found = index.find(chance.choice(codes), where=where()).page(1, 25)
        return [(one.text, one.before(), one.after(), one.label("ru")) for one in found]

    questions: dict[str, Callable[[], object]] = {
        "a code with those below it × three attributes": lambda: index.find(chance.choice(codes), where=where()),
        "a code × attributes × words of one coder": lambda: index.find(
            chance.choice(codes), where=where(), text=chance.choice(TEXTS), coders=invented.coders[0].id
        ),
        "words in every turn": lambda: index.search(chance.choice(TEXTS)),
        "a first page of 25 with context and labels": page,
        "all passages, settled ones in place": lambda: index.find(take="standing"),
        "every code by status": lambda: matrices.by_group(index, "status"),
        "every code before and after an event": lambda: matrices.around(index, chance.choice(codes)),
        "every code together in a passage": lambda: matrices.together(index),
        "every code together in a turn": lambda: matrices.together(index, within="turn"),
        "every transcript: how far it is coded": lambda: matrices.coverage(index),
        "25 balanced quotes of a code": lambda: balancing.choose(index.find(chance.choice(codes)), 25, seed=1),
        "a label checked against everybody": lambda: disclosing.check(crowd, chance.choice(passages)),
    }
    return {
        "documents": len(invented.documents),
        "characters": sum(len(document.newest.text) for document in invented.documents),
        "codings": len(invented.codings),
        "index": took,
        "asked": {name: _times(question) for name, question in questions.items()},
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _times(question: Callable[[], object]) -> tuple[float, float, float]:
    """Median, 95th percentile and the longest of many times, in milliseconds; the first one warms up."""
    question()
    took = []
    for _ in range(ASKED):
        start = time.perf_counter()
        question()
        took.append((time.perf_counter() - start) * 1000)
    cuts = quantiles(took, n=20)
    return cuts[9], cuts[18], max(took)


def _output(command: list[str]) -> str:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip().splitlines()[-1]


if __name__ == "__main__":
    if sys.argv[1:] == ["ask"]:
        print(json.dumps(ask()))
    else:
        sys.exit(main())
