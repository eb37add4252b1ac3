"""What states and others were asked to do about a topic, and how far it is."""

from __future__ import annotations

from tayanch.accounts.models import User
from tayanch.evidence.policy import states
from tayanch.evidence.policy.states import Stand
from tayanch.evidence.topics.catalogue import Topic


def promises_of(user: User, topic: Topic) -> tuple[Stand, ...]:
    """Each recommendation once, the ones that wait longest first."""
    found = {one.asked.key: one for concept in topic.concepts for one in states.for_topic(user, concept)}
    return tuple(sorted(found.values(), key=lambda one: (-one.years, one.asked.key)))
