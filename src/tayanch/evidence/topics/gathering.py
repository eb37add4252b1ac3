"""Everything that is known of a topic, for one reader, on one day."""

from __future__ import annotations

from datetime import date
from typing import Any

from tayanch.accounts.models import User
from tayanch.evidence.interviews.voices import voices_of
from tayanch.evidence.topics.catalogue import Topic
from tayanch.evidence.topics.parts.cases import counted_of
from tayanch.evidence.topics.parts.figures import printed_of
from tayanch.evidence.topics.parts.promises import promises_of
from tayanch.evidence.topics.parts.rules import rules_of
from tayanch.evidence.topics.parts.services import services_of
from tayanch.evidence.topics.parts.surveys import surveyed_of

STANDARDS = {"cedaw": "CEDAW", "icrmw": "ICRMW"}


def page(user: User, topic: Topic, language: str, today: date) -> dict[str, Any]:
    """Part by part, as the topic's page and ``tayanch evidence topic`` show it."""
    articles = ({"name": name, "articles": topic.articles(code)} for code, name in STANDARDS.items())
    return {
        "topic": topic,
        "name": topic.name.get(language),
        "lead": topic.lead.get(language),
        "articles": [one for one in articles if one["articles"]],
        "countries": rules_of(topic, language, today),
        "places": services_of(topic, language),
        "counted": counted_of(user, topic),
        "surveyed": surveyed_of(user, topic, language),
        "voices": voices_of(user.organisation_id, language, topic.codes) if topic.codes else (),
        "printed": printed_of(user, topic, language),
        "promises": promises_of(user, topic),
    }
