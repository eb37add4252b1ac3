"""Whether the directory finds what women type, and how fast: 5,000 services in five languages.

``python -m bench.directory`` prints P@10 for each language and kind of query and the time of a search; exit 1 when one
limit is missed. The services are invented and told of in phrases of this file; the queries stand in
``directory_queries.yaml``. P@10 is the share of the first ten that serve the topic that was meant, in the place that
was meant.
"""

from __future__ import annotations

import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tayanch.directory import Organisation, Place, Service, Source
from tayanch.directory.places import cities
from tayanch.directory.searching import Directory
from tayanch.vocabulary import Text, concept

SERVICES, LANGUAGES, SEED, ROUNDS = 5_000, ("ky", "ru", "en", "uz", "tg"), 7, 5
OVERALL, EACH, MILLISECONDS = 0.95, 0.9, 30
TOPICS = (
    "unpaid-wages",
    "contract",
    "withheld-passport",
    "registration-and-stay",
    "entry-ban",
    "domestic-violence",
    "trafficking",
    "health",
    "pregnancy-and-birth",
    "mental-health",
    "children-and-school",
    "pension",
    "money-and-remittances",
    "finding-work",
    "housing",
    "police-and-border",
    "divorce",
    "language-courses",
)
PLACES = (
    *("bishkek", "osh", "jalal-abad", "karakol", "naryn", "moscow", "saint-petersburg", "yekaterinburg"),
    *("novosibirsk", "kazan", "krasnodar", "samara", "almaty", "astana", "shymkent", "tashkent", "dushanbe"),
    *("khujand", "istanbul", "ankara", "seoul"),
)
CALLED = ("Айдай", "Birdik", "Таяныч-2", "Umut", "Надежда", "Mehr", "Nur", "Ак-Шоола", "Опора", "Hamroh")
KINDS = (
    ("борбору", "центр", "centre", "markazi", "маркази"),
    ("фонду", "фонд", "foundation", "fondi", "фонди"),
    ("кызматы", "служба", "service", "xizmati", "хадамоти"),
)


class Query(NamedTuple):
    text: str
    language: str
    kind: str
    needs: list[str]
    city: str

    def fits(self, entry: Organisation, service: Service) -> bool:
        there = not self.city or any(place.city == self.city for place in entry.places)
        return there and service.need in self.needs


def main() -> int:
    queries = load()
    start = time.perf_counter()
    directory = Directory(seed(SERVICES))
    built = time.perf_counter() - start
    print(f"{len(directory.found):,} services × {len(LANGUAGES)} languages, index built in {built:.1f} s")
    held = [tell_precision(directory, queries), tell_speed(directory, queries)]
    return 0 if all(held) else 1


def load() -> list[Query]:
    given: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "directory_queries.yaml").read_text("utf-8"))
    return [
        Query(one["q"], one["language"], one["kind"], one["needs"], one.get("city", "")) for one in given["queries"]
    ]


def seed(count: int) -> list[Organisation]:
    """Organisations that do not exist, each with one topic in one city, and a sentence that names another topic."""
    chance = random.Random(SEED)
    return [organisation(number, chance) for number in range(count)]


def organisation(number: int, chance: random.Random) -> Organisation:
    topic, city = TOPICS[number % len(TOPICS)], PLACES[number // len(TOPICS) % len(PLACES)]  # each pair is there
    other = chance.choice([one for one in TOPICS if one != topic])
    name, kind = chance.choice(CALLED), chance.choice(KINDS)
    own = Text(f"«{name}» {kind[0]} {number}", f"{kind[1]} «{name}» {number}", f"{name} {kind[2]} {number}")
    beside = concept(f"need/{other}").labels
    return Organisation(
        id=f"any-invented-{number}",
        country="any",
        name=own,
        kind="ngo",
        covers=(cities()[city].country,),
        languages=("ky", "ru"),
        says=Text(f"Дагы жардам: {beside.ky}", f"Помогаем и так: {beside.ru}", f"Also: {beside.en}"),
        services=(Service(topic, topic, concept(f"need/{topic}").labels),),
        places=(Place(city, cities()[city].oblast),),
        phones=(),
        sources=(Source("invented", None, date(2026, 1, 1)),),
        words=(("uz", (f"{name} {kind[3]}",)), ("tg", (f"{name} {kind[4]}",))),
    )


def precision(directory: Directory, query: Query) -> float:
    """Of the first ten, how many fit; where fewer than ten fit at all, those are all that can be asked for."""
    there = sum(query.fits(one.entry, one.service) for one in directory.found)
    found = directory.search(query.text)
    return sum(query.fits(one.entry, one.service) for one in found) / min(10, there)


def tell_precision(directory: Directory, queries: list[Query]) -> bool:
    measured = [(query, precision(directory, query)) for query in queries]
    for query, value in measured:
        if value < 1:
            print(f"  {value:.1f}  {query.language} {query.kind}: {query.text}")
    print("\n| P@10 | queries | measured | limit | |\n|---|--:|--:|--:|---|")
    by: dict[str, list[float]] = defaultdict(list)
    for query, value in measured:
        by[query.language].append(value)
        by[query.kind].append(value)
    held = [tell("all", [value for _, value in measured], OVERALL)]
    held += [tell(language, by[language], EACH) for language in LANGUAGES]
    for kind in sorted(by.keys() - set(LANGUAGES)):
        tell(kind, by[kind], None)
    return all(held)


def tell(what: str, values: list[float], limit: float | None) -> bool:
    mean = sum(values) / len(values)
    good = limit is None or round(mean, 9) >= limit
    verdict = "" if limit is None else "holds" if good else "MISSED"
    print(f"| {what} | {len(values)} | {mean:.3f} | {limit or '–'} | {verdict} |", flush=True)
    return good


def tell_speed(directory: Directory, queries: list[Query]) -> bool:
    times = milliseconds(directory.search, (query.text for query in queries * ROUNDS))
    print("\n| a search | p50 ms | p95 ms | limit | |\n|---|--:|--:|--:|---|")
    return tell_times(f"of {SERVICES:,} services", times)


def tell_times(what: str, times: list[float]) -> bool:
    ordered = sorted(times)
    p50, p95 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    good = p95 <= MILLISECONDS
    print(f"| {what} | {p50:.1f} | {p95:.1f} | {MILLISECONDS} | {'holds' if good else 'MISSED'} |")
    return good


def milliseconds(search: Callable[[str], object], texts: Iterable[str]) -> list[float]:
    """Of one core, for each search: what other programs do meanwhile does not count."""
    found = []
    for text in texts:
        start = time.process_time()
        search(text)
        found.append((time.process_time() - start) * 1000)
    return found


if __name__ == "__main__":
    sys.exit(main())
