"""Released quotes as everything above reads them: a topic's page, a report, a release.

What stands here may be printed: a second person released it, its interview is released and may be quoted. So whoever
reads evidence may read it, also who works in no study.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tayanch.evidence.interviews.gathering import AREA, keyed
from tayanch.evidence.interviews.models import Interview, Quote, Study
from tayanch.evidence.interviews.quote_bank import leaving
from tayanch.evidence.interviews.quoting import label_of, translations
from tayanch.evidence.interviews.texts import speakers_of
from tayanch.evidence.interviews.trees import codebook_of
from tayanch.interviews import model


@dataclass(frozen=True)
class Voice:
    """One quote. *text*: in the reader's language when it was translated, else as it was said; *said*: as it was said,
    empty when that is the same. *label*: who speaks, as far as may be told. *codes*: names in the codebook."""

    id: str
    text: str
    said: str
    language: str
    label: str
    codes: tuple[str, ...]
    released_on: date
    study: str


def voices_of(organisation_id: UUID, language: str, codes: Sequence[str] = ()) -> tuple[Voice, ...]:
    """Those of the organisation, the newest first; with *codes* only those that carry one of them."""
    studies = Study.objects.filter(organisation_id=organisation_id)
    found = (voice for study in studies for voice in _of_study(study, language))
    wanted = (voice for voice in found if not codes or not set(codes).isdisjoint(voice.codes))
    return tuple(sorted(wanted, key=lambda voice: (voice.released_on, voice.id), reverse=True))


def _of_study(study: Study, language: str) -> Iterator[Voice]:
    quotes = list(keyed(study, leaving(study)))
    if not quotes:
        return
    book, speakers = codebook_of(study), speakers_of(study)
    interviews = {quote.version.interview for quote in quotes}
    documents = {one.id: _document(one) for one in keyed(study, interviews)}
    for quote in quotes:
        document = documents[quote.version.interview_id]
        said = quote.unseal("text")
        told = translations(quote).get(language, "") if document.language != language else ""
        names = (book[code].name for code in map(book.now, quote.codes) if code in book)
        speaker = speakers.get(str(quote.speaker_id or ""))
        yield Voice(
            id=str(quote.id),
            text=told or said,
            said=said if told else "",
            language=language if told else document.language,
            label=label_of(quote, speaker, document, language),
            codes=tuple(dict.fromkeys(names)),
            released_on=_day(quote),
            study=study.title,
        )


def _day(quote: Quote) -> date:
    return quote.released_at.date() if quote.released_at else date.min


def _document(one: Interview) -> model.Document:
    """What a label needs of an interview; no text is opened for it."""
    attributes = json.loads(one.unseal("attributes") or "{}")
    return model.Document(
        id=str(one.id),
        name="",
        versions=(),
        method=one.method,
        language=one.language,
        held_on=one.held_on,
        attributes={**attributes, **({AREA: one.area} if one.area else {})},
    )
