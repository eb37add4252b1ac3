"""Which topics there are, and what of the vocabulary, the law and the codebook belongs to each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from tayanch import vocabulary
from tayanch.vocabulary.model import Text


class NoSuchTopic(LookupError):
    """There is no topic with this id."""


@dataclass(frozen=True)
class Topic:
    """*concepts*: ``need:unpaid-wages`` and ``violation:unpaid-wages``; *rules*: of the law; *codes*: names of the
    codebook *women-migration*; *printed_under*: headings of the register of figures."""

    id: str
    name: Text
    lead: Text
    concepts: tuple[str, ...]
    rules: tuple[str, ...]
    codes: tuple[str, ...]
    printed_under: tuple[str, ...] = ()

    @property
    def needs(self) -> tuple[str, ...]:
        """What a woman asks about, without the scheme."""
        return tuple(one.removeprefix("need:") for one in self.concepts if one.startswith("need:"))

    def holds(self, concepts: Iterable[str]) -> bool:
        """Whether something that belongs to these concepts belongs to the topic."""
        return not set(self.concepts).isdisjoint(concepts)

    def articles(self, standard: str) -> tuple[str, ...]:
        """Articles of ``cedaw`` or ``icrmw`` that its concepts map to, in their order."""
        found = {
            article for one in self.concepts for article in vocabulary.concept(one.replace(":", "/")).mapping(standard)
        }
        return tuple(sorted(found, key=lambda article: (len(article.split(".")[0]), article)))


@cache
def topics() -> tuple[Topic, ...]:
    """All of them, in the order of a stay abroad."""
    text = (resources.files(__package__) / "topics.yaml").read_text("utf-8")
    return tuple(
        Topic(
            id=one["id"],
            name=Text(**one["name"]),
            lead=Text(**one["lead"]),
            concepts=tuple(
                f"{scheme}:{id}"
                for scheme, ids in (("need", one["needs"]), ("violation", one["violations"]))
                for id in ids
            ),
            rules=tuple(one["rules"]),
            codes=tuple(one["codes"]),
            printed_under=tuple(one["printed_under"]),
        )
        for one in yaml.safe_load(text)["topics"]
    )


def topic(topic_id: str) -> Topic:
    """Raises :class:`NoSuchTopic`."""
    found = next((one for one in topics() if one.id == topic_id), None)
    if found is None:
        raise NoSuchTopic(topic_id)
    return found
