"""Words of interviews that were released for print: ``quote:1a2b3c4d``. One that was taken back is gone."""

from __future__ import annotations

from collections.abc import Iterator

from tayanch.evidence.interviews.voices import Voice, voices_of
from tayanch.evidence.reports.sources.common import GONE, Who, joined, written_day
from tayanch.reports.model import Fact, Known, Reference, fingerprint
from tayanch.reports.topics import articles_of, topics_of_code
from tayanch.reports.words import word

SHORT = 8  # digits of the id of a quote that name it in a text


def _quotes(who: Who) -> dict[str, Voice]:
    """The quotes that may leave now, of every study of the organisation, by the beginning of their id."""
    if "quotes" not in who.memory:
        found = voices_of(who.user.organisation_id, who.language)
        who.memory["quotes"] = {voice.id.replace("-", "")[:SHORT]: voice for voice in found}
    kept: dict[str, Voice] = who.memory["quotes"]
    return kept


def resolve(who: Who, reference: Reference) -> Known:
    """The words with their label; gone when they may not be printed now."""
    found = _quotes(who).get(reference.key[:SHORT])
    return _known(found, who.language) if found else GONE


def facts(who: Who, period: str) -> Iterator[Fact]:
    """All quotes that may be printed, with the topics of their codes."""
    for place, (short, voice) in enumerate(_quotes(who).items()):
        topics = tuple(dict.fromkeys(topic for name in voice.codes for topic in topics_of_code(name)))
        known = _known(voice, who.language)
        yield Fact(
            Reference("quote", short), known, "voice", voice.label, articles_of(topics), topics, sort=(place, "")
        )


def _known(voice: Voice, language: str) -> Known:
    day = written_day(voice.released_on, language)
    parts = (
        voice.study,
        voice.label,
        word("notes", "translated", language) if voice.said else "",
        word("notes", "released", language, day=day),
    )
    print_of = fingerprint(voice.text, voice.said, voice.label, day)
    return Known(voice.text, None, "", joined(parts), (), print_of, label=voice.label, source=voice.study)
