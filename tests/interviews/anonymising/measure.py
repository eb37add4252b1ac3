"""How much of the marked names of a set of sentences is found.

Marks: ``⟦person|Айнурой⟧ приехала из ⟦place|Оша⟧``. A name counts as found when candidates cover 80 % of its
characters; precision is the share of candidates that touch a marked name.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from tayanch.interviews.anonymising import Candidate, Dictionary, candidates, names_of

MARK = re.compile(r"⟦(\w+)\|([^⟧]*)⟧")
COVERED = 0.8


class Measured(NamedTuple):
    recall: float
    precision: float
    missed: list[str]
    false: list[str]
    marked: int
    right_kind: float


Marked = tuple[str, list[tuple[int, int, str]]]


def read(sentence: str) -> Marked:
    """The sentence without marks, and where its names stand with their kinds."""
    text, spans, last = "", [], 0
    for mark in MARK.finditer(sentence):
        text += sentence[last : mark.start()]
        spans.append((len(text), len(text) + len(mark[2]), mark[1]))
        text += mark[2]
        last = mark.end()
    return text + sentence[last:], spans


def measure(
    sentences: Iterable[str], find: Callable[[str], Iterable[Candidate]] = candidates, *, small: bool = False
) -> Measured:
    """Recall, precision, and what was missed or listed wrongly; *small*: the sentences in lower case."""
    found = marked = right = good = listed = 0
    missed, false = [], []
    for whole, spans in map(read, sentences):
        text = whole.lower() if small else whole
        given = list(find(text))
        listed += len(given)
        for start, end, kind in spans:
            marked += 1
            touching = [each for each in given if each.start < end and start < each.end]
            covered = sum(min(each.end, end) - max(each.start, start) for each in touching)
            if covered >= COVERED * (end - start):
                found += 1
                right += any(each.kind == kind for each in touching)
            else:
                missed.append(f"{kind}: {text[start:end]}  ←  {text}")
        for each in given:
            if any(each.start < end and start < each.end for start, end, _kind in spans):
                good += 1
            else:
                false.append(f"{each.kind} ({each.rule}): {each.text}  ←  {text}")
    return Measured(found / (marked or 1), good / (listed or 1), missed, false, marked, right / (found or 1))


def dictionary_of(sentences: Iterable[str]) -> Dictionary:
    """What a person would have confirmed of the candidates in sentences of normal case: those that touch a mark."""
    confirmed = []
    for text, spans in map(read, sentences):
        for each in candidates(text):
            if any(each.start < end and start < each.end for start, end, _kind in spans):
                confirmed.append(each)
    return Dictionary(names_of(confirmed))


def measure_small(sentences: Iterable[str]) -> Measured:
    """The same sentences in lower case, with the dictionary of what was confirmed in normal case."""
    given = list(sentences)
    known = dictionary_of(given)
    return measure(given, lambda text: candidates(text, known=known), small=True)


def lines(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8").splitlines() if line.strip() and not line.startswith("#")]


def tell(name: str, measured: Measured, *, loud: bool) -> None:
    print(
        f"{name:14} recall {measured.recall:.3f}  precision {measured.precision:.3f}  "
        f"kind {measured.right_kind:.2f}  of {measured.marked}"
    )
    if loud:
        for line in measured.missed:
            print("   missed", line)
        for line in measured.false:
            print("   false ", line)


if __name__ == "__main__":
    loud = "-v" in sys.argv
    for each in [Path(argument) for argument in sys.argv[1:] if not argument.startswith("-")]:
        given = lines(each)
        if "--odd" in sys.argv:
            given = given[::2]
        if "--even" in sys.argv:
            given = given[1::2]
        tell(each.stem, measure(given), loud=loud)
        tell(f"{each.stem} small", measure_small(given), loud=loud and "-s" in sys.argv)
