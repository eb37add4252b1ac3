"""What the law says: the rules of a topic, by country, as the law packs say them on that day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tayanch import law, vocabulary
from tayanch.evidence.topics.catalogue import Topic
from tayanch.guide.content.law_words import Told, told


@dataclass(frozen=True)
class Country:
    """The rules of one country or union, in the order of the topic."""

    name: str
    rules: tuple[Told, ...]


def rules_of(topic: Topic, language: str, today: date) -> tuple[Country, ...]:
    """By country, in the order in which the topic names them; what is no rule any more is left out."""
    known = set(law.rule_ids())
    found: dict[str, list[Told]] = {}
    for rule in topic.rules:
        if rule in known:
            found.setdefault(rule.partition(".")[0], []).append(told(rule, language, today))
    return tuple(Country(country_name(code, language), tuple(rules)) for code, rules in found.items())


def country_name(code: str, language: str) -> str:
    """A country of the vocabulary, or what has rules and is no country."""
    if code == "eaeu":
        return {"ky": "Евразия экономикалык биримдиги", "ru": "Евразийский экономический союз"}.get(
            language, "Eurasian Economic Union"
        )
    if code == "ilo":
        return {"ky": "Эл аралык ченемдер", "ru": "Международные нормы"}.get(language, "International standards")
    return vocabulary.concept(f"country/{'gb' if code == 'uk' else code}").label(language)
