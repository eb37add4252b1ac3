"""What of an entry is searched: one row for each service, made from what everybody may see."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources

from tayanch import vocabulary
from tayanch.directory import places
from tayanch.directory.hiding import public
from tayanch.directory.model import DirectoryError, Organisation, Service
from tayanch.directory.searching.index import Row
from tayanch.yaml_text import read_yaml

_NAME, _WORDS, _PLACE, _IN_PASSING = 3.0, 3.0, 3.0, 1.0
Said = tuple[str, str, float]


def rows_of(entry: Organisation) -> list[Row]:
    """A row for each service of the entry, with everything in five languages that somebody may type for it."""
    shown = public(entry)
    own = tuple(_of_organisation(shown))
    return [Row(f"{shown.id}/{one.id}", (*own, *_of_service(one))) for one in shown.services]


@cache
def words_of_need(need: str) -> tuple[tuple[str, str], ...]:
    """(language, word) for a need of the vocabulary, in five languages."""
    concept = vocabulary.concept(f"need/{need}")
    labels = [*concept.labels.items()]
    others = [(language, word) for language in vocabulary.LANGUAGES for word in concept.alts.get(language)]
    spoken = [(language, word) for language, all_ in _added()[need].items() for word in all_]
    return (*labels, *others, *spoken)


def _of_organisation(entry: Organisation) -> Iterator[Said]:
    yield from ((language, text, _NAME) for language, text in entry.name.items())
    yield from ((language, text, _IN_PASSING) for language, text in entry.says.items())
    yield from ((language, word, _WORDS) for language, all_ in entry.words for word in all_)
    for place in entry.places:
        yield from ((language, name, _PLACE) for language, name in _names(places.cities()[place.city]))
        if place.oblast:
            yield from ((language, name, _PLACE) for language, name in _names(places.oblasts()[place.oblast]))
    for country in entry.covers:
        labels = vocabulary.concept(f"country/{country}").labels
        yield from ((language, name, _IN_PASSING) for language, name in labels.items())


def _of_service(service: Service) -> Iterator[Said]:
    yield from ((language, text, _NAME) for language, text in service.name.items())
    yield from ((language, word, _WORDS) for language, word in words_of_need(service.need))


def _names(city: places.City) -> places.Names:
    return (*city.names, *city.others)


@cache
def _added() -> dict[str, dict[str, list[str]]]:
    text = (resources.files("tayanch.directory.searching") / "words.yaml").read_text("utf-8")
    added: dict[str, dict[str, list[str]]] = read_yaml(text)["needs"]
    if differing := added.keys() ^ {one.id for one in vocabulary.scheme("need")}:
        raise DirectoryError(
            f"searching/words.yaml: needs: {min(differing)} is not in both this file and the vocabulary"
        )
    return added
