"""The one place that turns what others know into a text with its footnote, for somebody and in a language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from tayanch.accounts.models import User
from tayanch.evidence.reports.sources import figures, indicators, policy, quotes, surveys
from tayanch.evidence.reports.sources.common import GONE, Who
from tayanch.reports.model import Fact, Known, Reference, ReferenceKind

SOURCES: Mapping[ReferenceKind, Callable[[Who, Reference], Known]] = {
    "indicator": indicators.resolve,
    "figure": figures.resolve,
    "survey": surveys.resolve,
    "quote": quotes.resolve,
    "policy": policy.resolve,
}
FACTS: tuple[Callable[[Who, str], Iterable[Fact]], ...] = (
    indicators.facts,
    surveys.facts,
    figures.facts,
    quotes.facts,
    policy.facts,
)
FOUND = 30  # of a search, the first


class Resolver:
    """Resolves for one person and language; what was read stays in memory as long as the resolver does."""

    def __init__(self, user: User, language: str) -> None:
        self.who = Who(user, language)
        self._known: dict[Reference, Known] = {}

    def __call__(self, reference: Reference) -> Known:
        """What is known of *reference* now; flagged ``gone`` when there is nothing, or not for her."""
        if reference not in self._known:
            source = SOURCES.get(reference.kind)
            self._known[reference] = source(self.who, reference) if source else GONE
        return self._known[reference]

    def facts(self, period: str) -> Iterator[Fact]:
        """Everything that a report of *period* can hold."""
        for source in FACTS:
            yield from source(self.who, period)


def resolve(user: User, reference: Reference, language: str) -> Known:
    """One reference as it is known now. For many use one :class:`Resolver`."""
    return Resolver(user, language)(reference)


def knowledge(user: User, language: str, period: str) -> tuple[Fact, ...]:
    """Everything that a report of *period* can hold, as *user* may see it."""
    return tuple(Resolver(user, language).facts(period))


def find(user: User, language: str, period: str, words: str) -> list[Fact]:
    """What is known and holds all of *words* in its statement, its value or its source; the first of them."""
    wanted = words.casefold().split()
    found: list[Fact] = []
    for fact in Resolver(user, language).facts(period):
        known = fact.known
        said = " ".join((fact.statement, known.text, known.footnote, fact.reference.key, *fact.topics)).casefold()
        if all(one in said for one in wanted):
            found.append(fact)
    return found[:FOUND]
