"""A consent as a paper to sign."""

from __future__ import annotations

from tayanch.desk.letters.document import Block, Document
from tayanch.desk.models import Consent
from tayanch.desk.privacy import consents


def to_document(consent: Consent) -> Document:
    """The words she heard, then a line to sign on. Raises :class:`~tayanch.vault.keys.Erased`."""
    title, _blank, *lines = consent.unseal("text").split("\n")
    labels = consents.signature(consent.language)
    blocks = [Block("title", (title,))]
    for line in lines:
        is_fact = line.startswith("– ")
        blocks.append(Block("item", ("–", line[2:])) if is_fact else Block("paragraph", (line,)))
    day = consent.given_on.strftime("%d.%m.%Y")
    name = consent.person.unseal("name") if consent.person else ""
    blocks.append(Block("paragraph", (f"{labels['day']}: {day}",)))
    blocks.append(Block("signature", (name or labels["name"], labels["sign"], "")))
    return Document("consent", consent.language, title, consent.given_on, tuple(blocks))
