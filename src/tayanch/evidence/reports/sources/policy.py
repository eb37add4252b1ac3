"""Recommendations and what became of them: ``policy:s003-government-4``."""

from __future__ import annotations

from collections.abc import Iterator

from tayanch.evidence.reports.sources.common import GONE, Who, joined
from tayanch.policy.load import documents, recommendations
from tayanch.policy.model import Recommendation
from tayanch.reports.model import Fact, Known, Reference, fingerprint
from tayanch.reports.topics import articles_of


def resolve(who: Who, reference: Reference) -> Known:
    """A recommendation in our words, with the document it stands in and how far it has come."""
    found = recommendations().get(reference.key)
    return _known(found, who) if found else GONE


def facts(who: Who, period: str) -> Iterator[Fact]:
    """All recommendations, those to the government first."""
    for one in recommendations().values():
        articles = {**articles_of(one.topics), "cedaw": one.cedaw}
        first = 0 if one.addressee == "government" else 1
        yield Fact(
            Reference("policy", one.id),
            _known(one, who),
            "recommendation",
            one.text.get(who.language),
            articles,
            one.topics,
            year=one.since,
            sort=(first, one.id),
        )


def _known(one: Recommendation, who: Who) -> Known:
    document = documents()[one.document]
    title = f"{document.by}. {document.title.get(who.language)}, {document.year}"
    text = one.text.get(who.language).rstrip(".")
    parts = (f"{document.by} {document.year}", one.part.get(who.language), one.line)
    return Known(text, None, "", joined(parts), (), fingerprint(one.text, title), source=f"{document.by} {document.year} – {title}")
