"""Words of interviews that were released for print: ``quote:1a2b3c4d``. One that was taken back is gone."""

from __future__ import annotations

from collections.abc import Iterator

from tayanch.evidence.interviews.gathering import study_of
from tayanch.evidence.interviews.models import Member, Study
from tayanch.evidence.interviews.quote_bank import Shown, leaving, shelf
from tayanch.evidence.interviews.trees import codebook_of
from tayanch.evidence.reports.sources.common import GONE, Who, joined
from tayanch.interviews.retrieval import Index
from tayanch.reports.model import Fact, Known, Reference, fingerprint
from tayanch.reports.topics import articles_of, topics_of_code
from tayanch.reports.words import word

SHORT = 8


def _quotes(who: Who) -> dict[str, tuple[Shown, Study]]:
    """The quotes that may leave now, of every study of the organisation, by the beginning of their id."""
    if "quotes" not in who.memory:
        who.memory["quotes"] = {
            shown.quote.id.hex[:SHORT]: (shown, study)
            for study in Study.objects.filter(organisation_id=who.user.organisation_id)
            for shown in _leaving(study, who.language)
        }
    found: dict[str, tuple[Shown, Study]] = who.memory["quotes"]
    return found


def _leaving(study: Study, language: str) -> Iterator[Shown]:
    released = list(leaving(study))
    # Labels are told with the eyes of a member who leads; a report shows the words and the label, nothing else.
    lead = study.members.filter(part=Member.Part.LEAD).select_related("user").order_by("may_look_up", "id").first()
    if released and lead:
        yield from shelf(Index.of(study_of(study, user=lead.user)), released, study, language)


def resolve(who: Who, reference: Reference) -> Known:
    """The words with their label; gone when they may not be printed now."""
    found = _quotes(who).get(reference.key[:SHORT])
    return _known(*found, who.language) if found else GONE


def facts(who: Who, period: str) -> Iterator[Fact]:
    """All quotes that may be printed, with the topics of their codes."""
    for short, (shown, study) in _quotes(who).items():
        book = codebook_of(study)
        names = [book[code].name for code in map(book.now, shown.quote.codes) if code in book]
        topics = tuple(dict.fromkeys(topic for name in names for topic in topics_of_code(name)))
        known = _known(shown, study, who.language)
        yield Fact(Reference("quote", short), known, "voice", shown.label, articles_of(topics), topics, sort=(0, short))


def _known(shown: Shown, study: Study, language: str) -> Known:
    said_in = shown.document.language
    translated = shown.translations.get(language, "") if said_in != language else ""
    day = shown.quote.released_at.date() if shown.quote.released_at else None
    told = day.isoformat() if day and language == "en" else day.strftime("%d.%m.%Y") if day else ""
    parts = (
        study.title,
        shown.label,
        word("notes", "translated", language, language=said_in) if translated else "",
        word("notes", "released", language, day=told) if told else "",
    )
    text = translated or shown.text
    print_of = fingerprint(shown.text, translated, shown.label, told)
    return Known(text, None, "", joined(parts), (), print_of, label=shown.label, source=study.title)
