"""Whether the search of the guide finds the card that a woman means, and how fast.

``python -m bench.cards`` asks the cards of the product the queries of ``card_queries.yaml``. It prints, for each
language and kind of query, how often a card that answers stands among the first three (success@3), and which share of
the first k answer, where k cards do (P@k); and the time of a search over cards and 5,000 invented services. Exit 1 when
one limit is missed.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from bench.directory import LANGUAGES, ROUNDS, SERVICES, milliseconds, seed, tell, tell_times
from tayanch.guide.content.finding import Finder
from tayanch.guide.content.known import known
from tayanch.guide.content.loading import guide

FIRST, OVERALL, EACH = 3, 0.95, 0.9


class Query(NamedTuple):
    text: str
    language: str
    kind: str
    cards: frozenset[str]
    country: str


class Found(NamedTuple):
    """`success`: 1 if one of the first three answers; `precision`: the share of the first k that do, of k there are."""

    success: float
    precision: float


def main() -> int:
    queries, finder = load(), Finder(guide(), known(seed(SERVICES)))
    held = [tell_found(finder, queries), tell_speed(finder, queries)]
    return 0 if all(held) else 1


def load() -> list[Query]:
    given: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "card_queries.yaml").read_text("utf-8"))
    return [
        Query(one["q"], one["language"], one["kind"], frozenset(one["cards"]), one.get("country", ""))
        for one in given["queries"]
    ]


def measured(finder: Finder, query: Query) -> Found:
    found = [card.id in query.cards for card in finder.cards(query.text, query.country)]
    k = len(query.cards)
    return Found(float(any(found[:FIRST])), sum(found[:k]) / k)


def tell_found(finder: Finder, queries: list[Query]) -> bool:
    by: dict[str, list[Found]] = defaultdict(list)
    for query in queries:
        one = measured(finder, query)
        if not one.success:
            print(f"  –  {query.language} {query.kind}: {query.text}")
        for name in ("all", query.language, query.kind):
            by[name].append(one)
    print("\n| success@3 of cards | queries | measured | limit | |\n|---|--:|--:|--:|---|")
    held = [tell("all", [one.success for one in by["all"]], OVERALL)]
    held += [tell(language, [one.success for one in by[language]], EACH) for language in LANGUAGES]
    for kind in sorted(by.keys() - {"all", *LANGUAGES}):
        tell(kind, [one.success for one in by[kind]], None)
    print("\n| P@k of cards | queries | measured | limit | |\n|---|--:|--:|--:|---|")
    for name in ("all", *LANGUAGES):
        tell(name, [one.precision for one in by[name]], None)
    return all(held)


def tell_speed(finder: Finder, queries: list[Query]) -> bool:
    def search(text: str) -> None:
        finder.cards(text)
        finder.services(text)

    times = milliseconds(search, (query.text for query in queries * ROUNDS))
    print("\n| a search | p50 ms | p95 ms | limit | |\n|---|--:|--:|--:|---|")
    return tell_times(f"of all cards and {SERVICES:,} services", times)


if __name__ == "__main__":
    sys.exit(main())
