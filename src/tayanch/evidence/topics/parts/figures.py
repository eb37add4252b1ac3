"""What others print on a topic, and where they disagree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tayanch.accounts.models import User
from tayanch.evidence.figures import judging, register, telling
from tayanch.evidence.figures.telling import Told
from tayanch.evidence.topics.catalogue import Topic
from tayanch.figures.model import Figure, Finding

SHOWN = 12  # figures of a topic; all of them stand in the register


@dataclass(frozen=True)
class Disagreement:
    """A finding in words: what does not agree, and both sides as they are printed. *key*: its page in the register."""

    key: str
    explanation: str
    sides: tuple[Told, ...]


@dataclass(frozen=True)
class Printed:
    """*figures*: those of women first; *count*: of all that the topic has."""

    figures: tuple[Told, ...]
    disagreements: tuple[Disagreement, ...]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.figures)


def printed_of(user: User, topic: Topic, language: str) -> Printed:
    """Figures that belong to one of the topic's concepts or are printed under one of its headings."""
    known = {figure.id: figure for figure in register.figures_for(user)}
    own = [figure for figure in known.values() if _belongs(figure, topic)]
    here = {figure.id for figure in own}
    titles = telling.titles_for(user)
    found = [one for one in register.findings_for(user) if not here.isdisjoint(one.rows)]
    first = sorted(own, key=_weight)[:SHOWN]
    return Printed(
        tuple(telling.told(figure, titles) for figure in first),
        tuple(_disagreement(one, known, titles, language) for one in _worst(found)),
        len(own),
    )


def _weight(figure: Figure) -> tuple[bool, ...]:
    """Shares of women with their base first, what one person told last."""
    return figure.base == 1, figure.sex != "female", figure.unit != "percent", figure.base is None


def _belongs(figure: Figure, topic: Topic) -> bool:
    return figure.topic in topic.printed_under or topic.holds(figure.topics)


def _worst(found: Iterable[Finding]) -> list[Finding]:
    order = {"error": 0, "doubt": 1, "note": 2}
    return sorted(found, key=lambda one: order[one.severity])[:SHOWN]


def _disagreement(one: Finding, known: dict[str, Figure], titles: dict[str, str], language: str) -> Disagreement:
    sides = tuple(telling.told(known[id], titles) for id in one.rows if id in known)
    return Disagreement(judging.key_of(one), telling.without_ids(one.explanation.get(language)), sides)
