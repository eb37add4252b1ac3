"""Finding what bears on a topic or holds a word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from tayanch import vocabulary
from tayanch.policy.load import instruments, recommendations
from tayanch.policy.model import Instrument, Recommendation
from tayanch.vocabulary.model import Text


@dataclass(frozen=True, slots=True)
class OfTopic:
    """What bears on one topic."""

    recommendations: tuple[Recommendation, ...]
    instruments: tuple[Instrument, ...]


def for_topic(concept: str) -> OfTopic:
    """Recommendations and instruments on a topic, in the order of the data.

    *concept* is ``need:unpaid-wages`` (or ``need/unpaid-wages``). A need and a violation of one name are one topic, so
    either finds both; a broader concept finds what is said of the narrower ones. An unknown concept finds nothing.
    """
    wanted = concept.replace("/", ":")
    return OfTopic(
        tuple(one for one in recommendations().values() if touches(one.topics, wanted)),
        tuple(one for one in instruments().values() if touches(one.all_topics(), wanted)),
    )


def touches(topics: Iterable[str], wanted: str) -> bool:
    """Whether one of *topics* is *wanted*, or stands under it."""
    same = {wanted, *_twins(wanted)}
    return any(not same.isdisjoint(_upwards(topic)) for topic in topics)


def _twins(topic: str) -> tuple[str, ...]:
    scheme, _, name = topic.partition(":")
    return {"need": (f"violation:{name}",), "violation": (f"need:{name}",)}.get(scheme, ()) if name != "other" else ()


@cache
def _upwards(topic: str) -> tuple[str, ...]:
    """The topic and all that is broader."""
    found, left = [topic], topic
    while left:
        try:
            broader = vocabulary.concept(left.replace(":", "/", 1)).broader
        except vocabulary.VocabularyError:
            broader = None
        left = broader.replace("/", ":", 1) if broader else ""
        found += [left] if left else []
    return tuple(found)


def search_instruments(
    words: str = "", *, country: str = "", kind: str = "", state: str = ""
) -> tuple[Instrument, ...]:
    """Instruments whose names, numbers, dates, articles and notes hold every one of *words*, in any language."""
    return tuple(
        one
        for one in instruments().values()
        if (not country or country in one.countries)
        and (not kind or kind == one.kind)
        and (not state or state == one.state)
        and holds(words, _told(one))
    )


def holds(words: str, told: str) -> bool:
    """Whether *told* holds every word of *words*; case is not told apart."""
    there = told.casefold()
    return all(word in there for word in words.casefold().split())


def _told(one: Instrument) -> str:
    texts = [one.name, one.note, *(each.about for each in one.articles), *(each.says for each in one.conflicts)]
    return " ".join((one.id, one.number, one.date, *map(all_languages, texts)))


def all_languages(text: Text) -> str:
    """The text in every language that has it, to look for words in."""
    return " ".join(words for _, words in text.items())
