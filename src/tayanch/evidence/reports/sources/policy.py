"""Recommendations and what became of them: ``policy:s003-government-4``."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import override

from tayanch.evidence.policy.states import Stand, all_stands
from tayanch.evidence.reports.sources.common import GONE, Who, joined, place_said
from tayanch.policy.load import documents
from tayanch.reports.model import Fact, Known, Reference, fingerprint
from tayanch.reports.topics import articles_of
from tayanch.reports.words import word


def _stands(who: Who) -> dict[str, Stand]:
    if "policy" not in who.memory:
        who.memory["policy"] = {stand.asked.key: stand for stand in all_stands(who.user.organisation_id)}
    found: dict[str, Stand] = who.memory["policy"]
    return found


def resolve(who: Who, reference: Reference) -> Known:
    """A recommendation in our words, with the document it stands in and how far it has come."""
    found = _stands(who).get(reference.key)
    return _known(found, who) if found else GONE


def facts(who: Who, period: str) -> Iterator[Fact]:
    """All recommendations: first those that somebody looked at, then those to the government."""
    for key, stand in _stands(who).items():
        asked = stand.asked
        rank = (0 if stand.latest else 1) * 2 + (0 if asked.addressee == "government" else 1)
        yield Fact(
            Reference("policy", key),
            _known(stand, who),
            "recommendation",
            asked.text.get(who.language),
            {**articles_of(asked.topics), "cedaw": asked.cedaw},
            asked.topics,
            year=asked.since[:4],
            sort=(rank, key),
        )


def _known(stand: Stand, who: Who) -> Known:
    asked, language = stand.asked, who.language
    document = documents().get(asked.source)
    short = f"{document.by} {document.year}".strip() if document else asked.source
    title = f"{short} – {document.title.get(language)}" if document else asked.source
    with override(language):
        state = word("notes", "state", language, state=stand.state_name)
    text = asked.text.get(language).rstrip(".")
    footnote = joined((short, asked.part.get(language), place_said(asked.place, language), state))
    return Known(text, None, "", footnote, (), fingerprint(text, short, stand.state), source=title)
