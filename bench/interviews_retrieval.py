"""How fast a study of interviews answers: 150 transcripts, 6 million characters, 60,000 codings of two coders.

``python -m bench.interviews_retrieval`` makes an invented study, reads it into an index in a fresh process, asks many
questions, and prints each figure with its limit; exit 1 when one is missed.
"""

from __future__ import annotations

import json
import random
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from statistics import quantiles
from typing import Any

from tayanch.interviews.codebooks import load
from tayanch.interviews.model import Coder, Coding, Document, Speaker, Study, TextVersion, Turn

DOCUMENTS, CHARACTERS, CODINGS, PEOPLE = 150, 40_000, 60_000, 6
ASKED = 200  # questions of each kind
LIMIT, PAGE, MEMORY = 50.0, 200.0, 1000  # milliseconds of one question, of a question with its page; MB
OBLASTS = ["batken", "chui", "issyk-kul", "jalal-abad", "naryn", "osh", "talas", "bishkek-city", "osh-city"]
STATUSES = ["woman-migrant", "domestic-worker", "returned-migrant", "woman-at-home", "teacher", "family-member"]
SYLLABLES = re.findall("..", "балакызыайурметепакчаүйбүлөжоишкерөлсөзарокелдимингертур")


def main() -> int:
    told = json.loads(_output([sys.executable, "-m", "bench.interviews_retrieval", "ask"]))
    print(f"{told['documents']} transcripts, {told['characters']:,} characters, {told['codings']:,} codings\n")
    print("| interviews | p50 ms | p95 ms | most ms | limit | |")
    print("|---|--:|--:|--:|--:|---|")
    good = True
    for name, (p50, p95, most) in told["asked"].items():
        limit = PAGE if "page" in name else LIMIT
        held = p95 <= limit
        good = good and held
        print(f"| {name} | {p50:.1f} | {p95:.1f} | {most:.1f} | {limit:.0f} | {'holds' if held else 'MISSED'} |")
    print(f"| the study read into an index | {told['index'] * 1000:,.0f} | – | – | – | once |")
    held = told["memory"] <= MEMORY
    print(f"\nMemory: {told['memory']:,.0f} MB, limit {MEMORY:,} MB: {'holds' if held else 'MISSED'}")
    return 0 if good and held else 1


def study(seed: int = 1) -> Study:
    """An invented study. Two coders mark much the same passages, each in their own way; names mean nothing."""
    chance = random.Random(seed)
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(8000)]
    codes = [code.id for code in load("women-migration").codes if code.is_codable]
    speakers, documents, codings = [Speaker("asks", "Модератор", asks=True)], [], list[Coding]()
    for number in range(DOCUMENTS):
        here = [_speaker(chance, f"{number}-{person}") for person in range(PEOPLE)]
        speakers += here
        documents.append(_document(chance, number, here, words))
        turns = documents[-1].newest.turns
        for place in range(CODINGS // DOCUMENTS // 2):
            turn, code = chance.choice(turns), chance.choice(codes)
            start = chance.randint(turn.said, turn.end - 1)
            end = min(start + chance.randint(20, 400), documents[-1].newest.turns[-1].end)
            for coder in ("a", "b"):
                ident, moved = f"{number}-{place}-{coder}", min(end, start + chance.choice((0, 0, 3)))
                codings.append(Coding(ident, f"{number}", 1, min(moved, end - 1), end, code, coder))
    coders = (Coder("a", "A"), Coder("b", "B"))
    everything = tuple(documents), tuple(speakers), (), load("women-migration"), coders, tuple(codings)
    return Study("bench", "Invented", *everything)


def _speaker(chance: random.Random, ident: str) -> Speaker:
    values = {"sex": chance.choice(("woman", "man")), "age": str(chance.randint(17, 70))}
    return Speaker(ident, "P", values | {"status": chance.choice(STATUSES), "oblast": chance.choice(OBLASTS)})


def _document(chance: random.Random, number: int, here: list[Speaker], words: list[str]) -> Document:
    parts, turns, at = [], [], 0
    while at < CHARACTERS:
        who = "asks" if len(turns) % 3 == 0 else chance.choice(here).id
        said = " ".join(chance.choices(words, k=chance.randint(3, 60))) + "."
        parts.append(f"P: {said}\n")
        turns.append(Turn(at, at + 3, at + 3 + len(said), who))
        at += len(parts[-1])
    version = TextVersion(1, "transcribed", "".join(parts), tuple(turns))
    method = chance.choice(("focus-group", "interview"))
    return Document(f"{number}", f"Talk {number}", (version,), method, attributes={"wave": f"{number % 2}"})


def ask() -> dict[str, Any]:
    """Every question, many times, and what it took."""
    from tayanch.interviews import balancing, disclosing, matrices
    from tayanch.interviews.retrieval import Index

    invented, chance = study(), random.Random(2)
    start = time.perf_counter()
    index = Index.of(invented)
    took = time.perf_counter() - start
    codes = [code.id for code in invented.codebook.codes]
    texts = ["ба", "ак", "мектеп", "акча жок", "үйбүлө", "БАЛАКЫ", "зыай нурмек", "ддддд"]
    crowd = disclosing.Crowd.of(invented)
    passages = [index.find()[place] for place in range(ASKED)]

    def where() -> dict[str, Any]:
        return {"status": chance.choice(STATUSES), "age": "35-54", "oblast": chance.sample(OBLASTS, 4)}

    def page() -> list[Any]:
        found = index.find(chance.choice(codes), where=where()).page(1, 25)
        return [(one.text, one.before(), one.after(), one.label("ru")) for one in found]

    questions: dict[str, Callable[[], object]] = {
        "a code with those below it × three attributes": lambda: index.find(chance.choice(codes), where=where()),
        "a code × attributes × words of one coder": lambda: index.find(
            chance.choice(codes), where=where(), text=chance.choice(texts), coders="a"
        ),
        "words in every turn": lambda: index.search(chance.choice(texts)),
        "a first page of 25 with context and labels": page,
        "all passages, settled ones in place": lambda: index.find(take="standing"),
        "98 codes by status": lambda: matrices.by_group(index, "status"),
        "98 codes before and after an event": lambda: matrices.around(index, chance.choice(codes)),
        "98 codes together in a passage": lambda: matrices.together(index),
        "98 codes together in a turn": lambda: matrices.together(index, within="turn"),
        "coverage of every transcript": lambda: matrices.coverage(index),
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
