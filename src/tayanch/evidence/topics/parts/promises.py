"""What states and others were asked to do about a topic, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass

from tayanch.accounts.models import User
from tayanch.evidence.policy import states, wording
from tayanch.evidence.policy.models import Standing
from tayanch.evidence.policy.states import Stand
from tayanch.evidence.topics.catalogue import Topic


@dataclass(frozen=True)
class Promise:
    """A recommendation in words: who was asked, how far it is, how many years it has waited."""

    key: str
    said: str
    to: str
    state: str
    years: int
    late: bool


def promises_of(user: User, topic: Topic) -> tuple[Promise, ...]:
    """Each recommendation once, the ones that wait longest first."""
    found = {one.asked.key: one for concept in topic.concepts for one in states.for_topic(user, concept)}
    return tuple(map(_promise, sorted(found.values(), key=lambda one: (-one.years, one.asked.key))))


def _promise(one: Stand) -> Promise:
    asked = one.asked
    state = str(Standing(one.state).label)
    return Promise(asked.key, wording.said(asked.text), wording.addressee(asked.addressee), state, one.years, one.late)
