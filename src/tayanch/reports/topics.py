"""Which articles something belongs to: by the mappings of the vocabulary, by words of a survey, by codes of a study."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

from tayanch.vocabulary.load import concept
from tayanch.vocabulary.model import VocabularyError
from tayanch.yaml_text import read_yaml

STANDARDS = ("cedaw", "icrmw")


@cache
def _data() -> Mapping[str, Any]:
    found: Mapping[str, Any] = read_yaml(resources.files(__package__).joinpath("topics.yaml").read_text("utf-8"))
    return found


def articles_of(topics: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The articles of concepts such as ``need:unpaid-wages`` by standard, as the vocabulary maps them. A concept that
    has no mapping takes that of its broader one; one that does not exist has none."""
    found: dict[str, dict[str, None]] = {standard: {} for standard in STANDARDS}
    for topic in topics:
        for standard, articles in _mapped(topic.replace(":", "/")).items():
            found.setdefault(standard, {}).update(dict.fromkeys(articles))
    return {standard: tuple(articles) for standard, articles in found.items() if articles}


@cache
def _mapped(full_id: str) -> Mapping[str, tuple[str, ...]]:
    try:
        known = concept(full_id)
    except VocabularyError:
        return {}
    if known.mappings or not known.broader:
        return dict(known.mappings)
    return _mapped(known.broader)


def topics_of_code(name: str) -> tuple[str, ...]:
    """Topics of a code of the codebook that comes with the product, by its name (``WAGE-NONPAY``)."""
    return tuple(_data()["codes"].get(name.upper(), ()))


def topics_of_words(*texts: str) -> tuple[str, ...]:
    """Topics that a question of a survey is about, by stems of its words; a proposal that its author may change."""
    said = " ".join(texts).casefold()
    return tuple(topic for topic, stems in _data()["words"].items() if any(stem in said for stem in stems))
